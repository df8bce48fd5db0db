"""Training and cross-validation of the classifier: logistic regression over n-grams.

Examples are the corpus, the development part of tests/safety/care_corpus.toml, sentences of
patterns, and ordinary language of others.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # more threads only wait for each other

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from care_model.corpus import MISLEADING, ORDINARY, Line
from care_model.others import ordinary_examples
from care_model.patterns import pattern_lines
from voice_coach.safety.classifier import ngrams
from voice_coach.safety.rules import normalised

Floats = NDArray[np.float64]

Example = tuple[Line, float]
"""A line, and the weight it is trained with."""

MIN_LINES = 2
"""Lines an n-gram has to stand in."""

STRENGTH = 30.0
"""The inverse of the regularisation, chosen by cross-validation over hands 1 to 6."""

ORDINARY_WEIGHT = 8.0
"""What a false alarm in an ordinary line costs, beside one in a misleading line."""

PATTERN_WEIGHT = 0.3
"""What a sentence of a pattern counts, as others like it stand beside it."""

MAX_NGRAMS = 25_000
"""N-grams in the file of weights, so that it stays below half a megabyte."""

DEVELOPMENT = Path(__file__).parents[2] / "tests" / "safety" / "care_corpus.toml"


@dataclass(frozen=True, slots=True)
class Model:
    """A trained model: each n-gram with its weight, and the bias."""

    weights: dict[str, float]
    bias: float

    def score(self, text: str) -> float:
        """Return the score of a text of one stretch, above zero if danger is more likely."""
        found = grams(text)
        return self.bias + sum(self.weights.get(name, 0.0) for name in found) / sqrt(len(found))


def grams(text: str) -> set[str]:
    """Return the n-grams of a text."""
    return set(ngrams(normalised(text).split()))


def further_examples(texts: Path) -> list[Example]:
    """Return examples that no hand wrote, each with its weight.

    Args:
        texts: The folder of open texts.
    """
    part = tomllib.loads(DEVELOPMENT.read_text(encoding="utf-8"))["development"]
    found = [
        (Line(0, kind, text), 1.0)
        for kind, group in (("suicide", "meant"), (MISLEADING, "not_meant"))
        for lines in part[group].values()
        for text in lines
    ]
    found += [(line, PATTERN_WEIGHT) for line in pattern_lines()]
    return [*found, *((Line(0, ORDINARY, text), 1.0) for text in ordinary_examples(texts))]


def train(lines: Sequence[Line], further: Sequence[Example], known: dict[str, set[str]]) -> Model:
    """Return a model of lines and further examples.

    Args:
        lines: Those of the hands.
        further: Those of others, each with its weight.
        known: The n-grams of every text, so that they are worked out once.
    """
    examples = [*((line, ORDINARY_WEIGHT if line.kind == ORDINARY else 1.0) for line in lines)]
    examples += further
    counts = Counter(name for line, _ in examples for name in known[line.text])
    index = {name: at for at, name in enumerate(n for n, c in counts.items() if c >= MIN_LINES)}
    matrix = _matrix([known[line.text] for line, _ in examples], index)
    meant = np.array([1.0 if line.is_meant else -1.0 for line, _ in examples])
    cost = STRENGTH * np.array([weight for _, weight in examples])

    def loss(point: Floats) -> tuple[float, Floats]:
        margin = meant * (matrix @ point[:-1] + point[-1])
        slope = -cost * meant / (1 + np.exp(np.minimum(margin, 50)))
        value = cost @ np.logaddexp(0, -margin) + point[:-1] @ point[:-1] / 2
        return float(value), np.append(matrix.T @ slope + point[:-1], slope.sum())

    best = minimize(
        loss, np.zeros(len(index) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 150}
    ).x
    return Model(dict(zip(index, map(float, best), strict=False)), float(best[-1]))


def pruned(model: Model) -> Model:
    """Return the model with its largest weights alone."""
    largest = sorted(model.weights.items(), key=lambda item: -abs(item[1]))[:MAX_NGRAMS]
    return Model(dict(largest), model.bias)


def cross_validated(
    lines: Sequence[Line], further: Sequence[Example], others: Sequence[Line] = ()
) -> tuple[Floats, Floats]:
    """Return the score of every line by a model that knows no line of the same hand.

    Args:
        lines: What is trained with, and scored.
        further: What else is trained with.
        others: Further lines of the same hands to score, such as they were heard.
    """
    known = _known(lines, further)
    scores = (np.zeros(len(lines)), np.zeros(len(others)))
    for hand in sorted({line.hand for line in lines}):
        model = pruned(train([line for line in lines if line.hand != hand], further, known))
        for found, of in zip(scores, (lines, others), strict=True):
            for at, line in enumerate(of):
                if line.hand == hand:
                    found[at] = model.score(line.text)
    return scores


def trained(lines: Sequence[Line], further: Sequence[Example]) -> Model:
    """Return the model of all these lines."""
    return pruned(train(lines, further, _known(lines, further)))


def _known(lines: Sequence[Line], further: Sequence[Example]) -> dict[str, set[str]]:
    """Return the n-grams of every text."""
    return {line.text: grams(line.text) for line in (*lines, *(line for line, _ in further))}


def _matrix(rows: Sequence[set[str]], index: dict[str, int]) -> csr_matrix:
    """Return a row a text: for each n-gram that is known one through the root of their number."""
    columns, starts, values = [], [0], []
    for row in rows:
        found = [index[name] for name in row if name in index]
        columns += found
        starts.append(len(columns))
        values += [1 / sqrt(len(row))] * len(found)
    return csr_matrix((values, columns, starts), shape=(len(rows), len(index)))


def written(model: Model, danger: float, doubt: float) -> str:
    """Return a model as the file of weights that the program reads.

    Args:
        model: The model.
        danger: The least score of words that are asked about.
        doubt: The least score of those that are asked about when they are not the only ones.
    """
    unit = max(map(abs, model.weights.values())) / 127
    by_weight: dict[int, list[str]] = {}
    for name, weight in model.weights.items():
        by_weight.setdefault(round(weight / unit), []).append(name)
    head = "\t".join(f"{value:.6g}" for value in (model.bias, danger, doubt, unit))
    rows = ["\t".join((str(w), *sorted(names))) for w, names in sorted(by_weight.items()) if w]
    return "\n".join((head, *rows)) + "\n"
