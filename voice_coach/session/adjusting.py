"""How fast and how loud the coach speaks, and what "slower" and "louder" make of it."""

from dataclasses import dataclass, replace

SLOWEST, FASTEST = 80, 300
"""Words a minute in questions: what the setting `rate` may be."""

QUIETEST, LOUDEST = 0.2, 1.0
"""Of what the engine can do. It is never made silent by voice: nobody could hear the way back."""

BY_RATE = 1.15
"""One step of speed: clearly another, and not yet another voice."""

BY_VOLUME = 1.4
"""One step of loudness, about 3 dB: it is heard, and it does not startle."""


@dataclass(frozen=True, slots=True)
class Speech:
    """A way of speaking: `rate` in words a minute in questions, `volume` 0 to 1."""

    rate: int
    volume: float

    def changed(self, command: str) -> "Speech":
        """What a command makes of it: the same where it can go no further that way."""
        match command:
            case "slower":
                return replace(self, rate=min(self.rate, max(SLOWEST, round(self.rate / BY_RATE))))
            case "faster":
                return replace(self, rate=max(self.rate, min(FASTEST, round(self.rate * BY_RATE))))
            case "quieter":
                quieter = max(QUIETEST, round(self.volume / BY_VOLUME, 2))
                return replace(self, volume=min(self.volume, quieter))
            case "louder":
                louder = min(LOUDEST, round(self.volume * BY_VOLUME, 2))
                return replace(self, volume=max(self.volume, louder, QUIETEST))
            case _:
                return self
