"""The acoustic echo canceller: takes what the speaker plays out of what the microphone hears.

It finds the delay between the two signals, the drift of their clocks and the room's impulse
response by itself. The filter is linear, so it leaves a person who speaks meanwhile as they are. It
leaves about a hundredth of the echo's power, which a recognizer could still make out; where nobody
else speaks, a gate closes. See docs/decisions/0024.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.player import Player
from voice_coach.audio.sound import FULL_SCALE, BlockCallback, Resampler, to_int16
from voice_coach.audio.streams import Microphone

Samples = NDArray[np.float64]

RATE = 16000
"""Hz of what is handed on: the recognizers' own rate."""

BLOCK_SAMPLES = 320
"""Samples processed at a time: 20 ms at `RATE`."""

PARTITIONS = 28
"""Blocks of the impulse response that are learnt: 0.56 seconds, for the devices' delay and for the
reverberation of a furnished room together."""

INITIAL_VARIANCE = 0.1
"""Of the impulse response at first: the square of its spectrum in each partition."""

PRIOR_DECAY = 5.0
"""Powers of ten a second by which later partitions are assumed to be smaller at first. Mild,
because the response of a slow device begins late."""

STATE_TRANSITION = 0.9995
"""The share of the response that is as it was a block ago: people and doors move. Measured from
0.99, where 20 dB are taken out, to 0.9998, where 38 dB are; the latter takes twice as long after a
change."""

ERROR_SMOOTHING = 0.8
"""The share of the residual's power that is carried over from a block to the next."""

POWER_SMOOTHING = 0.01
"""The share of each block in the averages of power: they span two seconds of the coach."""

CONVERGED_RATIO, DIVERGED_RATIO = 0.3, 0.8
"""Residual over heard power of a filter that knows the room, and of one that no longer does because
the devices have another delay or stand elsewhere. It is then reset, because it would be sure of the
old response for long. A command is too short, and a person too quiet, for that; one who talks for
seconds over a coach who is quieter can bring it about."""

MIN_LEARNT_BLOCKS = 150
"""Blocks after which a filter can tell an echo: three seconds of the coach, and ten dB."""

MIN_PLAYED_POWER = 1e-3
"""Power of all that was played in the last half second, as a sum over the spectra, under which
there is nothing to learn from."""

ECHO_RELEASE = 0.7
"""The least share of the echo's power that is left after a block: it reverberates."""

MIN_AUDIBLE_POWER = 1e-7
"""Power (full scale 1) below which nothing counts as echo or speech: 70 dB below full scale."""

GATE_MARGIN_DB = 6.0
"""dB by which speech has to be above what the filter usually leaves. The decibels of that vary by
three or so."""

MIN_GATE_RATIO_DB = -12.0
"""dB against the echo from which something may be speech, however well the filter works. From -15
or -20 dB on more of the coach came through beside a command, which then does not stand alone."""

RESIDUAL_QUANTILE = 0.75
"""The share of the time in which the coach speaks and nobody else does."""

RESIDUAL_STEP_DB = 0.3
"""dB a block by which the estimate of the usual residual changes."""

GATE_HOLD_BLOCKS = 5
"""Blocks for which the gate stays open: a tenth of a second, as long as stops within words."""

LOOKAHEAD_BLOCKS = 2
"""Blocks the gate opens early, so that no word loses its beginning."""

CLOSED_GAIN = 0.003
"""The gain of a closed gate: -50 dB."""

DRIFT_INTERVAL_BLOCKS = 50
"""Learnt blocks between two looks at the filter: a second of the coach."""

DRIFT_BINS = slice(8, 120)
"""Frequency bins that are looked at, 50 Hz each: those of a voice. In a second the phase of none
turns far."""

DRIFT_STEP = 0.1
"""The share of an observed drift that is believed. The filter itself takes seconds to follow, so a
larger step oscillates."""

MAX_DRIFT = 500e-6
"""No clock is as wrong as that."""

KERNEL_HALF_WIDTH = 8
"""Samples to either side from which one between two is interpolated."""

