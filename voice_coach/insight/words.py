"""Words that come again in several sessions."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from voice_coach.journal.counting import Said
from voice_coach.session.commands import plain
from voice_coach.session.numbers import numbers
from voice_coach.session.recalling import telling_words
from voice_coach.session.words import stem

LEAST_SESSIONS = 2
"""A word recurs if it was said in so many sessions."""

SHORTEST = 3
"""Letters of a word, at least."""

AROUND = 7
"""Words that are quoted before a word that recurs, and after it."""


@dataclass(frozen=True, slots=True)
class Quote:
    """One answer in which a word stands: `text` is the part around it; ids lead to all of it."""

    session_id: str
    turn_id: int
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Recurring:
    """A word and the answers in which it was said, the oldest first.

    Attributes:
        word: In the form in which it was said most often.
        sessions: In how many sessions.
        said: Every answer in which it stands, in any form.
    """

    word: str
    sessions: int
    said: tuple[Quote, ...]


def recurring(answers: Iterable[Said], most: int) -> list[Recurring]:
    """The words that stand in the most sessions, the newest among equals.

    "Walk" and "walked" are one word. Small words and numbers are none.

    Args:
        answers: What was said, the oldest first.
        most: At most so many words.
    """
    found: dict[str, list[tuple[str, Said]]] = {}
    for said in answers:
        for root, word in _words_of(said.text):
            found.setdefault(root, []).append((word, said))
    told = {root: len({said.session_id for _, said in places}) for root, places in found.items()}
    again = [root for root, sessions in told.items() if sessions >= LEAST_SESSIONS]
    again.sort(key=lambda root: (told[root], found[root][-1][1].turn_id), reverse=True)
    return [_recurring(found[root], told[root]) for root in again[:most]]


def _recurring(places: list[tuple[str, Said]], sessions: int) -> Recurring:
    word = Counter(word for word, _ in places).most_common(1)[0][0]
    quotes = (
        Quote(said.session_id, said.turn_id, said.at, excerpt(said.text, {form}))
        for form, said in places
    )
    return Recurring(word, sessions, tuple(quotes))


def _words_of(text: str) -> Iterator[tuple[str, str]]:
    """The words of an answer that may recur, each root once: its root, and the word."""
    roots: dict[str, str] = {}
    for word in telling_words(text):
        root = _root_of(word)
        if root:
            roots.setdefault(root, word)
    yield from roots.items()


@lru_cache(maxsize=4096)
def _root_of(word: str) -> str:
    """What the forms of a word have in common; "" of a number, and of what is too short."""
    return stem(word) if len(word) >= SHORTEST and not numbers(word) else ""


def excerpt(text: str, forms: Collection[str]) -> str:
    """The part of an answer around the first of these words, with "…" where something is left out.

    It is in the person's own words, in order; only line breaks are spaces.
    """
    words = text.split()
    place = next((at for at, word in enumerate(words) if plain(word).strip("'") in forms), 0)
    first, last = max(0, place - AROUND), place + AROUND + 1
    before, after = "… " if first else "", " …" if last < len(words) else ""
    return f"{before}{' '.join(words[first:last])}{after}"
