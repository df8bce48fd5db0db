"""The echo canceller.

The filter learns what the room makes of what is played, and takes that away. It is linear: unlike
the suppressor of a telephone it leaves a person who speaks meanwhile as they are. What it cannot
take away, some hundredth of the echo's power, a recogniser could still make out where nobody else
speaks, so there the gate is closed. Nothing here knows of devices; see `voice_coach.audio.echo`.

Two crystals differ by some twenty millionths. That is a sample in three seconds: too little to
hear, and more than a filter that has to know a room to a hundredth can follow.

It is given what the speaker plays and what the microphone hears, and finds the delay between the
two, the difference of their clocks, and the room, by itself: see `voice_coach.audio.echo` and
`voice_coach.audio.echo`, and docs/decisions/0024 for why it is no telephone's canceller.
"""

from collections import deque
from collections.abc import Callable

import numpy as np
import soxr
from numpy.typing import NDArray

from voice_coach.audio.player import Player
from voice_coach.audio.sound import FULL_SCALE, to_int16
from voice_coach.audio.streams import Microphone

Samples = NDArray[np.float64]


BLOCK = 320
"""Samples that are taken at a time: 20 ms at 16000 Hz."""


PARTS = 28
"""Blocks of the room's answer that are learnt: 0.56 seconds, for the devices' delay and for the
reverberation of a furnished room together."""


VARIANCE = 0.1
"""How large the answer may be at first: the square of its spectrum in each part."""


DECAY = 5.0
"""Powers of ten a second by which later parts are taken to be smaller at first. Mild, because the
answer of a slow device only begins late."""


STEADINESS = 0.9995
"""How much of the answer is as it was a block ago: people and doors move. Measured from 0.99, where
20 dB are taken out, to 0.9998, where 38 dB are; the latter takes twice as long after a change."""


SMOOTHING = 0.8
"""How much of the power of what is left is carried over from a block to the next."""


LATELY = 0.01
"""By how much of each block the idea of the power of late changes: two seconds of the coach."""


USEFUL, USELESS = 0.3, 0.8
"""So much of the power of what is heard is left by a filter that knows the room, and by one that no
longer does: the devices have another delay, or stand elsewhere. It then begins anew, because it
would be sure of the old answer for long. A command is too short, and a person too quiet, for that;
one who talks for seconds over a coach who is quieter can bring it about."""


FIRST = 150
"""Blocks after which a filter can tell an echo: three seconds of the coach, and ten dB."""


SILENT = 1e-3
"""The power of all that was played in the last half second, as a sum over the spectra, under which
there is nothing to learn from."""


FALL = 0.7
"""What is left of the echo's power after a block, at least: as much as it rings on."""


INAUDIBLE = 1e-7
"""Power (of full scale 1) of what is no echo, or no voice: 70 dB below full scale."""


ABOVE = 6.0
"""dB by which a voice has to be above what the filter usually leaves. The decibels of that vary by
three or so."""


LEAST = -12.0
"""dB against the echo from which something may be a voice, however well the filter works. From -15
or -20 dB on more of the coach came through beside a command, which then does not stand alone."""


USUALLY = 0.75
"""In so much of the time in which the coach speaks nobody else does."""


LEARNING = 0.3
"""dB a block by which the idea of what is usually left changes."""


HELD = 5
"""Blocks for which the gate stays open: a tenth of a second, as long as stops within words."""


AHEAD = 2
"""Blocks the gate opens early, so that no word loses its beginning."""


CLOSED = 0.003
"""What comes through a closed gate: 50 dB less."""


