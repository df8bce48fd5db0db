"""Breathing patterns as data, and the timeline of cues they unfold into.

A pattern says how long each phase of one breath lasts, in seconds. A timeline is the list of
phases of a whole exercise. It holds no sound and no clock: the audio side renders it by counting
samples, which is why a cue cannot drift.
"""

from dataclasses import dataclass, replace
from typing import Literal

from voice_coach.errors import CoachError

Phase = Literal["in", "hold", "out", "rest"]

SPOKEN_CYCLES = 2
"""Words are spoken on this many first cycles; after that the tones alone lead."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way of breathing: the phases of a breath with their seconds, and what to be careful of.

    `caution` is True where the breath is held; `source` is the study or page its timing is from.
    """

    name: str
    phases: tuple[tuple[Phase, float], ...]
    source: str
    caution: bool = False

    @property
    def seconds(self) -> float:
        """The length of one breath in seconds."""
        return sum(seconds for _, seconds in self.phases)


@dataclass(frozen=True, slots=True)
class Cue:
    """One phase of one breath. `start` and `seconds` count from the timeline's first sample."""

    phase: Phase
    cycle: int
    start: float
    seconds: float
    word: str | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """A whole exercise: its cues in order, without gaps."""

    pattern: str
    cues: tuple[Cue, ...]

    @property
    def seconds(self) -> float:
        """The length of the exercise in seconds."""
        return self.cues[-1].start + self.cues[-1].seconds if self.cues else 0.0


PATTERNS: dict[str, Pattern] = {
    pattern.name: pattern
    for pattern in (
        Pattern(
            "extended exhale",
            (("in", 4.0), ("out", 6.0)),
            source="the default: a longer out-breath, no holds; small studies only",
        ),
        Pattern(
            "coherent",
            (("in", 5.0), ("out", 5.0)),
            source="doi:10.3389/fpubh.2017.00222; doi:10.1007/s12671-023-02294-2",
        ),
        Pattern(
            "box",
            (("in", 4.0), ("hold", 4.0), ("out", 4.0), ("rest", 4.0)),
            source="doi:10.1016/j.xcrm.2022.100895",
            caution=True,
        ),
    )
}

DEFAULT_PATTERN = "extended exhale"
DEFAULT_CYCLES = 6
SPOKEN: dict[Phase, str] = {"in": "in", "hold": "hold", "out": "out", "rest": "rest"}


def find_pattern(name: str) -> Pattern:
    """The pattern called `name`, with spaces, hyphens or underscores between its words.

    Raises:
        CoachError: `breathing.unknown`, naming the patterns there are.
    """
    wanted = name.strip().lower().replace("-", " ").replace("_", " ")
    if wanted in PATTERNS:
        return PATTERNS[wanted]
    known = ", ".join(PATTERNS)
    raise CoachError(
        "breathing.unknown", f"There is no breathing pattern called {name!r}. There are: {known}."
    )


def unfold(pattern: Pattern, cycles: int) -> Timeline:
    """The timeline of `cycles` breaths of a pattern.

    Raises:
        CoachError: `breathing.cycles` if there is not at least one breath.
    """
    if cycles < 1:
        raise CoachError("breathing.cycles", "A breathing exercise needs at least one breath.")
    cues: list[Cue] = []
    start = 0.0
    for cycle in range(1, cycles + 1):
        for phase, seconds in pattern.phases:
            word = SPOKEN[phase] if cycle <= SPOKEN_CYCLES else None
            cues.append(Cue(phase, cycle, start, seconds, word))
            start += seconds
    return Timeline(pattern.name, tuple(cues))


def cycles_for(pattern: Pattern, minutes: float) -> int:
    """How many whole breaths come nearest to `minutes`, at least one."""
    return max(1, round(minutes * 60 / pattern.seconds))


def remaining(timeline: Timeline, index: int) -> Timeline:
    """What is left of a timeline that was paused at cue `index`, from the start of that breath."""
    cycle = timeline.cues[index].cycle if timeline.cues else 0
    left = [cue for cue in timeline.cues if cue.cycle >= cycle]
    offset = left[0].start if left else 0.0
    return Timeline(timeline.pattern, tuple(replace(cue, start=cue.start - offset) for cue in left))
