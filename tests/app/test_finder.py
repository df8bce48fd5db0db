"""Finding a session by its day, its practice and what was said in it."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from voice_coach.app.finder import found_by
from voice_coach.journal.journal import Journal
from voice_coach.menu.intents import replay_query

NOW = datetime(2026, 3, 5, 20, 0, tzinfo=UTC)


class Diary:
    """A journal whose sessions begin when a test says."""

    def __init__(self, path: Path) -> None:
        self.now = NOW
        self.journal = Journal.open(path, clock=lambda: self.now)

    def keep(self, at: str, practice: str, *said: str, title: str = "", coach: str = "") -> str:
        self.now = datetime.fromisoformat(at).astimezone(UTC)
        session = self.journal.begin(practice, title or practice.replace("-", " ").title(), "test")
        for number, (speaker, text) in enumerate(
            [*([("coach", coach)] if coach else []), *(("you", text) for text in said)], start=1
        ):
            self.journal.save_turn(
                session, speaker=speaker, step=f"s{number}", text=text,
                started_at=self.now, ended_at=self.now, confidence=None, words=(),
            )  # fmt: skip
        self.journal.end(session, "completed")
        self.now = NOW
        return session

    def find(self, words: str, **options) -> list[str]:
        wanted = replay_query(words, NOW.date())
        return [row.id for row in found_by(wanted, self.journal, **options)]


@pytest.fixture
def diary(tmp_path) -> Iterator[Diary]:
    diary = Diary(tmp_path / "journal.db")
    yield diary
    diary.journal.close()


def test_a_day_finds_what_began_on_it_the_newest_first(diary) -> None:
    diary.keep("2026-02-28T21:00:00+00:00", "evening", "hello")
    first = diary.keep("2026-03-01T08:00:00+00:00", "morning", "hello")
    second = diary.keep("2026-03-01T21:00:00+00:00", "evening", "hello")

    assert diary.find("play me last Sunday") == [second, first]
    assert diary.find("the morning from last Sunday") == [first]


def test_a_practice_alone_is_its_latest_session(diary) -> None:
    diary.keep("2026-02-01T08:00:00+00:00", "small-promises", "a walk")
    latest = diary.keep("2026-02-08T08:00:00+00:00", "small-promises", "a run")
    diary.keep("2026-02-09T08:00:00+00:00", "evening", "hello")

    assert diary.find("small promises") == [latest]
    assert diary.find("replay my small promises") == [latest]


def test_what_was_said_finds_every_session_it_was_said_in(diary) -> None:
    older = diary.keep("2026-01-01T08:00:00+00:00", "journal", "my sister called")
    diary.keep("2026-01-02T08:00:00+00:00", "journal", "a quiet day")
    newer = diary.keep("2026-02-01T08:00:00+00:00", "evening", "my sisters came to see me")

    assert diary.find("when did I talk about my sister") == [newer, older]
    assert diary.find("sister") == [newer, older]
    assert diary.find("about my sister in january") == [older]


def test_what_the_person_said_comes_before_what_the_coach_did(diary) -> None:
    mine = diary.keep("2026-01-01T08:00:00+00:00", "journal", "the river was high")
    diary.keep("2026-02-01T08:00:00+00:00", "evening", "yes", coach="Think of a river.")

    assert diary.find("about the river") == [mine]


def test_what_the_coach_alone_spoke_of_is_found_too(diary) -> None:
    theirs = diary.keep("2026-02-01T08:00:00+00:00", "evening", "yes", coach="Think of a river.")

    assert diary.find("about the river") == [theirs]


def test_all_of_the_words_come_before_some_of_them(diary) -> None:
    diary.keep("2026-01-03T08:00:00+00:00", "journal", "my sister called")
    both = diary.keep("2026-01-02T08:00:00+00:00", "journal", "an argument with my sister")
    some = diary.keep("2026-01-04T08:00:00+00:00", "journal", "the lighthouse")

    assert diary.find("about the argument with my sister") == [both]
    assert diary.find("about the lighthouse and the sea") == [some]


def test_a_session_in_which_nothing_was_said_is_not_meant(diary) -> None:
    said = diary.keep("2026-03-01T08:00:00+00:00", "evening", "hello")
    diary.keep("2026-03-02T08:00:00+00:00", "evening")

    assert diary.find("the last one") == [said]


def test_what_is_not_there_is_not_found(diary) -> None:
    diary.keep("2026-03-01T08:00:00+00:00", "evening", "hello")

    assert diary.find("about the moon") == []
    assert diary.find("yesterday") == []
    assert diary.find("evening from yesterday") == []


@pytest.mark.parametrize(
    ("zone", "at", "day"),
    [
        ("Europe/Berlin", "2025-10-26T22:30:00+00:00", "2025-10-26"),  # 23:30, in winter time
        ("Europe/Berlin", "2025-10-25T22:30:00+00:00", "2025-10-26"),  # 00:30, in summer time
        ("America/New_York", "2026-02-15T04:30:00+00:00", "2026-02-14"),
    ],
)
def test_a_day_is_the_machines_own_whatever_its_clocks_do(
    diary, monkeypatch, zone, at, day
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        session = diary.keep(at, "evening", "hello")
        assert diary.find(day) == [session]
    finally:
        monkeypatch.undo()
        time.tzset()
