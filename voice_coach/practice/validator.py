"""The rules of a practice file that no type can say.

A condition looks back, never ahead; a placeholder stands for something that was answered; a list is
gone through only where one was asked for. After a loop, the names of its questions stand for the
list of all rounds' answers; a loop holds no loop. What the fields of a step need of each other, its
kind knows (see `steps`).

All of it can be known from the file alone, so that a practice never fails in the middle, with a
person lying there with closed eyes.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec import structs

from voice_coach.errors import CoachError
from voice_coach.practice.recall import EVERY, ITS
from voice_coach.practice.schema import (
    CIRCUMSTANCES,
    MEMORY_KINDS,
    NUMBERED_CIRCUMSTANCES,
    PLACEHOLDERS_OF_A_LOOP,
    Compare,
    Practice,
    Step,
)
from voice_coach.practice.source import Path, Source, nearest
from voice_coach.practice.steps import (
    KEYS,
    LEADING_KEYS,
    Ask,
    ForItems,
    LoopStep,
    MemoryLoop,
    Rank,
    naming_keys,
    unknown_kind,
)

_BRACES = re.compile(r"\{(?P<name>[^{}]*)\}|[{}]")
Wanted = str | list[str] | Compare

Asked = Mapping[str, Ask]
"""The questions asked so far, by name."""


def gathered(question: Ask) -> Ask:
    """Return a question of a loop as it is seen after it: its answer is a list."""
    return structs.replace(question, answer="list", choices=_words_of(question))


def _words_of(question: Ask) -> tuple[str, ...]:
    """Return the words an answer is one of, where that is known."""
    return ("yes", "no") if question.answer == "yes-no" else question.choices


class References:
    """Checks what steps refer to.

    Args:
        source: The practice file.
        names: All steps of it, by name.
    """

    def __init__(self, source: Source, names: Mapping[str, Step]) -> None:
        self._source = source
        self._names = names

    def check(self, step: Step, path: Path, asked: Asked, loop: Step | None) -> None:
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
        for where, name, wanted in step.references():
            here = (*path, *where)
            match wanted:
                case "answer":
                    self._answer(name, here, asked)
                case "list":
                    self._list(name, here, asked)
                case "number":
                    self._number(name, here, asked, "name")
        self._placeholders(step, path, asked, loop)

    def _error(self, code: str, path: Path, what: str) -> CoachError:
        return self._source.error(f"practice.{code}", path, what)

    # Names of steps.

    def _answer(self, name: str, path: Path, asked: Asked) -> Ask:
        if name not in asked:
            raise self._error("name", path, self._no_answer(name, asked))
        return asked[name]

    def _list(self, name: str, path: Path, asked: Asked) -> None:
        if self._answer(name, path, asked).answer != "list":
            lists = [other for other, step in asked.items() if step.answer == "list"]
            what = (
                f"the answer of `{name}` is no list. A list comes from a question with "
                f'answer = "list", or from a question in a loop. {nearest(name, lists)}'
            )
            raise self._error("name", path, what)

    def _number(self, name: str, path: Path, asked: Asked, code: str) -> None:
        numbers = [other for other, step in asked.items() if step.answer == "number"]
        if name not in numbers:
            what = f"`{name}` is no number that was asked before. {nearest(name, numbers)}"
            raise self._error(code, path, what)

    # Conditions.

    def _when(self, key: str, wanted: Wanted, path: Path, asked: Asked) -> None:
        if key in asked:
            self._answer_is(asked[key], wanted, path, asked)
        elif key in CIRCUMSTANCES and key not in self._names:
            self._circumstance(key, wanted, path)
        elif key in MEMORY_KINDS and key not in self._names:
            self._memories(key, wanted, path)
        else:
            raise self._error("when", path, self._no_answer(key, asked))

    def _answer_is(self, question: Ask, wanted: Wanted, path: Path, asked: Asked) -> None:
        """Refuse a condition that can not hold for an answer to `question`."""
        if isinstance(wanted, Compare):
            if question.answer != "number":
                what = f"`{question.name}` is no number here, so it can not be compared."
                raise self._error("when", path, what)
            self._comparison(wanted, path, asked)
            return
        known = (*_words_of(question), "said", "skipped")
        self._one_of(question.name, wanted, known, path)

    def _circumstance(self, key: str, wanted: Wanted, path: Path) -> None:
        """Refuse a condition on the session that can not hold."""
        if not isinstance(wanted, Compare) or key not in NUMBERED_CIRCUMSTANCES:
            self._one_of(key, wanted, CIRCUMSTANCES[key], path)
            return
        for limit, other in _limits(wanted).items():
            if isinstance(other, str):
                what = f"`{key}` is compared with a number, and `{other}` is none."
                raise self._error("when", (*path, limit), what)
        self._needs_limit(wanted, path)

    def _memories(self, kind: str, wanted: Wanted, path: Path) -> None:
        """Refuse a condition on memories that is neither `any` nor `none`, or not of a status."""
        if not isinstance(wanted, Compare):
            words = [wanted] if isinstance(wanted, str) else wanted
            wrong = [word for word in words if not _OF_STATUS.fullmatch(word)]
            if words and not wrong:
                return
            wanted = wrong
        self._one_of(kind, wanted, ("any", "none"), path)

    def _one_of(self, key: str, wanted: Wanted, known: tuple[str, ...], path: Path) -> None:
        if isinstance(wanted, Compare) or not wanted:
            what = f"`{key}` is one of {', '.join(f'`{word}`' for word in known)}."
            raise self._error("when", path, what)
        for value in [wanted] if isinstance(wanted, str) else wanted:
            if value not in known:
                what = f"`{key}` is never `{value}`. {nearest(value, known)}"
                raise self._error("when", path, what)

    def _comparison(self, wanted: Compare, path: Path, asked: Asked) -> None:
        self._needs_limit(wanted, path)
        for key, limit in _limits(wanted).items():
            if isinstance(limit, str):
                self._number(limit, (*path, key), asked, "when")

    def _needs_limit(self, wanted: Compare, path: Path) -> None:
        if all(limit is None for limit in _limits(wanted).values()):
            raise self._error("when", path, "a comparison needs below, above or same.")

    # Placeholders.

    def _placeholders(self, step: Step, path: Path, asked: Asked, loop: Step | None) -> None:
        """Refuse a {name} that nothing stands for."""
        known = [*asked, *_of_loop(loop), *step.placeholders()]
        for where, text in step.prompts().items():
            self._filled(text, (*path, *where), known, loop)
        if isinstance(step, Ask):  # what it keeps may hold its own answer
            known.append(step.name)
        for where, text in step.kept_texts().items():
            self._filled(text, (*path, *where), known, loop)
        if isinstance(step, Ask):
            self._literal(step, path)

    def _filled(self, text: str, path: Path, known: list[str], loop: Step | None) -> None:
        """Refuse a text with a placeholder for nothing, or with a brace on its own."""
        for found in _BRACES.finditer(text):
            name = found["name"]
            what = self._missing(name, known, loop) if name is not None else _LONE_BRACE
            if what:
                raise self._error("placeholder", path, what)

    def _literal(self, question: Ask, path: Path) -> None:
        """Refuse placeholders in what a person says."""
        said = {("choices", index): text for index, text in enumerate(question.choices)}
        said |= {("examples", index): text for index, text in enumerate(question.examples)}
        for where, text in ({("example",): question.example or ""} | said).items():
            for found in _BRACES.finditer(text):
                what = f"`{where[0]}` is taken word by word; it can not hold {{{found['name']}}}."
                what = _LONE_BRACE if found["name"] is None else what
                raise self._error("placeholder", (*path, *where), what)

    def _missing(self, name: str, known: list[str], loop: Step | None) -> str:
        """Return why {name} stands for nothing; "" if it stands for something."""
        if name in known:
            return ""
        if name.startswith(EVERY):
            kind = name.removeprefix(EVERY)
            return "" if kind in MEMORY_KINDS else unknown_kind(kind)
        if name.startswith(ITS):
            outside = f"{{{name}}} has a meaning inside `each` and `nearest` only."
            return "" if isinstance(loop, MemoryLoop) else outside
        if name in (*PLACEHOLDERS_OF_A_LOOP, *_ELSEWHERE) and name not in self._names:
            return f"{{{name}}} has a meaning {_ELSEWHERE[name]} only."
        return self._no_answer(name, known)

    def _no_answer(self, name: str, known: Asked | list[str]) -> str:
        """Return why `name` is no answer here."""
        if name not in self._names:
            return f"nothing before this step is called `{name}`. {nearest(name, known)}"
        if not isinstance(self._names[name], Ask):
            return f"the step `{name}` asks nothing, so it has no answer."
        return f"`{name}` is not answered yet: it is asked here or further down."


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
"""Placeholders that are no answers, and where they have a meaning."""

_OF_STATUS = re.compile(r"(?:any|none)(?: \S.*)?")
"""Whether there are memories, open ones or, as in "any kept", of another status."""


def _limits(wanted: Compare) -> dict[str, float | str | None]:
    return {"below": wanted.below, "above": wanted.above, "same": wanted.same}


_LONE_BRACE = "there is a brace on its own. Braces hold the name of an answer."


def _of_loop(loop: Step | None) -> tuple[str, ...]:
    """Return the placeholders of a loop, but for {its NAME}."""
    if isinstance(loop, MemoryLoop):
        return PLACEHOLDERS_OF_A_LOOP
    return ("it",) if isinstance(loop, ForItems) else ()


_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_GIVEN_NAME = re.compile(r"step(-\d+)+")


def check(practice: Practice, source: Source) -> None:
    """Refuse a practice that could not be led from its first step to its last.

    Raises:
        CoachError: With one of the `practice.*` codes that `parser.parse` names.
    """
    _Check(practice, source).steps(practice.steps, ("step",), {}, None)


@dataclass(slots=True)
class _Check:
    """Checks a practice, from its first step to its last."""

    practice: Practice
    source: Source
    names: dict[str, Step] = field(init=False)
    references: References = field(init=False)

    def __post_init__(self) -> None:
        self.names = {}
        self.references = References(self.source, self.names)
        for step, path in _walk(self.practice.steps, ("step",)):
            if step.name in self.names:
                what = f"two steps are called `{step.name}`. A name stands for one answer."
                raise self._error("name", (*path, "name"), what)
            self.names[step.name] = step

    def steps(
        self, steps: tuple[Step, ...], path: Path, before: Asked, loop: Step | None
    ) -> dict[str, Ask]:
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
            kind = self._kind(raw, here)
            self._in_loop(step, kind, here, loop)
            self._belong(kind, raw, here)
            for code, where, what in step.problems(raw):
                raise self._error(code, (*here, *where), what)
            self.references.check(step, here, asked, loop)
            if isinstance(step, LoopStep):
                inside = self.steps(step.do, (*here, "do"), asked, step)
                asked |= {name: gathered(inside[name]) for name in inside if name not in asked}
            if isinstance(step, Ask):
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

    def _kind(self, raw: Mapping[str, Any], path: Path) -> str:
        """Return the one key that names the step's kind."""
        kinds = naming_keys(raw)
        if not kinds:
            what = f"this step does nothing. It needs one of {', '.join(LEADING_KEYS)}."
            raise self._error("deed", path, what)
        if len(kinds) > 1:
            what = f"a step does one thing, and this one has {' and '.join(kinds)}. Make it two."
            raise self._error("deed", (*path, kinds[1]), what)
        return kinds[0]

    def _in_loop(self, step: Step, kind: str, path: Path, loop: Step | None) -> None:
        """Refuse what has its place outside a loop, or inside one only."""
        if "mark" in self.source.at(path) and not isinstance(loop, MemoryLoop):
            what = "`mark` works inside `each` and `nearest`: it marks the memory the loop is at."
            raise self._error("deed", (*path, "mark"), what)
        if isinstance(step, LoopStep | Rank) and loop is not None:
            what = f"there can be no `{kind}` inside a loop."
            raise self._error("deed", (*path, kind), what)

    def _belong(self, kind: str, raw: Mapping[str, Any], path: Path) -> None:
        """Refuse keys that do not go with the kind of the step."""
        for key in raw:
            if key not in KEYS[kind]:
                owners = [other for other, keys in KEYS.items() if key in keys and key != other]
                belongs = " or ".join(f"`{owner}`" for owner in owners)
                what = f"`{key}` does not go with `{kind}`. It belongs to {belongs}."
                raise self._error("deed", (*path, key), what)


def _walk(steps: tuple[Step, ...], path: Path) -> Iterator[tuple[Step, Path]]:
    """Yield every step with its path, in the order they are written."""
    for index, step in enumerate(steps):
        yield step, (*path, index)
        yield from _walk(step.do, (*path, index, "do"))
