"""Searching from the command line: phrases, practices, speakers, dates, and anything typed."""

import json
import time
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from voice_coach.cli import main
from voice_coach.journal.journal import Journal

SAID = (
    ("2025-12-31T22:59:59.000Z", "small-promises", "you", "walk around the block"),
    ("2025-12-31T23:00:00.000Z", "small-promises", "coach", "around what will you walk"),
    ("2026-11-21T23:30:00.000Z", "evening", "you", "walk at home"),
)


@pytest.fixture(autouse=True)
def said(home, monkeypatch):
    """Three turns, in a time zone one hour east of Greenwich."""
    with Journal.open(home / "journal.db", clock=lambda: datetime.now(UTC)) as journal:
        for at, practice, speaker, text in SAID:
            session = journal.begin(practice, practice, "test")
            journal.save_turn(
                session, speaker=speaker, step="x", text=text,
                started_at=datetime.fromisoformat(at), ended_at=None, confidence=None, words=(),
            )  # fmt: skip
    with monkeypatch.context() as inside:
        inside.setenv("TZ", "CET-1")
        time.tzset()
        yield
    time.tzset()


def search(*arguments):
    return CliRunner().invoke(main, ["search", *arguments])


def found(*arguments):
    done = search(*arguments, "--json")
    assert done.exit_code == 0, done.output
    return sorted(SAID.index(row) for row in map(row_of, json.loads(done.stdout)))


def row_of(hit):
    return hit["at"], hit["practice"], hit["speaker"], hit["text"]


@pytest.mark.parametrize(
    ("arguments", "numbers"),
    [
        (("walk",), [0, 1, 2]),
        (("around", "walk"), [0, 1]),
        (("walk around",), [0]),
        (('"walk around"', "block"), [0]),
        (("walk", "--speaker", "coach"), [1]),
        (("walk", "--practice", "Small Promises"), [0, 1]),
        (("walk", "--since", "2026"), [1, 2]),
        (("walk", "--until", "2025"), [0]),
        (("walk", "--until", "2025-12"), [0]),
        (("walk", "--since", "2026-1-1", "--until", "2026-01"), [1]),
        (("walk", "--since", "2026-11-22", "--until", "2026-11-22"), [2]),
        (("walk", "--since", "yesterday"), []),
    ],
)
def test_what_is_asked_for_is_found_by_local_dates(arguments, numbers):
    assert found(*arguments) == numbers


def test_a_speaker_that_stands_before_the_command_is_a_device_as_everywhere():
    done = CliRunner().invoke(main, ["--speaker", "none", "search", "walk", "--json"])

    assert len(json.loads(done.stdout)) == 3


@pytest.mark.parametrize(
    "typed", ["tomorrowish", "2026-13", "2026-02-30", "0000", "9999-12-31", ""]
)
def test_what_is_no_date_is_wrong_usage_with_an_example(typed):
    done = search("walk", "--since", typed)

    assert done.exit_code == 2
    assert "2026-11-22" in done.stderr


def test_a_practice_that_is_not_in_the_journal_is_named_with_the_nearest():
    done = search("walk", "--practice", "smal promise")

    assert done.exit_code == 1
    assert "Did you mean small-promises?" in done.stderr


@pytest.mark.parametrize("typed", ['" OR "', "walk AND", "NEAR(", "''; DROP TABLE turns; --", "\\"])
def test_whatever_is_typed_is_only_looked_for(typed):
    assert search(typed).exit_code == 0
    assert found("walk") == [0, 1, 2]