RESERVE_SAMPLES = BLOCK_SAMPLES
"""Heard samples held back, so that of what was played there always is a sample more, where its
clock runs faster."""

DELAY_SECONDS = 0.06
"""By which what is heard is handed on later: a block, the reserve, and the gate's look ahead."""

MAX_LEAD_SECONDS = 0.2
"""Seconds of played sound that may wait for the microphone, as devices deliver in bursts. More
means that the microphone was away, or that the two clocks have run apart: what was played then can
no longer be heard."""

MAX_QUEUED_BLOCKS = 1000
"""Played blocks that may wait while the microphone is gone: some ten seconds."""


class AdaptiveFilter:
    """A partitioned-block Kalman filter in the frequency domain.

    After Kuech, Mabande and Enzner, "State-space architecture of the partitioned-block-based
    acoustic echo controller", 2014. It estimates its own uncertainty, so it needs no double-talk
    detector.

    Attributes:
        answer: The estimated impulse response: spectra, shape (PARTITIONS, BLOCK_SAMPLES + 1).
        learnt: Whether the last block was one to learn from: something was played.
    """

    def __init__(self) -> None:
        self._played = np.zeros(2 * BLOCK_SAMPLES)
        self._spectra = np.zeros((PARTITIONS, BLOCK_SAMPLES + 1), np.complex128)
        self.learnt = False
        self._reset()

    def _reset(self) -> None:
        self.answer = np.zeros_like(self._spectra)
        falling = INITIAL_VARIANCE * 10 ** (
            -PRIOR_DECAY * np.arange(PARTITIONS) * BLOCK_SAMPLES / RATE
        )
        self._uncertainty = np.repeat(falling[:, np.newaxis], BLOCK_SAMPLES + 1, axis=1)
        self._error_power = np.zeros(BLOCK_SAMPLES + 1)
        self._heard_power, self._residual_power = 0.0, 0.0
        self._has_converged = False
        self._blocks = 0

    @property
    def is_learning(self) -> bool:
        """Return whether too few blocks were learnt to tell an echo."""
        return self._blocks < MIN_LEARNT_BLOCKS

    def take(self, played: Samples, heard: Samples) -> tuple[Samples, Samples]:
        """Return a heard block's residual and echo: shape (BLOCK_SAMPLES,), full scale 1."""
        self._played = np.concatenate([self._played[BLOCK_SAMPLES:], played])
        self._spectra = np.roll(self._spectra, 1, axis=0)
        self._spectra[0] = np.fft.rfft(self._played)
        echo = np.fft.irfft((self.answer * self._spectra).sum(axis=0))[BLOCK_SAMPLES:]
        residual = heard - echo
        power = np.square(self._spectra.real) + np.square(self._spectra.imag)
        self.learnt = bool(power.sum() > MIN_PLAYED_POWER)
        if self.learnt:  # in silence it would only forget
            self._blocks += 1
            self._learn(power, residual)
            self._heard_power += POWER_SMOOTHING * (float(np.mean(heard**2)) - self._heard_power)
            change = float(np.mean(residual**2)) - self._residual_power
            self._residual_power += POWER_SMOOTHING * change
            if self._residual_power < CONVERGED_RATIO * self._heard_power:
                self._has_converged = True
            elif self._has_converged and self._residual_power > DIVERGED_RATIO * self._heard_power:
                self._reset()
        return residual, echo

    def _learn(self, power: Samples, residual: Samples) -> None:
        error = np.fft.rfft(np.concatenate([np.zeros(BLOCK_SAMPLES), residual]))
        new = np.square(error.real) + np.square(error.imag)
        self._error_power = ERROR_SMOOTHING * self._error_power + (1 - ERROR_SMOOTHING) * new
        expected = 0.5 * (self._uncertainty * power).sum(axis=0) + self._error_power + 1e-4
        step = self._uncertainty / expected
        change = np.fft.irfft(step * self._spectra.conj() * error, axis=1)
        change[:, BLOCK_SAMPLES:] = 0  # a partition is no longer than a block
        self.answer += np.fft.rfft(change, axis=1)
        answer = np.square(self.answer.real) + np.square(self.answer.imag)
        kept = STATE_TRANSITION**2
        self._uncertainty = (
            kept * (1 - 0.5 * step * power) * self._uncertainty + (1 - kept) * answer
        )


