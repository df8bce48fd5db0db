"""Punctuation: how an answer that was heard, as words alone, is written down and shown.

The pieces of an answer are joined by what the pauses between them mean: a longer one ends a
sentence, a long one a paragraph, unless the words go on ("i will take a", "because"). Answers to
closed questions need no punctuation, and each item of a list has a line of its own. The journal
keeps an answer like that; where it is read it is `written`, with the capitals that people use.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from voice_coach.nlu.completeness import log_odds
from voice_coach.nlu.lexicon import MONTHS, ORDINALS, WEEKDAYS
from voice_coach.nlu.text import plain
from voice_coach.protocol.events import Heard

SENTENCE_SECONDS = 1.5
"""Seconds of a pause that ends a sentence. Shorter ones occur within sentences, too, when people
think aloud."""

PARAGRAPH_SECONDS = 3.0
"""Seconds of a pause that ends a paragraph."""

MIN_ODDS = -2.7
"""Log odds of a sentence's end below which no pause, however long, is one."""

NEVER_LAST = frozenset(
    ["a", "an", "the", "and", "or", "but", "to", "of", "for", "from", "with", "because", "i"]
)
"""Words after which none is one, whatever the odds."""

LEADING_ON = frozenset(("because", "which", "whose", "than"))
"""Words that go on with a sentence, and begin none that is spoken."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Separators for a short pause, one that ends a sentence, and one that ends a paragraph."""

    short: str
    sentence: str
    paragraph: str

    def between(self, before: str, after: str, seconds: float) -> str:
        """Return the separator for a pause of so many seconds between two pieces."""
        if seconds < SENTENCE_SECONDS:
            return self.short
        mark = self.sentence if seconds < PARAGRAPH_SECONDS else self.paragraph
        return self.short if "." in mark and _goes_on(before, after) else mark

    def join(self, pieces: Sequence[Heard]) -> str:
        """Return the pieces as one text."""
        text = "".join(
            self.between(last.text, piece.text, piece.started - last.ended) + piece.text
            for last, piece in pairwise(pieces)
        )
        return pieces[0].text + text if pieces else ""

    def after(self, *parts: str) -> str:
        """Return parts of one answer as one text; what interrupted them ended no sentence."""
        return self.short.join(part for part in parts if part)


def _goes_on(before: str, after: str) -> bool:
    """Return whether a sentence goes on from one piece to the next."""
    last, first = plain(before).split(), plain(after).split()
    if not last or not first:
        return False
    return last[-1] in NEVER_LAST or first[0] in LEADING_ON or log_odds(last) < MIN_ODDS


WORDS = Marks(" ", " ", " ")
"""Answers to closed questions."""

PROSE = Marks(" ", ". ", ".\n\n")
"""Answers in one's own words. No full stop ends them: a prompt that quotes one adds its own."""

LINES = Marks("\n", "\n", "\n")
"""Lists: an item between two pauses."""

LETTER = Marks("\n", "\n", "\n\n")
"""Letters: a line between two pauses, and an empty line after a long one."""


# As it is read.

_VERBS = ("March", "May")
"""Months that are words of another kind as well: capitals only where a day or a month is meant."""

_PROPER = {
    name.lower(): name for name in (*WEEKDAYS, *MONTHS, "Christmas", "Easter") if name not in _VERBS
}

_NAMES = re.compile(rf"\b(?:{'|'.join(_PROPER)})(?='?s?\b)")

_OF_A_MONTH = "|".join(ORDINALS)

_BEFORE_A_MONTH = "|".join(
    rf"(?<=\b{word} )"
    for word in ("in", "of", "since", "until", "by", "last", "next", "this", "early", "late", "mid")
)

_DATED = re.compile(
    rf"(?:{_BEFORE_A_MONTH})(?:march|may)\b"
    rf"|\b(?:march|may)(?= (?:(?:the )?(?:{_OF_A_MONTH})|\d{{1,2}}(?:st|nd|rd|th)?)\b)"
)

_MYSELF = re.compile(r"(?<![\w.'’-])i(?=['’](?:m|d|ll|ve|s|re)\b|(?![\w.'’-])|[.](?!\w))")

_BEGINNING = re.compile(r"(?:^|(?<=[.!?…]) +)[\"“‘(]*([a-z][\w'’-]*)")

_JOINING = frozenset(("and", "or", "but"))
"""Words that join a line to the one before."""


def written(text: str, *, is_whole: bool = True) -> str:
    """Return a text of the journal as people write it.

    "I", days, months and the first word of each sentence and line have their capitals, and several
    sentences that are whole a full stop at their end. What a person wrote otherwise stays.
    """
    text = _MYSELF.sub("I", text)
    text = _NAMES.sub(lambda found: _PROPER[found[0]], text)
    text = _DATED.sub(lambda found: found[0].capitalize(), text)
    lines = text.split("\n")
    text = "\n".join(
        _BEGINNING.sub(partial(_with_capital, before=before), line)
        for before, line in pairwise(["", *lines])
    )
    ends_bare = is_whole and text[-1:].isalnum()
    return f"{text}." if ends_bare and re.search(r"[.!?]\s", text) else text


def _with_capital(found: re.Match[str], before: str) -> str:
    """Return the beginning of a sentence with its capital, unless it goes on with a line before."""
    word, line = found[1], found.string
    goes_on = found.start() == 0 and before and (word in _JOINING or _goes_on(before, line))
    if goes_on or word != word.lower():  # or it is one such as "iPhone"
        return found[0]
    return f"{found[0][: -len(word)]}{word[0].upper()}{word[1:]}"
