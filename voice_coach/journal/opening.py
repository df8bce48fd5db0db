"""Opening the journal: private from its first byte, never the wrong file, never a later program's.

The file is looked at before anything is allowed to write to it. What this program does not
understand is left exactly as it was found, down to the absence of SQLite's side files.

A file that exists is only ever opened through SQLite: closing any other descriptor of it would
silently drop the locks that another connection of this process holds.
"""

import contextlib
import errno
import os
import sqlite3
import stat
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from voice_coach.journal.access import write_transaction
from voice_coach.journal.connecting import CipherKey, connect, errors, may_be_locked
from voice_coach.journal.guarding import (
    PRIVATE_FILE,
    PRIVATE_FOLDER,
    copies_beside,
    others_beside,
    refuse_exposed,
    tighten,
)
from voice_coach.journal.loading import import_sqlite_utils
from voice_coach.journal.schema import Migration, age_of, numbered, version_of
from voice_coach.journal.trouble import code_of, in_plain_words, name_of, trouble

if TYPE_CHECKING:
    from sqlite_utils import Database

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
            tighten((*files, *others_beside(real)))
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


def make_private_folder(folder: Path) -> None:
    """Makes a folder, and those above it that are missing, readable by their owner alone.

    Folders that exist stay as they are.
    """
    if folder.is_dir():
        return
    make_private_folder(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=PRIVATE_FOLDER)
        folder.chmod(PRIVATE_FOLDER)  # an odd umask must not lock the person out either
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))


def make_private_file(path: Path) -> None:
    """Makes the empty file if there is none, so that no byte is written to a readable one."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE_FILE)
    except FileExistsError:
        return
    try:
        os.fchmod(descriptor, PRIVATE_FILE)
    finally:
        os.close(descriptor)


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
        settle(path.parent)
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


def settle(folder: Path) -> None:
    """Makes what a folder lists survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