class Gate:
    """Passes on what is more than the filter leaves of the coach; `LOOKAHEAD_BLOCKS` late."""

    def __init__(self) -> None:
        self._queue = deque(np.zeros((LOOKAHEAD_BLOCKS, BLOCK_SAMPLES)))
        self._open_for = 0
        self._gain = 1.0
        self._echo_power = 0.0
        self._usual_ratio = 0.0  # dB against the echo; at first nothing is taken out

    def take(self, residual: Samples, echo: Samples) -> Samples:
        """Return the block that came `LOOKAHEAD_BLOCKS` before, or next to nothing."""
        self._queue.append(residual)
        powers = (float(np.mean(np.square(block))) for block in (residual, echo))
        if self._is_near_speech(*powers):
            self._open_for = GATE_HOLD_BLOCKS + LOOKAHEAD_BLOCKS
        gain = 1.0 if self._open_for > 0 else CLOSED_GAIN
        self._open_for -= 1
        gains = np.linspace(self._gain, gain, BLOCK_SAMPLES, endpoint=False)
        self._gain = gain
        return self._queue.popleft() * gains

    def _is_near_speech(self, residual: float, echo: float) -> bool:
        self._echo_power = max(ECHO_RELEASE * self._echo_power, echo)
        if self._echo_power <= MIN_AUDIBLE_POWER:
            return True  # the coach is silent: whatever there is may be heard
        ratio = 10 * float(np.log10((residual + 1e-10) / self._echo_power))
        step = RESIDUAL_QUANTILE if ratio > self._usual_ratio else RESIDUAL_QUANTILE - 1
        self._usual_ratio = min(0.0, max(-40.0, self._usual_ratio + RESIDUAL_STEP_DB * step))
        threshold = max(MIN_GATE_RATIO_DB, self._usual_ratio + GATE_MARGIN_DB)
        return residual > MIN_AUDIBLE_POWER and ratio > threshold


class ClockDrift:
    """Estimates the difference of the two clocks from how the learnt response moves.

    Two crystals differ by some twenty millionths: more than a filter that has to know a room to a
    hundredth can follow. `faster` is by how much of itself the clock of what is played runs faster
    than that of what is heard.
    """

    def __init__(self) -> None:
        self.faster = 0.0
        self._previous: NDArray[np.complex128] | None = None
        self._blocks = 0
        self._learnt = 0

    def watch(self, answer: NDArray[np.complex128], *, learnt: bool) -> None:
        """Look at the filter's `answer` after a block, and at whether it has learnt from that."""
        self._blocks += 1
        self._learnt += learnt
        if self._learnt < DRIFT_INTERVAL_BLOCKS:
            return
        size = answer.shape[1] - 1  # of a block
        if self._previous is not None:
            turned = (answer * self._previous.conj()).sum(axis=0)[DRIFT_BINS]
            steps = (np.pi / size * np.arange(size + 1))[DRIFT_BINS]  # radians a sample
            weights = np.abs(turned) * steps
            earlier = float((weights * np.angle(turned)).sum() / ((weights * steps).sum() + 1e-12))
            seen = self.faster + DRIFT_STEP * earlier / (self._blocks * size)
            self.faster = min(MAX_DRIFT, max(-MAX_DRIFT, seen))
        self._previous, self._blocks, self._learnt = answer.copy(), 0, 0


