"""`voice-coach lock` and `unlock` at a terminal, and other commands before a locked journal."""

import json
import os
from pathlib import Path

import pytest

from voice_coach.journal.journal import Journal
from voice_coach.settings import wall_clock
from voice_coach.texts import lock as lock_texts

PASSPHRASE = "seven quiet herons"  # noqa: S105 - of these tests
WORDS = "the heron stood in the shallows"
SHOWN = "The heron stood in the shallows"

KEYRING = """
import json, os
from pathlib import Path
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

FILE = Path(os.environ["TEST_KEYRING"])


class InAFile(KeyringBackend):
    priority = 1

    def _all(self):
        if FILE.exists() and FILE.read_text() == "locked":
            raise KeyringLocked("locked")
        return json.loads(FILE.read_text()) if FILE.exists() else {}

    def get_password(self, service, username):
        return self._all().get(f"{service} {username}")

    def set_password(self, service, username, password):
        FILE.write_text(json.dumps(self._all() | {f"{service} {username}": password}))

    def delete_password(self, service, username):
        found = self._all()
        if found.pop(f"{service} {username}", None) is None:
            raise PasswordDeleteError
        FILE.write_text(json.dumps(found))
"""


@pytest.fixture
def full(home):
    with Journal.open(home / "journal.db", clock=wall_clock) as journal:
        session = journal.begin("evening", "Evening", "test")
        journal.save_turn(
            session, speaker="you", step="said", text=WORDS,
            started_at=wall_clock(), ended_at=wall_clock(), confidence=None, words=(),
        )  # fmt: skip
        journal.end(session, "completed")
    return home


@pytest.fixture
def keyring(tmp_path):
    """The environment in which the library finds a keyring of the test's own."""
    (tmp_path / "ring_of_the_test.py").write_text(KEYRING)
    return {
        "PYTHONPATH": str(tmp_path),
        "PYTHON_KEYRING_BACKEND": "ring_of_the_test.InAFile",
        "TEST_KEYRING": str(tmp_path / "ring.json"),
    }


def lock(at_terminal, *options: str, **environment: str) -> str:
    terminal = at_terminal("lock", *options, **environment)
    for question in (lock_texts.ASK_NEW, lock_texts.ASK_AGAIN):
        terminal.until(question)
        terminal.press(f"{PASSPHRASE}\n")
    assert terminal.end() == 0, terminal.shown
    return " ".join(terminal.shown.split())


def test_a_journal_is_locked_read_with_its_passphrase_and_unlocked(full, at_terminal, run_program):
    shown = lock(at_terminal)

    assert lock_texts.LOCKED in shown
    assert PASSPHRASE not in shown
    assert lock_texts.WARNING in shown
    assert not [file for file in full.iterdir() if b"heron" in file.read_bytes()]

    show = at_terminal("show")
    show.until(lock_texts.ASK)
    show.press(f"{PASSPHRASE}\n")
    assert show.end() == 0
    assert SHOWN in show.shown

    unlock = at_terminal("unlock")
    unlock.until(lock_texts.ASK)
    unlock.press(f"{PASSPHRASE}\n")
    assert unlock.end() == 0
    assert SHOWN in run_program("show").stdout


def test_a_wrong_passphrase_can_be_typed_three_times(full, at_terminal):
    lock(at_terminal)
    show = at_terminal("show")
    for _ in range(3):
        show.until(lock_texts.ASK)
        show.press("seven loud herons\n")
        show.until(lock_texts.WRONG)

    assert show.end() == 1
    assert "The passphrase does not open the journal" in " ".join(show.shown.split())


def with_the_passphrase(at_terminal, *command: str) -> str:
    terminal = at_terminal(*command)
    terminal.until(lock_texts.ASK)
    terminal.press(f"{PASSPHRASE}\n")
    terminal.end()
    return " ".join(terminal.shown.split())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda journal: journal.write_bytes(journal.read_bytes()[:64] + os.urandom(8192)),
        lambda journal: journal.write_bytes(bytes(8192)),
        lambda journal: os.truncate(journal, 5000),
        lambda journal: os.truncate(journal, 8192),
        lambda journal: os.truncate(journal, 0),
        lambda journal: journal.unlink(),
    ],
    ids=["noise at the beginning", "zeros", "cut off", "cut off at a page", "empty", "gone"],
)
def test_of_a_locked_journal_that_is_damaged_anywhere_or_gone_the_locked_copy_goes_on(
    full, at_terminal, spoil
):
    with Journal.open(full / "journal.db", clock=wall_clock) as journal:
        journal.copy_of_today()
    lock(at_terminal)
    spoil(full / "journal.db")

    assert "voice-coach recover" in with_the_passphrase(at_terminal, "show")
    assert "You go on with the copy" in with_the_passphrase(at_terminal, "recover", "--yes")
    assert SHOWN in with_the_passphrase(at_terminal, "show")
    assert not [file for file in full.iterdir() if b"heron" in file.read_bytes()]


