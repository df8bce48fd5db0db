"""The command that hears recordings of sessions once more, with a better recognizer."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import click

from voice_coach import texts
from voice_coach.cli.console import confirm, echo
from voice_coach.cli.edit import reading_of
from voice_coach.cli.journal_access import open_journal
from voice_coach.cli.params import home_option
from voice_coach.errors import CoachError
from voice_coach.journal.recordings import folder_of, open_recording, recorded_rows
from voice_coach.nlu.dates import date_of
from voice_coach.settings import Home, Settings, load_settings

if TYPE_CHECKING:
    from voice_coach.audio.sound import Sound
    from voice_coach.journal.journal import Journal
    from voice_coach.journal.models import TurnRow
    from voice_coach.stt.base import Recognizer

MAX_SECONDS = 3 * 3600.0
"""Of one answer: longer than anybody speaks."""


@click.command(name="hear-again")
@click.argument("sessions", metavar="SESSION...", nargs=-1, required=True)
@click.option("--model", metavar="NAME|DIR", help="The speech model that hears it now.")
@click.option("--yes", is_flag=True, help="Take the new words without asking.")
@home_option
def hear_again(*, home: Home, sessions: Sequence[str], model: str | None, yes: bool) -> None:
    """Hear recordings once more, with another speech model or a server of yours.

    SESSION is an id, the beginning of one, `last`, or a practice's name. It has recordings if you
    have turned them on. Old and new words are shown, and you are asked which are to stand; the old
    ones are kept beside them: see `voice-coach edit`, --undo and --let-go.
    """
    settings = load_settings(home, {"model": model})
    with open_journal(home) as journal:
        rows = [journal.find(session) for session in sessions]
        if any(row.outcome is None for row in rows) and journal.in_company():
            running = next(row.id for row in rows if row.outcome is None)
            raise CoachError("session.running", texts.EDIT_RUNNING.format(session=running))
        recognizer, source = _recognizer(settings, home)
        for row in rows:
            recorded = recorded_rows(journal.path, row.id)
            turns = [turn for turn in journal.turns(row.id) if turn.id in recorded]
            if not turns:
                raise CoachError("recordings.none", texts.NOTHING_RECORDED.format(session=row.id))
            _hear(journal, row.id, turns, recognizer, source, yes=yes)


def _recognizer(settings: Settings, home: Home) -> tuple["Recognizer", str]:
    """Return the recognizer of the settings, and what it is called in the journal."""
    from voice_coach.stt.models import find_model  # noqa: PLC0415 - numpy
    from voice_coach.stt.transcription import RATE  # noqa: PLC0415 - numpy
    from voice_coach.stt.vad import make_gated  # noqa: PLC0415 - numpy

    found = find_model(settings.model, home.models, settings.language)
    name = settings.ear_engine
    source = found.name if name == "vosk" else name
    return make_gated(name, found, RATE, settings), source


def _hear(
    journal: "Journal",
    session: str,
    turns: Sequence["TurnRow"],
    recognizer: "Recognizer",
    source: str,
    *,
    yes: bool,
) -> None:
    """Hear the turns of a session; write the words that are accepted, all of them or none."""
    from voice_coach.audio.recorder import read_excerpt  # noqa: PLC0415 - numpy

    opener = partial(open_recording, cipher=journal.recording_cipher())
    folder = folder_of(journal.path, session)
    readings = {}
    for turn in turns:
        sound = read_excerpt(folder / f"{turn.id}.flac", 0.0, MAX_SECONDS, opener)
        text = _words(recognizer, sound)
        if not text or text == turn.text:
            continue
        echo(texts.HEARD_AGAIN.format(step=turn.step, old=turn.text, new=text))
        if yes or confirm(texts.TAKE_NEW_WORDS):
            readings[turn.id] = reading_of(turn, text)
    if readings:
        journal.corrections.correct(session, turns=readings, source=source, named_day=date_of)
        echo(texts.EDITED.format(session=session))
    else:
        echo(texts.NOTHING_EDITED)


def _words(recognizer: "Recognizer", sound: "Sound") -> str:
    """Return what a recognizer makes of a recording."""
    from voice_coach.nlu.punctuation import PROSE  # noqa: PLC0415 - with the rest
    from voice_coach.protocol.events import Heard  # noqa: PLC0415 - with the rest
    from voice_coach.stt.transcription import RATE  # noqa: PLC0415 - numpy

    samples, block = sound.at(RATE).samples, RATE // 50
    recognizer.open(0)
    events = [
        event
        for start in range(0, len(samples), block)
        for event in recognizer.feed(samples[start : start + block])
    ]
    events += recognizer.close()
    pieces = [each for each in events if isinstance(each, Heard) and each.final and each.text]
    return PROSE.join(pieces)
