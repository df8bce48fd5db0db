"""Full-text search over everything that was said, and over what is remembered."""

from collections.abc import Sequence

from voice_coach.journal.access import Access
from voice_coach.journal.rows import SNIPPET_MARKS, Hit, hit_of, memory_of, storable
from voice_coach.session.events import Memory

SNIPPET_TOKENS = 16
"""How many words a snippet shows."""

_SEARCH = """
    SELECT
        sessions.id AS session_id, sessions.practice, sessions.title, sessions.started_at,
        turns.id AS turn_id, turns.seq, turns.speaker, turns.step, turns.started_at AS at,
        turns.text, snippet(turns_fts, 0, :opening, :closing, '…', :tokens) AS snippet
    FROM turns_fts
    JOIN turns ON turns.id = turns_fts.rowid
    JOIN sessions ON sessions.id = turns.session_id
    WHERE turns_fts MATCH :words AND NOT turns.undone
    ORDER BY bm25(turns_fts), turns.id DESC
    LIMIT :limit
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


class Searcher(Access):
    """Finding words in the journal."""

    def search(self, words: str, limit: int = 50) -> list[Hit]:
        """Turns in which all the words occur, the best match first, the newest among equals.

        Words match in their English forms ("promise" finds "promises"), without accents or
        capitals; words in double quotes match in that order. Whatever is typed is only ever
        looked for: it is no query language. Nothing to look for finds nothing. What was undone is
        not found.
        """
        # A line break inside quotes would slip through quote_fts, hence the single spaces.
        plain = " ".join(storable(words).split())
        quoted = self._db.quote_fts(plain)
        if not quoted:
            return []
        opening, closing = SNIPPET_MARKS
        return self._read(
            hit_of,
            _SEARCH,
            {
                "words": quoted,
                "limit": max(0, limit),
                "opening": opening,
                "closing": closing,
                "tokens": SNIPPET_TOKENS,
            },
        )

    def nearest(
        self, kind: str, words: Sequence[str], session_id: str | None = None, limit: int = 1
    ) -> list[Memory]:
        """Open memories in which any of the words stands, the nearest first.

        How near one is follows from how many of the words it has, how rare they are, and how short
        it is (bm25). The newest comes first among equals.

        Args:
            kind: Only of this kind.
            words: Words in any of their English forms. None of them finds nothing.
            session_id: A session whose own memories do not count.
            limit: At most so many.
        """
        quoted = [self._db.quote_fts(" ".join(storable(word).split())) for word in words]
        query = " OR ".join(word for word in quoted if word)
        if not query:
            return []
        return self._read(
            memory_of,
            _NEAREST,
            {"words": query, "kind": kind, "session": session_id, "limit": max(0, limit)},
        )
