"""What the placeholders of a text stand for at one moment of a practice."""

import re

from voice_coach.session.answers import Answers
from voice_coach.session.looping import Item
from voice_coach.session.recalling import EVERY, PLACEHOLDER, Recollection

_FILLED = re.compile(PLACEHOLDER.pattern + r"(?P<end>\.(?!\.))?")


class Wording:
    """Fills texts in.

    Args:
        given: What was answered.
        memories: What is remembered.
    """

    def __init__(self, given: Answers, memories: Recollection) -> None:
        self.given = given
        self.memories = memories
        self._around: dict[str, str] = {}  # the placeholders of the round that is led
        self._item: Item | None = None  # and the item it is about
        self._words: dict[str, str] = {}  # those of the step alone

    def fill(self, text: str) -> str:
        """`text` with its placeholders filled in; no full stop comes after an answer's own."""

        def filled(found: re.Match[str]) -> str:
            word, end = self._word(found[1]) or "", found["end"] or ""
            return word if end and word.endswith((".", "?", "!", "…")) else word + end

        return _FILLED.sub(filled, text)

    def turn_of(self, text: str) -> int | None:
        """The turn in which the first answer that stands in `text` was said."""
        turns = (self._turn(name) for name in PLACEHOLDER.findall(text))
        return next((turn for turn in turns if turn is not None), None)

    def is_complete(self, text: str) -> bool:
        """Whether every placeholder in `text` has something to stand there."""
        return all(self._word(name) for name in PLACEHOLDER.findall(text))

    def _word(self, name: str) -> str | None:
        for words in (self._words, self._around):
            if name in words:
                return words[name]
        if name.startswith(EVERY):
            return self.memories.every(name.removeprefix(EVERY))
        return self.given.words(name)

    def _turn(self, name: str) -> int | None:
        if name == "it" and self._item is not None:
            return self._item.turn
        return self.given.turn(name)
