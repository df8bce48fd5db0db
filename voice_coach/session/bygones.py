"""Which days are meant when a person speaks of the past: "yesterday", "last Sunday", "in May".

The twin of `times`, which looks ahead. What the coach itself calls a time (see `ago`) is found
again by the same words: "last week" and "three weeks ago" are as wide here as they are there.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from voice_coach.session.commands import plain
from voice_coach.session.numbers import numbers
from voice_coach.session.times import (
    COUNT,
    DAY,
    DAYS,
    MONTH,
    MONTHS,
    ORDINAL,
    count_of,
    day_number,
    months_ahead,
)

_ONE = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_PART = r"(?: (?:in the )?(?:early |late )?(?:morning|noon|afternoon|evening|night))?"
_TENS = r"(?:twenty|thirty)(?: (?:one|two|three|four|five|six|seven|eight|nine))?"
_TEENS = r"ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_YEAR = rf"(?P<year>(?:19|20)\d{{2}}|twenty (?:{_TENS}|{_TEENS}))"
"""As it is written, or, of these decades, as it is said: "twenty twenty five"."""

_DAY_OF_MONTH = rf"\b(?:on )?(?:the )?(?P<ordinal>{ORDINAL})(?: day)? (?:of )?(?P<month>{MONTH})"
_MONTH_AND_DAY = rf"\b(?:on )?(?P<month>{MONTH}) (?:the )?(?P<ordinal>{ORDINAL})"

_SINCE_YEARS = 8
"""How many years back a day without a year is looked for: the 29th of February is rare."""

Found = re.Match[str]


@dataclass(frozen=True, slots=True)
class Days:
    """From the beginning of `first` until the beginning of `after`."""

    first: date
    after: date


def _day(day: date) -> Days:
    return Days(day, day + _ONE)


def _weekday(found: Found, today: date) -> Days:
    """The latest one before today; "last week" and "a week ago" may move it to the week before."""
    back = (today.weekday() - DAYS.index(found["day"]) - 1) % 7 + 1
    day = today - timedelta(days=back)
    match found["earlier"]:
        case None:
            return _day(day)
        case " last week":
            monday = today - timedelta(days=today.weekday() + 7)
            return _day(monday + timedelta(days=DAYS.index(found["day"])))
        case _:
            return _day(day - _WEEK)


def _so_long_ago(found: Found, today: date) -> Days:
    count = count_of(found["count"])
    match found["unit"]:
        case "minute" | "hour":
            return _day(today)
        case "day":
            return _day(today - timedelta(days=count))
        case "week":
            last = today - _WEEK * count
            return Days(last - timedelta(days=6), last + _ONE)
        case "month":
            middle = today - timedelta(days=round(30.4 * count))
            return Days(middle - timedelta(days=16), middle + timedelta(days=17))
        case _:
            middle = months_ahead(today, -12 * count)
            return Days(middle - timedelta(days=150), middle + timedelta(days=60))


def _of_a_month(found: Found, today: date) -> Days | None:
    """The latest date of this name that is not ahead; None for the thirtieth of February."""
    month = MONTHS.index(found["month"]) + 1
    for year in range(today.year, today.year - _SINCE_YEARS, -1):
        try:
            named = date(year, month, day_number(found["ordinal"]))
        except ValueError:
            continue
        if named <= today:
            return _day(named)
    return None


def _of_a_year(found: Found, _: date) -> Days | None:
    """The date, or the month, of a year that was named."""
    named = found.groupdict()
    month = MONTHS.index(named["month"]) + 1 if named.get("month") else None
    day = day_number(named["ordinal"]) if named.get("ordinal") else None
    return _written(_year(found["year"]), month, day)


def _year(words: str) -> int:
    if words.isdecimal():
        return int(words)
    return 2000 + int(numbers(words.removeprefix("twenty "))[0])


def _of_this_month(found: Found, today: date) -> Days | None:
    for back in range(12):
        first = months_ahead(today.replace(day=1), -back)
        try:
            named = first.replace(day=day_number(found["ordinal"]))
        except ValueError:
            continue
        if named <= today:
            return _day(named)
    return None


def _month(found: Found, today: date) -> Days:
    """The latest month of this name that has begun; "last May" in May is a year ago."""
    month = MONTHS.index(found["month"]) + 1
    ahead = month > today.month or (month == today.month and found["last"] is not None)
    first = date(today.year - ahead, month, 1)
    return Days(first, months_ahead(first, 1))


def _last_week(_: Found, today: date) -> Days:
    """The calendar's week before this one, and whatever `ago` calls so."""
    monday = today - timedelta(days=today.weekday())
    return Days(min(monday - _WEEK, today - timedelta(days=13)), max(monday, today - _WEEK + _ONE))


