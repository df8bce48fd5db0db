"""The simulator: simulated acoustics and devices, and files in place of a device.

Everything in a simulator moves with the samples and in one thread, so a session held in it gives
the same result every time, and as fast as the machine allows. Beside a real device, threads pace a
file by the wall clock, and a playout buffer lies between simulator and device.
"""

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.files import read_recording
from voice_coach.audio.player import Player, Source, Track
from voice_coach.audio.sound import (
    FULL_SCALE,
    BlockCallback,
    Resampler,
    Sound,
    WavWriter,
    to_int16,
)
from voice_coach.audio.streams import BLOCKS_A_SECOND, Speaker, failed_event
from voice_coach.errors import CoachError
from voice_coach.protocol.events import Ended
from voice_coach.protocol.inbox import Post

STOPPED_SECONDS = 1.0
"""A program that is as late as this was not slow but stopped, as by Ctrl-Z: nothing is made up
for."""

READY_SECONDS = 0.3
"""Sound a playout buffer keeps ready: more than a busy machine makes the simulator late."""


@dataclass(frozen=True)
class Acoustics:
    """The path of sound to the microphone.

    Attributes:
        echo_gain: The share of the coach's own sound that is heard, 0 (a headset) to 1.
        echo_delay: How late it is heard, in seconds.
        noise_dbfs: The level (RMS) of white noise, in dB against full scale; None is silence.
        seed: Of the noise; the same seed is the same noise, whatever the length of the steps.
    """

    echo_gain: float = 0.0
    echo_delay: float = 0.03
    noise_dbfs: float | None = None
    seed: int = 0


class SimulatedSpeaker:
    """The coach's loudspeaker, pulled by the simulator's steps and heard without delay."""

    latency = 0.0

    def __init__(self, player: Player) -> None:
        self.rate = player.rate
        self.player = player

    def start(self) -> None:
        """Do nothing: the simulator steps."""

    def close(self) -> None:
        """Do nothing: there is no device to release."""


