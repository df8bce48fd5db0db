"""Days in spoken English: those that come, those that have been, and how long ago one was.

What was said is kept as it was said; a date stands beside it where one is named. Nothing is
guessed: "after lunch" names no day.

What the coach itself says of a past day (see `ago`) is understood again with the same width:
"last week" and "three weeks ago" are as long in `days_of` as they are there.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from voice_coach.nlu.lexicon import MONTHS, NUMBERS, ORDINALS, TENS, WEEKDAYS
from voice_coach.nlu.numbers import numbers
from voice_coach.nlu.text import plain

PARTS_OF_DAY = ("morning", "afternoon", "evening", "night")

NIGHT_ENDS, NOON, EVENING, NIGHT_BEGINS = 4, 11, 18, 23
"""Hours at which the parts of the day begin; `NOON` is when nobody says "morning" any more."""

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)

YEARS_SEARCHED = 8
"""Years in which a day without a year is looked for: the 29th of February is that rare."""

Found = re.Match[str]

_WEEKDAY = {name.lower(): place for place, name in enumerate(WEEKDAYS)}
_MONTH = {name.lower(): number for number, name in enumerate(MONTHS, start=1)}

# Expressions that the rules are made of.

_WEEKDAYS = "|".join(_WEEKDAY)
_MONTHS = "|".join(_MONTH)
_ORDINALS = "|".join(sorted(ORDINALS, key=len, reverse=True)) + r"|\d{1,2}(?:st|nd|rd|th)?"
_COUNT = rf"(?P<count>a|an|{'|'.join(NUMBERS[1:11])}|\d{{1,2}}|a couple of)"

_ORDINAL = rf"(?P<ordinal>{_ORDINALS})"
_DAY_OF_MONTH = rf"{_ORDINAL}(?: day)? (?:of )?(?P<month>{_MONTHS})"
_MONTH_AND_DAY = rf"(?P<month>{_MONTHS}) (?:the )?{_ORDINAL}"

_AMOUNT = (
    rf"(?:about|around|just|a|an|another|half|quarter|of|{'|'.join(NUMBERS[1:11])}|fifteen|"
    rf"{'|'.join(TENS[:5])}|ninety|couple|few|some|several|and|or|\d+)"
)
"""A word of how many minutes or hours something takes."""

_YEAR = (
    r"(?P<year>(?:19|20)\d{2}|twenty "
    rf"(?:(?:twenty|thirty)(?: (?:{'|'.join(NUMBERS[1:10])}))?|{'|'.join(NUMBERS[10:20])}))"
)
"""As it is written, or, from 2010 to 2039, as it is said: "twenty twenty five"."""

_PART_OF_DAY = r"(?: (?:in the )?(?:early |late )?(?:morning|noon|afternoon|evening|night))?"


# The calendar.


def part_of_day(now: datetime) -> str:
    """Return the part of the day a local time belongs to, one of `PARTS_OF_DAY`."""
    begins = (NIGHT_ENDS, NOON, EVENING, NIGHT_BEGINS)
    return PARTS_OF_DAY[sum(now.hour >= hour for hour in begins) - 1]


def months_ahead(today: date, count: int) -> date:
    """Return the same day `count` months later (earlier if negative), or that month's last day."""
    months = today.month - 1 + count
    year, month = today.year + months // 12, months % 12 + 1
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    last = (first_of_next - _DAY).day
    return date(year, month, min(today.day, last))


def _monday(today: date) -> date:
    return today - timedelta(days=today.weekday())


def _first_of_month(today: date) -> date:
    return today.replace(day=1)


def _first_of_year(today: date) -> date:
    return today.replace(month=1, day=1)


def _count(found: Found) -> int:
    words = found["count"]
    return {"a": 1, "an": 1, "a couple of": 2}.get(words) or int(numbers(words)[0])


def _day_number(found: Found) -> int:
    ordinal = found["ordinal"]
    if ordinal in ORDINALS:
        return ORDINALS.index(ordinal) + 1
    return int(re.sub(r"\D", "", ordinal))


def _nearest(found: Found, today: date, direction: int) -> date | None:
    """Return the nearest date of this day, and month if one is named, in a direction: 1 or -1.

    Today counts. None where there is no such date, as the thirtieth of February.
    """
    day, has_month = _day_number(found), "month" in found.re.groupindex
    for step in range(YEARS_SEARCHED if has_month else 12):
        if has_month:
            first = date(today.year + direction * step, _MONTH[found["month"]], 1)
        else:
            first = months_ahead(_first_of_month(today), direction * step)
        try:
            named = first.replace(day=day)
        except ValueError:  # not every month has it
            continue
        if (named - today).days * direction >= 0:
            return named
    return None


