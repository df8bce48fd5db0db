"""A matcher learnt from wishes: sentences of people, each with what is wanted.

It weighs words, pairs of words and families of words ("mum", "dad") by how rare they are, as a
search engine does, and adds up the likeness to every wish. Beside that stands a naive Bayes
classifier, which also knows groups of letters: what is likely by both is wanted. There is nothing
to train but counts, so a practice that somebody wrote is learnt like the others. A word that no
wish has is taken for one that is spelled nearly alike, as recognizers and dialects have it.
"""

import math
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from voice_coach.nlu.text import plain, stem
from voice_coach.practice.schema import Practice

Label = tuple[str, str]
"""What is wanted: an action of the menu, and the name of its practice or nothing."""

_PAIR, _FAMILY, _RESEMBLING = 0.6, 0.8, 0.7
"""Weights beside those of a word: of two words in a row, of a family, of a word that is spelled
nearly alike."""

_SHARPNESS = 2.5
"""Exponent of a likeness: one wish that is very like counts more than several that are a little."""

_UNKNOWN = 0.8
"""Weight of a word that stands in no wish, beside the rarest one: it makes all less like."""

_MIN_OVERLAP = 0.6
"""Share of the letter groups that two words have in common if one is taken for the other."""

_GROUP = 3
"""Letters in a group."""

_FORM, _FORM_PAIR, _LETTERS = 0.3, 0.2, 0.2
"""Weights, for the classifier, of a word as it was said, of two in a row, of four letters of it."""

_LETTER_GROUP = 4
"""Letters in a group of the classifier."""

_SMOOTHING = 0.06
"""Weight of a feature, for the classifier, in wishes for something that do not have it."""

_EVENED = 0.5
"""Exponent by which few wishes for something are made to count like many, 0 to 1."""

_UNLIKE = 0.003
"""Share of likeness of what no wish is like: the classifier may still find it likely."""


@dataclass(frozen=True, slots=True)
class Match:
    """What may be wanted.

    Attributes:
        label: The action and the name.
        share: How probable it is among all, by likeness and classifier, 0 to 1: how clear it is.
        likeness: The cosine to the wish that is most like it, 0 to 1: how well it is known.
    """

    label: Label
    share: float
    likeness: float


@dataclass(frozen=True, slots=True)
class _Table:
    """The file of wishes: those of actions, families of words, and fillers."""

    wishes: dict[str, list[str]]
    families: dict[str, tuple[str, ...]]
    fillers: frozenset[str]


@cache
def _table() -> _Table:
    text = files("voice_coach.menu").joinpath("wishes.toml").read_text(encoding="utf-8")
    found = tomllib.loads(text)
    families = defaultdict[str, list[str]](list)
    for family, words in found["families"].items():
        for word in dict.fromkeys(stem(each) for each in words.split()):
            families[word].append(f"@{family}")
    return _Table(
        found["wishes"],
        {word: tuple(names) for word, names in families.items()},
        frozenset(found["fillers"].split()),
    )


class WishMatcher:
    """Finds what is wanted.

    Args:
        practices: The practices there are; those without wishes are known by title, tags and about.
    """

    def __init__(self, practices: Sequence[Practice]) -> None:
        examples = list(_examples(practices))
        self._labels = [label for label, _ in examples]
        found = [_features(_stems(wish)) for _, wish in examples]
        self._weights = _rarities(found)
        self._rarest = max(self._weights.values())
        self._wishes: dict[str, list[tuple[int, float]]] = {
            feature: [] for feature in self._weights
        }
        for place, features in enumerate(found):
            weighted = {name: kind * self._weights[name] for name, kind in features.items()}
            length = math.sqrt(sum(weight * weight for weight in weighted.values())) or 1.0
            for name, weight in weighted.items():
                self._wishes[name].append((place, weight / length))
        self._spelled: dict[str, set[str]] | None = None
        self._bayes = _NaiveBayes(examples)

    def ranked(self, utterance: str) -> list[Match]:
        """Return what may be wanted, the likeliest first; [] where no word is known."""
        words = _stems(utterance)
        known = [word if word in self._wishes else self._resembling(word) for word in words]
        asked = _features([word or "" for word in known])
        for before, after in zip(words, known, strict=True):
            if after and before != after:
                asked[after] *= _RESEMBLING
        weighted = {
            name: kind * self._weights[name]
            for name, kind in asked.items()
            if name in self._weights
        }
        unknown = known.count(None) * (_UNKNOWN * self._rarest) ** 2
        length = math.sqrt(unknown + sum(weight * weight for weight in weighted.values())) or 1.0
        likeness = defaultdict[int, float](float)
        for name, weight in weighted.items():
            for place, share in self._wishes[name]:
                likeness[place] += weight * share / length
        sums, best = defaultdict[Label, float](float), defaultdict[Label, float](float)
        for place, value in likeness.items():
            label = self._labels[place]
            sums[label] += value**_SHARPNESS
            best[label] = max(best[label], value)
        weights = {label: value * math.sqrt(best[label]) for label, value in sums.items()}
        if not weights:
            return []
        whole = sum(weights.values()) or 1.0
        shares = {
            label: chance * (weights.get(label, 0.0) / whole + _UNLIKE)
            for label, chance in self._bayes.chances(utterance).items()
        }
        whole = sum(shares.values())
        order = sorted(shares, key=lambda label: (-shares[label], label))
        return [Match(label, shares[label] / whole, best.get(label, 0.0)) for label in order]

    def _resembling(self, word: str) -> str | None:
        """Return the known word that is spelled most nearly like this one, or None."""
        if word in _table().families:
            return word
        if len(word) <= _GROUP:
            return None
        if self._spelled is None:
            self._spelled = {
                known: _groups(known)
                for known in self._wishes
                if " " not in known and known[0] != "@" and len(known) > _GROUP
            }
        groups = _groups(word)
        overlaps = {
            known: 2 * len(groups & others) / (len(groups) + len(others))
            for known, others in self._spelled.items()
            if groups & others
        }
        nearest = max(overlaps, key=lambda known: overlaps[known], default=None)
        return nearest if nearest is not None and overlaps[nearest] >= _MIN_OVERLAP else None


