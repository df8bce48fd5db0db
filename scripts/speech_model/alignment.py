"""Alignment of phones and frames: the network's output for each frame."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from speech_model.phones import NUMBER, SILENCE
from speech_model.sound import Sound

STEP_SECONDS = 0.03
"""Seconds from one of the network's answers to the next: three frames of 10 ms."""

CENTRE_SECONDS = 0.0125
"""Seconds from the start of the sound to the middle of the first frame, which has 25 ms."""

MIN_SILENCE_SECONDS = 0.02
"""Seconds; what engines put between words below that is no silence anyone hears."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A phone, from `start` to `end` in seconds."""

    phone: str
    start: float
    end: float

    @classmethod
    def split(cls, spoken: Sequence[str], start: float, end: float) -> list[Self]:
        """Segments of the same length for phones that an engine takes for one sound."""
        length = (end - start) / max(len(spoken), 1)
        return [
            cls(phone, start + n * length, start + (n + 1) * length)
            for n, phone in enumerate(spoken)
        ]

    def moved(self, factor: float, delay: float) -> Self:
        """Return the same in sound that is played `factor` times as fast, `delay` seconds later."""
        return type(self)(self.phone, self.start / factor + delay, self.end / factor + delay)


@dataclass(frozen=True, slots=True)
class Utterance:
    """Sound, and the phones in it from its first sample to its last."""

    sound: Sound
    segments: list[Segment]


def tidied(segments: Sequence[Segment]) -> list[Segment]:
    """The segments without silences too short to hear, and with neighbouring silences as one."""
    tidy: list[Segment] = []
    for segment in segments:
        last = tidy[-1] if tidy else None
        silent = segment.phone == SILENCE
        if (
            last
            and silent
            and (segment.end - segment.start < MIN_SILENCE_SECONDS or last.phone == SILENCE)
        ):
            tidy[-1] = Segment(last.phone, last.start, segment.end)
        else:
            tidy.append(segment)
    return tidy


def labels(segments: Sequence[Segment], frames: int) -> NDArray[np.int8] | None:
    """The network's output for each of its frames; None where there are fewer frames than phones.

    Every segment gets at least one frame, as the graph demands it, and of all such divisions the
    one in which frames are least far, in seconds, from the segment they are given to. Its first
    frame has the output of entering the phone, the others that of staying in it.
    """
    count = len(segments)
    if count == 0 or count > frames:
        return None
    times = (STEP_SECONDS * np.arange(frames) + CENTRE_SECONDS)[:, None]
    starts = np.array([segment.start for segment in segments])
    ends = np.array([segment.end for segment in segments])
    cost = np.maximum(np.maximum(starts - times, times - ends), 0.0)
    best = np.full(count, np.inf)
    best[0] = cost[0, 0]
    entered = np.zeros((frames, count), bool)
    for frame in range(1, frames):
        entering = np.concatenate(([np.inf], best[:-1]))
        entered[frame] = entering < best
        best = np.minimum(entering, best) + cost[frame]
    numbers = [NUMBER[segment.phone] for segment in segments]
    found = np.zeros(frames, np.int8)
    at = count - 1
    for frame in range(frames - 1, -1, -1):
        first = bool(entered[frame, at]) or frame == 0
        found[frame] = 2 * numbers[at] + (not first)
        at -= bool(entered[frame, at])
    return found
