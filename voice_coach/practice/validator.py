"""The rules of a practice file that no type can say.

A condition looks back, never ahead; a placeholder stands for something that was answered; a list is
gone through only where one was asked for. After a loop, the names of its questions stand for the
list of all rounds' answers.

A step does one thing, and has the fields that go with it; a loop holds no loop. What a step refers
to is looked at in `referring`. All of it can be known from the file alone, so that a practice never
fails in the middle, with a person lying there with closed eyes.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec import structs

from voice_coach.breathing import PATTERNS, at_rate, find_pattern
from voice_coach.errors import CoachError
from voice_coach.practice.loops import LOOPS
from voice_coach.practice.recall import EVERY, ITS
from voice_coach.practice.schema import (
    MEMORY_KINDS,
    PLACEHOLDERS_OF_A_LOOP,
    PLACEHOLDERS_OF_A_PAIR,
    Compare,
    Practice,
    Step,
)
from voice_coach.practice.source import Path, Source, nearest

_BRACES = re.compile(r"\{(?P<name>[^{}]*)\}|[{}]")


_SPOKEN = ("say", "ask", "again")


_KEPT = ("text", "mark")


_OF_MEMORY = {"count": ("count",), "recurs": ("recurring",), "earlier": ("earlier", "ago")}
"""The placeholders that a table about memories gives the step it stands in."""


Wanted = str | list[str] | Compare


def gathered(question: Step) -> Step:
    """A question of a loop as it is seen after the loop: its answer is the list of all answers."""
    return structs.replace(question, answer="list", choices=_words_of(question))


def _words_of(question: Step) -> tuple[str, ...]:
    """The words an answer is one of, where that is known."""
    return ("yes", "no") if question.answer == "yes-no" else question.choices


class References:
    """Checks what steps refer to.

    Args:
        source: The practice file.
        names: Where each named step stands.
    """

    def __init__(self, source: Source, names: Mapping[str, Path]) -> None:
        self._source = source
        self._names = names

    def check(self, step: Step, path: Path, asked: Mapping[str, Step], loop: Step | None) -> None:
        """Refuse a reference to nothing, or to the wrong thing.

        Args:
            step: The step that refers.
            path: Where it stands.
            asked: The questions asked before it, by name.
            loop: The loop it stands in.

        Raises:
            CoachError: `practice.when`, `practice.name` or `practice.placeholder`.
        """
        for key, wanted in step.when.items():
            self._when(key, wanted, (*path, "when", key), asked)
        for key, name in (
            ("over", step.over),
            ("order", step.order),
            ("choices_from", step.choices_from),
        ):
            if name is not None:
                self._list(name, (*path, key), asked)
        if step.to is not None:
            self._answer(step.to, (*path, "to"), asked)
        for index, name in enumerate(step.forget):
            self._answer(name, (*path, "forget", index), asked)
        if step.earlier is not None and step.earlier.of is not None:
            self._number(step.earlier.of, (*path, "earlier", "of"), asked, "name")
        self._placeholders(step, path, asked, loop)

    def _error(self, code: str, path: Path, what: str) -> CoachError:
        return self._source.error(f"practice.{code}", path, what)

    # Names of steps.

    def _answer(self, name: str, path: Path, asked: Mapping[str, Step]) -> Step:
        if name not in asked:
            raise self._error("name", path, self._no_answer(name, asked))
        return asked[name]

    def _list(self, name: str, path: Path, asked: Mapping[str, Step]) -> None:
        if self._answer(name, path, asked).answer != "list":
            lists = [other for other, step in asked.items() if step.answer == "list"]
            what = (
                f"the answer of `{name}` is no list. A list comes from a question with "
                f'answer = "list", or from a question in a loop. {nearest(name, lists)}'
            )
            raise self._error("name", path, what)

    def _number(self, name: str, path: Path, asked: Mapping[str, Step], code: str) -> None:
        numbers = [other for other, step in asked.items() if step.answer == "number"]
        if name not in numbers:
            what = f"`{name}` is no number that was asked before. {nearest(name, numbers)}"
            raise self._error(code, path, what)

    # Conditions.

    def _when(self, key: str, wanted: Wanted, path: Path, asked: Mapping[str, Step]) -> None:
        if key in asked:
            self._answer_is(asked[key], wanted, path, asked)
        elif key in MEMORY_KINDS and key not in self._names:
            self._one_of(key, wanted, ("any", "none"), path)
        else:
            raise self._error("when", path, self._no_answer(key, asked))

    def _answer_is(
        self, question: Step, wanted: Wanted, path: Path, asked: Mapping[str, Step]
    ) -> None:
        """Whether the condition can hold for an answer to `question`."""
        if isinstance(wanted, Compare):
            if question.answer != "number":
                what = f"`{question.name}` is no number here, so it can not be compared."
                raise self._error("when", path, what)
            self._comparison(wanted, path, asked)
            return
        known = (*_words_of(question), "said", "skipped")
        self._one_of(question.name, wanted, known, path)

    def _one_of(self, key: str, wanted: Wanted, known: tuple[str, ...], path: Path) -> None:
        if isinstance(wanted, Compare) or not wanted:
            what = f"`{key}` is one of {', '.join(f'`{word}`' for word in known)}."
            raise self._error("when", path, what)
        for value in [wanted] if isinstance(wanted, str) else wanted:
            if value not in known:
                what = f"`{key}` is never `{value}`. {nearest(value, known)}"
                raise self._error("when", path, what)

    def _comparison(self, wanted: Compare, path: Path, asked: Mapping[str, Step]) -> None:
        limits = {"below": wanted.below, "above": wanted.above, "same": wanted.same}
        if all(limit is None for limit in limits.values()):
            raise self._error("when", path, "a comparison needs below, above or same.")
        for key, limit in limits.items():
            if isinstance(limit, str):
                self._number(limit, (*path, key), asked, "when")

    # Placeholders.

    def _placeholders(
        self, step: Step, path: Path, asked: Mapping[str, Step], loop: Step | None
    ) -> None:
        """Every {name} must have something to stand there."""
        raw = self._source.at(path)
        around = [*asked, *_of_loop(loop), *_of_step(step)]
        for where, text in _texts(raw):
            here = (*path, *where)
            asks = step.ask is not None and step.order is None
            known = [*around, step.name] if asks and where[0] not in _SPOKEN else around
            for found in _BRACES.finditer(text):
                name = found["name"]
                if name is None:
                    what = "there is a brace on its own. Braces hold the name of an answer."
                elif where[0] in ("example", "examples", "choices"):
                    what = f"`{where[0]}` is taken word by word; it can not hold {{{name}}}."
                else:
                    what = self._missing(name, known, loop)
                if what:
                    raise self._error("placeholder", here, what)

    def _missing(self, name: str, known: list[str], loop: Step | None) -> str:
        """Why there is nothing for {name} to stand for; "" if there is."""
        if name in known:
            return ""
        if name.startswith(EVERY):
            kind = name.removeprefix(EVERY)
            right = kind in MEMORY_KINDS
            unknown = f"there is no kind of memory called `{kind}`. {nearest(kind, MEMORY_KINDS)}"
            return "" if right else unknown
        if name.startswith(ITS):
            outside = f"{{{name}}} has a meaning inside `each` and `nearest` only."
            return "" if _over_memories(loop) else outside
        if name in (*PLACEHOLDERS_OF_A_LOOP, *_ELSEWHERE) and name not in self._names:
            return f"{{{name}}} has a meaning {_ELSEWHERE[name]} only."
        return self._no_answer(name, known)

    def _no_answer(self, name: str, known: Mapping[str, Step] | list[str]) -> str:
        """Why `name` is no answer here."""
        if name not in self._names:
            return f"nothing before this step is called `{name}`. {nearest(name, known)}"
        if "ask" not in self._raw(name) or "order" in self._raw(name):
            return f"the step `{name}` asks nothing, so it has no answer."
        return f"`{name}` is not answered yet: it is asked here or further down."

    def _raw(self, name: str) -> Mapping[str, Any]:
        raw: Mapping[str, Any] = self._source.at(self._names[name])
        return raw


_ELSEWHERE = {
    "it": "inside `each`, `nearest` and `over`",
    "ago": "inside `each` and `nearest`, or with `earlier`,",
    "one": "in the `ask` of an `order`",
    "other": "in the `ask` of an `order`",
    "count": "with `count`",
    "recurring": "with `recurs`",
    "earlier": "with `earlier`",
    "change": "with `earlier` and its `of`",
}
"""The placeholders that are no answers, and where they have a meaning."""


def _over_memories(loop: Step | None) -> bool:
    return loop is not None and (loop.each is not None or loop.nearest is not None)


def _of_loop(loop: Step | None) -> tuple[str, ...]:
    """The placeholders of a loop, but for {its NAME}."""
    if _over_memories(loop):
        return PLACEHOLDERS_OF_A_LOOP
    return ("it",) if loop is not None and loop.over is not None else ()


def _of_step(step: Step) -> Iterator[str]:
    """The placeholders that a step gives itself."""
    if step.order is not None:
        yield from PLACEHOLDERS_OF_A_PAIR
    for key, names in _OF_MEMORY.items():
        if getattr(step, key) is not None:
            yield from names
    if step.earlier is not None and step.earlier.of is not None:
        yield "change"


def _texts(raw: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """The texts of a step that may hold braces, each with its path inside the step."""
    for key in (*_SPOKEN, *_KEPT, "example"):
        if key in raw:
            yield (key,), raw[key]
    for name, text in raw.get("with", {}).items():
        yield ("with", name), text
    for key in ("choices", "examples"):
        for index, text in enumerate(raw.get(key, ())):
            yield (key, index), text


COMMON = ("name", "when")
"""What every step may have."""


DEEDS: dict[str, tuple[str, ...]] = {
    "say": ("pace", "count", "recurs", "earlier"),
    "ask": (
        "again", "answer", "choices", "choices_from", "low", "high", "patience", "example",
        "examples", "confirm", "literal", "keep", "text", "status", "with", "mark", "pace",
    ),
    "breathe": ("cycles", "minutes", "rate"),
    "silence": (),
    "each": ("do", "most", "newest", "status"),
    "over": ("do", "most"),
    "rounds": ("do",),
    "nearest": ("do", "to"),
    "order": ("ask", "again", "patience", "pace"),
    "forget": (),
    "close": (),
    "keep": ("text", "status", "with"),
    "mark": ("with",),
}  # fmt: skip
"""The deeds, each with its fields. `keep` and `mark` are deeds where there is no other; an `ask` in
an `order` is its wording."""


_LEADING = tuple(deed for deed in DEEDS if deed not in ("keep", "mark"))


_NAME = re.compile(r"[a-z][a-z0-9_-]*")


_GIVEN_NAME = re.compile(r"step(-\d+)+")


def check(practice: Practice, source: Source) -> None:
    """Refuse a practice that could not be led from its first step to its last.

    Raises:
        CoachError: with one of the `practice.*` codes that `parsing.parse` names.
    """
    _Check(practice, source).steps(practice.steps, ("step",), {}, None)


@dataclass(slots=True)
class _Check:
    """One look through a practice, from its first step to its last."""

    practice: Practice
    source: Source
    names: dict[str, Path] = field(init=False)
    references: References = field(init=False)

    def __post_init__(self) -> None:
        self.names = {}
        self.references = References(self.source, self.names)
        for step, path in _walk(self.practice.steps, ("step",)):
            if step.name in self.names:
                what = f"two steps are called `{step.name}`. A name stands for one answer."
                raise self._error("name", (*path, "name"), what)
            self.names[step.name] = path

    def steps(
        self, steps: tuple[Step, ...], path: Path, before: Mapping[str, Step], loop: Step | None
    ) -> dict[str, Step]:
        """Check `steps`, of `loop` or of the practice.

        Args:
            steps: The steps.
            path: Where they stand.
            before: The questions asked by then.
            loop: The loop they stand in.

        Returns:
            The questions asked after them; those of a loop as they are seen inside it.
        """
        asked = dict(before)
        raws = self.source.at(path)
        for index, (step, raw) in enumerate(zip(steps, raws, strict=True)):
            here = (*path, index)
            self._name(raw, here)
            deed = self._deed(raw, here, loop)
            self._fields(step, deed, raw, here)
            self.references.check(step, here, asked, loop)
            if deed in LOOPS:
                inside = self.steps(step.do, (*here, "do"), asked, step)
                asked |= {name: gathered(inside[name]) for name in inside if name not in asked}
            if deed == "ask":
                asked[step.name] = step
        return asked

    def _error(self, code: str, path: Path, what: str) -> CoachError:
        return self.source.error(f"practice.{code}", path, what)

    def _name(self, raw: Mapping[str, Any], path: Path) -> None:
        name = raw.get("name")
        if name is None:
            return
        if not _NAME.fullmatch(name):
            what = (
                f"a step can not be called `{name}`. A name has small letters, digits and "
                "hyphens, and begins with a letter."
            )
        elif name in PLACEHOLDERS_OF_A_LOOP or _GIVEN_NAME.fullmatch(name):
            what = f"`{name}` has a meaning of its own. Please choose another name."
        else:
            return
        raise self._error("name", (*path, "name"), what)

    # What a step does, and what goes with it.

    def _deed(self, raw: Mapping[str, Any], path: Path, loop: Step | None) -> str:
        """The one thing a step does."""
        handlers = [
            deed for deed in _LEADING if deed in raw and (deed != "ask" or "order" not in raw)
        ]
        if not handlers:
            handlers = [deed for deed in ("keep", "mark") if deed in raw]
        if not handlers:
            what = f"this step does nothing. It needs one of {', '.join(_LEADING)}."
            raise self._error("deed", path, what)
        if len(handlers) > 1:
            what = f"a step does one thing, and this one has {' and '.join(handlers)}. Make it two."
            raise self._error("deed", (*path, handlers[1]), what)
        if "mark" in raw and (loop is None or (loop.each is None and loop.nearest is None)):
            what = "`mark` works inside `each` and `nearest`: it marks the memory the loop is at."
            raise self._error("deed", (*path, "mark"), what)
        if handlers[0] in (*LOOPS, "order") and loop is not None:
            what = f"there can be no `{handlers[0]}` inside a loop."
            raise self._error("deed", (*path, handlers[0]), what)
        return handlers[0]

    def _fields(self, step: Step, deed: str, raw: Mapping[str, Any], path: Path) -> None:
        """The fields that stand with the deed: those that belong, and those it needs."""
        for key in raw:
            if key != deed and key not in COMMON and key not in DEEDS[deed]:
                owners = " or ".join(f"`{name}`" for name, keys in DEEDS.items() if key in keys)
                what = f"`{key}` does not go with `{deed}`. It belongs to {owners}."
                raise self._error("deed", (*path, key), what)
        match deed:
            case "ask":
                self._ask(step, raw, path)
            case "breathe":
                self._breathe(step, path)
            case "each" | "over" | "rounds" | "nearest":
                self._needs("do", raw, path, "the steps to lead in each round")
            case "order":
                self._pair(step, path)
            case "forget":
                self._needs("forget", raw, path, "the steps whose answers are to be deleted")
            case "keep":
                self._needs("text", raw, path, "the words to keep")
        if deed == "nearest":
            self._needs("to", raw, path, "the step whose answer is to be near")
        self._kinds(step, path)

    def _needs(self, key: str, raw: Mapping[str, Any], path: Path, meaning: str) -> None:
        if not raw.get(key):
            raise self._error("missing", path, f"`{key}` is missing: {meaning}.")

    def _kinds(self, step: Step, path: Path) -> None:
        """Every kind of memory a step names."""
        for key in ("each", "nearest", "keep", "close"):
            self._kind(getattr(step, key), (*path, key))
        for key in ("count", "recurs", "earlier"):
            table = getattr(step, key)
            if table is not None:
                self._kind(table.kind, (*path, key, "kind"))

    def _pair(self, step: Step, path: Path) -> None:
        """An `order` may have words of its own, with both things in them."""
        for name in PLACEHOLDERS_OF_A_PAIR:
            if step.ask is not None and f"{{{name}}}" not in step.ask:
                what = f"{{{name}}} is missing. An `order` asks which of {{one}} and {{other}}."
                raise self._error("placeholder", (*path, "ask"), what)

    def _kind(self, kind: str | None, path: Path) -> None:
        if kind is not None and kind not in MEMORY_KINDS:
            what = f"there is no kind of memory called `{kind}`. {nearest(kind, MEMORY_KINDS)}"
            raise self._error("value", path, what)

    def _ask(self, step: Step, raw: Mapping[str, Any], path: Path) -> None:
        self._needs("example", raw, path, "what a person might answer")
        if step.answer == "choice" and "choices_from" not in raw:
            self._choices(step, raw, path)
        if "choices" in raw and "choices_from" in raw:
            what = "`choices` and `choices_from` both give the choices. Take one of them out."
            raise self._error("deed", (*path, "choices_from"), what)
        for key, kind in (
            ("choices", "choice"),
            ("choices_from", "choice"),
            ("low", "number"),
            ("high", "number"),
        ):
            if key in raw and step.answer != kind:
                what = f'`{key}` goes with answer = "{kind}" only.'
                raise self._error("deed", (*path, key), what)
        if step.literal is not None and step.answer not in ("text", "list", "letter"):
            what = "`literal` goes with answers in one's own words: text, list or letter."
            raise self._error("deed", (*path, "literal"), what)
        if step.low >= step.high:
            what = f"`low` is {step.low} and `high` is {step.high}: there is nothing between."
            raise self._error("value", (*path, "high" if "high" in raw else "low"), what)
        if "keep" in raw and "mark" in raw:
            what = "`keep` and `mark` are two things. Give one of them a step of its own."
            raise self._error("deed", (*path, "mark"), what)
        for key, needed in (
            ("text", ("keep",)),
            ("status", ("keep",)),
            ("with", ("keep", "mark")),
        ):
            if key in raw and not any(other in raw for other in needed):
                what = f"`{key}` goes with {' or '.join(f'`{other}`' for other in needed)} only."
                raise self._error("deed", (*path, key), what)

    def _choices(self, step: Step, raw: Mapping[str, Any], path: Path) -> None:
        self._needs("choices", raw, path, "the answers to choose from")
        folded = [choice.casefold() for choice in step.choices]
        if len(set(folded)) < len(folded) or len(folded) < 2:
            what = "`choices` needs at least two answers, each different from the others."
        elif {"said", "skipped"} & set(folded):
            what = "a choice can not be `said` or `skipped`: a condition could not tell them apart."
        else:
            return
        raise self._error("value", (*path, "choices"), what)

    def _breathe(self, step: Step, path: Path) -> None:
        pattern = step.breathe or ""
        try:
            found = find_pattern(pattern)
        except CoachError:
            what = f"there is no breathing pattern called `{pattern}`. {nearest(pattern, PATTERNS)}"
            raise self._error("value", (*path, "breathe"), what) from None
        if step.cycles is not None and step.minutes is not None:
            what = "`cycles` and `minutes` both say how long to breathe. Take one of them out."
            raise self._error("deed", (*path, "minutes"), what)
        if step.cycles is not None and not found.phases:
            what = f"{found.name} counts no breaths. Say with `minutes` how long it lasts."
            raise self._error("deed", (*path, "cycles"), what)
        try:
            at_rate(found, step.rate)
        except CoachError as error:
            raise self._error("value", (*path, "rate"), error.message) from None


def _walk(steps: tuple[Step, ...], path: Path) -> Iterator[tuple[Step, Path]]:
    """Every step with its path, in the order they are written."""
    for index, step in enumerate(steps):
        yield step, (*path, index)
        yield from _walk(step.do, (*path, index, "do"))
