"""What a person changes in their memories themselves: the words, or that one is kept at all.

Old words are not only out of sight: they are gone from the file, from its full-text index and its
write-ahead log, and from the copies that were made before migrations. What was said in the session
a memory came from is not touched; it is forgotten with the session.
"""

import glob
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from voice_coach.errors import CoachError
from voice_coach.journal.access import write_transaction
from voice_coach.journal.connecting import connect
from voice_coach.journal.forgetting import Forgetter
from voice_coach.journal.reading import Reader
from voice_coach.journal.rows import data_to_json, storable
from voice_coach.journal.times import to_text
from voice_coach.journal.trouble import in_plain_words
from voice_coach.session.events import Memory

_AND_THE_SAME = "AND created_at = :created_at"
"""A copy may be of another journal that stood here before, where the id was another memory's."""


class Keeper(Reader, Forgetter):
    """Looking after single memories."""

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
        for copy in self._copies():
            # The copies come first: if one cannot be changed, nothing was, and it can be repeated.
            with (
                in_plain_words(copy),
                closing(connect(copy, self._key)) as connection,
            ):
                connection.execute("PRAGMA secure_delete = ON")
                with write_transaction(connection):
                    connection.executemany(f"{sql} {_AND_THE_SAME}", rows)
                    _tidy(connection)
        with self._writing() as db:
            db.conn.executemany(sql, rows)
            _tidy(db.conn)
        self._empty_log()

    def _copies(self) -> list[Path]:
        """The copies that were made before migrations; they stand beside the real file."""
        real = Path(os.path.realpath(self.path))
        return sorted(real.parent.glob(f"{glob.escape(real.name)}.before-*.backup"))


def _repeats(fact: object, text: str) -> bool:
    """Whether a fact holds words of a text; a single word or a number is a name for something."""
    return isinstance(fact, str) and len(fact.split()) > 1 and (fact in text or text in fact)


def _key(memory: Memory) -> dict[str, object]:
    return {"id": memory.id, "created_at": to_text(memory.created_at)}


def _tidy(connection: sqlite3.Connection) -> None:
    """Rewrites the full-text index over memories, where there is one: it still had the words."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'memories_fts'").fetchone():
        connection.execute("INSERT INTO memories_fts (memories_fts) VALUES ('optimize')")
