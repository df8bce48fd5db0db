"""The commands that list, show, search and forget sessions."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

import click

from voice_coach import texts
from voice_coach.cli.console import at_work, confirm, counted, echo, local_time, print_json
from voice_coach.cli.journal_access import has_journal, open_journal
from voice_coach.cli.params import Dates, home_option, json_option, since_option, until_option
from voice_coach.errors import CoachError, Command
from voice_coach.nlu.punctuation import written
from voice_coach.plain_text import in_one_line
from voice_coach.settings import Home

if TYPE_CHECKING:
    from voice_coach.journal.journal import Journal
    from voice_coach.journal.models import SessionRow


limit_option = click.option(
    "--limit", type=click.IntRange(1), default=20, show_default=True, help="At most."
)


tag_option = click.option("--tag", metavar="T", help="Only sessions with this tag of yours.")


@click.command()
@tag_option
@limit_option
@json_option
@home_option
def history(*, home: Home, tag: str | None, limit: int, as_json: bool) -> None:
    """List past sessions, the latest first."""
    if as_json and not has_journal(home):
        print_json([])
        return
    with open_journal(home, to_read=True) as journal:
        rows = journal.sessions(limit=limit, tag=tag)
    if as_json:
        print_json(rows)
        return
    print_sessions(rows)
    if not rows:
        echo(texts.NO_SESSIONS if tag is None else texts.NOTHING_FOUND)


def print_sessions(rows: Sequence["SessionRow"]) -> None:
    """Print sessions, a line each."""
    for row in rows:
        outcome = row.outcome or "unfinished"
        tags = "".join(f"  #{in_one_line(tag)}" for tag in row.tags)
        title = in_one_line(row.title)
        echo(f"{row.id}  {local_time(row.started_at)}  {outcome:<11}  {title}{tags}")


@click.command()
@click.argument("session", default="last")
@click.option("--heard", is_flag=True, help="As it was heard, before it was corrected.")
@json_option
@home_option
def show(*, home: Home, session: str, heard: bool, as_json: bool) -> None:
    """Print a past session: what was asked, and what was said.

    SESSION is an id, the beginning of one, `last`, or a practice's name.
    """
    with open_journal(home, to_read=True) as journal:
        row = journal.find(session)
        turns = journal.turns(row.id)
    if as_json:
        print_json({"session": row, "turns": turns})
        return
    tags = "".join(f" #{in_one_line(tag)}" for tag in row.tags)
    echo(f"{in_one_line(row.title)}, {local_time(row.started_at)} ({row.id}){tags}\n")
    for turn in turns:
        mine = turn.speaker == "you"
        said = written(turn.text, is_whole=mine)
        if heard:
            said = turn.heard.text if turn.heard is not None else turn.text
        text = said.replace("\n", "\n" + " " * 8)  # a list or a letter, line by line
        echo(f"{'You' if mine else 'Coach':>6}  {text}")


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--practice", metavar="NAME", help="Only in sessions of this practice.")
@click.option(
    "--speaker", "said_by", type=click.Choice(["you", "coach"]), help="Only what one of you said."
)
@tag_option
@since_option
@until_option
@limit_option
@json_option
@home_option
def search(
    *,
    home: Home,
    words: Sequence[str],
    practice: str | None,
    tag: str | None,
    said_by: Literal["you", "coach"] | None,
    since: Dates | None,
    until: Dates | None,
    limit: int,
    as_json: bool,
) -> None:
    """Find WORDS in everything that was said, best matches first, and in titles and tags.

    All of them have to occur, in any order and form; several in one pair of quotes are a phrase.
    """
    if as_json and not has_journal(home):
        print_json([])
        return
    with open_journal(home, to_read=True) as journal:
        if practice is not None:
            check_practice(practice, journal)
        hits = journal.search(
            " ".join(map(_as_phrase, words)),
            limit=limit,
            speaker=said_by,
            practice=practice,
            tag=tag,
            since=since.begin if since else None,
            until=until.end if until else None,
        )
    if as_json:
        print_json(hits)
        return
    for hit in hits:
        who = hit.speaker or hit.step
        echo(f"{hit.session_id}  {local_time(hit.at)}  {who:<5}  {hit.snippet}")
    if not hits:
        echo(texts.NOTHING_FOUND)


def _as_phrase(typed: str) -> str:
    """Return what was typed, in the quotes that the shell has taken off."""
    return typed if '"' in typed or len(typed.split()) < 2 else f'"{typed}"'


def check_practice(name: str, journal: "Journal") -> None:
    """Check that the journal knows a practice.

    Raises:
        CoachError: `journal.no-practice`, with the nearest there is.
    """
    if journal.practices_called(name):
        return
    known = sorted({row.practice for row in journal.sessions()})
    near = get_close_matches(name.lower(), known, n=1, cutoff=0.5)
    nearest = f" Did you mean {near[0]}?" if near else ""
    command = Command("history")
    message = f"The journal holds no session of {name}.{nearest} {command} lists them."
    raise CoachError("journal.no-practice", message, command)


@click.command()
@click.argument("sessions", metavar="[SESSION]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All sessions and memories.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@home_option
def forget(
    home: Home,
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
    if everything:
        _forget_all(home, yes=yes)
        return
    with open_journal(home) as journal:
        rows = list({row.id: row for row in map(journal.find, sessions)}.values())
        if not yes:
            echo("\n".join(_line(row) for row in rows))
            what, them = ("it", "it") if len(rows) == 1 else (f"these {len(rows)}", "them")
            if not confirm(texts.FORGET_SESSIONS.format(what=what, them=them)):
                echo(texts.NOTHING_FORGOTTEN)
                return
        with at_work(texts.FORGETTING):
            journal.forget_sessions([row.id for row in rows])
    echo(texts.SESSIONS_FORGOTTEN.format(what=", ".join(row.id for row in rows)))


def _forget_all(home: Home, *, yes: bool) -> None:
    demo = home.demo
    only_demo = not has_journal(home) and has_journal(demo)
    with open_journal(demo if only_demo else home) as journal:
        found = counted(len(journal.sessions()), "session")
        memories = counted(len(journal.memories()), "memory", "memories")
        question = texts.FORGET_ALL.format(sessions=found, memories=memories)
        if not yes and not confirm(question):
            echo(texts.NOTHING_FORGOTTEN)
            return
        with at_work(texts.FORGETTING):
            journal.forget_everything()
    if not only_demo and has_journal(demo):
        with open_journal(demo) as journal:
            journal.forget_everything()
    echo(texts.SESSIONS_FORGOTTEN.format(what="everything"))


def _line(row: "SessionRow") -> str:
    return f"{row.id}  {local_time(row.started_at)}  {in_one_line(row.title)}"