class Simulator:
    """A simulated room with a loudspeaker, a microphone, a user and a clock.

    Args:
        rate: Samples a second, in Hz, of everything in it.
        post: Takes the events of both players, the coach's and the user's.
        start_time: What the clock shows before the first step; aware of its time zone.

    Attributes:
        sources: What else can be heard, such as a `Recording`; what has ended is taken out.
        on_block: Is called with each block the microphone hears, int16 mono.
        monitors: Are called with each block a person in the room hears: no echo, no noise.
    """

    def __init__(
        self,
        *,
        rate: int = 16000,
        post: Post,
        start_time: datetime,
        acoustics: Acoustics = Acoustics(),
    ) -> None:
        self.rate = rate
        self.speaker = SimulatedSpeaker(Player(rate, post))
        self.user_player = Player(rate, post)
        self.sources: list[Source] = []
        self.on_block: BlockCallback | None = None
        self.monitors: list[BlockCallback] = []
        self._start_time = start_time
        self._samples = 0
        self._gain = acoustics.echo_gain
        self._echo = np.zeros(round(acoustics.echo_delay * rate), np.int16)
        self._noise = (
            None
            if acoustics.noise_dbfs is None
            else float(FULL_SCALE * 10 ** (acoustics.noise_dbfs / 20))
        )
        self._random = np.random.default_rng(acoustics.seed)

    @property
    def seconds(self) -> float:
        """The time that has passed, in seconds."""
        return self._samples / self.rate

    def now(self) -> datetime:
        """Return the simulated time; exact to the microsecond, however long the session."""
        return self._start_time + timedelta(microseconds=self._samples * 1_000_000 // self.rate)

    def step(self, seconds: float = 0.02) -> None:
        """Let `seconds` pass: everybody sounds, then the microphone and the monitors hear it."""
        frames = max(1, round(seconds * self.rate))
        coach = self.speaker.player.pull(frames)
        user_player = self.user_player.pull(frames)
        heard = user_player.astype(np.float64)
        for voice in tuple(self.sources):
            samples = voice.read(frames)
            heard[: len(samples)] += samples
            if len(samples) < frames:
                self.sources.remove(voice)
        heard += self._gain * self._echo_of(coach)
        if self._noise is not None:
            heard += self._noise * self._random.standard_normal(frames)
        # The clock first: a block is heard at its end.
        self._samples += frames
        if self.on_block is not None:
            self.on_block(to_int16(heard))
        if self.monitors:
            audible = to_int16(coach.astype(np.float64) + user_player)
            for monitor in self.monitors:
                monitor(audible)

    def _echo_of(self, coach: NDArray[np.int16]) -> NDArray[np.int16]:
        path = np.concatenate([self._echo, coach])
        self._echo = path[len(coach) :]
        return path[: len(coach)]


class Recording:
    """A source that plays a recording only while it is listened to, and never ends.

    It is silent while the recognizer is closed, so that no word is lost while the coach speaks.
    The read after its last sample posts `Ended("microphone")`, once; from there on it is silent.

    Args:
        recording: The sound, or the path of a file, for which see `read_recording`.
        rate: The rate to give it at, in Hz.
        is_open: Returns whether the recognizer is open; called at every read, from its thread.
    """

    def __init__(
        self,
        recording: str | os.PathLike[str] | Sound,
        rate: int,
        is_open: Callable[[], bool],
        post: Post,
    ) -> None:
        sound = recording if isinstance(recording, Sound) else read_recording(Path(recording))
        self.rate = rate
        self._samples = sound.at(rate).samples
        self._position = 0
        self._is_open = is_open
        self._post = post
        self._has_ended = False

    @property
    def seconds_left(self) -> float:
        """Seconds of it that were not listened to."""
        return (len(self._samples) - self._position) / self.rate

    def read(self, frames: int) -> NDArray[np.int16]:
        """Return the next `frames` samples: of the recording, or of silence."""
        block = np.zeros(frames, np.int16)
        if self._position < len(self._samples):
            if self._is_open():
                samples = self._samples[self._position : self._position + frames]
                block[: len(samples)] = samples
                self._position += len(samples)
        elif not self._has_ended:
            # Not with the last sample itself: the recognizer must have that one first.
            self._has_ended = True
            self._post(Ended("microphone"))
        return block


def ticks(seconds: float, closing: threading.Event) -> Iterator[None]:
    """Yield every `seconds`, without drift, until `closing` is set.

    A late tick is made up for, but not the time in which the program was stopped.
    """
    due = time.monotonic()
    while not closing.wait(max(0.0, due - time.monotonic())):
        yield
        due += seconds
        late = time.monotonic() - due
        if late > STOPPED_SECONDS:
            due += late


class FileMicrophone:
    """Hears a recording at wall-clock pace; posts one `Failed` if the recipient raises."""

    latency = 0.0

    def __init__(self, recording: Recording, post: Post) -> None:
        self.rate = recording.rate
        self.recording = recording
        self._post = post
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, on_block: BlockCallback) -> None:
        """Begin to hand over blocks of 20 ms, int16 mono."""
        self._thread = threading.Thread(
            target=self._run, args=(on_block,), name="microphone", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop at once. Closing again does nothing."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self, on_block: BlockCallback) -> None:
        frames = self.rate // BLOCKS_A_SECOND
        try:
            for _ in ticks(frames / self.rate, self._closing):
                on_block(self.recording.read(frames))
        except Exception as error:  # noqa: BLE001 - the edge: a thread must not end silently
            self._post(failed_event("microphone", error))


class SessionRecorder:
    """Writes what can be heard; if that fails, posts `Failed("recording", …)` once and goes on."""

    def __init__(self, writer: WavWriter, post: Post) -> None:
        self._writer = writer
        self._post = post
        self._failed = False

    def write(self, block: NDArray[np.int16]) -> None:
        """Append a block, int16 mono at the writer's rate."""
        if self._failed:
            return
        try:
            self._writer.write(block)
        except CoachError as error:
            self._failed = True
            self._post(failed_event("recording", error))

    def close(self) -> None:
        """Complete the file; raises CoachError if that cannot be done."""
        self._writer.close()


class PacedSpeaker:
    """A speaker without a device, at wall-clock pace, that may record: see `SessionRecorder`."""

    latency = 0.0

    def __init__(self, rate: int, post: Post, writer: WavWriter | None) -> None:
        self.rate = rate
        self.player = Player(rate, post)
        self._post = post
        self._recorder = SessionRecorder(writer, post) if writer is not None else None
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="speaker", daemon=True)

    def start(self) -> None:
        """Begin to pull."""
        self._thread.start()

    def close(self) -> None:
        """Stop at once and complete the recording; raises CoachError if that cannot be done."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join()
        if self._recorder is not None:
            self._recorder.close()

    def _run(self) -> None:
        frames = self.rate // BLOCKS_A_SECOND
        try:
            for _ in ticks(frames / self.rate, self._closing):
                block = self.player.pull(frames)
                if self._recorder is not None:
                    self._recorder.write(block)
        except Exception as error:  # noqa: BLE001 - the edge: a thread must not end silently
            self._post(failed_event("speaker", error))


class PlayoutBuffer:
    """A source at `out_rate` Hz of what is put in at `rate` Hz, or silence where that is late."""

    def __init__(self, rate: int, out_rate: int) -> None:
        self.rate = out_rate
        self._resampler = Resampler(rate, out_rate)
        self._ready: deque[NDArray[np.int16]] = deque()
        self._ready.append(np.zeros(round(READY_SECONDS * out_rate), np.int16))

    def put(self, samples: NDArray[np.int16]) -> None:
        """Take the next stretch of sound."""
        self._ready.append(self._resampler.convert(samples))

    def read(self, frames: int) -> NDArray[np.int16]:
        """Return the next `frames` samples, silence included where there are not so many."""
        block = np.zeros(frames, np.int16)
        filled = 0
        while filled < frames and self._ready:
            samples = self._ready.popleft()
            taken = samples[: frames - filled]
            block[filled : filled + len(taken)] = taken
            filled += len(taken)
            if len(taken) < len(samples):
                self._ready.appendleft(samples[len(taken) :])
        return block


def start_monitor(rate: int, speaker: Speaker) -> PlayoutBuffer:
    """Start a speaker that plays what is put into the returned buffer."""
    relay = PlayoutBuffer(rate, speaker.rate)
    speaker.player.play(Track(relay))
    speaker.start()
    return relay
