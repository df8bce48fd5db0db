"""One PortAudio stream: how it opens, how it is lost, and how it closes.

This is the only place that imports sounddevice, and only when a device is asked for: without the
PortAudio library its import fails, and most of the program needs no device.
"""

import ctypes
import threading
from collections.abc import Callable
from contextlib import suppress
from types import ModuleType
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.devices import Part, failure
from voice_coach.errors import CoachError
from voice_coach.session.events import Failed

PATIENCE = 1.0
"""Seconds. A device that does nothing for two such waits is lost. Two, because a program that was
stopped and continued finds its first wait over before the device had a chance."""


def load_sounddevice() -> ModuleType:
    """The library, imported now.

    Raises:
        CoachError: `audio.no-portaudio`; `audio.failed` if it does not start.
    """
    try:
        import sounddevice  # noqa: PLC0415 - its import fails where there is no PortAudio
    except OSError as error:
        raise CoachError(
            "audio.no-portaudio",
            "No sound device can be used, because the PortAudio library is missing or broken. "
            "On Debian and Ubuntu, install the package libportaudio2.",
        ) from error
    except Exception as error:  # its own error class is not to be had when its import fails
        raise CoachError(
            "audio.failed", f"No sound device can be used: PortAudio does not start ({error})."
        ) from error
    _quiet_alsa()
    library: ModuleType = sounddevice
    return library


# ALSA's own reports, such as every underrun, would be printed among the captions; a device that is
# lost is reported by the stream. The callback has to live as long as the library.
_SILENT = ctypes.CFUNCTYPE(
    None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p
)(lambda *_: None)


def _quiet_alsa() -> None:
    """Keep ALSA, where there is one, from writing to stderr by itself."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(_SILENT)


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
        self.ended.set()

    def lost(self) -> Failed:
        """What to post when the stream has ended unasked."""
        if self._error is not None:
            return failure(self._part, self._error)
        message = f"The {self._part} {self._name!r} is gone. Connect it again, or choose another."
        return Failed(self._part, "audio.failed", message)

    def _call(self, block: NDArray[np.int16], _frames: int, _time: object, status: Status) -> None:
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
