"""How long ago, in the words a person would use.

"Yesterday", "last Tuesday", "some weeks ago": a program that says "2026-11-19" aloud, or counts
the days someone stayed away, is no companion.
"""

from datetime import date, datetime, time

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
