"""Forgetting: what a person does not want kept is not only hidden, its bytes are gone.

Freed pages are overwritten (`secure_delete`), the full-text index is rewritten so that it holds no
trace of the words, and the write-ahead log, which still had them, is emptied.
"""

import sqlite3
from collections.abc import Collection
from pathlib import Path

from voice_coach.journal.access import Access, copy_to_forget_in, write_transaction
from voice_coach.journal.connecting import CipherKey
from voice_coach.journal.rows import storable
from voice_coach.journal.trouble import in_plain_words

REPLACED = "replaced"
"""The status of a memory that a newer one stands in for."""


class Forgetter(Access):
    """Taking things out of the journal, or out of the way."""

    def forget_turns(
        self,
        session_id: str,
        steps: Collection[str],
        echoes: Collection[str] = (),
        rows: Collection[int] = (),
    ) -> list[int]:
        """Deletes, for good, what a person said to some steps of a session.

        With it go the questions whether it was heard right, and what the coach said in `echoes`.

        Args:
            session_id: The session.
            steps: The names of the steps; `NAME/confirm` and `NAME/3` belong to `NAME`.
            echoes: The names of steps whose prompts may have spoken it back.
            rows: The ids of single rows of the session that go as well.

        Returns:
            The ids of the rows that are gone.
        """
        with self._writing() as db:
            ids = _delete(db.conn, storable(session_id), steps, echoes, rows)
        if ids:
            self._empty_log()
        return ids

    def replace_memories(self, kind: str, session_id: str) -> list[int]:
        """Marks the open memories of a kind as replaced, but for those of this session.

        Returns:
            Their ids.
        """
        with self._writing() as db:
            found = db.execute(
                "SELECT id FROM memories WHERE kind = ? AND status = 'open' "
                "AND session_id IS NOT ?",
                [storable(kind), session_id],
            ).fetchall()
            db.execute(
                "UPDATE memories SET status = ?, updated_at = ? "
                "WHERE kind = ? AND status = 'open' AND session_id IS NOT ?",
                [REPLACED, self._now(), storable(kind), session_id],
            )
        return [int(memory_id) for (memory_id,) in found]

    def _empty_log(self) -> None:
        """Empties the write-ahead log; if another program reads in it, the last to leave does."""
        with in_plain_words(self.path):
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def forget_in_copy(
    copy: Path,
    session_id: str,
    steps: Collection[str],
    echoes: Collection[str],
    rows: Collection[int] = (),
    *,
    key: CipherKey | None,
) -> None:
    """Deletes the same from a copy of a journal, which may hold the beginning of a session.

    Raises:
        CoachError: The copy cannot be changed.
    """
    with copy_to_forget_in(copy, key) as connection, write_transaction(connection):
        _delete(connection, storable(session_id), steps, echoes, rows)


def _delete(
    connection: sqlite3.Connection,
    session_id: str,
    steps: Collection[str],
    echoes: Collection[str],
    rows: Collection[int],
) -> list[int]:
    """Deletes the rows of `forget_turns`; their ids."""

    def is_of(row_id: int, speaker: str, step: str) -> bool:
        if row_id in rows:
            return True
        name, _, part = step.partition("/")
        if speaker == "you":
            return name in steps
        return name in echoes or (name in steps and part == "confirm")

    turns = connection.execute(
        "SELECT id, speaker, step FROM turns WHERE session_id = ?", [session_id]
    ).fetchall()
    ids = [int(row_id) for row_id, speaker, step in turns if is_of(row_id, speaker, step)]
    if ids:
        connection.executemany("DELETE FROM turns WHERE id = ?", [(row_id,) for row_id in ids])
        connection.execute("INSERT INTO turns_fts (turns_fts) VALUES ('optimize')")
    return ids
