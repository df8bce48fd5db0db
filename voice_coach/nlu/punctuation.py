"""Punctuation of an answer: the pieces a recognizer heard, joined by what their pauses mean.

A recognizer writes words alone. A longer pause ends a sentence, a long one a paragraph. Answers to
closed questions need no punctuation, and each item of a list has a line of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from voice_coach.protocol.events import Heard

SENTENCE_SECONDS = 1.5
"""Seconds of a pause that ends a sentence. Shorter ones occur within sentences, too, when people
think aloud."""

PARAGRAPH_SECONDS = 3.0
"""Seconds of a pause that ends a paragraph."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Separators for a short pause, one that ends a sentence, and one that ends a paragraph."""

    short: str
    sentence: str
    paragraph: str

    def between(self, seconds: float) -> str:
        """Return the separator for a pause of so many seconds."""
        if seconds < SENTENCE_SECONDS:
            return self.short
        return self.sentence if seconds < PARAGRAPH_SECONDS else self.paragraph

    def join(self, pieces: Sequence[Heard]) -> str:
        """Return the pieces as one text."""
        text, ended = "", 0.0
        for piece in pieces:
            text += (self.between(piece.started - ended) if text else "") + piece.text
            ended = piece.ended
        return text

    def after(self, *parts: str) -> str:
        """Return parts of one answer as one text; what interrupted them ended no sentence."""
        return self.short.join(part for part in parts if part)


WORDS = Marks(" ", " ", " ")
"""Answers to closed questions."""

PROSE = Marks(" ", ". ", ".\n\n")
"""Answers in one's own words. No full stop ends them: a prompt that quotes one adds its own."""

LINES = Marks("\n", "\n", "\n")
"""Lists: an item between two pauses."""

LETTER = Marks("\n", "\n", "\n\n")
"""Letters: a line between two pauses, and an empty line after a long one."""
