"""The transcript builder: makes lines to speak of the turns of a past session."""

from collections.abc import Collection, Iterator, Sequence

from voice_coach.journal.models import TurnRow
from voice_coach.nlu.answers import letter
from voice_coach.nlu.punctuation import written
from voice_coach.nlu.text import sentences, words_shown
from voice_coach.plain_text import bare_word
from voice_coach.protocol.events import Word
from voice_coach.protocol.transcript import FRAME_STEPS, Clip, TranscriptLine

MAX_WORDS = 30
"""In a stretch: a person goes back and on by stretches."""

MIN_WORDS = 4
"""A pause ends a stretch of at least so many words."""

PAUSE_SECONDS = 0.5
"""Between the last word of a stretch and the first of the next."""

LEAD_IN_SECONDS, LEAD_OUT_SECONDS = 0.25, 0.6
"""Of a recording, before and after a stretch: a recognizer's times are a little tight."""


def lines_of(
    turns: Sequence[TurnRow], recorded: Collection[int] = ()
) -> tuple[TranscriptLine, ...]:
    """Return the lines of a session from all its turns; `recorded` are ids with a recording.

    Turns undone are left out, but for parts of a longer answer; so are words around the practice.
    """
    lines = []
    for place, turn in enumerate(turns):
        if turn.undone or (turn.speaker == "coach" and turn.step in FRAME_STEPS):
            continue
        line = _as_recorded(turn, turns[:place], recorded) or _as_written(turn)
        if line.sentences:
            lines.append(line)
    return tuple(lines)


def _as_written(turn: TurnRow) -> TranscriptLine:
    name = f"turn-{turn.seq}"
    text = written(turn.text, is_whole=turn.speaker == "you")
    if turn.speaker == "you" and "\n" not in text and _are_of(turn.words, text):
        tokens = iter(text.split())
        return TranscriptLine(name, "you", tuple(_stretches(turn.words, tokens)))
    text = letter(text) if "\n" in text else text
    return TranscriptLine(
        name, turn.speaker, tuple(part for sentence in sentences(text) for part in _cut(sentence))
    )


def _as_recorded(
    turn: TurnRow, before: Sequence[TurnRow], recorded: Collection[int]
) -> TranscriptLine | None:
    """Return the line as it was recorded, in step with its words; None unless all of it was."""
    parts = _parts_of(turn, before) if turn.speaker == "you" else []
    if not parts or not all(part.id in recorded for part in parts):
        return None
    tokens = iter(written(turn.text).split())
    stretches: list[str] = []
    clips: list[Clip] = []
    for part in parts:
        stretches += _stretches(part.words, tokens)
        spoken = by_pauses(words_shown(part.words))
        begins = [max(0.0, words[0].start - LEAD_IN_SECONDS) for words in spoken]
        for words, begin, after in zip(spoken, begins, [*begins[1:], None], strict=True):
            end = words[-1].end + LEAD_OUT_SECONDS
            clips.append(Clip(f"{part.id}.flac", begin, end if after is None else min(end, after)))
    return TranscriptLine(f"turn-{turn.seq}", "you", tuple(stretches), tuple(clips))


def _parts_of(turn: TurnRow, before: Sequence[TurnRow]) -> list[TurnRow]:
    """Return the turns an answer was said in: several where there was a pause in it."""
    parts, words = [turn], _spoken(turn.words)
    text = _bare(turn.text)
    for earlier in reversed(before):
        if words == text:
            break
        if earlier.speaker == "you" and earlier.step == turn.step and earlier.undone:
            parts.insert(0, earlier)
            words = [*_spoken(earlier.words), *words]
    return parts if words == text and all(part.words for part in parts) else []


def _are_of(words: Sequence[Word], text: str) -> bool:
    """Return whether a text is these words and no others, but for fillers."""
    return bool(words) and _spoken(words) == _bare(text)


def _spoken(words: Sequence[Word]) -> list[str]:
    return [bare_word(word.word) for word in words_shown(words)]


def _bare(text: str) -> list[str]:
    return [bare_word(token) for token in text.split()]


def _stretches(words: Sequence[Word], tokens: Iterator[str]) -> list[str]:
    """Return the stretches between pauses, in the next tokens of the text: one for each word."""
    return [" ".join(next(tokens) for _ in part) for part in by_pauses(words_shown(words))]


def by_pauses(words: Sequence[Word]) -> list[list[Word]]:
    """Return words in stretches, each without a pause, and not too long."""
    stretches: list[list[Word]] = []
    for word in words:
        last = stretches[-1] if stretches else []
        paused = len(last) >= MIN_WORDS and word.start - last[-1].end >= PAUSE_SECONDS
        if not last or paused or len(last) >= MAX_WORDS:
            stretches.append([])
        stretches[-1].append(word)
    return stretches


def _cut(sentence: str) -> Iterator[str]:
    words = sentence.split()
    for begin in range(0, len(words), MAX_WORDS):
        yield " ".join(words[begin : begin + MAX_WORDS])
