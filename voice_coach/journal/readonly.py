"""A journal that can only be read: the disk is full, or lets nothing be written.

SQLite writes even where it only reads: into a file beside the journal in which programs tell each
other where they are. Without room for that the journal is read in other ways, which need none.
"""

import os
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from voice_coach.errors import CoachError
from voice_coach.journal.connecting import CipherKey, connect, errors
from voice_coach.journal.loading import import_sqlite_utils
from voice_coach.journal.opening import holds_anything, side_files
from voice_coach.journal.schema import Migration, age_of

if TYPE_CHECKING:
    import sqlite3

    from sqlite_utils import Database

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
