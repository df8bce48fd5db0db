"""Training of completeness: logistic regression of sentence ends over the last three words.

Every place in a sentence is an example, its last one a place where it ends. Half of the sentences
follow another one, so that its words stand before theirs. What people say whose speech is measured
is left out.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # more threads only wait for each other

import gzip
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from endpointing.people import sentences
from voice_coach.nlu.completeness import FEATURE_WORDS, features

WEIGHTS = Path(__file__).parents[2] / "voice_coach" / "nlu" / "completeness.txt"

SOURCES = ("tatoeba", "self-dialogue", "goemotions")
"""The texts: what people say of themselves and to each other."""

MAX_LINES = 600_000

INNER_SHARE = 0.4
"""Of the places inside sentences that are learnt from; there are seven times as many as ends."""

MIN_COUNT = 40
"""Examples that a feature of several words stands in."""

MIN_WORD_COUNT = 15
"""Likewise a word, or an ending."""

ITERATIONS = 90

UNIT = 0.05
"""What a weight of one stands for in the file."""

MIN_WEIGHT = 4
"""Of a feature of several words that is kept."""

Example = tuple[tuple[str, ...], bool]


class Model(NamedTuple):
    """The weight of each feature, and the bias."""

    weights: dict[str, float]
    bias: float


def train(text: Path, speech: Path) -> Model:
    """Return the model learnt from a folder of gzipped texts, a sentence a line."""
    held_out = set(sentences(speech))
    lines = [
        line
        for name in SOURCES
        for line in gzip.decompress((text / f"{name}.txt.gz").read_bytes()).decode().splitlines()
        if line.split() and line not in held_out
    ]
    chance = random.Random(1)  # noqa: S311 - the same choice every time
    chance.shuffle(lines)
    return fit(list(examples(lines[:MAX_LINES], chance)))


def examples(lines: Sequence[str], chance: random.Random) -> Iterator[Example]:
    """Yield the features of places in the lines, and whether the line ends there."""
    before: list[str] = []
    for line in lines:
        words = line.split()
        said = [*before, *words] if chance.random() < 0.5 else words
        first = len(said) - len(words)
        for place in range(max(1, first), len(said)):
            ends = place == len(said) - 1
            if ends or chance.random() < INNER_SHARE:
                yield tuple(features(said[max(0, place + 1 - FEATURE_WORDS) : place + 1])), ends
        before = words[1 - FEATURE_WORDS :]


def fit(learnt: Sequence[Example], iterations: int = ITERATIONS) -> Model:
    """Return the regression of the examples."""
    counts = Counter(name for found, _ in learnt for name in found)
    kept = [
        name
        for name, count in counts.items()
        if count >= (MIN_COUNT if " " in name else MIN_WORD_COUNT)
    ]
    numbers = {name: number for number, name in enumerate(kept)}
    rows = [[numbers[name] for name in found if name in numbers] for found, _ in learnt]
    indices = np.array([number for row in rows for number in row], np.int32)
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int32)
    shape = (len(rows), len(kept))
    matrix = csr_matrix((np.ones(len(indices), np.float32), indices, starts), shape)
    transposed = matrix.T.tocsr()
    ends = np.array([end for _, end in learnt])

    def loss(point: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights, bias = point[:-1], point[-1]
        odds = matrix @ weights + bias
        error = 1 / (1 + np.exp(-odds)) - ends
        total = np.logaddexp(0, np.where(ends, -odds, odds)).sum() + weights @ weights / 2
        return total, np.append(transposed @ error + weights, error.sum())

    found = minimize(
        loss, np.zeros(len(kept) + 1), jac=True, method="L-BFGS-B", options={"maxiter": iterations}
    )
    return Model(dict(zip(kept, found.x[:-1].tolist(), strict=True)), float(found.x[-1]))


def written(model: Model) -> str:
    """Return the model as the program reads it: bias and unit, then a line a weight."""
    rows: defaultdict[int, list[str]] = defaultdict(list)
    for name, weight in model.weights.items():
        rounded = round(weight / UNIT)
        if abs(rounded) >= (MIN_WEIGHT if " " in name else 1):
            rows[rounded].append(name)
    lines = [f"{model.bias:.3f}\t{UNIT}"]
    lines += ["\t".join([str(weight), *sorted(rows[weight])]) for weight in sorted(rows)]
    return "\n".join(lines) + "\n"
