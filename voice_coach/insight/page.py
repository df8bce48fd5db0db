"""The page: figures of a journal as pictures and tables, each leading to its sessions.

The pictures are SVG inside the page, in colors of the page, light or dark. They are for the eye:
to a screen reader they are hidden, and the lists below them say the same. Nothing
is loaded and nothing runs.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape
from typing import Any

from voice_coach.export.common import date_and_time
from voice_coach.export.html import anchor_of
from voice_coach.insight.figures import GivenNumber, Insight, Rating, Week
from voice_coach.nlu.punctuation import written
from voice_coach.texts import insight as insight_texts

MAX_WEEKS = 26
"""Weeks in the picture, the newest: half a year."""

MAX_NUMBERS = 40
"""Numbers in one picture, the newest."""

MAX_PICTURES = 8
"""Questions whose numbers are drawn, those asked most often; the others are told."""

WIDTH, BAR, LINE = 760, 34, 220
"""Width of a picture, height of one bar of it, and height of a picture of lines."""

STYLE = """
:root { --ink: #1b1b1b; --rule: #767676; --first: #1f6f78; --second: #a8530f; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ececec; --rule: #9a9a9a; --first: #62c6d0; --second: #f0a95c; }
}
.looking-back figure { margin: 1rem 0; }
.looking-back svg { height: auto; width: 100%; }
.looking-back svg a:hover { opacity: 0.7; }
.looking-back .key::before { background: currentColor; content: ""; display: inline-block;
  height: 0.8em; margin-right: 0.4em; width: 0.8em; }
