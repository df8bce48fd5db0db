"""Locking and unlocking a journal: nothing is lost, and no word stays readable."""

import os
import signal
import subprocess
import sys
import unicodedata
from contextlib import closing

import pytest

from voice_coach.errors import CoachError
from voice_coach.journal.journal import Journal
from voice_coach.journal.storage import encryption
from voice_coach.journal.storage.encryption import (
    RELOCKED_SUFFIX,
    finish_locking,
    is_locked,
    key_of,
    lock,
    unlock,
)
from voice_coach.journal.storage.sqlite import connect

PASSPHRASE = "seven quiet herons"  # noqa: S105 - of these tests
WORDS = "the heron stood in the shallows"


@pytest.fixture
def full(path, journal, say):
    """The path of a plain journal with something of everything in it, and a copy beside it."""
    session = journal.begin("evening", "Evening", "test")
    turns = [say(session, f"{WORDS} {number}") for number in range(40)]
    journal.undo_turn(turns[0])
    journal.keep("promise", "watch the heron", {"turn": turns[1]}, session)
    journal.end(session, "completed")
    with closing(connect(path)) as source, closing(connect(copy_of(path))) as copy:
        source.backup(copy)
    journal.close()
    return path


def copy_of(path):
    return path.with_name("journal.db.before-9.backup")


def everything(path, clock, key=None):
    with Journal.open(path, clock=clock, key=key) as journal:
        return journal.session_records()


def readable(path):
    """The files in the folder in which a word of the journal can be read."""
    return sorted(f.name for f in path.parent.iterdir() if b"heron" in f.read_bytes().lower())


def test_what_is_locked_is_the_same_journal_and_no_file_has_its_words(full, clock):
    before = everything(full, clock)
    key = lock(full, PASSPHRASE)

    assert is_locked(full)
    assert readable(full) == []
    assert everything(full, clock, key) == before
    with Journal.open(full, clock=clock, key=key) as journal:
        assert len(journal.search("heron")) == 39
        journal.check()
    assert key_of(full, PASSPHRASE) == key
    assert key_of(full, "seven loud herons") is None
    assert full.stat().st_mode & 0o777 == 0o600


def test_a_passphrase_with_an_accent_opens_in_either_unicode_form(full):
    composed, decomposed = (
        unicodedata.normalize(form, "seven h\u00e9rons") for form in ("NFC", "NFD")
    )
    key = lock(full, decomposed)

    assert composed != decomposed
    assert key_of(full, composed) == key == key_of(full, decomposed)
    assert key_of(full, "seven herons") is None


def test_a_journal_locked_with_the_passphrase_as_it_was_typed_still_opens(full, monkeypatch):
    composed, decomposed = (
        unicodedata.normalize(form, "seven h\u00e9rons") for form in ("NFC", "NFD")
    )
    with monkeypatch.context() as before:
        before.setattr(encryption, "_spellings", lambda typed: [typed])
        key = lock(full, decomposed)

    assert key_of(full, composed) == key


def test_unlocked_it_is_as_it_was(full, clock):
    before = everything(full, clock)
    unlock(full, lock(full, PASSPHRASE))

    assert not is_locked(full)
    assert everything(full, clock) == before
    with closing(connect(copy_of(full))) as copy:
        assert copy.execute("SELECT count(*) FROM turns").fetchone() == (40,)


