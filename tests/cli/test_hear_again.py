"""Recordings that are heard once more, and whose words then stand."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import soundfile
from click.testing import CliRunner, Result

from voice_coach.cli import main
from voice_coach.journal.journal import Journal
from voice_coach.journal.recordings import folder_of
from voice_coach.tts.base import VoiceSettings

pytestmark = pytest.mark.engine

NOW = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, list(arguments), input=typed)


def words() -> list[str]:
    return [turn["text"] for turn in json.loads(run("show", "--json").stdout)["turns"]]


@pytest.fixture(autouse=True)
def entry(home: Path, spoken: Any) -> None:
    """An entry that was misheard, with its recording, and one turn without."""
    with Journal.open(home / "journal.db", clock=lambda: NOW) as journal:
        session = journal.begin("journal", "An entry", "test")
        for text in ("i will hawk around", "typed"):
            turn = journal.save_turn(
                session,
                speaker="you",
                step="entry",
                text=text,
                started_at=NOW,
                ended_at=NOW,
                confidence=0.5,
                words=(),
            )
            if text != "typed":
                folder = folder_of(journal.path, session)
                folder.mkdir(parents=True)
                said = spoken.render("I will walk around the block.", VoiceSettings()).at(16000)
                soundfile.write(folder / f"{turn}.flac", said.samples, said.rate)
        journal.end(session, "completed")


def test_the_new_words_stand_once_they_are_accepted_and_the_old_come_back():
    done = run("hear-again", "last", typed="y\n")

    assert done.exit_code == 0, done.output
    assert "was: i will hawk around" in done.output
    assert "walk" in words()[0]
    assert words()[1] == "typed"
    run("edit", "--undo")
    assert words() == ["i will hawk around", "typed"]


def test_nothing_is_changed_unless_they_are_accepted():
    done = run("hear-again", "last", typed="n\n")

    assert done.exit_code == 0, done.output
    assert words() == ["i will hawk around", "typed"]


def test_without_asking_where_that_is_said():
    run("hear-again", "last", "--yes")

    assert "walk" in words()[0]


def test_a_session_without_recordings_is_one_clear_error(home: Path):
    with Journal.open(home / "journal.db", clock=lambda: NOW) as journal:
        session = journal.begin("journal", "Another", "test")
        journal.end(session, "completed")
    done = run("hear-again", session)

    assert done.exit_code == 1
    assert "no recordings" in done.output
