"""Days, months and years as they are typed, such as `2026-11`, in the time zone of this machine."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import click

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


@dataclass(frozen=True, slots=True)
class Dates:
    """From the beginning of a day, month or year to the beginning of the one after; both aware."""

    begin: datetime
    end: datetime


def as_dates(_: click.Context, __: click.Parameter, typed: str | None) -> Dates | None:
    """The callback of an option that takes a day, a month, a year, `today` or `yesterday`."""
    if typed is None:
        return None
    try:
        return _dates(typed.strip().lower())
    except (ValueError, OverflowError):
        raise click.BadParameter(
            f"{typed!r} is no date. Write a day, a month or a year, such as 2026-11-22, 2026-11 "
            "or 2026; or today, or yesterday."
        ) from None


def _dates(typed: str) -> Dates:
    """What was typed, as dates.

    Raises:
        ValueError: It is none.
        OverflowError: It is at an end of the calendar.
    """
    today = datetime.now().astimezone().date()
    if typed in ("today", "yesterday"):
        first = today - timedelta(days=int(typed == "yesterday"))
        return Dates(_midnight(first), _midnight(first + timedelta(days=1)))
    found = _DATE.fullmatch(typed)
    if found is None:
        raise ValueError
    year, month, day = (int(part) if part else None for part in found.groups())
    first = date(year or 0, month or 1, day or 1)
    if day is not None:
        after = first + timedelta(days=1)
    elif month is not None:
        after = date(first.year + month // 12, month % 12 + 1, 1)
    else:
        after = date(first.year + 1, 1, 1)
    return Dates(_midnight(first), _midnight(after))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time()).astimezone()
