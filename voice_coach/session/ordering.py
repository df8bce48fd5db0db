"""Putting a list in order by asking which of two comes first.

Nobody can rank six values at once, least of all by ear; which of two comes first is easy to say.
Each item finds its place among those that are ordered by halving them, so that six items take
eleven questions at most.
"""

from collections.abc import Mapping, Sequence

from msgspec import structs

from voice_coach import texts
from voice_coach.session.looping import Item
from voice_coach.session.practice import Step
from voice_coach.session.understand import choice

MOST_COMPARED = 6
"""So many items are compared at most; more would be too many questions."""


class Ordering:
    """A list on its way to being in order.

    Args:
        step: The step that orders it.
        items: The list. What lies beyond the first `MOST_COMPARED` keeps its place at the end.
    """

    def __init__(self, step: Step, items: Sequence[Item]) -> None:
        self.step = step
        self._sorted = list(items[:1])
        self._waiting = list(items[1:MOST_COMPARED])
        self._rest = list(items[MOST_COMPARED:])
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
        """One of the pair comes first; None leaves them as they stand."""
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
    def question(self) -> Step | None:
        """The next pair as a question of its own, called `NAME/1`, `NAME/2` and so on."""
        if self.pair is None:
            return None
        return structs.replace(
            self.step,
            name=f"{self.step.name}/{self._asked + 1}",
            order=None,
            ask=self.step.ask or texts.ORDER_ASK,
            answer="choice",
            choices=self.pair,
        )

    def replay(self, answers: Mapping[str, str]) -> None:
        """Settle again what was answered before: `answers` are by the names of the questions."""
        while (question := self.question) is not None and self._was_asked(answers):
            self.settle(choice(answers.get(question.name, ""), question.choices))

    def _was_asked(self, answers: Mapping[str, str]) -> bool:
        """Whether the next pair, or a later one, was answered before."""
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
        self._sorted.insert(index, self._waiting.pop(0))
        self._place_same()
        self._low, self._high = 0, len(self._sorted)

    def _place_same(self) -> None:
        """What was named twice stands beside itself; nobody can say which comes first."""
        while self._waiting:
            said = [item.text.casefold() for item in self._sorted]
            same = self._waiting[0].text.casefold()
            if same not in said:
                return
            self._sorted.insert(said.index(same) + 1, self._waiting.pop(0))
