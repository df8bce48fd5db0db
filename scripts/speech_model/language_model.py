"""The language model: trigrams with back-off.

Each text gets a model of its own; they are mixed with the weights that make journal-like
sentences of the development set likeliest (found by expectation maximization), and of the many
n-grams only those are kept whose loss would change the mixture most (Stolcke 1998).
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from speech_model import sentences, texts
from speech_model.backoff import BackoffTable
from speech_model.ngrams import BEGIN, END, Context, Floats, Ints, Numbering, TextModel
from speech_model.vocabulary import needed
from voice_coach.nlu.text import FILLERS

__all__ = ["BEGIN", "END", "Context", "LanguageModel", "estimate", "perplexity"]

SEED = 77

DRAWN = 60_000
"""Sentences drawn of each kind of the builder's own."""

MIN_WEIGHTS = {
    "practice-prompts": 0.03,
    "practice-answers": 0.14,
    "commands": 0.03,
    "closed-answers": 0.02,
    "answers": 0.04,
    "journal": 0.04,
}
"""At least this much of the mixture: what the product asks for, whatever the journals hold."""

ROUNDS = 40
"""Of expectation maximization; the weights stand still before."""

FILLER_SHARE = 0.012
"""Fillers put before so many of the words. People say some more, and texts write none down; with
more of them the recognizer would find fillers where none is."""

_FILLER_WEIGHTS = {"um": 0.4, "uh": 0.35, "er": 0.1, "hmm": 0.08, "mm": 0.07}

CUT_SHARE = 0.1
"""Sentences cut in two, as the recognizer cuts at a pause: what goes on begins anew for it."""

MIN_PROBABILITY = 2e-7
"""Of any word of the vocabulary after no other."""
NEEDED_PROBABILITY = 3e-6
"""Likewise, for the words of the product."""

KEPT = (7, 5)
"""Pairs and triples of words kept, for each word of the vocabulary: some 15 MB of `Gr.fst` for
56,000 words. models/README.md tells what more of them would buy."""


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """Probabilities of words.

    Attributes:
        following: For each context, the probability of the words that may follow it. That of
            every word stands under the empty context.
        backoff: What to multiply the shorter context's probability with, for any other word.
    """

    following: Mapping[Context, Mapping[str, float]]
    backoff: Mapping[Context, float]

    def probability(self, word: str, context: Context) -> float:
        """Of `word` after the words of `context`, of which there are two at most."""
        words = self.following.get(context, {})
        if word in words:
            return words[word]
        if not context:
            return 0.0
        return self.backoff.get(context, 1.0) * self.probability(word, context[1:])


def perplexity(model: LanguageModel, lines: Iterable[str]) -> float:
    """Return the perplexity of sentences; unknown words, and those beside them, do not count."""
    known = model.following[()].keys() | {BEGIN}
    logs: list[float] = []
    for line in lines:
        said = (BEGIN, *line.split(), END)
        for place, word in enumerate(said[1:], start=1):
            context = said[max(0, place - 2) : place]
            if word in known and known.issuperset(context):
                logs.append(float(np.log(model.probability(word, context))))
    return float(np.exp(-np.mean(logs)))


def estimate(
    vocabulary: Sequence[str], practices: Path, folders: Sequence[Path] = ()
) -> LanguageModel:
    """Return the language model for the words of `vocabulary`.

    Args:
        vocabulary: The words, in order.
        practices: The folder of the practices.
        folders: Of more text; see `texts.open_texts`.
    """
    numbering = Numbering(vocabulary)
    models = {
        name: TextModel(numbering, _as_spoken(lines))
        for name, lines in _sources(practices, folders).items()
    }
    weights = _weights(numbering, models)
    single = _single(numbering, models, weights, needed(practices))

    def alone(words: Ints) -> Floats:
        return single[words]

    def mixed(order: int) -> tuple[Ints, Floats]:
        grams = np.unique(np.concatenate([model.grams(order) for model in models.values()]))
        return grams, _mixed(models, weights, grams, order)

    begun = np.append(single, single[numbering.end])  # sentences begin as often as they end
    pairs = BackoffTable(numbering, 2, *mixed(2), alone)
    triples = BackoffTable(numbering, 3, *mixed(3), pairs.probability)
    firsts, _ = numbering.split(triples.contexts)
    often = begun[firsts] * pairs.probability(triples.contexts)
    triples = triples.pruned(KEPT[1] * len(vocabulary), often)
    pairs = pairs.pruned(KEPT[0] * len(vocabulary), begun[pairs.contexts], needed=triples.contexts)
    triples = BackoffTable(numbering, 3, triples.grams, triples.shares, pairs.probability)
    words = numbering.words[: numbering.predicted]
    return LanguageModel(
        {
            (): dict(zip(words, single.tolist(), strict=True)),
            **pairs.following(),
            **triples.following(),
        },
        {**pairs.factors(), **triples.factors()},
    )


