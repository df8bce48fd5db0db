"""What was said in a past session, as lines to be told again."""

from collections.abc import Iterator, Sequence

from voice_coach.journal.rows import TurnRow
from voice_coach.session.events import Word
from voice_coach.session.floor import AROUND
from voice_coach.session.retold import Line
from voice_coach.session.script import sentences
from voice_coach.session.understand import letter

LONGEST = 30
"""A stretch of words ends after so many at the latest: one goes back and goes on by stretches."""

SHORTEST = 4
"""A pause ends a stretch of at least so many words."""

PAUSE = 0.5
"""Seconds between two words that part two stretches."""


def lines_of(turns: Sequence[TurnRow]) -> tuple[Line, ...]:
    """The lines of a session: what was asked and told in it, and what the person said.

    Args:
        turns: The turns that count, in order. What was spoken around the practice is left out.
    """
    return tuple(
        Line(f"turn-{turn.seq}", turn.speaker, stretches)
        for turn in turns
        if turn.speaker == "you" or turn.step not in AROUND
        if (stretches := _stretches_of(turn))
    )


def _stretches_of(turn: TurnRow) -> tuple[str, ...]:
    if turn.speaker == "you" and "\n" not in turn.text and _are_of(turn.words, turn.text):
        return tuple(" ".join(word.word for word in part) for part in by_pauses(turn.words))
    text = letter(turn.text) if "\n" in turn.text else turn.text
    return tuple(part for sentence in sentences(text) for part in _cut(sentence))


def _are_of(words: Sequence[Word], text: str) -> bool:
    """Whether a text is these words and no others."""
    return bool(words) and " ".join(word.word for word in words) == text


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
