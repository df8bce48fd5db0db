"""The answers of a session, placeholders filled with them, and conditions on them."""

import operator
import re
from collections.abc import Mapping, Sequence

from voice_coach.nlu.text import Value, in_words
from voice_coach.practice.loops import Item, items_of
from voice_coach.practice.recall import EVERY, PLACEHOLDER, SessionMemories
from voice_coach.practice.schema import Compare


class Answers:
    """The answers of one session, by the names of the steps that asked.

    Attributes:
        values: What was answered.
        turns: In which turn it was said.
    """

    def __init__(self) -> None:
        self.values: dict[str, Value] = {}
        self.turns: dict[str, int] = {}
        self._lists: dict[str, tuple[Item, ...]] = {}  # of which not all was said in one turn
        self._forgotten: set[str] = set()

    def items(self, name: str) -> tuple[Item, ...]:
        """The items of an answer; one that is no list is one item."""
        if name in self._forgotten:
            return ()
        return self._lists.get(name) or items_of(self.values.get(name), self.turns.get(name))

    def words(self, name: str) -> str | None:
        """An answer as it is spoken; None where there is none, or it was forgotten."""
        value = self.values.get(name)
        return None if value is None or name in self._forgotten else in_words(value)

    def turn(self, name: str) -> int | None:
        """The turn an answer was said in; of a list, its first item."""
        return self._lists[name][0].turn if name in self._lists else self.turns.get(name)

    def set_list(self, name: str, items: Sequence[Item]) -> None:
        """Have a name stand for these items from here on, if there are any."""
        if items:
            self._lists[name] = tuple(items)
            self.values[name] = tuple(item.text for item in items)

    def drop(self, name: str) -> None:
        """Ask afresh: there is no answer yet."""
        self.values.pop(name, None)
        self.turns.pop(name, None)
        self._lists.pop(name, None)

    def is_forgotten(self, name: str) -> bool:
        """Whether an answer is not to be spoken of any more."""
        return name in self._forgotten

    def forget(self, names: Sequence[str]) -> None:
        """Speak of these answers no more. That they were given is still known."""
        self._forgotten |= set(names)


def is_answer(value: Value | None, wanted: str | list[str]) -> bool:
    """Whether an answer is one of those wanted: `said`, `skipped`, or its words.

    Of the list of a loop's answers it is enough if one is.
    """
    accepted = [wanted] if isinstance(wanted, str) else wanted
    if value is None:
        return "skipped" in accepted
    given = value if isinstance(value, tuple) else (in_words(value),)
    return "said" in accepted or any(answer in accepted for answer in given)


def compares(value: Value | None, wanted: Compare, answers: Mapping[str, Value]) -> bool:
    """Whether a number is below, above or the same as what it is compared with."""
    if not isinstance(value, float):
        return False
    for limit, fits in (
        (wanted.below, operator.lt),
        (wanted.above, operator.gt),
        (wanted.same, operator.eq),
    ):
        if limit is None:
            continue
        other = answers.get(limit) if isinstance(limit, str) else limit
        if not isinstance(other, int | float) or not fits(value, other):
            return False
    return True


_FILLED = re.compile(PLACEHOLDER.pattern + r"(?P<end>\.(?!\.))?")


class Wording:
    """Fills texts in.

    Args:
        given: What was answered.
        memories: What is remembered.
    """

    def __init__(self, given: Answers, memories: SessionMemories) -> None:
        self.given = given
        self.memories = memories
        self._around: dict[str, str] = {}  # the placeholders of the round that is led
        self._item: Item | None = None  # and the item it is about
        self._words: dict[str, str] = {}  # those of the step alone

    def fill(self, text: str) -> str:
        """`text` with its placeholders filled in; no full stop comes after an answer's own."""

        def filled(found: re.Match[str]) -> str:
            word, end = self._word(found[1]) or "", found["end"] or ""
            return word if end and word.endswith((".", "?", "!", "…")) else word + end

        return _FILLED.sub(filled, text)

    def turn_of(self, text: str) -> int | None:
        """The turn in which the first answer that stands in `text` was said."""
        turns = (self._turn(name) for name in PLACEHOLDER.findall(text))
        return next((turn for turn in turns if turn is not None), None)

    def is_complete(self, text: str) -> bool:
        """Whether every placeholder in `text` has something to stand there."""
        return all(self._word(name) for name in PLACEHOLDER.findall(text))

    def _word(self, name: str) -> str | None:
        for words in (self._words, self._around):
            if name in words:
                return words[name]
        if name.startswith(EVERY):
            return self.memories.every(name.removeprefix(EVERY))
        return self.given.words(name)

    def _turn(self, name: str) -> int | None:
        if name == "it" and self._item is not None:
            return self._item.turn
        return self.given.turn(name)
