"""A script that can be gone back in: copied as it stands, and with single answers taken out."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voice_coach.session.events import Began, Resumption
from voice_coach.session.looping import Item
from voice_coach.session.practice import Practice, every_step
from voice_coach.session.script import Script
from voice_coach.session.understand import Value


@dataclass(frozen=True, slots=True)
class TakenOut:
    """An answer that was taken out.

    Attributes:
        step: The question.
        items: Its items, each with its turn.
        value: What was understood, where it stood alone; of a list of all rounds None.
        turn: The turn it was said in.
        round: The number of the round it stood in; None outside a loop.
    """

    step: str
    items: tuple[Item, ...] = ()
    value: Value | None = None
    turn: int | None = None
    round: int | None = None


class Revision(Script):
    """A walk through a practice that can be taken up again where it was.

    Attributes:
        restored: The questions that were answered in an earlier part of the session, each with the
            script as it stood before it.
    """

    def __init__(self, practice: Practice, began: Began) -> None:
        self.restored: list[tuple[str, Revision]] = []
        super().__init__(practice, began)

    def _restore(self, resume: Resumption) -> None:
        super()._restore(resume)
        for index, step in enumerate(self.practice.steps[: self._index]):
            if step.ask is not None and step.name in self.answers:
                before = self.copy()
                before.begin_at(index)
                self.restored.append((step.name, before))

    def begin_at(self, index: int) -> None:
        """Stand before a step; from there on, nothing was answered."""
        self._index, self._resume = index, None
        for step in every_step(self.practice.steps[index:]):
            self.given.drop(step.name)

    def copy(self) -> "Revision":
        """The same script, which goes on by itself."""
        shared: dict[int, object] = {id(self.practice): self.practice, id(self.restored): []}
        return copy.deepcopy(self, shared)

    @property
    def around(self) -> Mapping[str, str]:
        """Which placeholders stand for an answer that a loop goes through."""
        over = self._loop.step.over if self._loop is not None else None
        return {"it": over} if over is not None else {}

    def keep_forgotten(self, names: Sequence[str]) -> None:
        """What was deleted for good stays so when one has gone back before that."""
        self.given.forget([name for name in names if name in self.answers])

    # One answer alone.

    def take_out(self, step: str, turn: int | None) -> TakenOut:
        """The answer to a step was never given: what stood there.

        Args:
            step: The name of the question.
            turn: The turn it was said in, where other rounds of a loop have answers, too.
        """
        items, loop = self.given.items(step), self._loop
        gone = tuple(item for item in items if turn is None or item.turn == turn)
        self._close_what_goes_through(step)
        if loop is not None and step in loop.asks and not gone:  # of a round that is over
            gathered = loop.gathered.get(step, [])
            led = tuple(item for item in gathered if item.turn == turn)
            loop.gathered[step] = [item for item in gathered if item not in led]
            return TakenOut(step, led)
        if len(gone) < len(items):
            self.given.set_list(step, [item for item in items if item not in gone])
            return TakenOut(step, gone)
        number = loop.number if loop is not None and step in loop.asks else None
        taken = TakenOut(step, gone, self.answers.get(step), turn, number)
        self.given.drop(step)
        return taken

    def put_back(self, taken: TakenOut) -> None:
        """An answer that was taken out is there again."""
        step, loop = taken.step, self._loop
        asked_here = loop is not None and step in loop.asks
        same_round = loop is not None and taken.round == loop.number
        if taken.value is not None and (same_round if asked_here else taken.round is None):
            self.given.drop(step)
            self.answers[step] = taken.value
            if taken.turn is not None:
                self.turns[step] = taken.turn
        elif loop is not None and asked_here:
            loop.gathered[step] = _in_order([*loop.gathered.get(step, []), *taken.items])
        else:
            self.given.set_list(step, _in_order([*self.given.items(step), *taken.items]))

    def _close_what_goes_through(self, step: str) -> None:
        """End a loop over this list, and its putting in order."""
        if self._loop is not None and self._loop.step.over == step:
            self._loop = None
            self._enter(None)
        if self._ordering is not None and self._ordering.step.order == step:
            self._ordering = None


def _in_order(items: Sequence[Item]) -> list[Item]:
    return sorted(items, key=lambda item: item.turn or 0)
