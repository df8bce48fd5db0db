"""Opening a journal: private, careful with what it does not understand, clear about trouble."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from voice_coach.errors import CoachError
from voice_coach.journal.journal import Journal
from voice_coach.journal.storage.connection import _prepare, _use_wal
from voice_coach.journal.storage.schema import APPLICATION_ID, MIGRATIONS

ROOT = Path(__file__).parents[2]
BACKUP = f"journal.db.before-{len(MIGRATIONS) + 1}.backup"


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


def files_in(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def refusal(path, clock, **options):
    """The error that opening a journal ends with; it names the file."""
    with pytest.raises(CoachError) as caught:
        Journal.open(path, clock=clock, **options)
    assert str(path) in caught.value.message
    return caught.value.code


def later_a_mood_for_every_session(db):
    db.execute("ALTER TABLE sessions ADD COLUMN mood TEXT")


def later_that_fails(db):
    db.execute("ALTER TABLE sessions ADD COLUMN mood TEXT")
    db.execute("UPDATE sessions SET mood = 'lost', title = 'lost'")
    raise ValueError("i will walk around the block")


def later_that_breaks_a_reference(db):
    db.execute("DELETE FROM sessions")


def some_journal(path, clock):
    with Journal.open(path, clock=clock) as journal:
        session_id = journal.begin("small-promises", "Small promises", "0.1.0")
        journal.save_turn(
            session_id,
            speaker="you",
            step="promise",
            text="i will walk around the block",
            started_at=clock.now,
            ended_at=clock.now,
            confidence=0.9,
            words=(),
        )
    return session_id


def newer_journal(path, clock):
    with Journal.open(
        path, clock=clock, migrations=(*MIGRATIONS, later_a_mood_for_every_session)
    ) as journal:
        journal.begin("small-promises", "Small promises", "9.0.0")


def test_a_new_journal_has_the_tables_and_columns_of_the_contract(journal):
    columns = {
        table: " ".join(journal.connection.db.table(table).columns_dict)
        for table in ("sessions", "turns", "memories", "revisions")
    }
    assert columns == {
        "sessions": ("id practice title started_at ended_at outcome app_version tags moved_to"),
        "turns": (
            "id session_id seq speaker step text started_at ended_at confidence words undone"
        ),
        "memories": "id kind text data status session_id created_at updated_at",
        "revisions": "id change session_id kind row source changed_at earlier",
    }
    assert {"turns_fts", "memories_fts"} <= set(journal.connection.db.table_names(fts5=True))


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("foreign_keys", 1),
        ("busy_timeout", 5000),
        ("synchronous", 2),  # FULL: what is acknowledged survives a power cut
        ("secure_delete", 1),
        ("temp_store", 2),  # MEMORY: no temporary file has a person's words
        ("user_version", len(MIGRATIONS)),
        ("application_id", APPLICATION_ID),
    ],
)
def test_a_journal_works_under_these_settings(journal, pragma, value):
    assert journal.connection.db.execute(f"PRAGMA {pragma}").fetchone() == (value,)


def test_files_and_folders_are_private_whatever_the_umask(path, clock):
    before = os.umask(0)
    try:
        with Journal.open(path, clock=clock) as journal:
            journal.begin("small-promises", "Small promises", "0.1.0")
            modes = {file.name: mode_of(file) for file in path.parent.iterdir()}
    finally:
        os.umask(before)
    files = ("journal.db", "journal.db-wal", "journal.db-shm", "journal.db.running")
    assert modes == dict.fromkeys(files, 0o600)
    assert mode_of(path.parent) == 0o700


def test_every_missing_folder_is_made_private(tmp_path, clock):
    path = tmp_path / "data" / "home" / "journal.db"
    before = os.umask(0)
    try:
        Journal.open(path, clock=clock).close()
    finally:
        os.umask(before)
    assert mode_of(tmp_path / "data") == mode_of(tmp_path / "data" / "home") == 0o700


def test_a_umask_that_takes_everything_does_not_lock_the_owner_out(path, clock):
    before = os.umask(0o777)
    try:
        Journal.open(path, clock=clock).close()
    finally:
        os.umask(before)
    assert (mode_of(path), mode_of(path.parent)) == (0o600, 0o700)


def test_a_folder_that_was_there_keeps_its_mode(tmp_path, clock):
    tmp_path.chmod(0o755)
    Journal.open(tmp_path / "journal.db", clock=clock).close()
    assert mode_of(tmp_path) == 0o755


def test_a_journal_others_could_read_is_tightened_with_its_side_files(path, clock):
    first = Journal.open(path, clock=clock)
    first.begin("small-promises", "Small promises", "0.1.0")
    for file in path.parent.iterdir():
        file.chmod(0o666)
    with Journal.open(path, clock=clock):
        assert {mode_of(file) for file in path.parent.iterdir()} == {0o600}
        assert len(list(path.parent.iterdir())) == 4
    first.close()


def test_a_link_to_a_journal_elsewhere_is_followed_and_kept_private(tmp_path, clock):
    link, elsewhere = tmp_path / "journal.db", tmp_path / "disk" / "mine.db"
    elsewhere.parent.mkdir()
    link.symlink_to(elsewhere)
    before = os.umask(0)
    try:
        session_id = some_journal(link, clock)
    finally:
        os.umask(before)
    assert link.is_symlink()
    assert mode_of(elsewhere) == 0o600
    with Journal.open(elsewhere, clock=clock) as journal:
        assert journal.find("last").id == session_id


def test_nothing_but_the_journal_is_left_when_it_is_closed(path, clock):
    some_journal(path, clock)
    assert [file.name for file in path.parent.iterdir()] == ["journal.db"]


def test_an_empty_file_becomes_a_journal(path, clock):
    path.parent.mkdir()
    path.touch()
    with Journal.open(path, clock=clock) as journal:
        assert journal.sessions() == []


def test_a_newer_journal_is_refused_and_left_untouched(path, clock):
    newer_journal(path, clock)
    path.chmod(0o640)
    before = files_in(path.parent)
    assert refusal(path, clock) == "journal.newer"
    assert files_in(path.parent) == before
    assert list(before) == ["journal.db"]
    assert mode_of(path) == 0o640


def test_a_newer_journal_is_known_by_its_version_alone(path, clock):
    some_journal(path, clock)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 999")
    assert refusal(path, clock) == "journal.newer"


def test_a_newer_journal_is_known_by_the_names_of_its_migrations_alone(path, clock):
    newer_journal(path, clock)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    assert refusal(path, clock) == "journal.newer"


def test_a_newer_journal_whose_news_is_still_in_the_log_is_left_untouched(path, clock, tmp_path):
    some_journal(path, clock)
    left_by_a_crash = tmp_path / "crashed" / "journal.db"
    left_by_a_crash.parent.mkdir()
    with Journal.open(path, clock=clock, migrations=(*MIGRATIONS, later_a_mood_for_every_session)):
        for file in (path, Path(f"{path}-wal")):
            shutil.copy(file, left_by_a_crash.parent)
    before = files_in(left_by_a_crash.parent)
    assert refusal(left_by_a_crash, clock) == "journal.newer"
    after = files_in(left_by_a_crash.parent)
    assert {name: after[name] for name in before} == before


def test_a_journal_that_became_newer_after_it_was_looked_at_is_refused(path, clock):
    newer_journal(path, clock)
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as connection,
        pytest.raises(CoachError) as caught,
    ):
        _prepare(connection, MIGRATIONS, path, path)
    assert caught.value.code == "journal.newer"


def test_two_programs_that_make_a_journal_wait_for_one_another(tmp_path):
    with (
        closing(sqlite3.connect(tmp_path / "journal.db", isolation_level=None)) as other,
        closing(sqlite3.connect(tmp_path / "journal.db", isolation_level=None)) as connection,
    ):
        other.execute("BEGIN IMMEDIATE")

        def let_go(statement):
            if statement.startswith("BEGIN") and other.in_transaction:
                other.execute("ROLLBACK")

        connection.set_trace_callback(let_go)
        _use_wal(connection)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_another_programs_database_is_refused_and_left_untouched(path, clock):
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE sessions (name TEXT)")
    before = files_in(path.parent)
    assert refusal(path, clock) == "journal.foreign"
    assert files_in(path.parent) == before


def test_an_older_journal_is_migrated_and_keeps_what_is_in_it(path, clock):
    session_id = some_journal(path, clock)
    with Journal.open(
        path, clock=clock, migrations=(*MIGRATIONS, later_a_mood_for_every_session)
    ) as journal:
        assert [turn.text for turn in journal.turns(session_id)] == ["i will walk around the block"]
        assert journal.connection.db.execute("SELECT mood FROM sessions").fetchall() == [(None,)]
        assert journal.connection.db.execute("PRAGMA user_version").fetchone() == (
            len(MIGRATIONS) + 1,
        )


def test_what_the_first_journals_remembered_is_found_by_its_words(path, clock):
    with Journal.open(path, clock=clock, migrations=MIGRATIONS[:1]) as first:
        assert "memories_fts" not in first.connection.db.table_names()
        for text in ("i learned to ask", "i learned to rest", "to ask for help early"):
            with first.connection.write() as db:
                db.execute(
                    "INSERT INTO memories (kind, text, created_at, updated_at) "
                    "VALUES ('lesson', ?, '2026-11-22T09:15:03.123Z', '2026-11-22T09:15:03.123Z')",
                    [text],
                )
    with Journal.open(path, clock=clock) as journal:
        assert [m.text for m in journal.nearest("lesson", ["helping"])] == ["to ask for help early"]
        journal.keep("lesson", "a walk helped", {}, None)
        assert [m.text for m in journal.nearest("lesson", ["helping"])] == ["a walk helped"]
    assert path.with_name("journal.db.before-2.backup").exists()


def test_before_it_is_migrated_a_journal_is_copied_to_a_private_backup(path, clock):
    session_id = some_journal(path, clock)
    before = os.umask(0)
    try:
        newer_journal(path, clock)
    finally:
        os.umask(before)
    backup = path.with_name(BACKUP)
    assert sorted(file.name for file in path.parent.iterdir()) == [path.name, backup.name]
    assert mode_of(backup) == 0o600
    with Journal.open(backup, clock=clock) as old:  # with this program's own migrations
        assert [row.id for row in old.sessions()] == [session_id]
        assert old.search("block") != []


def test_a_backup_holds_what_was_only_in_the_log(path, clock):
    first = Journal.open(path, clock=clock)
    session_id = first.begin("small-promises", "Small promises", "0.1.0")
    newer_journal(path, clock)
    first.close()
    with Journal.open(path.with_name(BACKUP), clock=clock) as old:
        assert old.find("last").id == session_id


def test_a_current_journal_is_not_copied(path, clock):
    some_journal(path, clock)
    some_journal(path, clock)
    assert [file.name for file in path.parent.iterdir()] == ["journal.db"]


def test_a_failing_migration_leaves_the_old_journal_and_tells_nothing_of_its_content(path, clock):
    session_id = some_journal(path, clock)
    with pytest.raises(CoachError) as caught:
        Journal.open(path, clock=clock, migrations=(*MIGRATIONS, later_that_fails))
    assert caught.value.code == "journal.migration"
    assert "walk" not in caught.value.message
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    with Journal.open(path, clock=clock) as journal:
        assert journal.find(session_id).title == "Small promises"
        assert journal.connection.db.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert "mood" not in journal.connection.db.table("sessions").columns_dict


def test_all_pending_migrations_succeed_or_none_does(path, clock):
    some_journal(path, clock)
    both = (*MIGRATIONS, later_a_mood_for_every_session, later_that_fails)
    assert refusal(path, clock, migrations=both) == "journal.migration"
    with Journal.open(path, clock=clock) as journal:
        assert "mood" not in journal.connection.db.table("sessions").columns_dict


def test_a_migration_that_leaves_a_row_without_what_it_refers_to_is_taken_back(path, clock):
    session_id = some_journal(path, clock)
    breaking = (*MIGRATIONS, later_that_breaks_a_reference)
    assert refusal(path, clock, migrations=breaking) == "journal.migration"
    with Journal.open(path, clock=clock) as journal:
        assert journal.find(session_id).turns == 1


def test_a_migration_is_not_begun_when_the_backup_cannot_be_made(path, clock):
    session_id = some_journal(path, clock)
    path.with_name(BACKUP).mkdir()
    newer = (*MIGRATIONS, later_a_mood_for_every_session)
    assert refusal(path, clock, migrations=newer) == "journal.unwritable"
    left = sorted(file.name for file in path.parent.iterdir())
    assert left == ["journal.db", BACKUP]
    with Journal.open(path, clock=clock) as journal:
        assert journal.find("last").id == session_id


def test_a_folder_in_the_journals_place_is_refused(path, clock):
    path.mkdir(parents=True)
    assert refusal(path, clock) == "journal.not-a-database"


def test_a_pipe_in_the_journals_place_is_refused_instead_of_waited_for(path, clock):
    path.parent.mkdir()
    os.mkfifo(path)
    assert refusal(path, clock) == "journal.not-a-database"


def test_a_file_that_is_no_database_is_refused_and_left_untouched(path, clock):
    path.parent.mkdir()
    path.write_bytes(b"Dear diary, this is not a database at all. " * 100)
    path.chmod(0o644)
    before = files_in(path.parent)
    assert refusal(path, clock) == "journal.not-a-database"
    assert files_in(path.parent) == before
    assert mode_of(path) == 0o644


def test_a_truncated_journal_is_called_damaged(path, clock):
    some_journal(path, clock)
    os.truncate(path, path.stat().st_size // 2)
    assert refusal(path, clock) == "journal.corrupt"


def test_damage_deep_inside_a_journal_is_found_by_a_check(path, clock):
    some_journal(path, clock)
    with closing(sqlite3.connect(path)) as connection:
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'memories_by_kind'"
        ).fetchone()
    with path.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 4096)
    with (
        Journal.open(path, clock=clock) as journal,
        pytest.raises(CoachError, match="damaged") as caught,
    ):
        journal.check()
    assert caught.value.code == "journal.corrupt"


def test_a_whole_journal_passes_its_check(path, clock):
    some_journal(path, clock)
    with Journal.open(path, clock=clock) as journal:
        journal.check()


def test_a_file_where_the_home_folder_should_be_is_named(path, clock):
    path.parent.write_text("not a folder")
    assert refusal(path, clock) == "journal.unwritable"
    assert path.parent.read_text() == "not a folder"


def test_a_folder_that_cannot_be_written_to_is_named(clock):
    assert refusal(Path("/proc/voice-coach/journal.db"), clock) == "journal.unwritable"


def test_a_journal_that_another_program_holds_is_called_locked(path, clock):
    some_journal(path, clock)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert refusal(path, clock, busy_seconds=0.01) == "journal.locked"
    Journal.open(path, clock=clock).close()


@pytest.mark.program
def test_importing_the_journal_does_not_import_sqlite_utils():
    code = "import sys, voice_coach.journal.journal; print('sqlite_utils' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
