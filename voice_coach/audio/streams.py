"""Streams of sound devices, which are opened again when they were lost.

Sound cards, files and the virtual room all take these two shapes, so that the coach cannot tell
them apart. None of this knows a sound library; `portaudio` does.

A watch looks whether samples move. A device that is lost often says nothing about it: the callback
is just not called any more. It is told once, and then another process looks every other second
whether the device works again (see `probe`), before this one opens it.
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
from voice_coach.audio.probe import probe
from voice_coach.errors import CoachError, Command
from voice_coach.protocol.events import Failed, Recovered

Part = Literal["microphone", "speaker", "recording"]


BLOCKS_A_SECOND = 50
"""A microphone hands over blocks of 20 ms."""


class Speaker(Protocol):
    """Something that pulls from a player and makes it heard."""

    @property
    def rate(self) -> int:
        """Samples a second, in Hz."""
        ...

    @property
    def latency(self) -> float:
        """Seconds from a sample's pull until it can be heard."""
        ...

    @property
    def player(self) -> Player:
        """What to play on."""
        ...

    def start(self) -> None:
        """Begin to pull. Raises CoachError if the device refuses."""
        ...

    def close(self) -> None:
        """Stop, and let the device go. Closing again does nothing."""
        ...


class Microphone(Protocol):
    """Something that hears."""

    @property
    def rate(self) -> int:
        """Samples a second, in Hz."""
        ...

    def start(self, on_block: Callable[[NDArray[np.int16]], None]) -> None:
        """Begin to hand over blocks: int16 mono, 20 ms each, in order, from one thread.

        Raises CoachError if the device refuses.
        """
        ...

    def close(self) -> None:
        """Stop, and let the device go. Closing again does nothing."""
        ...


def failure(part: Part, error: Exception) -> Failed:
    """What to post when `error` has ended the thread or the callback of this part.

    Of an error that is no CoachError only its kind is told: its text might quote what was said.
    """
    if isinstance(error, CoachError):
        return Failed(part, error.code, error.message, error.command)
    kind = type(error).__name__
    return Failed(part, "audio.failed", f"The {part} stopped: an error in this program ({kind}).")


PATIENCE = 1.0
"""Seconds a device may take for what should be done at once."""


_clinging: list[threading.Thread] = []
"""Those that wait for a sound server which does not let a stream go."""


def has_hanging_stream() -> bool:
    """Whether a stream was given up that has not ended: then PortAudio must not be ended either."""
    _clinging[:] = [thread for thread in _clinging if thread.is_alive()]
    return bool(_clinging)


class Status(Protocol):
    """What PortAudio says about a block."""

    output_underflow: bool
    input_overflow: bool


