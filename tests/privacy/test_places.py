"""Files and folders: for their owner alone, whatever was there before, and never where it leaks."""

import os
import socket
import subprocess
import sys

import pytest

from tests.privacy.conftest import CANARY, SILENT
from voice_coach.errors import CoachError
from voice_coach.journal.journal import Journal
from voice_coach.settings import wall_clock

SOMEBODY = 65534


def session(home, *, umask=0o022, **environment):
    return subprocess.run(
        [sys.executable, "-m", "voice_coach", "practice", "choose-again", *SILENT],
        input=f"i was in {CANARY}\ni will walk\n",
        capture_output=True,
        text=True,
        check=False,
        umask=umask,
        env=os.environ | environment,
    )


def modes_in(folder):
    return {
        str(file.relative_to(folder)): file.stat().st_mode & 0o777
        for file in folder.rglob("*")
        if file.is_file()
    }


def refused(path):
    with pytest.raises(CoachError) as caught:
        Journal.open(path, clock=wall_clock)
    assert caught.value.code == "journal.exposed"
    assert str(path) in caught.value.message
    assert "--home" in caught.value.message
    return caught.value.message


@pytest.mark.program
def test_a_whole_session_leaves_nothing_that_others_may_read_whatever_the_umask(home):
    assert session(home, umask=0).returncode == 0
    assert set(modes_in(home).values()) == {0o600}
    assert home.stat().st_mode & 0o777 == 0o700


@pytest.mark.program
def test_files_that_were_there_and_open_to_others_are_tightened(home):
    session(home)
    (home / "last-words-20260101-1.txt").write_text(CANARY)
    (home / "journal-damaged-20260101-000000.db").write_text(CANARY)
    for name in modes_in(home):
        (home / name).chmod(0o666)
    assert session(home, umask=0).returncode == 0
    modes = modes_in(home)
    assert len(modes) >= 4
    assert set(modes.values()) == {0o600}


@pytest.mark.program
def test_the_programs_own_folder_is_tightened_and_one_that_was_chosen_is_not(home, tmp_path):
    own = tmp_path / "data" / "voice-coach"
    own.mkdir(parents=True, mode=0o755)
    own.chmod(0o755)
    home.mkdir(mode=0o755)
    home.chmod(0o755)
    session(own, XDG_DATA_HOME=str(tmp_path / "data"), VOICE_COACH_HOME="")
    session(home)
    assert (own / "journal.db").exists()
    assert own.stat().st_mode & 0o777 == 0o700
    assert home.stat().st_mode & 0o777 == 0o755


@pytest.mark.program
def test_files_a_person_asks_for_are_tightened_too(home, tmp_path):
    session(home)
    for name in ("events", "export.json", "coach.wav"):
        (tmp_path / name).touch(mode=0o666)
        (tmp_path / name).chmod(0o666)
    command = [sys.executable, "-m", "voice_coach"]
    events = ("--events", str(tmp_path / "events"), "--speaker", str(tmp_path / "coach.wav"))
    subprocess.run(
        [*command, "practice", "choose-again", "--keyboard", *events],
        input="nothing\nnothing\n",
        text=True,
        check=True,
        capture_output=True,
    )
    assert (tmp_path / "events").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "coach.wav").stat().st_mode & 0o777 == 0o600


# Where others could get at it.


@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o702])
def test_a_home_in_which_everybody_can_write_is_refused_and_nothing_is_made_there(home, mode):
    home.mkdir()
    home.chmod(mode)
    assert str(home) in refused(home / "journal.db")
    assert list(home.iterdir()) == []


@pytest.mark.program
def test_a_session_refuses_it_in_one_line_before_a_word_is_said(home):
    home.mkdir()
    home.chmod(0o777)
    done = session(home)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "everybody can write" in line
    assert CANARY not in done.stdout


def test_a_link_to_a_folder_in_which_everybody_can_write_is_refused(home, tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    home.symlink_to(shared)
    refused(home / "journal.db")
    home.unlink()
    home.mkdir()
    (home / "journal.db").symlink_to(shared / "mine.db")
    refused(home / "journal.db")
    assert list(shared.iterdir()) == []


@pytest.mark.program
def test_a_link_to_a_folder_of_ones_own_is_followed(home, tmp_path):
    elsewhere = tmp_path / "disk"
    elsewhere.mkdir(mode=0o700)
    home.symlink_to(elsewhere)
    assert session(home).returncode == 0
    assert (elsewhere / "journal.db").stat().st_mode & 0o777 == 0o600


def test_files_of_somebody_else_are_refused(home, tmp_path, monkeypatch):
    """Who we are is changed, not who they are: only root can give files away."""
    home.mkdir(mode=0o700)
    Journal.open(home / "journal.db", clock=wall_clock).close()
    me = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: me + SOMEBODY)
    assert "belongs to somebody else" in refused(home / "journal.db")
    link = tmp_path / "link"
    link.symlink_to(home)
    assert "belongs to somebody else" in refused(link / "journal.db")


def test_a_log_that_somebody_else_put_beside_the_journal_is_refused(home, monkeypatch):
    home.mkdir(mode=0o700)
    log = home / "journal.db-wal"
    log.write_bytes(b"")
    real = os.stat_result
    their = real((*log.stat()[:4], SOMEBODY, *log.stat()[5:]))
    ordinary = type(log).stat
    monkeypatch.setattr(
        type(log), "stat", lambda self, **o: their if self == log else ordinary(self, **o)
    )
    assert str(log) in refused(home / "journal.db")


# The guard of this suite itself.


@pytest.mark.program
def test_the_guard_sees_a_socket_in_any_process_and_refuses_to_connect(no_sockets):
    code = (
        "import socket\n"
        "try: socket.create_connection(('192.0.2.1', 9), 1)\n"
        "except PermissionError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "no sockets" in done.stdout
    assert "socket.getaddrinfo" in no_sockets.read_text()
    no_sockets.unlink()
    with pytest.raises(PermissionError), socket.socket() as here:
        here.connect(("127.0.0.1", 9))
    assert str(os.getpid()) in no_sockets.read_text()
    no_sockets.unlink()
