"""The rules of a practice that no type can say.

A step does one thing; a condition looks back, never ahead; nothing is spoken that nobody answered.
All of it can be known from the file alone, so that a practice never fails in the middle, with a
person lying there with closed eyes.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from voice_coach.errors import CoachError
from voice_coach.session.breathing import PATTERNS, find_pattern
from voice_coach.session.locating import Path, Source, nearest
from voice_coach.session.practice import (
    MEMORY_KINDS,
    PLACEHOLDERS_OF_A_LOOP,
    Compare,
    Practice,
    Step,
)

COMMON = ("name", "when")
"""What every step may have."""

DEEDS: dict[str, tuple[str, ...]] = {
    "say": ("pace",),
    "ask": (
        "again", "answer", "choices", "low", "high", "patience", "example", "confirm",
        "keep", "text", "with", "mark", "pace",
    ),
    "breathe": ("cycles", "minutes"),
    "silence": (),
    "each": ("do", "most"),
    "keep": ("text", "with"),
    "mark": ("with",),
}  # fmt: skip
"""The deeds, each with its fields. `keep` and `mark` are deeds where there is no other."""

_LEADING = ("say", "ask", "breathe", "silence", "each")
_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_GIVEN_NAME = re.compile(r"step(-\d+)+")
_BRACES = re.compile(r"\{(?P<name>[^{}]*)\}|[{}]")
_SPOKEN = ("say", "ask", "again")
_KEPT = ("text", "mark")


def check(practice: Practice, source: Source) -> None:
    """Refuse a practice that could not be led from its first step to its last.

    Raises:
        CoachError: with one of the `practice.*` codes that `parsing.parse` names.
    """
    _Check(practice, source).steps(practice.steps, ("step",), {}, loop=False)


@dataclass(slots=True)
class _Check:
    """One look through a practice, from its first step to its last."""

    practice: Practice
    source: Source
    names: dict[str, Path] = field(init=False)

    def __post_init__(self) -> None:
        self.names = {}
        for step, path in _walk(self.practice.steps, ("step",)):
            if step.name in self.names:
                what = f"two steps are called `{step.name}`. A name stands for one answer."
                raise self._error("name", (*path, "name"), what)
            self.names[step.name] = path

    def steps(
        self, steps: tuple[Step, ...], path: Path, before: Mapping[str, Step], *, loop: bool
    ) -> None:
        """Check `steps`. `before` are the questions asked by then; a loop's stay inside it."""
        asked = dict(before)
        raws = self._at(path)
        for index, (step, raw) in enumerate(zip(steps, raws, strict=True)):
            here = (*path, index)
            self._name(raw, here)
            deed = self._deed(raw, here, loop=loop)
            self._fields(step, deed, raw, here)
            self._when(step, here, asked)
            self._placeholders(step, here, [*asked, *(PLACEHOLDERS_OF_A_LOOP if loop else ())])
            if deed == "each":
                self.steps(step.do, (*here, "do"), asked, loop=True)
            if deed == "ask":
                asked[step.name] = step

    def _error(self, code: str, path: Path, what: str) -> CoachError:
        return self.source.error(f"practice.{code}", path, what)

    def _at(self, path: Path) -> Any:
        value: Any = self.source.values
        for part in path:
            value = value[part]
        return value

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

    def _deed(self, raw: Mapping[str, Any], path: Path, *, loop: bool) -> str:
        """The one thing a step does."""
        deeds = [deed for deed in _LEADING if deed in raw]
        if not deeds:
            deeds = [deed for deed in ("keep", "mark") if deed in raw]
        if not deeds:
            what = f"this step does nothing. It needs one of {', '.join(_LEADING)}."
            raise self._error("deed", path, what)
        if len(deeds) > 1:
            what = f"a step does one thing, and this one has {' and '.join(deeds)}. Make it two."
            raise self._error("deed", (*path, deeds[1]), what)
        if "mark" in raw and not loop:
            what = "`mark` works inside `each` only: it marks the memory the loop is at."
            raise self._error("deed", (*path, "mark"), what)
        if deeds[0] == "each" and loop:
            what = "there can be no `each` inside another."
            raise self._error("deed", (*path, "each"), what)
        return deeds[0]

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
            case "each":
                self._kind(step.each, (*path, "each"))
                self._needs("do", raw, path, "the steps to lead for each of them")
            case "keep":
                self._needs("text", raw, path, "the words to keep")
        self._kind(step.keep, (*path, "keep"))

    def _needs(self, key: str, raw: Mapping[str, Any], path: Path, meaning: str) -> None:
        if not raw.get(key):
            raise self._error("missing", path, f"`{key}` is missing: {meaning}.")

    def _kind(self, kind: str | None, path: Path) -> None:
        if kind is not None and kind not in MEMORY_KINDS:
            what = f"there is no kind of memory called `{kind}`. {nearest(kind, MEMORY_KINDS)}"
            raise self._error("value", path, what)

    def _ask(self, step: Step, raw: Mapping[str, Any], path: Path) -> None:
        self._needs("example", raw, path, "what a person might answer")
        if step.answer == "choice":
            self._choices(step, raw, path)
        for key, kind in (("choices", "choice"), ("low", "number"), ("high", "number")):
            if key in raw and step.answer != kind:
                what = f'`{key}` goes with answer = "{kind}" only.'
                raise self._error("deed", (*path, key), what)
        if step.low >= step.high:
            what = f"`low` is {step.low} and `high` is {step.high}: there is nothing between."
            raise self._error("value", (*path, "high" if "high" in raw else "low"), what)
        if "keep" in raw and "mark" in raw:
            what = "`keep` and `mark` are two things. Give one of them a step of its own."
            raise self._error("deed", (*path, "mark"), what)
        for key, needed in (("text", ("keep",)), ("with", ("keep", "mark"))):
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
            find_pattern(pattern)
        except CoachError:
            what = f"there is no breathing pattern called `{pattern}`. {nearest(pattern, PATTERNS)}"
            raise self._error("value", (*path, "breathe"), what) from None
        if step.cycles is not None and step.minutes is not None:
            what = "`cycles` and `minutes` both say how long to breathe. Take one of them out."
            raise self._error("deed", (*path, "minutes"), what)

    # What looks back at answers.

    def _when(self, step: Step, path: Path, asked: Mapping[str, Step]) -> None:
        for key, wanted in step.when.items():
            here = (*path, "when", key)
            if key in asked:
                self._answer_is(asked[key], wanted, here, asked)
            elif key in MEMORY_KINDS and key not in self.names:
                self._one_of(key, wanted, ("any", "none"), here)
            else:
                raise self._error("when", here, self._no_answer(key, asked))

    def _answer_is(
        self,
        question: Step,
        wanted: str | list[str] | Compare,
        path: Path,
        asked: Mapping[str, Step],
    ) -> None:
        """Whether the condition can hold for an answer to `question`."""
        if isinstance(wanted, Compare):
            if question.answer != "number":
                what = f"`{question.name}` is no number, so it can not be compared."
                raise self._error("when", path, what)
            self._comparison(wanted, path, asked)
            return
        own = {"yes-no": ("yes", "no"), "choice": question.choices}.get(question.answer, ())
        self._one_of(question.name, wanted, (*own, "said", "skipped"), path)

    def _one_of(
        self, key: str, wanted: str | list[str] | Compare, known: tuple[str, ...], path: Path
    ) -> None:
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
            what = "a comparison needs below, above or same."
            raise self._error("when", path, what)
        numbers = {name: step for name, step in asked.items() if step.answer == "number"}
        for key, limit in limits.items():
            if isinstance(limit, str) and limit not in numbers:
                what = f"`{limit}` is no number that was asked before. {nearest(limit, numbers)}"
                raise self._error("when", (*path, key), what)

    def _placeholders(self, step: Step, path: Path, answers: list[str]) -> None:
        """Every {name} must have something to stand there, one of `answers`."""
        for where, text in _texts(self._at(path)):
            here = (*path, *where)
            own = [step.name] if step.ask is not None and where[0] not in _SPOKEN else []
            known = [*answers, *own]
            for found in _BRACES.finditer(text):
                name = found["name"]
                if name is None:
                    what = "there is a brace on its own. Braces hold the name of an answer."
                elif where[0] in ("example", "choices"):
                    what = f"`{where[0]}` is taken word by word; it can not hold {{{name}}}."
                elif name in known:
                    continue
                elif name in PLACEHOLDERS_OF_A_LOOP:
                    what = f"{{{name}}} has a meaning inside `each` only."
                else:
                    what = self._no_answer(name, known)
                raise self._error("placeholder", here, what)

    def _no_answer(self, name: str, known: Mapping[str, Step] | list[str]) -> str:
        """Why `name` is no answer here."""
        if name not in self.names:
            return f"nothing before this step is called `{name}`. {nearest(name, known)}"
        if "ask" not in self._at(self.names[name]):
            return f"the step `{name}` asks nothing, so it has no answer."
        if len(self.names[name]) > 2:
            return (
                f"`{name}` is asked in a loop, once for each memory. Its answer can be used "
                "further down in that loop only."
            )
        return f"`{name}` is not answered yet: it is asked here or further down."


def _walk(steps: tuple[Step, ...], path: Path) -> Iterator[tuple[Step, Path]]:
    """Every step with its path, in the order they are written."""
    for index, step in enumerate(steps):
        yield step, (*path, index)
        yield from _walk(step.do, (*path, index, "do"))


def _texts(raw: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """The texts of a step that may hold braces, each with its path inside the step."""
    for key in (*_SPOKEN, *_KEPT, "example"):
        if key in raw:
            yield (key,), raw[key]
    for name, text in raw.get("with", {}).items():
        yield ("with", name), text
    for index, choice in enumerate(raw.get("choices", ())):
        yield ("choices", index), choice
