"""Takes the coach's own voice out of what the microphone hears.

It is given what the speaker plays and what the microphone hears, and finds the delay between the
two, the difference of their clocks, and the room, by itself: see `voice_coach.audio.adaptive` and
`voice_coach.audio.drift`, and docs/decisions/0024 for why it is no telephone's canceller.
"""

from collections import deque
from collections.abc import Callable

import numpy as np
import soxr
from numpy.typing import NDArray

from voice_coach.audio.adaptive import BLOCK, AdaptiveFilter, Gate
from voice_coach.audio.devices import Microphone
from voice_coach.audio.drift import Drift, Stretched
from voice_coach.audio.player import Player
from voice_coach.audio.sound import FULL_SCALE, to_int16

RATE = 16000
"""Hz of what is handed on: what the recogniser works at."""

HELD_BACK = BLOCK
"""Samples of what is heard that wait, so that of what was played there always is a sample more,
where its clock goes faster."""

MOST_AHEAD = 0.2
"""Seconds of played sound that may wait for the microphone, as devices deliver in bursts. More
means that the microphone was away, or that the two clocks have run apart: what was played then can
no longer be heard."""

MOST_BLOCKS = 1000
"""Played blocks that may wait while the microphone is gone: some ten seconds."""


class EchoCanceller:
    """Hears what the speaker plays, and takes it out of what the microphone hears.

    Args:
        played_rate: Of what is played, in Hz.
        heard_rate: Of what the microphone hears, in Hz.
    """

    def __init__(self, played_rate: int, heard_rate: int) -> None:
        self._stretched = Stretched(BLOCK)
        self._filter = AdaptiveFilter()
        self._drift = Drift()
        self._gate = Gate()
        self._waiting: deque[NDArray[np.int16]] = deque(maxlen=MOST_BLOCKS)  # speaker's thread
        self._played = _Frames(played_rate)
        self._heard = _Frames(heard_rate)

    def play(self, block: NDArray[np.int16]) -> None:
        """Take a block that is played, int16 mono; safe in the speaker's callback."""
        self._waiting.append(block.copy())

    def clean(self, block: NDArray[np.int16]) -> NDArray[np.int16]:
        """What the microphone has heard besides, int16 mono at `RATE`, 60 ms late.

        Of a block that is no multiple of 20 ms the rest comes with the next one.
        """
        while self._waiting:
            self._played.put(self._waiting.popleft())
        self._heard.put(block)
        # What is played now is heard later, never sooner: so nothing older may stand beside it.
        if len(self._played) > len(self._heard) + round(MOST_AHEAD * RATE):
            self._played.keep(len(self._heard))
        cleaned = []
        while len(self._heard) >= BLOCK + HELD_BACK:
            needed = self._stretched.needs(self._drift.faster)
            played = self._stretched.take(self._played.take(needed) / FULL_SCALE)
            heard = self._heard.take(BLOCK) / FULL_SCALE
            left, echo = self._filter.take(played, heard)
            if self._filter.learnt and self._filter.is_new:
                echo = heard  # all of it may be
            self._drift.watch(self._filter.answer, learnt=self._filter.learnt)
            cleaned.append(to_int16(FULL_SCALE * self._gate.take(left, echo)))
        return np.concatenate([np.zeros(0, np.int16), *cleaned])


class _Frames:
    """Sound on its way to the canceller, at its rate, in its frames."""

    def __init__(self, rate: int) -> None:
        # In floating point, because soxr adds dither to int16.
        self._convert = (
            soxr.ResampleStream(rate, RATE, 1, dtype="float32") if rate != RATE else None
        )
        self._samples = np.zeros(0, np.int16)

    def __len__(self) -> int:
        return len(self._samples)

    def put(self, block: NDArray[np.int16]) -> None:
        if self._convert is not None:
            block = to_int16(self._convert.resample_chunk(block.astype(np.float32)))
        self._samples = np.concatenate([self._samples, block])

    def take(self, frames: int) -> NDArray[np.int16]:
        """The next so many samples; silence fills them up where there are not so many."""
        taken, self._samples = self._samples[:frames], self._samples[frames:]
        return np.pad(taken, (0, frames - len(taken)))

    def keep(self, most: int) -> None:
        self._samples = self._samples[max(0, len(self._samples) - most) :]


class EchoFreeMicrophone:
    """A microphone that does not hear what a player plays. See `voice_coach.audio.devices`."""

    rate = RATE

    def __init__(self, microphone: Microphone, player: Player) -> None:
        self._microphone = microphone
        self._canceller = EchoCanceller(player.rate, microphone.rate)
        player.listeners.append(self._canceller.play)

    def start(self, on_block: Callable[[NDArray[np.int16]], None]) -> None:
        """Begin to hand over what is heard, int16 mono, in order, from one thread."""
        self._microphone.start(lambda block: on_block(self._canceller.clean(block)))

    def close(self) -> None:
        """Stop, and let the device go."""
        self._microphone.close()
