"""Common parts of the formats for reading: names of speakers, local times, turns, file names."""

import re
from dataclasses import replace
from datetime import datetime

from voice_coach.journal.models import SessionRecord, SessionRow, TurnRow
from voice_coach.nlu.lexicon import MONTHS, WEEKDAYS
from voice_coach.nlu.punctuation import written
from voice_coach.protocol.effects import Speaker

SPEAKER_NAMES: dict[Speaker, str] = {"coach": "Coach", "you": "You"}


def local(moment: datetime) -> datetime:
    """Return a moment in the time zone of this machine, to the second."""
    return moment.astimezone().replace(microsecond=0)


def date_and_time(moment: datetime) -> str:
    """Return a moment for a reader, such as "Sunday, 22 November 2026, 10:15"."""
    here = local(moment)
    day, month = WEEKDAYS[here.weekday()], MONTHS[here.month - 1]
    return f"{day}, {here.day} {month} {here.year}, {here:%H:%M}"


def spoken_turns(record: SessionRecord) -> list[TurnRow]:
    """Return the turns of a session as they are read, without those undone or empty."""
    return [
        replace(turn, text=written(turn.text, is_whole=turn.speaker == "you"))
        for turn in record.turns
        if not turn.undone and turn.text.strip()
    ]


def outcome_of(session: SessionRow) -> str:
    """Return the outcome of a session in one word."""
    return session.outcome or "unfinished"


def file_name(session: SessionRow) -> str:
    """Return the file name of a session without its suffix; names sort by local time.

    The end of the session's id mostly distinguishes two of the same minute. Letters, digits and
    hyphens are safe in every file system and in links of a note.
    """
    practice = re.sub(r"[^a-z0-9]+", "-", session.practice.lower()).strip("-")[:40]
    ending = re.sub(r"[^a-z0-9]+", "-", session.id.lower())[-4:].strip("-")
    return "-".join(filter(None, (f"{local(session.started_at):%Y-%m-%d-%H%M}", practice, ending)))
