"""Copies of the journal, a damaged one kept aside, and two programs at one journal."""

import os
import sqlite3
from contextlib import closing
from functools import partial

import pytest

from voice_coach.errors import CoachError
from voice_coach.journal.journal import Journal
from voice_coach.journal.storage.backup import intact_copies, restore
from voice_coach.journal.storage.connection import copies_beside

DAMAGED = "journal-damaged-20261122-091503.db"


def spoken(path, clock, *words):
    """A journal with a session for each of the words, copied after each."""
    with Journal.open(path, clock=clock) as journal:
        for text in words:
            session_id = journal.begin("evening", text, "test")
            journal.keep("promise", text, {}, session_id)
            journal.end(session_id, "completed")
            journal.copy_of_today()


def titles(path, clock):
    with Journal.open(path, clock=clock) as journal:
        return [row.title for row in journal.sessions()]


def spoil(path, root=None):
    """Overwrites the page in which the sessions begin."""
    if root is None:
        with closing(sqlite3.connect(path)) as connection:
            root = root_of(connection)
    with path.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 4096)


def root_of(connection):
    found = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'sessions'")
    return found.fetchone()[0]


def names(folder):
    return sorted(file.name for file in folder.iterdir())


def code_of(deed, *arguments):
    with pytest.raises(CoachError) as caught:
        deed(*arguments)
    return caught.value.code


# Copies.


def test_the_copy_of_a_day_is_private_whole_and_holds_its_last_session(path, clock):
    before = os.umask(0)
    try:
        spoken(path, clock, "walk", "rest")
    finally:
        os.umask(before)
    assert names(path.parent) == ["journal.db", "journal.db.2026-11-22.backup"]
    (copy,) = intact_copies(path)
    assert copy.path.stat().st_mode & 0o777 == 0o600
    assert titles(copy.path, clock) == ["rest", "walk"]
    assert (f"{copy.day}", copy.sessions) == ("2026-11-22", 2)


def test_there_are_copies_of_three_days_and_no_more(path, clock):
    for _ in range(5):
        spoken(path, clock, "walk")
        clock.move(days=1)
    assert [copy.day.day for copy in intact_copies(path)] == [26, 25, 24]
    assert [copy.sessions for copy in intact_copies(path)] == [5, 4, 3]


def test_a_damaged_journal_takes_no_good_copys_place(path, clock):
    spoken(path, clock, "walk")
    with Journal.open(path, clock=clock) as journal:
        spoil(path)
        assert code_of(journal.copy_of_today) == "journal.corrupt"
    (copy,) = intact_copies(path)
    assert titles(copy.path, clock) == ["walk"]
    assert not list(path.parent.glob("*.part*"))


def test_while_another_session_runs_there_is_no_copy(path, clock):
    with Journal.open(path, clock=clock) as other:
        running = other.begin("evening", "other", "test")
        spoken(path, clock, "walk")
        assert intact_copies(path) == []
        other.end(running, "completed")
        other.copy_of_today()
    assert [copy.sessions for copy in intact_copies(path)] == [2]


@pytest.mark.parametrize("how", ["session", "turns", "memory", "everything"])
def test_what_is_forgotten_is_in_no_copy(path, clock, how):
    with Journal.open(path, clock=clock) as journal:
        session_id = journal.begin("evening", "Evening", "test")
        journal.save_turn(
            session_id,
            speaker="you",
            step="promise",
            text="zanzibar" if how in {"turns", "session"} else "nothing",
            started_at=clock.now,
            ended_at=clock.now,
            confidence=None,
            words=(),
        )
        if how != "turns":
            journal.keep("promise", "zanzibar", {}, session_id)
        journal.end(session_id, "completed")
        journal.copy_of_today()
        assert b"zanzibar" in path.with_name("journal.db.2026-11-22.backup").read_bytes()
        match how:
            case "session":
                journal.forget_sessions([session_id])
            case "turns":
                journal.forget_turns(session_id, ["promise"])
            case "memory":
                journal.forget_memories([1])
            case _:
                journal.forget_everything()
    for file in path.parent.iterdir():
        assert b"zanzibar" not in file.read_bytes(), file


@pytest.mark.parametrize(
    "name", ["2026-11-22.backup.part", "relocked.part", "2026-11-22.backup.relocked.part-journal"]
)
def test_what_a_kill_left_of_a_copy_or_of_locking_goes_with_what_is_forgotten(path, clock, name):
    spoken(path, clock, "walk")
    left = path.with_name(f"journal.db.{name}")
    left.write_bytes(b"zanzibar")
    with Journal.open(path, clock=clock) as journal:
        journal.forget_sessions([journal.sessions()[0].id])
    assert not left.exists()


# Going on with one.


