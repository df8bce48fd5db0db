"""Completeness: whether a sentence may end after these words.

"I will walk around the" goes on, "I will walk around the block" need not. A logistic regression
over the last three words, learnt from sentences without punctuation; `completeness.txt` has its
weights, which scripts/endpointing writes, and docs/benchmarks.md says how well it tells them apart.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources

from voice_coach.nlu.text import FILLERS, without_fillers

FEATURE_WORDS = 3
"""Words at the end that are looked at."""

SUFFIX_LETTERS = 3

UNFINISHED = -9.0
"""The log odds after a filler: nobody ends with "um"."""


def log_odds(words: Sequence[str]) -> float:
    """Return the log odds that a sentence ends after these words, which are in lower case."""
    if not words or (words[-1] in FILLERS and _is_filler(words)):
        return UNFINISHED
    bias, unit, weights = _model()
    return bias + unit * sum(weights.get(feature, 0) for feature in features(words))


def features(words: Sequence[str]) -> Iterator[str]:
    """Yield what the regression knows of the end of these words."""
    *before, last = words[-FEATURE_WORDS:]
    yield last
    yield f"-{last[-SUFFIX_LETTERS:]}"
    if before:
        yield f"{before[-1]} {last}"
        yield f"{before[-1]} _"
    if len(before) > 1:
        yield f"{before[0]} _ {last}"


def _is_filler(words: Sequence[str]) -> bool:
    """Return whether the last word is a filler, and no half of "mm hmm"."""
    end = " ".join(words[-2:])
    return without_fillers(end) != end


@cache
def _model() -> tuple[float, float, dict[str, int]]:
    """Return the bias, what a weight of one adds, and the weight of each feature."""
    text = resources.files("voice_coach.nlu").joinpath("completeness.txt").read_text("utf-8")
    head, *rows = text.splitlines()
    bias, unit = map(float, head.split("\t"))
    weights: dict[str, int] = {}
    for row in rows:
        weight, *names = row.split("\t")
        weights.update(dict.fromkeys(names, int(weight)))
    return bias, unit, weights
