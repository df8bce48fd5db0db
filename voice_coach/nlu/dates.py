"""Days and times of day in spoken English, and how long ago something was.

What was said is kept as it was said; the date stands beside it, where there is one. Nothing is
guessed: "after lunch" names no day.

The twin of `times`, which looks ahead. What the coach itself calls a time (see `ago`) is found
again by the same words: "last week" and "three weeks ago" are as wide here as they are there.

"Yesterday", "last Tuesday", "some weeks ago": a program that says "2026-11-19" aloud, or counts
the days someone stayed away, is no companion.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from voice_coach.nlu.numbers import numbers
from voice_coach.nlu.text import plain

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


_COMING_RULES: tuple[tuple[re.Pattern[str], Callable[[Found, date], date | None]], ...] = (
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
    for pattern, named in _COMING_RULES:
        found = pattern.search(text)
        if found is not None:
            return named(found, today)
    return None


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


@dataclass(frozen=True, slots=True)
class Days:
    """From the beginning of `first` until the beginning of `after`."""

    first: date
    after: date


def _day(day: date) -> Days:
    return Days(day, day + _ONE)


def _past_weekday(found: Found, today: date) -> Days:
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


def _past_of_a_month(found: Found, today: date) -> Days | None:
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


def _past_of_this_month(found: Found, today: date) -> Days | None:
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


_PAST_RULES: tuple[tuple[re.Pattern[str], _Named], ...] = (
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
        _past_weekday,
    ),
    (re.compile(rf"{_DAY_OF_MONTH}(?: of| in)? {_YEAR}\b"), _of_a_year),
    (re.compile(rf"{_MONTH_AND_DAY}(?: of| in)? {_YEAR}\b"), _of_a_year),
    (
        re.compile(rf"\b(?:(?:in|from|of|during) )?(?P<month>{MONTH}) (?:of )?{_YEAR}\b"),
        _of_a_year,
    ),
    (re.compile(rf"{_DAY_OF_MONTH}\b"), _past_of_a_month),
    (re.compile(rf"{_MONTH_AND_DAY}\b(?! \d)"), _past_of_a_month),
    (re.compile(rf"\b(?:on|from|of) the (?P<ordinal>{ORDINAL})\b"), _past_of_this_month),
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
    for pattern, named in _PAST_RULES:
        found = pattern.search(text)
        days = named(found, today) if found is not None else None
        if found is not None and days is not None:
            left = f"{text[: found.start()]} {text[found.end() :]}"
            return days, " ".join(left.split())
    return None


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


_COUNTS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def ago(then: datetime, now: datetime) -> str:
    """`then`, told from `now`; both aware, days counted in the time zone of `now`."""
    then = then.astimezone(now.tzinfo)
    days = (now.date() - then.date()).days
    for limit, words in (
        (1, "earlier today"),
        (2, "yesterday"),
        (7, f"last {_DAYS[then.weekday()]}"),
        (14, "last week"),
        (60, f"{_COUNTS[min(days // 7, 8)]} weeks ago"),
        (330, f"about {_COUNTS[min(10, round(days / 30.4))]} months ago"),
        (500, "about a year ago"),
    ):
        if days < limit:
            return words
    return "a long time ago"


def ago_of_day(day: date, now: datetime) -> str:
    """A day, told from `now`, which is aware."""
    return ago(datetime.combine(day, time(12), now.tzinfo), now)