def _sources(practices: Path, folders: Sequence[Path]) -> dict[str, Sequence[str]]:
    own = {kind: list(sentences.draw(kind, DRAWN, SEED)) for kind in sentences.kinds()}
    return {
        "wordnet-examples": texts.wordnet_examples(),
        "wordnet-first-person": texts.wordnet_in_first_person(),
        "wordnet-definitions": texts.wordnet_definitions(),
        "practice-prompts": texts.practice_prompts(practices),
        "practice-answers": _also_contracted(texts.practice_answers(practices)),
        "commands": _also_contracted(texts.commands()),
        "closed-answers": texts.closed_answers(),
        "grammar-commands": own.pop("commands"),
        **own,
        **texts.open_texts(tuple(folders)),
    }


def _also_contracted(lines: Iterable[str]) -> list[str]:
    return [said for line in lines for said in (line, sentences.contracted(line))]


def _as_spoken(lines: Iterable[str]) -> Iterable[str]:
    """Sentences with fillers put in and pauses that cut them, the same each time."""
    chance = random.Random(SEED)  # noqa: S311 - no secret
    fillers, shares = list(_FILLER_WEIGHTS), list(_FILLER_WEIGHTS.values())
    assert FILLERS.issuperset(fillers)  # noqa: S101 - the product has to leave out what is heard
    for line in lines:
        words: list[str] = []
        for word in line.split():
            if chance.random() < FILLER_SHARE:
                words += chance.choices(fillers, shares)
            words.append(word)
        if len(words) > 2 and chance.random() < CUT_SHARE:
            cut = chance.randrange(1, len(words))
            yield " ".join(words[:cut])
            words = words[cut:]
        yield " ".join(words)


def _weights(numbering: Numbering, models: Mapping[str, TextModel]) -> dict[str, float]:
    """Return the weight of each text: by expectation maximization, but at least `MIN_WEIGHTS`."""
    tokens = numbering.tokens(texts.journals())
    grams = numbering.grams(tokens, 3)
    chances = np.array([model.probability(grams, 3) for model in models.values()])
    weights = np.full(len(models), 1 / len(models))
    least = np.array([MIN_WEIGHTS.get(name, 0.0) for name in models])
    for _ in range(ROUNDS):
        shares = weights[:, None] * chances
        weights = (shares / shares.sum(0)).mean(1)
        free = np.maximum(weights - least, 0.0)
        weights = least + free * (1 - least.sum()) / free.sum()
    return dict(zip(models, weights.tolist(), strict=True))


def _single(
    numbering: Numbering,
    models: Mapping[str, TextModel],
    weights: Mapping[str, float],
    words: set[str],
) -> Floats:
    """Return the probability of every word by itself, and last of the end."""
    everything = np.arange(numbering.predicted)
    found = _mixed(models, weights, everything, 1)
    least = [
        NEEDED_PROBABILITY if word in words else MIN_PROBABILITY
        for word in numbering.words[: numbering.predicted]
    ]
    found = np.maximum(found, least)
    return np.asarray(found / found.sum(), np.float64)


def _mixed(
    models: Mapping[str, TextModel], weights: Mapping[str, float], grams: Ints, order: int
) -> Floats:
    total = np.zeros(len(grams))
    for name, model in models.items():
        if weights[name] > 0:
            total += weights[name] * model.probability(grams, order)
    return total
