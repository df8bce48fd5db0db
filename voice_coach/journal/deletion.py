"""Deletion of turns, of sessions, or of everything: their words are in no file afterwards.

Copies are changed first: if one of them cannot be, nothing was, and it can be repeated. Then the
database is rewritten in memory, so that no page keeps a trace, and its log is emptied.
"""

import glob
import os
import re
import sqlite3
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from voice_coach.errors import CoachError
from voice_coach.journal import recordings
from voice_coach.journal.errors import translate_errors
from voice_coach.journal.models import data_of, data_to_json, storable
from voice_coach.journal.queries import Queries
from voice_coach.journal.storage.connection import Connection, open_copy
from voice_coach.journal.storage.schema import rewrite_indexes
from voice_coach.journal.storage.sqlite import CipherKey, write_transaction

REDACTED = "…"
"""Replaces words in a prompt that were deleted."""

LAST_WORDS = "last-words-"
"""The prefix of files with words that the journal could not take (`rescue_name`)."""


def rescue_name(session_id: str) -> str:
    """Return the prefix of the name of a session's file of last words."""
    return f"{LAST_WORDS}{session_id}-"


class Deletion:
    """Deletes turns, sessions, or everything."""

    def __init__(self, connection: Connection, queries: Queries) -> None:
        self._connection = connection
        self._queries = queries
        self._path = connection.path

    def forget_turns(
        self,
        session_id: str,
        steps: Collection[str],
        echoes: Collection[str] = (),
        rows: Collection[int] = (),
    ) -> list[int]:
        """Delete what a person said to some steps of a session, and return the ids of the rows.

        `NAME/confirm` and `NAME/3` belong to the step `NAME`. `echoes` are steps whose prompts may
        have spoken it back, and `rows` are single rows of the session that go as well.
        """
        for copy in self._connection.copies():  # a session may have begun before one was made
            with open_copy(copy, self._connection.key) as old, write_transaction(old):
                _delete_turns(old, storable(session_id), steps, echoes, rows)
        with self._connection.write() as db:
            ids = _delete_turns(db.conn, storable(session_id), steps, echoes, rows)
        if ids:
            self._connection.empty_log()
        recordings.remove_turns(self._path, session_id, ids)
        return ids

    def forget_sessions(self, ids: Sequence[str]) -> None:
        """Delete sessions for good: all of them, or, if one may be running, none.

        Raises:
            CoachError: `session.running` if one of them has no end and a session is running;
                `journal.read` if another program keeps the log from being emptied; then they are
                deleted, and their words are gone when that program ends.
        """
        wanted = [storable(session_id) for session_id in ids]
        with self._without_sessions(wanted):
            with self._connection.write() as db:  # meanwhile nobody makes another copy
                for copy in self._connection.copies():
                    _forget_in_copy(copy, self._connection.key, wanted)
                _unlink(_partial_copies(self._path))
                _delete_sessions(db.conn, wanted)
            recordings.remove_sessions(self._path, wanted)
            self._rewrite()
            _unlink(_last_words(self._path, set(wanted)))

    def forget_everything(self) -> None:
        """Delete all sessions and memories for good, the copies, and damaged journals.

        Raises the same errors as `forget_sessions`.
        """
        with self._without_sessions(None):
            ids = {row.id for row in self._queries.sessions()}
            with self._connection.write() as db:
                _unlink(
                    [
                        *self._connection.copies(),
                        *_partial_copies(self._path),
                        *damaged_beside(self._path),
                    ]
                )
                db.conn.execute("DELETE FROM memories")
                db.conn.execute("DELETE FROM turns")
                db.conn.execute("DELETE FROM sessions")
                db.conn.execute("DELETE FROM notices")
                rewrite_indexes(db.conn, "rebuild")
            recordings.remove_all(self._path)
            self._rewrite()
            _unlink(_last_words(self._path, ids))
            _unlink(sorted(self._path.parent.glob(f"{LAST_WORDS}*.txt")))

    @contextmanager
    def _without_sessions(self, ids: Sequence[str] | None) -> Iterator[None]:
        """Keep these sessions, or all, from running or beginning in the block."""
        if self._connection.lock is None:
            yield
            return
        with self._connection.lock.exclusive() as alone:
            if not alone:
                self._refuse_unended(ids)
            yield

    def _refuse_unended(self, ids: Sequence[str] | None) -> None:
        unended = [row for row in self._queries.sessions() if row.outcome is None]
        wanted = [row for row in unended if ids is None or row.id in ids]
        if not wanted and ids is not None:
            return
        named = wanted[0].id if wanted else "A session"
        raise CoachError(
            "session.running",
            f"{named} may be running now, in another program that uses the journal {self._path}. "
            "End it, by saying stop or with Ctrl-C, and try again. Nothing was deleted.",
        )

    def _rewrite(self) -> None:
        """Rewrite the whole file and empty its log; raises `journal.read`."""
        with translate_errors(self._path):
            _vacuum(self._connection.db.conn)
            (busy, _, _) = self._connection.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise CoachError(
                "journal.read",
                "It is deleted, but another program is reading the journal "
                f"{self._path}, whose log may hold the words until that program is closed. "
                "Close it.",
            )


