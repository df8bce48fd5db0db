"""N-gram counts of a text, and the smoothed model of that text alone.

Words are numbers here, and an n-gram is one integer, so that millions of them are counted as
arrays. Smoothing is interpolated absolute discounting with three discounts, as in modified
Kneser-Ney (Chen and Goodman 1998), but with the plain counts in the shorter contexts: pruning by
entropy does not go together with Kneser-Ney's (Chelba et al. 2010).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BEGIN, END = "<s>", "</s>"

Context = tuple[str, ...]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_DISCOUNTS = (0.5, 0.95)
"""Where a text is too small, or too regular, to tell."""


class Numbering:
    """The numbers of the words: those of the vocabulary, then the end, the beginning, others."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self.words = (*vocabulary, END, BEGIN)
        self._numbers = {word: number for number, word in enumerate(self.words)}
        self.end = len(vocabulary)
        self.begin = self.end + 1
        self.unknown = self.end + 2
        self.base = self.end + 3

    @property
    def predicted(self) -> int:
        """How many words can follow others: the vocabulary and the end."""
        return self.end + 1

    def tokens(self, lines: Iterable[str]) -> Ints:
        """Return the sentences one after the other, each with its beginning and its end."""
        numbers, unknown = self._numbers, self.unknown
        found: list[int] = []
        for line in lines:
            found.append(self.begin)
            found += [numbers.get(word, unknown) for word in line.split()]
            found.append(self.end)
        return np.array(found, np.int64)

    def grams(self, tokens: Ints, order: int) -> Ints:
        """Return every n-gram of known words as one number; none reaches over a beginning."""
        columns = [tokens[n : len(tokens) - order + 1 + n] for n in range(order)]
        whole = np.ones(len(columns[0]), bool)
        for place, column in enumerate(columns):
            whole &= column != self.unknown
            if place:
                whole &= column != self.begin
        if order == 1:
            whole &= columns[0] != self.begin
        return self.joined([column[whole] for column in columns])

    def joined(self, columns: Sequence[Ints]) -> Ints:
        """Return the n-grams with these first, second and so on words."""
        key = np.zeros_like(columns[0])
        for column in columns:
            key = key * self.base + column
        return key

    def split(self, grams: Ints) -> tuple[Ints, Ints]:
        """Return what stands before the last word of each n-gram, and that word."""
        return grams // self.base, grams % self.base

    def without_first(self, grams: Ints, order: int) -> Ints:
        """Return the n-grams of `order` words without their first."""
        return np.asarray(grams % self.base ** (order - 1), np.int64)


def places(keys: Ints, wanted: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Return where each wanted key stands among sorted keys, and whether it does."""
    found = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
    return found, (keys[found] == wanted if len(keys) else np.zeros(len(wanted), bool))


def lookup(keys: Ints, values: Floats, wanted: Ints, default: float) -> Floats:
    """Return the value of each wanted key among sorted keys."""
    found, there = places(keys, wanted)
    return np.where(there, values[found], default) if len(keys) else np.full(len(wanted), default)


@dataclass(frozen=True, slots=True)
class _Order:
    """The n-grams of one length: their discounted shares, and what is left for the others."""

    grams: Ints
    shares: Floats
    contexts: Ints
    rest: Floats


class TextModel:
    """The trigram model of one text."""

    def __init__(self, numbering: Numbering, lines: Iterable[str]) -> None:
        self._numbering = numbering
        tokens = numbering.tokens(lines)
        self._orders = tuple(_order(numbering, tokens, length) for length in (1, 2, 3))

    def grams(self, order: int) -> Ints:
        """Return the n-grams of a length that stand in the text, sorted."""
        return self._orders[order - 1].grams

    def probability(self, grams: Ints, order: int) -> Floats:
        """Return the probability of the last word of each n-gram after the others."""
        if order == 0:
            return np.full(len(grams), 1 / self._numbering.predicted)
        shorter = self.probability(self._numbering.without_first(grams, order), order - 1)
        known = self._orders[order - 1]
        contexts, _ = self._numbering.split(grams)
        rest = lookup(known.contexts, known.rest, contexts, 1.0)
        return lookup(known.grams, known.shares, grams, 0.0) + rest * shorter


def _order(numbering: Numbering, tokens: Ints, length: int) -> _Order:
    grams, counts = np.unique(numbering.grams(tokens, length), return_counts=True)
    contexts, which = np.unique(numbering.split(grams)[0], return_inverse=True)
    discounts = _discounts(counts)[np.minimum(counts, 3)]
    totals = np.bincount(which, counts, len(contexts))
    rest = np.bincount(which, discounts, len(contexts)) / totals
    return _Order(grams, (counts - discounts) / totals[which], contexts, rest)


def _discounts(counts: NDArray[np.int64]) -> Floats:
    """Return what to take off a count of 0 (nothing), 1, 2, and 3 or more."""
    n = np.bincount(np.minimum(counts, 5), minlength=6).astype(float)
    found = [0.0]
    for count in (1, 2, 3):
        if n[1] and n[2] and n[count]:
            y = n[1] / (n[1] + 2 * n[2])
            discount = count - (count + 1) * y * n[count + 1] / n[count]
        else:
            discount = _DISCOUNTS[0] * count
        found.append(float(np.clip(discount, _DISCOUNTS[0], _DISCOUNTS[1] * count)))
    return np.array(found)
