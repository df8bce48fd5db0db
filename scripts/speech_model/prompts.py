"""Prompts for the synthesizers, to train on."""

import random
from pathlib import Path

from speech_model import sentences, texts
from speech_model.vocabulary import NUMBERS, vocabulary

MAX_WORDS = 16
"""Words at a time; longer sentences say nothing new, and cost memory."""

_SHARES = {
    "words": 0.34,
    "journal": 0.16,
    "answers": 0.1,
    "general": 0.06,
    "wordnet": 0.18,
    "practices": 0.08,
    "commands": 0.08,
}
"""The share of each source of prompts. Most is words in no order: so the network learns to
hear each sound by itself, and every word of the vocabulary is spoken many times."""


class Prompts:
    """Draws prompts; the same for the same seed."""

    def __init__(self, practices: Path, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - no secret
        self._words = list(vocabulary(practices))
        self._pool: list[str] = []
        self._practices = [
            *texts.practice_prompts(practices),
            *texts.practice_answers(practices),
        ]

    def draw(self) -> str:
        """Return the next prompt: words with single spaces, sometimes with a comma."""
        (kind,) = self._chance.choices(list(_SHARES), list(_SHARES.values()))
        words = self._text(kind).split()[:MAX_WORDS]
        if len(words) > 2 and self._chance.random() < 0.15:
            words[self._chance.randrange(len(words) - 1)] += ","
        return " ".join(words)

    def _text(self, kind: str) -> str:
        chance = self._chance
        if kind == "words":
            return " ".join(self._word() for _ in range(chance.randint(2, 8)))
        if kind == "wordnet":
            return chance.choice(texts.wordnet_examples())
        if kind == "practices":
            return chance.choice(self._practices)
        if kind == "commands":
            said = (*texts.commands(), sentences.sentence("commands", chance), *NUMBERS)
            return chance.choice(said)
        return sentences.sentence(kind, chance)

    def _word(self) -> str:
        """Draw each word of the vocabulary once before any comes again."""
        if not self._pool:
            self._pool = self._words.copy()
            self._chance.shuffle(self._pool)
        return self._pool.pop()
