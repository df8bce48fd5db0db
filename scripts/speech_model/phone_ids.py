"""The numbers by which the decoder knows phones and their transitions.

A phone is told apart by where in a word it stands, so that words can be told apart in what was
decoded. All these are there twice: the second time for sounds that belong to no word the model
knows. They share the network's outputs.
"""

from enum import IntEnum

from speech_model import biphones
from speech_model.phones import NUMBER, PHONES, SILENCE

SILENCE_ID = 1


class Place(IntEnum):
    """The place of a phone in a word."""

    BEGIN = 0
    END = 1
    INTERNAL = 2
    SINGLETON = 3


_KNOWN = len(Place) * len(PHONES)

COUNT = 1 + 2 * _KNOWN
"""Phones in all; their numbers start at 1."""


def phone_id(phone: str, place: Place, *, unknown: bool = False) -> int:
    """Return the number of a phone at a place in a word; `unknown` for those of no known word."""
    return 2 + len(Place) * (NUMBER[phone] - 1) + place + (_KNOWN if unknown else 0)


def number_of(phone: int) -> int:
    """Return the phone's number in the network."""
    return NUMBER[SILENCE] if phone == SILENCE_ID else (phone - 2) % _KNOWN // len(Place) + 1


def entering(phone: int, left: int, lefts: int = biphones.PHONES) -> int:
    """Return the transition by which a phone begins after the network's phone `left`.

    A model whose outputs do not depend on the phone before has only one of `lefts`.
    """
    return 2 * ((phone - 1) * lefts + left + 1)


def staying(phone: int, left: int, lefts: int = biphones.PHONES) -> int:
    """Return the transition by which it goes on for another frame."""
    return entering(phone, left, lefts) - 1


def transitions(lefts: int = biphones.PHONES) -> int:
    """Return how many transitions there are."""
    return 2 * COUNT * lefts


def boundaries() -> str:
    """Return the lines of `word_boundary.int`: where in a word each phone stands."""
    lines = [f"{SILENCE_ID} nonword"]
    lines += [
        f"{phone} {Place((phone - 2) % len(Place)).name.lower()}" for phone in range(2, COUNT + 1)
    ]
    return "\n".join(lines) + "\n"
