"""Sessions as one HTML page, for reading, for screen readers and for printing.

A content security policy forbids it to load or run anything. Every text is escaped.
"""

from collections.abc import Iterator, Sequence
from html import escape

from voice_coach.export.common import SPEAKER_NAMES, date_and_time, local, outcome_of, spoken_turns
from voice_coach.journal.models import SessionRecord, TurnRow
from voice_coach.nlu.punctuation import written
from voice_coach.protocol.events import Memory

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1.125rem/1.6 Georgia, "Times New Roman", serif; margin: 0 auto; max-width: 40rem;
  padding: 2rem 1rem; overflow-wrap: break-word; }
h1, h2, h3 { font-weight: normal; line-height: 1.25; }
nav + main > article { border-top: 1px solid; margin-top: 3rem; padding-top: 1rem; }
.you { border-left: 3px solid; padding-left: 0.75rem; }
.who { font-weight: bold; }
.when { margin-top: -0.5rem; }
:target { outline: 2px solid; outline-offset: 0.5rem; }
@media print {
  body { font-size: 11pt; max-width: none; padding: 0; }
  nav { display: none; }
  nav + main > article { border: 0; break-before: page; margin: 0; padding: 0; }
  nav + main > article:first-of-type { break-before: auto; }
  p, li { orphans: 3; widows: 3; }
  h2, h3 { break-after: avoid; }
}
"""


def to_page(
    records: Sequence[SessionRecord],
    loose: Sequence[Memory] = (),
    pictures: str = "",
    style: str = "",
) -> str:
    """Return sessions, and memories of no session, as one page; times are local.

    Args:
        records: The sessions.
        loose: The memories.
        pictures: Markup that stands before them, such as that of `insight.page`.
        style: The style of it.
    """
    alone = len(records) == 1 and not pictures
    title = _line(records[0].session.title) if alone else "Voice Coach: my sessions"
    lines = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{title}</title>",
        f"<style>{_STYLE}{style}</style>",
        "</head>",
        "<body>",
        f"<h1>{title}</h1>" if not alone else "",
        pictures,
        *(_contents(records) if len(records) > 1 else ()),
        "<main>",
        *(line for record in records for line in _article(record, alone=alone)),
        *_kept(loose, "h2", "Kept without a session"),
        "</main>",
        "</body>",
        "</html>",
    ]
    return "\n".join(line for line in lines if line) + "\n"


def _contents(records: Sequence[SessionRecord]) -> Iterator[str]:
    yield '<nav aria-label="Sessions">'
    yield "<ol>"
    for record in records:
        session = record.session
        yield (
            f'<li><a href="#{anchor_of(record.session.id)}">{_line(session.title)}</a>, '
            f"{date_and_time(session.started_at)}</li>"
        )
    yield "</ol>"
    yield "</nav>"


def _article(record: SessionRecord, *, alone: bool) -> Iterator[str]:
    session, level = record.session, 1 if alone else 2
    heading = f"title-{anchor_of(record.session.id)}"
    yield f'<article id="{anchor_of(record.session.id)}" aria-labelledby="{heading}">'
    yield f'<h{level} id="{heading}">{_line(session.title)}</h{level}>'
    yield (
        f'<p class="when"><time datetime="{local(session.started_at).isoformat()}">'
        f"{date_and_time(session.started_at)}</time>, {outcome_of(session)}</p>"
    )
    if session.tags:
        yield f'<p class="tags">{_line(" ".join(f"#{tag}" for tag in session.tags))}</p>'
    yield from (_said(turn) for turn in spoken_turns(record))
    yield from _kept(record.memories, f"h{level + 1}", "Kept")
    yield "</article>"


def _said(turn: TurnRow) -> str:
    return (
        f'<p class="{turn.speaker}"><span class="who">{SPEAKER_NAMES[turn.speaker]}:</span> '
        f"{_lines(turn.text)}</p>"
    )


def _kept(memories: Sequence[Memory], heading: str, title: str) -> Iterator[str]:
    if not memories:
        return
    yield f"<{heading}>{title}</{heading}>"
    yield "<ul>"
    for memory in memories:
        kind = f"{_line(memory.kind)} ({_line(memory.status)})"
        yield f'<li><span class="who">{kind}:</span> {_lines(written(memory.text))}</li>'
    yield "</ul>"


def anchor_of(session_id: str) -> str:
    """Return where a session stands on the page."""
    return escape(f"session-{'-'.join(session_id.split())}")


def _line(text: str) -> str:
    return escape(" ".join(text.split()))


def _lines(text: str) -> str:
    return "<br>\n".join(escape(line.strip()) for line in text.strip().splitlines())
