"""The sound check: records a microphone for a moment and measures it. Nothing of it is kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.devices import Devices, Direction
from voice_coach.audio.files import read_recording
from voice_coach.audio.levels import Levels, level, measure
from voice_coach.audio.portaudio import DeviceMicrophone
from voice_coach.audio.sound import Sound, is_recording, silence
from voice_coach.audio.streams import BLOCKS_A_SECOND
from voice_coach.errors import CoachError
from voice_coach.protocol.events import Failed
from voice_coach.texts import device as device_texts

START_CLICK_SECONDS = 0.2
"""Many devices begin with a click, which is not measured."""

METER_INTERVAL_SECONDS = 0.1
"""Between two readings of the meter."""

SPEAK_SECONDS = 4.0
"""For somebody to say a few words."""

SETTLING_BLOCKS = 20
"""Blocks of 20 ms after the coach has spoken, until it has died away."""

NO_SOUND_SECONDS = 5.0
"""Without a sample, after which a microphone is given up."""


@dataclass(frozen=True, slots=True)
class Row:
    """One device as `doctor` lists it; `used` is whether a session would take it."""

    number: int
    name: str
    host: str
    channels: int
    rate: int
    default: bool
    used: bool


def rows_of(devices: Devices, part: Direction, wanted: str | None) -> list[Row]:
    """Return the devices for one direction; the one the settings mean is marked as used."""
    default = devices.default(part)
    try:
        used = devices.find(wanted, part)
    except CoachError:
        used = None  # the check of this part says why
    return [
        Row(
            number=each.number,
            name=each.name,
            host=each.host,
            channels=each.channels(part),
            rate=each.rate,
            default=each == default,
            used=each == used,
        )
        for each in devices.usable(part)
    ]


def record(microphone: str | None, seconds: float, show: Callable[[float], None]) -> Sound:
    """Record a microphone, or play a recording in its place; `show` takes dBFS ten times a second.

    Raises CoachError if it cannot be opened, is lost, or delivers nothing.
    """
    if microphone is not None and is_recording(microphone):
        sound = read_recording(Path(microphone))
        return Sound(sound.samples[: round(seconds * sound.rate)], sound.rate)
    inbox: SimpleQueue[object] = SimpleQueue()
    device = DeviceMicrophone(microphone, inbox.put)
    taken = BlockBuffer(device.rate, show)
    device.start(inbox.put)
    try:
        while taken.seconds < seconds + START_CLICK_SECONDS:
            taken.take(_next_block(inbox))
    finally:
        device.close()
    return taken.sound(START_CLICK_SECONDS)


def _next_block(inbox: SimpleQueue[object]) -> NDArray[np.int16]:
    try:
        block = inbox.get(timeout=NO_SOUND_SECONDS)
    except Empty:
        raise CoachError("audio.failed", "The microphone delivers nothing.") from None
    if isinstance(block, Failed):
        raise CoachError(block.code, block.message)
    return block if isinstance(block, np.ndarray) else np.zeros(0, np.int16)


def listen(microphone: str | None, seconds: float, show: Callable[[float], None]) -> Levels:
    """Record a microphone and return its levels: see `record` and `measure`."""
    sound = record(microphone, seconds, show)
    return measure(sound.samples, sound.rate)


class BlockBuffer:
    """Blocks at `rate` Hz, in memory; `show` takes their level, in dBFS, ten times a second."""

    def __init__(self, rate: int, show: Callable[[float], None]) -> None:
        self.rate = rate
        self._show = show
        self._blocks: list[NDArray[np.int16]] = []
        self._unmetered: list[NDArray[np.int16]] = []
        self._frames = 0

    @property
    def seconds(self) -> float:
        """Its length in seconds."""
        return self._frames / self.rate

    def take(self, block: NDArray[np.int16]) -> None:
        """Take the next block, int16 mono."""
        self._blocks.append(block)
        self._frames += len(block)
        self._unmetered.append(block)
        if sum(map(len, self._unmetered)) >= METER_INTERVAL_SECONDS * self.rate:
            self._show(level(np.concatenate(self._unmetered)))
            self._unmetered.clear()

    def sound(self, begins: float = 0.0) -> Sound:
        """Return all of it but the first `begins` seconds."""
        blocks = self._blocks or [np.zeros(0, np.int16)]
        return Sound(np.concatenate(blocks)[round(begins * self.rate) :], self.rate)


class Sampler:
    """Collects what the microphone hears in a session while nobody speaks, and while a person does.

    It takes the microphone's blocks, and observes the event stream. The steps are called `quiet`
    and `words`; of what the coach says itself it takes nothing.
    """

    def __init__(self) -> None:
        self.quiet = self.words = silence(0, 16000)
        self._taken: dict[str, BlockBuffer] = {}
        self._step = ""  # the one that is spoken, or listened in
        self._wanted = ""  # what is taken now
        self._skip = 0

    def begin(self) -> None:
        """Forget what was heard, and start to collect."""
        self.quiet = self.words = silence(0, 16000)
        self._taken = {}

    def end(self) -> None:
        """Stop collecting."""
        self._wanted = ""
        for name, samples in self._taken.items():
            setattr(self, name, samples.sound())
        self._taken = {}

    def levels(self) -> Levels:
        """Return the microphone's levels."""
        rate = self.words.rate
        both = np.concatenate([self.quiet.at(rate).samples, self.words.samples])
        return measure(both, rate)

    def take(self, block: NDArray[np.int16]) -> None:
        """Take the next block, int16 mono, 20 ms."""
        wanted = self._wanted
        if not wanted:
            return
        if self._skip:
            self._skip -= 1
            return
        if wanted not in self._taken:
            self._taken[wanted] = BlockBuffer(len(block) * BLOCKS_A_SECOND, lambda _: None)
        self._taken[wanted].take(block.copy())

    def observe(self, event_record: Mapping[str, object]) -> None:
        """Take one event of the event stream."""
        match event_record["event"]:
            case "coach.speaking":
                self._wanted, self._step = "", str(event_record["step"])
            case "coach.spoke" if self._step == "quiet":
                self._wanted, self._skip = "quiet", SETTLING_BLOCKS
            case "listening" if event_record["step"] == "words":
                self._wanted, self._skip = "words", 0
            case "heard" | "session.ended":
                self._wanted = ""


def in_figures(levels: Levels) -> str:
    """Return the levels as a sentence for a person."""
    speech = device_texts.NO_SPEECH
    if levels.speech is not None:
        speech = device_texts.SPEECH.format(speech=levels.speech, ratio=levels.ratio)
    return device_texts.LEVELS.format(
        peak=levels.peak, noise=levels.noise, speech=speech, clipped=levels.clipped
    )
