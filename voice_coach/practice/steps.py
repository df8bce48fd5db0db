"""The kinds of step, each with its fields, their rules, and the texts it speaks or keeps.

A step of a file is of the kind that one of its keys names: `KINDS`. An `ask` in an `order` is only
its wording, and `keep` and `mark` name a kind where no other key does; on an `ask` they say what
becomes of the answer.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Literal

from msgspec import Meta, field, structs

from voice_coach.breathing import PATTERNS, Timeline, at_rate, exercise, find_pattern
from voice_coach.errors import CoachError
from voice_coach.practice.schema import (
    MEMORY_KINDS,
    PLACEHOLDERS_OF_A_PAIR,
    AnswerKind,
    Count,
    Cycles,
    Days,
    Earlier,
    Minutes,
    Patience,
    Practice,
    Problem,
    Recurs,
    Reference,
    Rounds,
    Seconds,
    Step,
    StepPace,
    every_step,
)
from voice_coach.practice.source import Path, nearest

Wording = str | tuple[str, ...]
"""A prompt, or several that take turns from visit to visit."""

Pace = Annotated[StepPace | None, Meta(description="How fast the prompt is spoken.")]
Again = Annotated[
    str | None, Meta(description="The question in other words, when it was not understood.")
]
Waiting = Annotated[Patience | None, Meta(description="How long a silence ends the answer.")]
Do = Annotated[tuple[Step, ...], Meta(description="The steps of a loop.")]
Most = Annotated[
    Rounds | None, Meta(description="At most so many: of memories 3 unless given, of items all.")
]
Status = Annotated[
    str | None,
    Meta(description="Of the memories `each` goes through, or of the one kept; else open."),
]
Text = Annotated[
    str | None, Meta(description="The words to keep; without it, an ask keeps its answer.")
]
Facts = Annotated[dict[str, str], Meta(description="Further facts of the memory, as name = text.")]
"""Fields that more than one kind has."""


class Say(Step, frozen=True, kw_only=True):
    """Speaks a prompt."""

    say: Annotated[
        Wording,
        Meta(description="A prompt to speak, or several to take turns. {name} is an answer."),
    ]
    count: Annotated[
        Count | None, Meta(description="Only if there are such memories; {count} of them.")
    ] = None
    recurs: Annotated[
        Recurs | None, Meta(description="Only if a word comes again in memories: {recurring}.")
    ] = None
    earlier: Annotated[
        Earlier | None, Meta(description="Only if there is an earlier number: {earlier}, {change}.")
    ] = None
    pace: Pace = None

    def prompts(self) -> dict[Path, str]:
        return _wordings("say", self.say)

    def placeholders(self) -> Iterator[str]:
        if self.count is not None:
            yield "count"
        if self.recurs is not None:
            yield "recurring"
        if self.earlier is not None:
            yield from ("earlier", "ago")
            if self.earlier.of is not None:
                yield "change"

    def references(self) -> Iterator[Reference]:
        if self.earlier is not None and self.earlier.of is not None:
            yield Reference(("earlier", "of"), self.earlier.of, "number")

    def problems(self, keys: Collection[str]) -> Iterator[Problem]:
        yield from _no_wording("say", self.say)
        for key, table in (
            ("count", self.count),
            ("recurs", self.recurs),
            ("earlier", self.earlier),
        ):
            if table is not None:
                yield from _memory_kind(table.kind, key, "kind")


class Ask(Step, frozen=True, kw_only=True):
    """Asks a question, and may keep its answer or mark a memory with it."""

    ask: Annotated[
        Wording,
        Meta(description="A question, or several to take turns; the ear opens after it."),
    ]
    again: Again = None
    answer: Annotated[AnswerKind, Meta(description="What kind of answer is expected.")] = "text"
    choices: Annotated[
        tuple[str, ...], Meta(description="The answers to choose from, as they are spoken.")
    ] = ()
    choices_from: Annotated[
        str | None, Meta(description="A step with a list, whose items are the choices.")
    ] = None
    low: Annotated[int, Meta(description="The smallest number that is an answer.")] = 0
    high: Annotated[int, Meta(description="The largest number that is an answer.")] = 10
    patience: Waiting = None
    example: Annotated[
        str | None, Meta(description="What a person might say. The demo and the tests say it.")
    ] = None
    examples: Annotated[
        tuple[str, ...], Meta(description="Further answers, for other runs and later rounds.")
    ] = ()
    confirm: Annotated[
        bool, Meta(description="Say back what was heard and ask whether it is right.")
    ] = False
    recurs: Annotated[
        Recurs | None, Meta(description="Only if a word comes again in memories: {recurring}.")
    ] = None
    literal: Annotated[
        Literal["no", "all"] | None,
        Meta(description="Take a no for an answer like others, or also “nothing” and the like."),
    ] = None
    pace: Pace = None
    keep: Annotated[str | None, Meta(description="Keep this as a memory of that kind.")] = None
    text: Text = None
    status: Status = None
    data: Facts = field(name="with", default_factory=dict)
    mark: Annotated[
        str | None, Meta(description="Inside a loop: the memory's new status, such as {outcome}.")
    ] = None

    def prompts(self) -> dict[Path, str]:
        return _wordings("ask", self.ask) | _wordings("again", self.again)

    def kept_texts(self) -> dict[Path, str]:
        texts = {("text",): self.text, ("mark",): self.mark}
        return {key: text for key, text in texts.items() if text is not None} | _facts(self.data)

    def placeholders(self) -> Iterator[str]:
        if self.recurs is not None:
            yield "recurring"

    def references(self) -> Iterator[Reference]:
        if self.choices_from is not None:
            yield Reference(("choices_from",), self.choices_from, "list")

    def all_examples(self) -> tuple[str, ...]:
        """Return what a person might say, the first example first."""
        return (self.example, *self.examples) if self.example is not None else ()

    def problems(self, keys: Collection[str]) -> Iterator[Problem]:
        yield from _no_wording("ask", self.ask)
        if self.example is None:
            yield _missing("example", "what a person might answer")
        yield from self._problems_of_choices()
        for key, kind in (
            ("choices", "choice"),
            ("choices_from", "choice"),
            ("low", "number"),
            ("high", "number"),
        ):
            if key in keys and self.answer != kind:
                yield Problem("deed", (key,), f'`{key}` goes with answer = "{kind}" only.')
        if self.literal is not None and self.answer not in ("text", "list", "letter"):
            what = "`literal` goes with answers in one's own words: text, list or letter."
            yield Problem("deed", ("literal",), what)
        if self.low >= self.high:
            what = f"`low` is {self.low} and `high` is {self.high}: there is nothing between."
            yield Problem("value", ("high" if "high" in keys else "low",), what)
        yield from self._problems_of_keeping(keys)

    def _problems_of_choices(self) -> Iterator[Problem]:
        if self.answer == "choice" and self.choices_from is None:
            folded = {choice.casefold() for choice in self.choices}
            if not self.choices:
                yield _missing("choices", "the answers to choose from")
            if len(folded) < max(2, len(self.choices)):
                what = "`choices` needs at least two answers, each different from the others."
                yield Problem("value", ("choices",), what)
            if {"said", "skipped"} & folded:
                what = "a choice can not be `said` or `skipped`"
                what += ": a condition could not tell them apart."
                yield Problem("value", ("choices",), what)
        if self.choices and self.choices_from is not None:
            what = "`choices` and `choices_from` both give the choices. Take one of them out."
            yield Problem("deed", ("choices_from",), what)

    def _problems_of_keeping(self, keys: Collection[str]) -> Iterator[Problem]:
        if self.keep is not None and self.mark is not None:
            what = "`keep` and `mark` are two things. Give one of them a step of its own."
            yield Problem("deed", ("mark",), what)
        for key, needed in (
            ("text", ("keep",)),
            ("status", ("keep",)),
            ("with", ("keep", "mark")),
        ):
            if key in keys and not any(other in keys for other in needed):
                what = f"`{key}` goes with {' or '.join(f'`{other}`' for other in needed)} only."
                yield Problem("deed", (key,), what)
        if self.keep is not None:
            yield from _memory_kind(self.keep, "keep")
        if self.recurs is not None:
            yield from _memory_kind(self.recurs.kind, "recurs", "kind")


class Breathe(Step, frozen=True, kw_only=True):
    """Leads a breathing exercise."""

    breathe: Annotated[str, Meta(description="A breathing pattern by name.")]
    cycles: Annotated[Cycles | None, Meta(description="How many breaths.")] = None
    minutes: Annotated[
        Minutes | None, Meta(description="How long to breathe, instead of cycles.")
    ] = None
    rate: Annotated[
        float | None,
        Meta(description="Breaths a minute, where the pattern leaves a choice (see below)."),
    ] = None
    ramp: Annotated[
        bool, Meta(description="Begin with shorter breaths, which get longer one by one.")
    ] = False

    @property
    def timeline(self) -> Timeline:
        """The exercise: so many cycles, or the whole breaths nearest a time."""
        pattern = at_rate(find_pattern(self.breathe), self.rate)
        return exercise(pattern, cycles=self.cycles, minutes=self.minutes, ramp=self.ramp)

    def problems(self, keys: Collection[str]) -> Iterator[Problem]:
        try:
            found = find_pattern(self.breathe)
        except CoachError as error:
            near = nearest(self.breathe, PATTERNS)
            what = f"there is no breathing pattern called `{self.breathe}`. {near}"
            what = error.message if error.code == "breathing.seconds" else what
            yield Problem("value", ("breathe",), what)
            return
        if self.cycles is not None and self.minutes is not None:
            what = "`cycles` and `minutes` both say how long to breathe. Take one of them out."
            yield Problem("deed", ("minutes",), what)
        if self.cycles is not None and not found.phases:
            what = f"{found.name} counts no breaths. Say with `minutes` how long it lasts."
            yield Problem("deed", ("cycles",), what)
        if self.ramp and not found.phases:
            yield Problem("deed", ("ramp",), f"{found.name} is not led, so nothing gets longer.")
        if self.cycles is not None and self.cycles > (found.max_cycles or self.cycles):
            what = f"{found.name} has at most {found.max_cycles} breaths at a time."
            yield Problem("value", ("cycles",), what)
        try:
            at_rate(found, self.rate)
        except CoachError as error:
            yield Problem("value", ("rate",), error.message)


class Silence(Step, frozen=True, kw_only=True):
    """Lets silence pass."""

    silence: Annotated[Seconds, Meta(description="Seconds of silence; announce it before.")]


class ForEach(Step, frozen=True, kw_only=True):
    """Leads its steps once for every memory of a kind."""

    each: Annotated[
        str, Meta(description="A memory kind: `do` is led once for every open memory of that kind.")
    ]
    do: Do = ()
    most: Most = None
    newest: Annotated[bool, Meta(description="The newest memory first, not the oldest.")] = False
    older: Annotated[
        Days | None, Meta(description="Only those that are at least so many days old.")
    ] = None
    early: Annotated[
        bool, Meta(description="Also those that name a day which is still to come.")
    ] = False
    status: Status = None

    def problems(self, keys: Collection[str]) -> Iterator[Problem]:
        yield from _needs_steps(self)
        yield from _memory_kind(self.each, "each")


class ForItems(Step, frozen=True, kw_only=True):
    """Leads its steps once for every item of a list."""

    over: Annotated[
        str, Meta(description="A step with a list: `do` is led once for every item of it.")
    ]
    do: Do = ()
    most: Most = None

    def references(self) -> Iterator[Reference]:
        yield Reference(("over",), self.over, "list")

    def problems(self, keys: Collection[str]) -> Iterator[Problem]:
        yield from _needs_steps(self)


class Repeat(Step, frozen=True, kw_only=True):
    """Leads its steps in rounds, until there is nothing more."""

    rounds: Annotated[
        Rounds, Meta(description="`do` is led at most so many times, until there is nothing more.")
    ]
    do: Do = ()

    def problems(self, keys: Collection[str]) -> Iterator[Problem]:
        yield from _needs_steps(self)


class Nearest(Step, frozen=True, kw_only=True):
    """Leads its steps for the one memory that is nearest to an answer."""

    nearest: Annotated[
        str,
        Meta(description="A memory kind: `do` is led once, for the one nearest `to` an answer."),
    ]
    do: Do = ()
    to: Annotated[str, Meta(description="The step whose answer is to be near.")] = ""

    def references(self) -> Iterator[Reference]:
        yield Reference(("to",), self.to, "answer")

    def problems(self, keys: Collection[str]) -> Iterator[Problem]:
        yield from _needs_steps(self)
        if not self.to:
            yield _missing("to", "the step whose answer is to be near")
        yield from _memory_kind(self.nearest, "nearest")


class Rank(Step, frozen=True, kw_only=True):
    """Puts a list in order by asking which of two comes first."""

    order: Annotated[
        str,
        Meta(description="A step with a list: put in order by asking which of two comes first."),
    ]
    ask: Annotated[
        Wording | None, Meta(description="The question, with {one} and {other} in it.")
    ] = None
    again: Again = None
    patience: Waiting = None
    pace: Pace = None

    def prompts(self) -> dict[Path, str]:
        return _wordings("ask", self.ask) | _wordings("again", self.again)

    def placeholders(self) -> Iterator[str]:
        yield from PLACEHOLDERS_OF_A_PAIR

    def references(self) -> Iterator[Reference]:
        yield Reference(("order",), self.order, "list")

    def problems(self, keys: Collection[str]) -> Iterator[Problem]:
        yield from _no_wording("ask", self.ask)
        for path, text in _wordings("ask", self.ask).items():
            for name in PLACEHOLDERS_OF_A_PAIR:
                if f"{{{name}}}" not in text:
                    what = f"{{{name}}} is missing. An `order` asks which of {{one}} and {{other}}."
                    yield Problem("placeholder", path, what)


class Forget(Step, frozen=True, kw_only=True):
    """Deletes answers from the journal."""

    forget: Annotated[
        tuple[str, ...],
        Meta(description="Steps whose answers are deleted from the journal, for good."),
    ]

    def references(self) -> Iterator[Reference]:
        for index, name in enumerate(self.forget):
            yield Reference(("forget", index), name, "answer")

    def problems(self, keys: Collection[str]) -> Iterator[Problem]:
        if not self.forget:
            yield _missing("forget", "the steps whose answers are to be deleted")


class Replace(Step, frozen=True, kw_only=True):
    """Replaces the open memories of a kind that earlier sessions kept."""

    close: Annotated[
        str,
        Meta(description="A memory kind: those still open from earlier sessions are replaced."),
    ]

    def problems(self, keys: Collection[str]) -> Iterator[Problem]:
        yield from _memory_kind(self.close, "close")


class Keep(Step, frozen=True, kw_only=True):
    """Keeps words as a memory."""

    keep: Annotated[str, Meta(description="Keep this as a memory of that kind.")]
    text: Text = None
    status: Status = None
    data: Facts = field(name="with", default_factory=dict)

    def kept_texts(self) -> dict[Path, str]:
        return ({("text",): self.text} if self.text is not None else {}) | _facts(self.data)

    def problems(self, keys: Collection[str]) -> Iterator[Problem]:
        if self.text is None:
            yield _missing("text", "the words to keep")
        yield from _memory_kind(self.keep, "keep")


class Mark(Step, frozen=True, kw_only=True):
    """Gives the memory that a loop is at a new status."""

    mark: Annotated[
        str, Meta(description="Inside a loop: the memory's new status, such as {outcome}.")
    ]
    data: Facts = field(name="with", default_factory=dict)

    def kept_texts(self) -> dict[Path, str]:
        return {("mark",): self.mark} | _facts(self.data)


LoopStep = ForEach | ForItems | Repeat | Nearest
"""The kinds that lead other steps."""

MemoryLoop = ForEach | Nearest
"""The loops in which each round is about a memory."""

SilentStep = Forget | Replace | Keep | Mark
"""The kinds that make no sound and ask nothing."""

KINDS: Mapping[str, type[Step]] = MappingProxyType(
    {
        "say": Say,
        "ask": Ask,
        "breathe": Breathe,
        "silence": Silence,
        "each": ForEach,
        "over": ForItems,
        "rounds": Repeat,
        "nearest": Nearest,
        "order": Rank,
        "forget": Forget,
        "close": Replace,
        "keep": Keep,
        "mark": Mark,
    }
)
"""The kinds of step by the keys that name them."""

LEADING_KEYS = tuple(key for key in KINDS if key not in ("keep", "mark"))
"""Name the kind wherever they stand; but for the `ask` of an `order`."""

KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {key: tuple(field.encode_name for field in structs.fields(kind)) for key, kind in KINDS.items()}
)
"""The keys that each kind may have, its own among them."""

COMMON_KEYS = tuple(field.encode_name for field in structs.fields(Step))
"""The keys that every step may have."""

STEP_KEYS = tuple(
    dict.fromkeys(("name", *LEADING_KEYS, *(key for keys in KEYS.values() for key in keys)))
)
"""All the keys a step may have."""


def naming_keys(keys: Collection[str]) -> list[str]:
    """Return those of a step's keys that name its kind: one, if the step is right."""
    leading = [key for key in LEADING_KEYS if key in keys and (key != "ask" or "order" not in keys)]
    return leading or [key for key in ("keep", "mark") if key in keys]