class _NaiveBayes:
    """Multinomial naive Bayes over weighted features: how probable each label is.

    Each wish counts as much as another, whatever its length, and each label as much as another.
    Term weights and normalization are those of Rennie et al., Tackling the poor assumptions of
    naive Bayes text classifiers (2003).

    Args:
        examples: Labels with their wishes.
    """

    def __init__(self, examples: Iterable[tuple[Label, str]]) -> None:
        found = [(label, _features_with_forms(wish)) for label, wish in examples]
        self._weights = _rarities([features for _, features in found])
        self._sums: dict[str, dict[Label, float]] = {name: {} for name in self._weights}
        totals = defaultdict[Label, float](float)
        for label, features in found:
            for name, weight in self._normalized(features).items():
                sums = self._sums[name]
                sums[label] = sums.get(label, 0.0) + weight
                totals[label] += weight
        usual = sum(totals.values()) / len(totals)
        scales = {label: (usual / total) ** _EVENED for label, total in totals.items()}
        for sums in self._sums.values():
            for label in sums:
                sums[label] *= scales[label]
        smoothed = _SMOOTHING * len(self._weights)
        self._logs = {
            label: math.log(total * scales[label] + smoothed) for label, total in totals.items()
        }

    def chances(self, utterance: str) -> dict[Label, float]:
        """Return how probable each label is."""
        features = self._normalized(_features_with_forms(utterance))
        length = sum(features.values())  # the smoothing itself is the same for all
        logs = {label: -length * log for label, log in self._logs.items()}
        for name, weight in features.items():
            for label, total in self._sums[name].items():
                logs[label] += weight * math.log(total / _SMOOTHING + 1)
        most = max(logs.values())
        chances = {label: math.exp(log - most) for label, log in logs.items()}
        whole = sum(chances.values())
        return {label: chance / whole for label, chance in chances.items()}

    def _normalized(self, features: dict[str, float]) -> dict[str, float]:
        """Return known features by weight, as a vector of length 1."""
        weighted = {
            name: kind * self._weights[name]
            for name, kind in features.items()
            if name in self._weights
        }
        length = math.sqrt(sum(weight * weight for weight in weighted.values())) or 1.0
        return {name: weight / length for name, weight in weighted.items()}


def _examples(practices: Sequence[Practice]) -> Iterable[tuple[Label, str]]:
    """Yield each wish with what is wanted."""
    for action, wishes in _table().wishes.items():
        for wish in wishes:
            yield (action, ""), wish
    for practice in practices:
        label = ("practice", practice.name)
        about = (practice.about,) if not practice.wishes else ()
        for wish in (practice.title, *practice.tags, *about, *practice.wishes):
            yield label, wish


def _stems(utterance: str) -> list[str]:
    """Return the stems of an utterance without fillers, or with them if it has no other words."""
    words = plain(utterance).split()
    fillers = _table().fillers
    return [stem(word) for word in words if word not in fillers] or [stem(word) for word in words]


def _rarities(found: Sequence[dict[str, float]]) -> dict[str, float]:
    """Return the weight of each feature, by how few of the wishes have it."""
    counts = Counter(name for features in found for name in features)
    return {name: math.log((len(found) + 1) / (count + 0.5)) for name, count in counts.items()}


def _features(words: Sequence[str]) -> dict[str, float]:
    """Return words, pairs in a row (ends too) and families, each with the weight of its kind."""
    found = dict.fromkeys(filter(None, words), 1.0)
    for first, second in zip(("^", *words), (*words, "$"), strict=True):
        if first and second:
            found[f"{first} {second}"] = _PAIR
    families = _table().families
    for word in words:
        for family in families.get(word, ()):
            found[family] = _FAMILY
    return found


def _features_with_forms(utterance: str) -> dict[str, float]:
    """Return the features of an utterance, and its words as they are: alone, in pairs, in letters.

    Their names have a colon, which no word has.
    """
    found = _features(_stems(utterance))
    words = plain(utterance).split()
    for word in words:
        found[f"{word}:"] = _FORM
        for group in _groups(word, _LETTER_GROUP):
            found[f":{group}"] = found.get(f":{group}", 0.0) + _LETTERS
    for first, second in pairwise(words):
        found[f"{first}:{second}"] = _FORM_PAIR
    return found


def _groups(word: str, size: int = _GROUP) -> set[str]:
    """Return the groups of letters in a word, its ends marked."""
    marked = f"_{word}_"
    return {marked[place : place + size] for place in range(len(marked) - size + 1)}
