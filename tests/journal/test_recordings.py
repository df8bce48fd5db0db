"""Recordings beside a locked journal: none is lost, and none is heard without its passphrase."""

import os
import signal
import stat
import subprocess
import sys

import pytest

from voice_coach.errors import CoachError
from voice_coach.journal import recordings
from voice_coach.journal.journal import Journal
from voice_coach.journal.recordings import MAGIC, RecordingCipher, encrypted_path
from voice_coach.journal.storage.encryption import finish_locking, is_locked, key_of, lock, unlock
from voice_coach.journal.storage.sqlite import CipherKey

PASSPHRASE = "seven quiet herons"  # noqa: S105 - of these tests
VOICE = b"fLaC" + bytes(range(256)) * 40


@pytest.fixture
def session(path, journal, say):
    """The id of a session with two answers, each with a recording, in a journal that is closed."""
    session = journal.begin("evening", "Evening", "test")
    rows = [say(session, "the heron stood"), say(session, "in the shallows")]
    journal.end(session, "completed")
    journal.close()
    folder = recordings.folder_of(path, session)
    folder.mkdir(mode=0o700, parents=True)
    for row in rows:
        (folder / f"{row}.flac").write_bytes(VOICE + bytes([row]))
    return session


@pytest.fixture
def key(path, session):
    """The key of that journal, once it is locked."""
    return lock(path, PASSPHRASE)


def plain_of(path, session):
    """Where its recordings are when they are not sealed, by their rows."""
    rows = sorted(recordings.recorded_rows(path, session))
    return [recordings.folder_of(path, session) / f"{row}.flac" for row in rows]


def names(path):
    return sorted(file.name for file in (path.parent / "recordings").glob("*/*"))


def audible(path):
    """The files in the home folder in which a stretch of a recording can be found."""
    files = [file for file in path.parent.rglob("*") if file.is_file()]
    return [file.name for file in files if VOICE[:64] in file.read_bytes()]


def test_a_locked_journal_has_no_recording_that_can_be_heard(path, session):
    assert len(audible(path)) == 2
    lock(path, PASSPHRASE)

    assert audible(path) == []
    assert names(path) == ["1.flac.sealed", "2.flac.sealed"]
    for file in recordings.folder_of(path, session).iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_unlocked_every_recording_is_as_it_was_to_the_byte(path, session, key):
    assert unlock(path, key) == []

    assert names(path) == ["1.flac", "2.flac"]
    for row, plain in enumerate(plain_of(path, session), 1):
        assert plain.read_bytes() == VOICE + bytes([row])
        assert stat.S_IMODE(plain.stat().st_mode) == 0o600


def test_a_sealed_recording_is_read_with_the_key_and_with_no_other(path, session, key):
    plain = plain_of(path, session)[0]

    assert recordings.open_recording(plain, RecordingCipher(key)).read() == VOICE + b"\x01"
    other = RecordingCipher(CipherKey.derive("seven loud herons", key.salt))
    for sealer in (other, None):
        with pytest.raises(CoachError) as error:
            recordings.open_recording(plain, sealer)
        assert error.value.code == "recordings.unreadable"


def _flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: data[:12],
        lambda data: data[: len(MAGIC) + 12],
        lambda data: data[:-1],
        lambda data: data + b"\0",
        lambda data: _flipped(data, 0),
        lambda data: _flipped(data, len(MAGIC)),
        lambda data: _flipped(data, 500),
    ],
    ids=["empty", "header", "no tag", "cut", "longer", "magic", "nonce", "data"],
)
def test_a_sealed_recording_that_was_changed_is_one_error_that_names_it(path, session, key, spoil):
    plain = plain_of(path, session)[0]
    sealed = encrypted_path(plain)
    sealed.write_bytes(spoil(sealed.read_bytes()))
    with pytest.raises(CoachError, match="cannot be decrypted") as error:
        recordings.open_recording(plain, RecordingCipher(key))

    assert error.value.code == "recordings.unreadable"
    assert str(sealed) in error.value.message


def test_a_sealed_recording_in_the_place_of_another_does_not_open(path, session, key):
    first, second = plain_of(path, session)
    encrypted_path(second).write_bytes(encrypted_path(first).read_bytes())

    with pytest.raises(CoachError, match="cannot be decrypted"):
        recordings.open_recording(second, RecordingCipher(key))


def test_two_sealings_of_the_same_have_nothing_in_common(path, session, key):
    plain = plain_of(path, session)[0]
    before = encrypted_path(plain).read_bytes()
    RecordingCipher(key).decrypt(plain)
    RecordingCipher(key).encrypt(plain)
    after = encrypted_path(plain).read_bytes()

    begin = len(MAGIC)
    assert before[begin : begin + 12] != after[begin : begin + 12]
    assert before[begin + 12 :] != after[begin + 12 :]


