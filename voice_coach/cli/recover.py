"""The command that goes on with a copy of a damaged journal."""

import sys
from pathlib import Path

import click

from voice_coach.cli.console import at_work, confirm, counted, echo, print_json
from voice_coach.cli.journal_access import key_if_locked, open_journal
from voice_coach.cli.params import home_option, json_option
from voice_coach.errors import CoachError, Command
from voice_coach.journal.storage import backup
from voice_coach.journal.storage.sqlite import CipherKey
from voice_coach.settings import Home, wall_clock
from voice_coach.texts import recovery as recovery_texts


def recovery_message(kept: Path | None, copy: backup.Copy | None) -> str:
    """Return what is printed when a journal was recovered: what it is now, and what was kept."""
    what = recovery_texts.OF_NEW
    if copy is not None:
        sessions = counted(copy.sessions, "session")
        what = recovery_texts.OF_COPY.format(day=f"{copy.day:%Y-%m-%d}", sessions=sessions)
    if kept is None:
        text = recovery_texts.LOST_GOING_ON.format(what=what)
    else:
        text = recovery_texts.GOING_ON.format(aside=kept, what=what)
    if copy is None:
        return f"{text} {recovery_texts.NOT_FROM_NEW}"
    return text if kept is None else f"{text} {recovery_texts.NOT_FROM_HERE}"


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
    path = home.journal
    key, closed = _key_of(path, new=new)
    with at_work(recovery_texts.CHECKING):
        found = closed or _found_in(home, key)
        copies = backup.intact_copies(path, key) if isinstance(found, CoachError) else []
    if not isinstance(found, CoachError):
        sessions = counted(found, "session")
        _print_outcome(
            recovery_texts.WHOLE.format(path=path, sessions=sessions), as_json, damaged=False
        )
        return
    copy = None if new else next(iter(copies), None)
    lost = found.code == backup.LOST
    if closed is not None and not as_json:
        echo(recovery_texts.CLOSED.format(path=path))
    elif not as_json:
        _list(path, copies, lost=lost)
    if not (yes or _agreed(copy, lost=lost)):
        _print_outcome(recovery_texts.NOTHING_DONE, as_json, damaged=True)
        return
    kept = backup.restore(path, copy, wall_clock(), key)
    _print_outcome(recovery_message(kept, copy), as_json, damaged=True, kept=kept, copy=copy)


def _key_of(path: Path, *, new: bool) -> tuple[CipherKey | None, CoachError | None]:
    """Return the key of a journal; or, where nothing opens it but it is given up, the error.

    Raises:
        CoachError: What `key_if_locked` finds.
    """
    try:
        return key_if_locked(path), None
    except CoachError as error:
        if error.code != "lock.wrong":
            raise
        if not new:
            command = Command("recover")
            message = recovery_texts.NO_KEY.format(path=path, command=command)
            raise CoachError(error.code, message, command) from None
        return None, error


def _found_in(home: Home, key: CipherKey | None) -> int | CoachError:
    """Return how many sessions a journal holds; or, if it is damaged or gone, the error.

    Raises:
        CoachError: Anything else is the matter with it.
    """
    try:
        with open_journal(home, key=key) as journal:
            journal.check()
            return len(journal.sessions())
    except CoachError as error:
        if not backup.is_recoverable(error, key):
            raise
        return error


def _list(path: Path, copies: list[backup.Copy], *, lost: bool) -> None:
    what = recovery_texts.LOST if lost else recovery_texts.DAMAGED
    echo(what.format(path=path))
    echo(recovery_texts.COPIES if copies else recovery_texts.NO_COPIES)
    for copy in copies:
        echo(f"  {copy.day:%Y-%m-%d}  {counted(copy.sessions, 'session')}  {copy.path.name}")


def _agreed(copy: backup.Copy | None, *, lost: bool) -> bool:
    if not sys.stdin.isatty():
        raise CoachError("journal.corrupt", recovery_texts.SAY_YES)
    if copy is None:
        return confirm(recovery_texts.LOST_NEW if lost else recovery_texts.RECOVER_NEW)
    sessions = counted(copy.sessions, "session")
    question = recovery_texts.LOST_COPY if lost else recovery_texts.RECOVER_COPY
    return confirm(question.format(day=copy.day, sessions=sessions))


def _print_outcome(
    text: str,
    as_json: bool,  # noqa: FBT001 - how it is printed
    *,
    damaged: bool,
    kept: Path | None = None,
    copy: backup.Copy | None = None,
) -> None:
    if as_json:
        rows = {"damaged": damaged, "kept_aside": kept and str(kept)}
        print_json({**rows, "copy": copy and str(copy.path), "message": text})
    else:
        echo(text)
