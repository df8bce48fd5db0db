"""What a sound device is to the rest of the program.

Sound cards, files and the virtual room all take these two shapes, so that the coach cannot tell
them apart. None of this knows a sound library; `portaudio` does.
"""

from collections.abc import Callable
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.player import Player
from voice_coach.errors import CoachError
from voice_coach.session.events import Failed

Part = Literal["microphone", "speaker", "recording"]

BLOCKS_A_SECOND = 50
"""A microphone hands over blocks of 20 ms."""


class Speaker(Protocol):
    """Something that pulls from a player and makes it heard."""

    @property
    def rate(self) -> int:
        """Samples a second, in Hz."""
        ...

    @property
    def latency(self) -> float:
        """Seconds from a sample's pull until it can be heard."""
        ...

    @property
    def player(self) -> Player:
        """What to play on."""
        ...

    def start(self) -> None:
        """Begin to pull. Raises CoachError if the device refuses."""
        ...

    def close(self) -> None:
        """Stop, and let the device go. Closing again does nothing."""
        ...


class Microphone(Protocol):
    """Something that hears."""

    @property
    def rate(self) -> int:
        """Samples a second, in Hz."""
        ...

    def start(self, on_block: Callable[[NDArray[np.int16]], None]) -> None:
        """Begin to hand over blocks: int16 mono, 20 ms each, in order, from one thread.

        Raises CoachError if the device refuses.
        """
        ...

    def close(self) -> None:
        """Stop, and let the device go. Closing again does nothing."""
        ...


def failure(part: Part, error: Exception) -> Failed:
    """What to post when `error` has ended the thread or the callback of this part.

    Of an error that is no CoachError only its kind is told: its text might quote what was said.
    """
    if isinstance(error, CoachError):
        return Failed(part, error.code, error.spoken)
    kind = type(error).__name__
    return Failed(part, "audio.failed", f"The {part} stopped: an error in this program ({kind}).")
