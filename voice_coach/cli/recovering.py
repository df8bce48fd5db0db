"""A journal that is damaged when a session begins: the person is asked, aloud, what to do about it.

Nothing is moved before there was a yes. Where nobody can be asked, because the answers come from a
pipe or a recording and are meant for something else, the error stands, and names the command.
"""

import sys
from pathlib import Path

from voice_coach import __version__
from voice_coach.builtin import CHOICE, farewell, yes_or_no
from voice_coach.cli.options import Options, warn
from voice_coach.cli.wording import counted
from voice_coach.errors import CoachError
from voice_coach.here import HERE
from voice_coach.journal.connecting import CipherKey
from voice_coach.journal.copies import LOST, Copy, go_on_with, good_copies, helps_against
from voice_coach.journal.store import Journal
from voice_coach.session.ago import ago_of_day
from voice_coach.session.events import Began
from voice_coach.session.machine import Session
from voice_coach.session.practice import Practice
from voice_coach.stage import DeviceStage, Stage
from voice_coach.texts import recovery as recovery_texts

INTERRUPTED = 130


def open_or_recover(
    stage: Stage, options: Options, key: CipherKey | None = None, *, to_read: bool = False
) -> Journal:
    """The journal of a home folder; if it is damaged, a copy of it or a new one, after a yes.

    A new one in the place of a locked one is not locked.

    Raises:
        CoachError: What `Journal.open` finds, where that is no damage, or where it stays.
    """
    path = options.home / "journal.db"
    try:
        return _open_and_read(path, stage, key, to_read=to_read)
    except CoachError as error:
        if not helps_against(error, key) or not _somebody_is_there(stage, options):
            raise
        copy = next(iter(good_copies(path, key)), None)
        if not _agrees(stage, copy, lost=error.code == LOST):
            raise
    aside = go_on_with(path, copy, stage.clock(), key)
    warn(going_on(aside, copy))
    return Journal.open(path, clock=stage.clock, key=key if copy is not None else None)


def _open_and_read(path: Path, stage: Stage, key: CipherKey | None, *, to_read: bool) -> Journal:
    """The journal, once what every session begins with could be read from it."""
    journal = Journal.open(path, clock=stage.clock, key=key, to_read=to_read)
    try:
        journal.sessions()
        journal.memories()
    except BaseException:
        journal.close()
        raise
    return journal


def going_on(aside: object, copy: Copy | None) -> str:
    """What is printed when a journal was recovered."""
    what = recovery_texts.OF_NEW
    if copy is not None:
        held = counted(copy.sessions, "session")
        what = recovery_texts.OF_COPY.format(day=f"{copy.day:%Y-%m-%d}", sessions=held)
    if aside is None:
        told = recovery_texts.LOST_GOING_ON.format(what=what)
    else:
        told = recovery_texts.GOING_ON.format(aside=aside, what=what)
    if copy is None:
        return f"{told} {recovery_texts.NOT_FROM_NEW}"
    return told if aside is None else f"{told} {recovery_texts.NOT_FROM_HERE}"


def _somebody_is_there(stage: Stage, options: Options) -> bool:
    """Whether there is a person who hears a question, and whose next words are the answer to it."""
    if not isinstance(stage, DeviceStage) or stage.recording is not None:
        return False
    return sys.stdin.isatty() if options.keyboard else True


def _agrees(stage: Stage, copy: Copy | None, *, lost: bool) -> bool:
    """Ask aloud whether to go on with this copy, or with a new journal."""
    now = stage.clock().astimezone(HERE)
    if copy is None:
        question = recovery_texts.ASK_LOST_NEW if lost else recovery_texts.ASK_NEW
    else:
        asked = recovery_texts.ASK_LOST if lost else recovery_texts.ASK_COPY
        question = asked.format(ago=ago_of_day(copy.day, now))
    session = _lead(stage, yes_or_no(question))
    agreed = session.answers.get(CHOICE) == "yes"
    if not agreed:
        _lead(stage, farewell(recovery_texts.LEFT))
    return agreed


def _lead(stage: Stage, practice: Practice) -> Session:
    """Lead something before there is a journal."""
    with Journal.in_memory(stage.clock) as journal:
        session_id = journal.begin(practice.name, practice.title, __version__)
        now = stage.clock().astimezone(HERE)
        began = Began(now, greeting="", closing="", kept=False)
        session, coach = stage.lead(practice, journal, session_id, began)
    if coach.outcome == "interrupted":
        sys.exit(INTERRUPTED)
    return session
