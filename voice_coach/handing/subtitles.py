"""One session as subtitles: who said what when, counted from the session's beginning.

What is shown at once, and for how long, is decided as for any recording (`ear.subtitles`).
"""

import html
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from math import inf

from voice_coach.ear.subtitles import captions, time_code
from voice_coach.ear.transcribing import Segment
from voice_coach.handing.wording import WHO, told
from voice_coach.journal.rows import TurnRow, Whole
from voice_coach.session.effects import Speaker
from voice_coach.session.events import Word

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


def _segment(turn: TurnRow, began: datetime, following: datetime | None) -> Segment:
    """A turn on the session's timeline; its words only where they are those of its text."""
    start = max(0.0, (turn.started_at - began).total_seconds())
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