# Days that come.

_Coming = Callable[[Found, date], date | None]


def _coming_weekday(found: Found, today: date) -> date:
    """Return the next one after today; "Friday week" and "in a week" are a week later."""
    ahead = (_WEEKDAY[found["day"]] - today.weekday() - 1) % 7 + 1
    return today + timedelta(days=ahead + (7 if found["later"] else 0))


def _in_so_long(found: Found, today: date) -> date:
    count = _count(found)
    match found["unit"]:
        case "day":
            return today + _DAY * count
        case "week":
            return today + _WEEK * count
        case "month":
            return months_ahead(today, count)
        case _:
            return today  # hours and minutes


def _coming_date(found: Found, today: date) -> date | None:
    return _nearest(found, today, 1)


def _days_ahead(days: int) -> _Coming:
    return lambda _, today: today + timedelta(days=days)


def _of_the_year(month: int, day: int) -> _Coming:
    return lambda _, today: date(today.year + ((month, day) < (today.month, today.day)), month, day)


_COMING_RULES: tuple[tuple[re.Pattern[str], _Coming], ...] = (
    (re.compile(r"\b(?:the )?day after tomorrow\b"), _days_ahead(2)),
    (re.compile(r"\btomorrow\b"), _days_ahead(1)),
    (
        re.compile(
            rf"\b(?P<day>{_WEEKDAYS}) (?:of )?next week\b|\bnext week (?:on )?(?P<or>{_WEEKDAYS})\b"
        ),
        lambda found, today: (
            _monday(today) + _WEEK + timedelta(days=_WEEKDAY[found["day"] or found["or"]])
        ),
    ),
    (
        re.compile(
            rf"\b(?:(?:on|next|this|the coming|every) )*(?P<day>{_WEEKDAYS})s?\b"
            r"(?P<later> week| after next| in a week)?"
        ),
        _coming_weekday,
    ),
    (re.compile(rf"\b{_DAY_OF_MONTH}\b"), _coming_date),
    # "i may second that" is no date
    (re.compile(rf"\b(?!(?:may|march) (?!the )){_MONTH_AND_DAY}\b"), _coming_date),
    (re.compile(rf"\bon the {_ORDINAL}\b(?! (?:floor|street|day))"), _coming_date),
    (re.compile(r"\bchristmas eve\b"), _of_the_year(12, 24)),
    (re.compile(r"\b(?:on|at|by|for|before) christmas\b|\bchristmas day\b"), _of_the_year(12, 25)),
    (re.compile(r"\bnew year's eve\b"), _of_the_year(12, 31)),
    (re.compile(r"\bnew year's(?: day)?\b"), _of_the_year(1, 1)),
    (re.compile(r"\bin a fortnight\b"), _days_ahead(14)),
    (re.compile(rf"\b{_COUNT} (?P<unit>day|week|month)s? from now\b"), _in_so_long),
    (re.compile(rf"\bin (?:{_AMOUNT} ){{1,5}}(?:minutes?|hours?)\b"), _days_ahead(0)),
    (re.compile(rf"\bin {_COUNT} (?P<unit>minute|hour|day|week|month)s?\b"), _in_so_long),
    (
        re.compile(r"\b(?:at|on|over|during|this) (?:the )?(?:coming )?weekend\b"),
        lambda _, today: today + timedelta(days=(5 - today.weekday()) % 7),
    ),
    (re.compile(r"\bnext week\b"), lambda _, today: _monday(today) + _WEEK),
    (re.compile(r"\bnext month\b"), lambda _, today: months_ahead(_first_of_month(today), 1)),
    (
        re.compile(
            r"\b(?:today|tonight|right now|at once|now|this (?:morning|noon|afternoon|evening))\b"
        ),
        _days_ahead(0),
    ),
)
"""Expressions that name a coming day, the most specific first, and the day each names."""

_DENIED = re.compile(
    rf"(?<!\bwhy )\bnot (?:today|tonight|tomorrow|(?:on |next |this )?(?:{_WEEKDAYS}))\b"
)
"""A day that is not meant: "not tomorrow, but on Friday"."""

_WEEKS_FROM = re.compile(rf"\b{_COUNT} weeks? (?:from|after) (?P<rest>(?!now\b).+)")


