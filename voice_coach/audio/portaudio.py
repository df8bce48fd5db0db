"""Microphone and speaker on real devices, through PortAudio.

One long-lived stream a direction, whose callback only moves samples: measured, that is exact to the
sample, while waking up for each cue is not. Blocks from the microphone go through a bounded queue.
"""

import threading
from contextlib import suppress
from queue import Full, Queue

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.player import Player
from voice_coach.audio.simulator import ticks
from voice_coach.audio.sound import BlockCallback, mono, to_int16
from voice_coach.audio.streams import (
    BLOCKS_A_SECOND,
    MAX_WAIT_SECONDS,
    ReconnectingStream,
    Status,
    failed_event,
)
from voice_coach.protocol.inbox import Post

QUEUED_SECONDS = 10
"""The recipient may fall so far behind before blocks are dropped."""

_WAKE_UP = np.zeros((0, 1), np.int16)


class DeviceSpeaker:
    """A loudspeaker: one output stream that pulls from its player. See `Speaker`.

    While the device is away, the player goes on silently, at the pace of the wall clock.

    Args:
        device: Its number, a part of its name, or None for the default one.
        post: Takes, from PortAudio's thread, the player's events, and the device's loss and return.
        latency: What to ask of the device, in seconds; below 0.02 the sound breaks up.

    Raises `audio.failed` if the device cannot be opened; see `Devices.find`.
    """

    def __init__(self, device: str | int | None, post: Post, latency: float = 0.05) -> None:
        self.underflows = 0
        self._post = post
        self._stream = ReconnectingStream(
            "speaker",
            device=device,
            callback=self._fill,
            post=post,
            latency=latency,
            while_away=self._play_silently,
        )
        self.rate = self._stream.rate
        self.player = Player(self.rate, post)

    @property
    def latency(self) -> float:
        """Seconds from a sample's pull until it can be heard, as the device tells in its blocks."""
        return self._stream.latency

    def start(self) -> None:
        """Begin to pull; raises CoachError (`audio.failed`) if the device refuses."""
        self._stream.start()

    def close(self) -> None:
        """Stop, and release the device. Closing again does nothing."""
        self._stream.close()

    def _fill(self, block: NDArray[np.int16], status: Status) -> None:
        if status.output_underflow:
            self.underflows += 1
        block[:] = self.player.pull(len(block))[:, np.newaxis]

    def _play_silently(self, back: threading.Event) -> None:
        """Keep time without a device: prompts are shown, and the recognizer opens after them."""
        frames = self.rate // BLOCKS_A_SECOND
        try:
            for _ in ticks(frames / self.rate, back):
                self.player.pull(frames)
        except Exception as error:  # noqa: BLE001 - the edge: a thread must not end silently
            self._post(failed_event("speaker", error))


class DeviceMicrophone:
    """A microphone: one input stream, and a thread that hands its blocks over. See `Microphone`.

    Attributes:
        dropped: How many blocks were dropped because they were not taken in time.
        overflows: How often the device itself lost samples.

    Raises `audio.failed` if the device cannot be opened; see `Devices.find`.
    """

    def __init__(self, device: str | int | None, post: Post, latency: float = 0.03) -> None:
        self.dropped = 0
        self.overflows = 0
        self._post = post
        self._stream = ReconnectingStream(
            "microphone",
            device=device,
            callback=self._enqueue,
            post=post,
            latency=latency,
            blocks_a_second=BLOCKS_A_SECOND,
        )
        self.rate = self._stream.rate
        self._blocks: Queue[NDArray[np.int16]] = Queue(QUEUED_SECONDS * BLOCKS_A_SECOND)
        self._thread: threading.Thread | None = None

    @property
    def latency(self) -> float:
        """Seconds from a sound until its block is handed over, as its blocks tell."""
        return self._stream.latency

    def start(self, on_block: BlockCallback) -> None:
        """Begin to hand over blocks of 20 ms; raises CoachError (`audio.failed`) if refused."""
        self._stream.start()
        self._thread = threading.Thread(
            target=self._run, args=(on_block,), name="microphone", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop, and release the device. Closing again does nothing."""
        self._stream.close()
        with suppress(Full):
            self._blocks.put_nowait(_WAKE_UP)  # wakes the thread, so that it sees the end
        if self._thread is not None:
            self._thread.join(MAX_WAIT_SECONDS)

    def _enqueue(self, block: NDArray[np.int16], status: Status) -> None:
        if status.input_overflow:
            self.overflows += 1
        try:
            self._blocks.put_nowait(block.copy())
        except Full:
            self.dropped += 1

    def _run(self, on_block: BlockCallback) -> None:
        try:
            while True:
                block = self._blocks.get()
                if self._stream.closing.is_set():
                    return
                on_block(
                    block[:, 0] if block.shape[1] == 1 else to_int16(mono(block.astype(np.float32)))
                )
        except Exception as error:  # noqa: BLE001 - the edge: a thread must not end silently
            self._post(failed_event("microphone", error))
