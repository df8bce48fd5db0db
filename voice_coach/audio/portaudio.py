"""Real sound devices, through PortAudio.

One long-lived stream a direction, whose callback does nothing but move samples: measured, that is
exact to the sample, while waking up for each cue is not. Nobody may keep the callback waiting, so
blocks from the microphone go through a bounded queue to a thread that may take its time.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, Full, Queue

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.devices import BLOCKS_A_SECOND, Part, failure
from voice_coach.audio.player import Player
from voice_coach.audio.sound import to_int16
from voice_coach.audio.stream import PATIENCE, Status, Stream, load_sounddevice
from voice_coach.errors import CoachError

QUEUED_SECONDS = 10
"""How far whoever listens may fall behind before blocks are dropped."""

NOTHING = np.zeros((0, 1), np.int16)

_INSTEAD = {
    "microphone": "type your answers with --keyboard",
    "speaker": "do without sound with --speaker none",
}


@dataclass(frozen=True, slots=True)
class Device:
    """A sound device as PortAudio numbers and names it, and its channels in each direction."""

    number: int
    name: str
    inputs: int
    outputs: int
    rate: int

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


def list_devices() -> tuple[Device, ...]:
    """All sound devices; none is no error.

    Raises:
        CoachError: `audio.no-portaudio`.
    """
    return tuple(
        Device(
            info["index"],
            info["name"],
            info["max_input_channels"],
            info["max_output_channels"],
            round(info["default_samplerate"]),
        )
        for info in load_sounddevice().query_devices()
    )


def find_device(device: str | int | None, part: Part) -> Device:
    """The device of that number, or with that in its name; the default one for None.

    Raises:
        CoachError: `audio.no-portaudio`; `audio.no-device` if there is none for this part at all;
            `audio.unknown-device` if none, or more than one, is meant.
    """
    usable = [
        each for each in list_devices() if (each.inputs if part == "microphone" else each.outputs)
    ]
    if not usable:
        raise CoachError(
            "audio.no-device",
            f"There is no {part}. Connect one, or {_INSTEAD[part]}. "
            "The demo needs no sound device.",
        )
    if device is None:
        number = load_sounddevice().default.device[0 if part == "microphone" else 1]
        return next((each for each in usable if each.number == number), usable[0])
    wanted = str(device).strip().lower()
    if wanted.isdecimal():
        meant = [each for each in usable if each.number == int(wanted)]
    else:
        meant = [each for each in usable if each.name.lower() == wanted] or [
            each for each in usable if wanted in each.name.lower()
        ]
    if len(meant) == 1:
        return meant[0]
    known = ", ".join(map(str, meant or usable))
    what = f"{device!r} could be any of these" if meant else f"No {part} is called {device!r}"
    raise CoachError("audio.unknown-device", f"{what}: {known}. Give its number or its name.")


class DeviceSpeaker:
    """A loudspeaker: one output stream that pulls from its player.

    Args:
        device: Its number, a part of its name, or None for the default one.
        post: Takes the player's events, from PortAudio's thread; and, if the device is lost, one
            `Failed("speaker", …)`.
        latency: What to ask of the device, in seconds; below 0.02 the sound breaks up.

    Attributes:
        rate: The device's own rate, in Hz.
        latency: What the device promises, in seconds.
        player: What to play on.
        underflows: How often the device had to wait for samples.

    Raises:
        CoachError: See `find_device`; `audio.failed` if the device cannot be opened.
    """

    def __init__(
        self, device: str | int | None, post: Callable[[object], None], latency: float = 0.05
    ) -> None:
        self.underflows = 0
        self._post = post
        found = find_device(device, "speaker")
        self.rate = found.rate
        self.player = Player(self.rate, post)
        self._stream = Stream(
            "speaker",
            number=found.number,
            name=found.name,
            rate=found.rate,
            callback=self._fill,
            latency=latency,
        )
        self.latency = self._stream.latency
        self._watch = threading.Thread(target=self._run, name="speaker", daemon=True)

    def start(self) -> None:
        """Begin to pull.

        Raises:
            CoachError: `audio.failed` if the device refuses.
        """
        self._stream.start()
        self._watch.start()

    def close(self) -> None:
        """Stop, and let the device go. Closing again does nothing."""
        self._stream.close()

    def _fill(self, block: NDArray[np.int16], status: Status) -> None:
        if status.output_underflow:
            self.underflows += 1
        block[:] = self.player.pull(len(block))[:, np.newaxis]

    def _run(self) -> None:
        """Watch: a device that is lost stops pulling, and often says nothing about it."""
        position, waits = -1, 0
        while waits < 2 and not self._stream.ended.wait(PATIENCE):
            waits = waits + 1 if self.player.position == position else 0
            position = self.player.position
        if not self._stream.closing:
            self._post(self._stream.lost())


class DeviceMicrophone:
    """A microphone: one input stream, and a thread that hands its blocks over.

    Args:
        device: Its number, a part of its name, or None for the default one.
        post: Takes one `Failed("microphone", …)` if the device is lost or whoever listens raises.
        latency: What to ask of the device, in seconds.

    Attributes:
        rate: The device's own rate, in Hz.
        dropped: How many blocks were dropped because nobody took them in time.
        overflows: How often the device itself lost samples.

    Raises:
        CoachError: See `find_device`; `audio.failed` if the device cannot be opened.
    """

    def __init__(
        self, device: str | int | None, post: Callable[[object], None], latency: float = 0.03
    ) -> None:
        self.dropped = 0
        self.overflows = 0
        self._post = post
        found = find_device(device, "microphone")
        self.rate = found.rate
        self._blocks: Queue[NDArray[np.int16]] = Queue(QUEUED_SECONDS * BLOCKS_A_SECOND)
        self._stream = Stream(
            "microphone",
            number=found.number,
            name=found.name,
            rate=found.rate,
            callback=self._take,
            latency=latency,
            blocksize=found.rate // BLOCKS_A_SECOND,
        )
        self._thread: threading.Thread | None = None

    def start(self, on_block: Callable[[NDArray[np.int16]], None]) -> None:
        """Begin to hand over blocks of 20 ms, int16 mono, from a thread of its own.

        Raises:
            CoachError: `audio.failed` if the device refuses.
        """
        self._stream.start()
        self._thread = threading.Thread(
            target=self._run, args=(on_block,), name="microphone", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop, and let the device go. Closing again does nothing."""
        self._stream.close()
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
        else:
            if not self._stream.closing:
                self._post(self._stream.lost())

    def _captured(self) -> Iterator[NDArray[np.int16]]:
        """The blocks as they come, until the device is closed or lost."""
        waits = 0
        while waits < 2:
            try:
                block = self._blocks.get(timeout=PATIENCE)
            except Empty:
                waits = waits + 1 if not self._stream.ended.is_set() else 2
                continue
            if self._stream.closing:
                return
            waits = 0
            yield block
