"""Calibration of a recognizer's confidence: how often a word of that confidence is right.

A model may bring a table, measured on people it was not trained on, as `conf/confidence.toml`:

    confidence = [0.2, 0.5, 1.0]  # as Vosk tells it, rising
    right = [0.1, 0.3, 0.9]       # the share of such words that were right
"""

from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

FILE = Path("conf") / "confidence.toml"


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    confidence: tuple[float, ...]
    right: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """A table of confidences and of the shares that are right; empty, it changes nothing."""

    confidence: tuple[float, ...] = ()
    right: tuple[float, ...] = ()

    @classmethod
    def of(cls, model: Path) -> "Calibration":
        """Return the table of the model in a folder; an empty one where there is none.

        Raises:
            ValueError: The table is none.
        """
        path = model / FILE
        if not path.is_file():
            return cls()
        try:
            table = msgspec.toml.decode(path.read_bytes(), type=_Table)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise ValueError(str(error)) from error
        if not table.right or len(table.right) != len(table.confidence):
            raise ValueError("there must be as many shares as confidences")
        return cls(table.confidence, table.right)

    def share_right(self, confidence: float) -> float:
        """Return the share of words of this confidence that are right, 0 to 1."""
        if not self.right:
            return confidence
        return round(float(np.interp(confidence, self.confidence, self.right)), 6)
