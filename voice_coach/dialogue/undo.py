"""The undo stack: what was taken back in a session, so that "undo" can bring it back.

What is taken back goes with all that followed from it: memories that were kept, and changes to
earlier ones. "Back" keeps the old answer, marked as undone. "Delete that" deletes it and stays
where one is: the question counts as passed over. Either can be undone until the session ends.
"""

from dataclasses import dataclass

from voice_coach.dialogue.turn import Said, Suspended, TurnState
from voice_coach.practice.history import Place
from voice_coach.practice.question import Question, Settled
from voice_coach.practice.runner import Checkpoint, Erased, Lead, PracticeRunner
from voice_coach.protocol import effects as fx

_MAY_ECHO = ("reminded", "help")
"""Prompts around a practice that may speak an answer back: promises, and what can be chosen."""


@dataclass(frozen=True, slots=True)
class WentBack:
    """The session went back to an earlier question.

    Attributes:
        number: Of the `TakeBack`.
        checkpoint: Where the practice stood before.
        suspended: What was going on.
        said: What had been said to the question that was open.
        answered: How often a question had been left with an answer by then.
    """

    number: int
    checkpoint: Checkpoint
    suspended: Suspended | None
    said: Said
    answered: int


@dataclass(frozen=True, slots=True)
class DeletedAnswer:
    """An answer was deleted."""

    number: int
    erased: Erased


@dataclass(frozen=True, slots=True)
class DeletedPart:
    """What had been said to the question that was open was deleted."""

    number: int
    place: Place
    question: Question
    said: Said
    to_confirm: Settled | None


Undoable = WentBack | DeletedAnswer | DeletedPart


class UndoStack:
    """Takes answers back, and brings back the latest that was taken back.

    Args:
        runner: The practice the answers are given in.
        turn: Where effects are added.
    """

    def __init__(self, runner: PracticeRunner, turn: TurnState) -> None:
        self._runner = runner
        self._turn = turn
        self._number = 0  # of the latest `TakeBack`
        self._stack: list[Undoable] = []

    def go_back(self) -> Lead | None:
        """Stand at the question before this one; return it. None if there is none."""
        checkpoint, answered = self._runner.checkpoint(), self._runner.answered
        gone = self._runner.go_back()
        if gone is None:
            return None
        asked, follows, lead = gone
        self._number += 1
        self._turn.add(
            fx.TakeBack(
                self._number,
                asked.place.step,
                asked.place.since,
                kept=follows.kept,
                marked=follows.marked,
                replaced=follows.replaced,
            )
        )
        turn = self._turn
        self._stack.append(
            WentBack(self._number, checkpoint, turn.suspended, turn.said_before, answered)
        )
        turn.drop_suspended()
        return lead

    def delete_part(self) -> bool:
        """Delete what was said to the open question so far; False if there is nothing."""
        question, place, said = self._runner.question, self._runner.place, self._turn.said_before
        to_confirm = question.take_back() if question is not None else None
        if question is None or place is None or not (said or to_confirm):
            return False
        self._number += 1
        self._turn.add(
            fx.TakeBack(self._number, place.step, place.since, forget=True, echoes=_MAY_ECHO)
        )
        self._stack.append(DeletedPart(self._number, place, question, said, to_confirm))
        self._turn.said_before = ()
        self._turn.ask_again_later()
        return True

    def delete_answer(self) -> str | None:
        """Delete the latest answer; return the step that asked for it, None if there is none."""
        erased = self._runner.erase()
        if erased is None:
            return None
        place, follows = erased.asked.place, erased.consequences
        self._number += 1
        self._turn.add(
            fx.TakeBack(
                self._number,
                place.step,
                place.since,
                forget=True,
                echoes=(*erased.echoes, *_MAY_ECHO),
                kept=follows.kept,
                facts=follows.facts,
                marked=follows.marked,
                replaced=follows.replaced,
            )
        )
        self._stack.append(DeletedAnswer(self._number, erased))
        return place.step

    def undo(self) -> bool:
        """Bring back what was taken back last and still can be; False if nothing can."""
        while self._stack:
            latest = self._stack.pop()
            if not self._can_undo(latest):
                continue
            self._turn.add(fx.BringBack(latest.number))
            match latest:
                case WentBack():
                    self._runner.return_to(latest.checkpoint)
                    self._turn.suspended = latest.suspended
                    self._turn.said_before = latest.said
                case DeletedAnswer():
                    self._runner.restore(latest.erased)
                case DeletedPart():
                    latest.question.bring_back(latest.to_confirm)
                    self._turn.said_before = (*latest.said, *self._turn.said_before)
                    self._turn.ask_again_later()
            return True
        return False

    def _can_undo(self, was: Undoable) -> bool:
        """Return whether nothing was answered since then that stands in its place."""
        match was:
            case WentBack():
                return was.answered == self._runner.answered
            case DeletedAnswer():
                return self._runner.can_restore(was.erased)
            case DeletedPart():
                return self._runner.place is was.place
