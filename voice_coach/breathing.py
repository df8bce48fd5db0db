"""Breathing patterns, and their timelines of cues.

A pattern unfolds into a timeline, the phases of a whole exercise. That holds no sound and no clock:
the audio side renders it by counting samples, so no cue can drift.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from voice_coach import texts
from voice_coach.errors import CoachError

Phase = Literal["in", "hold", "out", "rest"]

DEFAULT_PATTERN = "extended exhale"

SPOKEN_CYCLES = 2
"""Words are spoken in so many first breaths; after that the tones alone lead."""

DEFAULT_CYCLES = 6

DEFAULT_MINUTES = 5.0
"""The length of a session of breathing alone."""

BELL_SECONDS = 60.0
"""Between the bells of unpaced breathing."""

EASING_SECONDS = 60.0
"""The longest time somebody who got dizzy breathes unpaced."""

ANNOUNCED_CYCLES = 2

RAMP_CYCLES = 4

RAMP_BEGINS = 0.7
"""With a ramp, the first breath is so long beside a whole one, and each of `RAMP_CYCLES` is longer.
Six breaths a minute are slow for who is new to it, or frightened; twelve are usual."""

MAX_PHASE = 20.0
"""Seconds of one phase at most, where a breath is written in seconds."""

MIN_ANNOUNCED_CYCLES = 4
"""The end is announced `ANNOUNCED_CYCLES` breaths ahead, in exercises of at least so many."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way of breathing.

    Attributes:
        phases: The phases of a breath with their seconds; none where it is unpaced. A second `in`
            after the first is a top-up.
        source: The study or page its timing is from.
        aloud: Its name as it is spoken, where that is another.
        how: The instructions before it.
        care: The caution before it, beside that for holding the breath.
        sides: Whether the breath goes through one side of the nose, and then through the other.
        rates: Between which breaths a minute it can be adjusted, if it can.
        most_cycles: How many breaths it has at most, unless a length is asked for.
        max_cycles: How many it has at most, whatever is asked for.
    """

    name: str
    phases: tuple[tuple[Phase, float], ...]
    source: str
    aloud: str = ""
    also: tuple[str, ...] = ()
    how: str = texts.BREATHE_TONES
    care: str = ""
    sides: bool = False
    rates: tuple[float, float] | None = None
    most_cycles: int | None = None
    max_cycles: int | None = None

    @property
    def seconds(self) -> float:
        """The length of one breath in seconds; 0 where it is unpaced."""
        return sum(seconds for _, seconds in self.phases)

    @property
    def caution(self) -> bool:
        """True if the breath is held, so that some people have to leave it out."""
        return any(phase in ("hold", "rest") for phase, _ in self.phases)


PATTERNS: dict[str, Pattern] = {
    pattern.name: pattern
    for pattern in (
        Pattern(
            "extended exhale",
            (("in", 4.0), ("out", 6.0)),
            source="the default: a longer out-breath, no holds; small studies only",
            also=("extended", "long exhale"),
        ),
        Pattern(
            "coherent",
            (("in", 5.0), ("out", 5.0)),
            source="doi:10.3389/fpubh.2017.00222; doi:10.1007/s12671-023-02294-2",
            also=("coherence",),
        ),
        Pattern(
            "resonance",
            (("in", 5.45), ("out", 5.45)),
            source="doi:10.3389/fpubh.2017.00222; the best rate differs from person to person",
            also=("resonant", "resonance frequency"),
            rates=(4.5, 6.5),
        ),
        Pattern(
            "cyclic sigh",
            (("in", 3.0), ("in", 1.0), ("out", 8.0)),
            source="doi:10.1016/j.xcrm.2022.100895",
            also=("cyclic sighing", "sigh", "sighing", "physiological sigh"),
            how=texts.BREATHE_SIGH,
            care=texts.SIGH_CARE,
        ),
        Pattern(
            "box",
            (("in", 4.0), ("hold", 4.0), ("out", 4.0), ("rest", 4.0)),
            source="doi:10.1016/j.xcrm.2022.100895",
            also=("square",),
            how=texts.BREATHE_HOLDS,
        ),
        Pattern(
            "4-7-8",
            (("in", 4.0), ("hold", 7.0), ("out", 8.0)),
            source="PMC9277512",
            aloud="four, seven, eight",
            also=("478",),
            how=texts.BREATHE_HOLDS,
            most_cycles=4,
            max_cycles=8,  # Weil: four for the first month, never more than eight
        ),
        Pattern(
            "alternate nostril",
            (("in", 6.0), ("out", 6.0)),
            source="PMC4247229",
            also=("alternate nostrils", "alternating nostril", "alternating nostrils"),
            how=texts.BREATHE_SIDES,
            care=texts.SIDES_CARE,
            sides=True,
        ),
        Pattern(
            "natural",
            (),
            source="unpaced, for anyone who gets dizzy",
            also=("unpaced",),
            how=texts.BREATHE_NATURAL,
        ),
    )
}

NATURAL = PATTERNS["natural"]

_DIGITS = {
    word: str(digit)
    for digit, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    )
}


def _plain(name: str) -> str:
    """Return a name in lower case, without marks and "breathing", with digits for numbers."""
    words = [_DIGITS.get(word, word) for word in re.findall(r"[^\W_]+", name.lower())]
    if len(words) > 1 and words[-1] in ("breath", "breathing"):
        words.pop()
    return " ".join(words)


_BY_NAME = {
    _plain(name): pattern for pattern in PATTERNS.values() for name in (pattern.name, *pattern.also)
}


def find_pattern(name: str) -> Pattern:
    """Return the pattern called `name`; raises `breathing.unknown` or `breathing.seconds`.

    Spaces, hyphens or underscores may stand between its words, numbers may be words, and
    "breathing" may follow: "four seven eight breathing" is 4-7-8. Seconds are a pattern, too:
    "4-2-6-0" is in 4, hold 2, out 6 and no rest; "4-6" is in and out.
    """
    found = _BY_NAME.get(_plain(name)) or _in_seconds(name)
    if found is not None:
        return found
    known = ", ".join(PATTERNS)
    raise CoachError(
        "breathing.unknown", f"There is no breathing pattern called {name!r}. There are: {known}."
    )


_PHASES_WRITTEN: dict[int, tuple[Phase, ...]] = {
    2: ("in", "out"),
    3: ("in", "hold", "out"),
    4: ("in", "hold", "out", "rest"),
}
"""What the seconds of a pattern are of, by how many there are."""


def _in_seconds(name: str) -> Pattern | None:
    """Return the pattern that is written as seconds; None where it is not. See `find_pattern`."""
    written = [_DIGITS.get(part, part) for part in re.split(r"[\s_-]+", name.strip().lower())]
    if written[-1] in ("breath", "breathing"):
        written.pop()
    phases = _PHASES_WRITTEN.get(len(written))
    if phases is None or not all(re.fullmatch(r"\d+(\.\d+)?", part) for part in written):
        return None
    seconds = {phase: float(part) for phase, part in zip(phases, written, strict=True)}
    if min(seconds["in"], seconds["out"]) < 1 or max(seconds.values()) > MAX_PHASE:
        what = f"In {name}, in and out take at least a second, and nothing takes more than "
        raise CoachError("breathing.seconds", f"{what}{MAX_PHASE:g}.")
    led = tuple((phase, length) for phase, length in seconds.items() if length)
    same = next((pattern for pattern in PATTERNS.values() if pattern.phases == led), None)
    if same is not None:
        return same
    held = any(phase in ("hold", "rest") for phase, _ in led)
    return Pattern(
        "-".join(f"{length:g}" for length in seconds.values()),
        led,
        source="written as seconds",
        aloud=", ".join(f"{length:g}" for length in seconds.values()),
        how=texts.BREATHE_HOLDS if held else texts.BREATHE_TONES,
    )


def at_rate(pattern: Pattern, rate: float | None) -> Pattern:
    """Return the pattern at `rate` breaths a minute, None for its own; raises `breathing.rate`."""
    if rate is None:
        return pattern
    if pattern.rates is None:
        free = ", ".join(name for name, other in PATTERNS.items() if other.rates)
        what = f"{pattern.name} has a timing of its own. A rate can be chosen for: {free}."
        raise CoachError("breathing.rate", what)
    low, high = pattern.rates
    if not low <= rate <= high:
        what = f"{pattern.name} has {low:g} to {high:g} breaths a minute, and {rate:g} is outside."
        raise CoachError("breathing.rate", what)
    breath = 60 / rate
    phases = ((phase, breath * (seconds / pattern.seconds)) for phase, seconds in pattern.phases)
    return replace(pattern, phases=tuple(phases))


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

    Unpaced breathing has no cues: `unpaced` seconds pass, and a bell sounds at the seconds `bells`.
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
    pattern: Pattern,
    *,
    cycles: int | None = None,
    minutes: float | None = None,
    ramp: bool = False,
) -> Timeline:
    """Return a whole exercise; raises `breathing.cycles` if unpaced breaths are to be counted."""
    if not pattern.phases and cycles is None:
        return unpaced(BELL_SECONDS if minutes is None else 60 * minutes)
    if minutes is not None:
        return unfold(pattern, cycles_for(pattern, minutes), ramp=ramp)
    usual = min(DEFAULT_CYCLES, pattern.most_cycles or DEFAULT_CYCLES)
    return unfold(pattern, cycles or usual, ramp=ramp)


def unfold(pattern: Pattern, cycles: int, *, ramp: bool = False) -> Timeline:
    """Return the timeline of `cycles` breaths; raises `breathing.cycles` if there is none.

    No pattern has more than its `max_cycles`. With `ramp` the first breaths are shorter.
    """
    if cycles < 1:
        raise CoachError("breathing.cycles", "A breathing exercise needs at least one breath.")
    if not pattern.phases:
        what = f"{pattern.name} counts no breaths. Its length is given in minutes."
        raise CoachError("breathing.cycles", what)
    cycles = min(cycles, pattern.max_cycles or cycles)
    cues: list[Cue] = []
    start = 0.0
    for cycle in range(1, cycles + 1):
        share = _share(cycle) if ramp else 1.0
        notice = _notice_phase(pattern) if _is_announced(cycle, cycles) else None
        for number, (phase, whole) in enumerate(pattern.phases):
            seconds = whole * share
            top_up = number > 0 and phase == "in" == pattern.phases[number - 1][0]
            word, soft = _word(pattern, phase, cycle, top_up=top_up)
            text = texts.TWO_MORE_BREATHS if number == notice else None
            cues.append(Cue(phase, cycle, start, seconds, word, soft, text, top_up))
            start += seconds
    return Timeline(pattern.name, tuple(cues))


def _share(cycle: int) -> float:
    """Return how long a breath of a ramp is, of a whole one."""
    return min(1.0, RAMP_BEGINS + (1 - RAMP_BEGINS) * (cycle - 1) / RAMP_CYCLES)


def unpaced(seconds: float) -> Timeline:
    """Return a timeline of unpaced breathing, with a bell at each full minute."""
    bells = tuple(BELL_SECONDS * number for number in range(1, int(seconds / BELL_SECONDS) + 1))
    return Timeline(NATURAL.name, (), seconds, bells)


def cycles_for(pattern: Pattern, minutes: float) -> int:
    """Return how many whole breaths come nearest to `minutes`, at least one."""
    return max(1, round(minutes * 60 / pattern.seconds))


def remaining(timeline: Timeline, index: int, passed: float = 0.0) -> Timeline:
    """Return the rest of a timeline that was paused at cue `index`, from the start of that breath.

    Of unpaced breathing, it is what is left after `passed` seconds.
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


