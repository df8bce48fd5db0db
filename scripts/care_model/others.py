"""Ordinary language of others: what teaches the classifier that most talk means nothing by it.

Open texts stand in a folder, NAME.txt.gz with one sentence a line. Of those that are said of
somebody, the ones that a session's cost is measured with are never taught.
"""

import gzip
import random
import re
from collections.abc import Sequence
from pathlib import Path

from speech_model.texts import journals, open_texts, wordnet_examples

MEASURED = "self-dialogue"
"""The text that ordinary talk is measured with."""

MEASURED_WORDS = 72_000
"""Words of ordinary text that are measured: about ten hours of speech."""

WRITERS = tuple(range(1, 9))
"""Those whose journals lie with the speech model."""

TAKEN = {
    "self-dialogue": 16_000,
    "tatoeba": 12_000,
    "common-voice": 3_000,
    "goemotions": 3_000,
    "assistant-queries": 1_000,
}
"""Sentences of each open text that are taught."""

WORDNET_LINES = 5_000

_FIRST_PERSON = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|my|me)\b")

_SPOKEN_OF_PEOPLE = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|my|me|we|he|she|mum|mom|dad)\b")

_DOUBTFUL = re.compile(
    r"\b(?:kill\w*|die[sd]?|dying|dead|death|suicid\w*|murder\w*|shoot|shot|hang(?:ed|ing)?|gun|"
    r"knife|stab\w*|chok\w*|strangl\w*|rap(?:e|ed|ing)|abus\w*|bleed\w*|blood|overdos\w*|hurt\w*|"
    r"cut(?:ting)? my\w*|pills|hit me|beat\w* me|funeral|unconscious|ambulance|can't breathe|"
    r"end it|alive|poison\w*|drown\w*|jump\w*|attack\w*|burn\w*|threat\w*|emergency|fire)\b"
)
"""Words with which a sentence may be meant: nobody has read the open texts, so these are not taught
as ordinary."""


def ordinary_examples(folder: Path) -> list[str]:
    """Return ordinary sentences of the open texts in a folder, of journals and of WordNet.

    Raises:
        BuildError: The folder holds no text.
    """
    measured = set(measured_sentences(folder / f"{MEASURED}.txt.gz"))
    found = []
    for name, sentences in sorted(open_texts((folder,)).items()):
        of_people = [
            text
            for text in dict.fromkeys(sentences)
            if _SPOKEN_OF_PEOPLE.search(text) and _is_taught(text) and text not in measured
        ]
        found += _sample(of_people, TAKEN.get(name, 0))
    found += journals(WRITERS)
    return [*found, *_sample([t for t in wordnet_examples() if _is_taught(t)], WORDNET_LINES)]


def measured_sentences(path: Path) -> list[str]:
    """Return sentences of a gzipped text that somebody says of themselves, 72,000 words of it."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        told = [line.strip() for line in file if _FIRST_PERSON.search(line)]
    random.Random(1).shuffle(told)  # noqa: S311 - a sample
    chosen, count = [], 0
    for text in told:
        if count >= MEASURED_WORDS:
            break
        chosen.append(text)
        count += len(text.split())
    return chosen


def _is_taught(text: str) -> bool:
    return 3 <= len(text.split()) <= 30 and not _DOUBTFUL.search(text)


def _sample(sentences: Sequence[str], count: int) -> list[str]:
    return random.Random(0).sample(sentences, min(count, len(sentences)))  # noqa: S311 - a sample
