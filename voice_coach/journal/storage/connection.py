"""The connection to a journal file: opening it, and transactions on it.

A file is looked at before anything is written: one that is refused stays as it was found. It is
only ever opened through SQLite: closing another descriptor would drop this process's locks.
"""

import glob
import os
import sqlite3
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from voice_coach.errors import CoachError
from voice_coach.journal.errors import (
    code_of,
    journal_error,
    name_of,
    translate_copy_errors,
    translate_errors,
)
from voice_coach.journal.models import Row, to_text
from voice_coach.journal.storage.lockfile import SessionLock, inode_of, lock_file
from voice_coach.journal.storage.schema import MIGRATIONS, Migration, age_of, numbered, version_of
from voice_coach.journal.storage.sqlite import (
    CipherKey,
    connect,
    connect_readonly,
    import_sqlite_utils,
    may_be_encrypted,
    side_files,
    sqlite_errors,
    write_transaction,
)
from voice_coach.private_files import make_private_file, make_private_folder, restrict_files, sync

if TYPE_CHECKING:
    from sqlite_utils import Database


T = TypeVar("T")
Parameters = Sequence[object] | dict[str, object]

BUSY_SECONDS = 5.0
"""How long to wait for another program that is writing."""

UNWRITABLE = ("journal.full", "journal.unwritable", "journal.failed")
"""The codes of errors after which a journal may still be read. SQLCipher reports a full disk only
as a failure."""

_MAX_WAL_TRIES = 20
_ROOT = 0


