"""A clock that is set by hand, and an empty journal in a file."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from voice_coach.journal.journal import Journal


class Clock:
    """Stands at `now` until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 9, 15, 3, 123456, UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "journal.db"


@pytest.fixture
def journal(path: Path, clock: Clock) -> Iterator[Journal]:
    with Journal.open(path, clock=clock) as opened:
        yield opened


@pytest.fixture
def say(journal: Journal, clock: Clock) -> Callable[..., int]:
    """Saves one complete turn and gives its row id."""

    def say_it(session_id: str, text: str, *, speaker="you", step="promise", ended=True) -> int:
        return journal.save_turn(
            session_id,
            speaker=speaker,
            step=step,
            text=text,
            started_at=clock.now,
            ended_at=clock.now if ended else None,
            confidence=None,
            words=(),
        )

    return say_it
