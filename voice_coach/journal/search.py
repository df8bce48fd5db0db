"""Full-text search in turns, titles, tags and memories."""

from collections.abc import Sequence
from datetime import datetime

from voice_coach.journal.models import (
    SNIPPET_MARKS,
    Hit,
    hit_of,
    memory_of,
    plain_tag,
    storable,
    title_hit_of,
    to_text,
)
from voice_coach.journal.queries import TAGGED, Queries
from voice_coach.journal.storage.connection import Connection
from voice_coach.protocol.effects import Speaker
from voice_coach.protocol.events import Memory

SNIPPET_TOKENS = 16
"""Words in a snippet."""

MAX_RANKED = 1000
"""Maximum number of turns that are ranked; of more, the newest."""

# Ranking costs as much as a word is common: of "the" in 100,000 turns it would take a tenth of a
# second. So the index gives the newest first, which it does without sorting; those are ranked; and
# only what is told is fetched whole. CROSS JOIN keeps SQLite to this order.
_SEARCH = """
    WITH newest AS MATERIALIZED (
        SELECT turns.id, bm25(turns_fts) AS rank
        FROM turns_fts
        CROSS JOIN turns ON turns.id = turns_fts.rowid
        WHERE turns_fts MATCH :words AND NOT turns.undone {period} {filters}
        ORDER BY turns_fts.rowid DESC
        LIMIT :ranked
    ),
    best AS MATERIALIZED (
        SELECT id, rank FROM newest ORDER BY rank, id DESC LIMIT :limit
    )
    SELECT
        sessions.id AS session_id, sessions.practice, sessions.title, sessions.started_at,
        turns.id AS turn_id, turns.seq, turns.speaker, turns.step, turns.started_at AS at,
        turns.text, snippet(turns_fts, 0, :opening, :closing, '…', :tokens) AS snippet
    FROM best
    CROSS JOIN turns_fts ON turns_fts.rowid = best.id
    CROSS JOIN turns ON turns.id = best.id
    JOIN sessions ON sessions.id = turns.session_id
    WHERE turns_fts MATCH :words
    ORDER BY best.rank, best.id DESC
"""

# Ids of turns grow with time, but for those that were imported: so the index on their times gives
# between which ids a period is, and the full-text index is read there only. Without the plus SQLite
# would look for the lowest id by walking along all of them.
_SINCE = """
    AND turns_fts.rowid >= (SELECT min(+id) FROM turns WHERE started_at >= :since)
    AND turns.started_at >= :since
"""
_UNTIL = """
    AND turns_fts.rowid <= (SELECT max(+id) FROM turns WHERE started_at < :until)
    AND turns.started_at < :until
"""

_TITLES = """
    WITH newest AS MATERIALIZED (
        SELECT rowid AS place, session_id FROM sessions_fts
        WHERE sessions_fts MATCH :words ORDER BY rowid DESC LIMIT :ranked
    ),
    best AS MATERIALIZED (
        SELECT place, sessions.id FROM newest
        CROSS JOIN sessions ON sessions.id = newest.session_id
        WHERE TRUE {period} {filters}
        ORDER BY coalesce(moved_to, sessions.id) DESC
        LIMIT :limit
    )
    SELECT
        sessions.id AS session_id, practice, sessions.title, started_at,
        NULL AS turn_id, NULL AS seq, NULL AS speaker, started_at AS at, sessions.tags,
        highlight(sessions_fts, 1, :opening, :closing) AS snippet
    FROM best
    CROSS JOIN sessions_fts ON sessions_fts.rowid = best.place
    CROSS JOIN sessions ON sessions.id = best.id
    WHERE sessions_fts MATCH :words
    ORDER BY coalesce(moved_to, sessions.id) DESC
"""

TITLES_SHARE = 4
"""One in so many hits may be a title or a tag, where more was said: titles of practices recur."""

