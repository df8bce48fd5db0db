"""What every export for reading has in common: who is called what, and local times."""

import re
from datetime import datetime

from voice_coach.journal.models import SessionRow, TurnRow, Whole
from voice_coach.nlu.lexicon import MONTHS, WEEKDAYS
from voice_coach.protocol.effects import Speaker

WHO: dict[Speaker, str] = {"coach": "Coach", "you": "You"}


def local(moment: datetime) -> datetime:
    """A moment in the time zone of this machine, to the second."""
    return moment.astimezone().replace(microsecond=0)


def date_and_time(moment: datetime) -> str:
    """A moment as a person reads it, such as "Sunday, 22 November 2026, 10:15"."""
    here = local(moment)
    day, month = WEEKDAYS[here.weekday()], MONTHS[here.month - 1]
    return f"{day}, {here.day} {month} {here.year}, {here:%H:%M}"


def told(whole: Whole) -> list[TurnRow]:
    """What was said in a session, without what was undone."""
    return [turn for turn in whole.turns if not turn.undone and turn.text.strip()]


def outcome_of(session: SessionRow) -> str:
    """How a session ended, in one word."""
    return session.outcome or "unfinished"


def file_name(session: SessionRow) -> str:
    """What the file of a session is called, without its ending: it sorts by local time.

    The end of the session's id mostly tells two of the same minute apart. Only letters, digits and
    hyphens stand in it, which every file system and every link in a note can hold.
    """
    practice = re.sub(r"[^a-z0-9]+", "-", session.practice.lower()).strip("-")[:40]
    ending = re.sub(r"[^a-z0-9]+", "-", session.id.lower())[-4:].strip("-")
    return "-".join(filter(None, (f"{local(session.started_at):%Y-%m-%d-%H%M}", practice, ending)))
