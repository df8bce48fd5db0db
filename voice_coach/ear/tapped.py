"""An ear somebody else listens in to: for a level meter, and to play back how it sounded."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from voice_coach.ear.port import Hearing

Tap = Callable[[NDArray[np.int16]], None]


class Tapped:
    """Hears what the other ear hears, open or not, before it does.

    Args:
        hearing: The ear.
        tap: Takes every block, int16 mono, 20 ms, from the microphone's thread.
    """

    def __init__(self, hearing: Hearing, tap: Tap) -> None:
        self._hearing = hearing
        self._tap = tap

    @property
    def dropped(self) -> int:
        """Blocks that were lost while open."""
        return self._hearing.dropped

    @dropped.setter
    def dropped(self, blocks: int) -> None:
        self._hearing.dropped = blocks

    @property
    def is_open(self) -> bool:
        """Whether sound that is fed now counts."""
        return self._hearing.is_open

    def open(self, turn: int, phrases: Sequence[str] = ()) -> None:
        """Begin to listen for a turn: see `Ear.open`."""
        self._hearing.open(turn, phrases)

    def feed(self, block: NDArray[np.int16]) -> None:
        """Take the next block of sound."""
        self._tap(block)
        self._hearing.feed(block)

    def close(self) -> None:
        """Stop listening."""
        self._hearing.close()

    def stop(self) -> None:
        """End for good."""
        self._hearing.stop()
