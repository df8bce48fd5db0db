"""Our own sounds: a few soft signals, a bell, and the shapes all our tones are made of.

They are short and quiet enough to be heard without waking anybody from an exercise. The tone that
leads the breath is made of the same shapes, in `breath`.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.sound import FULL_SCALE, Sound, to_int16
from voice_coach.session.effects import Earcon

Samples = NDArray[np.floating]

EARCON_PEAK = 10 ** (-20 / 20) * FULL_SCALE
EDGE_SECONDS = 0.03


class _Note(NamedTuple):
    """A sine that glides from one pitch to another; times in seconds."""

    start: float
    seconds: float
    first_hz: float
    last_hz: float


EARCONS: dict[Earcon, tuple[_Note, ...]] = {
    "open": (_Note(0.0, 0.16, 392, 587),),
    "close": (_Note(0.0, 0.16, 587, 392),),
    "paused": (_Note(0.0, 0.08, 330, 330), _Note(0.12, 0.08, 330, 330)),
    "finished": tuple(_Note(0.0, 0.25, hz, hz) for hz in (392, 494, 587)),
    "you": (_Note(0.0, 0.07, 494, 494), _Note(0.11, 0.1, 494, 494)),
    "trouble": (_Note(0.0, 0.1, 220, 220), _Note(0.12, 0.12, 175, 175)),
}
"""What each signal is made of: speak (rising), thank you (falling), waiting, all done, your own
words, a fault."""


class _Partial(NamedTuple):
    """One of the tones that make up a bell: how loud it is, and in how many seconds it fades."""

    hz: float
    share: float
    fades: float


BELL: tuple[_Partial, ...] = (
    _Partial(528.0, 1.0, 0.8),
    _Partial(531.0, 0.4, 1.0),  # close to the first, so that it sways as it fades
    _Partial(1109.0, 0.3, 0.35),
    _Partial(1426.0, 0.15, 0.2),
)
RING_SECONDS = 3.0
STRIKE_SECONDS = 0.008
"""A bell is struck, so it is sudden beside our other sounds; but not as sudden as a click."""


def earcon(name: Earcon, rate: int) -> Sound:
    """The signal called `name`, 90 to 250 ms long, at `rate` Hz."""
    notes = EARCONS[name]
    mix = np.zeros(round(max(note.start + note.seconds for note in notes) * rate))
    for note in notes:
        frames = round(note.seconds * rate)
        at = np.arange(float(frames))
        tone = sine(at, frames, note.first_hz, note.last_hz, rate)
        start = round(note.start * rate)
        mix[start : start + frames] += tone * edges(at, frames, EDGE_SECONDS, rate)
    return Sound(to_int16(mix * (EARCON_PEAK / np.abs(mix).max())), rate)


def bell(rate: int) -> Sound:
    """The bell that tells the minutes where the breath is not led, at `rate` Hz."""
    frames = round(RING_SECONDS * rate)
    at = np.arange(float(frames))
    mix = np.zeros(frames, np.float32)
    for partial in BELL:
        fading = np.exp(at / (-partial.fades * rate)).astype(np.float32)
        mix += np.float32(partial.share) * fading * sine(at, frames, partial.hz, partial.hz, rate)
    mix *= swell(np.minimum(1, at / (STRIKE_SECONDS * rate)))
    mix *= swell(np.minimum(1, 2 - 2 * at / frames))  # silent at its end
    return Sound(to_int16(mix * (EARCON_PEAK / np.abs(mix).max())), rate)


def sine(at: Samples, frames: int, first_hz: float, last_hz: float, rate: int) -> Samples:
    """At samples `at`, a sine whose pitch moves evenly over `frames` samples, from its start."""
    turns = at * (first_hz / rate + (last_hz - first_hz) / (2 * frames * rate) * at)
    turns -= np.floor(turns)  # what is left fits into half the bits, which is ten times as fast
    wave: Samples = np.sin(turns.astype(np.float32) * np.float32(2 * np.pi))
    return wave


def swell(share: Samples) -> Samples:
    """From 0 to 1 without a corner at either end."""
    return share * share * (3 - 2 * share)


def edges(at: Samples, frames: int, seconds: float, rate: int) -> Samples:
    """At samples `at`, the height of a plateau that is `frames` long: 1, and 0 outside.

    It has a raised-cosine edge of `seconds` at both ends, or as much of it as there is room for.
    """
    edge = max(1.0, min(seconds * rate, frames / 2))
    near = np.clip(np.minimum(at + 0.5, frames - at - 0.5) / edge, 0, 1)
    plateau: Samples = 0.5 - 0.5 * np.cos(np.pi * near)
    return plateau
