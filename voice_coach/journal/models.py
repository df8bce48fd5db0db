"""Rows of the journal, their times and their ids.

Times are ISO 8601 in UTC with milliseconds, such as `2026-11-22T09:15:03.123Z`: the text sorts as
the time does, and SQLite can compare it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import SystemRandom
from typing import Any

import msgspec

from voice_coach.protocol.effects import Outcome, Speaker
from voice_coach.protocol.events import Memory, Word


def to_text(moment: datetime) -> str:
    """Return an aware moment as text, cut to the millisecond; raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("A time in the journal needs a time zone.")
    in_utc = moment.astimezone(UTC).replace(tzinfo=None)
    return in_utc.isoformat(timespec="milliseconds") + "Z"


def from_text(text: str) -> datetime:
    """Parse a time as aware, in UTC; raises ValueError if it is none or has no time zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("A time in the journal needs a time zone.")
    return moment.astimezone(UTC)


def in_texts(value: Any) -> Any:
    """Return lists and dictionaries with every time in them as the journal's text for it."""
    if isinstance(value, datetime):
        return to_text(value)
    if isinstance(value, dict):
        return {name: in_texts(item) for name, item in value.items()}
    if isinstance(value, list):
        return [in_texts(item) for item in value]
    return value


_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_INSTANT_LENGTH = len("20261122-091503123")
_TICK = timedelta(milliseconds=1)

MAX_BACK = timedelta(days=2)
"""By which a clock may be put back; an id that is more ahead came from a clock that was wrong."""


def next_id(now: datetime, newest: str | None) -> str:
    """Return an id such as `20261122-091503123-k7qf` that sorts after `newest`.

    Where the clock stands still or has gone back, the id takes the millisecond after `newest`; the
    session's `started_at` keeps the clock's own time.
    """
    moment = now.astimezone(UTC)
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    before = _instant_of(newest) if newest else None
    if before and moment <= before:
        moment = before + _TICK
    instant = f"{moment:%Y%m%d-%H%M%S}{moment.microsecond // 1000:03d}"
    return f"{instant}-{''.join(SystemRandom().choices(_BASE32, k=4))}"


def id_before(moment: datetime) -> str:
    """Return a text that sorts after every id of a session up to `moment`."""
    return f"{moment.astimezone(UTC):%Y%m%d-%H%M%S}~"


def moved_to(session_id: str, began: datetime) -> str | None:
    """Return what a session sorts by whose id is not of the time it began; else None."""
    instant = _instant_of(session_id)
    if instant is None or abs(began - instant) <= MAX_BACK:
        return None
    return sort_key(session_id, began)


def sort_key(session_id: str, began: datetime) -> str:
    """Return what a session sorts by in place of its id."""
    return f"{next_id(began, None)[:_INSTANT_LENGTH]}-{session_id[-4:]}"


def _instant_of(session_id: str) -> datetime | None:
    """Return the moment an id begins with; None for an id that another program made up."""
    day, _, clock = session_id[:_INSTANT_LENGTH].partition("-")
    if not (day + clock).isdecimal():
        return None
    try:  # not by strptime, which takes a megabyte to do it
        return datetime.fromisoformat(f"{day}T{clock[:6]}.{clock[6:]}+00:00")
    except ValueError:
        return None


Row = Mapping[str, Any]
"""A row as SQLite gives it: column name to value."""

SNIPPET_MARKS = ("«", "»")
"""What stands before and after each found word in `Hit.snippet`."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session, times in UTC. `outcome` and `ended_at` are None while it runs or after a crash.

    `turns` counts both speakers, `answers` the person; neither counts what was undone. `tags` are
    the person's own.
    """

    id: str
    practice: str
    title: str
    started_at: datetime
    ended_at: datetime | None
    outcome: Outcome | None
    app_version: str
    turns: int
    answers: int
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """What a turn held when it was heard, before it was corrected."""

    text: str
    words: tuple[Word, ...]
    confidence: float | None


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One thing said, times in UTC. `ended_at` is None where it was cut off.

    `seq` counts from 1 in the session, `confidence` is 0 to 1; words have seconds since opening.
    `heard` is what was heard first, if it was corrected since and is still kept.
    """

    id: int
    session_id: str
    seq: int
    speaker: Speaker
    step: str
    text: str
    started_at: datetime
    ended_at: datetime | None
    confidence: float | None
    words: tuple[Word, ...]
    undone: bool
    heard: Heard | None = None


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """One session with its turns, those undone as well, and the memories kept from it."""

    session: SessionRow
    turns: tuple[TurnRow, ...]
    memories: tuple[Memory, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One turn that a search found: `at` is its start, `started_at` that of its session.

    `snippet` is a part of `text` with `SNIPPET_MARKS` about each found word. Where a title or a tag
    was found, there is no turn, and `step` is `title` or `tags`, as which `text` stands.
    """

    session_id: str
    practice: str
    title: str
    started_at: datetime
    turn_id: int | None
    seq: int | None
    speaker: Speaker | None
    step: str
    at: datetime
    text: str
    snippet: str


