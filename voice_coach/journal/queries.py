"""Queries: what the journal holds, read and counted. Nothing here writes."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from voice_coach.errors import CoachError, Command
from voice_coach.journal.errors import journal_error
from voice_coach.journal.models import (
    MAX_BACK,
    Row,
    SessionRecord,
    SessionRow,
    TurnRow,
    from_text,
    id_before,
    memory_of,
    plain_tag,
    session_of,
    storable,
    to_text,
    turn_of,
)
from voice_coach.journal.storage.connection import Connection, Parameters
from voice_coach.protocol.events import Memory, Resumption
from voice_coach.protocol.transcript import FRAME_STEPS

MAX_CANDIDATES = 5
"""How many sessions an ambiguous name lists."""

_SESSIONS = """
    SELECT
        id, practice, title, started_at, ended_at, outcome, app_version, tags,
        (SELECT count(*) FROM turns WHERE session_id = sessions.id AND NOT undone) AS turns,
        (SELECT count(*) FROM turns
            WHERE session_id = sessions.id AND NOT undone AND speaker = 'you') AS answers
    FROM sessions
"""

_TURNS = """
    SELECT
        id, session_id, seq, speaker, step, text, started_at, ended_at, confidence, words, undone,
        (SELECT earlier FROM revisions WHERE kind = 'turn' AND row = turns.id ORDER BY id LIMIT 1)
            AS heard
    FROM turns
"""

_MEMORIES = """
    SELECT id, kind, text, data, status, session_id, created_at, updated_at FROM memories
"""

IN_ORDER = "coalesce(moved_to, id)"
"""Sessions sort by their ids, but for those whose day was corrected."""

TAGGED = "EXISTS (SELECT 1 FROM json_each(tags) WHERE value = :tag COLLATE NOCASE)"
"""The condition that a session has a tag."""

# A session that was resumed is as recent as the last thing said in it.
_LAST_ACTIVITY = """
    max(
        started_at,
        coalesce(ended_at, ''),
        coalesce((
            SELECT max(coalesce(turns.ended_at, turns.started_at))
            FROM turns WHERE session_id = sessions.id
        ), '')
    )
