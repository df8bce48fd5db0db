"""What was heard, as subtitles in the SubRip format (SRT), which every player shows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from math import inf
from textwrap import wrap
from typing import TypeVar

from voice_coach.ear.transcribing import Segment
from voice_coach.session.events import Word

MOST_LINES = 2
LINE_LENGTH = 42
"""Characters a line. Two lines of 42 are what broadcasters and streaming services agree on."""

MOST_SECONDS = 7.0
"""How long a caption may last: after that it is read a second time."""

LEAST_SECONDS = 1.0
"""How long a caption stays if nothing follows it: a shorter one is seen and not read."""

PAUSE = 0.4
"""Seconds between two words after which the next one begins a new caption. Within a phrase words
follow one another faster, so captions end where sentences do, which no recogniser marks."""

_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands below the picture from `start` to `end`, in seconds."""

    start: float
    end: float
    lines: tuple[str, ...]


def srt(segments: Sequence[Segment]) -> str:
    """Segments as the text of an SRT file; "" where nothing was heard."""
    return "\n".join(
        f"{number}\n{time_code(caption.start)} --> {time_code(caption.end)}\n"
        + "".join(f"{line}\n" for line in caption.lines)
        for number, caption in enumerate(captions(segments), start=1)
    )


def captions(segments: Sequence[Segment]) -> list[Caption]:
    """Segments in pieces that can be read while they are heard.

    No caption has more than two lines of 42 characters (unless one word is longer), lasts longer
    than seven seconds (unless one word does), or spans a pause. One that would be gone too soon
    stays until it can be read, or until the next begins.
    """
    pieces = [
        piece
        for segment in segments
        for stretch in _stretches(segment.words or _guessed(segment))
        for piece in _evenly(partial(_filled, stretch))
    ]
    never = [Word("", inf, inf, 0.0)]
    return [
        Caption(words[0].start, _end(words, following[0]), _lines(words))
        for words, following in pairwise([*pieces, never])
    ]


def _end(words: list[Word], following: Word) -> float:
    return max(words[-1].end, min(words[0].start + LEAST_SECONDS, following.start))


def _lines(words: list[Word]) -> tuple[str, ...]:
    return tuple(_evenly(partial(_wrapped, words)))


def _evenly(split: Callable[[int], list[_Part]]) -> list[_Part]:
    """What `split` makes with the shortest lines that need no more parts than the longest do.

    So no part is much shorter than the others, as a last word alone would be.
    """
    best = split(LINE_LENGTH)
    for length in range(LINE_LENGTH - 1, 0, -1):
        parts = split(length)
        if len(parts) > len(best):
            break
        best = parts
    return best


def _stretches(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Words in stretches without a pause."""
    stretch = list(words[:1])
    for word, following in pairwise(words):
        if following.start - word.end >= PAUSE:
            yield stretch
            stretch = []
        stretch.append(following)
    yield stretch


def _filled(words: list[Word], length: int) -> list[list[Word]]:
    """The words of captions that are filled one after the other, with lines of this length."""
    pieces = [words[:1]]
    for word in words[1:]:
        longer = [*pieces[-1], word]
        fits = len(_wrapped(longer, length)) <= MOST_LINES
        if fits and word.end - longer[0].start <= MOST_SECONDS:
            pieces[-1] = longer
        else:
            pieces.append([word])
    return pieces


def _wrapped(words: list[Word], length: int) -> list[str]:
    text = " ".join(word.word for word in words)
    return wrap(text, length, break_long_words=False, break_on_hyphens=False)


def _guessed(segment: Segment) -> list[Word]:
    """The words of an ear that tells no words, spread over its segment evenly."""
    words = segment.text.split()
    each = (segment.end - segment.start) / max(1, len(words))
    return [
        Word(word, segment.start + place * each, segment.start + (place + 1) * each, 0.0)
        for place, word in enumerate(words)
    ]


def time_code(seconds: float, point: str = ",") -> str:
    """A time as SRT writes it, 01:02:03,004, or with another point."""
    minutes, milliseconds = divmod(round(seconds * 1000), 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{milliseconds // 1000:02}{point}{milliseconds % 1000:03}"
