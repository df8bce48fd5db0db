"""Invitations: as said, as written, and when their moment comes, at changes of clocks too."""

import itertools
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from voice_coach.errors import CoachError
from voice_coach.standby.invitations import (
    Invitation,
    Reminder,
    answer_in,
    changed,
    in_speech,
    reminder_in,
)

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 12, 1)
NINE = Invitation(time(21))
MINUTE = timedelta(minutes=1)


def moments(invitation, begin, minutes):
    """The local times at which it came, asked each minute of real time, as a clock goes."""
    start = begin.astimezone(ZoneInfo("UTC"))
    asked = [(start + n * MINUTE).astimezone(BERLIN) for n in range(minutes + 1)]
    return [now for since, now in itertools.pairwise(asked) if invitation.is_due(since, now)]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("remind me every evening at nine", "every day at 21:00"),
        ("remind me on weekdays at seven", "weekdays at 07:00"),
        ("on weekdays at seven", "weekdays at 07:00"),
        ("remind me every morning", "every day at 09:00"),
        ("please remind me at half past six in the evening", "every day at 18:30"),
        ("remind me every monday at seven thirty", "monday at 07:30"),
        ("remind me at weekends at ten", "weekends at 10:00"),
        ("remind me every day at nine p m", "every day at 21:00"),
    ],
)
def test_a_time_is_said_as_people_say_it(said, written):
    assert str(reminder_in(said, TODAY).invitation) == written


@pytest.mark.parametrize(
    "said", ["remind me", "remind me to call my sister at nine", "remind me of my wins", "not now",
             "i was reminded of her", "remind me please"],
)  # fmt: skip
def test_other_reminding_stays_what_it_is(said):
    assert reminder_in(said, TODAY) is None


def test_not_tomorrow_leaves_one_day_out():
    reminder = reminder_in("not tomorrow", TODAY)
    (left,) = changed([NINE], reminder)

    assert str(left) == "every day at 21:00 not on 2026-12-02"
    assert moments(left, datetime(2026, 12, 2, 20, tzinfo=BERLIN), 120) == []
    assert len(moments(left, datetime(2026, 12, 3, 20, tzinfo=BERLIN), 120)) == 1


def test_no_more_reminders_is_the_end_of_all():
    assert changed([NINE], reminder_in("no more reminders", TODAY)) == ()


def test_a_time_stands_once():
    assert changed([NINE], Reminder("add", NINE)) == (NINE,)


@pytest.mark.parametrize("written", ["every day at 21:00", "weekdays at 07:00", "sunday at 18:30"])
def test_what_is_written_is_read_back(written):
    assert str(Invitation.parse(written)) == written


def test_what_cannot_be_read_is_refused_with_the_remedy():
    with pytest.raises(CoachError, match="every day at 21:00"):
        Invitation.parse("at nine or so")


def test_it_comes_once_at_its_time():
    found = moments(NINE, datetime(2026, 12, 1, 20, tzinfo=BERLIN), 24 * 60)

    assert [f"{now:%H:%M}" for now in found] == ["21:00"]


def test_weekdays_are_not_the_weekend():
    seven = Invitation.parse("weekdays at 07:00")

    assert moments(seven, datetime(2026, 12, 5, 6, tzinfo=BERLIN), 120) == []  # a Saturday


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 10, 24)])
def test_at_a_change_of_clocks_nine_stays_nine(day):
    begin = datetime(day.year, day.month, day.day, 20, tzinfo=BERLIN)

    assert [f"{now:%H:%M}" for now in moments(NINE, begin, 26 * 60)] == ["21:00"] * 2


def test_a_time_the_clocks_leave_out_comes_an_hour_later():
    half = Invitation(time(2, 30))
    found = moments(half, datetime(2026, 3, 29, 1, tzinfo=BERLIN), 180)

    assert [f"{now:%H:%M}" for now in found] == ["03:30"]


def test_a_time_that_comes_twice_counts_once():
    half = Invitation(time(2, 30))
    found = moments(half, datetime(2026, 10, 25, 1, tzinfo=BERLIN), 240)

    assert [f"{now:%H:%M}" for now in found] == ["02:30"]


def test_one_just_before_midnight_may_be_a_few_seconds_late():
    late = Invitation(time(23, 59))
    since = datetime(2026, 12, 1, 23, 58, 59, tzinfo=BERLIN)

    assert late.is_due(since, datetime(2026, 12, 2, 0, 0, 10, tzinfo=BERLIN))


def test_what_a_sleeping_machine_has_missed_is_not_made_up_for():
    since = datetime(2026, 12, 1, 20, tzinfo=BERLIN)

    assert not NINE.is_due(since, datetime(2026, 12, 1, 22, tzinfo=BERLIN))


@pytest.mark.parametrize(
    ("said", "meant"),
    [("yes please", "yes"), ("no thanks", "no"), ("later", "later"), ("not now later", "later"),
     ("the bus is late", None)],
)  # fmt: skip
def test_an_invitation_is_answered_with_yes_no_or_later(said, meant):
    assert answer_in(said) == meant


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("every day at 21:00", "every day at nine in the evening"),
        ("weekdays at 07:30", "on weekdays at half past seven in the morning"),
        ("monday at 16:05", "on mondays at four oh five in the afternoon"),
    ],
)
def test_it_is_told_as_it_is_spoken(written, spoken):
    assert in_speech(Invitation.parse(written)) == spoken