"""


class Queries:
    """Sessions, turns and memories, read from the journal."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._path = connection.path

    def sessions(
        self, limit: int | None = None, practice: str | None = None, tag: str | None = None
    ) -> list[SessionRow]:
        """Return sessions, the newest first; only of `practice`, spelt as in `find`, or a tag."""
        if tag is None:
            return self._sessions("TRUE", {}, practice, limit)
        return self._sessions(TAGGED, {"tag": plain_tag(tag)}, practice, limit)

    def turns(self, session_id: str, *, include_undone: bool = False) -> list[TurnRow]:
        """Return the turns of a session, in order; those undone only if `include_undone`."""
        kept = "" if include_undone else "AND NOT undone"
        return self._connection.read(
            turn_of, f"{_TURNS} WHERE session_id = ? {kept} ORDER BY seq", [storable(session_id)]
        )

    def memories(
        self, kind: str | None = None, status: str | None = None, limit: int | None = None
    ) -> list[Memory]:
        """Return memories, oldest first; with `limit` only the newest so many."""
        newest_first = self._connection.read(
            memory_of,
            f"""
            {_MEMORIES}
            WHERE (:kind IS NULL OR kind = :kind) AND (:status IS NULL OR status = :status)
            ORDER BY id DESC LIMIT :limit
            """,
            {
                "kind": None if kind is None else storable(kind),
                "status": None if status is None else storable(status),
                "limit": _limit(limit),
            },
        )
        return newest_first[::-1]

    def session_records(
        self, ids: Sequence[str] | None = None
    ) -> tuple[list[SessionRecord], list[Memory]]:
        """Return sessions with all that belongs to them, the oldest first, as of one moment.

        Without `ids` all of them, and with them, second, the memories that belong to none.
        """
        with self._connection.snapshot():
            of_session: dict[str | None, list[Memory]] = {}
            for memory in self.memories():
                of_session.setdefault(memory.session_id, []).append(memory)
            found = [
                SessionRecord(
                    row,
                    tuple(self.turns(row.id, include_undone=True)),
                    tuple(of_session.get(row.id, ())),
                )
                for row in self.sessions()[::-1]
                if ids is None or row.id in ids
            ]
        return found, of_session.get(None, []) if ids is None else []

    def find(self, selector: str) -> SessionRow:
        """Return the one session meant; raises `journal.no-session` if it is none or several.

        `selector` is an id, the beginning of one, `last`, or a practice's name for its latest
        session (spaces, hyphens, underscores and capitals do not matter).
        """
        wanted = storable(selector).strip()
        ahead = id_before(self._connection.clock() + MAX_BACK)
        newest = self._sessions(f"{IN_ORDER} < :ahead", {"ahead": ahead}, limit=1)
        newest = newest or self.sessions(limit=1)
        if not newest:
            raise CoachError(
                "journal.no-session",
                f"The journal {self._path} holds no session yet. Begin one with voice-coach.",
            )
        if wanted.casefold() == "last":
            return newest[0]
        name = wanted.lower()
        found = self._sessions("id = :id", {"id": name}) or self.sessions(1, practice=wanted)
        if found:
            return found[0]
        alike = "length(:id) > 0 AND substr(id, 1, length(:id)) = :id"
        beginning = self._sessions(alike, {"id": name})
        if len(beginning) == 1:
            return beginning[0]
        raise self._no_session(wanted, beginning)

    def unfinished(
        self,
        practice: str | None = None,
        within: timedelta = timedelta(days=7),
        excluding: Sequence[str] = (),
    ) -> SessionRow | None:
        """Return the latest session, active `within` this time, that was interrupted or crashed.

        A session that is running has no end either: ask before beginning one. `practice` is spelt
        as in `find`; those in `excluding` are not resumed.
        """
        found = self._sessions(
            f"(outcome IS NULL OR outcome = 'interrupted') AND {_LAST_ACTIVITY} >= :since",
            {"since": to_text(self._connection.clock() - within)},
            practice,
        )
        return next((row for row in found if row.practice not in excluding), None)

    def spoken_sessions(
        self,
        limit: int | None = None,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        practices: Sequence[str] = (),
        ids: Sequence[str] | None = None,
    ) -> list[SessionRow]:
        """Return sessions in which anything was said, the newest first.

        Only those that began from `since` to before `until` (aware), of the practices, and of the
        ids.
        """
        condition = "EXISTS (SELECT 1 FROM turns WHERE session_id = sessions.id AND NOT undone)"
        values: dict[str, object] = {}
        for name, wanted in (("practice", practices or None), ("id", ids)):
            if wanted is not None:
                marks = {f"{name}{number}": each for number, each in enumerate(wanted)}
                condition += f" AND {name} IN ({', '.join(f':{mark}' for mark in marks)})"
                values |= marks
        for mark, sign, moment in (("since", ">=", since), ("until", "<", until)):
            if moment is not None:
                condition += f" AND started_at {sign} :{mark}"
                values[mark] = to_text(moment)
        return self._sessions(condition, values, limit=limit)

    def titles(self) -> list[tuple[str, str]]:
        """Return every practice in the journal with every title it had there."""
        return self._connection.read(
            lambda row: (str(row["practice"]), str(row["title"])),
            "SELECT DISTINCT practice, title FROM sessions",
        )

    def without_end(self) -> list[SessionRow]:
        """Return the sessions that are running, or ended in a crash; the newest first."""
        return self._sessions("ended_at IS NULL", {})

    def has_step(self, step: str) -> bool:
        """Return whether any session has a turn of a step of this name."""
        question = "SELECT EXISTS (SELECT 1 FROM turns WHERE step = ?) AS f"
        return self._connection.read(_flag_of, question, [storable(step)])[0]

    def resumption(self, session_id: str) -> Resumption | None:
        """Return a session's complete answers by step and the step reached; None if none was.

        What was undone or cut off does not count, nor what is spoken around a practice.
        """
        said = [turn for turn in self.turns(session_id, include_undone=True) if turn.step]
        steps = [turn.step for turn in said if turn.step not in FRAME_STEPS]
        if not steps:
            return None
        rounds: dict[str, tuple[str, ...]] = {}
        for turn in said:
            if turn.speaker == "you" and turn.ended_at and not turn.undone:
                rounds[turn.step] = (*rounds.get(turn.step, ()), turn.text)
        answers = {step: texts[-1] for step, texts in rounds.items()}
        repeated = {step: texts for step, texts in rounds.items() if len(texts) > 1}
        return Resumption(step=steps[-1], answers=answers, rounds=repeated)

    def check(self) -> None:
        """Read through the whole file; raises `journal.corrupt` if it is damaged anywhere."""
        verdict = self._connection.read(
            lambda row: row["integrity_check"], "PRAGMA integrity_check"
        )
        if verdict != ["ok"]:
            raise journal_error("journal.corrupt", self._path)

    def _sessions(
        self,
        condition: str,
        parameters: dict[str, object],
        practice: str | None = None,
        limit: int | None = None,
    ) -> list[SessionRow]:
        """Return sessions that meet a condition, the newest first."""
        if practice is not None:
            of_practice, names = self.practice_condition(practice)
            condition += f" AND {of_practice}"
            parameters = {**parameters, **names}
        everything: Parameters = {**parameters, "limit": _limit(limit)}
        sql = f"{_SESSIONS} WHERE {condition} ORDER BY {IN_ORDER} DESC LIMIT :limit"
        return self._connection.read(session_of, sql, everything)

    def practice_condition(self, name: str) -> tuple[str, dict[str, str]]:
        """Return the SQL of "a session of this practice", and the values of its parameters."""
        names = self.practices_called(name)
        marks = {f"practice{number}": name for number, name in enumerate(names)}
        return f"practice IN ({', '.join(f':{mark}' for mark in marks)})", marks

    def practices_called(self, name: str) -> list[str]:
        """Return the practices in the journal that a name means, as they are written there."""
        wanted = _plain(storable(name))
        known = self._connection.read(
            lambda row: str(row["practice"]), "SELECT DISTINCT practice FROM sessions"
        )
        return [practice for practice in known if _plain(practice) == wanted]

    def visits(self, before: str = "") -> dict[str, int]:
        """Return how often each practice was led, by name; before the session of an id, if given.

        A session counts from its beginning on, however it ended.
        """
        return dict(
            self._connection.read(
                lambda row: (str(row["practice"]), int(str(row["n"]))),
                "SELECT practice, count(*) AS n FROM sessions "
                "WHERE :before = '' OR id < :before GROUP BY practice",
                {"before": storable(before)},
            )
        )

    def _no_session(self, wanted: str, candidates: list[SessionRow]) -> CoachError:
        if not candidates:
            history = Command("history")
            return CoachError(
                "journal.no-session",
                f"No session in the journal {self._path} is called {wanted!r}. "
                f"Name an id, the beginning of one, a practice, or last; {history} lists them.",
                history,
            )
        listed = ", ".join(f"{row.id} ({row.practice})" for row in candidates[:MAX_CANDIDATES])
        more = len(candidates) - MAX_CANDIDATES
        rest = f" and {more} more" if more > 0 else ""
        return CoachError(
            "journal.no-session",
            f"{len(candidates)} sessions in the journal {self._path} begin with {wanted!r}: "
            f"{listed}{rest}. Type more of the id.",
        )


