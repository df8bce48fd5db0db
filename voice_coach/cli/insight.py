"""The command that looks back: what can be counted and quoted, as text or as JSON."""

import os
import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voice_coach.cli.console import at_work, counted, echo, local_time, print_json
from voice_coach.cli.history import check_practice
from voice_coach.cli.journal_access import has_journal, open_journal
from voice_coach.cli.params import Dates, home_option, json_option, since_option, until_option
from voice_coach.journal.queries import Period
from voice_coach.practice.library import Library
from voice_coach.settings import Home, load_settings
from voice_coach.texts import insight as insight_texts

if TYPE_CHECKING:
    from voice_coach.insight.figures import Insight, PromiseOutcome, Rating, Recurring
    from voice_coach.journal.models import SessionRecord

MAX_SOURCES = 3
"""Under a figure, the newest; --json has all."""

BARS = "▁▂▃▄▅▆▇█"

MAX_BARS = 24
"""Numbers that are drawn and written, the newest: more do not fit on a line."""


@click.command()
@click.option("--practice", metavar="NAME", help="Only sessions of this practice.")
@since_option
@until_option
@click.option(
    "--html", "page", metavar="FILE", help="Write a page with pictures, and the sessions, instead."
)
@click.option("--force", is_flag=True, help="Replace the page, if it is there.")
@json_option
@home_option
def insight(
    *,
    home: Home,
    practice: str | None,
    since: Dates | None,
    until: Dates | None,
    page: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """Look back: practices and minutes, promises, numbers you gave, words that came again.

    Only what can be counted and quoted, each figure with the sessions it comes from. Nothing here
    is a score.
    """
    from voice_coach.insight.figures import gather  # noqa: PLC0415 - stems, not for --help

    if not has_journal(home) and not as_json:
        echo(insight_texts.NOTHING)
        return
    library = Library(home.practices, load_settings(home).language)
    with (
        open_journal(home, or_empty=as_json, to_read=True) as journal,
        at_work(insight_texts.TITLE),
    ):
        if practice is not None and not as_json:
            check_practice(practice, journal)
        period = Period(
            since.begin if since else None,
            until.end if until else None,
            None if practice is None else journal.practices_called(practice),
        )
        found = gather(journal, library.all()[0], period)
        records = journal.session_records(found.sessions)[0] if page is not None else []
    if as_json:
        print_json(found)
        return
    if found.is_empty:
        echo(insight_texts.NOTHING if period == Period() else insight_texts.NOTHING_IN_PERIOD)
        return
    if page is not None:
        _write(page, found, records, force=force)
        return
    for line in _lines(found):
        echo(line)


def _write(page: str, found: "Insight", records: "Sequence[SessionRecord]", *, force: bool) -> None:
    """Write the figures and their sessions as a page."""
    from voice_coach.export.exporter import write_all  # noqa: PLC0415 - not for --help
    from voice_coach.export.html import to_page  # noqa: PLC0415 - the same
    from voice_coach.insight.page import STYLE, pictures  # noqa: PLC0415 - the same

    text = to_page(records, (), pictures(found), STYLE)
    write_all({Path(page).expanduser(): text}, force=force)
    sessions = counted(len(records), "session")
    echo(insight_texts.WRITTEN.format(file=page, sessions=sessions), err=True)


def _lines(found: "Insight") -> Iterator[str]:
    """Return all lines: a screen reader has the sentence first, and figures after it."""
    sessions = counted(len(found.sessions), "session")
    yield insight_texts.HEADING.format(
        period=_period(found), sessions=sessions, time=_time(found.minutes)
    )
    if found.practices:
        yield f"\n{insight_texts.PRACTICES}"
        for visited in found.practices:
            sessions = counted(len(visited.sessions), "session")
            time = _time(visited.minutes)
            yield "  " + insight_texts.PRACTICE.format(
                title=visited.title, sessions=sessions, time=time
            )
            yield from _sources(visited.sessions)
    if found.promises:
        yield from _promises(found.promises)
    if found.ratings:
        yield f"\n{insight_texts.RATINGS}"
        for rating in found.ratings:
            yield from _rating(rating)
    if found.words:
        whole = found.words_from == len(found.sessions)
        yield "\n" + (
            insight_texts.WORDS if whole else insight_texts.WORDS_OF.format(count=found.words_from)
        )
        for word in found.words:
            yield from _word(word)
    yield f"\n{insight_texts.WHERE_FROM}"


def _period(found: "Insight") -> str:
    since = f"{found.since.astimezone():%Y-%m-%d}" if found.since else None
    # `until` is the beginning of the day after; the last day is what was asked for.
    last = found.until.astimezone() - timedelta(seconds=1) if found.until else None
    until = f"{last:%Y-%m-%d}" if last else None
    if since and until:
        return insight_texts.BETWEEN.format(since=since, until=until)
    if since or until:
        return (
            insight_texts.SINCE.format(since=since)
            if since
            else insight_texts.UNTIL.format(until=until)
        )
    return insight_texts.ALL_OF_IT


def _time(minutes: float) -> str:
    whole = round(minutes)
    hours, rest = divmod(whole, 60)
    parts = [counted(hours, "hour")] if hours else []
    if rest or not hours:
        parts.append(counted(rest, "minute") if whole else "less than a minute")
    return " ".join(parts)


def _sources(lines: Sequence[str]) -> Iterator[str]:
    """Return where a figure comes from: the newest first, and how many more there are."""
    for line in lines[: -MAX_SOURCES - 1 : -1]:
        yield f"    {line}"
    if len(lines) > MAX_SOURCES:
        yield f"    {insight_texts.EARLIER.format(count=len(lines) - MAX_SOURCES)}"


def _promises(outcomes: "Sequence[PromiseOutcome]") -> Iterator[str]:
    yield "\n" + insight_texts.PROMISES.format(count=sum(len(each.promises) for each in outcomes))
    for outcome in outcomes:
        yield "  " + insight_texts.OUTCOME.format(
            status=outcome.status, count=len(outcome.promises)
        )
        yield from _sources(
            [
                f"{each.memory_id}  {each.session_id or local_time(each.at)}  {each.text}"
                for each in outcome.promises
            ]
        )


def _rating(rating: "Rating") -> Iterator[str]:
    """Return what was asked and how often; the numbers, with a small chart; and the sessions."""
    text = insight_texts.RATING if rating.low is None else insight_texts.RATING_WITH_RANGE
    count = counted(len(rating.numbers), "time")
    numbers = [each.number for each in rating.numbers]
    first, last = f"{numbers[0]:g}", f"{numbers[-1]:g}"
    summary = insight_texts.RATING_FROM_TO
    if len(set(numbers)) == 1:
        summary = insight_texts.RATING_ALIKE if len(numbers) > 1 else insight_texts.RATING_ONCE
    asked = text.format(
        name=rating.name, title=rating.title, low=rating.low, high=rating.high, times=count
    )
    yield f"  {asked}, {summary.format(first=first, last=last)}"
    shown = rating.numbers[-MAX_BARS:]
    if len(shown) > 1:
        written = " ".join(f"{each.number:g}" for each in shown)
        chart = _chart([each.number for each in shown], rating.low, rating.high)
        more = "… " if len(numbers) > len(shown) else ""
        yield f"    {more}{written}{f'  {chart}' if chart else ''}"
    yield from _sources(
        [
            f"{each.number:g}  {each.session_id or ''}  {local_time(each.at)}".strip()
            for each in rating.numbers
        ]
    )


def _chart(numbers: Sequence[float], low: float | None, high: float | None) -> str:
    """Return numbers as small bars, on a terminal that shows them; elsewhere nothing."""
    encoding = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "")
    if not sys.stdout.isatty() or os.environ.get("TERM") == "dumb" or encoding != "utf8":
        return ""
    least = min(numbers) if low is None else low
    most = max(numbers) if high is None else high
    steps = (most - least) or 1
    last = len(BARS) - 1
    return "".join(
        BARS[min(last, max(0, round((number - least) / steps * last)))] for number in numbers
    )


def _word(word: "Recurring") -> Iterator[str]:
    sessions = counted(word.sessions, "session")
    yield "  " + insight_texts.WORD.format(word=word.word, sessions=sessions)
    newest = {quote.session_id: quote for quote in word.said}
    yield from _sources([f"{quote.session_id}  {quote.text}" for quote in newest.values()])
