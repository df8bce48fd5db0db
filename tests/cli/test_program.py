"""The program itself: help, errors, practices, doctor, and what it never does."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from voice_coach.cli import COMMANDS, main

ROOT = Path(__file__).parents[2]
HEAVY = (
    "vosk",
    "pyttsx3",
    "sounddevice",
    "soundfile",
    "numpy",
    "sqlite_utils",
    "rich",
    "transitions",
)


@pytest.mark.program
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_answers_without_importing_anything_heavy(command) -> None:
    arguments = [command, "--help"] if command else ["--help"]
    code = (
        "import sys\n"
        "from voice_coach.cli import main\n"
        f"try: main({arguments!r})\n"
        "except SystemExit as end: assert not end.code\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert "Usage:" in done.stdout


def test_every_command_has_the_help_its_list_promises() -> None:
    for name in COMMANDS:
        command = main.get_command(None, name)  # type: ignore[arg-type]  # not needed here
        assert command is not None
        assert command.help


def test_a_wrong_option_is_wrong_usage(run) -> None:
    assert run("practice", "--no-such-option").returncode == 2


@pytest.mark.engine
def test_an_option_may_stand_before_the_command(run, home) -> None:
    done = run("--no-captions", "--home", str(home / "else"), "demo", "choose-again")
    assert done.returncode == 0
    assert done.stdout == ""
    assert (home / "else" / "journal.db").exists()


def test_an_unknown_practice_is_one_line_with_the_nearest_name(run) -> None:
    done = run("practice", "small-promise", "--keyboard", "--speaker", "none")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "small-promises" in done.stderr


def test_a_traceback_is_shown_only_when_asked_for(run) -> None:
    assert "Traceback" not in run("practice", "nothing").stderr
    assert "Traceback" in run("--debug", "practice", "nothing").stderr


def test_broken_settings_name_the_file_and_what_can_be_set(run, home) -> None:
    home.mkdir()
    (home / "settings.toml").write_text("speed = 3\n")
    done = run("doctor")
    assert done.returncode == 1
    assert "settings.toml" in done.stderr
    assert "rate" in done.stderr


def test_a_model_that_is_not_there_is_named(run) -> None:
    done = run("journal", "--model", "no-such-model", "--speaker", "none")
    assert done.returncode == 1
    assert "no-such-model" in done.stderr


def test_practices_are_listed_for_people_and_for_programs(run) -> None:
    assert "small-promises" in run("practices").stdout
    rows = json.loads(run("practices", "--json").stdout)
    assert {"name", "title", "minutes", "source", "tags"} <= rows[0].keys()


def test_a_practice_reads_like_a_script(run) -> None:
    script = run("practices", "show", "choose-again").stdout
    assert "Coach: " in script
    assert "You: … (text; for example: " in script


def test_a_good_practice_file_is_fine_and_a_bad_one_is_named(run, tmp_path) -> None:
    good = ROOT / "voice_coach" / "practices" / "en" / "choose-again.toml"
    bad = tmp_path / "bad.toml"
    bad.write_text('title = "Bad"\nabout = "x"\nminutes = 1\n\n[[step]]\nsya = "Hello."\n')
    done = run("practices", "check", str(good), str(bad))
    assert done.returncode == 1
    assert "fine" in done.stdout
    assert "bad.toml" in done.stderr
    assert "line 6" in done.stderr
    assert "say" in done.stderr


def test_the_schema_is_json(run) -> None:
    assert json.loads(run("practices", "schema").stdout)


@pytest.mark.engine
def test_the_doctor_tries_every_part_and_says_whether_a_session_could_run(run) -> None:
    done = run("doctor", "--json")
    report = json.loads(done.stdout)
    assert report["ok"] == (done.returncode == 0)
    names = ["voice", "model", "ear", "microphone", "speaker", "journal", "disk"]
    assert [check["name"] for check in report["checks"]] == names
    well = {check["name"] for check in report["checks"] if check["ok"]}
    assert {"voice", "model", "ear", "journal", "disk"} <= well


@pytest.mark.engine
def test_the_doctor_says_so_where_no_journal_could_be_made(run) -> None:
    done = run("doctor", "--json", "--home", "/proc/nothing")
    journal = next(
        check for check in json.loads(done.stdout)["checks"] if check["name"] == "journal"
    )
    assert done.returncode == 1
    assert journal["code"] == "journal.unwritable"
    assert "choose another folder with --home" in journal["detail"]


@pytest.mark.program
def test_what_was_said_is_in_no_file_but_the_journal(run, home, tmp_path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "voice_coach", "demo", "choose-again", "--speed", "max"],
        check=True,
        capture_output=True,
        env=os.environ | {"TMPDIR": str(scratch)},
    )
    assert b"slow walk" in done.stdout
    assert list(scratch.iterdir()) == []
    assert {file.name for file in home.rglob("*") if file.is_file()} <= {
        "journal.db",
        "journal.db-wal",
        "journal.db-shm",
    }
    for file in home.rglob("*"):
        assert file.stat().st_mode & 0o077 == 0