def _limit(limit: int | None) -> int:
    return -1 if limit is None else max(0, limit)


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", name).strip().casefold()


def _flag_of(row: Row) -> bool:
    return bool(row["f"])


@dataclass(frozen=True, slots=True)
class Period:
    """Sessions that began from `since` to before `until` (aware), of these practices or all."""

    since: datetime | None = None
    until: datetime | None = None
    practices: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class SessionDuration:
    """One session and its duration in seconds; the time until a resumption does not count.

    `over` is whether it has an end; it has none while it runs, and after a crash.
    """

    session_id: str
    practice: str
    title: str
    started_at: datetime
    seconds: float
    over: bool


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One complete answer that was not undone, with the session it was given in."""

    turn_id: int
    session_id: str
    practice: str
    step: str
    text: str
    at: datetime


# A resumed session greets again. From the last thing said before to that greeting no session ran; a
# prompt without an end was cut off, and its duration is unknown.
_INTERRUPTIONS = """
    SELECT session_id, turns.started_at AS came_back, (
        SELECT max(coalesce(earlier.ended_at, earlier.started_at)) FROM turns AS earlier
        WHERE earlier.session_id = turns.session_id AND earlier.seq < turns.seq
    ) AS left
    FROM turns
    WHERE step = 'greeting' AND speaker = 'coach' AND seq > 1
