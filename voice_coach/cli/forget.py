"""`voice-coach forget`: sessions, or everything, deleted for good."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voice_coach import texts
from voice_coach.cli.history import has_journal, local, open_journal
from voice_coach.cli.options import home_option
from voice_coach.cli.wording import at_work, counted
from voice_coach.settings import home_folder

if TYPE_CHECKING:
    from voice_coach.journal.rows import SessionRow


@click.command()
@click.argument("sessions", metavar="[SESSION]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All sessions and memories.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@home_option
def forget(
    home: str | None,
    sessions: Sequence[str],
    everything: bool,  # noqa: FBT001 - a flag
    yes: bool,  # noqa: FBT001 - a flag
) -> None:
    """Delete sessions for good, with what was kept from them, after asking.

    SESSION is an id, the beginning of one, `last`, or a practice's name (its latest session). The
    words are then in no file of the home folder; settings, practices and models stay. A session
    that is running cannot be forgotten.
    """
    if everything == bool(sessions):
        raise click.UsageError("Name sessions, or say --all.")
    folder, _ = home_folder(home)
    if everything:
        _forget_all(folder, yes=yes)
        return
    with open_journal(folder) as journal:
        rows = list({row.id: row for row in map(journal.find, sessions)}.values())
        if not yes:
            click.echo("\n".join(_line(row) for row in rows))
            what, them = ("it", "it") if len(rows) == 1 else (f"these {len(rows)}", "them")
            if not click.confirm(texts.FORGET_SESSIONS.format(what=what, them=them)):
                click.echo(texts.NOTHING_FORGOTTEN)
                return
        with at_work(texts.FORGETTING):
            journal.forget_sessions([row.id for row in rows])
    click.echo(texts.SESSIONS_FORGOTTEN.format(what=", ".join(row.id for row in rows)))


def _forget_all(folder: Path, *, yes: bool) -> None:
    demo = folder / "demo"
    only_demo = not has_journal(folder) and has_journal(demo)
    with open_journal(demo if only_demo else folder) as journal:
        found = counted(len(journal.sessions()), "session")
        memories = counted(len(journal.memories()), "memory", "memories")
        question = texts.FORGET_ALL.format(sessions=found, memories=memories)
        if not yes and not click.confirm(question):
            click.echo(texts.NOTHING_FORGOTTEN)
            return
        with at_work(texts.FORGETTING):
            journal.forget_everything()
    if not only_demo and has_journal(demo):
        with open_journal(demo) as journal:
            journal.forget_everything()
    click.echo(texts.SESSIONS_FORGOTTEN.format(what="everything"))


def _line(row: "SessionRow") -> str:
    return f"{row.id}  {local(row.started_at)}  {row.title}"
