"""One PortAudio stream: how it opens, how it is lost, and how it closes."""

import threading
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.devices import Part, failure
from voice_coach.audio.library import load_sounddevice
from voice_coach.errors import CoachError
from voice_coach.session.events import Failed

PATIENCE = 1.0
"""Seconds a device may take for what should be done at once."""


_clinging: list[threading.Thread] = []
"""Those that wait for a sound server which does not let a stream go."""


def is_clinging() -> bool:
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
        message = (
            f"The {self._part} {self._name!r} is gone. When it is connected again, this goes on. "
            "To choose another: voice-coach setup"
        )
        return Failed(self._part, "audio.failed", message)

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
