"""The time zone of the machine, with its summer time."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from voice_coach.nlu.dates import ago
from voice_coach.settings import HERE


@pytest.fixture(autouse=True)
def in_berlin(monkeypatch):
    """Summer time until the last Sunday of October, at three in the night."""
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_every_moment_has_the_offset_of_its_own_time_of_the_year():
    summer = datetime(2026, 7, 1, 12, 0, tzinfo=UTC).astimezone(HERE)
    winter = datetime(2026, 12, 1, 12, 0, tzinfo=UTC).astimezone(HERE)

    assert (summer.hour, summer.utcoffset()) == (14, timedelta(hours=2))
    assert (winter.hour, winter.utcoffset()) == (13, timedelta(hours=1))


def test_what_was_kept_after_midnight_in_summer_time_was_kept_on_that_day():
    kept = datetime(2026, 10, 22, 22, 30, tzinfo=UTC)  # half past midnight on Friday
    now = datetime(2026, 10, 25, 19, 0, tzinfo=UTC).astimezone(HERE)  # on the Sunday it ended

    assert ago(kept, now) == "last Friday"


@pytest.mark.parametrize("hour", [0, 1])
def test_the_hour_that_comes_twice_is_told_apart(hour):
    moment = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
    here = moment.astimezone(HERE)

    assert (here.hour, here.minute) == (2, 30)
    assert here.astimezone(UTC) == moment


def test_days_are_counted_across_the_night_that_is_an_hour_longer():
    late = datetime(2026, 10, 24, 21, 30, tzinfo=UTC)  # half past eleven on Saturday
    now = datetime(2026, 10, 25, 22, 30, tzinfo=UTC).astimezone(HERE)  # the same on Sunday

    assert ago(late, now) == "yesterday"