def test_for_a_replay_the_passphrase_is_asked_for_once(full, at_terminal):
    lock(at_terminal)
    replay = at_terminal("replay", "--keyboard", "--speaker", "none")
    replay.until(lock_texts.ASK)
    replay.press(f"{PASSPHRASE}\n")
    replay.until(SHOWN)
    replay.press("stop\n")

    assert replay.end() == 0
    assert replay.shown.count(lock_texts.ASK) == 1


def test_where_the_passphrase_is_lost_a_new_journal_begins_and_all_is_kept(
    full, at_terminal, run_program
):
    with Journal.open(full / "journal.db", clock=wall_clock) as journal:
        journal.copy_of_today()
    lock(at_terminal)
    locked = {file.read_bytes() for file in full.glob("journal.db*")}

    def told(*options: str) -> str:
        terminal = at_terminal("recover", "--yes", *options)
        for _ in range(3):
            terminal.until(f"{lock_texts.ASK}: ")
            terminal.press("six quiet herons\n")
        terminal.end()
        return " ".join(terminal.shown.split())

    assert "voice-coach recover --new" in told()
    begun = told("--new")
    assert "You go on with a new journal. What was said before may still be readable" in begun
    assert "since that copy" not in begun
    assert {file.read_bytes() for file in full.glob("journal-damaged-*")} == locked
    assert json.loads(run_program("history", "--json").stdout) == []


def test_a_damaged_journal_is_not_unlocked_by_halves(full, at_terminal):
    with Journal.open(full / "journal.db", clock=wall_clock) as journal:
        journal.copy_of_today()
    lock(at_terminal)
    (full / "journal.db").write_bytes(bytes(8192))

    assert "voice-coach recover" in with_the_passphrase(at_terminal, "unlock")
    assert not [file for file in full.iterdir() if b"heron" in file.read_bytes()]


@pytest.mark.parametrize(
    "command", [("history",), ("insight",), ("breathe", "--speaker", "none", "--keyboard")]
)
def test_without_a_terminal_there_is_one_clear_line(full, at_terminal, run_program, command):
    lock(at_terminal)
    done = run_program(*command, typed=f"{PASSPHRASE}\n")

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "is locked, and its passphrase cannot be asked for here" in done.stderr


def test_two_that_differ_and_one_that_is_short_change_nothing(full, at_terminal, run_program):
    terminal = at_terminal("lock")
    terminal.until(lock_texts.ASK_NEW)
    terminal.press(f"{PASSPHRASE}\n")
    terminal.until(lock_texts.ASK_AGAIN)
    terminal.press("something else\n")
    assert terminal.end() == 1

    short = at_terminal("lock")
    short.until(lock_texts.ASK_NEW)
    short.press("short\n")
    assert short.end() == 1
    assert SHOWN in run_program("show").stdout


