"""Corrections: what was heard wrong, put right, with what it was before kept beside it.

A row of the journal always holds what is read; `revisions` holds what it was before each change,
until the person lets it go. So search, memories, figures and exports follow a correction by
themselves, and a change can be undone. Turns are changed by the person, or heard again by a better
model. Changes that belong together have one number.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from voice_coach.journal.errors import journal_error
from voice_coach.journal.models import (
    data_of,
    data_to_json,
    from_text,
    sort_key,
    storable,
    tags_to_json,
    to_text,
    words_to_json,
)
from voice_coach.journal.storage.connection import Connection, open_copy
from voice_coach.journal.storage.schema import rewrite_indexes
from voice_coach.journal.storage.sqlite import write_transaction
from voice_coach.plain_text import bare_word
from voice_coach.protocol.events import Word

if TYPE_CHECKING:
    from sqlite_utils import Database

EDIT = "edit"
"""The source of what a person changed; that of what was heard again names the model."""

MIN_QUOTE_WORDS = 2
"""A single word is quoted by chance."""

RowValues = dict[str, Any]

NamedDay = Callable[[str, date], date | None]
"""From a time in words and the day on which they were said."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The text a turn is to have, and its words with their times: see `nlu.alignment`."""

    text: str
    words: tuple[Word, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a session that can be undone: its number, what made it, when, and of what."""

    number: int
    source: str
    changed_at: datetime
    kinds: tuple[str, ...]


class Corrections:
    """Changes of sessions and their turns in an open journal."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def correct(
        self,
        session_id: str,
        *,
        turns: Mapping[int, Reading] | None = None,
        title: str | None = None,
        tags: Sequence[str] | None = None,
        began: datetime | None = None,
        source: str = EDIT,
        named_day: NamedDay | None = None,
    ) -> int:
        """Change a session, all that is given or nothing; return the number of the change.

        Memories that were kept from a turn, and prompts that quote it, follow the turn's words.

        Args:
            session_id: The session.
            turns: New words of turns of it, by their ids.
            title: Its title.
            tags: All its tags.
            began: When it began, aware; its turns and memories move with it.
            source: `EDIT`, or the model that heard the turns again.
            named_day: Returns the day that a time in words names, such as "on friday".

        Raises:
            CoachError: `journal.gone` if the session or one of the turns was deleted.
        """
        with self._connection.write() as db:
            revision = _Revision(db, storable(session_id), source, self._connection.now())
            row = _row(db, "sessions", "id = ?", storable(session_id))
            if row is None:
                raise journal_error("journal.gone", self._connection.path)
            for turn_id, reading in (turns or {}).items():
                if not revision.reword_turn(turn_id, reading, named_day):
                    raise journal_error("journal.gone", self._connection.path)
            changed: RowValues = {}
            if title is not None:
                changed["title"] = storable(title)
            if tags is not None:
                changed["tags"] = tags_to_json(tags)
            if began is not None:
                changed |= _moved(db, row, began)
            revision.change("session", row, changed)
        return revision.number

    def changes(self, session_id: str) -> list[Change]:
        """Return the changes of a session that can be undone, the oldest first."""
        found: dict[int, Change] = {}
        for row in self._connection.read(
            dict,
            "SELECT change, source, changed_at, kind FROM revisions WHERE session_id = ? "
            "ORDER BY id",
            [storable(session_id)],
        ):
            number = int(row["change"])
            kinds = found[number].kinds if number in found else ()
            kinds = tuple(dict.fromkeys((*kinds, str(row["kind"]))))
            found[number] = Change(number, row["source"], from_text(row["changed_at"]), kinds)
        return list(found.values())

    def undo(self, session_id: str) -> Change | None:
        """Take back the last change of a session, and return it; None if there is none."""
        changes = self.changes(session_id)
        if not changes:
            return None
        last = changes[-1]
        with self._connection.write() as db:
            rows = db.query(
                "SELECT id, kind, row, earlier FROM revisions WHERE change = ? ORDER BY id DESC",
                [last.number],
            )
            for row in list(rows):
                _restore(db, storable(session_id), row)
            db.execute("DELETE FROM revisions WHERE change = ?", [last.number])
        return last

    def let_go(self, session_id: str) -> int:
        """Delete what a session held before its changes, for good; return how many they were.

        The old words are then in no file, nor in a copy.
        """
        count = len(self.changes(session_id))
        with self._connection.write() as db:  # meanwhile nobody makes another copy
            held = _held_now(db, storable(session_id))
            for copy in self._connection.copies():
                with open_copy(copy, self._connection.key) as old, write_transaction(old):
                    for table, identity, values in held:
                        _settle(old, table, identity, values)
                    forget_revisions(old, "session_id = ?", [storable(session_id)])
                    rewrite_indexes(old, "optimize")
            forget_revisions(db.conn, "session_id = ?", [storable(session_id)])
            rewrite_indexes(db.conn, "optimize")
        self._connection.empty_log()
        return count


