"""Cleanup after a crash: words that nobody asked to keep are forgotten at the next start.

A session that ends forgets them itself; one that was killed, or lost its power, could not.
"""

from dataclasses import replace

from voice_coach.errors import CoachError
from voice_coach.journal.journal import Journal
from voice_coach.journal.models import SessionRow
from voice_coach.journal.recordings import has_recordings, remove_unfinished
from voice_coach.practice.interpreter import place_of
from voice_coach.practice.library import Library
from voice_coach.practice.recall import needs_of
from voice_coach.practice.runner import PracticeRunner
from voice_coach.practice.schema import Practice, every_step
from voice_coach.practice.steps import Forget as ForgetStep
from voice_coach.protocol.effects import Forget
from voice_coach.protocol.events import Resumption, SessionConfig


def forget_after_a_crash(journal: Journal, library: Library) -> None:
    """Delete what was said in sessions without an end, as far as nobody asked to keep it.

    A running session has no end either: while another program has the journal open, a later start
    does it. Raises `CoachError` if the journal fails.
    """
    if has_recordings(journal.path) and journal.is_alone():
        remove_unfinished(journal.path)
    pending = [
        (session, forget)
        for session in journal.without_end()
        for forget in _left_undone(session, journal, library)
    ]
    if pending and journal.is_alone():
        for session, forget in pending:
            journal.forget_turns(session.id, forget.steps, forget.echoes)


def _left_undone(session: SessionRow, journal: Journal, library: Library) -> list[Forget]:
    """Return what a session would have forgotten if it had ended where it broke off."""
    try:
        practice = library.load(session.practice)
    except CoachError:
        return []  # it is no practice, or not there any more
    resumption = journal.resumption(session.id)
    steps = every_step(practice.steps)
    if resumption is None or not any(isinstance(step, ForgetStep) for step in steps):
        return []
    memories = tuple(
        memory for kind, status in needs_of(practice) for memory in journal.memories(kind, status)
    )
    reached = _after_the_answer(resumption, practice)
    config = SessionConfig(session.started_at, memories, reached, session=session.id)
    said = {
        turn.step.partition("/")[0]
        for turn in journal.turns(session.id, include_undone=True)
        if turn.speaker == "you"
    }
    return [
        forget for forget in PracticeRunner(practice, config).leave() if said & set(forget.steps)
    ]


def _after_the_answer(resumption: Resumption, practice: Practice) -> Resumption:
    """Return the place behind the question if it was answered: a yes that was given counts."""
    place = place_of(resumption.step, practice.steps)
    answered = resumption.step in resumption.answers
    if place is None or not answered or practice.steps[place].name != resumption.step:
        return resumption
    following = practice.steps[place + 1 : place + 2]
    return replace(resumption, step=following[0].name) if following else resumption
