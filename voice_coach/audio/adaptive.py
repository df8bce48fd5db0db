"""How the coach's voice is found in what a microphone hears, and taken out: a filter and a gate.

The filter learns what the room makes of what is played, and takes that away. It is linear: unlike
the suppressor of a telephone it leaves a person who speaks meanwhile as they are. What it cannot
take away, some hundredth of the echo's power, a recogniser could still make out where nobody else
speaks, so there the gate is closed. Nothing here knows of devices; see `voice_coach.audio.echo`.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

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