"""

_DURATIONS = """
    SELECT id, practice, title, started_at, ended_at, coalesce(ended_at, (
        SELECT max(coalesce(turns.ended_at, turns.started_at)) FROM turns
        WHERE session_id = sessions.id
    ), started_at) AS last
    FROM sessions
    WHERE {period}
    ORDER BY coalesce(moved_to, id)
"""

_ANSWERS = """
    SELECT turns.id AS turn_id, session_id, practice, step, text, turns.started_at AS at
    FROM sessions
    CROSS JOIN turns ON turns.session_id = sessions.id
    WHERE {period} AND speaker = 'you' AND NOT undone AND turns.ended_at NOT NULL {narrowed}
    ORDER BY coalesce(moved_to, sessions.id), seq
"""


class Statistics:
    """Durations and answers of many sessions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def durations(self, period: Period) -> list[SessionDuration]:
        """Return the sessions of a period with their durations, the oldest first."""
        condition, values = _condition(period)
        away: dict[str, float] = {}
        for session_id, seconds in self._connection.read(_interruption_of, _INTERRUPTIONS):
            away[session_id] = away.get(session_id, 0.0) + seconds
        found = self._connection.read(_duration_of, _DURATIONS.format(period=condition), values)
        return [_shortened(led, away.get(led.session_id, 0.0)) for led in found]

    def answers(
        self,
        period: Period,
        *,
        steps: Collection[str] | None = None,
        sessions: Sequence[str] | None = None,
    ) -> list[GivenAnswer]:
        """Return the complete answers of a period, in order; only to these steps and sessions."""
        condition, values = _condition(period)
        narrowed = ""
        for column, chosen in (("step", steps), ("sessions.id", sessions)):
            if chosen is not None:
                marks, named = _named(column.partition(".")[0], list(chosen))
                narrowed += f" AND {column} IN ({marks})"
                values |= named
        return self._connection.read(
            _answer_of, _ANSWERS.format(period=condition, narrowed=narrowed), values
        )


def _condition(period: Period) -> tuple[str, dict[str, object]]:
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
    values: dict[str, object] = {f"{name}{number}": each for number, each in enumerate(chosen)}
    return ", ".join(f":{mark}" for mark in values), values


def _duration_of(row: Row) -> SessionDuration:
    config, last = from_text(row["started_at"]), from_text(row["last"])
    seconds = max(0.0, (last - config).total_seconds())
    over = row["ended_at"] is not None
    return SessionDuration(row["id"], row["practice"], row["title"], config, seconds, over)


def _shortened(led: SessionDuration, away: float) -> SessionDuration:
    if not away:
        return led
    seconds = max(0.0, led.seconds - away)
    return SessionDuration(
        led.session_id, led.practice, led.title, led.started_at, seconds, led.over
    )


def _interruption_of(row: Row) -> tuple[str, float]:
    gone = from_text(row["came_back"]) - from_text(row["left"])
    return str(row["session_id"]), max(0.0, gone.total_seconds())


def _answer_of(row: Row) -> GivenAnswer:
    return GivenAnswer(
        turn_id=row["turn_id"],
        session_id=row["session_id"],
        practice=row["practice"],
        step=row["step"],
        text=row["text"],
        at=from_text(row["at"]),
    )