@pytest.mark.program
def test_a_journal_that_is_open_elsewhere_stays_as_it_is(full, clock):
    before = everything(full, clock)
    # In a program of its own: locks on files are between programs.
    holding = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); "
    holding += "c.execute('SELECT count(*) FROM turns').fetchone(); print('open'); input()"
    with subprocess.Popen(
        [sys.executable, "-c", holding, str(full)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as other:  # fmt: skip
        assert other.stdout.readline() == "open\n"
        with pytest.raises(CoachError) as error:
            lock(full, PASSPHRASE)
        other.communicate("\n")

    assert error.value.code == "journal.locked"
    assert everything(full, clock) == before


def test_while_a_session_runs_nothing_is_locked(full, clock):
    with Journal.open(full, clock=clock) as other:
        other.begin("evening", "Evening", "test")
        with pytest.raises(CoachError) as error:
            lock(full, PASSPHRASE)

    assert error.value.code == "session.running"
    assert not is_locked(full)


def test_a_copy_left_plain_by_an_interruption_is_locked_at_the_next_opening(full):
    plain = copy_of(full).read_bytes()
    key = lock(full, PASSPHRASE)
    copy_of(full).write_bytes(plain)
    left = full.with_name(f"{full.name}{RELOCKED_SUFFIX}")
    left.write_bytes(plain)

    assert finish_locking(full, key)
    assert readable(full) == []
    assert not left.exists()
    assert not finish_locking(full, key)


def test_the_key_of_an_old_copy_locks_nothing_beside_a_journal_it_does_not_open(full):
    old = lock(full, PASSPHRASE)
    older = full.with_name(f"{full.name}.2026-01-01.backup")
    older.write_bytes(full.read_bytes())
    unlock(full, old)
    older_locked = older.read_bytes()
    plain = copy_of(full).read_bytes()
    lock(full, "nine patient otters")
    older.write_bytes(older_locked)
    copy_of(full).write_bytes(plain)

    assert not finish_locking(full, old)
    assert copy_of(full).read_bytes() == plain


_KILLED = """
import os, signal, sys
from pathlib import Path
from voice_coach.journal.storage import encryption

count, place, way = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
steps = iter(range(1, 1000))


def watched(function):
    def step(*arguments, **named):
        if next(steps) == count:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*arguments, **named)

    return step


for name in ("_lock_exclusively", "_export", "_compare", "sync", "overwrite", "_remove"):
    setattr(encryption, name, watched(getattr(encryption, name)))
if way == "lock":
    encryption.lock(place, "seven quiet herons")
else:
    encryption.unlock(place, encryption.key_of(place, "seven quiet herons"))
print("done")
"""


@pytest.mark.program
@pytest.mark.parametrize("way", ["lock", "unlock"])
@pytest.mark.parametrize("count", [2, 4, 5, 6, 7, 8, 10, 13])
def test_killed_at_any_step_there_is_one_whole_journal_and_it_can_be_done_again(
    full, clock, way, count
):
    before = everything(full, clock)
    if way == "unlock":
        lock(full, PASSPHRASE)
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, str(count), str(full), way],
        capture_output=True, text=True, check=False, timeout=60, env=dict(os.environ),
    )  # fmt: skip

    assert done.returncode == -signal.SIGKILL, done.stderr
    key = key_of(full, PASSPHRASE) if is_locked(full) else None
    assert everything(full, clock, key) == before
    if key is not None:
        finish_locking(full, key)
        assert readable(full) == [], "whatever was left plain is made up for"
        unlock(full, key)
    lock(full, PASSPHRASE)
    assert readable(full) == []


@pytest.mark.parametrize("spoilt", [b"\xff" * 5000, b"SQLite format 3\x00" + b"\xff" * 9000])
def test_a_copy_that_is_damaged_shuts_nobody_out_of_a_locked_journal(full, clock, spoilt):
    before = everything(full, clock)
    copy = full.with_name(f"{full.name}.2026-11-20.backup")
    copy.write_bytes(spoilt)
    told = [[], []]

    key = lock(full, PASSPHRASE, told[0])
    assert is_locked(full)
    assert not finish_locking(full, key, told[1])
    assert everything(full, clock, key) == before
    assert unlock(full, key) == []
    assert everything(full, clock) == before
    assert copy.read_bytes() == spoilt
    for errors in told:
        (error,) = errors
        assert (error.code, str(copy) in error.message) == ("journal.copy", True)


def test_a_locked_copy_that_is_damaged_is_left_when_the_journal_is_unlocked(full, clock):
    before = everything(full, clock)
    copy = full.with_name(f"{full.name}.2026-11-20.backup")
    copy.write_bytes(full.read_bytes())
    key = lock(full, PASSPHRASE)
    spoilt = copy.read_bytes()[:4096] + os.urandom(4096) + copy.read_bytes()[8192:]
    copy.write_bytes(spoilt)

    (error,) = unlock(full, key)
    assert str(copy) in error.message
    assert everything(full, clock) == before
    assert copy.read_bytes() == spoilt


def test_a_disk_that_is_full_leaves_the_journal_as_it_was(full, clock):
    import resource

    before = everything(full, clock)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(CoachError) as error:
            lock(full, PASSPHRASE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert error.value.code in ("journal.full", "journal.failed")
    assert not is_locked(full)
    assert everything(full, clock) == before
    assert not list(full.parent.glob("*.part*"))
