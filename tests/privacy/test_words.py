"""What a person says is in the journal and nowhere else: whole sessions with a word to look for."""

import os
from pathlib import Path

import pytest

from tests.privacy.conftest import CANARY, SECRET, SILENT

LINES = (SECRET, "yes")

PRACTICE = """
title = "Canary"
about = "A question, and what was said to it."
minutes = 1

[[step]]
name = "feeling"
ask = "What do you feel?"
example = "i feel well"

[[step]]
say = "You said: {feeling}."

[[step]]
name = "enough"
ask = "Is that all?"
answer = "yes-no"
example = "yes"
"""


@pytest.fixture(autouse=True)
def canary(home) -> None:
    """A practice that speaks an answer back."""
    (home / "practices").mkdir(parents=True)
    (home / "practices" / "canary.toml").write_text(PRACTICE)


def holding(folder: Path) -> list[str]:
    return sorted(
        file.name
        for file in folder.rglob("*")
        if file.is_file() and CANARY.encode() in file.read_bytes()
    )


def test_no_other_program_sees_a_word_of_it(watch, home) -> None:
    seen = watch("practice", "canary", *SILENT, lines=LINES)

    assert seen.status == 0, seen.stderr
    assert CANARY in seen.stdout, "it was heard, and spoken back"
    assert CANARY not in seen.stderr
    for kind in ("cmdline", "environ", "comm"):
        assert seen.seen[kind]
        assert not [each for each in seen.seen[kind] if CANARY.encode() in each], kind
    assert seen.seen.get("sockets", []) == []
    assert set(seen.seen.get("modes", [])) <= {b"0o0"}
    assert seen.seen["left"] == []
    files = holding(home)
    assert files[0] == "journal.db"
    assert all(name.startswith("journal.db") for name in files)


# Bugs that quote what was said.

SABOTAGE = """
exec(open({guard!r}).read())

def quoting(*arguments, **options):
    words = repr(arguments)
    if "zanzibar" in words:
        error = ValueError("cannot cope with " + words)
        error.add_note(words)
        raise error
    return real(*arguments, **options)

import {module} as module
real = module.{name}
module.{name} = quoting
"""


@pytest.fixture
def sabotaged(tmp_path):
    """An environment in which one method raises an error that quotes what was said."""

    def sabotage(module: str, name: str) -> dict[str, str]:
        folder = tmp_path / "sabotage"
        folder.mkdir()
        guard = Path(__file__).parents[1] / "guard" / "sitecustomize.py"
        (folder / "sitecustomize.py").write_text(
            SABOTAGE.format(guard=str(guard), module=module, name=name)
        )
        paths = [str(folder), str(Path(__file__).parents[2]), os.environ["PYTHONPATH"]]
        return {"PYTHONPATH": os.pathsep.join(paths)}

    return sabotage


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("voice_coach.app.journal_writer", "JournalWriter.save"),
        ("voice_coach.tts.speaker", "PromptSpeaker.say"),
        ("voice_coach.app.coach", "Coach._say"),
    ],
)
def test_a_bug_that_quotes_what_was_said_is_told_without_it_even_with_debug(
    watch, sabotaged, module, name
) -> None:
    seen = watch(
        *("--debug", "practice", "canary", *SILENT), lines=LINES, **sabotaged(module, name)
    )

    assert seen.status == 1
    assert "Traceback" in seen.stderr
    assert "builtins.ValueError" in seen.stderr
    assert "quoting" in seen.stderr, "where it was"
    assert CANARY not in seen.stderr


def test_a_voice_from_elsewhere_whose_errors_quote_what_it_was_to_say_is_told_without(
    watch, home, tmp_path
) -> None:
    folder = tmp_path / "plugin"
    about = folder / "quoting-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: quoting\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[voice_coach.voices]\nquoting = quoting:Voice\n")
    (folder / "quoting.py").write_text(
        "class Voice:\n"
        "    name = 'quoting'\n"
        "    def render(self, text, manner): raise ValueError(text)\n"
        "    def voices(self): return ()\n"
        "    def close(self): pass\n"
    )
    paths = [str(folder), str(Path(__file__).parents[2]), os.environ["PYTHONPATH"]]
    seen = watch(
        *("--debug", "practice", "canary", *SILENT),
        lines=LINES,
        PYTHONPATH=os.pathsep.join(paths),
        VOICE_COACH_VOICE_ENGINE="quoting",
    )

    assert seen.status == 0, seen.stderr
    assert "ValueError" in seen.stderr
    assert CANARY not in seen.stderr
