"""When something will be, out of what a person says: "tomorrow after lunch", "on Friday".

What was said is kept as it was said; the date stands beside it, where there is one. Nothing is
guessed: "after lunch" names no day.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from voice_coach.session.commands import plain
from voice_coach.session.numbers import numbers

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth", "twentieth", "twenty first", "twenty second", "twenty third",
    "twenty fourth", "twenty fifth", "twenty sixth", "twenty seventh", "twenty eighth",
    "twenty ninth", "thirtieth", "thirty first",
)  # fmt: skip
ORDINAL = "|".join(sorted(_ORDINALS, key=len, reverse=True)) + r"|\d{1,2}(?:st|nd|rd|th)?"
MONTH = "|".join(MONTHS)
DAY = "|".join(DAYS)
COUNT = r"(?P<count>a|an|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2}|a couple of)"

_AMOUNT = (
    r"(?:about|around|just|a|an|another|half|quarter|of|one|two|three|four|five|six|seven|eight|"
    r"nine|ten|fifteen|twenty|thirty|forty|fifty|sixty|ninety|couple|few|some|several|and|or|\d+)"
)
"""The words of which it is made how many minutes or hours something takes."""

Found = re.Match[str]


def _weekday(found: Found, today: date) -> date:
    """The coming one, today not counted; "Friday week" and "in the week after" are a week later."""
    ahead = (DAYS.index(found["day"]) - today.weekday() - 1) % 7 + 1
    return today + timedelta(days=ahead + (7 if found["later"] else 0))


def _in_so_long(found: Found, today: date) -> date | None:
    count = count_of(found["count"])
    match found["unit"]:
        case "day":
            return today + timedelta(days=count)
        case "week":
            return today + timedelta(weeks=count)
        case "month":
            return months_ahead(today, count)
        case _:
            return today  # hours and minutes


def count_of(words: str) -> int:
    """The number that is meant by words which `COUNT` found."""
    return {"a": 1, "an": 1, "a couple of": 2}.get(words) or int(numbers(words)[0])


def months_ahead(today: date, count: int) -> date:
    """The same day so many months later, or earlier; the month's last where it has no such day."""
    months = today.month - 1 + count
    year, month = today.year + months // 12, months % 12 + 1
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(year, month, min(today.day, last))


def _of_a_month(found: Found, today: date) -> date | None:
    """The coming date of this name; None if there is none, such as the thirtieth of February."""
    month = MONTHS.index(found["month"]) + 1
    for year in range(today.year, today.year + 5):  # the 29th of February may be years away
        try:
            named = date(year, month, day_number(found["ordinal"]))
        except ValueError:
            continue
        if named >= today:
            return named
    return None


def _of_this_month(found: Found, today: date) -> date | None:
    for ahead in range(12):
        first = months_ahead(today.replace(day=1), ahead)
        try:
            named = first.replace(day=day_number(found["ordinal"]))
        except ValueError:
            continue
        if named >= today:
            return named
    return None


def day_number(ordinal: str) -> int:
    """The day of a month that an ordinal, as `ORDINAL` finds it, is the number of."""
    if ordinal in _ORDINALS:
        return _ORDINALS.index(ordinal) + 1
    return int(re.sub(r"\D", "", ordinal))


def _days_ahead(days: int) -> Callable[[Found, date], date | None]:
    return lambda _, today: today + timedelta(days=days)


def _of_the_year(month: int, day: int) -> Callable[[Found, date], date | None]:
    """The coming one, today counted."""
    return lambda _, today: date(today.year + ((month, day) < (today.month, today.day)), month, day)


_RULES: tuple[tuple[re.Pattern[str], Callable[[Found, date], date | None]], ...] = (
    (re.compile(r"\b(?:the )?day after tomorrow\b"), _days_ahead(2)),
    (re.compile(r"\btomorrow\b"), _days_ahead(1)),
    (
        re.compile(rf"\b(?P<day>{DAY}) (?:of )?next week\b|\bnext week (?:on )?(?P<or>{DAY})\b"),
        lambda found, today: (
            today + timedelta(days=7 - today.weekday() + DAYS.index(found["day"] or found["or"]))
        ),
    ),
    (
        re.compile(
            rf"\b(?:(?:on|next|this|the coming|every) )*(?P<day>{DAY})s?\b"
            r"(?P<later> week| after next| in a week)?"
        ),
        _weekday,
    ),
    (
        re.compile(rf"\b(?P<ordinal>{ORDINAL})(?: day)? (?:of )?(?P<month>{MONTH})\b"),
        _of_a_month,
    ),
    (
        # "i may second that" is no date
        re.compile(
            rf"\b(?!(?:may|march) (?!the ))(?P<month>{MONTH}) (?:the )?(?P<ordinal>{ORDINAL})\b"
        ),
        _of_a_month,
    ),
    (re.compile(rf"\bon the (?P<ordinal>{ORDINAL})\b(?! (?:floor|street|day))"), _of_this_month),
    (re.compile(r"\bchristmas eve\b"), _of_the_year(12, 24)),
    (re.compile(r"\b(?:on|at|by|for|before) christmas\b|\bchristmas day\b"), _of_the_year(12, 25)),
    (re.compile(r"\bnew year's eve\b"), _of_the_year(12, 31)),
    (re.compile(r"\bnew year's(?: day)?\b"), _of_the_year(1, 1)),
    (re.compile(r"\bin a fortnight\b"), _days_ahead(14)),
    (re.compile(rf"\b{COUNT} (?P<unit>day|week|month)s? from now\b"), _in_so_long),
    (
        re.compile(rf"\bin (?:{_AMOUNT} ){{1,5}}(?:minutes?|hours?)\b"),
        _days_ahead(0),
    ),
    (re.compile(rf"\bin {COUNT} (?P<unit>minute|hour|day|week|month)s?\b"), _in_so_long),
    (
        re.compile(r"\b(?:at|on|over|during|this) (?:the )?(?:coming )?weekend\b"),
        lambda _, today: today + timedelta(days=(5 - today.weekday()) % 7),
    ),
    (
        re.compile(r"\bnext week\b"),
        lambda _, today: today + timedelta(days=7 - today.weekday()),
    ),
    (
        re.compile(r"\bnext month\b"),
        lambda _, today: months_ahead(today.replace(day=1), 1),
    ),
    (
        re.compile(
            r"\b(?:today|tonight|right now|at once|now|this (?:morning|noon|afternoon|evening))\b"
        ),
        _days_ahead(0),
    ),
)
"""Ways of naming a day, the most telling first, and the day each names."""

_DENIED = re.compile(
    rf"(?<!\bwhy )\bnot (?:today|tonight|tomorrow|(?:on |next |this )?(?:{DAY}))\b"
)
"""A day that is not meant: "not tomorrow, but on Friday"."""

_WEEKS_FROM = re.compile(rf"\b{COUNT} weeks? (?:from|after) (?P<rest>(?!now\b).+)")


def date_of(utterance: str, today: date) -> date | None:
    """The day that is meant, or None where none is named.

    Args:
        utterance: What was said.
        today: The day on which it was said.
    """
    text = _DENIED.sub("", plain(utterance.replace("-", " ")))
    weeks = _WEEKS_FROM.search(text)
    if weeks is not None:  # "a week from next Monday"
        first = date_of(weeks["rest"], today)
        return first and first + timedelta(weeks=count_of(weeks["count"]))
    for pattern, named in _RULES:
        found = pattern.search(text)
        if found is not None:
            return named(found, today)
    return None