def storable(text: str) -> str:
    """Return the text without NULs and stray surrogates, which SQLite cannot hold or search.

    A terminal that is not set to UTF-8 types surrogates; the rest of the answer must not be lost.
    """
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def words_to_json(words: Sequence[Word]) -> str:
    """Return the words of a turn as the `words` column holds them."""
    # All of an answer's words are written with each piece of it: of twenty minutes, thousands.
    try:
        return msgspec.json.encode(words).decode()
    except UnicodeEncodeError:  # a stray surrogate, out of a file
        return words_to_json([replace(word, word=storable(word.word)) for word in words])


def tags_to_json(tags: Iterable[str]) -> str:
    """Return tags as the `tags` column holds them, each once."""
    plain = list(dict.fromkeys(filter(None, map(plain_tag, tags))))
    return json.dumps(plain, ensure_ascii=False)


def plain_tag(tag: str) -> str:
    """Return a tag without the sign that other programs put before it."""
    return " ".join(storable(tag).strip().lstrip("#@").split())


def data_to_json(data: Mapping[str, object]) -> str:
    """Return the facts of a memory as the `data` column holds them."""
    return storable(json.dumps(dict(data), ensure_ascii=False))


def data_of(text: str) -> dict[str, Any]:
    """Parse the `data` column of a memory; raises ValueError if it holds no JSON object."""
    data = json.loads(text)
    if not isinstance(data, dict):
        raise ValueError("The data of a memory is a JSON object.")  # noqa: TRY004 - bad content
    return data


def heard_to_json(heard: Heard) -> str:
    """Return what a turn held as the `earlier` column of a revision holds it."""
    words = words_to_json(heard.words)
    return json.dumps({"text": heard.text, "words": words, "confidence": heard.confidence})


def session_of(row: Row) -> SessionRow:
    """Return the session in a row."""
    values = dict(row)
    values["started_at"] = from_text(row["started_at"])
    values["ended_at"] = _moment(row["ended_at"])
    values["tags"] = tuple(json.loads(row["tags"]))
    return SessionRow(**values)


def turn_of(row: Row) -> TurnRow:
    """Return the turn in a row."""
    values = dict(row)
    values["started_at"] = from_text(row["started_at"])
    values["ended_at"] = _moment(row["ended_at"])
    values["words"] = words_of(row["words"])
    values["undone"] = bool(row["undone"])
    values["heard"] = heard_of(row["heard"]) if row["heard"] is not None else None
    return TurnRow(**values)


def words_of(text: str) -> tuple[Word, ...]:
    """Return the words in the `words` column of a turn."""
    return tuple(Word(**word) for word in json.loads(text))


def heard_of(earlier: str) -> Heard:
    """Return what a turn held, out of the `earlier` column of its first revision."""
    held = json.loads(earlier)
    return Heard(held["text"], words_of(held["words"]), held["confidence"])


def memory_of(row: Row) -> Memory:
    """Return the memory in a row."""
    return Memory(
        id=row["id"],
        kind=row["kind"],
        text=row["text"],
        data=data_of(row["data"]),
        status=row["status"],
        created_at=from_text(row["created_at"]),
        session_id=row["session_id"],
        updated_at=from_text(row["updated_at"]),
    )


def hit_of(row: Row) -> Hit:
    """Return the search hit in a row."""
    values = dict(row)
    values["started_at"] = from_text(row["started_at"])
    values["at"] = from_text(row["at"])
    return Hit(**values)


def title_hit_of(row: Row) -> Hit:
    """Return the search hit in a row of a session whose title or tags were found."""
    values = dict(row)
    tags = ", ".join(json.loads(values.pop("tags")))
    if values["snippet"] == values["title"]:  # no word of it is marked
        return hit_of({**values, "step": "tags", "text": tags, "snippet": tags})
    return hit_of({**values, "step": "title", "text": values["title"]})


def _moment(text: str | None) -> datetime | None:
    return from_text(text) if text is not None else None
