"""What was said in a past session, as lines to be told again."""

from collections.abc import Collection, Iterator, Sequence

from voice_coach.journal.models import TurnRow
from voice_coach.nlu.answers import letter
from voice_coach.nlu.text import sentences
from voice_coach.protocol.events import Word
from voice_coach.protocol.transcript import FRAME_STEPS, Clip, TranscriptLine

LONGEST = 30
"""A stretch of words ends after so many at the latest: one goes back and goes on by stretches."""


SHORTEST = 4
"""A pause ends a stretch of at least so many words."""


PAUSE = 0.5
"""Seconds between two words that part two stretches."""


RUN_UP, RUN_OUT = 0.25, 0.6
"""Seconds of a recording before and after a stretch: a recogniser's times are a little tight."""


def lines_of(
    turns: Sequence[TurnRow], recorded: Collection[int] = ()
) -> tuple[TranscriptLine, ...]:
    """The lines of a session: what was asked and told in it, and what the person said.

    Args:
        turns: All turns, in order. Those undone are left out, but for what of a longer answer was
            said in them; so is what was spoken around the practice.
        recorded: The ids of those that have a recording.
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
    if turn.speaker == "you" and "\n" not in turn.text and _are_of(turn.words, turn.text):
        stretches = (" ".join(word.word for word in part) for part in by_pauses(turn.words))
        return TranscriptLine(name, "you", tuple(stretches))
    text = letter(turn.text) if "\n" in turn.text else turn.text
    return TranscriptLine(
        name, turn.speaker, tuple(part for sentence in sentences(text) for part in _cut(sentence))
    )


def _as_recorded(
    turn: TurnRow, before: Sequence[TurnRow], recorded: Collection[int]
) -> TranscriptLine | None:
    """The line as it was recorded, in step with its words; None where it was not, or not all."""
    parts = _parts_of(turn, before) if turn.speaker == "you" else []
    if not parts or not all(part.id in recorded for part in parts):
        return None
    stretches: list[str] = []
    clips: list[Clip] = []
    for part in parts:
        spoken = by_pauses(part.words)
        begins = [max(0.0, words[0].start - RUN_UP) for words in spoken]
        for words, begin, after in zip(spoken, begins, [*begins[1:], None], strict=True):
            end = words[-1].end + RUN_OUT
            stretches.append(" ".join(word.word for word in words))
            clips.append(Clip(f"{part.id}.flac", begin, end if after is None else min(end, after)))
    return TranscriptLine(f"turn-{turn.seq}", "you", tuple(stretches), tuple(clips))


def _parts_of(turn: TurnRow, before: Sequence[TurnRow]) -> list[TurnRow]:
    """The turns in which an answer was said: one, or several where there was a pause in it."""
    parts, words = [turn], [word.word for word in turn.words]
    text = turn.text.split()
    for earlier in reversed(before):
        if words == text:
            break
        if earlier.speaker == "you" and earlier.step == turn.step and earlier.undone:
            parts.insert(0, earlier)
            words = [*(word.word for word in earlier.words), *words]
    return parts if words == text and all(part.words for part in parts) else []


def _are_of(words: Sequence[Word], text: str) -> bool:
    """Whether a text is these words and no others."""
    return bool(words) and [word.word for word in words] == text.split()


def by_pauses(words: Sequence[Word]) -> list[list[Word]]:
    """Words in stretches, each as long as the person spoke without a pause, and not too long."""
    stretches: list[list[Word]] = []
    for word in words:
        last = stretches[-1] if stretches else []
        paused = len(last) >= SHORTEST and word.start - last[-1].end >= PAUSE
        if not last or paused or len(last) >= LONGEST:
            stretches.append([])
        stretches[-1].append(word)
    return stretches


def _cut(sentence: str) -> Iterator[str]:
    words = sentence.split()
    for begin in range(0, len(words), LONGEST):
        yield " ".join(words[begin : begin + LONGEST])
