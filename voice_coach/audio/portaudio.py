"""Real sound devices, through PortAudio.

One long-lived stream a direction, whose callback does nothing but move samples: measured, that is
exact to the sample, while waking up for each cue is not. Nobody may keep the callback waiting, so
blocks from the microphone go through a bounded queue to a thread that may take its time.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from queue import Full, Queue

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.player import Player
from voice_coach.audio.simulator import beats
from voice_coach.audio.sound import to_int16
from voice_coach.audio.streams import BLOCKS_A_SECOND, PATIENCE, ReconnectingStream, Status, failure

QUEUED_SECONDS = 10
"""How far whoever listens may fall behind before blocks are dropped."""


NOTHING = np.zeros((0, 1), np.int16)


class DeviceSpeaker:
    """A loudspeaker: one output stream that pulls from its player.

    While the device is away, the player goes on unheard, at the pace of the wall clock.

    Args:
        device: Its number, a part of its name, or None for the default one.
        post: Takes the player's events, from PortAudio's thread; one `Failed("speaker", …)` when
            the device is lost, and `Recovered("speaker")` when it is back.
        latency: What to ask of the device, in seconds; below 0.02 the sound breaks up.

    Attributes:
        rate: The device's own rate, in Hz.
        latency: What the device promises, in seconds.
        player: What to play on.
        underflows: How often the device had to wait for samples.

    Raises:
        CoachError: See `Devices.find`; `audio.failed` if the device cannot be opened.
    """

    def __init__(
        self, device: str | int | None, post: Callable[[object], None], latency: float = 0.05
    ) -> None:
        self.underflows = 0
        self._post = post
        self._line = ReconnectingStream(
            "speaker",
            device=device,
            callback=self._fill,
            post=post,
            latency=latency,
            away=self._play_unheard,
        )
        self.rate = self._line.rate
        self.latency = self._line.latency
        self.player = Player(self.rate, post)

    def start(self) -> None:
        """Begin to pull.

        Raises:
            CoachError: `audio.failed` if the device refuses.
        """
        self._line.start()

    def close(self) -> None:
        """Stop, and let the device go. Closing again does nothing."""
        self._line.close()

    def _fill(self, block: NDArray[np.int16], status: Status) -> None:
        if status.output_underflow:
            self.underflows += 1
        block[:] = self.player.pull(len(block))[:, np.newaxis]

    def _play_unheard(self, back: threading.Event) -> None:
        """Let time go on without a device: what is said is shown, and the ear opens after it."""
        frames = self.rate // BLOCKS_A_SECOND
        try:
            for _ in beats(frames / self.rate, back):
                self.player.pull(frames)
        except Exception as error:  # noqa: BLE001 - the edge: a thread must not die unheard
            self._post(failure("speaker", error))


class DeviceMicrophone:
    """A microphone: one input stream, and a thread that hands its blocks over.

    Args:
        device: Its number, a part of its name, or None for the default one.
        post: Takes one `Failed("microphone", …)` when the device is lost or whoever listens raises;
            and `Recovered("microphone")` when the device is back.
        latency: What to ask of the device, in seconds.

    Attributes:
        rate: The device's own rate, in Hz.
        dropped: How many blocks were dropped because nobody took them in time.
        overflows: How often the device itself lost samples.

    Raises:
        CoachError: See `Devices.find`; `audio.failed` if the device cannot be opened.
    """

    def __init__(
        self, device: str | int | None, post: Callable[[object], None], latency: float = 0.03
    ) -> None:
        self.dropped = 0
        self.overflows = 0
        self._post = post
        self._line = ReconnectingStream(
            "microphone",
            device=device,
            callback=self._take,
            post=post,
            latency=latency,
            blocks=BLOCKS_A_SECOND,
        )
        self.rate = self._line.rate
        self._blocks: Queue[NDArray[np.int16]] = Queue(QUEUED_SECONDS * BLOCKS_A_SECOND)
        self._thread: threading.Thread | None = None

    def start(self, on_block: Callable[[NDArray[np.int16]], None]) -> None:
        """Begin to hand over blocks of 20 ms, int16 mono, from a thread of its own.

        Raises:
            CoachError: `audio.failed` if the device refuses.
        """
        self._line.start()
        self._thread = threading.Thread(
            target=self._run, args=(on_block,), name="microphone", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop, and let the device go. Closing again does nothing."""
        self._line.close()
        with suppress(Full):
            self._blocks.put_nowait(NOTHING)  # wakes the thread, so that it sees the end
        if self._thread is not None:
            self._thread.join(PATIENCE)

    def _take(self, block: NDArray[np.int16], status: Status) -> None:
        if status.input_overflow:
            self.overflows += 1
        try:
            self._blocks.put_nowait(block.copy())
        except Full:
            self.dropped += 1

    def _run(self, on_block: Callable[[NDArray[np.int16]], None]) -> None:
        try:
            for block in self._captured():
                on_block(block[:, 0] if block.shape[1] == 1 else to_int16(block.mean(axis=1)))
        except Exception as error:  # noqa: BLE001 - the edge: a thread must not die unheard
            self._post(failure("microphone", error))

    def _captured(self) -> Iterator[NDArray[np.int16]]:
        """The blocks as they come, until the microphone is closed."""
        while True:
            block = self._blocks.get()
            if self._line.closing.is_set():
                return
            yield block
