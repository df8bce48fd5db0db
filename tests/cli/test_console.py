"""The standard streams: closed, broken, full, or not of Unicode. No session may end for that."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from voice_coach.cli import history, main
from voice_coach.cli.console import in_home
from voice_coach.errors import Command

pytestmark = pytest.mark.program

PROGRAM = [sys.executable, "-m", "voice_coach"]
TYPED = ["practice", "choose-again", "--keyboard", "--speaker", "none"]


def outcomes(run) -> list[str | None]:
    return [row["outcome"] for row in json.loads(run("history", "--json").stdout)]


def test_a_reader_of_captions_who_leaves_does_not_end_the_session(run, home) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [*PROGRAM, "demo", "choose-again", "--speed", "max", "--home", str(home)]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)

    assert done.returncode == 0
    assert done.stderr.splitlines()[1:] == ["voice-coach: the captions have ended: Broken pipe."]
    assert outcomes(run) == ["completed"]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_without_the_signs_shows_what_it_can(run_program, monkeypatch, encoding) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", encoding)

    done = run_program(
        "breathe", "box", "--minutes", "1", "--captions", "--keyboard", "--speaker", "none"
    )

    assert done.returncode == 0
    assert "breath 1" in done.stdout


def test_a_practice_is_printed_where_a_sign_is_missing(run_program, monkeypatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")

    assert "You: ? (text; for example" in run_program("practices", "show", "choose-again").stdout


def test_json_is_utf_8_at_any_terminal(run_program, monkeypatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    run_program(*TYPED, typed="naïve café\nyes\nyes\nyes\n")

    turns = json.loads(run_program("show", "--json").stdout)["turns"]
    assert "naïve café" in [turn["text"] for turn in turns]


def test_closed_streams_are_like_empty_ones(run) -> None:
    command = [*PROGRAM, *TYPED, "--captions"]
    done = subprocess.run(["sh", "-c", '"$@" <&- >&- 2>&-', "sh", *command], check=False)

    assert done.returncode == 0
    assert outcomes(run) == ["stopped"]


@pytest.mark.parametrize("debug", [[], ["--debug"]])
def test_what_nobody_expected_is_one_line_that_quotes_nothing(monkeypatch, debug) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("i said marzipan")

    monkeypatch.setattr(history, "open_journal", fail)

    done = CliRunner().invoke(main, [*debug, "history"])

    assert done.exit_code == 1
    assert "(ValueError)" in done.stderr.splitlines()[-1]
    assert ("marzipan" in done.stderr) == bool(debug)
    assert (len(done.stderr.splitlines()) == 1) == (not debug)


@pytest.mark.parametrize(
    ("told", "command", "named"),
    [
        ("{} lists them.", "models", "voice-coach models --home elsewhere lists them."),
        ("Type: {}", "models install", "Type: voice-coach models install --home elsewhere"),
        ("{}. {} --new", "recover", "{0} --home elsewhere. {0} --home elsewhere --new"),
    ],
)
def test_a_command_is_told_with_the_home_that_was_named(told, command, named) -> None:
    command = Command(command)
    with history.history.make_context("history", ["--home", "elsewhere"]):
        assert in_home(told.format(command, command), command) == named.format(command)


@pytest.mark.parametrize("told", ["Type: voice-coach models install --home x", "A word."])
def test_a_text_that_names_no_command_stays_as_it_is(told) -> None:
    with history.history.make_context("history", ["--home", "elsewhere"]):
        assert in_home(told, None) == told