class _Revision:
    """One change while it is made: writes down what each row held, and changes it."""

    def __init__(self, db: "Database", session_id: str, source: str, now: str) -> None:
        self.number = next_change(db.conn)
        self._db = db
        self._session_id = session_id
        self._source = storable(source)
        self._now = now

    def change(self, kind: str, row: RowValues, changed: RowValues) -> None:
        """Change columns of a row, whose columns these were until now."""
        changed = {name: value for name, value in changed.items() if value != row[name]}
        if not changed:
            return
        earlier = json.dumps({name: row[name] for name in (*changed, *_WITH.get(kind, ()))})
        number = None if kind == "session" else row["id"]
        self._db.execute(
            "INSERT INTO revisions (change, session_id, kind, row, source, changed_at, earlier) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [self.number, self._session_id, kind, number, self._source, self._now, earlier],
        )
        _update(self._db.conn, _TABLES[kind], row["id"], changed)

    def reword_turn(self, turn_id: int, reading: Reading, named_day: NamedDay | None) -> bool:
        """Give a turn other words, and all that came of it; return whether there is such a turn."""
        row = _row(self._db, "turns", "id = ? AND session_id = ?", turn_id, self._session_id)
        if row is None:
            return False
        old, new = row["text"], storable(reading.text)
        words = words_to_json(reading.words)
        changed = {"text": new, "words": words, "confidence": reading.confidence}
        self.change("turn", row, changed)
        for memory in self._memories(turn_id, old):
            self._reword_memory(memory, old, new, named_day)
        self._reword_prompts(old, new, "session_id = ?", self._session_id)
        return True

    def _memories(self, turn_id: int, old: str) -> list[RowValues]:
        """Return the memories that came from a turn, or may have all of its words as a fact."""
        rows = self._db.query(
            "SELECT * FROM memories WHERE session_id = :id "
            "OR updated_at >= (SELECT started_at FROM sessions WHERE id = :id)",
            {"id": self._session_id},
        )

        def is_of(row: RowValues) -> bool:
            facts = data_of(row["data"])
            whole = len(old.split()) >= MIN_QUOTE_WORDS and old in (row["text"], *facts.values())
            return whole or facts.get("turn") == turn_id

        return [row for row in rows if is_of(row)]

    def _reword_memory(
        self, row: RowValues, old: str, new: str, named_day: NamedDay | None
    ) -> None:
        data, text = data_of(row["data"]), row["text"]
        follows = {
            name: follow(fact, old, new) for name, fact in data.items() if isinstance(fact, str)
        }
        facts = data | follows
        reworded = follow(text, old, new)
        day = from_text(row["created_at"]).astimezone().date()
        for name, told in {"": reworded, **follows}.items():
            dated = f"{name} date".strip()
            if named_day is not None and dated in data and told != (data[name] if name else text):
                found = named_day(told, day)
                facts = {key: fact for key, fact in facts.items() if key != dated}
                facts |= {dated: found.isoformat()} if found is not None else {}
        self.change("memory", row, {"text": reworded, "data": data_to_json(facts)})
        self._reword_prompts(text, reworded, "session_id NOT NULL")

    def _reword_prompts(self, old: str, new: str, where: str, *values: object) -> None:
        """Change quotes of a text in what the coach said."""
        for line, other in zip(old.splitlines(), new.splitlines(), strict=False):
            if line == other or len(line.split()) < MIN_QUOTE_WORDS:
                continue
            rows = self._db.query(
                f"SELECT * FROM turns WHERE speaker = 'coach' AND instr(text, ?) AND {where}",  # noqa: S608 - ours
                [line, *values],
            )
            for row in list(rows):
                self.change("turn", row, {"text": _replaced(row["text"], line, other)})


_TABLES = {"turn": "turns", "memory": "memories", "session": "sessions"}

_WITH = {"turn": ("text", "words", "confidence")}
"""Columns that are always written down, since `Heard` is made of them."""


def next_change(connection: sqlite3.Connection) -> int:
    """Return the number of the next change."""
    (highest,) = connection.execute("SELECT max(change) FROM revisions").fetchone()
    return int(highest or 0) + 1


