"""The playback of past sessions: a session is asked for, found, and spoken as it was."""

from collections.abc import Callable, Sequence
from functools import partial

from voice_coach import texts
from voice_coach.app.builtin import CHOICE, chooser, farewell, replay, replay_intro
from voice_coach.app.finder import found_by
from voice_coach.app.transcript_builder import lines_of
from voice_coach.audio.recorder import read_excerpt
from voice_coach.audio.sound import Sound
from voice_coach.cli.console import warn
from voice_coach.cli.runner import SessionRunner
from voice_coach.errors import CoachError
from voice_coach.journal.journal import Journal
from voice_coach.journal.models import SessionRow
from voice_coach.journal.recordings import folder_of, open_recording, recorded_rows
from voice_coach.menu.dialogues import ReplayDialogue
from voice_coach.menu.intents import replay_query
from voice_coach.menu.recommendations import PastSession
from voice_coach.protocol.effects import Outcome
from voice_coach.protocol.transcript import GAP_SECONDS, WINDOW_SECONDS, Clip, SessionTranscript
from voice_coach.texts import playback as playback_texts


def ask_which(
    runner: SessionRunner, found: Sequence[SessionRow], *, is_question: bool
) -> SessionRow | None:
    """Ask which of the sessions is meant, and return it; None if it is none of them."""
    dialogue = ReplayDialogue(
        [visit_of(row) for row in found], runner.now(), is_question=is_question
    )
    while dialogue.question:
        session, outcome = runner.run_unkept(chooser(dialogue.question), "")
        if outcome != "completed":
            return None
        answer = session.answers.get(CHOICE)
        dialogue.hear(answer if isinstance(answer, str) else None)
    if dialogue.chosen is None:
        runner.run_unkept(farewell(dialogue.farewell))
        return None
    return found[dialogue.chosen]


def play(runner: SessionRunner, row: SessionRow, *, only_mine: bool = False) -> Outcome | None:
    """Speak a session, and return how that ended.

    What can be said meanwhile is told the first time.
    """
    listens = runner.runtime.listener is not None
    intro = replay_intro(row, runner.now())
    if listens and not runner.explained_replay:
        runner.explained_replay = True
        intro = f"{intro} {playback_texts.INTRO}"
    journal = runner.journal
    recorded = recorded_rows(journal.path, row.id)
    lines = lines_of(journal.turns(row.id, include_undone=True), recorded)
    unplayed: dict[Clip, CoachError] = {}
    runner.runtime.prompt_speaker.clips = (
        _player_of(journal, row.id, unplayed) if recorded else None
    )
    transcript = SessionTranscript(lines, WINDOW_SECONDS if listens else GAP_SECONDS, only_mine)
    _, outcome = runner.run_unkept(replay(row), intro, texts.REPLAY_CLOSING, transcript)
    for error in {error.message: error for error in unplayed.values()}.values():
        warn(error)
    return outcome


def _player_of(
    journal: Journal, session_id: str, unplayed: dict[Clip, CoachError]
) -> Callable[[Clip], Sound]:
    """Return what finds the sound of a session's clips, and collects those it cannot play."""
    folder = folder_of(journal.path, session_id)
    opener = partial(open_recording, cipher=journal.recording_cipher())

    def sound_of(clip: Clip) -> Sound:
        try:
            return read_excerpt(folder / clip.file, clip.start, clip.end, opener)
        except CoachError as error:
            unplayed[clip] = error
            raise

    return sound_of


def play_what_was_said(runner: SessionRunner, said: str) -> Outcome | None:
    """Find what a person wants to hear again, ask which if there are several, and speak it.

    Returns:
        How that ended; `completed`, too, where nothing was found or wanted in the end.
    """
    wanted = replay_query(said, runner.now().date())
    found = found_by(wanted, runner.journal)
    if not found:
        has_any = bool(runner.journal.spoken_sessions(1))
        nothing = playback_texts.FOUND_NOTHING if has_any else playback_texts.NOTHING_SAID_YET
        _, outcome = runner.run_unkept(farewell(nothing))
        return outcome
    row = ask_which(runner, found, is_question=wanted.is_question)
    return "completed" if row is None else play(runner, row, only_mine=wanted.only_mine)


def visit_of(session: SessionRow) -> PastSession:
    """Return a session as the menu speaks of it: by its title, and when it was."""
    at = session.ended_at or session.started_at
    return PastSession(session.practice, session.title, at, session.outcome)
