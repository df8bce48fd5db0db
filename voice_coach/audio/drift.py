"""How far two devices' clocks run apart, and sound brought from the one's time to the other's.

Two crystals differ by some twenty millionths. That is a sample in three seconds: too little to
hear, and more than a filter that has to know a room to a hundredth can follow.
"""

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.adaptive import Samples

EVERY = 50
"""Learnt blocks from one look at the filter to the next: a second of the coach."""

BAND = slice(8, 120)
"""Which frequencies are looked at, in steps of 50 Hz: those of a voice, of which in a second none
turns far."""

FOLLOWED = 0.1
"""How much of what is seen is believed at each look. The filter itself takes seconds to follow, so
what believes more swings to and fro."""

MOST = 500e-6
"""No clock is as wrong as that."""

HALF = 8
"""Samples to either side from which one between two is computed."""


class Drift:
    """Watches a filter that knows a room: where that moves steadily, it is the clocks that do.

    Attributes:
        faster: By how much of itself the clock of what is played goes faster than that of what is
            heard.
    """

    def __init__(self) -> None:
        self.faster = 0.0
        self._before: NDArray[np.complex128] | None = None
        self._blocks = 0
        self._learnt = 0

    def watch(self, answer: NDArray[np.complex128], *, learnt: bool) -> None:
        """Look at the spectra of the room's answer, shape (parts, frequencies), after each block.

        `learnt` says whether the filter has learnt from that block.
        """
        self._blocks += 1
        self._learnt += learnt
        if self._learnt < EVERY:
            return
        size = answer.shape[1] - 1  # of a block
        if self._before is not None:
            turned = (answer * self._before.conj()).sum(axis=0)[BAND]
            steps = (np.pi / size * np.arange(size + 1))[BAND]  # radians a sample
            weights = np.abs(turned) * steps
            earlier = float((weights * np.angle(turned)).sum() / ((weights * steps).sum() + 1e-12))
            seen = self.faster + FOLLOWED * earlier / (self._blocks * size)
            self.faster = min(MOST, max(-MOST, seen))
        self._before, self._blocks, self._learnt = answer.copy(), 0, 0


class Stretched:
    """Turns samples of one clock into those of another, block by block, `HALF` samples late.

    Args:
        frames: Samples of a block.
    """

    def __init__(self, frames: int) -> None:
        self._frames = frames
        self._past = np.zeros(frames + 2 * HALF)
        self._between = 0.0  # where between two samples the next one lies

    def needs(self, faster: float) -> int:
        """How many samples the next block takes."""
        self._between += self._frames * faster
        whole = int(np.floor(self._between))
        self._between -= whole
        return self._frames + whole

    def take(self, samples: Samples) -> Samples:
        """The next block, out of as many samples as it needs."""
        known = np.concatenate([self._past, samples])
        self._past = known[-(self._frames + 2 * HALF - 1) :]
        places = np.arange(2 * HALF) - HALF + self._between
        weights = np.sinc(places) * (0.5 + 0.5 * np.cos(np.pi * places / HALF))
        return np.convolve(self._past, weights, "valid")
