"""Answers taken back in a session: "delete that", "back", and the undoing of both.

Deleted words are gone from the files at once; the only copy, for an undo, is in memory.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voice_coach.journal import recordings
from voice_coach.journal.models import data_of, data_to_json, storable
from voice_coach.journal.storage.connection import Connection, open_copy
from voice_coach.journal.storage.schema import rewrite_indexes
from voice_coach.journal.storage.sqlite import write_transaction
from voice_coach.protocol.events import Memory

if TYPE_CHECKING:
    from sqlite_utils import Database

_SEQ_OFFSET = 1_000_000_000
"""The `seq` of turns is below minus this while they are renumbered."""

RawRow = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Retracted:
    """Rows of turns and memories before they were taken back, and the recordings' files."""

    session_id: str
    turns: tuple[RawRow, ...]
    memories: tuple[RawRow, ...]
    gone: frozenset[int]
    recordings: tuple[tuple[str, bytes], ...] = ()


class Retraction:
    """Takes answers of a running session back, and brings them back."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._path = connection.path

    def take_back(
        self,
        session_id: str,
        step: str,
        first_row: int | None,
        *,
        forget: bool,
        echoes: Sequence[str] = (),
        memories: Sequence[int] = (),
        changed: Sequence[Memory] = (),
    ) -> Retracted:
        """Take back what a person answered to a step, in one transaction; return what it was.

        Args:
            session_id: The session.
            step: The question.
            first_row: The id of the first turn that may be meant; None: the first answer to it.
            forget: Delete the answers to this question, and what the coach said in `echoes`. Else
                every answer from there on is marked as undone.
            echoes: The names of steps whose prompts may have spoken it back.
            memories: The ids of memories that go; so do those that came from one of the turns.
            changed: Memories that stay, with the status and the facts they have then.
        """
        with self._connection.write() as db:
            turns = self._meant(db, storable(session_id), step, first_row, forget, echoes)
            ids = [row["id"] for row in turns]
            gone = self._memories_of(db, storable(session_id), ids, memories)
            other = [memory.id for memory in changed]
            before = [*_rows(db, "memories", gone), *_rows(db, "memories", other)]
            if forget:
                _delete_rows(db.conn, "turns", ids)
            else:
                _mark_undone(db.conn, ids, undone=True)
            _delete_rows(db.conn, "memories", gone)
            for memory in changed:
                db.execute(
                    "UPDATE memories SET status = ?, data = ?, updated_at = ? WHERE id = ?",
                    [memory.status, data_to_json(memory.data), self._connection.now(), memory.id],
                )
            rewrite_indexes(db.conn, "optimize")
        files = recordings.pop_turns(self._path, session_id, ids) if forget else ()
        deleted = frozenset(ids if forget else ())
        taken = Retracted(session_id, tuple(turns), tuple(before), deleted, files)
        if forget:
            self._forget_in_copies(taken, gone)
            self._connection.empty_log()
        return taken

    def bring_back(self, taken: Retracted) -> None:
        """Restore everything as it was before it was taken back."""
        with self._connection.write() as db:
            _mark_undone(db.conn, [row["id"] for row in taken.turns if not row["undone"]])
            _insert(db, "turns", [row for row in taken.turns if row["id"] in taken.gone])
            if taken.gone:
                _in_order(db, storable(taken.session_id))
            there = {row["id"] for row in _rows(db, "memories", _ids(taken.memories))}
            _insert(db, "memories", [row for row in taken.memories if row["id"] not in there])
            for row in taken.memories:
                if row["id"] in there:
                    db.execute(
                        "UPDATE memories SET status = :status, data = :data, "
                        "updated_at = :updated_at WHERE id = :id",
                        row,
                    )
        recordings.restore_turns(self._path, taken.session_id, taken.recordings)

    @staticmethod
    def _meant(  # noqa: PLR0917 - the parts of one question
        db: "Database",
        session_id: str,
        step: str,
        first_row: int | None,
        forget: bool,  # noqa: FBT001 - as in `take_back`
        echoes: Sequence[str],
    ) -> list[RawRow]:
        rows = list(db.query("SELECT * FROM turns WHERE session_id = ? ORDER BY id", [session_id]))
        if first_row is None:
            answers = [row["id"] for row in rows if row["speaker"] == "you" and row["step"] == step]
            first_row = min(answers, default=0)
        asked = (step, f"{step}/confirm")

        def is_meant(row: RawRow) -> bool:
            mine = row["speaker"] == "you"
            if row["id"] < first_row:
                return False
            if not forget:
                return mine and not row["undone"]
            if mine:
                return row["step"] in asked
            return row["step"].partition("/")[0] in echoes or row["step"] == asked[1]

        return [row for row in rows if is_meant(row)]

    @staticmethod
    def _memories_of(
        db: "Database", session_id: str, turns: Sequence[int], named: Sequence[int]
    ) -> list[int]:
        """Return the ids of the memories that came from these turns, and of those named."""
        rows = db.query("SELECT id, data FROM memories WHERE session_id = ?", [session_id])
        return sorted(
            {row["id"] for row in rows if data_of(row["data"]).get("turn") in turns} | set(named)
        )

    def _forget_in_copies(self, taken: Retracted, memories: Sequence[int]) -> None:
        """Delete it in the copies, too: a session may have begun before one was made."""
        made = [row for row in taken.memories if row["id"] in memories]
        for copy in self._connection.copies():
            with open_copy(copy, self._connection.key) as connection, write_transaction(connection):
                connection.executemany(
                    "DELETE FROM turns WHERE id = :id AND session_id = :session_id",
                    [row for row in taken.turns if row["id"] in taken.gone],
                )
                connection.executemany(
                    "DELETE FROM memories WHERE id = :id AND created_at = :created_at", made
                )
                rewrite_indexes(connection, "optimize")


def _ids(rows: Sequence[Mapping[str, Any]]) -> list[int]:
    return [row["id"] for row in rows]


def _rows(db: "Database", table: str, ids: Sequence[int]) -> list[RawRow]:
    marks = ", ".join("?" * len(ids))
    return list(db.query(f"SELECT * FROM {table} WHERE id IN ({marks})", list(ids)))  # noqa: S608 - our own


def _delete_rows(connection: sqlite3.Connection, table: str, ids: Sequence[int]) -> None:
    connection.executemany(f"DELETE FROM {table} WHERE id = ?", [(number,) for number in ids])  # noqa: S608


def _insert(db: "Database", table: str, rows: Sequence[RawRow]) -> None:
    """Insert rows under the ids they had; turns get a free `seq` at first."""
    for row in rows:
        values = {**row, "seq": -_SEQ_OFFSET * 2 - row["id"]} if table == "turns" else row
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)  # noqa: S608 - our own


def _in_order(db: "Database", session_id: str) -> None:
    """Renumber the turns of a session, in the order in which they were said."""
    db.execute(
        "UPDATE turns SET seq = ? - id WHERE session_id = ? AND seq > 0",
        [-_SEQ_OFFSET, session_id],
    )
    rows = db.execute("SELECT id FROM turns WHERE session_id = ? ORDER BY id", [session_id])
    places = [(seq, row_id) for seq, (row_id,) in enumerate(rows.fetchall(), start=1)]
    db.conn.executemany("UPDATE turns SET seq = ? WHERE id = ?", places)


def _mark_undone(
    connection: sqlite3.Connection, ids: Sequence[int], *, undone: bool = False
) -> None:
    connection.executemany(
        "UPDATE turns SET undone = ? WHERE id = ?", [(int(undone), number) for number in ids]
    )