class FractionalResampler:
    """Converts blocks of `frames` samples to another clock, `KERNEL_HALF_WIDTH` samples late."""

    def __init__(self, frames: int) -> None:
        self._frames = frames
        self._history = np.zeros(frames + 2 * KERNEL_HALF_WIDTH)
        self._offset = 0.0  # where between two samples the next one lies

    def needed_samples(self, faster: float) -> int:
        """Return how many samples the next block takes."""
        self._offset += self._frames * faster
        whole = int(np.floor(self._offset))
        self._offset -= whole
        return self._frames + whole

    def take(self, samples: Samples) -> Samples:
        """Return the next block, from as many samples as it needs."""
        known = np.concatenate([self._history, samples])
        self._history = known[-(self._frames + 2 * KERNEL_HALF_WIDTH - 1) :]
        places = np.arange(2 * KERNEL_HALF_WIDTH) - KERNEL_HALF_WIDTH + self._offset
        weights = np.sinc(places) * (0.5 + 0.5 * np.cos(np.pi * places / KERNEL_HALF_WIDTH))
        return np.convolve(self._history, weights, "valid")


class EchoCanceller:
    """Takes what is played, at `played_rate` Hz, out of what is heard, at `heard_rate` Hz."""

    def __init__(self, played_rate: int, heard_rate: int) -> None:
        self._resampler = FractionalResampler(BLOCK_SAMPLES)
        self._filter = AdaptiveFilter()
        self._drift = ClockDrift()
        self._gate = Gate()
        self._queue: deque[NDArray[np.int16]] = deque(maxlen=MAX_QUEUED_BLOCKS)  # speaker's thread
        self._played = _SampleQueue(played_rate)
        self._heard = _SampleQueue(heard_rate)

    def play(self, block: NDArray[np.int16]) -> None:
        """Take a block that is played, int16 mono; safe in the speaker's callback."""
        self._queue.append(block.copy())

    def clean(self, block: NDArray[np.int16]) -> NDArray[np.int16]:
        """Return what is heard besides, int16 mono at `RATE`, 60 ms late, in whole 20 ms."""
        while self._queue:
            self._played.put(self._queue.popleft())
        self._heard.put(block)
        # What is played now is heard later, never sooner: so nothing older may stand beside it.
        if len(self._played) > len(self._heard) + round(MAX_LEAD_SECONDS * RATE):
            self._played.keep(len(self._heard))
        cleaned = []
        while len(self._heard) >= BLOCK_SAMPLES + RESERVE_SAMPLES:
            needed = self._resampler.needed_samples(self._drift.faster)
            played = self._resampler.take(self._played.take(needed) / FULL_SCALE)
            heard = self._heard.take(BLOCK_SAMPLES) / FULL_SCALE
            residual, echo = self._filter.take(played, heard)
            if self._filter.learnt and self._filter.is_learning:
                echo = heard  # all of it may be
            self._drift.watch(self._filter.answer, learnt=self._filter.learnt)
            cleaned.append(to_int16(FULL_SCALE * self._gate.take(residual, echo)))
        return np.concatenate([np.zeros(0, np.int16), *cleaned])


class _SampleQueue:
    def __init__(self, rate: int) -> None:
        self._resampler = Resampler(rate, RATE)
        self._samples = np.zeros(0, np.int16)

    def __len__(self) -> int:
        return len(self._samples)

    def put(self, block: NDArray[np.int16]) -> None:
        self._samples = np.concatenate([self._samples, self._resampler.convert(block)])

    def take(self, frames: int) -> NDArray[np.int16]:
        """Return the next samples; silence where there are not so many."""
        taken, self._samples = self._samples[:frames], self._samples[frames:]
        return np.pad(taken, (0, frames - len(taken)))

    def keep(self, most: int) -> None:
        self._samples = self._samples[max(0, len(self._samples) - most) :]


class EchoFreeMicrophone:
    """A microphone that does not hear what a player plays. See `Microphone`."""

    rate = RATE

    def __init__(self, microphone: Microphone, player: Player) -> None:
        self._microphone = microphone
        self._canceller = EchoCanceller(player.rate, microphone.rate)
        player.listeners.append(self._canceller.play)

    @property
    def latency(self) -> float:
        """Seconds from a sound until its block is handed over."""
        return self._microphone.latency + DELAY_SECONDS

    def start(self, on_block: BlockCallback) -> None:
        """Begin to hand over what is heard, int16 mono, in order, from one thread."""
        self._microphone.start(lambda block: on_block(self._canceller.clean(block)))

    def close(self) -> None:
        """Stop, and release the device."""
        self._microphone.close()
