"""The finder of past sessions: by day, by practice, by what was said in them."""

from dataclasses import replace
from datetime import datetime, time

from voice_coach.journal.journal import Journal
from voice_coach.journal.models import SessionRow
from voice_coach.menu.intents import ReplayQuery
from voice_coach.nlu.text import keywords, sequence, stands_in
from voice_coach.settings import HERE

MAX_SESSIONS = 20
"""Found at most: nobody goes through more of them by voice."""

_HITS = 200
"""Turns looked at. Those of one session count once."""


def found_by(
    wanted: ReplayQuery,
    journal: Journal,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[SessionRow]:
    """Return the sessions that are meant, the newest first.

    Where neither a day nor words are named, it is the latest one, or the latest of its practice.
    Sessions from `since` to before `until` (aware) replace the days that are named.
    """
    if wanted.days is not None and since is until is None:
        since, until = (
            datetime.combine(day, time(), HERE) for day in (wanted.days.first, wanted.days.after)
        )
    practices = _practices_in(wanted.named, journal)
    if wanted.named and not practices:
        words = (*wanted.about, *keywords(wanted.named))
        if not words:
            return []
        wanted = replace(wanted, about=words)
    if not wanted.about:
        of_days = since is not None or until is not None
        limit = MAX_SESSIONS if of_days else 1
        return journal.spoken_sessions(limit, since=since, until=until, practices=practices)
    ids = _said_in(wanted.about, journal, since, until)
    return journal.spoken_sessions(practices=practices, ids=ids[:MAX_SESSIONS]) if ids else []


def _practices_in(named: str, journal: Journal) -> list[str]:
    """Return the practices whose name or title is in `named`; those of the longest such title."""
    if not named:
        return []
    spoken = sequence(named)
    found: dict[str, int] = {}
    for practice, title in journal.titles():
        for called in (sequence(title), sequence(practice.replace("-", " "))):
            if called == spoken or (len(called) > 1 and stands_in(called, spoken)):
                found[practice] = max(len(called), found.get(practice, 0))
    longest = max(found.values(), default=0)
    return [practice for practice, length in found.items() if length == longest]


def _said_in(
    words: tuple[str, ...], journal: Journal, since: datetime | None, until: datetime | None
) -> list[str]:
    """Return ids of the sessions in which somebody spoke of something, the best match first.

    The person's words come before the coach's, and all words before any of them.
    """
    for queries in ([" ".join(words)], words):
        for speaker in ("you", None):
            hits = [
                hit
                for query in queries
                for hit in journal.search(query, _HITS, speaker=speaker, since=since, until=until)
            ]
            if hits:
                return list(dict.fromkeys(hit.session_id for hit in hits))
    return []
