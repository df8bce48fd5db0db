"""Hearing a past session again: which one is meant is asked by voice, and then it is spoken."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from voice_coach import builtin, texts
from voice_coach.audio.sound import Sound
from voice_coach.audio.takes import read_take
from voice_coach.cli.leading import Leader
from voice_coach.cli.options import warn
from voice_coach.errors import CoachError
from voice_coach.finding import found_by
from voice_coach.here import HERE
from voice_coach.journal.recordings import folder_of, opened, recorded_rows
from voice_coach.journal.rows import SessionRow
from voice_coach.journal.store import Journal
from voice_coach.retelling import lines_of
from voice_coach.session.effects import Outcome
from voice_coach.session.offering import Offer
from voice_coach.session.proposals import Visit
from voice_coach.session.retold import BREATH, WINDOW, Clip, Retold
from voice_coach.session.wanted import wanted_of
from voice_coach.texts import replay as replay_texts


def which(leads: Leader, found: Sequence[SessionRow], *, is_question: bool) -> SessionRow | None:
    """Ask which of these is meant; None if it is none of them."""
    offer = Offer([visit_of(row) for row in found], _now(leads), is_question=is_question)
    while offer.question:
        session, outcome = leads.lead_unkept(builtin.chooser(offer.question), "")
        if outcome != "completed":
            return None
        answer = session.answers.get(builtin.CHOICE)
        offer.hear(answer if isinstance(answer, str) else None)
    if offer.chosen is None:
        leads.lead_unkept(builtin.farewell(offer.farewell))
        return None
    return found[offer.chosen]


def play(leads: Leader, row: SessionRow, *, only_mine: bool = False) -> Outcome | None:
    """Speak a session; how it ended. What can be said meanwhile is told the first time."""
    listens = leads.stage.hearing is not None
    intro = builtin.replay_intro(row, _now(leads))
    if listens and not leads.told_of_replay:
        leads.told_of_replay = True
        intro = f"{intro} {replay_texts.INTRO}"
    journal = leads.journal
    recorded = recorded_rows(journal.path, row.id)
    lines = lines_of(journal.turns(row.id, include_undone=True), recorded)
    unplayed: dict[Clip, CoachError] = {}
    leads.stage.prompter.clips = _player_of(journal, row.id, unplayed) if recorded else None
    retold = Retold(lines, WINDOW if listens else BREATH, only_mine)
    _, outcome = leads.lead_unkept(builtin.replay(row), intro, texts.REPLAY_CLOSING, retold)
    for told in dict.fromkeys(error.spoken for error in unplayed.values()):
        warn(told)
    return outcome


def _player_of(
    journal: Journal, session_id: str, unplayed: dict[Clip, CoachError]
) -> Callable[[Clip], Sound]:
    """Finds the sound of a session's recordings, and notes what could not be played."""
    folder = folder_of(journal.path, session_id)
    opener = partial(opened, sealer=journal.sealer())

    def sound_of(clip: Clip) -> Sound:
        try:
            return read_take(folder / clip.file, clip.start, clip.end, opener)
        except CoachError as error:
            unplayed[clip] = error
            raise

    return sound_of


def play_what_was_said(leads: Leader, said: str) -> Outcome | None:
    """Find what a person wants to hear again, ask which if there are several, and speak it.

    Returns:
        How that ended; `completed`, too, where nothing was found or wanted in the end.
    """
    wanted = wanted_of(said, _now(leads).date())
    found = found_by(wanted, leads.journal)
    if not found:
        has_any = bool(leads.journal.spoken_sessions(1))
        nothing = replay_texts.FOUND_NOTHING if has_any else replay_texts.NOTHING_SAID_YET
        _, outcome = leads.lead_unkept(builtin.farewell(nothing))
        return outcome
    row = which(leads, found, is_question=wanted.is_question)
    return "completed" if row is None else play(leads, row, only_mine=wanted.only_mine)


def visit_of(session: SessionRow) -> Visit:
    """A session as it is spoken of: by its title, and when it was."""
    at = session.ended_at or session.started_at
    return Visit(session.practice, session.title, at, session.outcome)


def _now(leads: Leader) -> datetime:
    return leads.stage.clock().astimezone(HERE)