def _weekend(found: Found, today: date) -> Days:
    saturday = today - timedelta(days=(today.weekday() - 5) % 7)
    if found["last"] is not None and today.weekday() >= 5:
        saturday -= _WEEK
    return Days(saturday, saturday + 2 * _ONE)


def _from(first: Callable[[date], date], after: Callable[[date], date]) -> "_Named":
    return lambda _, today: Days(first(today), after(today))


def _first_of_month(today: date) -> date:
    return today.replace(day=1)


def _first_of_year(today: date) -> date:
    return today.replace(month=1, day=1)


_Named = Callable[[Found, date], Days | None]

_RULES: tuple[tuple[re.Pattern[str], _Named], ...] = (
    (
        re.compile(r"\b(?P<y>\d{4}) (?P<m>\d{1,2}) (?P<d>\d{1,2})\b"),
        lambda found, _: _written(int(found["y"]), int(found["m"]), int(found["d"])),
    ),
    (
        re.compile(r"\b(?P<y>\d{4}) (?P<m>\d{2})\b"),
        lambda found, _: _written(int(found["y"]), int(found["m"]), None),
    ),
    (
        re.compile(rf"\b(?:the )?day before yesterday{_PART}\b"),
        lambda _, today: _day(today - 2 * _ONE),
    ),
    (re.compile(rf"\b(?:yesterday{_PART}|last night)\b"), lambda _, today: _day(today - _ONE)),
    (re.compile(rf"\b{COUNT} (?P<unit>minute|hour|day|week|month|year)s? ago\b"), _so_long_ago),
    (
        re.compile(
            rf"\b(?:(?:on|last|this|the|past) )*(?P<day>{DAY})s?{_PART}"
            r"(?P<earlier> before last| last week| a week ago| (?:of )?the week before)?\b"
        ),
        _weekday,
    ),
    (re.compile(rf"{_DAY_OF_MONTH}(?: of| in)? {_YEAR}\b"), _of_a_year),
    (re.compile(rf"{_MONTH_AND_DAY}(?: of| in)? {_YEAR}\b"), _of_a_year),
    (
        re.compile(rf"\b(?:(?:in|from|of|during) )?(?P<month>{MONTH}) (?:of )?{_YEAR}\b"),
        _of_a_year,
    ),
    (re.compile(rf"{_DAY_OF_MONTH}\b"), _of_a_month),
    (re.compile(rf"{_MONTH_AND_DAY}\b(?! \d)"), _of_a_month),
    (re.compile(rf"\b(?:on|from|of) the (?P<ordinal>{ORDINAL})\b"), _of_this_month),
    (
        re.compile(rf"(?:\b(?:in|from|of|during) |\b(?P<last>last ))(?P<month>{MONTH})\b"),
        _month,
    ),
    (re.compile(rf"^(?P<last>last )?(?P<month>{MONTH})$"), _month),
    (
        re.compile(r"\b(?:(?P<last>last|past) |(?:at|on|this) (?:the )?)weekend\b"),
        _weekend,
    ),
    (re.compile(r"\b(?:last|past) week\b"), _last_week),
    (
        re.compile(r"\bthis week\b"),
        _from(lambda today: today - timedelta(days=today.weekday()), lambda today: today + _ONE),
    ),
    (
        re.compile(r"\blast month\b"),
        _from(lambda today: months_ahead(_first_of_month(today), -1), _first_of_month),
    ),
    (re.compile(r"\bthis month\b"), _from(_first_of_month, lambda today: today + _ONE)),
    (
        re.compile(r"\blast year\b"),
        _from(lambda today: months_ahead(_first_of_year(today), -12), _first_of_year),
    ),
    (re.compile(r"\bthis year\b"), _from(_first_of_year, lambda today: today + _ONE)),
    (
        re.compile(rf"\b(?:in |from )?(?:the year )?{_YEAR}\b"),
        _of_a_year,
    ),
    (
        re.compile(
            r"\b(?:(?:earlier )?today|tonight|this (?:morning|noon|afternoon|evening)|just now)\b"
        ),
        lambda _, today: _day(today),
    ),
)
"""Ways of naming days that have been, the most telling first, and the days each names."""


def _written(year: int, month: int | None, day: int | None) -> Days | None:
    try:
        first = date(year, month or 1, day or 1)
        if day is not None:
            return _day(first)
        return Days(first, months_ahead(first, 1 if month is not None else 12))
    except (ValueError, OverflowError):
        return None


def days_of(utterance: str, today: date) -> tuple[Days, str] | None:
    """The days that are meant, and what else was said; None where no days are named.

    Args:
        utterance: What was said.
        today: The day on which it was said.
    """
    text = plain(utterance.replace("-", " "))
    for pattern, named in _RULES:
        found = pattern.search(text)
        days = named(found, today) if found is not None else None
        if found is not None and days is not None:
            left = f"{text[: found.start()]} {text[found.end() :]}"
            return days, " ".join(left.split())
    return None