_NEAREST = """
    SELECT
        memories.id, kind, memories.text, data, status, session_id, created_at, updated_at
    FROM memories_fts
    JOIN memories ON memories.id = memories_fts.rowid
    WHERE memories_fts MATCH :words AND kind = :kind AND status = 'open'
        AND (:session IS NULL OR session_id IS NOT :session)
    ORDER BY bm25(memories_fts), memories.id DESC
    LIMIT :limit
"""


class Search:
    """Full-text search in turns, titles, tags and memories."""

    def __init__(self, connection: Connection, queries: Queries) -> None:
        self._connection = connection
        self._queries = queries

    def search(
        self,
        words: str,
        limit: int = 50,
        *,
        speaker: Speaker | None = None,
        practice: str | None = None,
        tag: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[Hit]:
        """Return what has all the words: titles and tags, then turns, the best match first.

        Words match in their English forms, without accents or capitals; words in double quotes
        match in that order, and nothing else is query language. What was undone is not found. Among
        equals the newest is first; at most `MAX_RANKED` turns, the newest, are ranked. With a
        `speaker` only turns are found.

        `practice` is spelt as in `Queries.find`, `tag` as it was given; `since` (or later) and
        `until` (before) are aware.
        """
        # A line break inside quotes would slip through quote_fts, hence the single spaces.
        plain = " ".join(storable(words).split())
        quoted = self._connection.db.quote_fts(plain)
        if not quoted:
            return []
        filters, values = self._filters(practice, tag)
        values |= {"words": quoted, "limit": max(0, limit), "tokens": SNIPPET_TOKENS}
        values |= dict(zip(("opening", "closing"), SNIPPET_MARKS, strict=True))
        period = ""
        for name, moment, condition in (("since", since, _SINCE), ("until", until, _UNTIL)):
            if moment is not None:
                period += condition
                values[name] = to_text(moment)
        said = ""
        if speaker is not None:
            said, values["speaker"] = " AND turns.speaker = :speaker", speaker
        values["ranked"] = MAX_RANKED
        sql = _SEARCH.format(period=period, filters=f"{filters} {said}")
        turns = self._connection.read(hit_of, sql, values)
        titles = self._titles(filters, values) if speaker is None else []
        most = max(1, limit // TITLES_SHARE, limit - len(turns))
        return [*titles[:most], *turns][:limit]

    def _titles(self, filters: str, values: dict[str, object]) -> list[Hit]:
        """Return the sessions whose title, or tags, have all the words, the newest first."""
        period = " AND sessions.started_at >= :since" if "since" in values else ""
        period += " AND sessions.started_at < :until" if "until" in values else ""
        sql = _TITLES.format(
            period=period, filters=filters.replace("turns.session_id", "sessions.id")
        )
        return self._connection.read(title_hit_of, sql, values)

    def _filters(self, practice: str | None, tag: str | None) -> tuple[str, dict[str, object]]:
        values: dict[str, object] = {}
        conditions: list[str] = []
        if practice is not None:
            condition, names = self._queries.practice_condition(practice)
            conditions.append(condition)
            values |= names
        if tag is not None:
            conditions.append(TAGGED)
            values["tag"] = plain_tag(tag)
        if not conditions:
            return "", values
        of_them = f"SELECT id FROM sessions WHERE {' AND '.join(conditions)}"  # noqa: S608 - marks
        return f" AND turns.session_id IN ({of_them})", values

    def nearest(
        self, kind: str, words: Sequence[str], session_id: str | None = None, limit: int = 1
    ) -> list[Memory]:
        """Return open memories of a kind with any of the words, the nearest first.

        How near is bm25 of their English forms; the newest comes first among equals. The memories
        of the session `session_id` do not count.
        """
        quoted = [self._connection.db.quote_fts(" ".join(storable(word).split())) for word in words]
        query = " OR ".join(word for word in quoted if word)
        if not query:
            return []
        return self._connection.read(
            memory_of,
            _NEAREST,
            {"words": query, "kind": kind, "session": session_id, "limit": max(0, limit)},
        )