def test_a_damaged_journal_is_kept_aside_with_its_log_and_the_last_copy_goes_on(path, clock):
    spoken(path, clock, "walk")
    spoil(path)
    damaged = path.read_bytes()
    path.with_name("journal.db-wal").write_bytes(b"what was in the log")
    path.parent.joinpath("journal.db-shm").write_bytes(b"an index")
    (copy,) = intact_copies(path)

    aside = restore(path, copy, clock.now)

    assert aside is not None
    assert aside.name == DAMAGED
    assert aside.read_bytes() == damaged
    assert aside.with_name(f"{DAMAGED}-wal").read_bytes() == b"what was in the log"
    assert titles(path, clock) == ["walk"]
    assert names(path.parent) == [
        DAMAGED,
        f"{DAMAGED}-wal",
        "journal.db",
        "journal.db.2026-11-22.backup",
    ]
    assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}


def test_without_a_copy_a_new_journal_begins(path, clock):
    spoken(path, clock, "walk")
    path.with_name("journal.db.2026-11-22.backup").write_bytes(b"not whole either" * 999)
    spoil(path)
    assert intact_copies(path) == []
    restore(path, None, clock.now)
    assert titles(path, clock) == []
    assert path.with_name(DAMAGED).exists()


@pytest.mark.parametrize("what_is_left", [None, b""], ids=["gone", "empty"])
def test_no_new_journal_takes_the_place_of_one_that_is_gone_but_for_its_copies(
    path, clock, what_is_left
):
    spoken(path, clock, "First")
    path.unlink()
    if what_is_left is not None:
        path.write_bytes(what_is_left)
    path.with_name("journal.db-wal").write_bytes(b"of the one that is gone")

    assert code_of(partial(Journal.open, clock=clock), path) == "journal.lost"
    assert restore(path, intact_copies(path)[0], clock.now) is None
    assert titles(path, clock) == ["First"]
    assert path.with_name(f"{DAMAGED}-wal").read_bytes() == b"of the one that is gone"


def test_behind_a_link_a_journal_that_is_gone_is_found_by_its_copies_as_well(path, clock):
    spoken(path, clock, "First")
    link = path.parent / "elsewhere" / "mine.db"
    link.parent.mkdir()
    link.symlink_to(path)
    path.unlink()

    assert copies_beside(link) == copies_beside(path) != []
    assert code_of(partial(Journal.open, clock=clock), link) == "journal.lost"


def test_of_a_new_journal_the_copies_of_the_old_one_are_no_copies(path, clock):
    spoken(path, clock, "First")
    spoil(path)
    restore(path, None, clock.now)

    assert intact_copies(path) == []
    assert intact_copies(path.with_name(DAMAGED.removesuffix(".db")))[0].sessions == 1


def test_a_new_journal_in_the_place_of_one_that_is_gone_is_no_lost_one(path, clock):
    spoken(path, clock, "First")
    path.unlink()
    restore(path, None, clock.now)

    assert titles(path, clock) == []


def test_of_several_copies_one_that_is_damaged_itself_is_passed_over(path, clock):
    spoken(path, clock, "walk")
    clock.move(days=1)
    spoken(path, clock, "rest")
    spoil(path.with_name("journal.db.2026-11-23.backup"))
    assert [copy.day.day for copy in intact_copies(path)] == [22]


def test_a_journal_that_is_in_use_is_not_exchanged(path, clock):
    spoken(path, clock, "walk")
    (copy,) = intact_copies(path)
    with Journal.open(path, clock=clock) as other:
        other.begin("evening", "other", "test")
        before = names(path.parent)
        assert code_of(restore, path, copy, clock.now) == "session.running"
        assert names(path.parent) == before


def test_no_moment_is_without_a_journal_where_another_takes_its_place(path, clock, monkeypatch):
    spoken(path, clock, "walk")
    (copy,) = intact_copies(path)
    there = []
    for name in ("replace", "unlink"):
        real = getattr(type(path), name)

        def watched(self, *arguments, real=real, **options):
            there.append(path.exists())
            done = real(self, *arguments, **options)
            there.append(path.exists())
            return done

        monkeypatch.setattr(type(path), name, watched)
    restore(path, copy, clock.now)
    assert there
    assert all(there)


def test_everything_that_is_forgotten_includes_what_was_kept_aside(path, clock):
    spoken(path, clock, "zanzibar")
    spoil(path)
    restore(path, intact_copies(path)[0], clock.now)
    with Journal.open(path, clock=clock) as journal:
        journal.forget_everything()
    assert names(path.parent) == ["journal.db"]


def test_after_a_program_was_killed_the_journal_is_read_through_once(path, clock, tmp_path):
    with Journal.open(path, clock=clock) as journal:
        journal.begin("evening", "Evening", "test")
        crashed = tmp_path / "crashed" / "journal.db"
        crashed.parent.mkdir()
        journal.connection.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        root = root_of(journal.connection.db)
        journal.keep("promise", "walk", {}, None)
        for name in ("journal.db", "journal.db-wal"):
            (crashed.parent / name).write_bytes((path.parent / name).read_bytes())
    spoil(crashed, root)
    assert code_of(lambda: Journal.open(crashed, clock=clock)) == "journal.corrupt"
