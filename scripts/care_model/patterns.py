"""Sentences of patterns: what else is taught, and never measured.

A row of `patterns/` has a kind and a pattern; `{a|b}` stands for either, `[a|b]` for either or
nothing. Whoever wrote them knew the rules and had read lines of the hands.
"""

import random
import re
from pathlib import Path

from care_model.corpus import HANDS, Line, lines_of

FOLDER = Path(__file__).with_name("patterns")

TRIES = 40
"""Sentences made of a pattern, before those that come twice are dropped."""

_CHOICE = re.compile(r"\{([^}]*)\}")
_OPTIONAL = re.compile(r"\[([^\]]*)\]")


def pattern_lines() -> list[Line]:
    """Return sentences of all patterns, of hand 0; none is one that a hand wrote."""
    measured = {line.text for hand in HANDS for line in lines_of(hand)}
    rng = random.Random(0)  # noqa: S311 - a sample
    rows = [
        row.partition("\t")
        for path in sorted(FOLDER.glob("*.tsv"))
        for row in path.read_text(encoding="utf-8").splitlines()
    ]
    return [
        Line(0, kind, text)
        for kind, _, pattern in rows
        for text in dict.fromkeys(sentence(pattern, rng) for _ in range(TRIES))
        if text not in measured
    ]


def sentence(pattern: str, rng: random.Random) -> str:
    """Return a sentence of a pattern, chosen by chance."""
    said = _OPTIONAL.sub(lambda found: rng.choice([*found[1].split("|"), ""]), pattern)
    said = _CHOICE.sub(lambda found: rng.choice(found[1].split("|")), said)
    return " ".join(said.split())
