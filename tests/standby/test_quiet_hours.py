"""Quiet hours, on both sides of midnight and of a change of clocks."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from voice_coach.errors import CoachError
from voice_coach.standby.quiet_hours import QuietHours, end_of_night

NIGHT = QuietHours(time(22), time(7))


def at(hour, minute=0, day=3):
    return datetime(2026, 3, day, hour, minute, tzinfo=ZoneInfo("Europe/Berlin"))


def test_they_are_written_as_two_times():
    assert QuietHours.parse("22:00-07:00") == NIGHT
    assert QuietHours.parse("") is None


@pytest.mark.parametrize("written", ["22-7", "25:00-07:00", "at night"])
def test_anything_else_is_refused_with_the_remedy(written):
    with pytest.raises(CoachError, match="22:00-07:00"):
        QuietHours.parse(written)


def test_a_night_goes_past_midnight():
    assert NIGHT.contain(at(22))
    assert NIGHT.contain(at(0))
    assert NIGHT.contain(at(6, 59))
    assert not NIGHT.contain(at(7))
    assert not NIGHT.contain(at(21, 59))


def test_a_nap_does_not():
    nap = QuietHours(time(13), time(14))
    assert nap.contain(at(13, 30))
    assert not nap.contain(at(2))


def test_good_night_lasts_until_the_next_morning():
    assert end_of_night(NIGHT, at(23)) == at(7, day=4)
    assert end_of_night(NIGHT, at(1)) == at(7)
    assert end_of_night(None, at(23)) == at(7, day=4)


def test_good_night_before_the_clocks_go_forward_ends_at_seven_by_the_clock():
    end = end_of_night(NIGHT, at(23, day=28))

    assert (end.hour, end.utcoffset().total_seconds()) == (7, 7200)
