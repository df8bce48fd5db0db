"""`voice-coach recover`: a damaged journal is kept aside, and its last good copy goes on."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voice_coach import recovery_texts
from voice_coach.cli.history import print_json
from voice_coach.cli.options import home_option, json_option
from voice_coach.cli.wording import at_work, counted
from voice_coach.errors import CoachError
from voice_coach.settings import home_folder

if TYPE_CHECKING:
    from voice_coach.journal.connecting import CipherKey
    from voice_coach.journal.copies import Copy


@click.command()
@click.option("--new", is_flag=True, help="Begin a new journal instead of going on with a copy.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@home_option
def recover(home: str | None, new: bool, yes: bool, as_json: bool) -> None:  # noqa: FBT001 - flags
    """Check the journal, and if it is damaged, go on with its last good copy, after asking.

    The damaged journal is kept aside, as journal-damaged-TIME.db. A copy is made after each
    session, one a day, of the last three days. A journal that is whole is left as it is.
    """
    from voice_coach.cli.passphrase import key_if_locked  # noqa: PLC0415
    from voice_coach.cli.recovering import going_on  # noqa: PLC0415 - all a session needs
    from voice_coach.journal.copies import go_on_with, good_copies  # noqa: PLC0415
    from voice_coach.stage import wall_clock  # noqa: PLC0415

    path = home_folder(home)[0] / "journal.db"
    key = key_if_locked(path)
    with at_work(recovery_texts.CHECKING):
        sessions = _sessions_if_whole(path, key)
        copies = good_copies(path, key) if sessions is None else []
    if sessions is not None:
        held = counted(sessions, "session")
        _tell(recovery_texts.WHOLE.format(path=path, sessions=held), as_json, damaged=False)
        return
    copy = None if new else next(iter(copies), None)
    if not as_json:
        _list(path, copies)
    if not (yes or _agreed(copy)):
        _tell(recovery_texts.NOTHING_DONE, as_json, damaged=True)
        return
    aside = go_on_with(path, copy, wall_clock(), key)
    _tell(going_on(aside, copy), as_json, damaged=True, aside=aside, copy=copy)


def _sessions_if_whole(path: Path, key: "CipherKey | None") -> int | None:
    """How many sessions a journal holds; None if it is damaged.

    Raises:
        CoachError: Anything else is the matter with it.
    """
    from voice_coach.cli.history import open_journal  # noqa: PLC0415
    from voice_coach.journal.copies import DAMAGED  # noqa: PLC0415

    try:
        with open_journal(path.parent, key=key) as journal:
            journal.check()
            return len(journal.sessions())
    except CoachError as error:
        if error.code not in DAMAGED:
            raise
        return None


def _list(path: Path, copies: "list[Copy]") -> None:
    click.echo(recovery_texts.DAMAGED.format(path=path))
    click.echo(recovery_texts.COPIES if copies else recovery_texts.NO_COPIES)
    for copy in copies:
        click.echo(f"  {copy.day:%Y-%m-%d}  {counted(copy.sessions, 'session')}  {copy.path.name}")


def _agreed(copy: "Copy | None") -> bool:
    if not sys.stdin.isatty():
        raise CoachError("journal.corrupt", recovery_texts.SAY_YES)
    if copy is None:
        return click.confirm(recovery_texts.RECOVER_NEW)
    held = counted(copy.sessions, "session")
    return click.confirm(recovery_texts.RECOVER_COPY.format(day=copy.day, sessions=held))


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
