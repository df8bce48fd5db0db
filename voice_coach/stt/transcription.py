"""Transcripts of recordings, and their word error rate.

It is heard as a session would hear it, block by block and by the same ear, so that what a speech
model makes of a recording tells what it would make of a person.
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
from voice_coach.protocol.events import Event, Heard, Word
from voice_coach.stt.base import Recognizer


def word_error_rate(reference: str, heard: str) -> float:
    """The share of words heard wrong, left out or added.

    Both texts are compared word by word, without regard to case or punctuation other than
    apostrophes, as recognisers write none.

    Args:
        reference: What was really said.
        heard: What was heard.

    Returns:
        The smallest number of words to change, take out or put in that makes one text the other,
        divided by the number of words really said: 0.0 is perfect, and more than 1.0 is possible.

    Raises:
        ValueError: If nothing was really said; there is no rate of nothing.
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
    """Levenshtein's distance over words, one row of the table at a time.

    A row is worked out as a whole, so that the words of hours are compared in seconds: a word put
    in costs one more than the place before it, so all that were put in before a place are found by
    the running minimum of the costs less the places.
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


RATE = 16000
"""Hz. What speech models are trained on: a recording is converted once, and no ear has to."""


@dataclass(frozen=True, slots=True)
class Segment:
    """What was said between two pauses.

    `start` and `end` are seconds from the beginning of the recording; `confidence` is the mean of
    the words', 0 to 1, or None where the ear tells no words.
    """

    start: float
    end: float
    text: str
    confidence: float | None
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was heard in a recording.

    Attributes:
        seconds: How much of it was listened to; 0.0 if nothing of it could be read.
        segments: What was heard, in order.
        decoding: Seconds the ear took, without loading its model or reading the file.
        failure: Why the recording, or the rest of it, could not be read.
    """

    seconds: float
    segments: tuple[Segment, ...]
    decoding: float
    failure: CoachError | None

    @property
    def text(self) -> str:
        """What was heard, one segment a line."""
        return "\n".join(segment.text for segment in self.segments)

    @property
    def realtime_factor(self) -> float | None:
        """Time of decoding over time of audio; below 1.0, the ear keeps up with a person."""
        return self.decoding / self.seconds if self.seconds else None


class Transcriber:
    """Transcribes one recording after the other with one ear.

    Args:
        make_recognizer: Makes the recognizer, for a sample rate in Hz. This loads the model, so it
            is not called before there is something to hear.
    """

    def __init__(self, make_recognizer: Callable[[int], Recognizer]) -> None:
        self._make_ear = make_recognizer

    def transcribe(
        self, path: Path, on_progress: Callable[[float, float | None], None]
    ) -> Transcript:
        """Hear a recording, or as much of it as can be read.

        Args:
            path: A file of any format that `open_recording` reads.
            on_progress: Called with the seconds listened to, and those there are where that is
                known: at first, and after every block.

        Raises:
            CoachError: The ear cannot hear. What is wrong with the recording is in the transcript.
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
        return self._make_ear(RATE)


class _Transcription:
    """One recording on its way through an ear."""

    def __init__(self, recognizer: Recognizer) -> None:
        self._recognizer = recognizer
        self._frames = 0
        self._segments: list[Segment] = []
        self._decoding = 0.0
        recognizer.open(0)

    @property
    def seconds(self) -> float:
        """Seconds listened to."""
        return self._frames / RATE

    def feed(self, block: NDArray[np.int16]) -> None:
        """Listen to the next block."""
        self._frames += len(block)
        self._keep(lambda: self._recognizer.feed(block))

    def transcript(self, failure: CoachError | None) -> Transcript:
        """Stop listening, and tell what was heard."""
        self._keep(self._recognizer.close)
        return Transcript(self.seconds, tuple(self._segments), self._decoding, failure)

    def _keep(self, listen: Callable[[], Iterable[Event]]) -> None:
        config = time.perf_counter()
        events = listen()
        self._decoding += time.perf_counter() - config
        self._segments += [
            _segment(event)
            for event in events
            if isinstance(event, Heard) and event.final and event.text
        ]


def _segment(heard: Heard) -> Segment:
    sure = [word.conf for word in heard.words]
    confidence = sum(sure) / len(sure) if sure else None
    return Segment(heard.started, heard.ended, heard.text, confidence, heard.words)
