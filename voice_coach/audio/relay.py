"""Lets a person listen in on the virtual room.

The room makes sound in its own steps and a device wants it in its own time. In between the relay
keeps a short stretch ready, so that neither waits for the other.
"""

from collections import deque

import numpy as np
import soxr
from numpy.typing import NDArray

from voice_coach.audio.devices import Speaker
from voice_coach.audio.player import Track
from voice_coach.audio.sound import to_int16

READY_SECONDS = 0.3
"""How much is kept ready: more than a busy machine makes the room late."""


class Relay:
    """A source that gives what was put into it, and silence where that is late. It never ends.

    Args:
        rate: Samples a second, in Hz, of what is put in.
        out_rate: Samples a second, in Hz, of what is read.
    """

    def __init__(self, rate: int, out_rate: int) -> None:
        self.rate = out_rate
        self._resample = soxr.ResampleStream(rate, out_rate, 1, dtype="float32")
        self._ready: deque[NDArray[np.int16]] = deque()
        self._ready.append(np.zeros(round(READY_SECONDS * out_rate), np.int16))

    def put(self, samples: NDArray[np.int16]) -> None:
        """Take the next stretch of sound."""
        converted = self._resample.resample_chunk(samples.astype(np.float32))
        self._ready.append(to_int16(converted))

    def read(self, frames: int) -> NDArray[np.int16]:
        """The next `frames` samples; the rest is silence where there are not so many."""
        block = np.zeros(frames, np.int16)
        filled = 0
        while filled < frames and self._ready:
            samples = self._ready.popleft()
            taken = samples[: frames - filled]
            block[filled : filled + len(taken)] = taken
            filled += len(taken)
            if len(taken) < len(samples):
                self._ready.appendleft(samples[len(taken) :])
        return block


def listen_in(rate: int, speaker: Speaker) -> Relay:
    """Start a speaker that plays what is put into the relay."""
    relay = Relay(rate, speaker.rate)
    speaker.player.play(Track(relay))
    speaker.start()
    return relay
