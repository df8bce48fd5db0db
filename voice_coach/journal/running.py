"""Whether a session is running: a lock that the system lets go of when its program ends, or dies.

The lock is on an empty file of its own, `journal.db.running`. Every session shares it; who wants
that none is running, and none begins, asks for it alone. It is SQLite's own file lock, which works
on every system and between two connections of one process, too.

Whoever is the last to hold it removes the file, while nobody else can hold it. Who had opened it by
then would hold a lock on a file that is gone; so, once locked, it is looked at again.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from voice_coach.errors import CoachError
from voice_coach.journal.opening import identity, make_private_file, running_file
from voice_coach.journal.trouble import code_of, in_plain_words


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

    def hold(self) -> None:
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
