"""Import of sessions that were exported by another journal, or by this one earlier.

A session that is there already stays as it is, so importing the same twice adds nothing.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from voice_coach.journal.corrections import EDIT, next_change
from voice_coach.journal.models import (
    SessionRecord,
    data_to_json,
    heard_to_json,
    moved_to,
    storable,
    tags_to_json,
    to_text,
    words_to_json,
)
from voice_coach.journal.storage.connection import Connection
from voice_coach.protocol.events import Memory

Values = dict[str, object]


@dataclass(frozen=True, slots=True)
class Imported:
    """Numbers of new sessions, turns and memories, and of sessions that were there already."""

    sessions: int
    turns: int
    memories: int
    known: int


class Importer:
    """Adds exported sessions to the journal."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def receive(self, records: Sequence[SessionRecord], loose: Sequence[Memory] = ()) -> Imported:
        """Add the sessions that are not there yet: all of them, or, if something fails, none.

        Ids of turns and memories are kept where all are later than any that was ever given out
        here; else they are new, in the same order. A memory's fact `turn` names a turn of its
        session. `loose` memories belong to no session; kind and time tell which are there already.
        """
        with self._connection.write() as db:
            there = {row[0] for row in db.execute("SELECT id FROM sessions")}
            new = [record for record in records if record.session.id not in there]
            turns = [turn for record in new for turn in record.turns]
            memories = [memory for record in new for memory in record.memories]
            memories += self._new_memories(loose)
            turn_ids = self._ids("turns", [turn.id for turn in turns])
            memory_ids = self._ids("memories", [memory.id for memory in memories])
            _insert(db.conn, "sessions", [_session_values(record) for record in new])
            _insert(db.conn, "turns", _turn_values(new, turn_ids))
            _insert(db.conn, "revisions", _heard_values(new, turn_ids, next_change(db.conn)))
            _insert(
                db.conn,
                "memories",
                [_memory_values(memory, memory_ids, turn_ids) for memory in memories],
            )
        return Imported(len(new), len(turns), len(memories), len(records) - len(new))

    def _new_memories(self, loose: Sequence[Memory]) -> list[Memory]:
        there = Counter(
            (kind, created_at)
            for kind, created_at in self._connection.db.execute(
                "SELECT kind, created_at FROM memories WHERE session_id IS NULL"
            )
        )
        unknown = []
        for memory in loose:
            key = (storable(memory.kind), to_text(memory.created_at))
            if there[key]:
                there[key] -= 1
            else:
                unknown.append(memory)
        return unknown

    def _ids(self, table: str, ids: Sequence[int]) -> dict[int, int]:
        """Return the id that each row gets here."""
        row = self._connection.db.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = ?", [table]
        ).fetchone()
        highest = int(row[0]) if row else 0
        if ids and min(ids) > highest:
            return {own: own for own in ids}
        return {own: highest + place for place, own in enumerate(sorted(ids), start=1)}


def _insert(connection: sqlite3.Connection, table: str, rows: Sequence[Values]) -> None:
    """Add rows to a table; all of them have values for the same columns."""
    if rows:
        names = list(rows[0])
        marks = ", ".join(f":{name}" for name in names)
        sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - ours
        connection.executemany(sql, rows)


def _session_values(record: SessionRecord) -> Values:
    session = record.session
    return {
        "id": storable(session.id),
        "practice": storable(session.practice),
        "title": storable(session.title),
        "started_at": to_text(session.started_at),
        "ended_at": to_text(session.ended_at) if session.ended_at else None,
        "outcome": session.outcome,
        "app_version": storable(session.app_version),
        "tags": tags_to_json(session.tags),
        "moved_to": moved_to(session.id, session.started_at),
    }


def _turn_values(records: Iterable[SessionRecord], ids: dict[int, int]) -> list[Values]:
    return [
        {
            "id": ids[turn.id],
            "session_id": storable(record.session.id),
            "seq": turn.seq,
            "speaker": turn.speaker,
            "step": storable(turn.step),
            "text": storable(turn.text),
            "started_at": to_text(turn.started_at),
            "ended_at": to_text(turn.ended_at) if turn.ended_at else None,
            "confidence": turn.confidence,
            "words": words_to_json(turn.words),
            "undone": int(turn.undone),
        }
        for record in records
        for turn in record.turns
    ]


def _heard_values(
    records: Iterable[SessionRecord], ids: dict[int, int], change: int
) -> list[Values]:
    """Return what was heard first in turns that were corrected since."""
    return [
        {
            "change": change,
            "session_id": storable(record.session.id),
            "kind": "turn",
            "row": ids[turn.id],
            "source": EDIT,
            "changed_at": to_text(turn.started_at),
            "earlier": heard_to_json(turn.heard),
        }
        for record in records
        for turn in record.turns
        if turn.heard is not None
    ]


def _memory_values(memory: Memory, ids: dict[int, int], turn_ids: dict[int, int]) -> Values:
    data = dict(memory.data)
    if "turn" in data:
        data["turn"] = turn_ids[data["turn"]]
    return {
        "id": ids[memory.id],
        "kind": storable(memory.kind),
        "text": storable(memory.text),
        "data": data_to_json(data),
        "status": storable(memory.status),
        "session_id": memory.session_id,
        "created_at": to_text(memory.created_at),
        "updated_at": to_text(memory.updated_at or memory.created_at),
    }
