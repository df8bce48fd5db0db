"""The journal's tables, as numbered migrations, and the age of a journal.

A table changes through a new function in `MIGRATIONS`: journals were made with the old ones.
`user_version` counts them, for earlier programs, too; `application_id` marks a journal.
"""

import sqlite3
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

from voice_coach.journal.storage.sqlite import import_sqlite_utils

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations


Migration = Callable[["Database"], None]
Age = Literal["empty", "older", "current", "newer", "foreign"]

APPLICATION_ID = 0x56436F61
"""`VCoa`: what `file` and SQLite's own tools show for a journal."""

MIGRATION_SET = "voice_coach.journal"


def m001_sessions_turns_memories(db: "Database") -> None:
    """The first journal: sessions, turns, memories and the full-text index.

    Ids of turns and memories are never used again (AUTOINCREMENT): a memory names its turn. A
    memory goes with its session, or a later one would speak deleted words back.
    """
    db.executescript(
        """
        CREATE TABLE sessions (
            id TEXT PRIMARY KEY NOT NULL,
            practice TEXT NOT NULL,
            title TEXT NOT NULL,
            started_at TEXT NOT NULL,
            ended_at TEXT,
            outcome TEXT CHECK (outcome IN ('completed', 'stopped', 'interrupted')),
            app_version TEXT NOT NULL
        );
        CREATE INDEX sessions_by_practice ON sessions (practice, id);

        CREATE TABLE turns (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            seq INTEGER NOT NULL,
            speaker TEXT NOT NULL CHECK (speaker IN ('coach', 'you')),
            step TEXT NOT NULL,
            text TEXT NOT NULL,
            started_at TEXT NOT NULL,
            ended_at TEXT,
            confidence REAL,
            words TEXT NOT NULL DEFAULT '[]',
            undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
        );
        CREATE UNIQUE INDEX turns_in_order ON turns (session_id, seq);

        CREATE TABLE memories (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            text TEXT NOT NULL,
            data TEXT NOT NULL DEFAULT '{}',
            status TEXT NOT NULL DEFAULT 'open',
            session_id TEXT REFERENCES sessions (id) ON DELETE CASCADE,
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL
        );
        CREATE INDEX memories_by_kind ON memories (kind, status, id);
        CREATE INDEX memories_by_session ON memories (session_id);

        CREATE VIRTUAL TABLE turns_fts USING fts5 (
            text,
            content = 'turns',
            content_rowid = 'id',
            tokenize = 'porter unicode61 remove_diacritics 2'
        );
        CREATE TRIGGER turns_fts_insert AFTER INSERT ON turns BEGIN
            INSERT INTO turns_fts (rowid, text) VALUES (new.id, new.text);
        END;
        CREATE TRIGGER turns_fts_delete AFTER DELETE ON turns BEGIN
            INSERT INTO turns_fts (turns_fts, rowid, text) VALUES ('delete', old.id, old.text);
        END;
        CREATE TRIGGER turns_fts_update AFTER UPDATE OF text ON turns BEGIN
            INSERT INTO turns_fts (turns_fts, rowid, text) VALUES ('delete', old.id, old.text);
            INSERT INTO turns_fts (rowid, text) VALUES (new.id, new.text);
        END;
        """
    )


def m002_memories_by_their_words(db: "Database") -> None:
    """The full-text index over memories, so that the one nearest to an answer can be found."""
    db.executescript(
        """
        CREATE VIRTUAL TABLE memories_fts USING fts5 (
            text,
            content = 'memories',
            content_rowid = 'id',
            tokenize = 'porter unicode61 remove_diacritics 2'
        );
        INSERT INTO memories_fts (memories_fts) VALUES ('rebuild');
        CREATE TRIGGER memories_fts_insert AFTER INSERT ON memories BEGIN
            INSERT INTO memories_fts (rowid, text) VALUES (new.id, new.text);
        END;
        CREATE TRIGGER memories_fts_delete AFTER DELETE ON memories BEGIN
            INSERT INTO memories_fts (memories_fts, rowid, text)
            VALUES ('delete', old.id, old.text);
        END;
        CREATE TRIGGER memories_fts_update AFTER UPDATE OF text ON memories BEGIN
            INSERT INTO memories_fts (memories_fts, rowid, text)
            VALUES ('delete', old.id, old.text);
            INSERT INTO memories_fts (rowid, text) VALUES (new.id, new.text);
        END;
        """
    )


def m003_notices(db: "Database") -> None:
    """What the person was told once, such as what this program is not.

    It can't be worked out from sessions: those that were imported told nobody anything. In a
    journal from before, a session with words of the coach counts as told.
    """
    db.executescript(
        """
        CREATE TABLE notices (name TEXT PRIMARY KEY NOT NULL, told_at TEXT NOT NULL);
        INSERT INTO notices
            SELECT 'first time', min(started_at) FROM turns WHERE speaker = 'coach'
            HAVING count(*) > 0;
        INSERT INTO notices
            SELECT 'hearing', min(started_at) FROM turns WHERE confidence NOT NULL
            HAVING count(*) > 0;
        """
    )