def test_a_passphrase_is_taken_from_no_pipe(full, run_program):
    done = run_program("lock", typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")

    assert done.returncode == 1
    assert lock_texts.NO_TERMINAL in done.stderr
    assert SHOWN in run_program("show").stdout


def test_a_keyring_opens_it_without_a_question_and_forgets_at_unlocking(
    full, at_terminal, run_program, keyring, monkeypatch
):
    assert lock_texts.KEPT in lock(at_terminal, "--keyring", **keyring)
    for name, value in keyring.items():
        monkeypatch.setenv(name, value)

    assert SHOWN in run_program("show").stdout
    assert run_program("unlock").returncode == 0
    assert json.loads(Path(os.environ["TEST_KEYRING"]).read_text()) == {}
    assert SHOWN in run_program("show").stdout


def test_a_keyring_that_is_locked_or_lost_is_no_way_out_but_a_question(
    full, at_terminal, run_program, keyring
):
    lock(at_terminal, "--keyring", **keyring)
    Path(keyring["TEST_KEYRING"]).write_text("locked")
    show = at_terminal("show", **keyring)
    show.until(lock_texts.ASK)
    show.press(f"{PASSPHRASE}\n")

    assert show.end() == 0
    assert run_program("show").returncode == 1


def test_doctor_says_whether_it_is_locked(full, at_terminal, run_program):
    def detail() -> str:
        checks = json.loads(run_program("doctor", "--json", "--speaker", "none").stdout)["checks"]
        return next(each["detail"] for each in checks if each["name"] == "journal")

    assert detail().endswith("not locked")
    lock(at_terminal)
    assert "locked (only its passphrase opens it" in detail()


SILENTLY = ("--speed", "max", "--speaker", "none")


def recordings(home: Path) -> dict[str, bytes]:
    found = sorted(file for file in (home / "recordings").rglob("*") if file.is_file())
    return {file.name: file.read_bytes() for file in found}


@pytest.fixture
def spoken(home, run_program):
    """A session of the demo, whose voice is kept."""
    assert run_program("demo", "choose-again", "--recordings", *SILENTLY).returncode == 0
    return home


@pytest.fixture
def without_questions(keyring, monkeypatch):
    for name, value in keyring.items():
        monkeypatch.setenv(name, value)


def own_voice(run_program, out: Path) -> tuple[bytes, str]:
    """What a replay of the person's words plays, and what it prints on stderr."""
    out.unlink(missing_ok=True)
    done = run_program("replay", "--only-mine", "--speaker", str(out))
    assert done.returncode == 0, done.stderr
    return out.read_bytes(), done.stderr


def test_recordings_are_locked_played_the_same_and_unlocked_to_the_byte(
    spoken, at_terminal, run_program, without_questions, tmp_path
):
    before = recordings(spoken)
    heard, _ = own_voice(run_program, tmp_path / "before.wav")
    lock(at_terminal, "--keyring")

    assert sorted(recordings(spoken)) == [f"{name}.sealed" for name in sorted(before)]
    everything = b"".join(file.read_bytes() for file in spoken.rglob("*") if file.is_file())
    assert not any(data[100:164] in everything for data in before.values())
    assert own_voice(run_program, tmp_path / "locked.wav")[0] == heard

    assert run_program("unlock").returncode == 0
    assert recordings(spoken) == before


def test_what_is_recorded_with_a_locked_journal_is_sealed_with_its_session(
    full, at_terminal, run_program, without_questions, tmp_path
):
    lock(at_terminal, "--keyring")
    done = run_program("demo", "choose-again", "--recordings", *SILENTLY)
    assert done.returncode == 0, done.stderr

    assert [name.partition(".")[2] for name in recordings(full)] == ["flac.sealed"] * 2
    assert not any(data.startswith(b"fLaC") for data in recordings(full).values())
    done = run_program(
        "replay", "--only-mine", "--speaker", "none", "--events", str(tmp_path / "events")
    )
    told = [json.loads(line) for line in (tmp_path / "events").read_text().splitlines()]
    assert any(each.get("recorded") for each in told if each["event"] == "coach.speaking")
    assert "cannot be decrypted" not in done.stderr


def test_of_a_sealed_recording_that_was_changed_the_words_are_spoken_and_it_is_told(
    spoken, at_terminal, run_program, without_questions, tmp_path
):
    lock(at_terminal, "--keyring")
    heard, _ = own_voice(run_program, tmp_path / "before.wav")
    for file in (spoken / "recordings").rglob("*.sealed"):
        *kept, last = file.read_bytes()
        file.write_bytes(bytes([*kept, last ^ 1]))
    instead, told = own_voice(run_program, tmp_path / "instead.wav")

    assert instead != heard
    assert max(instead[100:]) > 0
    lines = [line for line in told.splitlines() if "cannot be decrypted" in line]
    assert len(lines) == 2, "one for each"
    assert all(".flac.sealed" in line for line in lines)
    unlock = run_program("unlock")
    assert unlock.returncode == 0
    assert unlock.stderr.count("cannot be decrypted") == 2


def test_recordings_left_plain_by_an_interruption_are_sealed_by_the_next_session_not_by_reading(
    spoken, at_terminal, run_program, without_questions
):
    before = recordings(spoken)
    lock(at_terminal, "--keyring")
    for file in (spoken / "recordings").rglob("*.sealed"):
        file.with_suffix("").write_bytes(before[file.stem])
        file.unlink()
    for command in (
        "history",
        "show last",
        "search calm",
        "insight",
        "memories",
        "export last --out -",
    ):
        done = run_program(*command.split())
        assert (done.returncode, done.stderr) == (0, ""), command
    assert recordings(spoken) == before
    own_voice(run_program, spoken / "replayed.wav")
    assert recordings(spoken) == before

    done = run_program("demo", "choose-again", *SILENTLY)
    assert lock_texts.FINISHED in done.stderr
    assert {f"{name}.sealed" for name in before} <= recordings(spoken).keys()
    assert recordings(spoken).keys().isdisjoint(before)


def pieces_of(recording: bytes) -> list[bytes]:
    """Pieces from all over a recording, of which each is in no other file."""
    return [recording[begin : begin + 32] for begin in range(64, len(recording) - 32, 4096)]


@pytest.mark.usefixtures("without_questions")
@pytest.mark.parametrize("sealed", [False, True], ids=["plain", "sealed"])
def test_no_byte_of_a_recording_is_left_where_its_session_was_forgotten(
    spoken, at_terminal, run_program, tmp_path, *, monkeypatch, sealed
):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    pieces = [piece for data in recordings(spoken).values() for piece in pieces_of(data)]
    if sealed:
        lock(at_terminal, "--keyring")
        pieces += [piece for data in recordings(spoken).values() for piece in pieces_of(data)]
    assert run_program("replay", "--speaker", str(tmp_path / "out.wav")).returncode == 0
    (tmp_path / "out.wav").unlink()  # what was asked for outside of the home
    assert len(pieces) > 8

    def holding() -> list[Path]:
        places = sorted([*spoken.rglob("*"), *temporary.rglob("*")])
        files = {file: file.read_bytes() for file in places if file.is_file()}
        return [file for file, data in files.items() if any(piece in data for piece in pieces)]

    assert holding() == sorted(spoken.glob("recordings/*/*"))
    assert run_program("forget", "last", "--yes").returncode == 0
    assert holding() == []
