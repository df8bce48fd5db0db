"""A sound device without hardware: a speaker, a microphone, the air between them, and a clock.

Everything in the room moves with the samples and in one thread, so a session held in it gives the
same result every time, and as fast as the machine allows. It knows nothing of speech: what stands
in it, a person or a recording, is only a source of samples.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.player import Player, Source
from voice_coach.audio.sound import FULL_SCALE, to_int16


@dataclass(frozen=True)
class Air:
    """What lies between the speaker and the microphone.

    Attributes:
        echo_gain: How much of the coach's own sound the microphone hears; 0 is nothing (a
            headset), 1 is all of it.
        echo_delay: How late it hears it, in seconds.
        noise_dbfs: The level (RMS) of white noise at the microphone, in dB against full scale;
            None is a silent room.
        seed: Which noise; the same seed is the same noise, whatever the length of the steps.
    """

    echo_gain: float = 0.0
    echo_delay: float = 0.03
    noise_dbfs: float | None = None
    seed: int = 0


class RoomSpeaker:
    """The coach's loudspeaker. It is pulled by the room's steps, and heard without delay."""

    latency = 0.0

    def __init__(self, player: Player) -> None:
        self.rate = player.rate
        self.player = player

    def start(self) -> None:
        """Nothing to do: the room steps."""

    def close(self) -> None:
        """Nothing to do: there is no device to let go."""


class Room:
    """The virtual room.

    Args:
        rate: Samples a second, in Hz, of everything in it.
        post: Takes the events of both players, the coach's and the other person's.
        begins: What the clock shows before the first step; aware of its time zone.
        air: What lies between the speaker and the microphone.

    Attributes:
        speaker: The coach's loudspeaker.
        mouth: A player for the other person's voice.
        voices: What else can be heard, such as a `Recording`; what has ended is taken out.
        on_block: Is called with each block the microphone hears, int16 mono.
        monitors: Are called with each block a person in the room would hear, int16 mono: the
            coach and the other person, without echo or noise.
    """

    def __init__(
        self,
        *,
        rate: int = 16000,
        post: Callable[[object], None],
        begins: datetime,
        air: Air = Air(),
    ) -> None:
        self.rate = rate
        self.speaker = RoomSpeaker(Player(rate, post))
        self.mouth = Player(rate, post)
        self.voices: list[Source] = []
        self.on_block: Callable[[NDArray[np.int16]], None] | None = None
        self.monitors: list[Callable[[NDArray[np.int16]], None]] = []
        self._begins = begins
        self._samples = 0
        self._gain = air.echo_gain
        self._echo = np.zeros(round(air.echo_delay * rate), np.int16)  # on its way to the ear
        self._noise = (
            None if air.noise_dbfs is None else float(FULL_SCALE * 10 ** (air.noise_dbfs / 20))
        )
        self._random = np.random.default_rng(air.seed)

    @property
    def seconds(self) -> float:
        """How much time has passed in the room, in seconds."""
        return self._samples / self.rate

    def now(self) -> datetime:
        """What the clock shows; exact to the microsecond, however long the session."""
        return self._begins + timedelta(microseconds=self._samples * 1_000_000 // self.rate)

    def step(self, seconds: float = 0.02) -> None:
        """Let `seconds` pass: everybody sounds, then the microphone and the monitors hear it."""
        frames = max(1, round(seconds * self.rate))
        coach = self.speaker.player.pull(frames)
        mouth = self.mouth.pull(frames)
        heard = mouth.astype(np.float64)
        for voice in tuple(self.voices):
            samples = voice.read(frames)
            heard[: len(samples)] += samples
            if len(samples) < frames:
                self.voices.remove(voice)
        heard += self._gain * self._echo_of(coach)
        if self._noise is not None:
            heard += self._noise * self._random.standard_normal(frames)
        # The clock first: whoever hears a block hears it at its end.
        self._samples += frames
        if self.on_block is not None:
            self.on_block(to_int16(heard))
        if self.monitors:
            audible = to_int16(coach.astype(np.float64) + mouth)
            for monitor in self.monitors:
                monitor(audible)

    def _echo_of(self, coach: NDArray[np.int16]) -> NDArray[np.int16]:
        """What arrives now of what the coach has sounded until now."""
        path = np.concatenate([self._echo, coach])
        self._echo = path[len(coach) :]
        return path[: len(coach)]