class Connection:
    """One journal, open in one thread: its transactions, its clock (UTC) and its lock.

    `path` is as it was named; `lock` is None in memory or where the journal can only be read, and
    `refusal` says why it can only be read.
    """

    def __init__(
        self,
        db: "Database",
        path: Path,
        clock: Callable[[], datetime],
        *,
        key: CipherKey | None = None,
        lock: SessionLock | None = None,
        refusal: CoachError | None = None,
    ) -> None:
        self.db = db
        self.path = path
        self.clock = clock
        self.key = key
        self.lock = lock
        self.refusal = refusal

    @classmethod
    def open(
        cls,
        path: Path,
        clock: Callable[[], datetime],
        *,
        migrations: Sequence[Migration] = MIGRATIONS,
        busy_seconds: float = BUSY_SECONDS,
        key: CipherKey | None = None,
        to_read: bool = False,
    ) -> Self:
        """Open the journal at `path`; see `Journal.open`."""
        try:
            db = open_database(path, migrations, busy_seconds, key)
        except CoachError as error:
            if not to_read or error.code not in UNWRITABLE:
                raise
            db = open_database_readonly(path, migrations, error, key)
            return cls(db, path, clock, key=key, refusal=error)
        return cls(db, path, clock, key=key, lock=SessionLock(path, busy_seconds))

    @classmethod
    def in_memory(cls, clock: Callable[[], datetime]) -> Self:
        """Open an empty journal that lives as long as its connection."""
        path = Path(":memory:")
        with translate_errors(path):
            return cls(_prepare(connect(":memory:"), MIGRATIONS, path, None), path, clock)

    def close(self) -> None:
        """Close the file and give the lock back. Closing twice is harmless."""
        if self.lock is not None:
            self.lock.release()
        with translate_errors(self.path):
            self.db.close()

    def now(self) -> str:
        """Return the time, as the journal holds it."""
        return to_text(self.clock())

    @contextmanager
    def write(self) -> Iterator["Database"]:
        """Run the block in a write transaction, on the disk at its end or not at all.

        Raises the refusal, if the journal can only be read.
        """
        if self.refusal is not None:
            raise self.refusal
        with translate_errors(self.path), write_transaction(self.db.conn):
            yield self.db

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Have all that is read in the block be of one moment, whatever others write meanwhile."""
        with translate_errors(self.path):
            self.db.execute("BEGIN")
            try:
                yield
            finally:
                self.db.execute("COMMIT")

    def change(self, sql: str, parameters: Parameters) -> None:
        """Change one row in a transaction of its own; raises `journal.gone` if it is not there."""
        with self.write() as db:
            if db.execute(sql, parameters).rowcount == 0:
                raise journal_error("journal.gone", self.path)

    def read(self, convert: Callable[[Row], T], sql: str, parameters: Parameters = ()) -> list[T]:
        """Return all rows of a query, converted; raises `journal.corrupt` for a malformed row."""
        with translate_errors(self.path):
            rows = list(self.db.query(sql, parameters))
        try:
            return [convert(row) for row in rows]
        except (ValueError, TypeError, AttributeError):
            # Not chained: such an error quotes what it could not read, and those are words.
            raise journal_error("journal.corrupt", self.path) from None

    def empty_log(self) -> None:
        """Empty the write-ahead log; if another program reads in it, the last to leave does."""
        with translate_errors(self.path):
            self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def copies(self) -> list[Path]:
        """Return the copies of the journal: see `copies_beside`."""
        return copies_beside(self.path)

    def is_alone(self) -> bool:
        """Return whether no other program has this journal open; False where it is only read.

        SQLite leaves write-ahead logging only when nobody else is there; it is resumed at once.
        """
        if self.refusal is not None:
            return False
        alone = True
        with translate_errors(self.path):
            try:
                self.db.execute("PRAGMA journal_mode = DELETE").fetchall()
                self.db.execute("PRAGMA journal_mode = WAL").fetchall()
            except sqlite_errors() as error:
                if code_of(error) != "journal.locked":
                    raise
                alone = False
            self.db.execute("SELECT count(*) FROM sessions").fetchall()
        return alone


def open_database(
    path: Path, migrations: Sequence[Migration], busy_seconds: float, key: CipherKey | None = None
) -> "Database":
    """Open the database of the journal at `path`, created or migrated, to read and write.

    Raises any of the `journal.*` and `lock.*` codes; a journal that is refused is left untouched.
    """
    with translate_errors(path):
        # SQLite puts its side files beside the real file, not beside a link to it.
        real = Path(os.path.realpath(path))
        make_private_folder(real.parent)
        files = (real, *side_files(real), lock_file(real))
        refuse_exposed(path, files)
        if is_lost(real):
            raise journal_error("journal.lost", path)
        while True:
            make_private_file(real)
            _refuse_unknown(real, key, migrations, path)
            restrict_files((*files, *others_beside(real)))
            unclean = side_files(real)[0].exists()
            before = inode_of(real)
            connection = connect(real, key, timeout=busy_seconds)
            try:
                db = _prepare(connection, migrations, path, real, key)
                if unclean:  # the last program was killed, or the machine stopped: once, it is read
                    check_quickly(connection, path)
                if before is not None and before == inode_of(real):
                    return db
            except BaseException:
                connection.close()
                raise
            # While this one waited, the journal was locked or unlocked, and another took its place.
            connection.close()


def _refuse_unknown(
    real: Path, key: CipherKey | None, migrations: Sequence[Migration], path: Path
) -> None:
    """Refuse, without a trace, what is no journal, a later program's, or locked another way."""
    if not stat.S_ISREG(real.stat().st_mode):
        raise journal_error("journal.not-a-database", path)
    try:
        with closing(connect_readonly(real, key)) as connection:
            age = age_of(connection, migrations)
    except sqlite_errors() as error:
        if code_of(error) == "journal.not-a-database":
            if key is not None:
                raise journal_error("lock.wrong", path) from None
            if may_be_encrypted(real):
                raise journal_error("lock.needed", path) from None
            raise
        return  # damaged, locked or unreadable: the real opening meets it again and says so
    _refuse_age(age, path)


def _refuse_age(age: str, path: Path) -> None:
    if age == "newer":
        raise journal_error("journal.newer", path)
    if age == "foreign":
        raise journal_error("journal.foreign", path)


