"""The schema of a practice file: its tables, and what all steps have in common.

A practice is a list of steps, and a step does one thing: it says, asks, breathes, lets silence
pass, puts a list in order, keeps or forgets something, or goes round. There is nothing to evaluate
and no code: conditions and loops are plain tables. The kinds of step are in `steps`; `parser` reads
a file into these types.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Literal, NamedTuple

from msgspec import Meta, Struct, field

from voice_coach.nlu.dates import PARTS_OF_DAY
from voice_coach.practice.source import Path

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
        "course": "a plan over days that you follow, and how far you are",
    }
)
"""The kinds of memory there are, each with what it holds."""

MEMORY_KINDS: tuple[str, ...] = tuple(MEMORY_KIND_MEANINGS)

PLACEHOLDERS_OF_A_LOOP = ("it", "ago")
"""Inside a loop: the words of the memory or the item it is at, and how long ago a memory was kept
("yesterday")."""

PLACEHOLDERS_OF_A_PAIR = ("one", "other")
"""In the question of an `order`: the two of which one comes first."""

CIRCUMSTANCES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "visits": ("first", "again"),
        "tones": ("new", "known"),
        "day": PARTS_OF_DAY,
        "time": ("short", "enough", "long"),
    }
)
"""What a condition may ask about a session, each with its words: how often this practice was led
before, how well the person knows the tones of a led breath, the part of the day, and the time they
have. All but `day` are numbers, too: visits, sessions, minutes."""

NUMBERED_CIRCUMSTANCES = tuple(name for name in CIRCUMSTANCES if name != "day")

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


class Problem(NamedTuple):
    """A mistake in a step that no type can say.

    `code` stands after `practice.` in the error's code; `path` leads to it inside the step.
    """

    code: str
    path: Path
    message: str


class Reference(NamedTuple):
    """The name of an earlier question in a step, and what its answer has to be there."""

    path: Path
    name: str
    wanted: Literal["answer", "list", "number"]


class Step(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One step of a practice. Exactly one key names its kind, and its fields go with it."""

    name: Annotated[str, Meta(description="How later steps refer to this one's answer.")] = ""
    when: Annotated[
        dict[str, str | list[str] | Compare],
        Meta(
            description="Only if the answers are so: said, skipped, yes, no, a choice, or a "
            "comparison of numbers. A memory kind asks whether there are open ones: any, none; "
            "or others: any kept, none kept. visits, tones, day and time ask about the session."
        ),
    ] = field(default_factory=dict)

    @property
    def do(self) -> tuple["Step", ...]:
        """The steps inside this one; only loops have some."""
        return ()

    def prompts(self) -> dict[Path, str]:
        """Return the texts that are spoken, by their paths inside the step."""
        return {}

    def kept_texts(self) -> dict[Path, str]:
        """Return the texts that are kept as memories, by their paths inside the step."""
        return {}

    def placeholders(self) -> Iterator[str]:
        """Yield the placeholders that have a meaning in this step alone."""
        yield from ()

    def references(self) -> Iterator[Reference]:
        """Yield the names of other steps, but for those in `when` and in placeholders."""
        yield from ()

    def problems(self, keys: Collection[str]) -> Iterator[Problem]:  # noqa: ARG002 - kinds use it
        """Yield what is wrong with the fields; `keys` are those that the file gives."""
        yield from ()


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
    wishes: Annotated[
        tuple[str, ...],
        Meta(description="What people say who want it, in their words: the home menu learns them."),
    ] = ()
    frame: Annotated[
        bool,
        Meta(description="Whether title, length and the last words and tones are around it."),
    ] = True
    announce_length: Annotated[
        bool,
        Meta(description="Whether its length is told at the start; not where it is chosen in it."),
    ] = True
    fade: Annotated[
        bool,
        Meta(description="Whether the coach gets quieter towards the end, for falling asleep."),
    ] = False
    name: Annotated[str, Meta(description="Its name: the name of its file. Not written in it.")] = (
        ""
    )


def every_step(steps: Sequence[Step]) -> Iterator[Step]:
    """Yield all steps, those of loops included, in the order they are written."""
    for step in steps:
        yield step
        yield from every_step(step.do)
