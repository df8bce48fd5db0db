"""Loops over memories, items and rounds, and the ranking of a list.

There are four: over memories, over the items of an answer, so many rounds until there is nothing
more, and over the one memory that comes nearest. A loop holds no loop. An answer given in a round
stands in that round; after the loop its name stands for the list of all rounds' answers.

Nobody can rank six values at once, least of all by ear; which of two comes first is easy to say.
Each item finds its place among those that are ordered by halving them, so that six items take
eleven questions at most.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from voice_coach import texts
from voice_coach.nlu.answers import CLOSINGS, choice
from voice_coach.nlu.text import Value, in_words, plain
from voice_coach.practice.schema import Step
from voice_coach.practice.steps import Ask, LoopStep, Rank, SilentStep
from voice_coach.protocol.events import Memory


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list, and the turn it was said in, where that is known."""

    text: str
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """The subject of one round: a memory, an item, or nothing in particular."""

    memory: Memory | None = None
    item: Item | None = None


@dataclass(slots=True)
class Loop:
    """A loop that is being led.

    Args:
        step: The step whose `do` is led.
        rounds: What each round is about.
        gathered: The answers of the rounds that are over, by step name.
    """

    step: LoopStep
    rounds: Sequence[Round]
    gathered: dict[str, list[Item]] = field(default_factory=dict)
    number: int = 0
    index: int = 0
    closing: bool = False

    @property
    def round(self) -> Round:
        """The round that is being led."""
        return self.rounds[self.number]

    @property
    def asks(self) -> list[str]:
        """The names of the questions in it."""
        return [step.name for step in self.step.do if isinstance(step, Ask)]

    @property
    def ahead(self) -> tuple[Step, ...]:
        """The steps of this round that are still to come."""
        return self.step.do[self.index :]

    def take(self) -> Step | None:
        """Return the next step of this round, or None at its end.

        When the loop closes, what was answered in its last round is still kept, without a sound.
        """
        while self.index < len(self.step.do):
            step = self.step.do[self.index]
            self.index += 1
            if not self.closing or isinstance(step, SilentStep):
                return step
        return None

    def copy(self) -> "Loop":
        """Return the loop as it is now, with answers of its own."""
        gathered = {name: list(items) for name, items in self.gathered.items()}
        return replace(self, gathered=gathered)

    def close(self, *, answered: bool) -> None:
        """End with this round; `answered` says whether anything in it is to be kept still."""
        self.closing = True
        if not answered:
            self.index = len(self.step.do)

    def go_round(self) -> bool:
        """Begin the next round; False if this was the last."""
        if self.closing or self.number + 1 >= len(self.rounds):
            return False
        self.number, self.index = self.number + 1, 0
        return True


def closes(step: Ask, text: str, value: Value | None) -> bool:
    """Return whether an answer to a question in `rounds` says that there is nothing more.

    Args:
        step: The question.
        text: What was said.
        value: What was understood of it.
    """
    said = plain(text)
    match step.answer:
        case "yes-no":
            return value == "no" or not said or said in CLOSINGS
        case "number":  # of which "nothing" is one
            return not said or (said in CLOSINGS and said not in ("nothing", "none"))
        case "choice":
            return value is None and (not said or said in CLOSINGS)
        case _:
            return not said or said in CLOSINGS


def items_of(value: Value | None, turn: int | None) -> tuple[Item, ...]:
    """Return the items of an answer; one that is no list is one item."""
    if value is None:
        return ()
    parts = value if isinstance(value, tuple) else (in_words(value),)
    return tuple(Item(part, turn) for part in parts)


MAX_COMPARED = 6
"""Items that are compared at most; more would be too many questions."""


class Ordering:
    """A list that is being put in order.

    Nothing in it is changed in place: `copy.copy` is a copy that goes on by itself.

    Args:
        step: The step that orders it.
        items: The list. What lies beyond the first `MAX_COMPARED` keeps its place at the end.
    """

    def __init__(self, step: Rank, items: Sequence[Item]) -> None:
        self.step = step
        self._sorted = tuple(items[:1])
        self._waiting = tuple(items[1:MAX_COMPARED])
        self._rest = tuple(items[MAX_COMPARED:])
        self._place_same()
        self._low, self._high = 0, len(self._sorted)
        self._asked = 0  # pairs that were settled

    @property
    def pair(self) -> tuple[str, str] | None:
        """The two that are asked about next; None when everything has its place."""
        if not self._waiting:
            return None
        return self._sorted[self._middle].text, self._waiting[0].text

    @property
    def items(self) -> tuple[Item, ...]:
        """The list, as far as it is in order; what was not asked about keeps its place."""
        return (*self._sorted, *self._waiting, *self._rest)

    def settle(self, first: str | None) -> None:
        """Take which of the pair comes first; None leaves them as they stand."""
        pair = self.pair
        if pair is None:
            return
        self._asked += 1
        if first == pair[1]:
            self._high = self._middle
        else:
            self._low = self._middle + 1
        if self._low >= self._high:
            self._place(self._low)

    @property
    def question(self) -> Ask | None:
        """The next pair as a question of its own, called `NAME/1`, `NAME/2` and so on."""
        if self.pair is None:
            return None
        return Ask(
            name=f"{self.step.name}/{self._asked + 1}",
            ask=self.step.ask or texts.ORDER_ASK,
            again=self.step.again,
            answer="choice",
            choices=self.pair,
            patience=self.step.patience,
            pace=self.step.pace,
        )

    def replay(self, answers: Mapping[str, str]) -> None:
        """Settle again what was answered before: `answers` are by the names of the questions."""
        while (question := self.question) is not None and self._was_asked(answers):
            self.settle(choice(answers.get(question.name, ""), question.choices))

    def _was_asked(self, answers: Mapping[str, str]) -> bool:
        """Return whether the next pair, or a later one, was answered before."""
        numbers = [
            name.removeprefix(f"{self.step.name}/")
            for name in answers
            if name.startswith(f"{self.step.name}/")
        ]
        return any(number.isdecimal() and int(number) > self._asked for number in numbers)

    @property
    def _middle(self) -> int:
        return (self._low + self._high) // 2

    def _place(self, index: int) -> None:
        self._insert(index)
        self._place_same()
        self._low, self._high = 0, len(self._sorted)

    def _place_same(self) -> None:
        """Place what was named twice beside itself; nobody can say which comes first."""
        while self._waiting:
            said = [item.text.casefold() for item in self._sorted]
            same = self._waiting[0].text.casefold()
            if same not in said:
                return
            self._insert(said.index(same) + 1)

    def _insert(self, index: int) -> None:
        first, *waiting = self._waiting
        self._sorted = (*self._sorted[:index], first, *self._sorted[index:])
        self._waiting = tuple(waiting)
