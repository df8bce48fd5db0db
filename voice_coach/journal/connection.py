"""Opening a journal file, and transactions on it.

Links are followed: a home folder may well live on another disk. But wherever a journal really is,
nobody else may be able to put another file in its place, or own a file beside it into which SQLite
would write what is said. Modes are tightened; what cannot be mended so is refused.

Where a system knows no owners (Windows), its own access lists are all there is.

A connection belongs to the thread that opened it.

The file is looked at before anything is allowed to write to it. What this program does not
understand is left exactly as it was found, down to the absence of SQLite's side files.

A file that exists is only ever opened through SQLite: closing any other descriptor of it would
silently drop the locks that another connection of this process holds.

The lock is on an empty file of its own, `journal.db.running`. Every session shares it; who wants
that none is running, and none begins, asks for it alone. It is SQLite's own file lock, which works
on every system and between two connections of one process, too.

Whoever is the last to hold it removes the file, while nobody else can hold it. Who had opened it by
then would hold a lock on a file that is gone; so, once locked, it is looked at again.

SQLite writes even where it only reads: into a file beside the journal in which programs tell each
other where they are. Without room for that the journal is read in other ways, which need none.
"""

import contextlib
import glob
import os
import sqlite3
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from voice_coach.errors import CoachError
from voice_coach.journal.errors import code_of, in_plain_words, name_of, of_a_copy, trouble
from voice_coach.journal.models import Row, to_text
from voice_coach.journal.schema import Migration, age_of, numbered, version_of
from voice_coach.journal.sqlite import (
    CipherKey,
    connect,
    errors,
    import_sqlite_utils,
    may_be_locked,
)
from voice_coach.private_files import make_private_file, make_private_folder, restrict_files, sync

if TYPE_CHECKING:
    from sqlite_utils import Database


ROOT = 0


def refuse_exposed(path: Path, files: Iterable[Path]) -> None:
    """Refuses a place in which others could read what is said, whatever the modes of the files.

    Args:
        path: The journal as it was named; it, or folders on the way, may be links.
        files: The real journal and what SQLite puts beside it; they need not exist.

    Raises:
        CoachError: `journal.exposed`, naming the folder or the file, and the remedy.
    """
    if not hasattr(os, "geteuid"):
        return
    me = os.geteuid()
    folder = Path(os.path.realpath(path)).parent
    about = folder.stat()
    if about.st_mode & stat.S_IWOTH:
        raise trouble("journal.exposed", path, f"everybody can write in {folder}")
    linked = path.is_symlink() or path.parent.is_symlink()
    if linked and about.st_uid not in {me, ROOT}:
        raise trouble("journal.exposed", path, f"{folder} belongs to somebody else")
    # Root in a container keeps a journal in a folder of the person's own, who owns both.
    mine = {me, about.st_uid} if me == ROOT and not linked else {me}
    for file in files:
        with contextlib.suppress(FileNotFoundError):
            if file.stat().st_uid not in mine:
                raise trouble("journal.exposed", path, f"{file} belongs to somebody else")


def copies_beside(journal: Path) -> list[Path]:
    """The copies of a journal, made before migrations or after a day; they stand beside it.

    Where the journal is a link, that is beside what it leads to, be that there or not.
    """
    real = Path(os.path.realpath(journal))
    return sorted(real.parent.glob(f"{glob.escape(real.name)}.*.backup"))


def others_beside(journal: Path) -> list[Path]:
    """The files beside a journal that hold words of it: copies, damaged ones, and last words."""
    name, stem = glob.escape(journal.name), glob.escape(journal.stem)
    patterns = (f"{name}.*.backup*", f"{stem}-damaged-*", "last-words-*.txt")
    return [file for pattern in patterns for file in sorted(journal.parent.glob(pattern))]


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


WAL_TRIES = 20


def open_file(
    path: Path, migrations: Sequence[Migration], busy_seconds: float, key: CipherKey | None = None
) -> "Database":
    """The journal at `path`, created or brought up to date, ready to be read and written.

    Raises:
        CoachError: Any of the `journal.*` and `lock.*` codes; a journal that is refused is left
            untouched.
    """
    with in_plain_words(path):
        # SQLite puts its side files beside the real file, not beside a link to it.
        real = Path(os.path.realpath(path))
        make_private_folder(real.parent)
        files = (real, *side_files(real), running_file(real))
        refuse_exposed(path, files)
        if is_lost(real):
            raise trouble("journal.lost", path)
        while True:
            make_private_file(real)
            _look(real, key, migrations, path)
            restrict_files((*files, *others_beside(real)))
            unclean = side_files(real)[0].exists()
            before = identity(real)
            connection = connect(real, key, timeout=busy_seconds)
            try:
                db = _prepare(connection, migrations, path, real, key)
                if unclean:  # the last program was killed, or the machine stopped: once, it is read
                    check_quickly(connection, path)
                if before is not None and before == identity(real):
                    return db
            except BaseException:
                connection.close()
                raise
            # While this one waited, the journal was locked or unlocked, and another took its place.
            connection.close()


