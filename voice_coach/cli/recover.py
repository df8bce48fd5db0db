"""The command that goes on with a copy of a damaged journal, and the same by voice.

Nothing is moved before there was a yes. Where nobody can be asked, because the answers come from a
pipe or a recording and are meant for something else, the error stands, and names the command.
"""

import sys
from pathlib import Path

import click

from voice_coach import __version__
from voice_coach.app.builtin import CHOICE, farewell, yes_or_no
from voice_coach.app.pump import DevicePump
from voice_coach.app.runtime import Runtime
from voice_coach.cli.console import at_work, counted
from voice_coach.cli.history import print_json
from voice_coach.cli.params import Options, home_option, json_option, warn
from voice_coach.dialogue.session import Session
from voice_coach.errors import CoachError, Command
from voice_coach.journal.backup import LOST, Copy, intact_copies, is_recoverable, restore
from voice_coach.journal.journal import Journal
from voice_coach.journal.sqlite import CipherKey
from voice_coach.nlu.dates import ago_of_day
from voice_coach.practice.schema import Practice
from voice_coach.protocol.events import SessionConfig
from voice_coach.settings import HERE, Home
from voice_coach.texts import recovery as recovery_texts

INTERRUPTED = 130


def open_or_recover(
    runtime: Runtime, options: Options, key: CipherKey | None = None, *, to_read: bool = False
) -> Journal:
    """The journal of a home folder; if it is damaged, a copy of it or a new one, after a yes.

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
    aside = restore(path, copy, runtime.clock(), key)
    warn(going_on(aside, copy))
    return Journal.open(path, clock=runtime.clock, key=key if copy is not None else None)


def _open_and_read(
    path: Path, runtime: Runtime, key: CipherKey | None, *, to_read: bool
) -> Journal:
    """The journal, once what every session begins with could be read from it."""
    journal = Journal.open(path, clock=runtime.clock, key=key, to_read=to_read)
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
        suspended = counted(copy.sessions, "session")
        what = recovery_texts.OF_COPY.format(day=f"{copy.day:%Y-%m-%d}", sessions=suspended)
    if aside is None:
        told = recovery_texts.LOST_GOING_ON.format(what=what)
    else:
        told = recovery_texts.GOING_ON.format(aside=aside, what=what)
    if copy is None:
        return f"{told} {recovery_texts.NOT_FROM_NEW}"
    return told if aside is None else f"{told} {recovery_texts.NOT_FROM_HERE}"


def _somebody_is_there(runtime: Runtime, options: Options) -> bool:
    """Whether there is a person who hears a question, and whose next words are the answer to it."""
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
    session = _lead(runtime, yes_or_no(question))
    agreed = session.answers.get(CHOICE) == "yes"
    if not agreed:
        _lead(runtime, farewell(recovery_texts.LEFT))
    return agreed


def _lead(runtime: Runtime, practice: Practice) -> Session:
    """Lead something before there is a journal."""
    with Journal.in_memory(runtime.clock) as journal:
        session_id = journal.begin(practice.name, practice.title, __version__)
        now = runtime.clock().astimezone(HERE)
        config = SessionConfig(now, greeting="", closing="", kept=False)
        session, coach = runtime.run(practice, journal, session_id, config)
    if coach.outcome == "interrupted":
        sys.exit(INTERRUPTED)
    return session


@click.command()
@click.option(
    "--new",
    is_flag=True,
    help="Begin a new journal; the copies are kept aside, too. Also where a passphrase is lost.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@home_option
def recover(home: Home, new: bool, yes: bool, as_json: bool) -> None:  # noqa: FBT001 - flags
    """Check the journal; if it is damaged or gone, go on with its last good copy, after asking.

    The damaged journal is kept aside, as journal-damaged-TIME.db. A copy is made after each
    session, one a day, of the last three days. A journal that is whole is left as it is.
    """
    from voice_coach.app.pump import wall_clock  # noqa: PLC0415
    from voice_coach.cli.journal_access import key_if_locked  # noqa: PLC0415
    from voice_coach.journal.backup import (  # noqa: PLC0415
        LOST,
        intact_copies,
        restore,
    )

    path = home.journal
    closed: CoachError | None = None
    try:
        key = key_if_locked(path)
    except CoachError as error:
        if error.code != "lock.wrong":
            raise
        if not new:
            command = Command("recover")
            message = recovery_texts.NO_KEY.format(path=path, command=command)
            raise CoachError(error.code, message, command) from None
        key, closed = None, error
    with at_work(recovery_texts.CHECKING):
        found = closed or _found_in(home, key)
        copies = intact_copies(path, key) if isinstance(found, CoachError) else []
    if not isinstance(found, CoachError):
        suspended = counted(found, "session")
        _tell(recovery_texts.WHOLE.format(path=path, sessions=suspended), as_json, damaged=False)
        return
    copy = None if new else next(iter(copies), None)
    lost = found.code == LOST
    if closed is not None and not as_json:
        click.echo(recovery_texts.CLOSED.format(path=path))
    elif not as_json:
        _list(path, copies, lost=lost)
    if not (yes or _agreed(copy, lost=lost)):
        _tell(recovery_texts.NOTHING_DONE, as_json, damaged=True)
        return
    aside = restore(path, copy, wall_clock(), key)
    _tell(going_on(aside, copy), as_json, damaged=True, aside=aside, copy=copy)


def _found_in(home: Home, key: "CipherKey | None") -> int | CoachError:
    """How many sessions a journal holds; or, if it is damaged or gone, what was found.

    Raises:
        CoachError: Anything else is the matter with it.
    """
    from voice_coach.cli.history import open_journal  # noqa: PLC0415
    from voice_coach.journal.backup import is_recoverable  # noqa: PLC0415

    try:
        with open_journal(home, key=key) as journal:
            journal.check()
            return len(journal.sessions())
    except CoachError as error:
        if not is_recoverable(error, key):
            raise
        return error


def _list(path: Path, copies: "list[Copy]", *, lost: bool) -> None:
    what = recovery_texts.LOST if lost else recovery_texts.DAMAGED
    click.echo(what.format(path=path))
    click.echo(recovery_texts.COPIES if copies else recovery_texts.NO_COPIES)
    for copy in copies:
        click.echo(f"  {copy.day:%Y-%m-%d}  {counted(copy.sessions, 'session')}  {copy.path.name}")


def _agreed(copy: "Copy | None", *, lost: bool) -> bool:
    if not sys.stdin.isatty():
        raise CoachError("journal.corrupt", recovery_texts.SAY_YES)
    if copy is None:
        return click.confirm(recovery_texts.LOST_NEW if lost else recovery_texts.RECOVER_NEW)
    suspended = counted(copy.sessions, "session")
    question = recovery_texts.LOST_COPY if lost else recovery_texts.RECOVER_COPY
    return click.confirm(question.format(day=copy.day, sessions=suspended))


def _tell(
    text: str,
    as_json: bool,  # noqa: FBT001 - how it is told
    *,
    damaged: bool,
    aside: Path | None = None,
    copy: "Copy | None" = None,
) -> None:
    if as_json:
        rows = {"damaged": damaged, "kept_aside": aside and str(aside)}
        print_json({**rows, "copy": copy and str(copy.path), "message": text})
    else:
        click.echo(text)
