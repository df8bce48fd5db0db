"""Sound streams: the contracts of microphone and speaker, and device streams that reconnect.

A device that is lost often says nothing about it: the callback is just not called any more. So a
watchdog looks whether samples move. The loss is posted once; then a probe looks every other second
whether the device works again, before it is opened here.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.devices import (
    Device,
    Devices,
    Direction,
    load_sounddevice,
    query_devices,
    restart_portaudio,
)
from voice_coach.audio.player import Player
from voice_coach.audio.probe import FIRST_BLOCK_SECONDS, probe
from voice_coach.audio.sound import BlockCallback
from voice_coach.errors import CoachError, Command
from voice_coach.protocol.events import Failed, Recovered
from voice_coach.protocol.inbox import Post

Part = Literal["microphone", "speaker", "recording"]

BLOCKS_A_SECOND = 50
"""A microphone hands over blocks of 20 ms."""

MAX_WAIT_SECONDS = 1.0
"""For what a device should do at once."""

RETRY_SECONDS = 2.0
"""Between two probes of a device that is away. One takes a fifth of a second of work."""


class Speaker(Protocol):
    """Pulls samples from a player and makes them heard."""

    @property
    def rate(self) -> int:
        """Samples a second, in Hz."""
        ...

    @property
    def latency(self) -> float:
        """Seconds from a sample's pull until it can be heard, as known by now."""
        ...

    @property
    def player(self) -> Player:
        """The player it pulls from."""
        ...

    def start(self) -> None:
        """Begin to pull. Raises CoachError if the device refuses."""
        ...

    def close(self) -> None:
        """Stop, and release the device. Closing again does nothing."""
        ...


class Microphone(Protocol):
    """Delivers blocks of sound."""

    @property
    def rate(self) -> int:
        """Samples a second, in Hz."""
        ...

    @property
    def latency(self) -> float:
        """Seconds from a sound until its block is handed over, as known by now."""
        ...

    def start(self, on_block: BlockCallback) -> None:
        """Begin to hand over int16 mono, 20 ms, in order, from one thread; raises CoachError."""
        ...

    def close(self) -> None:
        """Stop, and release the device. Closing again does nothing."""
        ...


MAX_DELAY_SECONDS = 5.0
"""A device that tells of more is wrong about its own clock."""

DELAY_DECAY = 0.998
"""The share of a peak of a device's delay that is left after a block: a delay that swings, as that
of a sound server does, is taken at its longest."""


class StreamTime(Protocol):
    """PortAudio's times of a block, in seconds of the stream's clock; 0 where it has none."""

    currentTime: float  # noqa: N815 - as the library has it
    inputBufferAdcTime: float  # noqa: N815 - as the library has it
    outputBufferDacTime: float  # noqa: N815 - as the library has it


class Status(Protocol):
    """PortAudio's report about a block."""

    output_underflow: bool
    input_overflow: bool


StreamCallback = Callable[[NDArray[np.int16], Status], None]
"""Takes each block, shape (frames, channels), to read it or to fill it, in PortAudio's thread."""


def failed_event(part: Part, error: Exception) -> Failed:
    """Return the event for a part's failure; an error not ours might quote what was said."""
    if isinstance(error, CoachError):
        return Failed(part, error.code, error.message, error.command)
    kind = type(error).__name__
    return Failed(part, "audio.failed", f"The {part} stopped: an error in this program ({kind}).")


_hanging_closers: list[threading.Thread] = []
"""Threads that wait for a sound server which does not release a stream."""


def has_hanging_stream() -> bool:
    """Return whether a stream was given up that has not ended: PortAudio must not be ended then."""
    _hanging_closers[:] = [thread for thread in _hanging_closers if thread.is_alive()]
    return bool(_hanging_closers)