def open_memory(migrations: Sequence[Migration]) -> "Database":
    """An empty journal that lives as long as its connection."""
    with in_plain_words(":memory:"):
        return _prepare(connect(":memory:"), migrations, Path(":memory:"), None)


def identity(file: Path) -> int | None:
    """The file behind a name; None if there is none."""
    try:
        return file.stat().st_ino
    except FileNotFoundError:
        return None


def is_lost(real: Path) -> bool:
    """Whether there was a journal, of which copies are left, and it is gone or empty.

    A new one in its place would be copied in its turn, until no copy of the old one is left.
    """
    return not holds_anything(real) and bool(copies_beside(real))


def holds_anything(file: Path) -> bool:
    """Whether a file is there and not empty."""
    return file.exists() and file.stat().st_size > 0


def _look(real: Path, key: CipherKey | None, migrations: Sequence[Migration], path: Path) -> None:
    """Refuses, without a trace, what is no journal, a later program's, or locked another way.

    Raises:
        CoachError: `journal.not-a-database`, `journal.newer`, `journal.foreign`, `lock.needed`,
            `lock.wrong` or `lock.missing`.
    """
    if not stat.S_ISREG(real.stat().st_mode):
        raise trouble("journal.not-a-database", path)
    try:
        with closing(open_to_look(real, key)) as connection:
            age = age_of(connection, migrations)
    except errors() as error:
        if code_of(error) == "journal.not-a-database":
            if key is not None:
                raise trouble("lock.wrong", path) from None
            if may_be_locked(real):
                raise trouble("lock.needed", path) from None
            raise
        return  # damaged, locked or unreadable: the real opening meets it again and says so
    _refuse(age, path)


def _refuse(age: str, path: Path) -> None:
    if age == "newer":
        raise trouble("journal.newer", path)
    if age == "foreign":
        raise trouble("journal.foreign", path)


def running_file(path: Path) -> Path:
    """The file that is locked while a session runs (see `running`)."""
    return path.with_name(f"{path.name}.running")


def side_files(path: Path) -> tuple[Path, ...]:
    """What SQLite puts beside a database while it is open."""
    return tuple(Path(f"{path}{ending}") for ending in ("-wal", "-shm", "-journal"))


def _prepare(
    connection: sqlite3.Connection,
    migrations: Sequence[Migration],
    path: Path,
    real: Path | None,
    key: CipherKey | None = None,
) -> "Database":
    """Settles how a connection works, and brings its journal up to date."""
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
        _refuse(age, path)
        if age == "older" and real is not None:
            _back_up(real, key, version_of(connection) + 1)
        if age != "current":
            _migrate(db, migrations, path)
    # Only now: a migration may have to rebuild a table that others refer to.
    connection.execute("PRAGMA foreign_keys = ON")
    return db


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switches to write-ahead logging, also while others are doing the same.

    SQLite does not wait for a lock here, whatever the timeout; so the waiting is done by asking
    for the write lock, which does.
    """
    for _ in range(WAL_TRIES):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except errors() as error:
            if code_of(error) != "journal.locked":
                raise
            with write_transaction(connection):
                pass
        else:
            return
    connection.execute("PRAGMA journal_mode = WAL")


def _migrate(db: "Database", migrations: Sequence[Migration], path: Path) -> None:
    """Applies what is pending, inside the transaction that is open.

    Raises:
        CoachError: `journal.migration`, unless the disk or a lock is what failed.
    """
    try:
        numbered(migrations).apply(db)
        broken = db.execute("PRAGMA foreign_key_check").fetchone()
    except Exception as error:
        if isinstance(error, errors()) and code_of(error) in (
            "journal.full",
            "journal.unwritable",
            "journal.locked",
        ):
            raise
        raise trouble("journal.migration", path, name_of(error)) from None
    if broken:
        raise trouble("journal.migration", path, "a row refers to nothing")


def _back_up(path: Path, key: CipherKey | None, number: int) -> None:
    """Copies a journal as it stands to `journal.db.before-N.backup`, before migration N."""
    copy_whole(path, path.with_name(f"{path.name}.before-{number}.backup"), key)


def copy_whole(path: Path, target: Path, key: CipherKey | None) -> None:
    """Copies a journal as it stands, log and all, and reads the copy through.

    The copy is made under another name, so that a backup that has its name is whole. It is made
    through a connection of its own: one that holds the write lock cannot be copied from. Of a
    locked journal it is locked with the same key.

    Raises:
        sqlite3.Error, OSError: It cannot be copied; of a locked one, any of `errors()`.
        CoachError: `journal.corrupt`, and nothing was changed.
    """
    partial = target.with_name(f"{target.name}.part")
    partial.unlink(missing_ok=True)
    make_private_file(partial)
    try:
        with (
            closing(open_to_look(path, key)) as source,
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
    """Reads through a journal's pages, without comparing its indexes with its tables.

    Raises:
        CoachError: `journal.corrupt`.
    """
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise trouble("journal.corrupt", path)


def open_to_look(real: Path, key: CipherKey | None) -> sqlite3.Connection:
    """A connection that reads and leaves no trace."""
    # Without side files nobody else is at work, and `immutable` makes SQLite create none either.
    # With them, only a locking reader sees what is still in the write-ahead log.
    alone = not any(side.exists() for side in side_files(real))
    mode = "mode=ro&immutable=1" if alone else "mode=ro"
    return connect(f"{real.as_uri()}?{mode}", key, uri=True, timeout=0)


class Running:
    """The lock beside one journal.

    Args:
        path: The journal.
        busy_seconds: How long a session waits for one that wants to be alone.
    """

    def __init__(self, path: Path, busy_seconds: float) -> None:
        self._path = path
        self._file = running_file(Path(os.path.realpath(path)))
        self._busy_seconds = busy_seconds
        self._shared: sqlite3.Connection | None = None

    def suspend(self) -> None:
        """A session runs from here on. Holding twice is harmless.

        Raises:
            CoachError: `journal.locked` if sessions are being forgotten, `journal.unwritable`.
        """
        if self._shared is None:
            with in_plain_words(self._path):
                self._shared = self._locked("BEGIN", self._busy_seconds)

    def in_company(self) -> bool:
        """Whether a session runs in another program; ask before one of ours does.

        Raises:
            CoachError: `journal.unwritable`.
        """
        if self._shared is not None:
            return False
        with self.alone() as nobody:
            return not nobody

    def let_go(self) -> None:
        """No session of ours runs any more."""
        if self._shared is not None:
            self._shared.close()
            self._shared = None
            # Tidying up: a session that is on the disk does not fail for an empty file.
            with contextlib.suppress(CoachError), self.alone():
                pass

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether no session runs anywhere; then none begins until the block has ended.

        At its end the file is removed.

        Raises:
            CoachError: `journal.unwritable`.
        """
        connection: sqlite3.Connection | None = None
        with in_plain_words(self._path):
            try:
                connection = self._locked("BEGIN EXCLUSIVE", 0)
            except sqlite3.OperationalError as error:
                if code_of(error) != "journal.locked":
                    raise
        try:
            yield connection is not None
        finally:
            if connection is not None:
                with contextlib.suppress(OSError):  # some systems remove no file that is open
                    self._file.unlink()
                connection.close()

    def _locked(self, begin: str, seconds: float) -> sqlite3.Connection:
        """A connection that holds the lock on the file that has its name."""
        while True:
            make_private_file(self._file)
            before = identity(self._file)
            connection = sqlite3.connect(self._file, timeout=seconds, isolation_level=None)
            try:
                connection.execute(begin)
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
                if before is not None and before == identity(self._file):
                    return connection
            except BaseException:
                connection.close()
                raise
            connection.close()


