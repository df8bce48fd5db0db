"""The machine's time zone, as a rule for any moment.

`datetime.astimezone()` gives the offset of one moment. Days counted with today's offset come out
wrong for what was said half a year ago, shortly after midnight, in summer time.
"""

from datetime import UTC, datetime, timedelta, tzinfo


class Here(tzinfo):
    """Where the machine is: each moment has the offset that is, or was, in force at it."""

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """How far local time is ahead of UTC at a local time."""
        return None if moment is None else moment.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, _moment: datetime | None) -> timedelta | None:
        """Not known apart from the offset, and not needed."""
        return None

    def tzname(self, moment: datetime | None) -> str | None:
        """What local time is called at a local time."""
        return None if moment is None else moment.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, moment: datetime) -> datetime:
        """The local time of a moment that is given in UTC."""
        in_utc = moment.replace(tzinfo=UTC)
        local = in_utc.astimezone().replace(tzinfo=self)
        # In autumn an hour comes twice; fold tells the second from the first.
        return (
            local if local.utcoffset() == in_utc.astimezone().utcoffset() else local.replace(fold=1)
        )


HERE = Here()
