"""Subtitles of recordings and of sessions.

What is shown at once, and for how long, is decided as for any recording (`export.subtitles`).
"""

import html
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import pairwise
from math import inf
from textwrap import wrap
from typing import TypeVar

from voice_coach.export.common import WHO, told
from voice_coach.journal.models import TurnRow, Whole
from voice_coach.protocol.effects import Speaker
from voice_coach.protocol.events import Word
from voice_coach.stt.transcription import Segment

MAX_LINES = 2

LINE_LENGTH = 42
"""Characters a line. Two lines of 42 are what broadcasters and streaming services agree on."""

MAX_SECONDS = 7.0
"""How long a caption may last: after that it is read a second time."""

MIN_SECONDS = 1.0
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
    return max(words[-1].end, min(words[0].start + MIN_SECONDS, following.start))


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
        fits = len(_wrapped(longer, length)) <= MAX_LINES
        if fits and word.end - longer[0].start <= MAX_SECONDS:
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


SECONDS_A_WORD = 0.4
"""How long a word is shown where nobody noted when it ended: 150 words a minute."""

_MARKS = ".,;:!?"

SHORTEST = 0.001
"""Seconds; a cue that ends where it begins is refused by some players."""


@dataclass(frozen=True, slots=True)
class Cue:
    """What is shown from `start` to `end`, in seconds of the session."""

    start: float
    end: float
    speaker: Speaker
    text: str


def to_srt(whole: Whole) -> str:
    """A session as SubRip. Speakers are named in the text, because the format knows none."""
    blocks = []
    for number, cue in enumerate(cues(whole, named=True), start=1):
        times = f"{time_code(cue.start)} --> {time_code(cue.end)}"
        text = cue.text.replace("-->", "→")  # it knows no escaping
        blocks.append(f"{number}\n{times}\n{text}\n")
    return "\n".join(blocks)


def to_vtt(whole: Whole) -> str:
    """A session as WebVTT."""
    blocks = ["WEBVTT\n"]
    for cue in cues(whole):
        times = f"{time_code(cue.start, '.')} --> {time_code(cue.end, '.')}"
        text = html.escape(cue.text, quote=False)
        blocks.append(f"{times}\n<v {WHO[cue.speaker]}>{text}\n")
    return "\n".join(blocks)


def cues(whole: Whole, *, named: bool = False) -> list[Cue]:
    """What was said, in the order it was said; if `named`, each turn begins with who said it."""
    turns = told(whole)
    found: list[Cue] = []
    for turn, following in zip(turns, [*turns[1:], None], strict=False):
        next_start = following.started_at if following else None
        segment = _segment(turn, whole.session.started_at, next_start)
        if named:
            segment = _named(segment, f"{WHO[turn.speaker]}: ")
        found += [
            Cue(caption.start, caption.end, turn.speaker, "\n".join(caption.lines))
            for caption in captions([segment])
        ]
    return list(_one_at_a_time(sorted(found, key=lambda cue: cue.start)))


def _one_at_a_time(found: list[Cue]) -> Iterator[Cue]:
    """The same cues, each gone when the next one begins."""
    starts = [*(cue.start for cue in found[1:]), inf]
    for cue, following in zip(found, starts, strict=False):
        yield replace(cue, end=max(min(cue.end, following), cue.start + SHORTEST))


def _segment(turn: TurnRow, config: datetime, following: datetime | None) -> Segment:
    """A turn on the session's timeline; its words only where they are those of its text."""
    start = max(0.0, (turn.started_at - config).total_seconds())
    end = start + _seconds(turn, following)
    written = turn.text.split()
    words: tuple[Word, ...] = ()
    if [word.rstrip(_MARKS) for word in written] == [word.word for word in turn.words]:
        later = start - turn.words[0].start
        words = tuple(
            Word(text, word.start + later, word.end + later, word.conf)
            for text, word in zip(written, turn.words, strict=True)
        )
    return Segment(start, end, " ".join(written), turn.confidence, words)


def _named(segment: Segment, name: str) -> Segment:
    words = segment.words
    if words:
        words = (replace(words[0], word=f"{name}{words[0].word}"), *words[1:])
    return replace(segment, text=f"{name}{segment.text}", words=words)


def _seconds(turn: TurnRow, following: datetime | None) -> float:
    """How long a turn was spoken; where it was cut off, until the next one at most."""
    if turn.ended_at is not None and turn.ended_at > turn.started_at:
        return (turn.ended_at - turn.started_at).total_seconds()
    guess = SECONDS_A_WORD * max(1, len(turn.text.split()))
    if following is not None and following > turn.started_at:
        return min(guess, (following - turn.started_at).total_seconds())
    return guess
