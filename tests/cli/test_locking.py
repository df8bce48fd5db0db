"""`voice-coach lock` and `unlock` at a terminal, and other commands before a locked journal."""

import json
import os
from pathlib import Path

import pytest

from voice_coach import lock_texts as texts
from voice_coach.journal.store import Journal
from voice_coach.stage import wall_clock

PASSPHRASE = "seven quiet herons"  # noqa: S105 - of these tests
WORDS = "the heron stood in the shallows"

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
            session, (1, "you"), speaker="you", step="said", text=WORDS,
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
    for question in (texts.ASK_NEW, texts.ASK_AGAIN):
        terminal.until(question)
        terminal.press(f"{PASSPHRASE}\n")
    assert terminal.end() == 0, terminal.shown
    return " ".join(terminal.shown.split())


def test_a_journal_is_locked_read_with_its_passphrase_and_unlocked(full, at_terminal, run):
    shown = lock(at_terminal)

    assert texts.LOCKED in shown
    assert PASSPHRASE not in shown
    assert texts.WARNING in shown
    assert not [file for file in full.iterdir() if b"heron" in file.read_bytes()]

    show = at_terminal("show")
    show.until(texts.ASK)
    show.press(f"{PASSPHRASE}\n")
    assert show.end() == 0
    assert WORDS in show.shown

    unlock = at_terminal("unlock")
    unlock.until(texts.ASK)
    unlock.press(f"{PASSPHRASE}\n")
    assert unlock.end() == 0
    assert WORDS in run("show").stdout


def test_a_wrong_passphrase_can_be_typed_three_times(full, at_terminal):
    lock(at_terminal)
    show = at_terminal("show")
    for _ in range(3):
        show.until(texts.ASK)
        show.press("seven loud herons\n")
        show.until(texts.WRONG)

    assert show.end() == 1
    assert "The passphrase does not open the journal" in " ".join(show.shown.split())


@pytest.mark.parametrize(
    "command", [("history",), ("insight",), ("breathe", "--speaker", "none", "--keyboard")]
)
def test_without_a_terminal_there_is_one_clear_line(full, at_terminal, run, command):
    lock(at_terminal)
    done = run(*command, typed=f"{PASSPHRASE}\n")

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "is locked, and its passphrase cannot be asked for here" in done.stderr


def test_two_that_differ_and_one_that_is_short_change_nothing(full, at_terminal, run):
    terminal = at_terminal("lock")
    terminal.until(texts.ASK_NEW)
    terminal.press(f"{PASSPHRASE}\n")
    terminal.until(texts.ASK_AGAIN)
    terminal.press("something else\n")
    assert terminal.end() == 1

    short = at_terminal("lock")
    short.until(texts.ASK_NEW)
    short.press("short\n")
    assert short.end() == 1
    assert WORDS in run("show").stdout


def test_a_passphrase_is_taken_from_no_pipe(full, run):
    done = run("lock", typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")

    assert done.returncode == 1
    assert texts.NO_TERMINAL in done.stderr
    assert WORDS in run("show").stdout


def test_a_keyring_opens_it_without_a_question_and_forgets_at_unlocking(
    full, at_terminal, run, keyring, monkeypatch
):
    assert texts.KEPT in lock(at_terminal, "--keyring", **keyring)
    for name, value in keyring.items():
        monkeypatch.setenv(name, value)

    assert WORDS in run("show").stdout
    assert run("unlock").returncode == 0
    assert json.loads(Path(os.environ["TEST_KEYRING"]).read_text()) == {}
    assert WORDS in run("show").stdout


def test_a_keyring_that_is_locked_or_lost_is_no_way_out_but_a_question(
    full, at_terminal, run, keyring
):
    lock(at_terminal, "--keyring", **keyring)
    Path(keyring["TEST_KEYRING"]).write_text("locked")
    show = at_terminal("show", **keyring)
    show.until(texts.ASK)
    show.press(f"{PASSPHRASE}\n")

    assert show.end() == 0
    assert run("show").returncode == 1


def test_doctor_says_whether_it_is_locked(full, at_terminal, run):
    def detail() -> str:
        checks = json.loads(run("doctor", "--json", "--speaker", "none").stdout)["checks"]
        return next(each["detail"] for each in checks if each["name"] == "journal")

    assert detail().endswith("not locked")
    lock(at_terminal)
    assert "locked (only its passphrase opens it" in detail()
