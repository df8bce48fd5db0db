"""Names for sessions that sort by time and that a person can type the beginning of."""

from datetime import UTC, datetime, timedelta
from random import SystemRandom

BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_INSTANT_LENGTH = len("20261122-091503123")
_TICK = timedelta(milliseconds=1)


def next_id(now: datetime, newest: str | None) -> str:
    """An id such as `20261122-091503123-k7qf` that sorts after `newest`.

    Ids follow the order in which sessions began. Where the clock stands still or has gone back,
    the new id takes the millisecond after the newest one; the session's `started_at` keeps the
    clock's own time.

    Args:
        now: The moment the session begins, aware of its time zone.
        newest: The largest id there is, if any.
    """
    moment = now.astimezone(UTC)
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    before = _instant_of(newest) if newest else None
    if before and moment <= before:
        moment = before + _TICK
    instant = f"{moment:%Y%m%d-%H%M%S}{moment.microsecond // 1000:03d}"
    return f"{instant}-{''.join(SystemRandom().choices(BASE32, k=4))}"


def _instant_of(session_id: str) -> datetime | None:
    """The moment an id begins with; None for an id that another program made up."""
    day, _, clock = session_id[:_INSTANT_LENGTH].partition("-")
    if not (day + clock).isdecimal():
        return None
    try:  # not by strptime, which takes a megabyte to do it
        return datetime.fromisoformat(f"{day}T{clock[:6]}.{clock[6:]}+00:00")
    except ValueError:
        return None
