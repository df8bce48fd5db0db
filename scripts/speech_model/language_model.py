"""The language model: trigrams with back-off.

Counts from several texts, each weighed as a whole; smoothed by mixing with the shorter context;
and of the many sequences only those kept that change most.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from speech_model import sentences, texts
from speech_model.vocabulary import needed, scowl

BEGIN, END = "<s>", "</s>"

Context = tuple[str, ...]

Counts = defaultdict[str, float]
"""Weighed counts of words."""

SEED = 77

TOKENS = 1_000_000.0
"""Words that all texts together count as."""

WEIGHTS = {
    "wordnet-examples": 0.22,
    "wordnet-first-person": 0.07,
    "wordnet-definitions": 0.05,
    "practice-prompts": 0.12,
    "practice-answers": 0.10,
    "commands": 0.02,
    "journal": 0.19,
    "answers": 0.14,
    "general": 0.08,
    "grammar-commands": 0.01,
}
"""The share of `TOKENS` of each text."""

DRAWN = 60_000
"""Sentences drawn of each kind of the builder's own."""

END_PROBABILITY = 0.1
"""Of the end of an utterance after any word."""

LEVELS = {10: 5.0, 20: 2.0, 35: 0.5}
"""Words every word of SCOWL's levels counts for, of `TOKENS`: what no text says can be said too."""
NEEDED = 3.0
"""Likewise, for the words of the product."""

MIN_BACKOFF = (0.25, 0.45)
"""At least this much of what follows a context of one word, or of two, comes from the shorter one.
The texts are few and partly drawn from a grammar: what they do not say is far from impossible."""

DOUBT = (60.0, 45.0)
"""And the more the fewer words have been counted: all where none, half where so many. These and
`WEIGHTS` were chosen by the perplexity of `data/held_out/development.txt`, which is no part of the
evaluation."""

KEPT = (62_000, 40_000)
"""Sequences kept of two words, and of three."""


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


def _none() -> Counts:
    return defaultdict(float)


@dataclass(slots=True)
class _Counts:
    """Weighed counts of single words, and of what follows one word and two."""

    single: Counts = field(default_factory=_none)
    following: tuple[defaultdict[Context, Counts], ...] = field(
        default_factory=lambda: (defaultdict(_none), defaultdict(_none))
    )

    def add(self, lines: Sequence[str], known: frozenset[str], tokens: float) -> None:
        """Count a text so that it makes `tokens` words in all."""
        weight = tokens / max(sum(line.count(" ") + 2 for line in lines), 1)
        for line in lines:
            words = (BEGIN, *line.split(), END)
            for place, word in enumerate(words[1:], start=1):
                if word not in known:
                    continue
                self.single[word] += weight
                for length, table in enumerate(self.following, start=1):
                    context = words[max(0, place - length) : place]
                    if len(context) == length and known.issuperset(context):
                        table[context][word] += weight


def estimate(vocabulary: Sequence[str], practices: Path) -> LanguageModel:
    """Return the language model for the words of `vocabulary`."""
    known = frozenset((*vocabulary, BEGIN, END))
    counts = _Counts()
    for name, lines in _texts(practices).items():
        counts.add(lines, known, WEIGHTS[name] * TOKENS)
    single = _single(counts.single, vocabulary, practices)
    pairs = _smoothed(counts.following[0], 1, lambda word, _: single[word])
    pairs = _pruned(pairs, KEPT[0])
    model = LanguageModel({(): single, **pairs.following}, pairs.backoff)
    triples = _smoothed(counts.following[1], 2, model.probability)
    triples = _pruned(triples, KEPT[1])
    return LanguageModel(
        {**model.following, **triples.following}, {**model.backoff, **triples.backoff}
    )


def _texts(practices: Path) -> dict[str, Sequence[str]]:
    own = {kind: list(sentences.draw(kind, DRAWN, SEED)) for kind in sentences.kinds()}
    return {
        "wordnet-examples": texts.wordnet_examples(),
        "wordnet-first-person": texts.wordnet_in_first_person(),
        "wordnet-definitions": texts.wordnet_definitions(),
        "practice-prompts": texts.practice_prompts(practices),
        "practice-answers": _also_contracted(texts.practice_answers(practices)),
        "commands": _also_contracted(texts.commands()),
        "journal": own["journal"],
        "answers": own["answers"],
        "general": own["general"],
        "grammar-commands": own["commands"],
    }


def _also_contracted(lines: Iterable[str]) -> list[str]:
    return [said for line in lines for said in (line, sentences.contracted(line))]


def _single(
    counts: Mapping[str, float], vocabulary: Sequence[str], practices: Path
) -> dict[str, float]:
    """Return the probability of every word, and of the end."""
    expected = dict.fromkeys(vocabulary, min(LEVELS.values()))
    for level, count in LEVELS.items():
        for word in scowl(level) & expected.keys():
            expected[word] = max(expected[word], count)
    for word in needed(practices) & expected.keys():
        expected[word] = max(expected[word], NEEDED)
    for word in vocabulary:
        expected[word] += counts.get(word, 0.0)
    total = sum(expected.values())
    single = {word: (1 - END_PROBABILITY) * n / total for word, n in expected.items()}
    return single | {END: END_PROBABILITY}


@dataclass(frozen=True, slots=True)
class _Table:
    following: dict[Context, dict[str, float]]
    backoff: dict[Context, float]
    gain: dict[tuple[Context, str], float]


def _smoothed(
    counts: Mapping[Context, Mapping[str, float]],
    length: int,
    shorter: Callable[[str, Context], float],
) -> _Table:
    """Probabilities after contexts of a length, mixed with those of the shorter one.

    The gain of a sequence is how much likelier it makes the texts.
    """
    following: dict[Context, dict[str, float]] = {}
    backoff: dict[Context, float] = {}
    gain: dict[tuple[Context, str], float] = {}
    least, doubt = MIN_BACKOFF[length - 1], DOUBT[length - 1]
    for context, words in counts.items():
        total = sum(words.values())
        rest = backoff[context] = least + (1 - least) * doubt / (total + doubt)
        row = following[context] = {}
        for word, count in words.items():
            below = shorter(word, context[1:])
            row[word] = (1 - rest) * count / total + rest * below
            gain[context, word] = count * math.log(row[word] / (rest * below))
    return _Table(following, backoff, gain)


def _pruned(table: _Table, count: int) -> _Table:
    """Return the table with the `count` sequences that gain most."""
    best = sorted(table.gain, key=lambda key: (-table.gain[key], key))[:count]
    following: defaultdict[Context, dict[str, float]] = defaultdict(dict)
    for context, word in best:
        following[context][word] = table.following[context][word]
    backoff = {context: table.backoff[context] for context in following}
    return _Table(dict(following), backoff, {})
