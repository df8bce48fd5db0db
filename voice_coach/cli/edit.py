"""The command that corrects a session: its words, its title, its day and its tags."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from voice_coach import texts
from voice_coach.cli.console import confirm, counted, echo, local_time, prompt
from voice_coach.cli.journal_access import open_journal
from voice_coach.cli.params import as_day, home_option
from voice_coach.errors import CoachError
from voice_coach.nlu.alignment import align
from voice_coach.nlu.dates import date_of
from voice_coach.nlu.replacement import Replacement, replaced
from voice_coach.plain_text import in_one_line
from voice_coach.settings import HERE, Home

if TYPE_CHECKING:
    from voice_coach.journal.corrections import Reading
    from voice_coach.journal.journal import Journal
    from voice_coach.journal.models import SessionRow, TurnRow


@click.command()
@click.argument("session", default="last")
@click.option("--text", metavar="TEXT", help="The words of the entry, or of one turn: --turn.")
@click.option("--turn", "place", type=click.IntRange(1), metavar="N", help="Its N-th of yours.")
@click.option(
    "--replace",
    "replacements",
    nargs=2,
    multiple=True,
    metavar="OLD NEW",
    help="Write NEW in place of OLD, wherever you said it.",
)
@click.option("--title", metavar="T", help="What it is called.")
@click.option(
    "--date", "--day", "day", metavar="DAY", callback=as_day, help="Its day: 2026-11-22, yesterday."
)
@click.option("--tag", "tags", metavar="T", multiple=True, help="Give it a tag.")
@click.option("--untag", "untags", metavar="T", multiple=True, help="Take a tag off it.")
@click.option("--undo", is_flag=True, help="Take the last change back.")
@click.option(
    "--let-go", is_flag=True, help="Delete for good what was heard before it was changed."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@home_option
def edit(
    *,
    home: Home,
    session: str,
    text: str | None,
    place: int | None,
    replacements: Sequence[tuple[str, str]],
    title: str | None,
    day: date | None,
    tags: Sequence[str],
    untags: Sequence[str],
    undo: bool,
    let_go: bool,
    yes: bool,
) -> None:
    """Correct a session: what was misheard, its title, its day, its tags.

    SESSION is an id, the beginning of one, `last`, or a practice's name. Without options its words
    are asked for one turn after the other, so that they stand in no history of commands. What was
    heard is kept beside them until you say --let-go; memories, search and exports follow.
    """
    changed = any((text, replacements, title, day, tags, untags))
    if (undo or let_go) and (changed or undo == let_go):
        raise click.UsageError("--undo and --let-go go alone.")
    with open_journal(home) as journal:
        row = journal.find(session)
        if row.outcome is None and journal.in_company():
            raise CoachError("session.running", texts.EDIT_RUNNING.format(session=row.id))
        if undo:
            _undo(journal, row)
        elif let_go:
            _let_go(journal, row, yes=yes)
        else:
            turns = [turn for turn in journal.turns(row.id) if turn.speaker == "you"]
            readings = _readings(turns, text, place, replacements) if changed else _asked(turns)
            if not changed and not readings:
                echo(texts.NOTHING_EDITED)
                return
            journal.corrections.correct(
                row.id,
                turns=readings,
                title=_title(title),
                tags=_tags(row, tags, untags),
                began=moved_to_day(row, day) if day is not None else None,
                named_day=date_of,
            )
            echo(texts.EDITED.format(session=row.id))


def reading_of(turn: "TurnRow", text: str) -> "Reading":
    """Return a turn's new text, with the times of its words."""
    from voice_coach.journal.corrections import Reading  # noqa: PLC0415 - not for --help

    return Reading(text, align(turn.words, text), turn.confidence)


def _readings(
    turns: Sequence["TurnRow"],
    text: str | None,
    place: int | None,
    replacements: Sequence[tuple[str, str]],
) -> dict[int, "Reading"]:
    """Return the new words of turns, as the options say."""
    now = {turn.id: turn.text for turn in turns}
    if text is not None:
        now[_turn(turns, place).id] = _words(text)
    for old, new in replacements:
        found = {
            key: replaced(said, Replacement(new, old), heard=False) for key, said in now.items()
        }
        if not any(found.values()):
            raise CoachError("edit.not-said", texts.NOT_SAID.format(words=in_one_line(old)))
        now |= {key: said for key, said in found.items() if said is not None}
    return {turn.id: reading_of(turn, now[turn.id]) for turn in turns if now[turn.id] != turn.text}


def _turn(turns: Sequence["TurnRow"], place: int | None) -> "TurnRow":
    """Return the turn whose words are given."""
    if place is None and len(turns) == 1:
        return turns[0]
    if place is not None and place <= len(turns):
        return turns[place - 1]
    said = counted(len(turns), "turn")
    raise CoachError("edit.turn", texts.EDIT_WHICH_TURN.format(turns=said))


def _asked(turns: Sequence["TurnRow"]) -> dict[int, "Reading"]:
    """Ask for the new words of each turn; none keeps them."""
    readings = {}
    for number, turn in enumerate(turns, start=1):
        echo(f"{number}  {turn.text}")
        words = " ".join(prompt(texts.EDIT_WORDS, default="").split())
        if words and words != turn.text:
            readings[turn.id] = reading_of(turn, words)
    return readings


def _words(typed: str) -> str:
    words = typed.strip()
    if not words:
        raise click.UsageError("A turn needs words. To delete the session: voice-coach forget.")
    return words


def _title(typed: str | None) -> str | None:
    if typed is None:
        return None
    title = " ".join(typed.split())
    if not title:
        raise click.UsageError("A title needs words.")
    return title


def _tags(row: "SessionRow", tags: Sequence[str], untags: Sequence[str]) -> list[str] | None:
    from voice_coach.journal.models import plain_tag  # noqa: PLC0415 - not for --help

    if not tags and not untags:
        return None
    off = {plain_tag(tag).casefold() for tag in untags}
    kept = [tag for tag in row.tags if tag.casefold() not in off]
    there = {tag.casefold() for tag in kept}
    return kept + [tag for tag in map(plain_tag, tags) if tag.casefold() not in there]


def moved_to_day(row: "SessionRow", day: date) -> datetime:
    """Return when a session began, at the same hour of another day."""
    return datetime.combine(day, row.started_at.astimezone(HERE).time(), HERE)


def _undo(journal: "Journal", row: "SessionRow") -> None:
    change = journal.corrections.undo(row.id)
    if change is None:
        echo(texts.NO_CHANGES.format(session=row.id))
    else:
        echo(texts.CHANGE_UNDONE.format(session=row.id, when=local_time(change.changed_at)))


def _let_go(journal: "Journal", row: "SessionRow", *, yes: bool) -> None:
    changes = journal.corrections.changes(row.id)
    if not changes:
        echo(texts.NO_CHANGES.format(session=row.id))
    elif yes or confirm(texts.LET_GO.format(changes=counted(len(changes), "change"))):
        journal.corrections.let_go(row.id)
        echo(texts.HEARD_LET_GO.format(session=row.id))
    else:
        echo(texts.NOTHING_FORGOTTEN)
