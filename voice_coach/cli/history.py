"""`voice-coach history`, `show` and `search`: what the journal holds, as text or as JSON."""

from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from voice_coach import texts
from voice_coach.cli.dates import Dates, as_dates
from voice_coach.cli.options import home_option, json_option, warn
from voice_coach.cli.passphrase import open_maybe_locked
from voice_coach.errors import CoachError
from voice_coach.settings import home_folder
from voice_coach.texts import recovery as recovery_texts

if TYPE_CHECKING:
    from voice_coach.journal.connecting import CipherKey
    from voice_coach.journal.rows import SessionRow
    from voice_coach.journal.store import Journal


def has_journal(home: Path) -> bool:
    """Whether there is a journal in a home folder, or copies of one that is gone."""
    from voice_coach.journal.guarding import copies_beside  # noqa: PLC0415 - not for --help

    path = home / "journal.db"
    return path.exists() or bool(copies_beside(path))


def open_journal(
    home: Path, *, or_empty: bool = False, to_read: bool = False, key: "CipherKey | None" = None
) -> "Journal":
    """The journal in a home folder; where there is none, with `or_empty` one of nothing.

    If it is locked and no key is given, its passphrase is asked for. With `to_read`, one that can
    only be read is opened as well, and that is told.

    Raises:
        CoachError: `journal.none` if there is none yet, or whatever `Journal.open` finds.
    """
    from voice_coach.journal.store import Journal  # noqa: PLC0415 - sqlite-utils takes its time
    from voice_coach.stage import wall_clock  # noqa: PLC0415

    path = home / "journal.db"
    if not has_journal(home):
        if or_empty:
            return Journal.in_memory(wall_clock)
        raise CoachError("journal.none", texts.NO_JOURNAL.format(home=home))
    journal = open_maybe_locked(path, wall_clock, to_read=to_read, key=key)
    _tell_if_only_read(journal)
    return journal


def _tell_if_only_read(journal: "Journal") -> None:
    """Say so, where a journal can only be read, and why."""
    if journal.refusal is not None:
        warn(f"{journal.refusal.spoken} {recovery_texts.ONLY_READ}")


@click.command()
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="At most.")
@json_option
@home_option
def history(home: str | None, limit: int, as_json: bool) -> None:  # noqa: FBT001 - a flag
    """List past sessions, the latest first."""
    folder, _ = home_folder(home)
    if as_json and not has_journal(folder):
        print_json([])
        return
    with open_journal(folder, to_read=True) as journal:
        rows = journal.sessions(limit=limit)
    if as_json:
        print_json(rows)
        return
    print_sessions(rows)
    if not rows:
        click.echo(texts.NO_SESSIONS)


def print_sessions(rows: Sequence["SessionRow"]) -> None:
    """Sessions as a list, a line each."""
    for row in rows:
        outcome = row.outcome or "unfinished"
        click.echo(f"{row.id}  {local(row.started_at)}  {outcome:<11}  {row.title}")


@click.command()
@click.argument("session", default="last")
@json_option
@home_option
def show(home: str | None, session: str, as_json: bool) -> None:  # noqa: FBT001 - a flag
    """Print a past session: what was asked, and what was said.

    SESSION is an id, the beginning of one, `last`, or a practice's name.
    """
    folder, _ = home_folder(home)
    with open_journal(folder, to_read=True) as journal:
        row = journal.find(session)
        turns = journal.turns(row.id)
    if as_json:
        print_json({"session": row, "turns": turns})
        return
    click.echo(f"{row.title}, {local(row.started_at)} ({row.id})\n")
    for turn in turns:
        text = turn.text.replace("\n", "\n" + " " * 8)  # a list or a letter, line by line
        click.echo(f"{'You' if turn.speaker == 'you' else 'Coach':>6}  {text}")


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--practice", metavar="NAME", help="Only in sessions of this practice.")
@click.option(
    "--speaker", "said_by", type=click.Choice(["you", "coach"]), help="Only what one of you said."
)
@click.option(
    "--since", metavar="DATE", callback=as_dates, help="Not earlier: 2026, 2026-11 or 2026-11-22."
)
@click.option(
    "--until", metavar="DATE", callback=as_dates, help="Not later; that day or month counts."
)
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="At most.")
@json_option
@home_option
def search(
    *,
    home: str | None,
    words: Sequence[str],
    practice: str | None,
    said_by: Literal["you", "coach"] | None,
    since: Dates | None,
    until: Dates | None,
    limit: int,
    as_json: bool,
) -> None:
    """Find WORDS in everything that was said, best matches first.

    All of them have to occur, in any order and form; several in one pair of quotes are a phrase.
    """
    folder, _ = home_folder(home)
    if as_json and not has_journal(folder):
        print_json([])
        return
    with open_journal(folder, to_read=True) as journal:
        if practice is not None:
            check_practice(practice, journal)
        hits = journal.search(
            " ".join(map(_as_phrase, words)),
            limit=limit,
            speaker=said_by,
            practice=practice,
            since=since.begin if since else None,
            until=until.end if until else None,
        )
    if as_json:
        print_json(hits)
        return
    for hit in hits:
        who = "you" if hit.speaker == "you" else "coach"
        click.echo(f"{hit.session_id}  {local(hit.at)}  {who:<5}  {hit.snippet}")
    if not hits:
        click.echo(texts.NOTHING_FOUND)


def _as_phrase(typed: str) -> str:
    """What was typed, in the quotes that the shell has taken off."""
    return typed if '"' in typed or len(typed.split()) < 2 else f'"{typed}"'


def check_practice(name: str, journal: "Journal") -> None:
    """Tell a practice in which nothing was found from one that is not in the journal.

    Raises:
        CoachError: `journal.no-practice`, with the nearest there is.
    """
    if journal.practices_called(name):
        return
    known = sorted({row.practice for row in journal.sessions()})
    near = get_close_matches(name.lower(), known, n=1, cutoff=0.5)
    nearest = f" Did you mean {near[0]}?" if near else ""
    raise CoachError(
        "journal.no-practice",
        f"The journal holds no session of {name}.{nearest} voice-coach history lists them.",
    )


def local(moment: datetime) -> str:
    """A time of day as a person reads it, in the time zone of this machine."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def print_json(value: Any) -> None:
    """Rows as JSON, in UTF-8; times as the journal holds them: ISO 8601, UTC, milliseconds."""
    import msgspec  # noqa: PLC0415 - not for --help

    from voice_coach.journal.times import in_texts  # noqa: PLC0415

    plain = in_texts(msgspec.to_builtins(value, builtin_types=(datetime,)))
    click.echo(msgspec.json.format(msgspec.json.encode(plain), indent=2))  # UTF-8 at any terminal
