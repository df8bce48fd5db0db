"""What takes a while, on a terminal: drawn again and again, or lines that stay."""

import sys

import pytest
from rich.console import Console

from voice_coach.cli import console
from voice_coach.cli.console import at_work
from voice_coach.cli.meter import Meter
from voice_coach.cli.progress import InstallSteps, recording_progress, recordings_progress


@pytest.fixture
def terminal(home, monkeypatch, capsys):
    """Makes stderr a terminal, and gives what is written there once something was shown."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("FORCE_COLOR", "1")

    def shown(captions: str) -> str:
        home.mkdir(exist_ok=True)
        (home / "settings.toml").write_text(f'captions = "{captions}"\n')
        monkeypatch.setattr(type(sys.stderr), "isatty", lambda _: True)
        with at_work("Reading"):
            pass
        with recording_progress("memo.wav") as show:
            show(1.0, 2.0)
        with recordings_progress(2) as show_share:
            show_share(home, 0.5)
        with InstallSteps(Console(stderr=True, highlight=False)) as steps:
            steps.show("download", 1, 2)
        with Meter() as meter:
            for _ in range(10):
                meter.show(-20.0)
        return capsys.readouterr().err

    return shown


def test_who_wants_plain_captions_gets_lines_that_stay(terminal):
    shown = terminal("plain")

    assert "\x1b[" not in shown.replace("\x1b[0m", "")
    assert "\r" not in shown
    for line in ("Reading", "memo.wav", "2 recordings", "Level: -20 dBFS"):
        assert line in shown.splitlines()


def test_others_see_it_drawn(terminal):
    assert "\x1b[" in terminal("live")


@pytest.mark.parametrize("kind", ["dumb", "", "unknown"])
def test_a_terminal_that_can_do_no_more_is_plain(home, monkeypatch, kind):
    monkeypatch.setenv("TERM", kind)

    assert console.is_plain()


def test_settings_that_are_wrong_are_no_matter_here(home, monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    home.mkdir(exist_ok=True)
    (home / "settings.toml").write_text("captions = 3\n")

    assert not console.is_plain()