class Stream:
    """A stream to or from one device, int16, whose callback gets each block and its status.

    Args:
        part: Whether it is a microphone's or a speaker's.
        number: The device's number.
        name: What to call it in errors.
        rate: Samples a second, in Hz.
        callback: Takes each block, shape (frames, channels), in PortAudio's thread, to read it or
            to fill it. If it raises, the stream ends.
        latency: What to ask of the device, in seconds.
        blocksize: Frames a block; 0 leaves it to the device.

    Attributes:
        latency: What the device promises, in seconds.
        ended: Is set when the stream has ended, asked or not.
        closing: Whether it was asked to.

    Raises:
        CoachError: `audio.no-portaudio`; `audio.failed` if the device cannot be opened.
    """

    def __init__(
        self,
        part: Part,
        *,
        number: int,
        name: str,
        rate: int,
        callback: Callable[[NDArray[np.int16], Status], None],
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
                    callback=self._call,
                    finished_callback=self.ended.set,
                )
                break
            except self._library.PortAudioError as error:
                refusal = self._refusal(error)
        else:
            raise refusal
        self.latency = float(self._stream.latency)

    def start(self) -> None:
        """Begin; raises CoachError (`audio.failed`) if the device refuses."""
        try:
            self._stream.start()
        except self._library.PortAudioError as error:
            raise self._refusal(error) from error

    def close(self) -> None:
        """Let the device go, if it lets go within a few seconds."""
        if self.closing:
            return
        self.closing = True
        # A sound server that hangs never returns from this, and must not take us with it.
        closer = threading.Thread(target=self._stream.close, daemon=True)
        closer.start()
        closer.join(2 * PATIENCE)
        if closer.is_alive():
            _clinging.append(closer)
        self.ended.set()

    @property
    def broke(self) -> bool:
        """Whether it ended because the callback raised: nothing will be better another time."""
        return self._error is not None

    def lost(self) -> Failed:
        """What to post when the stream has ended unasked."""
        if self._error is not None:
            return failure(self._part, self._error)
        setup = Command("setup")
        message = (
            f"The {self._part} {self._name!r} is gone. When it is connected again, this goes on. "
            f"To choose another: {setup}"
        )
        return Failed(self._part, "audio.failed", message, setup)

    def _call(self, block: NDArray[np.int16], _frames: int, _time: object, status: Status) -> None:
        if self.closing:  # it was given up, and another may have its place
            raise self._library.CallbackAbort
        try:
            self._callback(block, status)
        except Exception as error:
            self._error = error
            raise self._library.CallbackAbort from error

    def _refusal(self, error: Exception) -> CoachError:
        return CoachError(
            "audio.failed",
            f"The {self._part} {self._name!r} cannot be used: {error}. "
            "Close other programs that use it, or choose another one.",
        )


RETRY = 2.0
"""Seconds between two looks for a device that is away. One takes a fifth of a second of work."""


FIRST_BLOCK = 2.0
"""Seconds until the first samples have moved on a device that works."""


_library = threading.RLock()
"""Held while streams are opened and closed: PortAudio can start again only when none is open."""


_open: list["ReconnectingStream"] = []


class StallDetector:
    """Tells from a count, looked at every `PATIENCE` seconds, whether it stands still.

    Two waits without a change, because a program that was stopped and continued finds its first
    wait over before the device had a chance.
    """

    def __init__(self) -> None:
        self._count = -1
        self._waits = 0

    def is_stalled(self, count: int) -> bool:
        """Whether nothing has moved now for two waits."""
        self._waits = self._waits + 1 if count == self._count else 0
        self._count = count
        return self._waits >= 2


