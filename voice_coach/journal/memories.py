"""Memories: kept, changed, forgotten, taken back and brought back.

Freed pages are overwritten (`secure_delete`), the full-text index is rewritten so that it holds no
trace of the words, and the write-ahead log, which still had them, is emptied.

Words that a person changes are not only out of sight: they are gone from the file, from its
full-text index and its write-ahead log, and from its copies. What was said in the session a memory
came from is not touched; it is forgotten with the session.

What is deleted here is gone from the files at once, as with everything that is forgotten. The only
copy is in the memory of the program, and goes with it.
"""

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voice_coach.errors import CoachError, Command
from voice_coach.journal import recordings
from voice_coach.journal.connection import (
    Access,
    copies_beside,
    copy_to_forget_in,
    write_transaction,
)
from voice_coach.journal.errors import in_plain_words, trouble
from voice_coach.journal.models import data_of, data_to_json, storable, to_text
from voice_coach.journal.queries import Reader
from voice_coach.journal.sqlite import CipherKey
from voice_coach.protocol.events import Memory

if TYPE_CHECKING:
    from sqlite_utils import Database


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
        memories = Command("memories")
        raise CoachError(
            "memory.none",
            f"The journal {self.path} holds no memory {memory_id}. "
            f"{memories} lists them with their numbers.",
            memories,
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
                    _optimize_memory_index(old)
            db.conn.executemany(sql, rows)
            _optimize_memory_index(db.conn)
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


def _optimize_memory_index(connection: sqlite3.Connection) -> None:
    """Rewrites the full-text index over memories, where there is one: it still had the words."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'memories_fts'").fetchone():
        connection.execute("INSERT INTO memories_fts (memories_fts) VALUES ('optimize')")


_OUT_OF_THE_WAY = 1_000_000_000
"""Below minus this are the places of turns while they are put in order again."""


RawRow = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken back, as it was before: the rows of turns and of memories.

    `gone` are the ids of the turns that were deleted, and `takes` are the files of their
    recordings.
    """

    session_id: str
    turns: tuple[RawRow, ...]
    memories: tuple[RawRow, ...]
    gone: frozenset[int]
    takes: tuple[tuple[str, bytes], ...] = ()


class TakerBack(Keeper):
    """Taking things back, and bringing them back."""

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
    ) -> Taken:
        """Takes back what a person answered, in one transaction.

        Args:
            session_id: The session.
            step: The question.
            first_row: The id of the first turn that may be meant; None: the first answer to it.
            forget: Delete the answers to this question, and what the coach said in `echoes`. Else
                every answer from there on is marked as undone.
            echoes: The names of steps whose prompts may have spoken it back.
            memories: The ids of memories that go. Those of this session that came from one of the
                turns go, too.
            changed: Memories that stay, with the status and the facts they have then.

        Returns:
            What it was before, for `bring_back`.
        """
        with self._writing() as db:
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
                    [memory.status, data_to_json(memory.data), self._now(), memory.id],
                )
            _optimize_indexes(db.conn)
        takes = recordings.take_out(self.path, session_id, ids) if forget else ()
        deleted = frozenset(ids if forget else ())
        taken = Taken(session_id, tuple(turns), tuple(before), deleted, takes)
        if forget:
            self._forget_keys(session_id, taken.gone)
            self._forget_in_copies(taken, gone)
            self._empty_log()
        return taken

    def _forget_keys(self, session_id: str, gone: Collection[int]) -> None:
        """Rows of a session are gone; whoever knows them by other names forgets these."""

    def bring_back(self, taken: Taken) -> None:
        """Makes everything as it was before it was taken back."""
        with self._writing() as db:
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
        recordings.put_back(self.path, taken.session_id, taken.takes)

    def _meant(  # noqa: PLR0917 - the parts of one question
        self,
        db: "Database",
        session_id: str,
        step: str,
        first_row: int | None,
        forget: bool,  # noqa: FBT001 - as in `take_back`
        echoes: Sequence[str],
    ) -> list[RawRow]:
        """The turns that are taken back."""
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
        """The memories that go with these turns, and those that were named."""
        rows = db.query("SELECT id, data FROM memories WHERE session_id = ?", [session_id])
        return sorted(
            {row["id"] for row in rows if data_of(row["data"]).get("turn") in turns} | set(named)
        )

    def _forget_in_copies(self, taken: Taken, memories: Sequence[int]) -> None:
        """The copies made before migrations forget it, too: a session may have begun before."""
        made = [row for row in taken.memories if row["id"] in memories]
        for copy in self._copies():
            with copy_to_forget_in(copy, self._key) as connection, write_transaction(connection):
                connection.executemany(
                    "DELETE FROM turns WHERE id = :id AND session_id = :session_id",
                    [row for row in taken.turns if row["id"] in taken.gone],
                )
                connection.executemany(
                    "DELETE FROM memories WHERE id = :id AND created_at = :created_at", made
                )
                _optimize_indexes(connection)


def _ids(rows: Sequence[Mapping[str, Any]]) -> list[int]:
    return [row["id"] for row in rows]


def _rows(db: "Database", table: str, ids: Sequence[int]) -> list[RawRow]:
    marks = ", ".join("?" * len(ids))
    return list(db.query(f"SELECT * FROM {table} WHERE id IN ({marks})", list(ids)))  # noqa: S608 - our own


def _delete_rows(connection: sqlite3.Connection, table: str, ids: Sequence[int]) -> None:
    connection.executemany(f"DELETE FROM {table} WHERE id = ?", [(number,) for number in ids])  # noqa: S608


def _insert(db: "Database", table: str, rows: Sequence[RawRow]) -> None:
    """Puts rows back under the ids they had. A turn stands out of the way at first."""
    for row in rows:
        values = {**row, "seq": -_OUT_OF_THE_WAY * 2 - row["id"]} if table == "turns" else row
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)  # noqa: S608 - our own


def _in_order(db: "Database", session_id: str) -> None:
    """Numbers the turns of a session anew, in the order in which they were said."""
    db.execute(
        "UPDATE turns SET seq = ? - id WHERE session_id = ? AND seq > 0",
        [-_OUT_OF_THE_WAY, session_id],
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


def _optimize_indexes(connection: sqlite3.Connection) -> None:
    """Rewrites the full-text indexes, where there are any: they still had the words."""
    for index in ("turns_fts", "memories_fts"):
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (index,)).fetchone():
            connection.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")  # noqa: S608