class Stream:
    """A PortAudio stream to or from one device, int16.

    Args:
        callback: Takes each block. If it raises, the stream ends.
        latency: What to ask of the device, in seconds.
        blocksize: Frames a block; 0 leaves it to the device.

    Attributes:
        ended: Is set when the stream has ended, asked or not.

    Raises `audio.no-portaudio`; `audio.failed` if the device cannot be opened.
    """

    def __init__(
        self,
        part: Part,
        *,
        number: int,
        name: str,
        rate: int,
        callback: StreamCallback,
        latency: float,
        blocksize: int = 0,
    ) -> None:
        self._library = load_sounddevice()
        self._part = part
        self._name = name
        self._callback = callback
        self._error: Exception | None = None
        self._stream: Any = None
        self.ended = threading.Event()
        self.closing = False
        kind = self._library.InputStream if part == "microphone" else self._library.OutputStream
        for channels in (1, 2):  # ALSA adapts to mono; other systems' devices may refuse it
            try:
                self._stream = kind(
                    device=number,
                    samplerate=rate,
                    channels=channels,
                    dtype="int16",
                    latency=latency,
                    blocksize=blocksize,
                    callback=self._on_block,
                    finished_callback=self.ended.set,
                )
                break
            except self._library.PortAudioError as error:
                refusal = self._refusal(error)
        else:
            raise refusal
        self._promised = float(self._stream.latency)
        self._delay = 0.0

    @property
    def latency(self) -> float:
        """Seconds between a block and its sound: as promised, or as its blocks tell, if longer."""
        return max(self._promised, self._delay)

    def start(self) -> None:
        """Begin; raises CoachError (`audio.failed`) if the device refuses."""
        try:
            self._stream.start()
        except self._library.PortAudioError as error:
            raise self._refusal(error) from error

    def close(self) -> None:
        """Release the device, if that takes no longer than a few seconds."""
        if self.closing:
            return
        self.closing = True
        # A sound server that hangs never returns from this, and must not take us with it.
        closer = threading.Thread(target=self._stream.close, daemon=True)
        closer.start()
        closer.join(2 * MAX_WAIT_SECONDS)
        if closer.is_alive():
            _hanging_closers.append(closer)
        self.ended.set()

    @property
    def callback_failed(self) -> bool:
        """True if it ended because the callback raised: connecting again would not help."""
        return self._error is not None

    def loss(self) -> Failed:
        """Return what to post when the stream has ended unasked."""
        if self._error is not None:
            return failed_event(self._part, self._error)
        setup = Command("setup")
        message = (
            f"The {self._part} {self._name!r} is gone. When it is connected again, this goes on. "
            f"To choose another: {setup}"
        )
        return Failed(self._part, "audio.failed", message, setup)

    def _on_block(
        self, block: NDArray[np.int16], _frames: int, time: StreamTime, status: Status
    ) -> None:
        if self.closing:  # it was given up, and another may have its place
            raise self._library.CallbackAbort
        self._observe_delay(time)
        try:
            self._callback(block, status)
        except Exception as error:
            self._error = error
            raise self._library.CallbackAbort from error

    def _observe_delay(self, time: StreamTime) -> None:
        """Follow the delay: Bluetooth and HDMI promise 0.05 s and take 0.6."""
        if self._part == "microphone":
            delay = time.currentTime - time.inputBufferAdcTime
        else:
            delay = time.outputBufferDacTime - time.currentTime
        if 0 < delay <= MAX_DELAY_SECONDS:
            self._delay = max(delay, self._delay * DELAY_DECAY)

    def _refusal(self, error: Exception) -> CoachError:
        return CoachError(
            "audio.failed",
            f"The {self._part} {self._name!r} cannot be used: {error}. "
            "Close other programs that use it, or choose another one.",
        )


class StallDetector:
    """Tells from a count, taken every `MAX_WAIT_SECONDS`, whether it stands still.

    It takes two waits: a program that was stopped and continued finds its first one over at once.
    """

    def __init__(self) -> None:
        self._count = -1
        self._unchanged = 0

    def is_stalled(self, count: int) -> bool:
        """Return whether nothing has moved for two waits."""
        self._unchanged = self._unchanged + 1 if count == self._count else 0
        self._count = count
        return self._unchanged >= 2


_portaudio_lock = threading.RLock()
"""Held while streams are opened and closed: PortAudio can start again only when none is open."""

_open_streams: list["ReconnectingStream"] = []


