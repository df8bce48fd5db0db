"""Full-text search over everything that was said."""

from voice_coach.journal.access import Access
from voice_coach.journal.rows import SNIPPET_MARKS, Hit, hit_of, storable

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
