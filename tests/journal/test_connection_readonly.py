"""A journal on a disk that is full, or lets nothing be written: what is in it can still be read."""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from voice_coach.errors import CoachError
from voice_coach.journal.journal import Journal
from voice_coach.journal.storage.encryption import finish_locking, key_of, lock

NOBODY = 65534
PASSPHRASE = "seven quiet herons"  # noqa: S105 - of these tests

KILLED = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("UPDATE turns SET text = 'two herons'")
connection.commit()
os.kill(os.getpid(), 9)
"""
FULL = ("journal.full", "journal.failed")
"""SQLite does not tell a quota from a disk that fails."""


@pytest.fixture
def spoken(path, journal, say):
    session = journal.begin("evening", "Evening", "test")
    say(session, "the heron stood in the shallows")
    journal.end(session, "completed")
    journal.close()
    return path


@contextmanager
def full_disk():
    """No file of this program may grow: as a full disk, or a quota."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def read_only(folder: Path):
    """Nothing may be written in a folder, not by root either, who is somebody else meanwhile."""
    root = os.geteuid() == 0
    if root:
        for file in (folder, *folder.iterdir()):
            os.chown(file, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    folder.chmod(0o500)
    try:
        yield
    finally:
        folder.chmod(0o700)
        if root:
            os.seteuid(0)


@pytest.fixture
def elsewhere(spoken):
    """The journal in a folder that anybody gets to."""
    folder = Path(tempfile.mkdtemp())
    shutil.copy(spoken, folder)
    yield folder / spoken.name
    shutil.rmtree(folder)


def read_in(path, clock, key=None):
    with Journal.open(path, clock=clock, to_read=True, key=key) as journal:
        assert journal.refusal is not None, "it was no disk that is full"
        found = [hit.text for hit in journal.search("heron")]
        assert [turn.text for turn in journal.turns(journal.find("last").id)] == found
        with pytest.raises(CoachError) as error:
            journal.begin("evening", "Evening", "test")
        assert error.value is journal.refusal
        assert not journal.is_alone()
        return journal.refusal.code, found


def test_on_a_full_disk_it_is_read(spoken, clock):
    with full_disk():
        code, found = read_in(spoken, clock)
    assert code in FULL
    assert found == ["the heron stood in the shallows"]


def test_on_a_full_disk_what_a_killed_program_left_in_the_log_is_read_too(spoken, clock):
    subprocess.run([sys.executable, "-c", KILLED, spoken], check=False)
    spoken.with_name("journal.db-shm").unlink()
    with full_disk():
        _, found = read_in(spoken, clock)
    with Journal.open(spoken, clock=clock) as journal:
        assert [hit.text for hit in journal.search("herons")] == found == ["two herons"]


def test_on_a_disk_that_lets_nothing_be_written_it_is_read(elsewhere, clock):
    with read_only(elsewhere.parent):
        code, found = read_in(elsewhere, clock)
    assert code == "journal.unwritable"
    assert found == ["the heron stood in the shallows"]


def test_a_locked_one_is_read_with_its_key(elsewhere, clock):
    lock(elsewhere, PASSPHRASE)
    with full_disk():
        key = key_of(elsewhere, PASSPHRASE)
        _, found = read_in(elsewhere, clock, key)
        finish_locking(elsewhere, key)
    with read_only(elsewhere.parent):
        _, there = read_in(elsewhere, clock, key_of(elsewhere, PASSPHRASE))
    assert found == there == ["the heron stood in the shallows"]


def test_to_be_written_to_it_is_refused_as_before(spoken, clock):
    with full_disk(), pytest.raises(CoachError) as error:
        Journal.open(spoken, clock=clock)
    assert error.value.code in FULL


def test_one_that_would_have_to_be_brought_up_to_date_is_not_read(spoken, clock):
    connection = sqlite3.connect(spoken)
    connection.execute("DELETE FROM _sqlite_migrations WHERE id = 2")
    connection.commit()
    connection.close()
    with full_disk(), pytest.raises(CoachError) as error:
        Journal.open(spoken, clock=clock, to_read=True)
    assert error.value.code in FULL
