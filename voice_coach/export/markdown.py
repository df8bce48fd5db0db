"""One session as Markdown, with front matter that note-taking programs such as Obsidian read."""

import json
import re

from voice_coach.export.common import WHO, date_and_time, local, outcome_of, told
from voice_coach.journal.models import Whole

_MARKS = re.compile(r"[\\`*_\[\]<>#|~=$%^&{}]")

_AT_THE_START = re.compile(r"^(\s*)([-+]|\d+(?=[.)]))", re.MULTILINE)

# YAML's double-quoted strings are JSON's, but for these: it takes some of them for line breaks, and
# refuses the others unless they are written as numbers.
_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def to_markdown(whole: Whole) -> str:
    """A session as one Markdown file; times are local, with their offset where there is room."""
    session = whole.session
    parts = [
        "\n".join(("---", *_front_matter(whole), "---")),
        f"# {plain(' '.join(session.title.split()))}",
        f"{date_and_time(session.started_at)} · {outcome_of(session)}",
        *(f"**{WHO[turn.speaker]}:** {plain(turn.text)}" for turn in told(whole)),
    ]
    if whole.memories:
        parts.append("## Kept")
        parts.append("\n".join(_kept(whole)))
    return "\n\n".join(parts) + "\n"


def plain(text: str) -> str:
    """A text that Markdown shows as it is; each of its lines stays a line."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    marked = (_MARKS.sub(r"\\\g<0>", line) for line in lines)
    return "  \n".join(_AT_THE_START.sub(_escaped, line) for line in marked)


def _escaped(found: re.Match[str]) -> str:
    before, mark = found.groups()
    # Of a number the point is escaped, as a backslash before a digit would be shown.
    return f"{before}\\{mark}" if mark in "-+" else f"{before}{mark}\\"


def _front_matter(whole: Whole) -> list[str]:
    session = whole.session
    fields = [
        f"title: {quoted(session.title)}",
        f"date: {local(session.started_at):%Y-%m-%d}",
        f"started: {quoted(local(session.started_at).isoformat())}",
    ]
    if session.ended_at is not None:
        fields.append(f"ended: {quoted(local(session.ended_at).isoformat())}")
    return [
        *fields,
        f"practice: {quoted(session.practice)}",
        f"outcome: {quoted(outcome_of(session))}",
        f"session: {quoted(session.id)}",
        "tags:",
        "  - voice-coach",
    ]


def quoted(text: str) -> str:
    """A text as a double-quoted YAML string on one line."""
    as_json = json.dumps(" ".join(text.split()), ensure_ascii=False)
    return _NOT_IN_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", as_json)


def _kept(whole: Whole) -> list[str]:
    return [
        f"- {plain(memory.kind)} ({plain(memory.status)}): "
        + plain(memory.text).replace("\n", "\n  ")
        for memory in whole.memories
    ]
