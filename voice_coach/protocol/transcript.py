"""The transcript of a past session for its replay: lines, speakers, and clips of recordings."""

from dataclasses import dataclass
from typing import Literal

FRAME_STEPS = frozenset(
    {
        "greeting", "paused", "help", "trouble", "eased", "care", "closing", "adjusted",
        "taken back", "reminded", "relief",
    }
)  # fmt: skip
"""Names of prompts around a practice, which are no steps of it."""

WINDOW_SECONDS = 2.0
"""Of silence after each part of a replay, in which commands are recognized. A person begins after
half a second, and "stop" is a hypothesis 0.9 s after its start; from then on the silence lasts as
long as somebody speaks. See docs/decisions/0020."""

GAP_SECONDS = 0.4
"""Of silence there instead, where nothing listens."""

MAX_WORDS = 40
"""Words of a line that are spoken without such a silence: about 20 seconds."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A part of a recording, in seconds; `file` is its name in the session's folder."""

    file: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """The words of one speaker in one turn, in parts that a replay can go back to.

    `clips` are the recordings of the parts, none where it was not recorded; `name` is unique.
    """

    name: str
    speaker: Literal["coach", "you"]
    sentences: tuple[str, ...]
    clips: tuple[Clip, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionTranscript:
    """A session to replay; `window` is seconds of silence after each part."""

    lines: tuple[TranscriptLine, ...]
    window: float = WINDOW_SECONDS
    only_mine: bool = False