def _delete_turns(
    connection: sqlite3.Connection,
    session_id: str,
    steps: Collection[str],
    echoes: Collection[str],
    rows: Collection[int],
) -> list[int]:
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
        rewrite_indexes(connection, "optimize", ["turns_fts"])
    return ids


def _forget_in_copy(copy: Path, key: CipherKey | None, ids: Sequence[str]) -> None:
    with open_copy(copy, key) as connection:
        with write_transaction(connection):
            _delete_sessions(connection, ids)
        _vacuum(connection)


def _delete_sessions(connection: sqlite3.Connection, ids: Sequence[str]) -> None:
    for session_id in ids:
        kept = connection.execute(
            "SELECT text, data FROM memories WHERE session_id = ?", [session_id]
        ).fetchall()
        said = connection.execute(
            "SELECT text FROM turns WHERE session_id = ? AND speaker = 'you'", [session_id]
        ).fetchall()
        _redact_prompts(connection, session_id, _quotes_of(kept))
        _remove_facts(connection, session_id, {text for (text,) in said})
        for table in ("memories", "turns"):
            connection.execute(f"DELETE FROM {table} WHERE session_id = ?", [session_id])  # noqa: S608
        connection.execute("DELETE FROM sessions WHERE id = ?", [session_id])
    rewrite_indexes(connection, "rebuild")


def _quotes_of(kept: Iterable[tuple[str, str]]) -> list[str]:
    """Return what prompts may quote of memories: their lines, and facts but for single words."""
    found: set[str] = set()
    for text, data in kept:
        found.update(text.splitlines())
        facts = [fact for fact in _facts(data).values() if isinstance(fact, str)]
        lines = (line for fact in facts for line in fact.splitlines())
        found.update(line for line in lines if len(line.split()) > 1)
    return sorted((line.strip() for line in found if line.strip()), key=len, reverse=True)


def _redact_prompts(connection: sqlite3.Connection, session_id: str, quotes: Sequence[str]) -> None:
    """Replace quotes of a session by `REDACTED` in what the coach said in others.

    They stay where the person said the same in that session, too.
    """
    for quote in quotes:
        whole = re.compile(rf"(?<!\w){re.escape(quote)}(?!\w)")
        rows = connection.execute(
            """
            SELECT id, text FROM turns
            WHERE session_id <> :id AND speaker = 'coach' AND instr(text, :quote)
                AND NOT EXISTS (
                    SELECT 1 FROM turns AS said
                    WHERE said.session_id = turns.session_id AND said.speaker = 'you'
                        AND instr(said.text, :quote)
                )
            """,
            {"id": session_id, "quote": quote},
        ).fetchall()
        connection.executemany(
            "UPDATE turns SET text = ? WHERE id = ?",
            [(whole.sub(REDACTED, text), row_id) for row_id, text in rows],
        )


def _remove_facts(connection: sqlite3.Connection, session_id: str, said: Collection[str]) -> None:
    """Remove facts that were said in this session from memories of others."""
    rows = connection.execute(
        "SELECT id, session_id, data FROM memories WHERE session_id IS NOT :id "
        "AND updated_at >= (SELECT started_at FROM sessions WHERE id = :id)",
        {"id": session_id},
    ).fetchall()
    for row_id, own_id, text in rows:
        also_said = {
            words
            for (words,) in connection.execute(
                "SELECT text FROM turns WHERE session_id = ? AND speaker = 'you'", [own_id]
            )
        }
        data = _facts(text)
        left = {
            name: fact
            for name, fact in data.items()
            if not isinstance(fact, str) or fact not in said or fact in also_said
        }
        if left != data:
            connection.execute(
                "UPDATE memories SET data = ? WHERE id = ?", [data_to_json(left), row_id]
            )


def _facts(text: str) -> dict[str, object]:
    """Return the facts of a memory; none where another program spoilt them."""
    try:
        return data_of(text)
    except ValueError:
        return {}


def _vacuum(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("VACUUM")


def _partial_copies(journal: Path) -> list[Path]:
    """Return what a killed backup or locking left; delete it while no program migrates."""
    real = Path(os.path.realpath(journal))
    return sorted(real.parent.glob(f"{glob.escape(real.name)}.*.part*"))


def damaged_beside(journal: Path) -> list[Path]:
    """Return the damaged journals that were kept aside, and their logs."""
    real = Path(os.path.realpath(journal))
    return sorted(real.parent.glob(f"{glob.escape(real.stem)}-damaged-*"))


def _last_words(journal: Path, ids: Collection[str]) -> list[Path]:
    """Return these sessions' files of last words, beside the journal or among temporary files."""
    found = []
    for folder in (journal.parent, Path(tempfile.gettempdir())):
        for file in folder.glob(f"{LAST_WORDS}*.txt"):
            session_id = file.name.removeprefix(LAST_WORDS).rpartition("-")[0]
            if session_id in ids:
                found.append(file)
    return found


def _unlink(files: Iterable[Path]) -> None:
    for file in files:
        with translate_errors(file):
            file.unlink(missing_ok=True)
