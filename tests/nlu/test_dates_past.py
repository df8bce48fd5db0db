"""Which days someone means who speaks of the past."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from voice_coach.nlu.dates import Days, ago, days_of

THURSDAY = date(2026, 3, 5)


def days(first: str, last: str | None = None) -> Days:
    begin, end = date.fromisoformat(first), date.fromisoformat(last or first)
    return Days(begin, end + timedelta(days=1))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("today", days("2026-03-05")),
        ("this morning", days("2026-03-05")),
        ("ten minutes ago", days("2026-03-05")),
        ("yesterday", days("2026-03-04")),
        ("yesterday evening", days("2026-03-04")),
        ("last night", days("2026-03-04")),
        ("the day before yesterday", days("2026-03-03")),
        ("three days ago", days("2026-03-02")),
        ("a couple of days ago", days("2026-03-03")),
        ("last Sunday", days("2026-03-01")),
        ("on Wednesday", days("2026-03-04")),
        ("Thursday", days("2026-02-26")),
        ("the Thursday before last", days("2026-02-19")),
        ("Tuesday last week", days("2026-02-24")),
        ("the 3rd of March", days("2026-03-03")),
        ("March the first", days("2026-03-01")),
        ("on the twelfth", days("2026-02-12")),
        ("the 29th of February", days("2024-02-29")),
        ("in February", days("2026-02-01", "2026-02-28")),
        ("February", days("2026-02-01", "2026-02-28")),
        ("last March", days("2025-03-01", "2025-03-31")),
        ("in March 2025", days("2025-03-01", "2025-03-31")),
        ("March 2024", days("2024-03-01", "2024-03-31")),
        ("march twenty twenty four", days("2024-03-01", "2024-03-31")),
        ("12 March 2024", days("2024-03-12", "2024-03-12")),
        ("March 12, 2024", days("2024-03-12", "2024-03-12")),
        ("the twelfth of march twenty nineteen", days("2019-03-12", "2019-03-12")),
        ("in twenty twenty four", days("2024-01-01", "2024-12-31")),
        ("in November", days("2025-11-01", "2025-11-30")),
        ("last month", days("2026-02-01", "2026-02-28")),
        ("this month", days("2026-03-01", "2026-03-05")),
        ("this week", days("2026-03-02", "2026-03-05")),
        ("last weekend", days("2026-02-28", "2026-03-01")),
        ("last year", days("2025-01-01", "2025-12-31")),
        ("2025", days("2025-01-01", "2025-12-31")),
        ("2026-02", days("2026-02-01", "2026-02-28")),
        ("2026-02-14", days("2026-02-14")),
    ],
)
def test_days_are_meant_by_the_words_people_have_for_them(said, meant) -> None:
    assert days_of(said, THURSDAY) == (meant, "")


def test_what_else_was_said_is_left() -> None:
    found = days_of("what I said last Sunday about my sister", THURSDAY)

    assert found == (days("2026-03-01"), "what i said about my sister")


@pytest.mark.parametrize("said", ["about my sister", "may i hear it", "february 30", "someday"])
def test_where_no_day_is_named_none_is_guessed(said) -> None:
    assert days_of(said, THURSDAY) is None


@pytest.mark.parametrize("days_back", [*range(1, 60), 75, 100, 200, 300, 340, 400, 490])
def test_what_the_coach_calls_a_day_is_found_by_the_same_words(days_back) -> None:
    zone = ZoneInfo("Europe/Berlin")
    for today in (THURSDAY, date(2026, 3, 30), date(2026, 11, 2)):  # clocks changed the day before
        now = datetime(today.year, today.month, today.day, 9, tzinfo=zone)
        then = datetime.combine(today - timedelta(days=days_back), now.time(), zone)
        found = days_of(ago(then, now).removeprefix("about "), today)
        assert found is not None, ago(then, now)
        assert found[0].first <= then.date() < found[0].after, ago(then, now)
