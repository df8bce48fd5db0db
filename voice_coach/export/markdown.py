"""A session as Markdown, with YAML front matter for note-taking programs such as Obsidian."""

import json
import re

from voice_coach.export.common import SPEAKER_NAMES, date_and_time, local, outcome_of, spoken_turns
from voice_coach.journal.models import SessionRecord
from voice_coach.nlu.punctuation import written

_MARKS = re.compile(r"[\\`*_\[\]<>#|~=$%^&{}]")

_AT_THE_START = re.compile(r"^(\s*)([-+]|\d+(?=[.)]))", re.MULTILINE)

# YAML's double-quoted strings are JSON's, except for these: some are line breaks to it, and the
# others have to be escaped.
_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def to_markdown(record: SessionRecord) -> str:
    """Return a session as one Markdown file; times are local."""
    session = record.session
    parts = [
        "\n".join(("---", *_front_matter(record), "---")),
        f"# {plain(' '.join(session.title.split()))}",
        f"{date_and_time(session.started_at)} · {outcome_of(session)}",
        *(
            f"**{SPEAKER_NAMES[turn.speaker]}:** {plain(turn.text)}"
            for turn in spoken_turns(record)
        ),
    ]
    if record.memories:
        parts.append("## Kept")
        parts.append("\n".join(_kept(record)))
    return "\n\n".join(parts) + "\n"


def plain(text: str) -> str:
    """Return a text escaped so that Markdown shows it unchanged, line by line."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    marked = (_MARKS.sub(r"\\\g<0>", line) for line in lines)
    return "  \n".join(_AT_THE_START.sub(_escaped, line) for line in marked)


def _escaped(found: re.Match[str]) -> str:
    before, mark = found.groups()
    # of "1." the point is escaped: a backslash before a digit would be shown
    return f"{before}\\{mark}" if mark in "-+" else f"{before}{mark}\\"


def _front_matter(record: SessionRecord) -> list[str]:
    session = record.session
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
        *(f"  - {quoted('-'.join(tag.split()))}" for tag in session.tags),
    ]


def quoted(text: str) -> str:
    """Return a text as a double-quoted YAML string on one line."""
    as_json = json.dumps(" ".join(text.split()), ensure_ascii=False)
    return _NOT_IN_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", as_json)


def _kept(record: SessionRecord) -> list[str]:
    return [
        f"- {plain(memory.kind)} ({plain(memory.status)}): "
        + plain(written(memory.text)).replace("\n", "\n  ")
        for memory in record.memories
    ]
