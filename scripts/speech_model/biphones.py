"""The network's outputs: entering a phone after every other one, and staying in a phone.

A phone begins otherwise after another phone, and so there is an output for each phone and the one
before it; before which, at the start and after a silence, is the silence.
"""

from typing import TypeVar

from jax import Array

from speech_model.phones import NUMBER, SILENCE

Number = TypeVar("Number", int, Array)
"""The number of a phone or an output, or many of them."""

PHONES = len(NUMBER)
"""With the silence, whose number is 0."""

START = NUMBER[SILENCE]
"""What stands before the first phone of an utterance."""

STAYING = PHONES * PHONES
"""The first of the outputs of staying."""

OUTPUTS = STAYING + PHONES


def entering(left: Number, phone: Number) -> Number:
    """Return the output of entering a phone after the phone `left`; both are numbers of phones."""
    return left * PHONES + phone


def staying(phone: Number) -> Number:
    """Return the output of another frame of a phone."""
    return STAYING + phone
