"""The corpus: what fourteen writers, the hands, wrote as people would say it aloud.

Each hand has a folder under `hands/`: `brief.md`, the person it wrote as; `danger.tsv`, utterances
with their kind; `ordinary.txt`, lines of ordinary journal speech, of the first eight. A hand knew
neither the rules nor what the others wrote, so a figure on a hand that was left out of the training
says something of people who were not there either.
"""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("hands")

HANDS = tuple(range(1, 15))

KINDS = ("suicide", "self-harm", "abuse", "harm-to-others", "emergency", "somebody-else")
"""What is meant: the kinds of danger, as they stand in `danger.tsv`."""

GRADES = ("yes", "maybe", "no")
"""Whether a listener who hears a line alone would check in, as it stands in `grades.tsv`."""

MISLEADING = "none"
ORDINARY = "ordinary"


@dataclass(frozen=True, slots=True)
class Line:
    """One utterance.

    Attributes:
        hand: Who wrote it.
        kind: One of `KINDS`, `MISLEADING` or `ORDINARY`.
        text: The words, lower case, without punctuation.
    """

    hand: int
    kind: str
    text: str

    @property
    def is_meant(self) -> bool:
        """Return whether somebody is in danger."""
        return self.kind in KINDS


def lines_of(hand: int) -> list[Line]:
    """Return all lines of one hand.

    Raises:
        ValueError: A line of `danger.tsv` has no kind that is known.
    """
    folder = FOLDER / str(hand)
    found = []
    for row in (folder / "danger.tsv").read_text(encoding="utf-8").splitlines():
        kind, _, text = row.partition("\t")
        if kind not in (*KINDS, MISLEADING) or not text:
            raise ValueError(f"hand {hand}: no kind and text in {row!r}")
        found.append(Line(hand, kind, text))
    path = folder / "ordinary.txt"
    ordinary = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [*found, *(Line(hand, ORDINARY, text) for text in ordinary if text)]


def grades() -> dict[tuple[int, str], str]:
    """Return the grade of each line that was graded, by its hand and text; grades.md says how."""
    rows = Path(__file__).with_name("grades.tsv").read_text(encoding="utf-8").splitlines()
    split = [row.split("\t") for row in rows]
    return {(int(hand), text): grade for hand, grade, text in split}