@contextmanager
def nobody_else(path: Path) -> Iterator[None]:
    """No session of the journal runs, and none begins before the block has ended.

    Raises:
        CoachError: `session.running`; `journal.unwritable`.
    """
    with Running(path, 0).alone() as nobody:
        if not nobody:
            raise CoachError(
                "session.running",
                f"A session is running in another program that uses the journal {path}. "
                "End it, by saying stop or with Ctrl-C, and try again. Nothing was changed.",
            )
        yield


UNWRITABLE = ("journal.full", "journal.unwritable", "journal.failed")
"""The codes of errors after which a journal may still be read. SQLCipher tells of a full disk only
that something failed."""


def open_only_to_read(
    path: Path, migrations: Sequence[Migration], refusal: CoachError, key: CipherKey | None = None
) -> "Database":
    """The journal at `path`, to be read.

    Args:
        path: The journal.
        migrations: The schema; one that is older is not brought up to date, and not read.
        refusal: Why it could not be opened to be written to.
        key: What opens it if it is locked.

    Raises:
        CoachError: The refusal, if it cannot be read either.
    """
    real = Path(os.path.realpath(path))
    for connection_of in (_beside_others, _alone, _with_its_log):
        with suppress(OSError, *errors()):
            connection = connection_of(real, key)
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
    """The journal behind a connection; None, and the connection is closed, if it is an older one.

    Raises:
        sqlite3.Error: It cannot be read; then the connection is closed, too.
    """
    with ExitStack() as unless_read:
        unless_read.callback(connection.close)
        connection.execute("PRAGMA temp_store = MEMORY")
        if age_of(connection, migrations) != "current":
            return None
        connection.execute("SELECT count(*) FROM sessions").fetchone()
        db: Database = import_sqlite_utils().Database(connection, execute_plugins=False)
        unless_read.pop_all()
    return db


def _beside_others(real: Path, key: CipherKey | None) -> "sqlite3.Connection":
    """What works while another program, which got its room, has the journal open."""
    return connect(f"{real.as_uri()}?mode=ro", key, uri=True)


def _alone(real: Path, key: CipherKey | None) -> "sqlite3.Connection | None":
    """What works where nothing stands in the log that is not in the journal."""
    log = side_files(real)[0]
    if holds_anything(log):
        return None
    return connect(f"{real.as_uri()}?mode=ro&immutable=1", key, uri=True)


def _with_its_log(real: Path, key: CipherKey | None) -> "sqlite3.Connection":
    """What works on a full disk after a program was killed, while nobody else may come near."""
    connection = connect(real, key)
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    return connection
