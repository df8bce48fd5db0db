"""The commands about memories: what is kept between sessions, listed, closed and changed."""

from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from voice_coach import texts
from voice_coach.cli.console import confirm, echo, print_json, prompt
from voice_coach.cli.journal_access import has_journal, open_journal
from voice_coach.cli.params import home_option, json_option
from voice_coach.errors import CoachError
from voice_coach.nlu.dates import ago
from voice_coach.practice.schema import MEMORY_KINDS
from voice_coach.settings import HERE, Home

if TYPE_CHECKING:
    from voice_coach.journal.journal import Journal
    from voice_coach.protocol.events import Memory

CLOSED = "closed"
"""The status of a memory that was closed without another."""


@click.group(invoke_without_command=True)
@click.option("--kind", metavar="K", help="Only of this kind, such as promise or value.")
@click.option("--status", metavar="S", help="Only with this status, such as open or kept.")
@json_option
@home_option
@click.pass_context
def memories(
    ctx: click.Context,
    home: Home,
    as_json: bool,  # noqa: FBT001 - a flag
    kind: str | None,
    status: str | None,
) -> None:
    """List what is kept between sessions, the newest first.

    Promises, values, letters and the rest, each with its number, kind, status and when it was kept.
    """
    if ctx.invoked_subcommand is not None:
        ctx.default_map = {name: {"home": home} for name in memories.commands}
        return
    if as_json and not has_journal(home):
        print_json([])
        return
    if kind is not None:
        kind = " ".join(kind.lower().replace("-", " ").split())
    with open_journal(home, to_read=True) as journal:
        found = journal.memories(kind, status)[::-1]
        if kind is not None and not found:
            _check_kind(kind, journal)
    if as_json:
        print_json([as_row(memory) for memory in found])
        return
    now = datetime.now(HERE)
    for memory in found:
        echo(_line(memory, now))
    if not found:
        echo(texts.NO_MEMORIES if kind is status is None else texts.NO_SUCH_MEMORIES)


@memories.command()
@click.argument("number", metavar="ID", type=int)
@click.option(
    "--status",
    metavar="S",
    default=CLOSED,
    show_default=True,
    help='How it ended, such as kept, "partly kept", changed or "let go"; open opens it again.',
)
@home_option
def close(home: Home, number: int, status: str) -> None:
    """Close a memory: it is not asked about any more."""
    status = " ".join(status.split()).lower()
    if not status:
        raise click.UsageError("The status is a word or two, such as kept.")
    with open_journal(home) as journal:
        journal.memory(number)
        journal.mark(number, status, {})
    text = texts.MEMORY_OPEN if status == "open" else texts.MEMORY_CLOSED
    echo(text.format(number=number, status=status))


@memories.command()
@click.argument("number", metavar="ID", type=int)
@click.argument("text", nargs=-1)
@home_option
def edit(home: Home, number: int, text: Sequence[str]) -> None:
    """Give a memory the words TEXT; the old ones are gone for good.

    When it was kept stays as it is. Without TEXT the words are asked for, so that they stand in no
    history of commands.
    """
    with open_journal(home) as journal:
        journal.memory(number)
        words = " ".join(text) if text else prompt(texts.MEMORY_WORDS)
        words = " ".join(str(words).split())
        if not words:
            raise click.UsageError(
                "A memory needs words. To delete it: voice-coach memories forget."
            )
        journal.reword(number, words)
    echo(texts.MEMORY_REWORDED.format(number=number))


@memories.command()
@click.argument("numbers", metavar="ID...", type=int, nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
@home_option
def forget(home: Home, numbers: Sequence[int], yes: bool) -> None:  # noqa: FBT001 - a flag
    """Delete memories for good, after asking.

    What was said in the sessions they come from is not touched.
    """
    numbers = tuple(dict.fromkeys(numbers))
    with open_journal(home) as journal:
        now = datetime.now(HERE)
        lines = [_line(journal.memory(number), now) for number in numbers]
        if not yes:
            echo("\n".join(lines))
            one = len(lines) == 1
            question = texts.FORGET_MEMORY if one else texts.FORGET_MEMORIES
            if not confirm(question.format(count=len(lines))):
                echo(texts.NOTHING_FORGOTTEN)
                return
        journal.forget_memories(numbers)
    echo(texts.MEMORIES_FORGOTTEN.format(numbers=", ".join(map(str, numbers))))


def _check_kind(kind: str, journal: "Journal") -> None:
    """Check that a kind of memory exists.

    Raises:
        CoachError: `memory.kind`, with the nearest kind there is.
    """
    if kind in MEMORY_KINDS or journal.memories(kind, limit=1):
        return
    near = get_close_matches(kind.lower(), MEMORY_KINDS, n=1, cutoff=0.5)
    nearest = f" Did you mean {near[0]}?" if near else ""
    known = ", ".join(MEMORY_KINDS)
    raise CoachError(
        "memory.kind", f"There is no memory of that kind.{nearest} There are: {known}."
    )


def _line(memory: "Memory", now: datetime) -> str:
    """Return a memory on one line."""
    when, words = ago(memory.created_at, now), " ".join(memory.text.split())
    return f"{memory.id:>4}  {memory.kind:<12}  {memory.status:<11}  {when:<18}  {words}"


def as_row(memory: "Memory") -> dict[str, object]:
    """Return a memory for a program, with the turn and the session it came from."""
    data = {name: value for name, value in memory.data.items() if name != "turn"}
    return {
        "id": memory.id,
        "kind": memory.kind,
        "status": memory.status,
        "text": memory.text,
        "data": data,
        "session_id": memory.session_id,
        "turn": memory.data.get("turn"),
        "created_at": memory.created_at,
        "updated_at": memory.updated_at,
    }
