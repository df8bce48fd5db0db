"""An ear whose turns are recorded as they are heard, where the person wants that."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.takes import Tape
from voice_coach.ear.port import Ear
from voice_coach.session.events import Event


class KeptEar:
    """Hears as another ear does, and hands all it hears to a tape first. See `Ear`.

    Args:
        ear: Who hears.
        tape: Decides whether it is kept.
        rate: Samples a second, in Hz, of what is fed.
    """

    def __init__(self, ear: Ear, tape: Tape, rate: int) -> None:
        self._ear = ear
        self._tape = tape
        self._rate = rate

    @property
    def is_open(self) -> bool:
        """Whether sound that is fed now counts."""
        return self._ear.is_open

    def open(self, turn: int, phrases: Sequence[str] = ()) -> None:
        """Begin to listen for a turn."""
        self._tape.begin(turn, self._rate)
        self._ear.open(turn, phrases)

    def feed(self, block: NDArray[np.int16]) -> list[Event]:
        """Listen to the next block of sound."""
        if self._ear.is_open:
            self._tape.write(block)
        return self._ear.feed(block)

    def close(self) -> list[Event]:
        """Stop listening."""
        return self._ear.close()
