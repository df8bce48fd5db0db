"""Measurement: how soon finished answers of people are answered, and how often others are cut off.

The words are those of the texts they read, so nothing of this is the recognizer's doing. Pauses are
drawn: log-normal, each person with a tempo of their own, so that over both kinds of question the
median is 1 s, one in twenty is longer than 3 s and one in a hundred longer than 5 s.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from endpointing.people import Place, answers
from voice_coach.dialogue.endpointing import (
    FINISHED_PATIENCE,
    MORE_SECONDS,
    PATIENCE,
    USUAL_PAUSE_SECONDS,
    Judgement,
    OwnPauses,
)
from voice_coach.practice.schema import Patience
from voice_coach.protocol.events import Word

MEDIANS: dict[Patience, float] = {"spoken": 0.8, "reflective": 1.25}
"""Seconds; people pause longer where they are asked to think."""

BETWEEN_PEOPLE, WITHIN_PEOPLE = 0.4, 0.47
"""The standard deviation of the logarithms: of people's tempos, and of one person's pauses."""

MIN_SECONDS = 0.3

PAUSES_INSIDE = 0.15
"""The share of unfinished places in which somebody pauses; all count as if somebody did."""

LATE_SECONDS = 1.0

DRAWS = 10
"""Times all pauses are drawn."""

CURVE = (0.5, 0.7, 0.85, 1.0, 1.15, 1.3, 1.6)
"""Times the patience after finished words."""


@dataclass(slots=True)
class Found:
    """What came of all places: seconds that were waited, and whether somebody was cut off."""

    finished: list[float] = field(default_factory=list)
    half_cut: list[bool] = field(default_factory=list)
    unfinished: list[float] = field(default_factory=list)


def judged(
    people: Sequence[Sequence[Place]], kind: Patience, *, times: float = 1.0, fixed: bool = False
) -> Found:
    """Return what comes of the answers of people to questions of one kind."""
    chance, found, patience = np.random.default_rng(1), Found(), PATIENCE[kind]
    for places in [*people] * DRAWS:
        tempo, own = chance.normal(0, BETWEEN_PEOPLE), OwnPauses()
        judgement = Judgement(
            patience,
            FINISHED_PATIENCE[kind] * times,
            patience + MORE_SECONDS,
            usual_pause=USUAL_PAUSE_SECONDS[kind],
            pauses=own,
        )
        for place in places:
            waited = patience if fixed else judgement.seconds(place.words, 1.0)
            drawn = MEDIANS[kind] * np.exp(tempo + chance.normal(0, WITHIN_PEOPLE))
            pause = max(MIN_SECONDS, float(drawn))
            match place.kind:
                case "finished":
                    found.finished.append(waited)
                    continue
                case "half":
                    found.half_cut.append(pause > waited)
                case "unfinished":
                    found.unfinished.append(waited)
            is_made = place.kind == "half" or chance.random() < PAUSES_INSIDE
            if is_made and pause <= waited:
                own.add((Word("", 0, 0, 1), Word("", pause, pause, 1)), judgement.usual_pause)
    return found


def table(folder: Path, *, development: bool) -> str:
    """Return the figures, and the curve between haste and cutting off, as Markdown."""
    people = answers(folder, development=development)
    rows = [
        f"{len(people)} people, {sum(map(len, people))} places",
        "",
        "| question | patience after finished words | median | half-finished | unfinished | late |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for kind in MEDIANS:
        rows.append(_row(kind, "fixed", judged(people, kind, fixed=True)))
        for times in CURVE:
            name = f"{FINISHED_PATIENCE[kind] * times:.2f} s"
            rows.append(_row(kind, name, judged(people, kind, times=times)))
    return "\n".join(rows)


def _row(kind: Patience, name: str, found: Found) -> str:
    """Return one row: seconds, and shares in percent."""
    late = np.mean(np.array(found.finished) > PATIENCE[kind] + LATE_SECONDS)
    cut = np.mean(np.array(found.unfinished) < PATIENCE[kind])
    return (
        f"| {kind} | {name} | {np.median(found.finished):.2f} s | {np.mean(found.half_cut):.1%} "
        f"| {cut:.2%} | {late:.1%} |"
    )
