"""Full-text search in turns and memories."""

from collections.abc import Sequence
from datetime import datetime

from voice_coach.journal.models import (
    SNIPPET_MARKS,
    Hit,
    hit_of,
    memory_of,
    storable,
    to_text,
)
from voice_coach.journal.queries import Queries
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
        WHERE turns_fts MATCH :words AND NOT turns.undone {filters}
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
    """Full-text search in turns and memories."""

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
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[Hit]:
        """Return turns in which all the words occur, the best match first, the newest among equals.

        Words match in their English forms, without accents or capitals; words in double quotes
        match in that order, and nothing else is query language. What was undone is not found. At
        most `MAX_RANKED` turns, the newest, are ranked.

        `practice` is spelt as in `Queries.find`; `since` (or later) and `until` (before) are aware.
        """
        # A line break inside quotes would slip through quote_fts, hence the single spaces.
        plain = " ".join(storable(words).split())
        quoted = self._connection.db.quote_fts(plain)
        if not quoted:
            return []
        filters, values = self._filters(speaker, practice, since, until)
        opening, closing = SNIPPET_MARKS
        return self._connection.read(
            hit_of,
            _SEARCH.format(filters=filters),
            {
                "words": quoted,
                "ranked": MAX_RANKED,
                "limit": max(0, limit),
                "opening": opening,
                "closing": closing,
                "tokens": SNIPPET_TOKENS,
                **values,
            },
        )

    def _filters(
        self,
        speaker: Speaker | None,
        practice: str | None,
        since: datetime | None,
        until: datetime | None,
    ) -> tuple[str, dict[str, object]]:
        values: dict[str, object] = {}
        filters = ""
        if speaker is not None:
            filters += " AND turns.speaker = :speaker"
            values["speaker"] = speaker
        if since is not None:
            filters += " AND turns.started_at >= :since"
            values["since"] = to_text(since)
        if until is not None:
            filters += " AND turns.started_at < :until"
            values["until"] = to_text(until)
        if practice is not None:
            condition, names = self._queries.practice_condition(practice)
            of_them = f"SELECT id FROM sessions WHERE {condition}"  # noqa: S608 - marks
            filters += f" AND turns.session_id IN ({of_them})"
            values |= names
        return filters, values

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
