"""The recordings of people in `tests/people`."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from voice_coach.audio.sound import Sound

FOLDER = Path(__file__).parent / "people"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence that a person said: `list` is LibriSpeech's or Common Voice's."""

    list: str
    id: str
    words: str

    @property
    def sound(self) -> Sound:
        """As it was recorded, at 16000 Hz."""
        samples, rate = soundfile.read(FOLDER / self.list / f"{self.id}.opus", dtype="float32")
        return Sound(np.round(samples * 32767).clip(-32768, 32767).astype(np.int16), rate)


def of(name: str) -> list[Spoken]:
    """Return the sentences of the list whose name begins so."""
    (path,) = FOLDER.glob(f"{name}*.tsv")
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    return [Spoken(path.stem, number, words) for number, _, words in rows]