def refuse_exposed(path: Path, files: Iterable[Path]) -> None:
    """Raise `journal.exposed` for a place in which others could read or replace the journal.

    `path` is the journal as it was named, perhaps through links: a home folder may live on another
    disk. `files` are the real journal and what SQLite puts beside it. Modes of files do not help
    where others own the folder.
    """
    if not hasattr(os, "geteuid"):
        return
    me = os.geteuid()
    folder = Path(os.path.realpath(path)).parent
    about = folder.stat()
    if about.st_mode & stat.S_IWOTH:
        raise journal_error("journal.exposed", path, f"everybody can write in {folder}")
    linked = path.is_symlink() or path.parent.is_symlink()
    if linked and about.st_uid not in {me, _ROOT}:
        raise journal_error("journal.exposed", path, f"{folder} belongs to somebody else")
    # Root in a container keeps a journal in a folder of the person's own, who owns both.
    mine = {me, about.st_uid} if me == _ROOT and not linked else {me}
    for file in files:
        with suppress(FileNotFoundError):
            if file.stat().st_uid not in mine:
                raise journal_error("journal.exposed", path, f"{file} belongs to somebody else")


def _prepare(
    connection: sqlite3.Connection,
    migrations: Sequence[Migration],
    path: Path,
    real: Path | None,
    key: CipherKey | None = None,
) -> "Database":
    # No plugin of sqlite-utils that happens to be installed gets to see a private journal.
    db: Database = import_sqlite_utils().Database(connection, execute_plugins=False)
    connection.execute("PRAGMA secure_delete = ON")
    # What SQLite puts aside while it works stays in memory, and in no temporary file.
    connection.execute("PRAGMA temp_store = MEMORY")
    # An answer that was acknowledged must survive a power cut; NORMAL would sync at checkpoints.
    connection.execute("PRAGMA synchronous = FULL")
    _use_wal(connection)
    # Also when there is nothing to write: a read-only journal shows itself before a word is said.
    with write_transaction(connection):
        age = age_of(connection, migrations)
        _refuse_age(age, path)
        if age == "older" and real is not None:
            _back_up(real, key, version_of(connection) + 1)
        if age != "current":
            _migrate(db, migrations, path)
    # Only now: a migration may have to rebuild a table that others refer to.
    connection.execute("PRAGMA foreign_keys = ON")
    return db


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to write-ahead logging, also while others are doing the same.

    SQLite does not wait for a lock here; asking for the write lock does.
    """
    for _ in range(_MAX_WAL_TRIES):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite_errors() as error:
            if code_of(error) != "journal.locked":
                raise
            with write_transaction(connection):
                pass
        else:
            return
    connection.execute("PRAGMA journal_mode = WAL")


def _migrate(db: "Database", migrations: Sequence[Migration], path: Path) -> None:
    """Apply the pending migrations, inside the transaction that is open."""
    try:
        numbered(migrations).apply(db)
        broken = db.execute("PRAGMA foreign_key_check").fetchone()
    except Exception as error:
        if isinstance(error, sqlite_errors()) and code_of(error) in (
            "journal.full",
            "journal.unwritable",
            "journal.locked",
        ):
            raise
        raise journal_error("journal.migration", path, name_of(error)) from None
    if broken:
        raise journal_error("journal.migration", path, "a row refers to nothing")


def open_database_readonly(
    path: Path, migrations: Sequence[Migration], refusal: CoachError, key: CipherKey | None = None
) -> "Database":
    """Open the database at `path` to read only; raises `refusal` if it cannot be read either.

    A journal of an older schema is not brought up to date, and not read. Without room for SQLite's
    shared-memory file, it is read in ways that need none.
    """
    real = Path(os.path.realpath(path))
    for open_connection in (_open_shared, _open_immutable, _open_exclusive):
        with suppress(OSError, *sqlite_errors()):
            connection = open_connection(real, key)
            if connection is None:
                continue
            db = _database_of(connection, migrations)
            if db is None:
                break
            return db
    raise refusal


def _database_of(
    connection: "sqlite3.Connection", migrations: Sequence[Migration]
) -> "Database | None":
    """Return the database of a connection; close it where it is older (None) or on an error."""
    with ExitStack() as unless_read:
        unless_read.callback(connection.close)
        connection.execute("PRAGMA temp_store = MEMORY")
        if age_of(connection, migrations) != "current":
            return None
        connection.execute("SELECT count(*) FROM sessions").fetchone()
        db: Database = import_sqlite_utils().Database(connection, execute_plugins=False)
        unless_read.pop_all()
    return db


def _open_shared(real: Path, key: CipherKey | None) -> "sqlite3.Connection":
    """Open while another program, which got its room, has the journal open."""
    return connect(f"{real.as_uri()}?mode=ro", key, uri=True)


def _open_immutable(real: Path, key: CipherKey | None) -> "sqlite3.Connection | None":
    """Open where the log holds nothing that is not in the journal."""
    log = side_files(real)[0]
    if has_content(log):
        return None
    return connect(f"{real.as_uri()}?mode=ro&immutable=1", key, uri=True)


def _open_exclusive(real: Path, key: CipherKey | None) -> "sqlite3.Connection":
    """Open on a full disk after a program was killed, while no other program may."""
    connection = connect(real, key)
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    return connection


def copies_beside(journal: Path) -> list[Path]:
    """Return the copies made before migrations or after a day, beside what a link leads to."""
    real = Path(os.path.realpath(journal))
    return sorted(real.parent.glob(f"{glob.escape(real.name)}.*.backup"))


def others_beside(journal: Path) -> list[Path]:
    """Return the other files with words of a journal: copies, damaged ones, and last words."""
    name, stem = glob.escape(journal.name), glob.escape(journal.stem)
    patterns = (f"{name}.*.backup*", f"{stem}-damaged-*", "last-words-*.txt")
    return [file for pattern in patterns for file in sorted(journal.parent.glob(pattern))]


def is_lost(real: Path) -> bool:
    """Return whether a journal is gone or empty, of which copies are left.

    A new one in its place would be copied in its turn, until no copy of the old one is left.
    """
    return not has_content(real) and bool(copies_beside(real))


def has_content(file: Path) -> bool:
    """Return whether a file exists and is not empty."""
    return file.exists() and file.stat().st_size > 0


def _back_up(path: Path, key: CipherKey | None, number: int) -> None:
    """Copy a journal to `journal.db.before-N.backup`, before migration N."""
    copy_database(path, path.with_name(f"{path.name}.before-{number}.backup"), key)


def copy_database(path: Path, target: Path, key: CipherKey | None) -> None:
    """Copy a journal with its log, under the same key, and check the copy.

    It gets its name only when it is whole. The connection is a new one, because one that holds the
    write lock cannot be copied from.

    Raises:
        sqlite3.Error, OSError: It cannot be copied; of a locked one, any of `sqlite_errors()`.
        CoachError: `journal.corrupt`, and nothing was changed.
    """
    partial = target.with_name(f"{target.name}.part")
    partial.unlink(missing_ok=True)
    make_private_file(partial)
    try:
        with (
            closing(connect_readonly(path, key)) as source,
            closing(connect(partial, key)) as copy,
        ):
            source.backup(copy)
            check_quickly(copy, path)
        partial.replace(target)
        sync(path.parent)
    except BaseException:
        for leftover in (partial, *side_files(partial)):
            leftover.unlink(missing_ok=True)
        raise


def check_quickly(connection: sqlite3.Connection, path: Path) -> None:
    """Raise `journal.corrupt` for damaged pages, without comparing indexes with tables."""
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise journal_error("journal.corrupt", path)


@contextmanager
def open_copy(copy: Path, key: CipherKey | None) -> Iterator[sqlite3.Connection]:
    """Open a copy of a journal so that what is deleted is overwritten; raises `CoachError`."""
    with translate_copy_errors(copy), closing(connect(copy, key)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        yield connection
