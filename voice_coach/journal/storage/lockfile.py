"""The lock file beside a journal, `journal.db.running`: whoever runs a session shares its lock.

It is SQLite's own file lock, which works on every system and between connections of one process.
The last holder removes the file; so, once locked, it is compared with the file of that name.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from voice_coach.errors import CoachError
from voice_coach.journal.errors import code_of, translate_errors
from voice_coach.private_files import make_private_file


def lock_file(path: Path) -> Path:
    """Return the lock file of the journal at `path`, which is no link."""
    return path.with_name(f"{path.name}.running")


def inode_of(file: Path) -> int | None:
    """Return which file is behind a name; None if there is none."""
    try:
        return file.stat().st_ino
    except FileNotFoundError:
        return None


class SessionLock:
    """The lock beside one journal; a session waits `busy_seconds` for an exclusive holder."""

    def __init__(self, path: Path, busy_seconds: float) -> None:
        self._path = path
        self._file = lock_file(Path(os.path.realpath(path)))
        self._busy_seconds = busy_seconds
        self._shared: sqlite3.Connection | None = None

    def acquire(self) -> None:
        """Share the lock from here on: a session runs. Acquiring twice is harmless.

        Raises `journal.locked` if sessions are being deleted, or `journal.unwritable`.
        """
        if self._shared is None:
            with translate_errors(self._path):
                self._shared = self._locked("BEGIN", self._busy_seconds)

    def is_held_elsewhere(self) -> bool:
        """Return whether a session runs in another program; ask before one of ours does.

        Raises `journal.unwritable`.
        """
        if self._shared is not None:
            return False
        with self.exclusive() as alone:
            return not alone

    def release(self) -> None:
        """Give the shared lock back: no session of ours runs any more."""
        if self._shared is not None:
            self._shared.close()
            self._shared = None
            # Tidying up: a session that is on the disk does not fail for an empty file.
            with suppress(CoachError), self.exclusive():
                pass

    @contextmanager
    def exclusive(self) -> Iterator[bool]:
        """Take the lock exclusively, if no session runs anywhere; yield whether it was free.

        Then no session begins until the block has ended. Raises `journal.unwritable`.
        """
        connection: sqlite3.Connection | None = None
        with translate_errors(self._path):
            try:
                connection = self._locked("BEGIN EXCLUSIVE", 0)
            except sqlite3.OperationalError as error:
                if code_of(error) != "journal.locked":
                    raise
        try:
            yield connection is not None
        finally:
            if connection is not None:
                with suppress(OSError):  # some systems remove no file that is open
                    self._file.unlink()
                connection.close()

    def _locked(self, begin: str, seconds: float) -> sqlite3.Connection:
        """Return a connection that holds the lock on the file that has its name."""
        while True:
            make_private_file(self._file)
            before = inode_of(self._file)
            connection = sqlite3.connect(self._file, timeout=seconds, isolation_level=None)
            try:
                connection.execute(begin)
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
                if before is not None and before == inode_of(self._file):
                    return connection
            except BaseException:
                connection.close()
                raise
            connection.close()


@contextmanager
def without_sessions(path: Path) -> Iterator[None]:
    """Keep sessions of a journal from beginning in the block.

    Raises `session.running` if one runs, or `journal.unwritable`.
    """
    with SessionLock(path, 0).exclusive() as alone:
        if not alone:
            raise CoachError(
                "session.running",
                f"A session is running in another program that uses the journal {path}. "
                "End it, by saying stop or with Ctrl-C, and try again. Nothing was changed.",
            )
        yield
