"""How likely which phone follows which two: what the training measures the network against."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speech_model.biphones import PHONES, START

DOUBT = 20.0
"""Counts of the shorter context that are added to those of the longer one."""


@dataclass(frozen=True, slots=True)
class PhoneModel:
    """Probabilities of phones.

    Attributes:
        following: Of each phone after each two: (before, last, phone). After two silences, which
            never follow one another, stands what an utterance begins with.
        occupied: The share of the network's answers in each phone after each other: (left, phone).
    """

    following: NDArray[np.float32]
    occupied: NDArray[np.float32]


def estimate(spoken: Iterable[tuple[NDArray[np.int8], NDArray[np.integer]]]) -> PhoneModel:
    """Return the model of utterances: their phones, and how many answers each of these takes."""
    triples = np.zeros((PHONES, PHONES, PHONES))
    occupied = np.full((PHONES, PHONES), 1e-3)
    for phones, answers in spoken:
        numbers = np.concatenate([[START, START], phones.astype(np.int64)])
        np.add.at(triples, (numbers[:-2], numbers[1:-1], numbers[2:]), 1.0)
        np.add.at(occupied, (numbers[1:-1], numbers[2:]), answers)
    single = triples.sum((0, 1)) + 1.0
    single /= single.sum()
    pairs = triples.sum(0) + DOUBT * single
    pairs /= pairs.sum(1, keepdims=True)
    following = triples + DOUBT * pairs
    following /= following.sum(2, keepdims=True)
    return PhoneModel(following.astype(np.float32), (occupied / occupied.sum()).astype(np.float32))
