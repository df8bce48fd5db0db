"""What every voice engine is to the rest of the program.

The coach knows only this shape, so an engine can be exchanged for another by name. Whoever writes
one lists it in the entry point group `voice_coach.voices`; one contract test runs over them all.
"""

from dataclasses import dataclass
from typing import Protocol

from voice_coach.audio.sound import Sound


@dataclass(frozen=True, slots=True)
class Manner:
    """How to say it.

    Attributes:
        voice: The engine's id of a voice; empty for the engine's default.
        rate: Words a minute, at least 1. An engine comes as near to it as it can.
        volume: 0 (silent) to 1 (as loud as the engine speaks).
    """

    voice: str = ""
    rate: int = 145
    volume: float = 1.0


class Voice(Protocol):
    """Text in, sound out. Blocking; safe to call from any thread, one rendering at a time."""

    name: str
    """The engine's name, as the table of engines lists it."""

    def render(self, text: str, manner: Manner) -> Sound:
        """The sound of `text`, int16 mono at the engine's own rate.

        It begins and ends with speech, give or take a few milliseconds: pauses are the coach's.
        Text without anything to speak (empty, or punctuation alone) is a sound of no samples.

        Raises:
            CoachError: `voice.missing` if the engine is not installed, `voice.unknown` if it has
                no such voice, `voice.failed` if it refused or died, `voice.hung` if it fell silent.
        """
        ...

    def voices(self) -> tuple[str, ...]:
        """The ids of the engine's voices, sorted.

        Raises:
            CoachError: as `render`.
        """
        ...

    def close(self) -> None:
        """Let go of what the engine holds. Closing twice is closing once."""
        ...