def every_question(steps: Sequence[Step]) -> Iterator[Ask]:
    """Yield all steps that ask, those of loops included, in the order they are written."""
    return (step for step in every_step(steps) if isinstance(step, Ask))


def asks_about(practice: Practice, circumstance: str) -> bool:
    """Return whether a condition of a practice asks about `visits`, `tones`, `day` or `time`."""
    steps = list(every_step(practice.steps))
    named = any(step.name == circumstance for step in steps)
    return not named and any(circumstance in step.when for step in steps)


def leads_breath(practice: Practice) -> bool:
    """Return whether tones lead the breath anywhere in a practice."""
    steps = every_step(practice.steps)
    return any(isinstance(step, Breathe) and step.timeline.cues for step in steps)


def wordings(text: Wording) -> tuple[str, ...]:
    """Return the wordings a prompt takes turns with; one, where it is always the same."""
    return (text,) if isinstance(text, str) else text


def patience_of(question: Ask) -> Patience:
    """Return how long a silence ends the answer: as the step says, else by the kind of answer."""
    if question.patience is not None:
        return question.patience
    if question.answer == "letter":
        return "reflective"
    return "spoken" if question.answer in ("text", "list", "time") else "brief"


def _wordings(key: str, text: Wording | None) -> dict[Path, str]:
    match text:
        case None:
            return {}
        case str():
            return {(key,): text}
        case _:
            return {(key, index): each for index, each in enumerate(text)}


def _no_wording(key: str, text: Wording | None) -> Iterator[Problem]:
    if text == ():
        yield Problem("value", (key,), f"`{key}` is an empty list: there is nothing to say.")


def _facts(data: Mapping[str, str]) -> dict[Path, str]:
    return {("with", name): text for name, text in data.items()}


def _missing(key: str, meaning: str) -> Problem:
    return Problem("missing", (), f"`{key}` is missing: {meaning}.")


def _needs_steps(loop: LoopStep) -> Iterator[Problem]:
    if not loop.do:
        yield _missing("do", "the steps to lead in each round")


def _memory_kind(kind: str, *path: str) -> Iterator[Problem]:
    if kind not in MEMORY_KINDS:
        yield Problem("value", path, unknown_kind(kind))


def unknown_kind(kind: str) -> str:
    """Return the message that there is no such kind of memory."""
    return f"there is no kind of memory called `{kind}`. {nearest(kind, MEMORY_KINDS)}"
