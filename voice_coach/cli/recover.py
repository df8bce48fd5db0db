"""`voice-coach recover`: a damaged journal is kept aside, and its last good copy goes on."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voice_coach.cli.history import print_json
from voice_coach.cli.options import home_option, json_option
from voice_coach.cli.wording import at_work, counted
from voice_coach.errors import CoachError
from voice_coach.settings import home_folder
from voice_coach.texts import recovery as recovery_texts

if TYPE_CHECKING:
    from voice_coach.journal.connecting import CipherKey
    from voice_coach.journal.copies import Copy


@click.command()
@click.option(
    "--new",
    is_flag=True,
    help="Begin a new journal; the copies are kept aside, too. Also where a passphrase is lost.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@home_option
def recover(home: str | None, new: bool, yes: bool, as_json: bool) -> None:  # noqa: FBT001 - flags
    """Check the journal; if it is damaged or gone, go on with its last good copy, after asking.

    The damaged journal is kept aside, as journal-damaged-TIME.db. A copy is made after each
    session, one a day, of the last three days. A journal that is whole is left as it is.
    """
    from voice_coach.cli.passphrase import key_if_locked  # noqa: PLC0415
    from voice_coach.cli.recovering import going_on  # noqa: PLC0415 - all a session needs
    from voice_coach.journal.copies import LOST, go_on_with, good_copies  # noqa: PLC0415
    from voice_coach.stage import wall_clock  # noqa: PLC0415

    path = home_folder(home)[0] / "journal.db"
    closed: CoachError | None = None
    try:
        key = key_if_locked(path)
    except CoachError as error:
        if error.code != "lock.wrong":
            raise
        if not new:
            raise CoachError(error.code, recovery_texts.NO_KEY.format(path=path)) from None
        key, closed = None, error
    with at_work(recovery_texts.CHECKING):
        found = closed or _found_in(path, key)
        copies = good_copies(path, key) if isinstance(found, CoachError) else []
    if not isinstance(found, CoachError):
        held = counted(found, "session")
        _tell(recovery_texts.WHOLE.format(path=path, sessions=held), as_json, damaged=False)
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
    aside = go_on_with(path, copy, wall_clock(), key)
    _tell(going_on(aside, copy), as_json, damaged=True, aside=aside, copy=copy)


def _found_in(path: Path, key: "CipherKey | None") -> int | CoachError:
    """How many sessions a journal holds; or, if it is damaged or gone, what was found.

    Raises:
        CoachError: Anything else is the matter with it.
    """
    from voice_coach.cli.history import open_journal  # noqa: PLC0415
    from voice_coach.journal.copies import helps_against  # noqa: PLC0415

    try:
        with open_journal(path.parent, key=key) as journal:
            journal.check()
            return len(journal.sessions())
    except CoachError as error:
        if not helps_against(error, key):
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
    held = counted(copy.sessions, "session")
    question = recovery_texts.LOST_COPY if lost else recovery_texts.RECOVER_COPY
    return click.confirm(question.format(day=copy.day, sessions=held))


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