.looking-back .key.first::before { background: var(--first); }
.looking-back .key.second::before { background: var(--second); }
"""


def pictures(found: Insight) -> str:
    """Return the figures as the first part of a page; "" where there are none.

    Its links lead to the anchors of sessions, as `export.html` sets them.
    """
    if found.is_empty:
        return ""
    title = "looking-back-title"
    return "\n".join(
        (
            f'<section class="looking-back" aria-labelledby="{title}">',
            f'<h2 id="{title}">{insight_texts.TITLE}</h2>',
            f"<p>{insight_texts.PAGE_INTRO}</p>",
            *_weeks(found),
            *_promises(found),
            *_numbers(found.ratings),
            *_words(found),
            "</section>",
        )
    )


# The parts of the page.


def _weeks(found: Insight) -> Iterator[str]:
    """Yield the minutes of breathing and of practices, week by week."""
    weeks = found.weeks
    if not weeks:
        return
    yield f"<h3>{insight_texts.WEEKS}</h3>"
    shown = weeks[-MAX_WEEKS:]
    chart = _chart("StackedBar", "weeks", LINE)
    chart.x_labels = [f"{week.begins:%b %d}" for week in shown]
    chart.x_labels_major_count, chart.show_minor_x_labels = 7, False
    for title in ("practices", "breathing"):
        minutes = [getattr(week, title) for week in shown]
        chart.add(title, [_linked_to_week(*each) for each in zip(minutes, shown, strict=True)])
    yield _figure(
        chart,
        '<span class="key first">practices</span>, <span class="key second">breathing</span>, '
        "in minutes a week",
    )
    titles = {session: each.title for each in found.practices for session in each.sessions}
    rows = []
    for week in reversed(weeks):
        told = insight_texts.WEEK.format(
            week=f"{week.begins:%Y-%m-%d}",
            practices=f"{week.practices:g}",
            breathing=f"{week.breathing:g}",
        )
        sessions = [_to_session(session, titles[session]) for session in week.sessions]
        rows.append(f"{told}: {', '.join(sessions)}" if sessions else told)
    yield _details("weeks-list", insight_texts.ALL_WEEKS, rows)


def _promises(found: Insight) -> Iterator[str]:
    """Yield what became of promises."""
    if not found.promises:
        return
    count = sum(len(each.promises) for each in found.promises)
    yield f"<h3>{insight_texts.PROMISES.format(count=count)}</h3>"
    ids = [f"promises-{number}" for number in range(len(found.promises))]
    counts = [len(each.promises) for each in found.promises]
    yield _bars("promises", [each.status for each in found.promises], counts, ids)
    for each, anchor in zip(found.promises, ids, strict=True):
        told = insight_texts.OUTCOME.format(status=each.status, count=len(each.promises))
        rows = [
            f"{escape(written(promise.text))}, "
            f"{_to_session(promise.session_id, date_and_time(promise.at))}"
            for promise in reversed(each.promises)
        ]
        yield _details(anchor, told, rows)


def _numbers(ratings: Sequence[Rating]) -> Iterator[str]:
    """Yield the numbers that were given, each question beside itself."""
    if not ratings:
        return
    yield f"<h3>{insight_texts.RATINGS}</h3>"
    drawn = sorted(ratings, key=lambda rating: -len(rating.numbers))[:MAX_PICTURES]
    for place, rating in enumerate(ratings):
        shown = rating.numbers[-MAX_NUMBERS:]
        if rating in drawn and len(shown) > 1:
            yield _line(f"numbers-{place}", rating, shown)
        told = insight_texts.PAGE_RATING.format(
            name=rating.name, title=rating.title, count=len(rating.numbers)
        )
        rows = [
            f"{each.number:g}, {_to_session(each.session_id, date_and_time(each.at))}"
            for each in reversed(rating.numbers)
        ]
        yield _details(f"numbers-{place}-list", told, rows)


def _line(name: str, rating: Rating, shown: Sequence[GivenNumber]) -> str:
    chart = _chart("Line", name, LINE)
    chart.dots_size = 4
    numbers = [each.number for each in shown]
    low = min(numbers) if rating.low is None else rating.low
    high = max(numbers) if rating.high is None else rating.high
    chart.range = (low, high if high > low else low + 1)
    chart.x_labels = [f"{_local(each.at):%b %d}" for each in shown]
    chart.x_labels_major_count, chart.show_minor_x_labels = min(6, len(shown)), False
    values = [_linked(each.number, anchor_of(each.session_id or "")) for each in shown]
    chart.add(rating.name, values)
    return _figure(chart, escape(f"{rating.name}, {rating.title}"))


def _words(found: Insight) -> Iterator[str]:
    """Yield the words that came again, with what was said around them."""
    if not found.words:
        return
    yield f"<h3>{insight_texts.WORDS}</h3>"
    ids = [f"word-{number}" for number in range(len(found.words))]
    counts = [word.sessions for word in found.words]
    yield _bars("words", [word.word for word in found.words], counts, ids)
    for word, anchor in zip(found.words, ids, strict=True):
        sessions = f"{word.sessions} sessions"
        told = insight_texts.WORD.format(word=word.word, sessions=sessions)
        rows = [
            f"“{escape(written(quote.text))}”, "
            f"{_to_session(quote.session_id, date_and_time(quote.at))}"
            for quote in reversed(word.said)
        ]
        yield _details(anchor, told, rows)


# Pieces of the page.


def _to_session(session_id: str | None, text: str) -> str:
    if session_id is None:
        return escape(text)
    return f'<a href="#{anchor_of(session_id)}">{escape(text)}</a>'


def _details(anchor: str, told: str, rows: Sequence[str]) -> str:
    items = "".join(f"<li>{row}</li>" for row in rows)
    summary = f"<summary>{escape(told)}</summary>"
    return f'<details id="{escape(anchor)}">{summary}<ul>{items}</ul></details>'


def _figure(chart: Any, caption: str) -> str:
    svg = chart.render(is_unicode=True)
    return f"<figure>{svg}<figcaption>{caption}</figcaption></figure>"


def _local(at: datetime) -> datetime:
    return at.astimezone()


# Pictures.


def _linked(value: float, anchor: str) -> dict[str, object]:
    return {"value": value, "xlink": {"href": f"#{anchor}", "target": "_self"}}


def _linked_to_week(minutes: float, week: Week) -> dict[str, object]:
    """Return a value that leads to the first session of its week."""
    first = next(iter(week.sessions), "")
    return _linked(minutes, anchor_of(first) if first else "weeks-list")


def _bars(name: str, labels: Sequence[str], counts: Sequence[int], ids: Sequence[str]) -> str:
    """Return counts as bars, one below the other; each leads to its list."""
    chart = _chart("HorizontalBar", name, BAR * len(counts) + 20)
    chart.x_labels = list(reversed(labels))
    chart.show_y_guides = chart.show_x_guides = False
    chart.y_labels = [0, max(counts)]
    chart.add(name, [_linked(*each) for each in reversed(list(zip(counts, ids, strict=True)))])
    return f"<figure>{chart.render(is_unicode=True)}</figure>"


def _chart(kind: str, name: str, height: int) -> Any:
    """Return an empty picture that takes its colors from the page and has no script in it."""
    import pygal  # noqa: PLC0415 - only for who wants pictures
    from pygal.style import Style  # noqa: PLC0415 - the same

    style = Style(
        background="transparent",
        plot_background="transparent",
        foreground="var(--ink)",
        foreground_strong="var(--ink)",
        foreground_subtle="var(--rule)",
        guide_stroke_color="var(--rule)",
        major_guide_stroke_color="var(--rule)",
        colors=("var(--first)", "var(--second)"),
        value_colors=("var(--ink)", "var(--ink)"),
        font_family="inherit",
        label_font_size=14,
        major_label_font_size=14,
        value_font_size=14,
        opacity="1",
        stroke_width="2",
        stroke_opacity="1",
        transition="0s",
    )
    chart = getattr(pygal, kind)(
        style=style,
        js=[],
        width=WIDTH,
        height=height,
        margin=6,
        margin_right=24,
        show_legend=False,
        truncate_label=-1,
        disable_xml_declaration=True,
    )
    chart.uuid = name
    chart.value_formatter = lambda value: f"{value:g}"
    chart.add_xml_filter(_for_the_eye)
    return chart


def _for_the_eye(root: Any) -> Any:
    """Return a picture without scripts, comments and titles, hidden from screen readers."""
    for parent in list(root.iter()):
        for child in list(parent):
            if not isinstance(child.tag, str) or child.tag in ("script", "title", "desc"):
                parent.remove(child)
    for link in root.iter("a"):
        link.attrib.pop("target", None)
        link.set("tabindex", "-1")
    root.set("aria-hidden", "true")
    root.set("focusable", "false")
    return root
