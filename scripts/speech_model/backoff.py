"""N-grams of one length with back-off to shorter ones, and their pruning by entropy."""

from collections import defaultdict
from collections.abc import Callable

import numpy as np

from speech_model.ngrams import Context, Floats, Ints, Numbering, lookup, places


class BackoffTable:
    """The n-grams of one length in a model with back-off.

    Attributes:
        grams: Sorted, as `Numbering` joins them.
        shares: The probability of the last word of each after the others.
        contexts: What stands before their last words, sorted.
    """

    def __init__(
        self,
        numbering: Numbering,
        order: int,
        grams: Ints,
        shares: Floats,
        lower: Callable[[Ints], Floats],
    ) -> None:
        """Take n-grams of `order` words; `lower` gives the probability of shorter ones."""
        self.grams, self.shares = grams, shares
        self._numbering, self._order, self._lower = numbering, order, lower
        self.contexts, self._which = np.unique(numbering.split(grams)[0], return_inverse=True)
        self._shorter = lower(numbering.without_first(grams, order))
        self._unseen = 1 - np.bincount(self._which, shares, len(self.contexts))
        self._unseen_shorter = 1 - np.bincount(self._which, self._shorter, len(self.contexts))
        self._unseen = np.maximum(self._unseen, 1e-6)
        self._unseen_shorter = np.maximum(self._unseen_shorter, 1e-6)

    @property
    def _factor(self) -> Floats:
        return self._unseen / self._unseen_shorter

    def probability(self, grams: Ints) -> Floats:
        """Return the probability of the last word of each n-gram after the others."""
        factor = lookup(self.contexts, self._factor, self._numbering.split(grams)[0], 1.0)
        shorter = factor * self._lower(self._numbering.without_first(grams, self._order))
        found, there = places(self.grams, grams)
        return np.where(there, self.shares[found], shorter)

    def pruned(
        self, count: int, context_shares: Floats, needed: Ints | None = None
    ) -> "BackoffTable":
        """Return a table with the `count` n-grams whose loss would change the model most.

        Args:
            count: How many are kept.
            context_shares: How often each context occurs.
            needed: N-grams that are kept anyway, as they are contexts of longer ones.
        """
        which, share, shorter = self._which, self.shares, self._shorter
        unseen, unseen_shorter = self._unseen[which], self._unseen_shorter[which]
        factor = (unseen + share) / (unseen_shorter + shorter)
        change = share * (np.log(share) - np.log(shorter * factor))
        change -= unseen * (np.log(factor) - np.log(self._factor[which]))
        change *= context_shares[which]
        if needed is not None:
            change[places(needed, self.grams)[1]] = np.inf
        kept = np.sort(np.argsort(-change, kind="stable")[:count])
        return BackoffTable(
            self._numbering, self._order, self.grams[kept], share[kept], self._lower
        )

    def following(self) -> dict[Context, dict[str, float]]:
        """Return the probabilities by context, in words."""
        found: defaultdict[Context, dict[str, float]] = defaultdict(dict)
        names = self._names()
        _, words = self._numbering.split(self.grams)
        for place, word, share in zip(self._which, words, self.shares.tolist(), strict=True):
            found[names[place]][self._numbering.words[word]] = share
        return dict(found)

    def factors(self) -> dict[Context, float]:
        """Return what the shorter context's probability is multiplied with, by context."""
        return dict(zip(self._names(), self._factor.tolist(), strict=True))

    def _names(self) -> list[Context]:
        words = self._numbering.words
        firsts, lasts = self._numbering.split(self.contexts)
        if self._order == 2:
            return [(words[last],) for last in lasts]
        return [(words[first], words[last]) for first, last in zip(firsts, lasts, strict=True)]
