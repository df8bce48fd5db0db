"""The language practices are written in: what a practice file may say.

A practice is a list of steps, and a step does one thing: it says, asks, breathes, lets silence
pass, puts a list in order, keeps or forgets something, or goes round. There is nothing to evaluate
and no code: conditions and loops are plain tables. Reading a file into these types is `parsing`'s
work.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

AnswerKind = Literal["text", "yes-no", "number", "choice", "list", "letter", "time"]


Patience = Literal["brief", "spoken", "reflective"]


StepPace = Literal["meditation", "question", "slow"]


Seconds = Annotated[float, Meta(gt=0, le=600)]


Cycles = Annotated[int, Meta(ge=1, le=500)]


Minutes = Annotated[float, Meta(gt=0, le=60)]


Rounds = Annotated[int, Meta(ge=1, le=20)]


Days = Annotated[int, Meta(ge=1, le=3650)]


MEMORY_KIND_MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "value": "something that matters to you; values are ranked",
        "emotion": "a feeling, what set it off and what it needs",
        "promise": "what you will do and by when",
        "lesson": "what went wrong, what it taught, what you will do next time",
        "letter": "words written to yourself, to be heard again",
        "decision": "something you decided or are deciding",
        "strength": "what you have long been able to do",
        "growing edge": "what stays hard, and is being learnt",
        "goal": "a change you want: its wording, what may get in the way, the plans for that",
        "boundary": "a no, and how it went",
        "win": "something that went as you hoped",
        "need": "what you need",
        "step": "a rung of a ladder: the fear expected and the fear felt",
        "support": "a person or a service to turn to",
        "plan": "a part of your safety plan",
        "belief": "an old rule and the new one",
        "choice": "one moment in which you chose",
        "rating": "a number from 0 to 10, of what and when",
        "appreciation": "something kind that was said to you",
        "criticism": "something hard that was said to you",
        "event": "something that is coming, and afterwards how it went",
        "focus": "where trust would help most at present",
    }
)
"""The kinds of memory there are, each with what it holds."""


MEMORY_KINDS: tuple[str, ...] = tuple(MEMORY_KIND_MEANINGS)


PLACEHOLDERS_OF_A_LOOP = ("it", "ago")
"""Inside a loop: the words of the memory or the item it is at, and how long ago a memory was kept
("yesterday")."""


PLACEHOLDERS_OF_A_PAIR = ("one", "other")
"""In the question of an `order`: the two of which one comes first."""


MAX_MEMORIES = 3
"""How many memories `each` goes through unless `most` says otherwise."""


class Count(Struct, frozen=True, forbid_unknown_fields=True):
    """Memories counted: their number is {count}, as a word."""

    kind: Annotated[str, Meta(description="Memories of this kind.")]
    status: Annotated[str | None, Meta(description="Only those with this status.")] = None
    days: Annotated[Days | None, Meta(description="Only those of the last so many days.")] = None
    least: Annotated[
        int, Meta(ge=0, description="Where there are fewer, the step is passed over.")
    ] = 1


class Recurs(Struct, frozen=True, forbid_unknown_fields=True):
    """A word that comes again and again in memories: it is {recurring}."""

    kind: Annotated[str, Meta(description="Memories of this kind.")]
    least: Annotated[
        int, Meta(ge=2, description="Where there are fewer memories, the step is passed over.")
    ] = 5


class Earlier(Struct, frozen=True, forbid_unknown_fields=True):
    """A number from an earlier session beside today's: {earlier}, {ago} and {change}."""

    kind: Annotated[str, Meta(description="A memory of this kind.")]
    name: Annotated[str, Meta(description="The `name` it was kept with.")]
    of: Annotated[str | None, Meta(description="The question whose answer is today's number.")] = (
        None
    )


class Compare(Struct, frozen=True, forbid_unknown_fields=True):
    """A condition on a number: below, above or the same as a number or another step's answer."""

    below: Annotated[
        float | str | None, Meta(description="Smaller than this number, or than that answer.")
    ] = None
    above: Annotated[
        float | str | None, Meta(description="Larger than this number, or than that answer.")
    ] = None
    same: Annotated[
        float | str | None, Meta(description="The same as this number, or as that answer.")
    ] = None


