"""A listener in three stages, each of which wakes the next: loudness, voice activity, recognizer.

While it waits nearly all sound is quiet, and costs a comparison a block. What was heard is kept
nowhere: half a second lies in one buffer, which is overwritten and zeroed, and each stretch of
voice is recognized in a turn of its own, of which nothing reaches the next.
"""

import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from voice_coach.stt.base import RecognizerWorker
from voice_coach.stt.vad import VoiceActivity, load_detector

LEAD_IN_SECONDS = 0.6
"""Of sound before a voice was noticed, which the recognizer gets too: how a word began."""

PAUSE_SECONDS = 0.7
"""Without a voice, after which an utterance is over; longer than the comma after "coach"."""

MAX_UTTERANCE_SECONDS = 6.0
"""A phrase is shorter. Longer speech is not recognized any further until it pauses, so that a
television costs no more than its first words."""

MIN_LEVEL = 10 ** (-62 / 20) * 32768
"""RMS of a block; below it there is no voice. Speech across a room is at -50 dB and above."""

AWAKE_SECONDS = 1.0
"""For which the detector goes on after the last loud block."""

ABOVE_FLOOR = 1.6
"""A block is loud if its RMS is 4 dB above the quietest of late: a fan alone wakes nothing."""

FLOOR_RISE = 1.001
"""A block; how fast the floor follows a room that becomes louder: 0.4 dB a second."""


class StagedListener:
    """A `RecognizerWorker` that is passed through in sessions, and waits in stages between them.

    Args:
        listener: The recognizer at work.
        rate: The microphone's, in Hz.

    Attributes:
        turn: The latest turn that was recognized while waiting, a negative number: sessions count
            from 1, so no event of one can be taken for the other's.
        is_over: Whether that turn's utterance has ended.
    """

    def __init__(self, listener: RecognizerWorker, rate: int) -> None:
        self.turn = 0
        self.is_over = True
        self._listener = listener
        self._rate = rate
        detector = load_detector()
        self._activity = VoiceActivity(detector, rate) if detector is not None else None
        self._waiting = False
        self._lock = threading.Lock()  # the microphone's thread feeds, another one waits and ceases
        self._lead_in = np.zeros(round(LEAD_IN_SECONDS * rate), np.int16)
        self._floor = MIN_LEVEL
        self._awake = 0.0  # seconds the detector goes on
        self._seconds = 0.0  # since the detector woke up
        self._spoken = 0.0  # seconds of the utterance that is recognized
        self._skips = False  # the rest of an utterance that is too long

    @property
    def dropped(self) -> int:
        """Blocks that were lost while open."""
        return self._listener.dropped

    @dropped.setter
    def dropped(self, blocks: int) -> None:
        self._listener.dropped = blocks

    @property
    def is_open(self) -> bool:
        """True while sound that is fed counts."""
        return self._listener.is_open

    def open(self, turn: int, phrases: Sequence[str] = ()) -> None:
        """Begin to listen for a turn of a session."""
        self._listener.open(turn, phrases)

    def close(self) -> None:
        """Stop listening for a turn of a session."""
        self._listener.close()

    def stop(self) -> None:
        """End for good."""
        with self._lock:
            self._waiting = False
            self._forget()
        self._listener.stop()

    def wait(self) -> None:
        """Begin to wait for a voice; nothing that sounded before counts."""
        with self._lock:
            self._forget()
            self._waiting = True

    def cease(self) -> None:
        """Wait no longer, and forget what was heard meanwhile."""
        with self._lock:
            self._waiting = False
            self._end()
            self._forget()

    def feed(self, block: NDArray[np.int16]) -> None:
        """Take the next block of sound, from the microphone's thread."""
        with self._lock:
            if self._waiting:
                self._take(block)
            else:
                self._listener.feed(block)

    def _take(self, block: NDArray[np.int16]) -> None:
        """Pass a block through the stages."""
        seconds = len(block) / self._rate
        level = float(np.sqrt(np.mean(np.square(block, dtype=np.float32))))
        self._floor = max(MIN_LEVEL, min(level, self._floor * FLOOR_RISE))
        was_awake = self._awake > 0
        if level > MIN_LEVEL and level >= self._floor * ABOVE_FLOOR:
            self._awake = AWAKE_SECONDS
        else:
            self._awake = max(0.0, self._awake - seconds)
        if self._awake > 0 or not self.is_over:
            self._detect(block if was_awake else np.concatenate([self._lead_in, block]))
        elif was_awake:
            self._forget()
        self._remember(block)
        if not self.is_over:
            self._listener.feed(block)

    def _remember(self, block: NDArray[np.int16]) -> None:
        """Move the lead-in on by a block."""
        size = min(len(block), len(self._lead_in))
        self._lead_in[:-size] = self._lead_in[size:]
        self._lead_in[-size:] = block[-size:]

    def _detect(self, sound: NDArray[np.int16]) -> None:
        """Begin or end an utterance by whether there is a voice."""
        seconds = len(sound) / self._rate
        self._seconds += seconds
        if self._activity is not None:
            self._activity.feed(sound)
            last = self._activity.last
        else:  # no detector for this machine: loudness stands in for it
            last = self._seconds if self._awake > AWAKE_SECONDS / 2 else 0.0
        speaks = last > 0 and self._seconds - last < PAUSE_SECONDS
        if not speaks:
            self._skips = False
            self._end()
        elif self.is_over and not self._skips:
            self._begin()
        elif not self.is_over:
            self._spoken += seconds
            if self._spoken > MAX_UTTERANCE_SECONDS:
                self._skips = True
                self._end()

    def _begin(self) -> None:
        self.turn -= 1
        self.is_over, self._spoken = False, 0.0
        self._listener.open(self.turn)
        self._listener.feed(self._lead_in)

    def _end(self) -> None:
        if not self.is_over:
            self._listener.close()
            self.is_over = True

    def _forget(self) -> None:
        """Zero what was heard, and begin anew."""
        self._lead_in.fill(0)
        if self._activity is not None:
            self._activity.reset()
        self._awake = self._seconds = self._spoken = 0.0
        self.is_over, self._skips = True, False
