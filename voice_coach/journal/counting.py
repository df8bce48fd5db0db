"""What can be counted in the journal: sessions and the time they took, and answers by their steps.

Nothing here judges or adds up anything but time. Every row has the ids of what it was counted from.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from voice_coach.journal.reading import Reader
from voice_coach.journal.rows import Row
from voice_coach.journal.times import from_text, to_text


@dataclass(frozen=True, slots=True)
class Period:
    """Which sessions count: those that began in it, of these practices.

    Attributes:
        since: Not before this moment; aware.
        until: Before this moment; aware.
        practices: As they are written in the journal; None is all.
    """

    since: datetime | None = None
    until: datetime | None = None
    practices: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Led:
    """One session and how long it was led, in seconds.

    The time between being interrupted and being gone on with does not count. `over` is whether it
    has an end; it has none while it runs, and after a crash.
    """

    session_id: str
    practice: str
    title: str
    started_at: datetime
    seconds: float
    over: bool


@dataclass(frozen=True, slots=True)
class Said:
    """One complete answer that was not undone, with the session it was given in."""

    turn_id: int
    session_id: str
    practice: str
    step: str
    text: str
    at: datetime


# A resumed session greets again. From the last thing said before that to the greeting nobody was
# led; a prompt without an end was cut off, and lasted no time that is known.
_AWAY = """
    SELECT session_id, turns.started_at AS came_back, (
        SELECT max(coalesce(earlier.ended_at, earlier.started_at)) FROM turns AS earlier
        WHERE earlier.session_id = turns.session_id AND earlier.seq < turns.seq
    ) AS left
    FROM turns
    WHERE step = 'greeting' AND speaker = 'coach' AND seq > 1
"""

_LED = """
    SELECT id, practice, title, started_at, ended_at, coalesce(ended_at, (
        SELECT max(coalesce(turns.ended_at, turns.started_at)) FROM turns
        WHERE session_id = sessions.id
    ), started_at) AS last
    FROM sessions
    WHERE {period}
    ORDER BY id
"""

_SAID = """
    SELECT turns.id AS turn_id, session_id, practice, step, text, turns.started_at AS at
    FROM sessions
    CROSS JOIN turns ON turns.session_id = sessions.id
    WHERE {period} AND speaker = 'you' AND NOT undone AND turns.ended_at NOT NULL {narrowed}
    ORDER BY sessions.id, seq
"""


class Counter(Reader):
    """Counting in the journal."""

    def led(self, period: Period) -> list[Led]:
        """The sessions of a period, the oldest first, with the time they were led."""
        condition, values = _condition(period)
        away: dict[str, float] = {}
        for session_id, seconds in self._read(_away_of, _AWAY):
            away[session_id] = away.get(session_id, 0.0) + seconds
        found = self._read(_led_of, _LED.format(period=condition), values)
        return [_without(led, away.get(led.session_id, 0.0)) for led in found]

    def said(
        self,
        period: Period,
        *,
        steps: Collection[str] | None = None,
        sessions: Sequence[str] | None = None,
    ) -> list[Said]:
        """What the person said in a period, in order.

        Args:
            period: Which sessions.
            steps: Only to steps of these names.
            sessions: Only in these.
        """
        condition, values = _condition(period)
        narrowed = ""
        for column, chosen in (("step", steps), ("sessions.id", sessions)):
            if chosen is not None:
                marks, named = _named(column.partition(".")[0], list(chosen))
                narrowed += f" AND {column} IN ({marks})"
                values |= named
        return self._read(_said_of, _SAID.format(period=condition, narrowed=narrowed), values)


def _condition(period: Period) -> tuple[str, dict[str, object]]:
    """A period in SQL, and the values of its parameters."""
    conditions, values = ["TRUE"], dict[str, object]()
    if period.since is not None:
        conditions.append("sessions.started_at >= :since")
        values["since"] = to_text(period.since)
    if period.until is not None:
        conditions.append("sessions.started_at < :until")
        values["until"] = to_text(period.until)
    if period.practices is not None:
        marks, named = _named("practice", period.practices)
        conditions.append(f"practice IN ({marks})")
        values |= named
    return " AND ".join(conditions), values


def _named(name: str, chosen: Sequence[str]) -> tuple[str, dict[str, object]]:
    """Parameters for each of these, and their values."""
    values: dict[str, object] = {f"{name}{number}": each for number, each in enumerate(chosen)}
    return ", ".join(f":{mark}" for mark in values), values


def _led_of(row: Row) -> Led:
    began, last = from_text(row["started_at"]), from_text(row["last"])
    seconds = max(0.0, (last - began).total_seconds())
    over = row["ended_at"] is not None
    return Led(row["id"], row["practice"], row["title"], began, seconds, over)


def _without(led: Led, away: float) -> Led:
    if not away:
        return led
    seconds = max(0.0, led.seconds - away)
    return Led(led.session_id, led.practice, led.title, led.started_at, seconds, led.over)


def _away_of(row: Row) -> tuple[str, float]:
    gone = from_text(row["came_back"]) - from_text(row["left"])
    return str(row["session_id"]), max(0.0, gone.total_seconds())


def _said_of(row: Row) -> Said:
    return Said(
        turn_id=row["turn_id"],
        session_id=row["session_id"],
        practice=row["practice"],
        step=row["step"],
        text=row["text"],
        at=from_text(row["at"]),
    )
