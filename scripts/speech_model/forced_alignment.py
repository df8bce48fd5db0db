"""Forced alignment: when each phone of known words is spoken, as a network hears it.

A Viterbi search along the words' pronunciations, with a silence, or none, between any two words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speech_model.biphones import START, entering, staying

Pronounced = tuple[int, ...]
"""The numbers of a word's phones."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Phones, and the network's answer at which each begins; the last one ends with `answers`.

    `score` is the mean of the scores along the path, to tell what was badly transcribed.
    """

    phones: NDArray[np.int8]
    starts: NDArray[np.int32]
    answers: int
    score: float


@dataclass(slots=True)
class _Lattice:
    """Places where a phone can be spoken: the phone, the one before, and the places before it.

    The place before the first is -1.
    """

    phones: list[int]
    lefts: list[int]
    before: list[list[int]]
    ends: list[int]

    def add(self, phone: int, ends: Sequence[int]) -> list[int]:
        """Add a phone after the places `ends`: one place for each phone that may stand before."""
        by_left: dict[int, list[int]] = {}
        for end in ends:
            by_left.setdefault(START if end < 0 else self.phones[end], []).append(end)
        added = []
        for left, places in by_left.items():
            self.phones.append(phone)
            self.lefts.append(left)
            self.before.append(places)
            added.append(len(self.phones) - 1)
        return added


def _lattice(words: Sequence[Sequence[Pronounced]]) -> _Lattice:
    lattice = _Lattice([], [], [], [])
    ends = [-1]
    ends = ends + lattice.add(START, ends)
    for pronunciations in words:
        said: list[int] = []
        for phones in pronunciations:
            last: list[int] = ends
            for phone in phones:
                last = lattice.add(phone, last)
            said += last
        ends = said + lattice.add(START, said)
    lattice.ends = ends
    return lattice


def align(
    scores: NDArray[np.floating],
    words: Sequence[str],
    pronunciations: Mapping[str, Sequence[Pronounced]],
) -> Alignment | None:
    """Return the best alignment; None where a word has no pronunciation or the sound is too short.

    Args:
        scores: Of each answer and output, logarithms: (answers, outputs).
        words: What is said.
        pronunciations: Of each word, as numbers of phones.
    """
    if any(not pronunciations.get(word) for word in words):
        return None
    lattice = _lattice([pronunciations[word] for word in words])
    places, answers = len(lattice.phones), len(scores)
    pairs = list(zip(lattice.lefts, lattice.phones, strict=True))
    enter = np.ascontiguousarray(scores[:, [entering(*pair) for pair in pairs]])
    stay = np.ascontiguousarray(scores[:, [staying(phone) for phone in lattice.phones]])
    before = np.full((places, max(map(len, lattice.before))), places)  # `places`: nowhere
    for place, those in enumerate(lattice.before):
        before[place, : len(those)] = [places + 1 if one < 0 else one for one in those]
    best = np.full(places + 2, -np.inf)
    best[places + 1] = 0.0
    back = np.full((answers, places), -1, np.int32)
    rows = np.arange(places)
    for answer in range(answers):
        candidates = best[before]
        likeliest = candidates.argmax(axis=1)
        entered = candidates[rows, likeliest] + enter[answer]
        stayed = best[:places] + stay[answer]
        moved = entered > stayed
        best[:places] = np.where(moved, entered, stayed)
        best[places + 1] = -np.inf
        back[answer, moved] = before[rows, likeliest][moved]
    return _path(lattice, best, back)


def _path(
    lattice: _Lattice, best: NDArray[np.floating], back: NDArray[np.int32]
) -> Alignment | None:
    answers, places = back.shape
    place = max((end for end in lattice.ends if end >= 0), key=lambda end: best[end])
    score = float(best[place])
    if not np.isfinite(score):
        return None
    phones, starts = [], []
    for answer in range(answers - 1, -1, -1):
        if back[answer, place] >= 0:
            phones.append(lattice.phones[place])
            starts.append(answer)
            place = back[answer, place]
            if place > places:
                break
    order = slice(None, None, -1)
    return Alignment(
        np.array(phones[order], np.int8), np.array(starts[order]), answers, score / answers
    )
