"""The breathing patterns as data: one row a pattern.

A pattern says how long each phase of one breath lasts, in seconds, where its timing is from, and
what has to be said before it. What it unfolds into is `breathing`'s matter.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from voice_coach import texts
from voice_coach.errors import CoachError

Phase = Literal["in", "hold", "out", "rest"]

DEFAULT_PATTERN = "extended exhale"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way of breathing.

    Attributes:
        name: What it is called.
        phases: The phases of a breath with their seconds; none where the breath is not led. A
            second `in` after the first is a top-up.
        source: The study or page its timing is from.
        aloud: Its name as it is spoken, where that is another.
        also: Other names it is found by.
        how: What is said before it, of how it goes.
        care: What is said before it, of what to be careful of, beside holding the breath.
        sides: Whether the breath goes through one side of the nose, and then through the other.
        rates: Between which breaths a minute it can be adjusted, if it can.
        most_cycles: How many breaths it has at most, unless a length is asked for.
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

    @property
    def seconds(self) -> float:
        """The length of one breath in seconds; 0 where the breath is not led."""
        return sum(seconds for _, seconds in self.phases)

    @property
    def caution(self) -> bool:
        """Whether the breath is held, so that some people have to leave it out."""
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
    """A name without capitals and marks, with digits for numbers, and without "breathing"."""
    words = [_DIGITS.get(word, word) for word in re.findall(r"[^\W_]+", name.lower())]
    if len(words) > 1 and words[-1] in ("breath", "breathing"):
        words.pop()
    return " ".join(words)


_BY_NAME = {
    _plain(name): pattern for pattern in PATTERNS.values() for name in (pattern.name, *pattern.also)
}


def find_pattern(name: str) -> Pattern:
    """The pattern called `name`.

    Spaces, hyphens or underscores may stand between its words, numbers may be words, and
    "breathing" may follow: "four seven eight breathing" is 4-7-8.

    Raises:
        CoachError: `breathing.unknown`, naming the patterns there are.
    """
    found = _BY_NAME.get(_plain(name))
    if found is not None:
        return found
    known = ", ".join(PATTERNS)
    raise CoachError(
        "breathing.unknown", f"There is no breathing pattern called {name!r}. There are: {known}."
    )


def at_rate(pattern: Pattern, rate: float | None) -> Pattern:
    """The pattern at `rate` breaths a minute; as it is if that is None.

    Raises:
        CoachError: `breathing.rate` if the pattern leaves no choice, or none as far as that.
    """
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