def _is_announced(cycle: int, cycles: int) -> bool:
    """Return whether the end is announced in this breath: then so many whole ones follow it."""
    return cycles >= MIN_ANNOUNCED_CYCLES and cycle == cycles - ANNOUNCED_CYCLES


def _notice_phase(pattern: Pattern) -> int:
    """Return the phase with room for an announcement: the longest after the breath in."""
    late = [number for number, (phase, _) in enumerate(pattern.phases) if phase in ("out", "rest")]
    return max(late, key=lambda number: pattern.phases[number][1])


def _word(pattern: Pattern, phase: Phase, cycle: int, *, top_up: bool) -> tuple[str | None, bool]:
    """Return what is spoken as a phase begins, and whether softly."""
    if cycle <= SPOKEN_CYCLES:
        if pattern.sides:
            return _with_side(phase, cycle), False
        return texts.TOP_UP if top_up else phase, False
    # The breath goes in where it went out, so the side changes with each breath out.
    if pattern.sides and phase == "out":
        return _side(phase, cycle), True
    return None, False


def _with_side(phase: Phase, cycle: int) -> str:
    return f"{phase}, {_side(phase, cycle)}"


def _side(phase: Phase, cycle: int) -> str:
    """Return the side: in on the left, out on the right, in on the right, out on the left."""
    return texts.LEFT if (phase == "in") == (cycle % 2 == 1) else texts.RIGHT
