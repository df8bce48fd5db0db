"""Subtitles, as SRT or WebVTT: of transcribed recordings, and of sessions.

Both are split into captions in the same way; those of a session also have a speaker.
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

from voice_coach.export.common import SPEAKER_NAMES, spoken_turns
from voice_coach.journal.models import SessionRecord, TurnRow
from voice_coach.nlu.text import words_shown
from voice_coach.plain_text import bare_word
from voice_coach.protocol.effects import Speaker
from voice_coach.protocol.events import Word
from voice_coach.stt.transcription import Segment

MAX_LINES = 2

LINE_LENGTH = 42
"""Characters a line. Two lines of 42 are the usual rule of broadcasters and streaming services."""

MAX_SECONDS = 7.0
"""Of a caption: one that stays longer is read a second time."""

MIN_SECONDS = 1.0
"""Of a caption that nothing follows: a shorter one cannot be read."""

MIN_PAUSE = 0.4
"""Seconds between two words that begin a new caption. Words of a phrase are closer, so captions end
where sentences do, which no recognizer marks."""

WORD_SECONDS = 0.4
"""Of a word whose end is unknown: 150 words a minute."""

MIN_CUE_SECONDS = 0.001
"""Some players refuse a cue that ends where it begins."""

_Part = TypeVar("_Part")


# Captions of a recording.


@dataclass(frozen=True, slots=True)
class Caption:
    """Lines that are shown from `start` to `end`, in seconds."""

    start: float
    end: float
    lines: tuple[str, ...]


def srt(segments: Sequence[Segment]) -> str:
    """Return segments as the text of an SRT file; "" without segments."""
    return "\n".join(
        f"{number}\n{time_code(caption.start)} --> {time_code(caption.end)}\n"
        + "".join(f"{line}\n" for line in caption.lines)
        for number, caption in enumerate(captions(segments), start=1)
    )


def captions(segments: Sequence[Segment]) -> list[Caption]:
    """Return segments as captions that can be read while they are heard.

    A caption has at most two lines of 42 characters (unless one word is longer), lasts at most
    seven seconds (unless one word does), and spans no pause. One that would be too short stays
    until it can be read, or until the next begins.
    """
    pieces = [
        piece
        for segment in segments
        for stretch in _stretches(segment.words or _evenly_timed(segment))
        for piece in _balanced(partial(_pages, stretch))
    ]
    never = [Word("", inf, inf, 0.0)]
    return [
        Caption(words[0].start, _end(words, following[0]), _lines(words))
        for words, following in pairwise([*pieces, never])
    ]


def _end(words: list[Word], following: Word) -> float:
    return max(words[-1].end, min(words[0].start + MIN_SECONDS, following.start))


def _lines(words: list[Word]) -> tuple[str, ...]:
    return tuple(_balanced(partial(_wrapped, words)))


def _balanced(split: Callable[[int], list[_Part]]) -> list[_Part]:
    """Return what `split` makes of the shortest lines that need no more parts than the longest.

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
    """Yield words in stretches without a pause."""
    stretch = list(words[:1])
    for word, following in pairwise(words):
        if following.start - word.end >= MIN_PAUSE:
            yield stretch
            stretch = []
        stretch.append(following)
    yield stretch


def _pages(words: list[Word], length: int) -> list[list[Word]]:
    """Return the words of each caption, filled one after the other with lines of this length."""
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


def _evenly_timed(segment: Segment) -> list[Word]:
    """Return the words of a segment without word times, spread over it evenly."""
    words = segment.text.split()
    each = (segment.end - segment.start) / max(1, len(words))
    return [
        Word(word, segment.start + place * each, segment.start + (place + 1) * each, 0.0)
        for place, word in enumerate(words)
    ]


def time_code(seconds: float, point: str = ",") -> str:
    """Return a time as SRT writes it, 01:02:03,004, or with another decimal point."""
    minutes, milliseconds = divmod(round(seconds * 1000), 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{milliseconds // 1000:02}{point}{milliseconds % 1000:03}"


# Cues of a session.


@dataclass(frozen=True, slots=True)
class SessionCaption:
    """Text that is shown from `start` to `end`, in seconds of the session."""

    start: float
    end: float
    speaker: Speaker
    text: str


def to_srt(record: SessionRecord) -> str:
    """Return a session as SubRip. The text names the speakers, because the format has none."""
    blocks = []
    for number, cue in enumerate(cues(record, named=True), start=1):
        times = f"{time_code(cue.start)} --> {time_code(cue.end)}"
        text = cue.text.replace("-->", "→")  # the format has no escapes
        blocks.append(f"{number}\n{times}\n{text}\n")
    return "\n".join(blocks)


def to_vtt(record: SessionRecord) -> str:
    """Return a session as WebVTT."""
    blocks = ["WEBVTT\n"]
    for cue in cues(record):
        times = f"{time_code(cue.start, '.')} --> {time_code(cue.end, '.')}"
        text = html.escape(cue.text, quote=False)
        blocks.append(f"{times}\n<v {SPEAKER_NAMES[cue.speaker]}>{text}\n")
    return "\n".join(blocks)


def cues(record: SessionRecord, *, named: bool = False) -> list[SessionCaption]:
    """Return the cues of a session in order; if `named`, each turn begins with its speaker."""
    turns = spoken_turns(record)
    found: list[SessionCaption] = []
    for turn, following in zip(turns, [*turns[1:], None], strict=False):
        next_start = following.started_at if following else None
        segment = _segment(turn, record.session.started_at, next_start)
        if named:
            segment = _with_speaker(segment, f"{SPEAKER_NAMES[turn.speaker]}: ")
        found += [
            SessionCaption(caption.start, caption.end, turn.speaker, "\n".join(caption.lines))
            for caption in captions([segment])
        ]
    return list(_without_overlap(sorted(found, key=lambda cue: cue.start)))


def _without_overlap(found: list[SessionCaption]) -> Iterator[SessionCaption]:
    """Yield the same cues, each ended when the next one begins."""
    starts = [*(cue.start for cue in found[1:]), inf]
    for cue, following in zip(found, starts, strict=False):
        yield replace(cue, end=max(min(cue.end, following), cue.start + MIN_CUE_SECONDS))


def _segment(turn: TurnRow, began: datetime, following: datetime | None) -> Segment:
    """Return a turn on the session's timeline, with its words if they are those of its text."""
    start = max(0.0, (turn.started_at - began).total_seconds())
    end = start + _duration(turn, following)
    written = turn.text.split()
    words: tuple[Word, ...] = ()
    shown = words_shown(turn.words)
    if [bare_word(word) for word in written] == [bare_word(word.word) for word in shown]:
        later = start - shown[0].start
        words = tuple(
            Word(text, word.start + later, word.end + later, word.conf)
            for text, word in zip(written, shown, strict=True)
        )
    return Segment(start, end, " ".join(written), turn.confidence, words)


def _with_speaker(segment: Segment, name: str) -> Segment:
    words = segment.words
    if words:
        words = (replace(words[0], word=f"{name}{words[0].word}"), *words[1:])
    return replace(segment, text=f"{name}{segment.text}", words=words)


def _duration(turn: TurnRow, following: datetime | None) -> float:
    """Return the seconds of a turn; of one that was cut off, at most until the next."""
    if turn.ended_at is not None and turn.ended_at > turn.started_at:
        return (turn.ended_at - turn.started_at).total_seconds()
    guess = WORD_SECONDS * max(1, len(turn.text.split()))
    if following is not None and following > turn.started_at:
        return min(guess, (following - turn.started_at).total_seconds())
    return guess
