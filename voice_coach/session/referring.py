"""Whether whatever a step refers to was there before it.

A condition looks back, never ahead; a placeholder stands for something that was answered; a list is
gone through only where one was asked for. After a loop, the names of its questions stand for the
list of all rounds' answers.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import structs

from voice_coach.errors import CoachError
from voice_coach.session.locating import Path, Source, nearest
from voice_coach.session.practice import (
    MEMORY_KINDS,
    PLACEHOLDERS_OF_A_LOOP,
    PLACEHOLDERS_OF_A_PAIR,
    Compare,
    Step,
)
from voice_coach.session.recalling import EVERY, ITS

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
