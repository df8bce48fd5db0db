"""The one standby of a home: a lock beside the journal, held while it runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from voice_coach.journal.storage.lockfile import SessionLock


@contextmanager
def alone_in(home: Path) -> Iterator[bool]:
    """Hold the lock of a home folder in the block; yield whether it was free.

    The system gives it back when the process ends, however that is.
    """
    with SessionLock(home / "standby", 0).exclusive() as alone:
        yield alone
