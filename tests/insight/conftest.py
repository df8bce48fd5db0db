"""A journal in memory whose clock is moved by hand, and sessions in it with given answers."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from voice_coach.journal.journal import Journal
from voice_coach.practice.library import Library
from voice_coach.practice.schema import Practice

BEGINS = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)


class Clock:
    """Stands at `now` until a test moves it."""

    now = BEGINS

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def journal(clock) -> Iterator[Journal]:
    with Journal.in_memory(clock) as journal:
        yield journal


@pytest.fixture(scope="session")
def practices() -> list[Practice]:
    return Library(Path("no-home")).all()[0]


@pytest.fixture
def say(journal, clock) -> Callable[..., int]:
    """One complete turn, ten seconds long; its row."""

    def say(session: str, step: str, text: str, *, speaker="you", ended=True) -> int:
        config = clock.now
        clock.move(seconds=10)
        return journal.save_turn(
            session, speaker=speaker, step=step, text=text,
            started_at=config, ended_at=clock.now if ended else None, confidence=None, words=(),
        )  # fmt: skip

    return say


@pytest.fixture
def led(journal, clock, say) -> Callable[..., str]:
    """A whole session of a minute with these answers, a day after the one before; its id."""

    def led(practice: str, *, outcome="completed", **answers: str) -> str:
        clock.move(days=1)
        config = clock.now
        session = journal.begin(practice, practice.replace("-", " ").capitalize(), "test")
        for step, text in answers.items():
            say(session, step.replace("_", "-"), text)
        clock.now = config + timedelta(minutes=1)
        if outcome is not None:
            journal.end(session, outcome)
        return session

    return led
