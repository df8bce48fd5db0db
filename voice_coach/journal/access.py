"""What every part of the journal stands on: one connection, its transactions, its errors.

A connection belongs to the thread that opened it.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from voice_coach.errors import CoachError
from voice_coach.journal.connecting import CipherKey, connect, errors
from voice_coach.journal.rows import Row
from voice_coach.journal.times import to_text
from voice_coach.journal.trouble import code_of, in_plain_words, of_a_copy, trouble

if TYPE_CHECKING:
    from sqlite_utils import Database

T = TypeVar("T")
Parameters = Sequence[object] | dict[str, object]


@contextmanager
def write_transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """One write transaction: all of it is on the disk when the block ends, or none of it.

    The write lock is taken at the start, because a transaction that first reads and then writes
    is refused at once, without waiting, where another program wrote in between.

    Raises:
        sqlite3.Error: The lock was not to be had in time, or the disk failed.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A full disk may have ended the transaction already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def copy_to_forget_in(copy: Path, key: CipherKey | None) -> Iterator[sqlite3.Connection]:
    """A connection to a copy of a journal, in which what is deleted is overwritten.

    Raises:
        CoachError: The copy cannot be changed.
    """
    with of_a_copy(copy), closing(connect(copy, key)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        yield connection


class Access:
    """A connection to one journal. See `store.Journal`."""

    _key: CipherKey | None = None
    refusal: CoachError | None = None
    """Why the journal can only be read, if it can only be read."""

    def __init__(self, db: "Database", path: Path, clock: Callable[[], datetime]) -> None:
        self.path = path
        self._db = db
        self._clock = clock

    @property
    def key(self) -> CipherKey | None:
        """What it was opened with; None if it is not locked."""
        return self._key

    @property
    def locked(self) -> bool:
        """Whether the journal is encrypted with a passphrase."""
        return self._key is not None

    @contextmanager
    def _writing(self) -> Iterator["Database"]:
        """One write transaction: all of it is on the disk when the block ends, or none of it."""
        if self.refusal is not None:
            raise self.refusal
        with in_plain_words(self.path), write_transaction(self._db.conn):
            yield self._db

    def is_alone(self) -> bool:
        """Whether no other program has this journal open.

        SQLite leaves write-ahead logging only when nobody else is there; it is taken up again at
        once. The first look into the file is what others notice, so one is taken. Who can only read
        cannot tell.
        """
        if self.refusal is not None:
            return False
        alone = True
        with in_plain_words(self.path):
            try:
                self._db.execute("PRAGMA journal_mode = DELETE").fetchall()
                self._db.execute("PRAGMA journal_mode = WAL").fetchall()
            except errors() as error:
                if code_of(error) != "journal.locked":
                    raise
                alone = False
            self._db.execute("SELECT count(*) FROM sessions").fetchall()
        return alone

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Everything that is read inside is of one moment, whatever others write meanwhile."""
        with in_plain_words(self.path):
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                self._db.execute("COMMIT")

    def _now(self) -> str:
        """The time, as the journal holds it."""
        return to_text(self._clock())

    def _change(self, sql: str, parameters: Parameters) -> None:
        """Changes one row in a transaction of its own.

        Raises:
            CoachError: `journal.gone` if the row is no longer there.
        """
        with self._writing() as db:
            if db.execute(sql, parameters).rowcount == 0:
                raise trouble("journal.gone", self.path)

    def _read(self, convert: Callable[[Row], T], sql: str, parameters: Parameters = ()) -> list[T]:
        """All rows of a query, each converted.

        Raises:
            CoachError: `journal.corrupt` if a row does not hold what the journal writes.
        """
        with in_plain_words(self.path):
            rows = list(self._db.query(sql, parameters))
        try:
            return [convert(row) for row in rows]
        except (ValueError, TypeError, AttributeError):
            # Not chained: such an error quotes what it could not read, and those are words.
            raise trouble("journal.corrupt", self.path) from None
