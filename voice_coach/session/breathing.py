"""An exercise of breathing: a pattern, unfolded into a timeline of cues.

A timeline is the list of phases of a whole exercise. It holds no sound and no clock: the audio side
renders it by counting samples, which is why a cue cannot drift. The patterns are in `patterns`, and
can be had from here.
"""

from dataclasses import dataclass, replace

from voice_coach import texts
from voice_coach.errors import CoachError
from voice_coach.session.patterns import (
    DEFAULT_PATTERN,
    NATURAL,
    PATTERNS,
    Pattern,
    Phase,
    at_rate,
    find_pattern,
)

__all__ = [
    "DEFAULT_PATTERN",
    "PATTERNS",
    "Cue",
    "Pattern",
    "Phase",
    "Timeline",
    "at_rate",
    "cycles_for",
    "exercise",
    "find_pattern",
    "remaining",
    "unfold",
    "unpaced",
]

SPOKEN_CYCLES = 2
"""Words are spoken on this many first cycles; after that the tones alone lead."""

DEFAULT_CYCLES = 6
DEFAULT_MINUTES = 5.0
"""How long breathing alone lasts, where nobody says how long."""

BELL_SECONDS = 60.0
"""So far apart are the bells where the breath is not led."""

EASING_SECONDS = 60.0
"""So long, at most, the breath goes as it likes for someone who got dizzy."""

ANNOUNCED_BREATHS = 2
ANNOUNCED_FROM = 4
"""The end is announced so many breaths ahead, in exercises of at least so many breaths."""

SPOKEN: dict[Phase, str] = {"in": "in", "hold": "hold", "out": "out", "rest": "rest"}


@dataclass(frozen=True, slots=True)
class Cue:
    """One phase of one breath. `start` and `seconds` count from the timeline's first sample.

    `word` is spoken as the phase begins, `soft` if it only reminds; `notice` is spoken after it,
    over the tone. `top_up` tells a second breath in from the first.
    """

    phase: Phase
    cycle: int
    start: float
    seconds: float
    word: str | None = None
    soft: bool = False
    notice: str | None = None
    top_up: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """A whole exercise: its cues in order, without gaps.

    Where the breath is not led there are no cues, `unpaced` seconds pass, and a bell sounds at
    each of the seconds in `bells`.
    """

    pattern: str
    cues: tuple[Cue, ...]
    unpaced: float = 0.0
    bells: tuple[float, ...] = ()

    @property
    def seconds(self) -> float:
        """The length of the exercise in seconds."""
        return self.cues[-1].start + self.cues[-1].seconds if self.cues else self.unpaced

    @property
    def spoken(self) -> tuple[str, ...]:
        """Everything that is spoken in it, each once, in order."""
        said = dict.fromkeys(text for cue in self.cues for text in (cue.word, cue.notice))
        return tuple(text for text in said if text is not None)


def exercise(
    pattern: Pattern, *, cycles: int | None = None, minutes: float | None = None
) -> Timeline:
    """A whole exercise: so many breaths, or as long as asked for, or as is usual.

    Raises:
        CoachError: `breathing.cycles` if breaths are to be counted that are not led.
    """
    if not pattern.phases and cycles is None:
        return unpaced(BELL_SECONDS if minutes is None else 60 * minutes)
    if minutes is not None:
        return unfold(pattern, cycles_for(pattern, minutes))
    return unfold(pattern, cycles or min(DEFAULT_CYCLES, pattern.most_cycles or DEFAULT_CYCLES))


def unfold(pattern: Pattern, cycles: int) -> Timeline:
    """The timeline of `cycles` breaths of a pattern.

    Raises:
        CoachError: `breathing.cycles` if there is not at least one breath, or none that is led.
    """
    if cycles < 1:
        raise CoachError("breathing.cycles", "A breathing exercise needs at least one breath.")
    if not pattern.phases:
        what = f"{pattern.name} counts no breaths. Its length is given in minutes."
        raise CoachError("breathing.cycles", what)
    cues: list[Cue] = []
    start = 0.0
    for cycle in range(1, cycles + 1):
        notice = _noticing(pattern) if _announces(cycle, cycles) else None
        for number, (phase, seconds) in enumerate(pattern.phases):
            top_up = number > 0 and phase == "in" == pattern.phases[number - 1][0]
            word, soft = _word(pattern, phase, cycle, top_up=top_up)
            text = texts.TWO_MORE_BREATHS if number == notice else None
            cues.append(Cue(phase, cycle, start, seconds, word, soft, text, top_up))
            start += seconds
    return Timeline(pattern.name, tuple(cues))


def unpaced(seconds: float) -> Timeline:
    """So many seconds of breathing as it comes, with a bell at each full minute."""
    bells = tuple(BELL_SECONDS * number for number in range(1, int(seconds / BELL_SECONDS) + 1))
    return Timeline(NATURAL.name, (), seconds, bells)


def cycles_for(pattern: Pattern, minutes: float) -> int:
    """How many whole breaths come nearest to `minutes`, at least one."""
    return max(1, round(minutes * 60 / pattern.seconds))


def remaining(timeline: Timeline, index: int, passed: float = 0.0) -> Timeline:
    """What is left of a timeline that was paused at cue `index`, from the start of that breath.

    Where the breath is not led, it is what is left after `passed` seconds.
    """
    if not timeline.cues:
        bells = tuple(bell - passed for bell in timeline.bells if bell > passed)
        return replace(timeline, unpaced=max(0.1, timeline.unpaced - passed), bells=bells)
    cycle = timeline.cues[index].cycle
    left = [cue for cue in timeline.cues if cue.cycle >= cycle]
    offset = left[0].start
    cues = [replace(cue, start=cue.start - offset) for cue in left]
    pattern = PATTERNS.get(timeline.pattern)
    if pattern is not None and pattern.sides:  # nobody remembers for the length of a pause
        cues[0] = replace(cues[0], word=_with_side(cues[0].phase, cycle))
    return replace(timeline, cues=tuple(cues))


def _announces(cycle: int, cycles: int) -> bool:
    """Whether the end is announced in this breath: then so many whole ones follow it."""
    return cycles >= ANNOUNCED_FROM and cycle == cycles - ANNOUNCED_BREATHS


def _noticing(pattern: Pattern) -> int:
    """In which phase there is room for an announcement: the longest after the breath in."""
    late = [number for number, (phase, _) in enumerate(pattern.phases) if phase in ("out", "rest")]
    return max(late, key=lambda number: pattern.phases[number][1])


def _word(pattern: Pattern, phase: Phase, cycle: int, *, top_up: bool) -> tuple[str | None, bool]:
    """What is spoken as a phase begins, and whether softly."""
    if cycle <= SPOKEN_CYCLES:
        if pattern.sides:
            return _with_side(phase, cycle), False
        return texts.TOP_UP if top_up else SPOKEN[phase], False
    # The breath goes in where it went out, so the side changes with each breath out.
    if pattern.sides and phase == "out":
        return _side(phase, cycle), True
    return None, False


def _with_side(phase: Phase, cycle: int) -> str:
    return f"{SPOKEN[phase]}, {_side(phase, cycle)}"


def _side(phase: Phase, cycle: int) -> str:
    """Where the breath goes: in on the left, out on the right, in on the right, out on the left."""
    return texts.LEFT if (phase == "in") == (cycle % 2 == 1) else texts.RIGHT
