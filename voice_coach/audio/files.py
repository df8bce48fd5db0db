"""Recordings in place of sound devices.

A recording can answer for a person and a file can be written in place of a loudspeaker. In the
virtual room these are only sources and sinks of samples. Beside a real device, which moves at the
pace of the wall clock, a file has to be paced as well; that is what the threads here are for.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.devices import BLOCKS_A_SECOND, failure
from voice_coach.audio.player import Player
from voice_coach.audio.sound import Sound, WavWriter, read_wav
from voice_coach.errors import CoachError
from voice_coach.session.events import Ended

STOPPED_SECONDS = 1.0
"""Whoever is as late as this was not slow but stopped, as by Ctrl-Z: no breath is hurried then."""


class Recording:
    """A source that speaks only while it is listened to, and never ends.

    It gives the recording's samples while the ear is open and silence otherwise, so that no word
    is lost while the coach speaks. When its last sample has been handed over, the read after that
    posts `Ended("microphone")`, once; from there on it is silent.

    Args:
        recording: The sound, or the path of a WAV file.
        rate: The rate to give it at, in Hz.
        is_open: Whether the ear is open; asked at every read, from the reading thread.
        post: Takes the event.

    Raises:
        CoachError: The file cannot be read; see `read_wav`.
    """

    def __init__(
        self,
        recording: str | os.PathLike[str] | Sound,
        rate: int,
        is_open: Callable[[], bool],
        post: Callable[[object], None],
    ) -> None:
        sound = recording if isinstance(recording, Sound) else read_wav(recording)
        self.rate = rate
        self._samples = sound.at(rate).samples
        self._done = 0
        self._is_open = is_open
        self._post = post
        self._told = False

    @property
    def left(self) -> float:
        """Seconds of it that were not listened to."""
        return (len(self._samples) - self._done) / self.rate

    def read(self, frames: int) -> NDArray[np.int16]:
        """The next `frames` samples: of the recording, or of silence."""
        block = np.zeros(frames, np.int16)
        if self._done < len(self._samples):
            if self._is_open():
                samples = self._samples[self._done : self._done + frames]
                block[: len(samples)] = samples
                self._done += len(samples)
        elif not self._told:
            # Not with the last sample itself: the ear must have that one first.
            self._told = True
            self._post(Ended("microphone"))
        return block


def beats(seconds: float, closing: threading.Event) -> Iterator[None]:
    """Come back every `seconds`, without drift, until `closing` is set.

    A beat that is late is made up for, but not the time in which the program was stopped.
    """
    due = time.monotonic()
    while not closing.wait(max(0.0, due - time.monotonic())):
        yield
        due += seconds
        late = time.monotonic() - due
        if late > STOPPED_SECONDS:
            due += late


class FileMicrophone:
    """A microphone that hears a recording at the pace of the wall clock, in a thread of its own.

    Args:
        recording: What it hears; its rate is the microphone's.
        post: Takes one `Failed("microphone", …)` if whoever listens raises.
    """

    def __init__(self, recording: Recording, post: Callable[[object], None]) -> None:
        self.rate = recording.rate
        self.recording = recording
        self._post = post
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, on_block: Callable[[NDArray[np.int16]], None]) -> None:
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

    def _run(self, on_block: Callable[[NDArray[np.int16]], None]) -> None:
        frames = self.rate // BLOCKS_A_SECOND
        try:
            for _ in beats(frames / self.rate, self._closing):
                on_block(self.recording.read(frames))
        except Exception as error:  # noqa: BLE001 - the edge: a thread must not die unheard
            self._post(failure("microphone", error))


class Recorder:
    """Writes what can be heard to a file, for as long as that works: a session goes on without.

    Args:
        writer: Where to write; closed with this recorder.
        post: Takes one `Failed("recording", …)` if it cannot be written.
    """

    def __init__(self, writer: WavWriter, post: Callable[[object], None]) -> None:
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
            self._post(failure("recording", error))

    def close(self) -> None:
        """Complete the file; there is none if it could not be written.

        Raises:
            CoachError: It cannot be completed.
        """
        self._writer.close()


class PacedSpeaker:
    """A speaker without a device: it pulls at the pace of the wall clock, and may record.

    If the recording cannot be written, it plays on without; see `Recorder`.

    Args:
        rate: Samples a second, in Hz.
        post: Takes the player's events, from this speaker's thread.
        writer: Where to write what is played, at the same rate; closed with this speaker.
    """

    latency = 0.0

    def __init__(self, rate: int, post: Callable[[object], None], writer: WavWriter | None) -> None:
        self.rate = rate
        self.player = Player(rate, post)
        self._post = post
        self._recorder = Recorder(writer, post) if writer is not None else None
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="speaker", daemon=True)

    def start(self) -> None:
        """Begin to pull."""
        self._thread.start()

    def close(self) -> None:
        """Stop at once and complete the recording. Closing again does nothing.

        Raises:
            CoachError: The recording cannot be completed.
        """
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join()
        if self._recorder is not None:
            self._recorder.close()

    def _run(self) -> None:
        frames = self.rate // BLOCKS_A_SECOND
        try:
            for _ in beats(frames / self.rate, self._closing):
                block = self.player.pull(frames)
                if self._recorder is not None:
                    self._recorder.write(block)
        except Exception as error:  # noqa: BLE001 - the edge: a thread must not die unheard
            self._post(failure("speaker", error))
