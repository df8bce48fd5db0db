from datetime import UTC, datetime, timedelta, timezone

import pytest

from voice_coach.nlu.dates import ago

SUNDAY = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "earlier today"),
        (1, "yesterday"),
        (2, "last Friday"),
        (6, "last Monday"),
        (7, "last week"),
        (13, "last week"),
        (14, "two weeks ago"),
        (20, "two weeks ago"),
        (21, "three weeks ago"),
        (59, "eight weeks ago"),
        (60, "about two months ago"),
        (180, "about six months ago"),
        (329, "about ten months ago"),
        (330, "about a year ago"),
        (400, "about a year ago"),
        (500, "a long time ago"),
        (4000, "a long time ago"),
    ],
)
def test_it_is_told_as_a_person_would(days, words):
    assert ago(SUNDAY - timedelta(days=days), SUNDAY) == words


def test_a_day_is_a_day_of_the_calendar_and_not_twenty_four_hours():
    morning = datetime(2026, 3, 1, 0, 30, tzinfo=UTC)

    assert ago(morning - timedelta(hours=1), morning) == "yesterday"
    assert ago(morning, SUNDAY) == "earlier today"


def test_days_are_counted_where_the_person_is():
    in_utc = datetime(2026, 2, 28, 23, 30, tzinfo=UTC)
    here = timezone(timedelta(hours=2))

    assert ago(in_utc, datetime(2026, 3, 1, 20, 0, tzinfo=here)) == "earlier today"
    assert ago(in_utc, SUNDAY) == "yesterday"


def test_a_clock_that_was_set_back_makes_nothing_strange():
    assert ago(SUNDAY + timedelta(days=3), SUNDAY) == "earlier today"