def date_of(utterance: str, today: date) -> date | None:
    """Return the coming day that is named, or None.

    Args:
        utterance: What was said.
        today: The day on which it was said.
    """
    text = _DENIED.sub("", plain(utterance.replace("-", " ")))
    weeks = _WEEKS_FROM.search(text)
    if weeks is not None:  # "a week from next Monday"
        first = date_of(weeks["rest"], today)
        return first and first + _WEEK * _count(weeks)
    for pattern, named in _COMING_RULES:
        found = pattern.search(text)
        if found is not None:
            return named(found, today)
    return None


# Days that have been.


@dataclass(frozen=True, slots=True)
class Days:
    """From the beginning of `first` until the beginning of `after`."""

    first: date
    after: date


_Past = Callable[[Found, date], Days | None]


def _one(day: date) -> Days:
    return Days(day, day + _DAY)


def _past_weekday(found: Found, today: date) -> Days:
    """Return the latest one before today, or, with words such as "last week", an earlier one."""
    weekday = _WEEKDAY[found["day"]]
    latest = today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
    match found["earlier"]:
        case None:
            return _one(latest)
        case " last week":
            return _one(_monday(today) - _WEEK + timedelta(days=weekday))
        case _:
            return _one(latest - _WEEK)


def _so_long_ago(found: Found, today: date) -> Days:
    count = _count(found)
    match found["unit"]:
        case "minute" | "hour":
            return _one(today)
        case "day":
            return _one(today - _DAY * count)
        case "week":
            last = today - _WEEK * count
            return Days(last - timedelta(days=6), last + _DAY)
        case "month":
            middle = today - timedelta(days=round(30.4 * count))
            return Days(middle - timedelta(days=16), middle + timedelta(days=17))
        case _:
            middle = months_ahead(today, -12 * count)
            return Days(middle - timedelta(days=150), middle + timedelta(days=60))


def _past_date(found: Found, today: date) -> Days | None:
    day = _nearest(found, today, -1)
    return None if day is None else _one(day)


def _past_month(found: Found, today: date) -> Days:
    """Return the latest month of this name that has begun; "last May" in May is a year ago."""
    month = _MONTH[found["month"]]
    ahead = month > today.month or (month == today.month and found["last"] is not None)
    first = date(today.year - ahead, month, 1)
    return Days(first, months_ahead(first, 1))


def _last_week(_: Found, today: date) -> Days:
    """Return the calendar's week before this one, and whatever `ago` calls "last week"."""
    monday = _monday(today)
    return Days(min(monday - _WEEK, today - timedelta(days=13)), max(monday, today - _WEEK + _DAY))


def _weekend(found: Found, today: date) -> Days:
    saturday = today - timedelta(days=(today.weekday() - 5) % 7)
    if found["last"] is not None and today.weekday() >= 5:
        saturday -= _WEEK
    return Days(saturday, saturday + 2 * _DAY)


def _with_year(found: Found, _: date) -> Days | None:
    """Return the year that is named, or the month or day of it."""
    named = found.groupdict()
    said = found["year"]
    year = int(said) if said.isdecimal() else 2000 + int(numbers(said.removeprefix("twenty "))[0])
    month = _MONTH[named["month"]] if named.get("month") else None
    return _written(year, month, _day_number(found) if named.get("ordinal") else None)


def _written(year: int, month: int | None, day: int | None) -> Days | None:
    try:
        first = date(year, month or 1, day or 1)
        if day is not None:
            return _one(first)
        return Days(first, months_ahead(first, 1 if month is not None else 12))
    except (ValueError, OverflowError):
        return None


def _from(first: Callable[[date], date], after: Callable[[date], date] | None = None) -> _Past:
    """Return a rule for the days from `first` until `after`, or until today and with it."""
    return lambda _, today: Days(first(today), after(today) if after is not None else today + _DAY)