class ReconnectingStream:
    """One direction of sound, to one device, which is opened again after it was lost.

    Args:
        device: Its number, a part of its name, or None for whichever is the default one then.
        callback: Takes each block: see `Stream`.
        post: Takes `Failed(part, …)` when the device is lost, `Recovered(part)` when it is back.
        blocks_a_second: 0 leaves it to the device.
        while_away: Called, in a thread of its own, while the device is away, with an event that is
            set when it is to return.

    Attributes:
        rate: The device's own rate, in Hz. It stays, whatever comes back.

    Raises `audio.failed` if the device cannot be opened; see `Devices.find`.
    """

    def __init__(
        self,
        part: Direction,
        *,
        device: str | int | None,
        callback: StreamCallback,
        post: Post,
        latency: float,
        blocks_a_second: int = 0,
        while_away: Callable[[threading.Event], None] | None = None,
    ) -> None:
        self._part: Direction = part
        self._callback = callback
        self._post = post
        self._asked_latency = latency
        self._blocks_a_second = blocks_a_second
        self._substitute = _Substitute(while_away)
        self._block_count = 0
        self._has_moved = threading.Event()
        self.closing = threading.Event()
        with _portaudio_lock:
            found = query_devices().find(device, part)
            self._known = found if device is not None else None
            self.rate = found.rate
            self._stream = self._open(found)
        self._watchdog = threading.Thread(target=self._watch, name=part, daemon=True)

    @property
    def latency(self) -> float:
        """Seconds between a block and its sound, at the device there is now."""
        return self._stream.latency

    def start(self) -> None:
        """Begin; raises CoachError (`audio.failed`) if the device refuses."""
        self._stream.start()
        with _portaudio_lock:
            _open_streams.append(self)
        self._watchdog.start()

    def close(self) -> None:
        """Stop, and release the device. Closing again does nothing."""
        self.closing.set()
        if _portaudio_lock.acquire(timeout=2 * MAX_WAIT_SECONDS):  # its holder may hang
            try:
                self._stream.close()
            finally:
                _portaudio_lock.release()
        if self in _open_streams:
            _open_streams.remove(self)
        if self._watchdog.is_alive():
            self._watchdog.join(MAX_WAIT_SECONDS)

    def _open(self, device: Device) -> Stream:
        return Stream(
            self._part,
            number=device.number,
            name=device.name,
            rate=self.rate,
            callback=self._on_block,
            latency=self._asked_latency,
            blocksize=self.rate // self._blocks_a_second if self._blocks_a_second else 0,
        )

    def _on_block(self, block: NDArray[np.int16], status: Status) -> None:
        self._block_count += 1
        self._has_moved.set()
        self._callback(block, status)

    # The watchdog's thread.

    def _watch(self) -> None:
        while (lost := self._wait_for_loss()) is not None:
            self._post(lost.loss())
            lost.close()
            if lost.callback_failed or not self._wait_for_return():
                return
            self._post(Recovered(self._part))

    def _wait_for_loss(self) -> Stream | None:
        """Return the stream in which samples have stopped to move; None when closed."""
        stall = StallDetector()
        while not self.closing.is_set():
            stream = self._stream
            ended = stream.ended.wait(MAX_WAIT_SECONDS)
            with _portaudio_lock:  # another stream may just be having it opened anew
                if stream is not self._stream:
                    stall = StallDetector()
                elif ended or stall.is_stalled(self._block_count):
                    break
        return None if self.closing.is_set() else stream

    def _wait_for_return(self) -> bool:
        """Return whether samples move again; False when closed."""
        self._substitute.start()
        try:
            while not self.closing.wait(RETRY_SECONDS):
                devices = probe(self._part, self._known, self.rate, self.closing)
                if devices is None:
                    continue
                self._substitute.stop()
                if self._reconnect(devices):
                    return True
                self._substitute.start()
        finally:
            self._substitute.stop()
        return False

    def _reconnect(self, devices: Devices) -> bool:
        """Open the device where it is now; return whether samples move."""
        with _portaudio_lock:
            if self.closing.is_set():
                return False
            try:
                if devices != query_devices():
                    self._restart_portaudio()
                self._has_moved.clear()
                self._reopen()
            except CoachError:
                return False
        if self._has_moved.wait(FIRST_BLOCK_SECONDS):
            return True
        self._stream.close()
        return False

    def _reopen(self) -> None:
        """Raises CoachError if the device is not there, or refuses."""
        devices, known = query_devices(), self._known
        found = devices.rediscover(known, self._part) if known else devices.default(self._part)
        if found is None:
            raise CoachError("audio.no-device", f"There is no {self._part}.")
        stream = self._open(found)
        stream.start()
        self._stream = stream

    def _restart_portaudio(self) -> None:
        """Restart PortAudio, interrupting other streams; raises CoachError (`audio.failed`)."""
        others = [
            each
            for each in _open_streams
            if each is not self and not each._stream.closing  # noqa: SLF001
        ]
        for each in others:
            each._stream.close()  # noqa: SLF001
        try:
            if has_hanging_stream():
                raise CoachError("audio.failed", "A sound device does not let go.")
            restart_portaudio()
        finally:
            for each in others:
                with suppress(CoachError):  # its own watchdog finds it lost
                    each._reopen()  # noqa: SLF001


class _Substitute:
    """Runs a function in a thread while a device is away, never in two at a time."""

    def __init__(self, function: Callable[[threading.Event], None] | None) -> None:
        self._function = function
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        if self._function is not None:
            self._over = threading.Event()
            self._thread = threading.Thread(target=self._function, args=(self._over,), daemon=True)
            self._thread.start()

    def stop(self) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()
