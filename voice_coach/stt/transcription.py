"""Transcripts of recordings, and their word error rate.

A recording is decoded block by block and by the recognizer of a session, so that what a speech
model makes of it tells what it would make of a person.
"""

import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.files import open_recording
from voice_coach.errors import CoachError
from voice_coach.nlu.text import without_fillers, words_shown
from voice_coach.protocol.events import Event, Heard, Word
from voice_coach.stt.base import Recognizer

RATE = 16000
"""Hz, what speech models are trained on: a recording is converted once, and no recognizer has
to."""


def word_error_rate(reference: str, heard: str) -> float:
    """Return the Levenshtein distance in words over the number of words really said.

    0.0 is perfect, more than 1.0 possible. Case and punctuation other than apostrophes do not
    count, as recognizers write none. Raises ValueError if nothing was really said.
    """
    said = _words(reference)
    if not said:
        raise ValueError("a word error rate needs a reference with at least one word")
    return _distance(said, _words(heard)) / len(said)


def _words(text: str) -> list[str]:
    plain = text.lower().replace("’", "'")
    kept = (letter if letter.isalnum() or letter == "'" else " " for letter in plain)
    return "".join(kept).split()


def _distance(said: list[str], heard: list[str]) -> int:
    """Return Levenshtein's distance over words, computed a row at a time to be fast for hours.

    An insertion costs one more than the place before it, so all insertions before a place are
    found by the running minimum of the costs less the places.
    """
    numbers = {word: number for number, word in enumerate({*said, *heard})}
    words = np.array([numbers[word] for word in heard], np.intp)
    places = np.arange(len(heard) + 1)
    costs = places
    for row, wanted in enumerate(said, start=1):
        changed = costs[:-1] + (words != numbers[wanted])
        left_out = costs[1:] + 1
        costs = np.concatenate(([row], np.minimum(changed, left_out)))
        costs = np.minimum.accumulate(costs - places) + places
    return int(costs[-1])


@dataclass(frozen=True, slots=True)
class Segment:
    """The words between two pauses, in seconds; `confidence` is 0 to 1, None where not told."""

    start: float
    end: float
    text: str
    confidence: float | None
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Transcript:
    """The text of a recording.

    Attributes:
        seconds: How much of it was decoded; 0.0 if nothing of it could be read.
        decoding: Seconds the recognizer took, without loading its model or reading the file.
        failure: Why the recording, or the rest of it, could not be read.
    """

    seconds: float
    segments: tuple[Segment, ...]
    decoding: float
    failure: CoachError | None

    @property
    def text(self) -> str:
        """The text, one segment a line."""
        return "\n".join(segment.text for segment in self.segments)

    @property
    def realtime_factor(self) -> float | None:
        """Time of decoding over time of audio; below 1.0, the recognizer keeps up with a person."""
        return self.decoding / self.seconds if self.seconds else None


class Transcriber:
    """Transcribes one recording after the other with one recognizer, made for a rate in Hz."""

    def __init__(self, make_recognizer: Callable[[int], Recognizer]) -> None:
        self._make_recognizer = make_recognizer

    def transcribe(
        self, path: Path, on_progress: Callable[[float, float | None], None]
    ) -> Transcript:
        """Return the transcript of a recording, or of as much of it as can be read.

        `on_progress` takes, at first and after every block, the seconds decoded, and those there
        are, if known. Raises CoachError if there is no usable recognizer; what is wrong with the
        recording is in the transcript.
        """
        with ExitStack() as closing:
            try:
                recording = closing.enter_context(open_recording(path))
            except CoachError as error:
                return Transcript(0.0, (), 0.0, error)
            on_progress(0.0, recording.seconds)
            listener = _Transcription(self._recognizer)
            blocks = recording.blocks(RATE)
            failure: CoachError | None = None
            while failure is None:
                try:
                    block = next(blocks, None)
                except CoachError as error:
                    failure = error
                    continue
                if block is None:
                    break
                listener.feed(block)
                on_progress(listener.seconds, recording.seconds)
            return listener.transcript(failure)

    @cached_property
    def _recognizer(self) -> Recognizer:
        return self._make_recognizer(RATE)


class _Transcription:
    def __init__(self, recognizer: Recognizer) -> None:
        self._recognizer = recognizer
        self._frames = 0
        self._segments: list[Segment] = []
        self._decoding = 0.0
        recognizer.open(0)

    @property
    def seconds(self) -> float:
        return self._frames / RATE

    def feed(self, block: NDArray[np.int16]) -> None:
        self._frames += len(block)
        self._decode(lambda: self._recognizer.feed(block))

    def transcript(self, failure: CoachError | None) -> Transcript:
        self._decode(self._recognizer.close)
        return Transcript(self.seconds, tuple(self._segments), self._decoding, failure)

    def _decode(self, listen: Callable[[], Iterable[Event]]) -> None:
        started = time.perf_counter()
        events = listen()
        self._decoding += time.perf_counter() - started
        self._segments += [
            _segment(event)
            for event in events
            if isinstance(event, Heard) and event.final and event.text
        ]


def _segment(heard: Heard) -> Segment:
    """Return a piece as it is shown, without fillers unless it is nothing else."""
    words = words_shown(heard.words)
    confidence = sum(word.conf for word in words) / len(words) if words else None
    text = without_fillers(heard.text) or heard.text
    start, end = (words[0].start, words[-1].end) if words else (heard.started, heard.ended)
    return Segment(start, end, text, confidence, words)