def forget_revisions(
    connection: sqlite3.Connection, where: str, values: Sequence[object] = ()
) -> None:
    """Delete revisions, in a journal or in a copy, which may be older than they are."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'revisions'").fetchone():
        connection.execute(f"DELETE FROM revisions WHERE {where}", values)  # noqa: S608 - ours


def _row(db: "Database", table: str, where: str, *values: object) -> RowValues | None:
    return next(db.query(f"SELECT * FROM {table} WHERE {where}", list(values)), None)  # noqa: S608


def _update(connection: sqlite3.Connection, table: str, key: object, changed: RowValues) -> None:
    columns = ", ".join(f"{name} = :{name}" for name in changed)
    connection.execute(
        f"UPDATE {table} SET {columns} WHERE id = :id",  # noqa: S608 - ours
        {**changed, "id": key},
    )


def _moved(db: "Database", row: RowValues, began: datetime) -> RowValues:
    """Move the turns and the memories of a session; return its own columns as they are then."""
    by = from_text(to_text(began)) - from_text(row["started_at"])
    _shift(db, row["id"], by)
    ended = row["ended_at"]
    return {
        "started_at": to_text(began),
        "ended_at": to_text(from_text(ended) + by) if ended else None,
        "moved_to": sort_key(row["id"], began),
    }


def _shift(db: "Database", session_id: str, by: timedelta) -> None:
    def shifted(text: str | None) -> str | None:
        return to_text(from_text(text) + by) if text else None

    for table, columns in (
        ("turns", ("started_at", "ended_at")),
        ("memories", ("created_at", "updated_at")),
    ):
        rows = list(db.query(f"SELECT * FROM {table} WHERE session_id = ?", [session_id]))  # noqa: S608
        for row in rows:
            _update(db.conn, table, row["id"], {name: shifted(row[name]) for name in columns})


def _restore(db: "Database", session_id: str, revision: RowValues) -> None:
    """Give a row what it held before a change."""
    earlier = json.loads(revision["earlier"])
    kind = revision["kind"]
    key = session_id if kind == "session" else revision["row"]
    if "started_at" in earlier:
        (now,) = db.execute("SELECT started_at FROM sessions WHERE id = ?", [key]).fetchone()
        _shift(db, session_id, from_text(earlier["started_at"]) - from_text(now))
    _update(db.conn, _TABLES[kind], key, earlier)


def _held_now(db: "Database", session_id: str) -> list[tuple[str, RowValues, RowValues]]:
    """Return the changed columns of each changed row, with what tells the row in a copy."""
    held = []
    for revision in list(
        db.query("SELECT kind, row, earlier FROM revisions WHERE session_id = ?", [session_id])
    ):
        kind = revision["kind"]
        key = session_id if kind == "session" else revision["row"]
        row = _row(db, _TABLES[kind], "id = ?", key)
        if row is not None:
            identity = {"id": key} | (
                {} if kind == "session" else {"session_id": row["session_id"]}
            )
            columns = {name: row[name] for name in json.loads(revision["earlier"])}
            held.append((_TABLES[kind], identity, columns))
    return held


def _settle(copy: sqlite3.Connection, table: str, identity: RowValues, values: RowValues) -> None:
    """Give a row of a copy the words it has now."""
    there = {name for (_, name, *_) in copy.execute(f"PRAGMA table_info({table})")}
    known = {name: value for name, value in values.items() if name in there}
    columns = ", ".join(f"{name} = :new_{name}" for name in known)
    same = " AND ".join(f"{name} IS :{name}" for name in identity)
    if known:
        copy.execute(
            f"UPDATE {table} SET {columns} WHERE {same}",  # noqa: S608 - ours
            identity | {f"new_{name}": value for name, value in known.items()},
        )


def follow(text: str, old: str, new: str) -> str:
    """Return a text that was taken from `old` words, as it is of the `new` ones.

    It may be all of them, hold all of them, or be a part of them.
    """
    if text == old:
        return new
    if len(old.split()) >= MIN_QUOTE_WORDS and old in text:
        return _replaced(text, old, new)
    wanted, before = _bare(text), _bare(old)
    length = len(wanted)
    if not MIN_QUOTE_WORDS <= length <= len(before):
        return text
    for begin in range(len(before) - length + 1):
        if before[begin : begin + length] == wanted:
            first, last = _span(before, _bare(new), begin, begin + length)
            return " ".join(new.split()[first:last]) or text
    return text


def _bare(text: str) -> list[str]:
    return [bare_word(token) for token in text.split()]


def _span(old: Sequence[str], new: Sequence[str], begin: int, end: int) -> tuple[int, int]:
    """Return where a stretch of old words is among the new ones."""
    first, last = len(new), 0
    for _, one, two, three, four in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        low, high = max(one, begin), min(two, end)
        if low >= high and not (one == two and begin < one < end):
            continue
        same = two - one == four - three
        first = min(first, three + (low - one if same else 0))
        last = max(last, three + (high - one) if same else four)
    return first, last


def _replaced(text: str, old: str, new: str) -> str:
    return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, text)