_PAST_RULES: tuple[tuple[re.Pattern[str], _Past], ...] = (
    (
        re.compile(r"\b(?P<y>\d{4}) (?P<m>\d{1,2}) (?P<d>\d{1,2})\b"),
        lambda found, _: _written(int(found["y"]), int(found["m"]), int(found["d"])),
    ),
    (
        re.compile(r"\b(?P<y>\d{4}) (?P<m>\d{2})\b"),
        lambda found, _: _written(int(found["y"]), int(found["m"]), None),
    ),
    (
        re.compile(rf"\b(?:the )?day before yesterday{_PART_OF_DAY}\b"),
        lambda _, today: _one(today - 2 * _DAY),
    ),
    (
        re.compile(rf"\b(?:yesterday{_PART_OF_DAY}|last night)\b"),
        lambda _, today: _one(today - _DAY),
    ),
    (re.compile(rf"\b{_COUNT} (?P<unit>minute|hour|day|week|month|year)s? ago\b"), _so_long_ago),
    (
        re.compile(
            rf"\b(?:(?:on|last|this|the|past) )*(?P<day>{_WEEKDAYS})s?{_PART_OF_DAY}"
            r"(?P<earlier> before last| last week| a week ago| (?:of )?the week before)?\b"
        ),
        _past_weekday,
    ),
    (re.compile(rf"\b(?:on )?(?:the )?{_DAY_OF_MONTH}(?: of| in)? {_YEAR}\b"), _with_year),
    (re.compile(rf"\b(?:on )?{_MONTH_AND_DAY}(?: of| in)? {_YEAR}\b"), _with_year),
    (
        re.compile(rf"\b(?:(?:in|from|of|during) )?(?P<month>{_MONTHS}) (?:of )?{_YEAR}\b"),
        _with_year,
    ),
    (re.compile(rf"\b(?:on )?(?:the )?{_DAY_OF_MONTH}\b"), _past_date),
    (re.compile(rf"\b(?:on )?{_MONTH_AND_DAY}\b(?! \d)"), _past_date),
    (re.compile(rf"\b(?:on|from|of) the {_ORDINAL}\b"), _past_date),
    (
        re.compile(rf"(?:\b(?:in|from|of|during) |\b(?P<last>last ))(?P<month>{_MONTHS})\b"),
        _past_month,
    ),
    (re.compile(rf"^(?P<last>last )?(?P<month>{_MONTHS})$"), _past_month),
    (re.compile(r"\b(?:(?P<last>last|past) |(?:at|on|this) (?:the )?)weekend\b"), _weekend),
    (re.compile(r"\b(?:last|past) week\b"), _last_week),
    (re.compile(r"\bthis week\b"), _from(_monday)),
    (
        re.compile(r"\blast month\b"),
        _from(lambda today: months_ahead(_first_of_month(today), -1), _first_of_month),
    ),
    (re.compile(r"\bthis month\b"), _from(_first_of_month)),
    (
        re.compile(r"\blast year\b"),
        _from(lambda today: months_ahead(_first_of_year(today), -12), _first_of_year),
    ),
    (re.compile(r"\bthis year\b"), _from(_first_of_year)),
    (re.compile(rf"\b(?:in |from )?(?:the year )?{_YEAR}\b"), _with_year),
    (
        re.compile(
            r"\b(?:(?:earlier )?today|tonight|this (?:morning|noon|afternoon|evening)|just now)\b"
        ),
        lambda _, today: _one(today),
    ),
)
"""Expressions that name past days, the most specific first, and the days each names."""


def days_of(utterance: str, today: date) -> tuple[Days, str] | None:
    """Return the past days that are named and the rest of what was said, or None.

    Args:
        utterance: What was said.
        today: The day on which it was said.
    """
    text = plain(utterance.replace("-", " "))
    for pattern, named in _PAST_RULES:
        found = pattern.search(text)
        days = named(found, today) if found is not None else None
        if found is not None and days is not None:
            left = f"{text[: found.start()]} {text[found.end() :]}"
            return days, " ".join(left.split())
    return None


# How long ago a day was. A companion reads no dates aloud and counts no days someone was away.


def ago(then: datetime, now: datetime) -> str:
    """Return how long before `now` a moment was, such as "last Tuesday".

    Both are aware; days are counted in the time zone of `now`.
    """
    then = then.astimezone(now.tzinfo)
    days = (now.date() - then.date()).days
    for limit, words in (
        (1, "earlier today"),
        (2, "yesterday"),
        (7, f"last {WEEKDAYS[then.weekday()]}"),
        (14, "last week"),
        (60, f"{NUMBERS[min(days // 7, 8)]} weeks ago"),
        (330, f"about {NUMBERS[min(10, round(days / 30.4))]} months ago"),
        (500, "about a year ago"),
    ):
        if days < limit:
            return words
    return "a long time ago"


def ago_of_day(day: date, now: datetime) -> str:
    """Return how long before `now`, which is aware, a day was."""
    return ago(datetime.combine(day, time(12), now.tzinfo), now)