class Step(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One step of a practice. Exactly one of its deeds, and the fields that go with it."""

    name: Annotated[str, Meta(description="How later steps refer to this one's answer.")] = ""
    say: Annotated[str | None, Meta(description="A prompt to speak. {name} is an answer.")] = None
    ask: Annotated[str | None, Meta(description="A question; the ear opens after it.")] = None
    breathe: Annotated[str | None, Meta(description="A breathing pattern by name.")] = None
    silence: Annotated[
        Seconds | None, Meta(description="Seconds of silence; announce it before.")
    ] = None
    each: Annotated[
        str | None,
        Meta(description="A memory kind: `do` is led once for every open memory of that kind."),
    ] = None
    over: Annotated[
        str | None,
        Meta(description="A step with a list: `do` is led once for every item of it."),
    ] = None
    rounds: Annotated[
        Rounds | None,
        Meta(description="`do` is led at most so many times, until there is nothing more."),
    ] = None
    nearest: Annotated[
        str | None,
        Meta(description="A memory kind: `do` is led once, for the one nearest `to` an answer."),
    ] = None
    order: Annotated[
        str | None,
        Meta(description="A step with a list: put in order by asking which of two comes first."),
    ] = None
    forget: Annotated[
        tuple[str, ...],
        Meta(description="Steps whose answers are deleted from the journal, for good."),
    ] = ()
    close: Annotated[
        str | None,
        Meta(description="A memory kind: those still open from earlier sessions are replaced."),
    ] = None

    again: Annotated[
        str | None, Meta(description="The question in other words, when it was not understood.")
    ] = None
    answer: Annotated[AnswerKind, Meta(description="What kind of answer is expected.")] = "text"
    choices: Annotated[
        tuple[str, ...], Meta(description="The answers to choose from, as they are spoken.")
    ] = ()
    choices_from: Annotated[
        str | None, Meta(description="A step with a list, whose items are the choices.")
    ] = None
    low: Annotated[int, Meta(description="The smallest number that is an answer.")] = 0
    high: Annotated[int, Meta(description="The largest number that is an answer.")] = 10
    patience: Annotated[
        Patience | None, Meta(description="How long a silence ends the answer.")
    ] = None
    example: Annotated[
        str | None, Meta(description="What a person might say. The demo and the tests say it.")
    ] = None
    examples: Annotated[
        tuple[str, ...], Meta(description="Further answers, for other runs and later rounds.")
    ] = ()
    confirm: Annotated[
        bool, Meta(description="Say back what was heard and ask whether it is right.")
    ] = False
    literal: Annotated[
        Literal["no", "all"] | None,
        Meta(description="Take a no for an answer like others, or also “nothing” and the like."),
    ] = None

    cycles: Annotated[Cycles | None, Meta(description="How many breaths.")] = None
    minutes: Annotated[
        Minutes | None, Meta(description="How long to breathe, instead of cycles.")
    ] = None
    rate: Annotated[
        float | None,
        Meta(description="Breaths a minute, where the pattern leaves a choice (see below)."),
    ] = None

    do: Annotated[tuple["Step", ...], Meta(description="The steps of a loop.")] = ()
    most: Annotated[
        Rounds | None,
        Meta(description="At most so many: of memories 3 unless given, of items all."),
    ] = None
    newest: Annotated[bool, Meta(description="The newest memory first, not the oldest.")] = False
    to: Annotated[str | None, Meta(description="The step whose answer is to be near.")] = None

    count: Annotated[
        Count | None, Meta(description="Only if there are such memories; {count} of them.")
    ] = None
    recurs: Annotated[
        Recurs | None, Meta(description="Only if a word comes again in memories: {recurring}.")
    ] = None
    earlier: Annotated[
        Earlier | None, Meta(description="Only if there is an earlier number: {earlier}, {change}.")
    ] = None

    when: Annotated[
        dict[str, str | list[str] | Compare],
        Meta(
            description="Only if the answers are so: said, skipped, yes, no, a choice, or a "
            "comparison of numbers. A memory kind asks whether there are open ones: any, none."
        ),
    ] = field(default_factory=dict)

    keep: Annotated[str | None, Meta(description="Keep this as a memory of that kind.")] = None
    text: Annotated[
        str | None, Meta(description="The words to keep; without it, an ask keeps its answer.")
    ] = None
    status: Annotated[
        str | None,
        Meta(description="Of the memories `each` goes through, or of the one kept; else open."),
    ] = None
    data: Annotated[
        dict[str, str], Meta(description="Further facts of the memory, as name = text.")
    ] = field(name="with", default_factory=dict)
    mark: Annotated[
        str | None, Meta(description="Inside a loop: the memory's new status, such as {outcome}.")
    ] = None

    pace: Annotated[StepPace | None, Meta(description="How fast the prompt is spoken.")] = None


class Practice(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A guided practice, as its file says it."""

    title: Annotated[str, Meta(min_length=1, description="What it is called, spoken and shown.")]
    about: Annotated[str, Meta(min_length=1, description="One sentence: what it is for.")]
    minutes: Annotated[float, Meta(gt=0, le=120, description="How long it takes.")]
    steps: Annotated[tuple[Step, ...], Meta(min_length=1, description="The steps, in order.")] = (
        field(name="step")
    )
    source: Annotated[str, Meta(description="Where the idea comes from.")] = ""
    tags: Annotated[tuple[str, ...], Meta(description="Words it is found by.")] = ()
    name: Annotated[str, Meta(description="Its name: the name of its file. Not written in it.")] = (
        ""
    )


def patience_of(step: Step) -> Patience:
    """How long a silence ends the answer: as the step says, else by the kind of answer."""
    if step.patience is not None:
        return step.patience
    if step.answer == "letter":
        return "reflective"
    return "spoken" if step.answer in ("text", "list", "time") else "brief"


def every_step(steps: Sequence[Step]) -> Iterator[Step]:
    """All steps, those of loops included, in the order they are written."""
    for step in steps:
        yield step
        yield from every_step(step.do)
