"""How the pieces of an answer become one text: a pause between them is a mark.

A recogniser writes words alone. Where somebody paused, a sentence may have ended, and where the
pause was long, a thought. So an answer in one's own words gets the marks that a listener would put
there; words that choose or count need none, and each item of a list has a line of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from voice_coach.protocol.events import Heard

SENTENCE = 1.5
"""Seconds of a pause from which on it ends a sentence. Shorter ones stand in the midst of one as
often as not, when people think aloud."""

PARAGRAPH = 3.0
"""Seconds of a pause from which on it ends a paragraph."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands for a pause between two pieces: a short one, a longer one, a long one."""

    short: str
    sentence: str
    paragraph: str

    def between(self, seconds: float) -> str:
        """What stands for a pause of so many seconds."""
        if seconds < SENTENCE:
            return self.short
        return self.sentence if seconds < PARAGRAPH else self.paragraph

    def join(self, pieces: Sequence[Heard]) -> str:
        """The pieces as one text."""
        text, ended = "", 0.0
        for piece in pieces:
            text += (self.between(piece.started - ended) if text else "") + piece.text
            ended = piece.ended
        return text

    def after(self, *parts: str) -> str:
        """Parts of one answer as one text, where something else came between them.

        An interruption comes in the midst of a sentence, too, and ends none.
        """
        return self.short.join(part for part in parts if part)


WORDS = Marks(" ", " ", " ")
"""Closed answers: their words are looked at, and nothing else."""

PROSE = Marks(" ", ". ", ".\n\n")
"""Answers in one's own words. Nothing stands after the last of them: a prompt that quotes it has
marks of its own."""

LINES = Marks("\n", "\n", "\n")
"""Lists: what is said between two pauses is an item."""

LETTER = Marks("\n", "\n", "\n\n")
"""Letters: a line for each thing said between two pauses, and an empty line where one was long."""
