"""Memories: what a person wants kept between sessions.

Changed or deleted words are gone from the file, its index, its log and its copies. What was said in
the session a memory came from is not touched; it is deleted with the session.
"""

import sqlite3
from collections.abc import Sequence

from voice_coach.errors import CoachError, Command
from voice_coach.journal.corrections import forget_revisions
from voice_coach.journal.errors import journal_error
from voice_coach.journal.models import data_of, data_to_json, storable, to_text
from voice_coach.journal.queries import Queries
from voice_coach.journal.storage.connection import Connection, open_copy
from voice_coach.journal.storage.schema import rewrite_indexes
from voice_coach.journal.storage.sqlite import write_transaction
from voice_coach.protocol.events import Memory

REPLACED = "replaced"
"""The status of a memory that a newer one stands in for."""

INDEX = "memories_fts"

_SAME_MEMORY = "AND session_id IS :session_id AND (session_id NOT NULL OR created_at = :created_at)"
"""A copy may be of another journal that stood here before, where the id was another memory's."""


class MemoryStore:
    """Memories of an open journal: kept, changed and deleted."""

    def __init__(self, connection: Connection, queries: Queries) -> None:
        self._connection = connection
        self._queries = queries

    def keep(
        self,
        kind: str,
        text: str,
        data: dict[str, object],
        session_id: str | None,
        status: str = "open",
    ) -> int:
        """Keep something for later sessions, and return its id.

        `data` are further facts; `turn` among them is the row id of the answer it came from.
        `status` is `open` until something marks it. Raises `journal.gone` if the session was
        deleted.
        """
        values: dict[str, object] = {
            "kind": storable(kind),
            "text": storable(text),
            "data": data_to_json(data),
            "status": storable(status),
            "session_id": session_id,
            "now": self._connection.now(),
        }
        with self._connection.write() as db:
            cursor = db.execute(
                "INSERT INTO memories "
                "(kind, text, data, status, session_id, created_at, updated_at) "
                "VALUES (:kind, :text, :data, :status, :session_id, :now, :now)",
                values,
            )
        return int(cursor.lastrowid or 0)

    def mark(self, memory_id: int, status: str, data: dict[str, object]) -> None:
        """Set a memory's status, add or replace facts; raises `journal.gone` if it was deleted."""
        with self._connection.write() as db:
            row = db.execute("SELECT data FROM memories WHERE id = ?", [memory_id]).fetchone()
            if row is None:
                raise journal_error("journal.gone", self._connection.path)
            db.execute(
                "UPDATE memories SET status = ?, data = ?, updated_at = ? WHERE id = ?",
                [storable(status), self._merged(row[0], data), self._connection.now(), memory_id],
            )

    def replace_memories(self, kind: str, session_id: str) -> list[int]:
        """Mark a kind's open memories of other sessions as replaced, and return their ids."""
        with self._connection.write() as db:
            found = db.execute(
                "SELECT id FROM memories WHERE kind = ? AND status = 'open' "
                "AND session_id IS NOT ?",
                [storable(kind), session_id],
            ).fetchall()
            db.execute(
                "UPDATE memories SET status = ?, updated_at = ? "
                "WHERE kind = ? AND status = 'open' AND session_id IS NOT ?",
                [REPLACED, self._connection.now(), storable(kind), session_id],
            )
        return [int(memory_id) for (memory_id,) in found]

    def memory(self, memory_id: int) -> Memory:
        """Return one memory; raises `memory.none` if there is none with this id."""
        for memory in self._queries.memories():
            if memory.id == memory_id:
                return memory
        memories = Command("memories")
        raise CoachError(
            "memory.none",
            f"The journal {self._connection.path} holds no memory {memory_id}. "
            f"{memories} lists them with their numbers.",
            memories,
        )

    def reword(self, memory_id: int, text: str) -> None:
        """Replace the words of a memory for good, and remove the facts that repeat them.

        The time and the fact `name` stay: a number is found again by it. Raises `memory.none`.
        """
        memory = self.memory(memory_id)
        data = {
            name: fact
            for name, fact in memory.data.items()
            if name == "name" or not _repeats(fact, memory.text)
        }
        change = {"text": storable(text), "data": data_to_json(data), "now": self._connection.now()}
        self._change_everywhere(
            "UPDATE memories SET text = :text, data = :data, updated_at = :now WHERE id = :id",
            [{**_key(memory), **change}],
        )

    def forget_memories(self, ids: Sequence[int]) -> None:
        """Delete memories for good, all or none; raises `memory.none` if one is not there."""
        keys = [_key(self.memory(memory_id)) for memory_id in ids]
        self._change_everywhere("DELETE FROM memories WHERE id = :id", keys)

    def _change_everywhere(self, sql: str, rows: Sequence[dict[str, object]]) -> None:
        """Change memories in the journal and its copies, and leave no trace of the old words."""
        with self._connection.write() as db:  # meanwhile nobody makes another copy
            for copy in self._connection.copies():
                # The copies come first: if one cannot be changed, nothing was, and it can be
                # repeated.
                with open_copy(copy, self._connection.key) as old, write_transaction(old):
                    old.executemany(f"{sql} {_SAME_MEMORY}", rows)
                    _forget_earlier(old, rows)
                    rewrite_indexes(old, "optimize", [INDEX])
            db.conn.executemany(sql, rows)
            _forget_earlier(db.conn, rows)
            rewrite_indexes(db.conn, "optimize", [INDEX])
        self._connection.empty_log()

    def _merged(self, known: str, data: dict[str, object]) -> str:
        try:
            return data_to_json(data_of(known) | data)
        except ValueError:
            raise journal_error("journal.corrupt", self._connection.path) from None


def _repeats(fact: object, text: str) -> bool:
    """Return whether a fact repeats a text; a single word or a number is a name."""
    return isinstance(fact, str) and len(fact.split()) > 1 and (fact in text or text in fact)


def _key(memory: Memory) -> dict[str, object]:
    return {
        "id": memory.id,
        "created_at": to_text(memory.created_at),
        "session_id": memory.session_id,
    }


def _forget_earlier(connection: sqlite3.Connection, rows: Sequence[dict[str, object]]) -> None:
    """Delete what memories held before they were corrected."""
    for row in rows:
        forget_revisions(connection, "kind = 'memory' AND row = ?", [row["id"]])
