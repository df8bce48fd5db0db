"""`voice-coach replay`: which session is meant, from the command line and by voice."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from voice_coach import texts
from voice_coach.errors import Command
from voice_coach.journal.journal import Journal
from voice_coach.texts import playback as playback_texts

SILENT = ("--speaker", "none")
SISTER = "i had a long talk with my sister"


def kept(home, practice: str, *said: str, days: int = 1) -> str:
    at = datetime.now(UTC) - timedelta(days=days)
    with Journal.open(home / "journal.db", clock=lambda: at) as journal:
        session = journal.begin(practice, practice.replace("-", " ").capitalize(), "test")
        for number, text in enumerate(said, start=1):
            journal.save_turn(
                session, speaker="you", step=f"step-{number}", text=text,
                started_at=at, ended_at=at, confidence=None, words=(),
            )  # fmt: skip
        journal.end(session, "completed")
    return session


def meant(run, *arguments: str) -> list[str]:
    done = run("replay", "--json", *arguments)
    assert done.returncode == 0, done.stderr
    return [row["id"] for row in json.loads(done.stdout)]


def test_a_session_is_meant_by_its_day_its_practice_or_what_was_said(run, home) -> None:
    older = kept(home, "small-promises", SISTER, days=9)
    newer = kept(home, "evening", "it was quiet", days=1)

    assert meant(run) == [newer]
    assert meant(run, "yesterday") == [newer]
    assert meant(run, "nine", "days", "ago") == [older]
    assert meant(run, "small-promises") == [older]
    assert meant(run, "about", "my", "sister") == [older]
    assert meant(run, "--about", "my sister") == [older]
    assert meant(run, "--date", "yesterday") == [newer]
    assert meant(run, older) == [older]


def test_a_list_is_one_to_read(run, home) -> None:
    session = kept(home, "evening", "it was quiet")
    done = run("replay", "--list", "yesterday")

    assert done.stdout.startswith(session)
    assert "Evening" in done.stdout


def test_where_nothing_is_meant_one_line_says_what_else_to_try(run, home) -> None:
    kept(home, "evening", "it was quiet")
    done = run("replay", "about", "the", "moon")

    assert done.returncode == 1
    told = playback_texts.NO_SUCH_SESSION
    assert told.format(words="about the moon", command=Command("history")) in done.stderr
    assert done.stdout == ""


@pytest.mark.engine
def test_which_of_several_is_asked_and_can_be_typed(run, home) -> None:
    kept(home, "small-promises", "i will walk", days=1)
    kept(home, "evening", SISTER, days=1)
    done = run("replay", "yesterday", *SILENT, "--captions", typed="older\nyes\n")

    assert done.returncode == 0, done.stderr
    shown = " ".join(done.stdout.split())
    assert "I found two. The newest is Evening, from yesterday." in shown
    assert "This is Small promises, from yesterday." in shown
    assert "I will walk" in shown
    assert SISTER not in shown


@pytest.mark.engine
def test_none_of_them_is_met_with_a_goodbye(run, home) -> None:
    kept(home, "small-promises", "i will walk")
    kept(home, "evening", SISTER)
    done = run("replay", "yesterday", *SILENT, "--captions", typed="nothing\n")

    assert done.returncode == 0, done.stderr
    assert texts.MENU_GOODBYE in done.stdout
