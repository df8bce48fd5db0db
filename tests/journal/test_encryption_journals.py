"""A journal that is encrypted does all that a plain one does, and nothing without its key."""

import random
from contextlib import closing

import pytest

from voice_coach.errors import CoachError
from voice_coach.journal.journal import Journal
from voice_coach.journal.storage.connection import open_database
from voice_coach.journal.storage.schema import MIGRATIONS
from voice_coach.journal.storage.sqlite import CipherKey, connect, read_salt

WORDS = "the heron stood in the shallows"
KEY = CipherKey.derive("seven quiet herons", bytes(range(16)))


@pytest.fixture
def locked(path, clock):
    """The path of a locked journal with one session in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with closing(connect(path, KEY)) as connection:
        connection.execute("CREATE TABLE empty (x)")
        connection.execute("DROP TABLE empty")
    with Journal.open(path, clock=clock, key=KEY) as journal:
        session = journal.begin("evening", "Evening", "test")
        keep(journal, session, clock)
        journal.end(session, "completed")
    return path


def keep(journal, session, clock):
    journal.save_turn(
        session, speaker="you", step="said", text=WORDS,
        started_at=clock.now, ended_at=clock.now, confidence=None, words=(),
    )  # fmt: skip


def test_what_is_in_it_is_found_with_its_key(locked, clock):
    with Journal.open(locked, clock=clock, key=KEY) as journal:
        assert [hit.text for hit in journal.search("heron shallows")] == [WORDS]
        assert journal.locked
        journal.check()


def test_no_byte_of_what_was_said_is_in_any_of_its_files(locked, clock):
    with Journal.open(locked, clock=clock, key=KEY) as journal:
        keep(journal, journal.begin("evening", "Evening", "test"), clock)
        files = [file.read_bytes() for file in locked.parent.iterdir()]

    assert len(files) > 2, "the log is looked into as well"
    assert not any(b"heron" in content for content in files)
    assert not any(b"SQLite format" in content for content in files)


def test_without_a_key_it_is_said_that_one_is_needed(locked, clock):
    with pytest.raises(CoachError, match="is locked") as error:
        Journal.open(locked, clock=clock)

    assert error.value.code == "lock.needed"


def test_a_wrong_key_is_told_and_changes_nothing(locked, clock, capfd):
    before = {file.name: file.read_bytes() for file in locked.parent.iterdir()}
    wrong = CipherKey.derive("seven loud herons", KEY.salt)
    with pytest.raises(CoachError) as error:
        Journal.open(locked, clock=clock, key=wrong)

    assert error.value.code == "lock.wrong"
    assert {file.name: file.read_bytes() for file in locked.parent.iterdir()} == before
    assert capfd.readouterr().err == "", "the library says nothing by itself"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (random.Random(1).randbytes(8192), "lock.needed"),  # noqa: S311 - noise
        (b"\x07" * 8192, "journal.not-a-database"),
        (b"Dear diary, " * 4096, "journal.not-a-database"),
    ],
)
def test_what_may_be_locked_is_told_from_what_is_no_journal_and_neither_is_touched(
    path, clock, content, code
):
    path.parent.mkdir()
    path.write_bytes(content)
    for key, told in ((None, code), (KEY, "lock.wrong")):
        with pytest.raises(CoachError) as error:
            Journal.open(path, clock=clock, key=key)
        assert error.value.code == told

    assert path.read_bytes() == content


def test_its_salt_can_be_had_without_its_key(locked):
    assert read_salt(locked) == KEY.salt


def test_its_passphrase_alone_opens_it_in_any_other_program_for_such_files(locked):
    from sqlcipher3 import dbapi2

    with closing(dbapi2.connect(str(locked))) as other:
        other.execute("PRAGMA key = 'seven quiet herons'")
        assert other.execute("SELECT text FROM turns").fetchone() == (WORDS,)


def test_a_copy_made_before_a_migration_is_locked_with_it_and_forgets_with_it(path, clock):
    path.parent.mkdir()
    with closing(connect(path, KEY)) as connection:
        connection.execute("CREATE TABLE empty (x)")
        connection.execute("DROP TABLE empty")
    open_database(path, MIGRATIONS[:1], 1, KEY).close()
    with closing(connect(path, KEY)) as connection:
        connection.execute(
            "INSERT INTO sessions "
            "(id, practice, title, started_at, ended_at, outcome, app_version) "
            "VALUES ('s1', 'evening', 'Evening', '2026-01-01T00:00:00.000Z', "
            "'2026-01-01T00:00:00.000Z', 'completed', 'test')"
        )
        connection.execute(
            "INSERT INTO turns (session_id, seq, speaker, step, text, started_at) "
            "VALUES ('s1', 1, 'you', 'said', ?, '2026-01-01T00:00:00.000Z')",
            [WORDS],
        )
    with Journal.open(path, clock=clock, key=KEY) as journal:
        copy = path.with_name("journal.db.before-2.backup")
        with closing(connect(copy, KEY)) as connection:
            assert connection.execute("SELECT text FROM turns").fetchone() == (WORDS,)
        journal.forget_sessions(["s1"])

    assert b"heron" not in copy.read_bytes()
    with closing(connect(copy, KEY)) as connection:
        assert connection.execute("SELECT count(*) FROM turns").fetchone() == (0,)


def test_errors_of_a_locked_journal_are_told_like_those_of_a_plain_one(locked, clock):
    with Journal.open(locked, clock=clock, key=KEY, busy_seconds=0.1) as journal:
        with pytest.raises(CoachError) as error:
            journal.keep("promise", "a walk", {}, "no such session")
        assert error.value.code == "journal.gone"
        with closing(connect(locked, KEY)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(CoachError) as error:
                journal.keep("promise", "a walk", {}, None)
        assert error.value.code == "journal.locked"


def test_a_key_never_shows_itself():
    assert KEY.raw.hex() not in repr(KEY)
    assert str(KEY.raw) not in repr(KEY)
