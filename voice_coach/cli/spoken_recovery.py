"""Recovery by voice: where a session finds the journal damaged, the person is asked what to do.

Nothing is moved before there was a yes. Where nobody can be asked, because the answers come from a
pipe or a recording and are meant for something else, the error stands, and names the command.
"""

import sys
from pathlib import Path

from voice_coach import __version__
from voice_coach.app.builtin import CHOICE, farewell, yes_or_no
from voice_coach.app.pump import DevicePump
from voice_coach.app.runtime import Runtime
from voice_coach.cli.console import INTERRUPTED, warn
from voice_coach.cli.params import Options
from voice_coach.cli.recover import recovery_message
from voice_coach.dialogue.session import Session
from voice_coach.errors import CoachError
from voice_coach.journal.journal import Journal
from voice_coach.journal.storage.backup import LOST, Copy, intact_copies, is_recoverable, restore
from voice_coach.journal.storage.sqlite import CipherKey
from voice_coach.nlu.dates import ago_of_day
from voice_coach.practice.schema import Practice
from voice_coach.protocol.events import SessionConfig
from voice_coach.settings import HERE
from voice_coach.texts import recovery as recovery_texts


def open_or_recover(
    runtime: Runtime, options: Options, key: CipherKey | None = None, *, to_read: bool = False
) -> Journal:
    """Open the journal of a home folder; if damaged, a copy or a new one in its place, after a yes.

    A new one in the place of a locked one is not locked.

    Raises:
        CoachError: What `Journal.open` finds, where that is no damage, or where it stays.
    """
    path = options.home.journal
    try:
        return _open_and_read(path, runtime, key, to_read=to_read)
    except CoachError as error:
        if not is_recoverable(error, key) or not _somebody_is_there(runtime, options):
            raise
        copy = next(iter(intact_copies(path, key)), None)
        if not _agrees(runtime, copy, lost=error.code == LOST):
            raise
    kept = restore(path, copy, runtime.clock(), key)
    warn(recovery_message(kept, copy))
    return Journal.open(path, clock=runtime.clock, key=key if copy is not None else None)


def _open_and_read(
    path: Path, runtime: Runtime, key: CipherKey | None, *, to_read: bool
) -> Journal:
    """Open a journal, and read from it what every session begins with."""
    journal = Journal.open(path, clock=runtime.clock, key=key, to_read=to_read)
    try:
        journal.sessions()
        journal.memories()
    except BaseException:
        journal.close()
        raise
    return journal


def _somebody_is_there(runtime: Runtime, options: Options) -> bool:
    """Return whether a person hears a question, and their next words are the answer to it."""
    if not isinstance(runtime.pump, DevicePump) or runtime.recording is not None:
        return False
    return sys.stdin.isatty() if options.keyboard else True


def _agrees(runtime: Runtime, copy: Copy | None, *, lost: bool) -> bool:
    """Ask aloud whether to go on with this copy, or with a new journal."""
    now = runtime.clock().astimezone(HERE)
    if copy is None:
        question = recovery_texts.ASK_LOST_NEW if lost else recovery_texts.ASK_NEW
    else:
        asked = recovery_texts.ASK_LOST if lost else recovery_texts.ASK_COPY
        question = asked.format(ago=ago_of_day(copy.day, now))
    session = _run(runtime, yes_or_no(question))
    agreed = session.answers.get(CHOICE) == "yes"
    if not agreed:
        _run(runtime, farewell(recovery_texts.LEFT))
    return agreed


def _run(runtime: Runtime, practice: Practice) -> Session:
    """Run a session before there is a journal."""
    with Journal.in_memory(runtime.clock) as journal:
        session_id = journal.begin(practice.name, practice.title, __version__)
        now = runtime.clock().astimezone(HERE)
        config = SessionConfig(now, greeting="", closing="", kept=False)
        session, coach = runtime.run(practice, journal, session_id, config)
    if coach.outcome == "interrupted":
        sys.exit(INTERRUPTED)
    return session
