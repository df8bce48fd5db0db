"""Going back a question, deleting what was said, and undoing either.

What is taken back goes with all that followed from it: memories that were kept, changes to earlier
ones. "Back" keeps the old answer, marked as undone. "Delete that" deletes it, and stays where one
is: the question counts as passed over. Until the session ends, "undo" makes either undone.
"""

from dataclasses import dataclass

from voice_coach import texts
from voice_coach.session import effects as fx
from voice_coach.session.floor import Held, Prompt
from voice_coach.session.guide import Lead
from voice_coach.session.leading import Leading
from voice_coach.session.question import Question, Settled
from voice_coach.session.retracing import Bookmark, Erased
from voice_coach.session.script import sentences
from voice_coach.session.states import State
from voice_coach.session.trail import Place

_MAY_TELL = ("reminded", "help")
"""Prompts around a practice that may speak an answer back: promises, and what can be chosen."""


@dataclass(frozen=True, slots=True)
class _WentBack:
    """A question was gone back to. `answered` is how often one had been answered by then."""

    number: int
    bookmark: Bookmark
    held: tuple[State, Held] | None
    said_before: tuple[tuple[int, str], ...]
    answered: int


@dataclass(frozen=True, slots=True)
class _Deleted:
    """An answer was deleted."""

    number: int
    erased: Erased


@dataclass(frozen=True, slots=True)
class _DeletedHere:
    """What had been said to the question that was open was deleted."""

    number: int
    place: Place
    question: Question
    said_before: tuple[tuple[int, str], ...]
    to_confirm: Settled | None


class TakingBack(Leading):
    """Takes back what was said, and brings it back."""

    _number = 0  # of what was taken back latest
    _undoable: tuple[_WentBack | _Deleted | _DeletedHere, ...] = ()

    def _back(self) -> None:
        """Ask the question before this one again."""
        self._put_aside()
        bookmark, held = self._guide.bookmark(), self._held
        answered, said_before = self._guide.answered, tuple(self._said_before)
        gone = self._guide.go_back()
        if gone is None:
            self._aside("taken back", texts.NO_QUESTION_BEFORE)
            return
        asked, follows, lead = gone
        self._number += 1
        self._floor.add(
            fx.TakeBack(
                self._number,
                asked.place.step,
                asked.place.since,
                kept=follows.kept,
                marked=follows.marked,
                replaced=follows.replaced,
            )
        )
        was = _WentBack(self._number, bookmark, held, said_before, answered)
        self._undoable = (*self._undoable, was)
        self._held, self._said_before, self._eased = None, [], None
        self._lead(_announced(lead))

    def _delete(self) -> None:
        """Delete what was said last: of the answer that is being given, or else the latest one."""
        self._put_aside()
        question, place = self._guide.question, self._guide.place
        to_confirm = question.take_back() if question is not None else None
        if question is not None and place is not None and (self._said_before or to_confirm):
            self._delete_here(question, place, to_confirm)
            return
        erased = self._guide.erase()
        if erased is None:
            self._aside("taken back", texts.NOTHING_TO_DELETE)
            return
        place, follows = erased.asked.place, erased.consequences
        self._number += 1
        self._floor.add(
            fx.TakeBack(
                self._number,
                place.step,
                place.since,
                forget=True,
                echoes=(*erased.echoes, *_MAY_TELL),
                kept=follows.kept,
                facts=follows.facts,
                marked=follows.marked,
                replaced=follows.replaced,
            )
        )
        self._undoable = (*self._undoable, _Deleted(self._number, erased))
        spoken_of = self._guide.speaks_of(place.step)
        self._aside("taken back", texts.DELETED)
        if spoken_of:  # what was led would speak it back: leave it out
            self._guide.close_question()
            self._held, self._said_before = None, []

    def _delete_here(self, question: Question, place: Place, to_confirm: Settled | None) -> None:
        self._number += 1
        self._floor.add(
            fx.TakeBack(self._number, place.step, place.since, forget=True, echoes=_MAY_TELL)
        )
        said_before, self._said_before = tuple(self._said_before), []
        was = _DeletedHere(self._number, place, question, said_before, to_confirm)
        self._undoable = (*self._undoable, was)
        self._ask_again_later()
        self._aside("taken back", texts.DELETED)

    def _undo(self) -> None:
        """Bring back what was deleted last, or go forward again to where one was."""
        self._put_aside()
        *before, last = self._undoable or (None,)
        while last is not None and not self._can_undo(last):
            *before, last = before or (None,)
        self._undoable = tuple(each for each in before if each is not None)
        if last is None:
            self._aside("taken back", texts.NOTHING_TO_UNDO)
            return
        self._floor.add(fx.BringBack(last.number))
        match last:
            case _WentBack():
                self._guide.return_to(last.bookmark)
                self._held, self._said_before = last.held, list(last.said_before)
            case _Deleted():
                self._guide.restore(last.erased)
            case _DeletedHere() if self._guide.place is last.place:
                last.question.bring_back(last.to_confirm)
                self._said_before = [*last.said_before, *self._said_before]
                self._ask_again_later()
            case _:
                pass
        self._aside("taken back", texts.UNDONE)

    def _can_undo(self, was: _WentBack | _Deleted | _DeletedHere) -> bool:
        """Whether nothing was answered since then that would stand in its place."""
        match was:
            case _WentBack():
                return was.answered == self._guide.answered
            case _Deleted():
                return self._guide.can_restore(was.erased)
            case _DeletedHere():
                return self._guide.place is was.place

    def _ask_again_later(self) -> None:
        """Have the question that is open asked, or gone on with, whatever was being said."""
        if self._held is not None:
            self._held = (State.LISTENING, self._held[1])


def _announced(lead: Lead) -> Lead:
    """The same question, after a word that says where it comes from."""
    if not isinstance(lead, Prompt):
        return lead
    return Prompt(lead.step, (*sentences(texts.BACK), *lead.sentences), lead.pace)