class AdaptiveFilter:
    """A Kalman filter in the frequency domain, in parts of one block (Kuech, Mabande and Enzner,
    "State-space architecture of the partitioned-block-based acoustic echo controller", 2014).

    It knows how sure it is of each frequency of each part, so it learns fast at first, hardly at
    all while somebody speaks over the coach, and needs nobody to tell it when that is.

    Attributes:
        answer: What it takes the room's answer to be: spectra, shape (PARTS, BLOCK + 1).
        learnt: Whether the last block was one to learn from: something was played.
    """  # noqa: D205 - the reference belongs to the name

    def __init__(self) -> None:
        self._played = np.zeros(2 * BLOCK)
        self._spectra = np.zeros((PARTS, BLOCK + 1), np.complex128)  # of what was played
        self.learnt = False
        self._begin()

    def _begin(self) -> None:
        """Know nothing of the room."""
        self.answer = np.zeros_like(self._spectra)
        falling = VARIANCE * 10 ** (-DECAY * np.arange(PARTS) * BLOCK / 16000)
        self._unsure = np.repeat(falling[:, np.newaxis], BLOCK + 1, axis=1)
        self._left = np.zeros(BLOCK + 1)
        self._power_heard, self._power_left = 0.0, 0.0
        self._knows_room = False
        self._blocks = 0

    @property
    def is_new(self) -> bool:
        """Whether it has only begun, and cannot tell an echo yet."""
        return self._blocks < FIRST

    def take(self, played: Samples, heard: Samples) -> tuple[Samples, Samples]:
        """What is left of a block that was heard, and its echo; shapes (BLOCK,), full scale 1."""
        self._played = np.concatenate([self._played[BLOCK:], played])
        self._spectra = np.roll(self._spectra, 1, axis=0)
        self._spectra[0] = np.fft.rfft(self._played)
        echo = np.fft.irfft((self.answer * self._spectra).sum(axis=0))[BLOCK:]
        left = heard - echo
        power = np.square(self._spectra.real) + np.square(self._spectra.imag)
        self.learnt = bool(power.sum() > SILENT)
        if self.learnt:  # else it would only forget
            self._blocks += 1
            self._learn(power, left)
            self._power_heard += LATELY * (float(np.mean(heard**2)) - self._power_heard)
            self._power_left += LATELY * (float(np.mean(left**2)) - self._power_left)
            if self._power_left < USEFUL * self._power_heard:
                self._knows_room = True
            elif self._knows_room and self._power_left > USELESS * self._power_heard:
                self._begin()
        return left, echo

    def _learn(self, power: Samples, left: Samples) -> None:
        error = np.fft.rfft(np.concatenate([np.zeros(BLOCK), left]))
        new = np.square(error.real) + np.square(error.imag)
        self._left = SMOOTHING * self._left + (1 - SMOOTHING) * new
        expected = 0.5 * (self._unsure * power).sum(axis=0) + self._left + 1e-4
        step = self._unsure / expected
        change = np.fft.irfft(step * self._spectra.conj() * error, axis=1)
        change[:, BLOCK:] = 0  # a part is no longer than a block
        self.answer += np.fft.rfft(change, axis=1)
        answer = np.square(self.answer.real) + np.square(self.answer.imag)
        kept = STEADINESS**2
        self._unsure = kept * (1 - 0.5 * step * power) * self._unsure + (1 - kept) * answer


class Gate:
    """Lets through what is more than the filter leaves of the coach; `AHEAD` blocks late."""

    def __init__(self) -> None:
        self._waiting = deque(np.zeros((AHEAD, BLOCK)))
        self._open_for = 0
        self._gain = 1.0
        self._ringing = 0.0
        self._usual = 0.0  # dB of what is left against the echo: at first nothing is taken out

    def take(self, left: Samples, echo: Samples) -> Samples:
        """The block that came `AHEAD` blocks before, or next to nothing."""
        self._waiting.append(left)
        if self._is_voice(float(np.mean(np.square(left))), float(np.mean(np.square(echo)))):
            self._open_for = HELD + AHEAD
        gain = 1.0 if self._open_for > 0 else CLOSED
        self._open_for -= 1
        gains = np.linspace(self._gain, gain, BLOCK, endpoint=False)
        self._gain = gain
        return self._waiting.popleft() * gains

    def _is_voice(self, left: float, echo: float) -> bool:
        self._ringing = max(FALL * self._ringing, echo)
        if self._ringing <= INAUDIBLE:
            return True  # the coach is silent: whatever there is may be heard
        ratio = 10 * float(np.log10((left + 1e-10) / self._ringing))
        usual = self._usual + LEARNING * (USUALLY if ratio > self._usual else USUALLY - 1)
        self._usual = min(0.0, max(-40.0, usual))
        return left > INAUDIBLE and ratio > max(LEAST, self._usual + ABOVE)


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


RATE = 16000
"""Hz of what is handed on: what the recogniser works at."""


HELD_BACK = BLOCK
"""Samples of what is heard that wait, so that of what was played there always is a sample more,
where its clock goes faster."""


MAX_AHEAD = 0.2
"""Seconds of played sound that may wait for the microphone, as devices deliver in bursts. More
means that the microphone was away, or that the two clocks have run apart: what was played then can
no longer be heard."""


MAX_BLOCKS = 1000
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
        self._waiting: deque[NDArray[np.int16]] = deque(maxlen=MAX_BLOCKS)  # speaker's thread
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
        if len(self._played) > len(self._heard) + round(MAX_AHEAD * RATE):
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
    """A microphone that does not hear what a player plays. See `voice_coach.audio.streams`."""

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
