"""A past session as it is told again: line by line, whose words they are, and where their sound is.

Plain data: whoever knows the journal and the recordings makes it.
"""

from dataclasses import dataclass
from typing import Literal

FRAME_STEPS = frozenset(
    {
        "greeting", "paused", "help", "trouble", "eased", "care", "closing", "adjusted",
        "taken back", "reminded",
    }
)  # fmt: skip
"""The names of prompts that stand around a practice and are no steps of it."""

WINDOW = 2.0
"""Seconds of silence after each part of a replay, in which the ear is open for commands. A person
begins after half a second, and a word like "stop" is guessed 0.9 s after it began; from then on the
silence lasts as long as somebody speaks. See docs/decisions/0020."""

BREATH = 0.4
"""Seconds of silence there instead, where nothing listens."""

MAX_WORDS = 40
"""So many words of one line are spoken without such a silence, about 20 seconds."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A stretch of a recording: the file's name in its session's folder, from and to in seconds."""

    file: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """One thing that was said.

    Attributes:
        name: Tells it from the others.
        speaker: Who said it.
        sentences: Its words, in stretches that can be gone back to.
        clips: The recording of each of these; none where it was not recorded.
    """

    name: str
    speaker: Literal["coach", "you"]
    sentences: tuple[str, ...]
    clips: tuple[Clip, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionTranscript:
    """All lines of a session, in order.

    Attributes:
        lines: They.
        window: Seconds of silence after each part.
        only_mine: Whether the coach's lines are left out.
    """

    lines: tuple[TranscriptLine, ...]
    window: float = WINDOW
    only_mine: bool = False
