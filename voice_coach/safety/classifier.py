"""Classifier of words of danger: a linear model over n-grams, read by plain Python.

Its weights stand in `weights.txt`, which scripts/care_model writes; they are loaded when the first
words are judged. docs/care.md says what it was trained with, and how much of what it finds.
"""

from collections.abc import Iterator
from functools import cache
from importlib import resources
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

MAX_WORDS = 3
"""Words of an n-gram."""

WINDOW_WORDS = 24
"""Words that are judged at once. Of a longer text each such stretch is, so that what was said
before does not make little of the words that matter."""

STRIDE_WORDS = 6
"""Words between the beginnings of two stretches."""


CLASSES = """
KIN mother father stepfather stepmother brother sister son daughter wife husband boyfriend
KIN girlfriend
KIN partner ex fiance uncle aunt cousin nephew niece grandson grandfather grandmother granny granda
KIN maw da mama papa mum boy girl kid kids child children baby family parents stepdad
KNOWN boss manager supervisor landlord lodger neighbour neighbor flatmate roommate friend mate pal
KNOWN colleague coworker teacher carer man woman guy lad lassie fella fellow stranger
HE he she they
HIM him her them
PILLS pills tablets tylenol paracetamol painkillers prescriptions medicine meds capsules sleepers
BLADE knife blade razor scissors cutter glass needle
GUN gun rifle shotgun pistol revolver
HEIGHT bridge roof ledge cliff balcony railing overpass
RAILS train track tracks platform rails motorway lorry truck
ROPE rope belt noose cord
LIMB arm arms wrist wrists leg legs thigh thighs skin hand hands knuckles stomach neck
PART chest face throat tongue lips jaw ribs head heart eye belly back
STRIKE hit hits beat beats punched punches slapped slaps kicked kicks choked chokes shoved pushed
STRIKE grabbed threw throws grabs pushes battered batters strangled burned burns
AFRAID scared afraid frightened terrified
DAY monday tuesday wednesday thursday friday saturday sunday tomorrow tonight weekend
SEASON christmas summer winter spring autumn easter hogmanay diwali birthday
BLEED bleeding bleed bleeds blood
TAKEN took taken swallowed drank had
GONE dead gone dying
AIR breath breathe breathing air
LETTER letter letters note notes goodbye goodbyes farewell
NOT not no don't doesn't didn't won't can't ain't cannae dinnae never nothing nobody
DOOR door lock locked window stairs bathroom
GIVE gave give giving
"""
"""Words that count as one beside counting as themselves: what is said of a brother may be said of a
boss. Each line has a class and its words."""

_CLASS = {word: row.split()[0] for row in CLASSES.splitlines() for word in row.split()[1:]}


class Weights(NamedTuple):
    """The model.

    Attributes:
        bias: What is added to every sum.
        danger: The least score of words that are asked about.
        doubt: The least score of words that are asked about when they are not the only ones.
        unit: What a weight of one in `ngrams` adds.
        ngrams: N-grams, each with its weight.
    """

    bias: float
    danger: float
    doubt: float
    unit: float
    ngrams: dict[str, int]


def is_danger(said: str) -> bool:
    """Return whether a normalised text is asked about."""
    return score(said) >= _weights().danger


def is_doubtful(said: str) -> bool:
    """Return whether a normalised text is asked about if there was another one like it."""
    return score(said) >= _weights().doubt


def score(said: str) -> float:
    """Return the score of a normalised text: that of its highest stretch."""
    words = said.split()
    last = max(0, len(words) - WINDOW_WORDS)
    starts = {*range(0, last, STRIDE_WORDS), last}
    return max(_score(words[start : start + WINDOW_WORDS]) for start in starts)


def ngrams(words: list[str]) -> Iterator[str]:
    """Yield the n-grams of a stretch of words, and those of the classes they belong to."""
    yield from _ngrams(["^", *words, "$"])
    yield from _ngrams(["^", *(_CLASS.get(word, word) for word in words), "$"])


def _ngrams(words: list[str]) -> Iterator[str]:
    yield from words
    yield from map(" ".join, pairwise(words))
    yield from map(" ".join, zip(words, words[1:], words[2:], strict=False))


def _score(words: list[str]) -> float:
    model, found = _weights(), set(ngrams(words))
    total = sum(model.ngrams.get(name, 0) for name in found)
    return model.bias + model.unit * total / sqrt(len(found))


def read(text: str) -> Weights:
    """Return the weights written in `text`.

    The first line has bias, thresholds and unit; each other line a weight, and the n-grams that
    have it, with tabs between them.
    """
    head, *rows = text.splitlines()
    known: dict[str, int] = {}
    for row in rows:
        weight, *names = row.split("\t")
        known.update(dict.fromkeys(names, int(weight)))
    bias, danger, doubt, unit = map(float, head.split("\t"))
    return Weights(bias, danger, doubt, unit, known)


@cache
def _weights() -> Weights:
    return read(resources.files("voice_coach.safety").joinpath("weights.txt").read_text("utf-8"))
