"""One session as subtitles: who said what when, counted from the session's beginning."""

import html
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from voice_coach.handing.wording import WHO, told
from voice_coach.journal.rows import TurnRow, Whole
from voice_coach.session.effects import Speaker

COLUMNS = 42
"""Of a line. Two lines of so many characters are what broadcasters show at once."""

SECONDS_A_WORD = 0.4
"""How long a word is shown where nobody noted when it ended: 150 words a minute."""

SHORTEST = 0.001
"""Seconds; a cue that ends where it begins is refused by some players."""


@dataclass(frozen=True, slots=True)
class Cue:
    """What is shown from `start` to `end`, in seconds of the session: two lines at most."""

    start: float
    end: float
    speaker: Speaker
    text: str


def to_srt(whole: Whole) -> str:
    """A session as SubRip. Speakers are named in the text, because the format knows none."""
    blocks = []
    for number, cue in enumerate(cues(whole, named=True), start=1):
        times = f"{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}"
        text = cue.text.replace("-->", "→")  # it knows no escaping
        blocks.append(f"{number}\n{times}\n{text}\n")
    return "\n".join(blocks)


def to_vtt(whole: Whole) -> str:
    """A session as WebVTT."""
    blocks = ["WEBVTT\n"]
    for cue in cues(whole):
        times = f"{_clock(cue.start, '.')} --> {_clock(cue.end, '.')}"
        text = html.escape(cue.text, quote=False)
        blocks.append(f"{times}\n<v {WHO[cue.speaker]}>{text}\n")
    return "\n".join(blocks)


def cues(whole: Whole, *, named: bool = False) -> list[Cue]:
    """What was said, in the order it was said; if `named`, each turn begins with who said it."""
    turns = told(whole)
    found: list[Cue] = []
    for turn, following in zip(turns, [*turns[1:], None], strict=False):
        name = f"{WHO[turn.speaker]}: " if named else ""
        next_start = following.started_at if following else None
        found += _pieces(turn, name, whole.session.started_at, next_start)
    return sorted(found, key=lambda cue: cue.start)


def _pieces(turn: TurnRow, name: str, began: datetime, following: datetime | None) -> Iterator[Cue]:
    start = max(0.0, (turn.started_at - began).total_seconds())
    text = " ".join(turn.text.split())
    lines = textwrap.wrap(text, COLUMNS, initial_indent=name, break_on_hyphens=False)
    texts = ["\n".join(lines[first : first + 2]) for first in range(0, len(lines), 2)]
    place = _places(turn, [texts[0].removeprefix(name), *texts[1:]], _seconds(turn, following))
    for number, shown in enumerate(texts):
        begins, ends = start + place(number), start + place(number + 1)
        yield Cue(begins, max(ends, begins + SHORTEST), turn.speaker, shown)


def _seconds(turn: TurnRow, following: datetime | None) -> float:
    """How long a turn was spoken; where it was cut off, until the next one at most."""
    if turn.ended_at is not None and turn.ended_at > turn.started_at:
        return (turn.ended_at - turn.started_at).total_seconds()
    guess = SECONDS_A_WORD * max(1, len(turn.text.split()))
    if following is not None and following > turn.started_at:
        return min(guess, (following - turn.started_at).total_seconds())
    return guess


def _places(turn: TurnRow, texts: Sequence[str], length: float) -> Callable[[int], float]:
    """When each piece begins, in seconds of the turn: by its words' times, else by its length."""
    counts = [len(text.split()) for text in texts]
    firsts = [sum(counts[:number]) for number in range(len(counts))]
    if sum(counts) == len(turn.words):
        zero = turn.words[0].start
        at_words = [*(turn.words[first].start - zero for first in firsts), length]
        if at_words == sorted(at_words):
            return at_words.__getitem__
    characters = [0]
    for text in texts:
        characters.append(characters[-1] + len(text))
    return [length * place / characters[-1] for place in characters].__getitem__


def _clock(seconds: float, point: str) -> str:
    """Hours, minutes, seconds and milliseconds."""
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}{point}{rest % 1000:03}"
