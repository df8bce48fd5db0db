"""No text from outside is obeyed by the terminal, whichever command prints it."""

import ast
import json
import re
from pathlib import Path

import pytest

import voice_coach.cli

CLEARS = "\x1b]0;owned\x07\x1b[2J\x1b[1;1H"
HIDES = "plain\rover it \x1b[8mhidden\x1b[0m \x9b31m \u202eturned\u2066 end"
TIME = "2026-11-01T09:00:00.000Z"
ID = "20261101-090000000-aaaa"

OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def export(tmp_path) -> Path:
    turn = {
        "id": 1, "seq": 1, "speaker": "you", "step": "entry", "text": HIDES, "started_at": TIME,
        "ended_at": TIME, "confidence": None, "words": [], "undone": False,
    }  # fmt: skip
    session = {
        "id": ID, "practice": "journal", "title": f"A walk{CLEARS}\nforget nothing",
        "started_at": TIME, "ended_at": TIME, "outcome": "completed", "app_version": "0",
        "turns": [turn],
    }  # fmt: skip
    memory = {
        "id": 1, "kind": f"promise{CLEARS}", "status": "open", "text": HIDES, "data": {},
        "session_id": ID, "turn": 1, "created_at": TIME, "updated_at": TIME,
    }  # fmt: skip
    path = tmp_path / f"an{CLEARS}export.json"
    path.write_text(
        json.dumps({
            "format": "voice-coach-journal", "version": 1, "exported_at": TIME, "app_version": "0",
            "sessions": [session], "memories": [memory],
        })
    )  # fmt: skip
    return path


@pytest.fixture
def printed(run, export):
    """What a command printed, once the export is in the journal."""
    done = run("import", str(export))
    assert done.returncode == 0, done.stderr
    assert not OBEYED.search(done.stdout + done.stderr)

    def printed(*arguments: str, typed: str = "") -> str:
        done = run(*arguments, typed=typed)
        return done.stdout + done.stderr

    return printed


@pytest.mark.parametrize(
    "command",
    [
        ("history",), ("show",), ("search", "plain"), ("memories",), ("insight",),
        ("export", "--out", "-"), ("export", "--out", "-", "--format", "html"),
        ("export", "--out", "-", "--format", "srt"), ("export", "--out", "-", "--format", "vtt"),
        ("show", f"no{CLEARS}session"), ("transcribe", f"no{CLEARS}file.wav"),
        ("import", f"no{CLEARS}file.json"), ("practices", "show", f"no{CLEARS}practice"),
        ("nothing{CLEARS}",), ("history", f"--no{CLEARS}option"),
    ],
    ids=lambda command: " ".join(command).partition("\x1b")[0],
)  # fmt: skip
def test_what_a_command_prints_moves_no_cursor_and_hides_no_word(printed, command):
    assert not OBEYED.search(printed(*command))


@pytest.mark.parametrize("what", [("forget", "last"), ("memories", "forget", "1")])
def test_nor_does_a_question_that_deletes(printed, what):
    asked = printed(*what, typed="n\n")

    assert not OBEYED.search(asked)
    assert "A walk" in asked or "plain" in asked
    assert "\nforget nothing" not in asked  # a title takes one line


def test_its_words_are_still_all_there(printed):
    assert "over it" in printed("show")
    assert json.loads(printed("history", "--json"))[0]["title"].startswith("A walk\x1b]0;owned")


def test_commands_print_through_the_console_alone():
    folder = Path(voice_coach.cli.__file__).parent
    around = [
        f"{path.name}:{node.lineno}"
        for path in sorted(folder.glob("*.py"))
        if path.name != "console.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"click.echo", "click.secho", "click.confirm", "click.prompt"}
    ]

    assert around == []