def m004_corrections(db: "Database") -> None:
    """What a row held before it was corrected; tags and titles by their words; a day that moved.

    A change is a number, which all that was changed together has. Whatever deletes a row deletes
    what it held earlier. `sessions_fts` has a text of its own: the rows of `sessions` have no
    number that a VACUUM keeps.
    """
    db.executescript(
        """
        ALTER TABLE sessions ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE sessions ADD COLUMN moved_to TEXT;
        CREATE INDEX sessions_in_order ON sessions (coalesce(moved_to, id));
        CREATE INDEX turns_by_time ON turns (started_at);

        CREATE TABLE revisions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            change INTEGER NOT NULL,
            session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('turn', 'memory', 'session')),
            row INTEGER,
            source TEXT NOT NULL,
            changed_at TEXT NOT NULL,
            earlier TEXT NOT NULL
        );
        CREATE INDEX revisions_by_row ON revisions (kind, row, id);
        CREATE INDEX revisions_by_session ON revisions (session_id, change);
        CREATE TRIGGER revisions_of_turns AFTER DELETE ON turns BEGIN
            DELETE FROM revisions WHERE kind = 'turn' AND row = old.id;
        END;
        CREATE TRIGGER revisions_of_memories AFTER DELETE ON memories BEGIN
            DELETE FROM revisions WHERE kind = 'memory' AND row = old.id;
        END;
        CREATE TRIGGER revisions_of_sessions AFTER DELETE ON sessions BEGIN
            DELETE FROM revisions WHERE session_id = old.id;
        END;

        CREATE VIRTUAL TABLE sessions_fts USING fts5 (
            session_id UNINDEXED,
            title,
            tags,
            tokenize = 'porter unicode61 remove_diacritics 2'
        );
        INSERT INTO sessions_fts SELECT id, title, tags FROM sessions;
        CREATE TRIGGER sessions_fts_insert AFTER INSERT ON sessions BEGIN
            INSERT INTO sessions_fts VALUES (new.id, new.title, new.tags);
        END;
        CREATE TRIGGER sessions_fts_delete AFTER DELETE ON sessions BEGIN
            DELETE FROM sessions_fts WHERE session_id = old.id;
        END;
        CREATE TRIGGER sessions_fts_update AFTER UPDATE OF title, tags ON sessions BEGIN
            DELETE FROM sessions_fts WHERE session_id = old.id;
            INSERT INTO sessions_fts VALUES (new.id, new.title, new.tags);
        END;
        """
    )


MIGRATIONS: tuple[Migration, ...] = (
    m001_sessions_turns_memories,
    m002_memories_by_their_words,
    m003_notices,
    m004_corrections,
)
FULL_TEXT_INDEXES = ("turns_fts", "memories_fts", "sessions_fts")


def rewrite_indexes(
    connection: sqlite3.Connection,
    command: Literal["optimize", "rebuild"],
    indexes: Sequence[str] = FULL_TEXT_INDEXES,
) -> None:
    """Rewrite full-text indexes, where a journal has them: deleted words linger in them."""
    for index in indexes:
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (index,)).fetchone():
            connection.execute(f"INSERT INTO {index} ({index}) VALUES ('{command}')")  # noqa: S608


def age_of(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> Age:
    """Compare a database with this program's migrations. Reads only.

    `empty` is a new file, `older` is to be migrated, `newer` is of a later program, and `foreign`
    is not a journal at all.
    """
    tables = {
        name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
    }
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        return "foreign" if tables or application or version else "empty"
    applied = _applied(connection, tables)
    known = {migration.__name__ for migration in migrations}
    if version > len(migrations) or applied - known:
        return "newer"
    return "older" if known - applied else "current"


def version_of(connection: sqlite3.Connection) -> int:
    """Return the number of migrations a journal has seen."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def numbered(migrations: Sequence[Migration]) -> "Migrations":
    """Return the migrations as sqlite-utils applies them, each raising the journal's version."""
    numbered_set: Migrations = import_sqlite_utils().Migrations(MIGRATION_SET)
    for number, migration in enumerate(migrations, start=1):
        numbered_set(name=migration.__name__)(_raising_version(number, migration))
    return numbered_set


def _raising_version(number: int, migration: Migration) -> Migration:
    def migrate(db: "Database") -> None:
        migration(db)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {number}")

    return migrate


def _applied(connection: sqlite3.Connection, tables: set[str]) -> set[str]:
    """Return the names of the migrations a journal has seen."""
    # The name of sqlite-utils' own table; written out so that a look needs no slow import.
    if "_sqlite_migrations" not in tables:
        return set()
    rows = connection.execute(
        "SELECT name FROM _sqlite_migrations WHERE migration_set = ?", (MIGRATION_SET,)
    )
    return {name for (name,) in rows}
