"""Quiet hours: the part of the night in which standby invites to nothing and sounds no tone."""

import re
from datetime import datetime, time, timedelta
from typing import NamedTuple, Self

from voice_coach.errors import CoachError

_WRITTEN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")

MORNING = time(7)
"""When "good night" is over where no quiet hours are set."""


class QuietHours(NamedTuple):
    """Hours from `begin` to `end` of local time, past midnight where `end` is the earlier one."""

    begin: time
    end: time

    @classmethod
    def parse(cls, written: str) -> Self | None:
        """Return the hours of a setting such as "22:00-07:00"; None for "".

        Raises `settings.bad` for anything else.
        """
        if not written.strip():
            return None
        found = _WRITTEN.fullmatch(written.strip())
        try:
            hours = [int(number) for number in found.groups()] if found is not None else []
            return cls(time(hours[0], hours[1]), time(hours[2], hours[3]))
        except (IndexError, ValueError) as error:
            raise CoachError(
                "settings.bad",
                f'quiet_hours is "{written}" in the settings. Write it as "22:00-07:00".',
            ) from error

    def contain(self, now: datetime) -> bool:
        """Return whether a local time is in them."""
        at = now.time()
        if self.begin <= self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end


def end_of_night(hours: QuietHours | None, now: datetime) -> datetime:
    """Return when a "good night" said at a local time is over: the next end of the quiet hours."""
    end = datetime.combine(now.date(), hours.end if hours is not None else MORNING, now.tzinfo)
    return end if end > now else end + timedelta(days=1)