def test_a_damaged_one_holds_up_no_unlocking_and_is_left_as_it_is(path, session, key):
    first, second = plain_of(path, session)
    spoilt = _flipped(encrypted_path(first).read_bytes(), 100)
    encrypted_path(first).write_bytes(spoilt)
    (damaged,) = unlock(path, key)

    assert str(encrypted_path(first)) in damaged.message
    assert not is_locked(path)
    assert encrypted_path(first).read_bytes() == spoilt
    assert second.read_bytes() == VOICE + b"\x02"
    assert names(path) == ["1.flac.sealed", "2.flac"]


def test_recordings_left_plain_by_an_interruption_are_sealed_at_the_next_opening(
    path, session, key
):
    plain = plain_of(path, session)[0]
    RecordingCipher(key).decrypt(plain)
    left = plain.with_name(".7.flac.part")
    left.write_bytes(VOICE)

    assert finish_locking(path, key)
    assert audible(path) == []
    assert names(path) == ["1.flac.sealed", "2.flac.sealed"]
    assert not finish_locking(path, key)


def test_one_that_was_half_overwritten_when_it_was_killed_is_whole(path, session, key):
    plain = plain_of(path, session)[0]
    plain.write_bytes(bytes(len(VOICE)))  # its sealed file is beside it

    assert recordings.open_recording(plain, RecordingCipher(key)).read() == VOICE + b"\x01"
    assert finish_locking(path, key)
    assert not plain.exists()
    assert recordings.open_recording(plain, RecordingCipher(key)).read() == VOICE + b"\x01"


def test_what_is_being_recorded_is_left_alone_while_a_session_runs(path, clock, session, key):
    folder = recordings.folder_of(path, session)
    spoken = [folder / "9.flac", folder / ".9.flac.part"]
    for file in spoken:
        file.write_bytes(VOICE)
    with Journal.open(path, clock=clock, key=key) as other:
        other.begin("evening", "Evening", "test")
        assert not finish_locking(path, key)
        assert all(file.read_bytes() == VOICE for file in spoken)

    assert finish_locking(path, key)
    assert audible(path) == []


def test_what_was_sealed_is_gone_with_its_words(path, clock, session, key):
    with Journal.open(path, clock=clock, key=key) as journal:
        journal.forget_turns(session, [], rows=[1])
        assert names(path) == ["2.flac.sealed"]
        journal.forget_sessions([session])
        assert names(path) == []
        journal.forget_everything()
        assert not (path.parent / "recordings").exists()


def test_a_deleted_answer_takes_its_sealed_recording_along_and_undo_brings_it_back(
    path, clock, session, key
):
    with Journal.open(path, clock=clock, key=key) as journal:
        (first, *_) = journal.turns(session)
        taken = journal.take_back(session, first.step, None, forget=True)
        assert names(path) == []
        journal.bring_back(taken)

    assert names(path) == ["1.flac.sealed", "2.flac.sealed"]
    plain = plain_of(path, session)[0]
    assert stat.S_IMODE(encrypted_path(plain).stat().st_mode) == 0o600
    assert recordings.open_recording(plain, RecordingCipher(key)).read() == VOICE + b"\x01"


_KILLED = """
import os, signal, sys
from pathlib import Path
from voice_coach.journal import recordings
from voice_coach.journal.storage import encryption

count, place, way = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
steps = iter(range(1, 1000))


def watched(function):
    def step(*arguments, **named):
        if next(steps) == count:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*arguments, **named)

    return step


for name in ("replace_file", "sync", "_wipe", "overwrite"):
    setattr(recordings, name, watched(getattr(recordings, name)))
Path.unlink = watched(Path.unlink)
Path.replace = watched(Path.replace)
if way == "lock":
    encryption.lock(place, "seven quiet herons")
else:
    encryption.unlock(place, encryption.key_of(place, "seven quiet herons"))
print("done")
"""


@pytest.mark.program
@pytest.mark.parametrize("way", ["lock", "unlock"])
def test_killed_at_any_step_no_recording_is_lost_and_the_next_opening_makes_up_for_it(
    path, session, way
):
    for count in range(2, 30, 2):
        if way == "unlock" and not is_locked(path):
            lock(path, PASSPHRASE)
        done = subprocess.run(
            [sys.executable, "-c", _KILLED, str(count), str(path), way],
            capture_output=True, text=True, check=False, timeout=60, env=dict(os.environ),
        )  # fmt: skip
        assert done.returncode in {0, -signal.SIGKILL}, done.stderr
        if is_locked(path):
            key = key_of(path, PASSPHRASE)
            finish_locking(path, key)
            assert audible(path) == []
            assert unlock(path, key) == []
        for row, plain in enumerate(plain_of(path, session), 1):
            assert plain.read_bytes() == VOICE + bytes([row])
        assert names(path) == ["1.flac", "2.flac"]
        if done.returncode == 0:
            break
    else:
        pytest.fail("it was killed every time: the loop has to be longer")


def test_a_disk_that_is_full_leaves_the_recording_as_it_was(path, session, key):
    import resource

    plain = plain_of(path, session)[0]
    RecordingCipher(key).decrypt(plain)
    before = plain.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(OSError, match="large"):
            RecordingCipher(key).encrypt(plain)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert plain.read_bytes() == before
    assert names(path) == ["1.flac", "2.flac.sealed"]
