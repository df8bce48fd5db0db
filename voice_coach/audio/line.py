"""A line to one sound device that is taken up again when a device that has gone is back.

A watch looks whether samples move. A device that is lost often says nothing about it: the callback
is just not called any more. It is told once, and then another process looks every other second
whether the device works again (see `probe`), before this one opens it.
"""

import threading
from collections.abc import Callable
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.library import look_again
from voice_coach.audio.listing import Device, Devices, Direction, look
from voice_coach.audio.probe import probe
from voice_coach.audio.stream import PATIENCE, Status, Stream, is_clinging
from voice_coach.errors import CoachError
from voice_coach.session.events import Recovered

RETRY = 2.0
"""Seconds between two looks for a device that is away. One takes a fifth of a second of work."""

FIRST_BLOCK = 2.0
"""Seconds until the first samples have moved on a device that works."""

_library = threading.RLock()
"""Held while streams are opened and closed: PortAudio can start again only when none is open."""

_open: list["Line"] = []


class Stall:
    """Tells from a count, looked at every `PATIENCE` seconds, whether it stands still.

    Two waits without a change, because a program that was stopped and continued finds its first
    wait over before the device had a chance.
    """

    def __init__(self) -> None:
        self._count = -1
        self._waits = 0

    def is_one(self, count: int) -> bool:
        """Whether nothing has moved now for two waits."""
        self._waits = self._waits + 1 if count == self._count else 0
        self._count = count
        return self._waits >= 2


class Line:
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
            found = look().find(device, part)
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
        stall = Stall()
        while not self.closing.is_set():
            stream = self._stream
            ended = stream.ended.wait(PATIENCE)
            with _library:  # another line may just be having it opened anew
                if stream is not self._stream:
                    stall = Stall()
                elif ended or stall.is_one(self._moved):
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
                if devices != look():
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
        devices, known = look(), self._known
        found = devices.find_again(known, self._part) if known else devices.default(self._part)
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
            if is_clinging():
                raise CoachError("audio.failed", "A sound device does not let go.")
            look_again()
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
