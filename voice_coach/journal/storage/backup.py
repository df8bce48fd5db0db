"""Backups: daily copies of the journal, and putting one in the place of a damaged journal.

A copy gets its name only when it was read through and found whole. A damaged journal is never
overwritten: it is kept aside, and the copy that takes its place is complete before it does.
"""

import os
import re
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from voice_coach.errors import CoachError
from voice_coach.journal.errors import translate_errors
from voice_coach.journal.storage.connection import (
    Connection,
    check_quickly,
    copies_beside,
    copy_database,
    has_content,
    open_database,
)
from voice_coach.journal.storage.lockfile import without_sessions
from voice_coach.journal.storage.schema import MIGRATIONS, age_of
from voice_coach.journal.storage.sqlite import (
    CipherKey,
    connect_readonly,
    side_files,
    sqlite_errors,
)
from voice_coach.private_files import restrict_files, sync

KEPT_DAYS = 3
"""Days that have a copy: the last with a session, and two before, should that be damaged."""

LOST = "journal.lost"

DAMAGED = ("journal.corrupt", "journal.not-a-database", LOST)
"""The codes of errors that a copy helps against."""

_DAY = re.compile(r"\.(?P<day>\d{4}-\d{2}-\d{2})\.backup$")


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a journal that was found whole: where it is, its day, and its sessions."""

    path: Path
    day: date
    sessions: int


class Backup:
    """Copies of an open journal."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def copy_of_today(self) -> None:
        """Make or renew the copy of this day, unless a session is still running somewhere.

        Raises `journal.corrupt`, `journal.full` or `journal.unwritable`; earlier copies stay.
        """
        if self._connection.lock is None:
            return
        with self._connection.lock.exclusive() as alone:
            if not alone:
                return  # the last session to end makes it
            real = Path(os.path.realpath(self._connection.path))
            target = real.with_name(
                f"{real.name}.{self._connection.clock().astimezone():%Y-%m-%d}.backup"
            )
            with translate_errors(target):
                copy_database(real, target, self._connection.key)
                for old in [copy for copy in _of_days(real) if copy != target][KEPT_DAYS - 1 :]:
                    old.unlink(missing_ok=True)


def is_recoverable(error: CoachError, key: CipherKey | None) -> bool:
    """Return whether a copy can replace a journal that failed to open with `error`.

    `key` may open a copy where it does not open the journal: then the journal's beginning is
    damaged.
    """
    return error.code in DAMAGED or (key is not None and error.code == "lock.wrong")


def intact_copies(path: Path, key: CipherKey | None = None) -> list[Copy]:
    """Return the copies that can take a journal's place, newest first; daily ones before others."""
    real = Path(os.path.realpath(path))
    days = _of_days(real)
    others = [copy for copy in copies_beside(real) if copy not in days]
    found = []
    for copy in [*days, *sorted(others, key=_day_of, reverse=True)]:
        sessions = _sessions_in(copy, key)
        if sessions is not None:
            found.append(Copy(copy, _day_of(copy), sessions))
    return found


def restore(
    path: Path, copy: Copy | None, now: datetime, key: CipherKey | None = None
) -> Path | None:
    """Keep a damaged journal aside, and put a copy, or an empty one, in its place.

    Return the path of the damaged one, `journal-damaged-YYYYMMDD-HHMMSS.db` by `now` in UTC, or
    None if there was none. With `copy` None the copies are kept aside as well: they may be locked.

    Raises:
        CoachError: `session.running` if a session is running; `journal.full`,
            `journal.unwritable`, `journal.failed`. Then the journal is where it was.
    """
    real = Path(os.path.realpath(path))
    with without_sessions(path), translate_errors(path):
        aside = real.with_name(f"{real.stem}-damaged-{now:%Y%m%d-%H%M%S}{real.suffix}")
        fresh = real.with_name(f"{real.name}.restored.backup")
        if copy is None:
            fresh.unlink(missing_ok=True)
            open_database(
                fresh, MIGRATIONS, 0
            ).close()  # an empty one would be taken for a lost one
        else:
            copy_database(copy.path, fresh, key)
        found = has_content(real)
        _keep_aside(real, aside)
        others = copies_beside(real) if copy is None else []
        fresh.replace(real)
        for other in others:
            if other != fresh:
                name = other.name.removeprefix(real.name)
                other.replace(aside.with_name(f"{aside.stem}{name}"))
        sync(real.parent)
    return aside if found else None


def _keep_aside(real: Path, aside: Path) -> None:
    """Give the journal and its log another name.

    The journal keeps its own name as well until a copy replaces it. The log is moved even if the
    journal is gone: SQLite would read it as that of the copy.
    """
    if has_content(real):
        try:
            os.link(real, aside)
        except OSError:  # a file system without links
            real.replace(aside)
    for file in side_files(real):
        if file.exists() and not file.name.endswith("-shm"):  # an index, made anew when needed
            file.replace(file.with_name(file.name.replace(real.name, aside.name, 1)))
        file.unlink(missing_ok=True)
    restrict_files([aside, *side_files(aside)])


def _of_days(real: Path) -> list[Path]:
    return sorted((copy for copy in copies_beside(real) if _DAY.search(copy.name)), reverse=True)


def _day_of(copy: Path) -> date:
    found = _DAY.search(copy.name)
    if found is not None:
        with suppress(ValueError):
            return date.fromisoformat(found["day"])
    return datetime.fromtimestamp(copy.stat().st_mtime).astimezone().date()


def _sessions_in(copy: Path, key: CipherKey | None) -> int | None:
    """Return how many sessions a copy holds; None if it is damaged, or a later program's."""
    try:
        with closing(connect_readonly(copy, key)) as connection:
            if age_of(connection, MIGRATIONS) not in {"current", "older"}:
                return None
            check_quickly(connection, copy)
            (sessions,) = connection.execute("SELECT count(*) FROM sessions").fetchone()
    except CoachError:
        return None
    except sqlite_errors():
        return None
    return int(sessions)
