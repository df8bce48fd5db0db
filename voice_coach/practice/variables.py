"""The answers of a session, placeholders filled with them, and conditions on them."""

import operator
import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime

from voice_coach.nlu.dates import ago, part_of_day
from voice_coach.nlu.text import Value, in_words
from voice_coach.practice.loops import Item, Round, items_of
from voice_coach.practice.recall import EVERY, PLACEHOLDER, SessionMemories, its_words
from voice_coach.practice.schema import NUMBERED_CIRCUMSTANCES, Compare, Practice
from voice_coach.practice.steps import Wording, wordings
from voice_coach.protocol.events import SessionConfig


@dataclass(slots=True)
class Answers:
    """The answers of one session, by the names of the steps that asked.

    Attributes:
        values: What was answered.
        turns: In which turn it was said.
    """

    values: dict[str, Value] = field(default_factory=dict)
    turns: dict[str, int] = field(default_factory=dict)
    _lists: dict[str, tuple[Item, ...]] = field(default_factory=dict)  # said in several turns
    _forgotten: frozenset[str] = frozenset()

    def copy(self) -> "Answers":
        """Return the same answers, which change by themselves."""
        return replace(
            self, values=dict(self.values), turns=dict(self.turns), _lists=dict(self._lists)
        )

    def items(self, name: str) -> tuple[Item, ...]:
        """Return the items of an answer; one that is no list is one item."""
        if name in self._forgotten:
            return ()
        return self._lists.get(name) or items_of(self.values.get(name), self.turns.get(name))

    def words(self, name: str) -> str | None:
        """Return an answer as it is spoken; None where there is none, or it was forgotten."""
        value = self.values.get(name)
        return None if value is None or name in self._forgotten else in_words(value)

    def turn(self, name: str) -> int | None:
        """Return the turn an answer was said in; of a list, its first item."""
        return self._lists[name][0].turn if name in self._lists else self.turns.get(name)

    def set(self, name: str, value: Value, turn: int | None) -> None:
        """Note an answer, and the turn it was said in, where that is known."""
        self.values[name] = value
        if turn is not None:
            self.turns[name] = turn

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
        """Return whether an answer is not to be spoken of any more."""
        return name in self._forgotten

    def forget(self, names: Sequence[str]) -> None:
        """Speak of these answers no more. That they were given is still known."""
        self._forgotten |= set(names)


def is_answer(value: Value | None, wanted: str | list[str]) -> bool:
    """Return whether an answer is one of those wanted: `said`, `skipped`, or its words.

    Of the list of a loop's answers it is enough if one is.
    """
    accepted = [wanted] if isinstance(wanted, str) else wanted
    if value is None:
        return "skipped" in accepted
    given = value if isinstance(value, tuple) else (in_words(value),)
    return "said" in accepted or any(answer in accepted for answer in given)


def compares(value: Value | None, wanted: Compare, answers: Mapping[str, Value]) -> bool:
    """Return whether a number is below, above or the same as what it is compared with."""
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


TONES_ARE_KNOWN = 3
"""Sessions in which tones led the breath, after which they need no explanation."""

SHORT, LONG = 0.8, 1.5
"""Shares of a practice's length: who has less time than the first needs its short form, and who
has at least the second can have more of it."""


class Circumstances:
    """What conditions may ask about a session besides its answers and memories."""

    def __init__(self, practice: Practice, config: SessionConfig) -> None:
        share = config.minutes / practice.minutes if config.minutes is not None else 1.0
        self._numbers = {
            "visits": float(config.visits),
            "tones": float(config.breaths),
            "time": None if config.minutes is None else float(config.minutes),
        }
        self._words = {
            "visits": "again" if config.visits else "first",
            "tones": "known" if config.breaths >= TONES_ARE_KNOWN else "new",
            "day": part_of_day(config.now),
            "time": "short" if share < SHORT else "long" if share >= LONG else "enough",
        }

    def hold(self, name: str, wanted: str | list[str] | Compare) -> bool:
        """Return whether a condition holds; a number that is not known is like no other."""
        if isinstance(wanted, Compare):
            return name in NUMBERED_CIRCUMSTANCES and compares(self._numbers[name], wanted, {})
        return is_answer(self._words[name], wanted)


_FILLED = re.compile(PLACEHOLDER.pattern + r"(?P<end>\.(?!\.))?")


class Variables:
    """The values of placeholders in one session, and texts filled with them.

    Args:
        answers: What was answered.
        memories: What is remembered.
        now: When the session began, in local time.
        visit: How often the practice was led before; wordings take turns by it.

    Attributes:
        step_words: The placeholders of the step that was reached alone.
        item: The item of a list that the round is about.
    """

    def __init__(
        self, answers: Answers, memories: SessionMemories, now: datetime, visit: int = 0
    ) -> None:
        self.answers = answers
        self.memories = memories
        self.step_words: dict[str, str] = {}
        self._now = now
        self._visit = visit
        self.item: Item | None = None
        self._around: dict[str, str] = {}  # the placeholders of the round that is led

    def copy(self) -> "Variables":
        """Return the same variables, which change by themselves."""
        other = copy(self)
        other.answers, other.memories = self.answers.copy(), copy(self.memories)
        return other

    def enter(self, entered: Round | None) -> None:
        """Begin a round: what its placeholders stand for. None: the loop is over."""
        self._around, self.item = {}, entered.item if entered is not None else None
        if self.item is not None:
            self._around = {"it": self.item.text}
        elif entered is not None and entered.memory is not None:
            when = ago(entered.memory.created_at, self._now)
            self._around = {"it": entered.memory.text, "ago": when} | its_words(entered.memory)

    def fill(self, text: str) -> str:
        """Return `text` with its placeholders filled in; no full stop follows an answer's own."""

        def filled(found: re.Match[str]) -> str:
            word, end = self.word(found[1]) or "", found["end"] or ""
            return word if end and word.endswith((".", "?", "!", "…")) else word + end

        return _FILLED.sub(filled, text)

    def wording(self, text: Wording) -> str:
        """Return the words of a prompt for this visit, as they are written.

        Where some of it has no value yet, the next wording takes its turn, if that is complete.
        """
        turns = wordings(text)
        first = self._visit % len(turns)
        ordered = (*turns[first:], *turns[:first])
        return next((each for each in ordered if self.is_complete(each)), ordered[0])

    def turn_of(self, text: str) -> int | None:
        """Return the turn in which the first answer that stands in `text` was said."""
        turns = (self._turn(name) for name in PLACEHOLDER.findall(text))
        return next((turn for turn in turns if turn is not None), None)

    def is_complete(self, text: str) -> bool:
        """Return whether every placeholder in `text` has a value."""
        return all(self.word(name) for name in PLACEHOLDER.findall(text))

    def word(self, name: str) -> str | None:
        """Return what a placeholder stands for; None if there is nothing."""
        for words in (self.step_words, self._around):
            if name in words:
                return words[name]
        if name.startswith(EVERY):
            return self.memories.every(name.removeprefix(EVERY))
        return self.answers.words(name)

    def _turn(self, name: str) -> int | None:
        if name == "it" and self.item is not None:
            return self.item.turn
        return self.answers.turn(name)
