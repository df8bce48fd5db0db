"""Memories: a session keeps and marks them, and a person changes them, or that one is kept at all.

Words that a person changes are not only out of sight: they are gone from the file, from its
full-text index and its write-ahead log, and from its copies. What was said in the session a memory
came from is not touched; it is forgotten with the session.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from voice_coach.errors import CoachError
from voice_coach.journal.access import copy_to_forget_in, write_transaction
from voice_coach.journal.forgetting import Forgetter
from voice_coach.journal.guarding import copies_beside
from voice_coach.journal.reading import Reader
from voice_coach.journal.rows import data_of, data_to_json, storable
from voice_coach.journal.times import to_text
from voice_coach.journal.trouble import trouble
from voice_coach.session.events import Memory

_AND_THE_SAME = "AND created_at = :created_at"
"""A copy may be of another journal that stood here before, where the id was another memory's."""


class Keeper(Reader, Forgetter):
    """Looking after single memories."""

    def keep(
        self,
        kind: str,
        text: str,
        data: dict[str, object],
        session_id: str | None,
        status: str = "open",
    ) -> int:
        """Keeps something for later sessions.

        Args:
            kind: What it is, such as `promise`.
            text: Its words.
            data: Further facts; `turn` is the row id of the answer it came from.
            session_id: The session it came from.
            status: What is to be done with it: `open` until something marks it.

        Returns:
            Its id.

        Raises:
            CoachError: `journal.gone` if the session was deleted meanwhile.
        """
        values: dict[str, object] = {
            "kind": storable(kind),
            "text": storable(text),
            "data": data_to_json(data),
            "status": storable(status),
            "session_id": session_id,
            "now": self._now(),
        }
        with self._writing() as db:
            cursor = db.execute(
                "INSERT INTO memories "
                "(kind, text, data, status, session_id, created_at, updated_at) "
                "VALUES (:kind, :text, :data, :status, :session_id, :now, :now)",
                values,
            )
        return int(cursor.lastrowid or 0)

    def mark(self, memory_id: int, status: str, data: dict[str, object]) -> None:
        """Gives a memory a new status and adds facts to it; facts of the same name are replaced.

        Raises:
            CoachError: `journal.gone` if it was deleted meanwhile.
        """
        with self._writing() as db:
            row = db.execute("SELECT data FROM memories WHERE id = ?", [memory_id]).fetchone()
            if row is None:
                raise trouble("journal.gone", self.path)
            db.execute(
                "UPDATE memories SET status = ?, data = ?, updated_at = ? WHERE id = ?",
                [storable(status), self._merged(row[0], data), self._now(), memory_id],
            )

    def memory(self, memory_id: int) -> Memory:
        """One memory.

        Raises:
            CoachError: `memory.none` if there is none with this id.
        """
        for memory in self.memories():
            if memory.id == memory_id:
                return memory
        raise CoachError(
            "memory.none",
            f"The journal {self.path} holds no memory {memory_id}. "
            "voice-coach memories lists them with their numbers.",
        )

    def reword(self, memory_id: int, text: str) -> None:
        """Gives a memory other words. When it was kept stays; the old words are gone for good.

        With them go the facts that repeat them, such as what a lesson's mistake was; but not its
        `name`, by which a number is found again.

        Raises:
            CoachError: `memory.none`.
        """
        memory = self.memory(memory_id)
        data = {
            name: fact
            for name, fact in memory.data.items()
            if name == "name" or not _repeats(fact, memory.text)
        }
        change = {"text": storable(text), "data": data_to_json(data), "now": self._now()}
        self._for_good(
            "UPDATE memories SET text = :text, data = :data, updated_at = :now WHERE id = :id",
            [{**_key(memory), **change}],
        )

    def forget_memories(self, ids: Sequence[int]) -> None:
        """Deletes memories for good: all of them, or, if one of them is not there, none.

        Raises:
            CoachError: `memory.none`.
        """
        keys = [_key(self.memory(memory_id)) for memory_id in ids]
        self._for_good("DELETE FROM memories WHERE id = :id", keys)

    def _for_good(self, sql: str, rows: Sequence[dict[str, object]]) -> None:
        """Changes memories here and in the copies of the journal, and leaves no trace behind."""
        with self._writing() as db:  # meanwhile nobody makes another copy
            for copy in self._copies():
                # The copies come first: if one cannot be changed, nothing was, and it can be
                # repeated.
                with copy_to_forget_in(copy, self._key) as old, write_transaction(old):
                    old.executemany(f"{sql} {_AND_THE_SAME}", rows)
                    _tidy(old)
            db.conn.executemany(sql, rows)
            _tidy(db.conn)
        self._empty_log()

    def _merged(self, known: str, data: dict[str, object]) -> str:
        try:
            return data_to_json(data_of(known) | data)
        except ValueError:
            raise trouble("journal.corrupt", self.path) from None

    def _copies(self) -> list[Path]:
        """The copies of the journal: see `copies_beside`."""
        return copies_beside(self.path)


def _repeats(fact: object, text: str) -> bool:
    """Whether a fact holds words of a text; a single word or a number is a name for something."""
    return isinstance(fact, str) and len(fact.split()) > 1 and (fact in text or text in fact)


def _key(memory: Memory) -> dict[str, object]:
    return {"id": memory.id, "created_at": to_text(memory.created_at)}


def _tidy(connection: sqlite3.Connection) -> None:
    """Rewrites the full-text index over memories, where there is one: it still had the words."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'memories_fts'").fetchone():
        connection.execute("INSERT INTO memories_fts (memories_fts) VALUES ('optimize')")