class ReconnectingStream:
    """One direction of sound, to one device, for as long as it is wanted.

    Args:
        part: Whether it is a microphone's or a speaker's.
        device: Its number, a part of its name, or None for the default one, whichever that is when
            the device is looked for again.
        callback: Takes each block: see `Stream`.
        post: Takes `Failed(part, …)` when the device is lost, and `Recovered(part)` when samples
            move again.
        latency: What to ask of the device, in seconds.
        blocks: How many blocks a second; 0 leaves it to the device.
        away: Called, in a thread of its own, while the device is away, with an event that is set
            when it is to return.

    Attributes:
        rate: The device's own rate, in Hz. It stays, whatever comes back.
        latency: What the device promised at first, in seconds.

    Raises:
        CoachError: See `Devices.find`; `audio.failed` if the device cannot be opened.
    """

    def __init__(
        self,
        part: Direction,
        *,
        device: str | int | None,
        callback: Callable[[NDArray[np.int16], Status], None],
        post: Callable[[object], None],
        latency: float,
        blocks: int = 0,
        away: Callable[[threading.Event], None] | None = None,
    ) -> None:
        self._part: Direction = part
        self._callback = callback
        self._post = post
        self._asked = latency
        self._blocks = blocks
        self._away = away
        self._moved = 0
        self._moves = threading.Event()
        self.closing = threading.Event()
        with _library:
            found = query_devices().find(device, part)
            self._known = found if device is not None else None
            self.rate = found.rate
            self._stream = self._opened(found)
        self.latency = self._stream.latency
        self._watch = threading.Thread(target=self._run, name=part, daemon=True)

    def start(self) -> None:
        """Begin.

        Raises:
            CoachError: `audio.failed` if the device refuses.
        """
        self._stream.start()
        with _library:
            _open.append(self)
        self._watch.start()

    def close(self) -> None:
        """Stop, and let the device go. Closing again does nothing."""
        self.closing.set()
        if _library.acquire(timeout=2 * PATIENCE):  # whoever has it may hang with a sound server
            try:
                self._stream.close()
            finally:
                _library.release()
        if self in _open:
            _open.remove(self)
        if self._watch.is_alive():
            self._watch.join(PATIENCE)

    def _opened(self, device: Device) -> Stream:
        """A stream to the device, not yet begun."""
        return Stream(
            self._part,
            number=device.number,
            name=device.name,
            rate=self.rate,
            callback=self._move,
            latency=self._asked,
            blocksize=self.rate // self._blocks if self._blocks else 0,
        )

    def _move(self, block: NDArray[np.int16], status: Status) -> None:
        self._moved += 1
        self._moves.set()
        self._callback(block, status)

    # The watch.

    def _run(self) -> None:
        while (lost := self._next_loss()) is not None:
            self._post(lost.lost())
            lost.close()
            if lost.broke or not self._back():
                return
            self._post(Recovered(self._part))

    def _next_loss(self) -> Stream | None:
        """Wait until samples have stopped to move; the stream they moved in. None at the end."""
        stall = StallDetector()
        while not self.closing.is_set():
            stream = self._stream
            ended = stream.ended.wait(PATIENCE)
            with _library:  # another line may just be having it opened anew
                if stream is not self._stream:
                    stall = StallDetector()
                elif ended or stall.is_stalled(self._moved):
                    break
        return None if self.closing.is_set() else stream

    def _back(self) -> bool:
        """Wait until the device is back and samples move again; False if nobody waits any more."""
        pastime = _Pastime(self._away)
        pastime.begin()
        try:
            while not self.closing.wait(RETRY):
                devices = probe(self._part, self._known, self.rate, self.closing)
                if devices is None:
                    continue
                pastime.end()
                if self._taken_up(devices):
                    return True
                pastime.begin()
        finally:
            pastime.end()
        return False

    def _taken_up(self, devices: Devices) -> bool:
        """Open the device where it is now; whether samples move."""
        with _library:
            if self.closing.is_set():
                return False
            try:
                if devices != query_devices():
                    self._start_library_again()
                self._moves.clear()
                self._reopen()
            except CoachError:
                return False
        if self._moves.wait(FIRST_BLOCK):
            return True
        self._stream.close()
        return False

    def _reopen(self) -> None:
        """Raises CoachError if the device is not there, or refuses."""
        devices, known = query_devices(), self._known
        found = devices.rediscover(known, self._part) if known else devices.default(self._part)
        if found is None:
            raise CoachError("audio.no-device", f"There is no {self._part}.")
        stream = self._opened(found)
        stream.start()
        self._stream = stream

    def _start_library_again(self) -> None:
        """Have PortAudio see what has come and gone. Other lines are interrupted meanwhile.

        Raises:
            CoachError: `audio.failed`.
        """
        others = [each for each in _open if each is not self and not each._stream.closing]  # noqa: SLF001
        for each in others:
            each._stream.close()  # noqa: SLF001
        try:
            if has_hanging_stream():
                raise CoachError("audio.failed", "A sound device does not let go.")
            restart_portaudio()
        finally:
            for each in others:
                with suppress(CoachError):  # its own watch finds it lost
                    each._reopen()  # noqa: SLF001


class _Pastime:
    """Something done in a thread of its own while a device is away, never in two at a time."""

    def __init__(self, deed: Callable[[threading.Event], None] | None) -> None:
        self._deed = deed
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        if self._deed is not None:
            self._over = threading.Event()
            self._thread = threading.Thread(target=self._deed, args=(self._over,), daemon=True)
            self._thread.start()

    def end(self) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()
