"""Invitations: when standby asks whether to begin, as it is said and as the settings have it.

One is written as "every day at 21:00", "weekdays at 07:00" or "monday at 18:30", with days that are
left out behind it: "every day at 21:00 not on 2026-12-02". Times are local ones, by the clock: at a
change of clocks nine in the evening stays that. A time that a change of clocks leaves out comes an
hour later, and one that comes twice counts once.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, Self

from voice_coach.errors import CoachError
from voice_coach.nlu.answers import yes_no
from voice_coach.nlu.lexicon import WEEKDAYS
from voice_coach.nlu.numbers import in_english, numbers
from voice_coach.nlu.text import plain

_EVERY_DAY = frozenset(range(7))

_DAYS = {
    "every day": _EVERY_DAY,
    "weekdays": frozenset(range(5)),
    "weekends": frozenset((5, 6)),
    **{name.lower(): frozenset((number,)) for number, name in enumerate(WEEKDAYS)},
}

_WRITTEN = re.compile(
    rf"(?P<days>{'|'.join(_DAYS)}) at (?P<hour>\d{{1,2}}):(?P<minute>\d\d)"
    r"(?: not on (?P<without>\d{4}-\d\d-\d\d))?"
)

GRACE = timedelta(seconds=90)
"""How late an invitation may come. One that a session or a machine asleep has missed is not made up
for."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A time of day on some days of the week, Monday is 0, and one day it is left out on."""

    at: time
    days: frozenset[int] = _EVERY_DAY
    without: date | None = None

    @classmethod
    def parse(cls, written: str) -> Self:
        """Return an invitation of the settings; raises `settings.bad`."""
        found = _WRITTEN.fullmatch(" ".join(written.lower().split()))
        try:
            groups = found.groupdict() if found is not None else {}
            without = date.fromisoformat(groups["without"]) if groups["without"] else None
            at = time(int(groups["hour"]), int(groups["minute"]))
            return cls(at, _DAYS[groups["days"]], without)
        except (KeyError, ValueError) as error:
            raise CoachError(
                "settings.bad",
                f'invitations has "{written}" in the settings. Write such as "every day at 21:00", '
                '"weekdays at 07:00" or "monday at 18:30".',
            ) from error

    def __str__(self) -> str:
        """Return it as it is written in the settings."""
        days = next(name for name, days in _DAYS.items() if days == self.days)
        skipped = f" not on {self.without}" if self.without is not None else ""
        return f"{days} at {self.at:%H:%M}{skipped}"

    def is_due(self, since: datetime, now: datetime) -> bool:
        """Return whether its moment lies after `since` and not after `now`, and not long ago.

        Both are aware, in the person's time zone.
        """
        begins = max(since.astimezone(UTC), now.astimezone(UTC) - GRACE)
        days = {now.date(), (now - GRACE).date()}
        return any(
            begins
            < datetime.combine(day, self.at, now.tzinfo).astimezone(UTC)
            <= now.astimezone(UTC)
            for day in days
            if day.weekday() in self.days and day != self.without
        )


@dataclass(frozen=True, slots=True)
class Reminder:
    """What somebody has said about being reminded."""

    kind: Literal["add", "skip", "clear"]
    invitation: Invitation | None = None
    skipped: date | None = None


_ASKS = re.compile(r"\b(?:remind|invite|call|ask) me\b(?! to\b)|^(?:on )?weekdays at\b")

_CLEARS = re.compile(
    r"(?:please )?(?:no more (?:reminders|invitations)|stop (?:all |the )*remind(?:ers|ing me)|"
    r"cancel (?:all )?(?:the |my )?reminders|don't remind me (?:any more|anymore))"
)

_SKIPS = re.compile(
    r"(?:(?:please )?(?:don't remind me|no reminders?|not)) (?P<day>today|tomorrow)"
)

_PARTS = {"morning": 9, "noon": 12, "afternoon": 15, "evening": 19, "night": 21}
"""Hours of a time that names none: "every evening"."""

_HALF = re.compile(r"\bhalf past (?P<hour>\w+)")

_CLOCK = re.compile(r"\bat (?P<time>.+)$")


def reminder_in(utterance: str, today: date) -> Reminder | None:
    """Return what an utterance says about reminders, or None: "remind me every evening at nine".

    The bare "remind me" is none, and neither is "remind me to …".
    """
    said = plain(utterance).replace("o'clock", "").strip()
    if _CLEARS.fullmatch(said):
        return Reminder("clear")
    skips = _SKIPS.fullmatch(said)
    if skips is not None:
        return Reminder("skip", skipped=today + timedelta(days=skips["day"] == "tomorrow"))
    if not _ASKS.search(said):
        return None
    days, at = _days_in(said), _time_in(said)
    if at is None:
        return None
    return Reminder("add", Invitation(at, days))


def _days_in(said: str) -> frozenset[int]:
    for name, days in _DAYS.items():
        if re.search(rf"\b{name.removesuffix('s')}s?\b", said):
            return days
    return _EVERY_DAY


def _time_in(said: str) -> time | None:
    """Return the time of day that is said; without a.m. and p.m. the part of the day decides."""
    part = next((hour for name, hour in _PARTS.items() if name in said), None)
    clock = _CLOCK.search(said)
    found = numbers(clock["time"]) if clock is not None else []
    half = _HALF.search(said)
    if half is not None:
        found = [*numbers(half["hour"]), 30.0]
    if not found:
        return time(part) if part is not None else None
    hour, minute = int(found[0]), int(found[1]) if len(found) > 1 else 0
    if clock is not None and found[0] % 1:
        minute = round(found[0] % 1 * 60)
    is_late = re.search(r"\b(?:p m|pm|evening|afternoon|night|tonight)\b", said) is not None
    if is_late and 1 <= hour < 12:
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None


def changed(invitations: Sequence[Invitation], reminder: Reminder) -> tuple[Invitation, ...]:
    """Return the invitations there are after what was said; each time and day stands once."""
    if reminder.kind == "clear":
        return ()
    if reminder.kind == "skip":
        return tuple(replace(each, without=reminder.skipped) for each in invitations)
    new = reminder.invitation
    kept = [
        each for each in invitations if new is None or (each.at, each.days) != (new.at, new.days)
    ]
    return (*kept, *([new] if new is not None else []))


_LATER = re.compile(r"\b(?:later|in a (?:bit|minute|while|moment)|not yet|snooze)\b")


def answer_in(utterance: str) -> str | None:
    """Return "yes", "no" or "later", as somebody answers an invitation; None for anything else."""
    said = plain(utterance)
    return "later" if _LATER.search(said) else yes_no(said)


def clock_words(at: time) -> str:
    """Return a time of day as it is spoken: "nine", "half past six", "seven oh five"."""
    hour = in_english(at.hour % 12 or 12)
    if at.minute == 30:
        return f"half past {hour}"
    if at.minute == 0:
        return hour
    return f"{hour} {'oh ' if at.minute < 10 else ''}{in_english(at.minute)}"


def in_speech(invitation: Invitation) -> str:
    """Return an invitation as it is spoken: "every day at nine in the evening"."""
    name = str(invitation).partition(" at ")[0]
    days = name if name == "every day" else f"on {name.removesuffix('s')}s"
    hour = invitation.at.hour
    part = "in the morning" if hour < 12 else "in the afternoon" if hour < 18 else "in the evening"
    return f"{days} at {clock_words(invitation.at)} {part}"
