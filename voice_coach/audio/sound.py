"""Samples with their rate, and WAV files.

Everything in the program is int16 mono; what comes from outside is brought into that form here.
"""

import os
import wave
import weakref
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import soxr
from numpy.typing import NDArray

from voice_coach.errors import CoachError
from voice_coach.private_files import open_temporary

BlockCallback = Callable[[NDArray[np.int16]], None]
"""Takes the next block of sound: int16 mono, shape (frames,)."""

FULL_SCALE = 32768
"""The amplitude that 0 dBFS stands for: one beyond the largest int16 sample."""

MAX_RATE = 768_000
"""The highest rate, in Hz, that sound hardware has; what claims more is damaged."""


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """A stretch of int16 mono, shape (frames,), at `rate` Hz; shared, so nobody writes into it."""

    samples: NDArray[np.int16]
    rate: int

    def __post_init__(self) -> None:
        if self.samples.dtype != np.int16 or self.samples.ndim != 1 or self.rate < 1:
            raise ValueError("a Sound is int16 mono of shape (frames,) at a rate of at least 1 Hz")

    @property
    def seconds(self) -> float:
        """Its length in seconds."""
        return len(self.samples) / self.rate

    def scaled(self, volume: float) -> "Sound":
        """Return the sound at a share of its volume, 0 to 1; the same at 1."""
        return self if volume == 1 else Sound(to_int16(self.samples * volume), self.rate)

    def at(self, rate: int) -> "Sound":
        """Return the same sound at `rate` Hz; itself if that is its rate already."""
        if rate == self.rate:
            return self
        # In floating point, because soxr adds dither to int16: silence would become noise.
        resampled = soxr.resample(self.samples.astype(np.float32), self.rate, rate, quality="HQ")
        return Sound(to_int16(resampled), rate)


class Resampler:
    """Converts int16 mono sound from `rate` to `out_rate` Hz, block by block."""

    def __init__(self, rate: int, out_rate: int) -> None:
        self._stream = None
        if rate != out_rate:
            # Not in int16: there soxr adds random dither, and the same sound comes out otherwise.
            self._stream = soxr.ResampleStream(rate, out_rate, 1, dtype="float32")

    def convert(self, block: NDArray[np.int16]) -> NDArray[np.int16]:
        """Return what is ready of the sound so far, shape (frames,); it may be empty."""
        if self._stream is None:
            return block
        return to_int16(self._stream.resample_chunk(block.astype(np.float32)))

    def finish(self) -> NDArray[np.int16]:
        """Return the end of the sound, shape (frames,)."""
        if self._stream is None:
            return np.zeros(0, np.int16)
        return to_int16(self._stream.resample_chunk(np.zeros(0, np.float32), last=True))


MIN_SUM_SHARE = 0.05
"""The least share of the loudest channel's power that a mixture has. A microphone on one of two
channels leaves a quarter; less is left where channels cancel each other, or most are silent."""


def mono(frames: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return frames of any number of channels, shape (frames, channels), as one, shape (frames,).

    Channels are averaged; where they cancel each other, it is the loudest one.
    """
    mean: NDArray[np.floating] = frames.mean(axis=1)
    if frames.shape[1] == 1 or not len(frames):
        return mean
    powers = np.square(frames).sum(axis=0)
    loudest = int(powers.argmax())
    if np.square(mean).sum() < MIN_SUM_SHARE * powers[loudest]:
        return frames[:, loudest]
    return mean


def to_int16(samples: NDArray[np.floating]) -> NDArray[np.int16]:
    """Round samples to int16, limited to what int16 can hold."""
    limited: NDArray[np.floating] = np.clip(np.rint(samples), -FULL_SCALE, FULL_SCALE - 1)
    return limited.astype(np.int16)


def silence(seconds: float, rate: int) -> Sound:
    """Return `seconds` of silence at `rate` Hz."""
    return Sound(np.zeros(round(seconds * rate), np.int16), rate)


def is_wav(device: str | None) -> bool:
    """Return whether a WAV file stands in for a device."""
    return device is not None and device.lower().endswith(".wav")


SOUND_SUFFIXES = (
    ".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".aiff", ".aif", ".m4a", ".mp4", ".webm",
    ".aac", ".wma", ".amr", ".caf", ".spx", ".3gp", ".mka", ".mov", ".m4b", ".au", ".w64", ".rf64",
)  # fmt: skip
"""The endings of recordings, in lower case. What they hold is told by their content."""


def is_recording(device: str | None) -> bool:
    """Return whether a recording stands in for a microphone."""
    return device is not None and device.lower().endswith(SOUND_SUFFIXES)


def read_wav(path: str | os.PathLike[str]) -> Sound:
    """Read a PCM WAV file of any sample width and number of channels, as `mono` makes one.

    Raises `audio.no-file`, `audio.bad-wav` (no PCM WAV) or `audio.unreadable` (the system refuses).
    """
    path = Path(path)
    try:
        with wave.open(str(path), "rb") as file:
            return _read(file)
    except FileNotFoundError:
        raise CoachError("audio.no-file", f"There is no recording at {path}.") from None
    except (wave.Error, EOFError, RuntimeError) as error:  # the last is how wave meets bad sizes
        reason = str(error) or "it is damaged"
        raise CoachError(
            "audio.bad-wav",
            f"{path} cannot be used as a recording: {reason}. Save it as a PCM WAV file, 16 bit.",
        ) from error
    except OSError as error:
        raise CoachError(
            "audio.unreadable", f"The recording {path} cannot be read: {error.strerror}."
        ) from error


def _read(file: wave.Wave_read) -> Sound:
    rate, width, channels = file.getframerate(), file.getsampwidth(), file.getnchannels()
    if not 1 <= rate <= MAX_RATE or not 1 <= width <= 4:
        raise wave.Error(f"it has samples of {8 * width} bits at {rate} Hz")
    pieces = [np.zeros(0, np.int16)]
    # Piece by piece: a header may promise gigabytes that are not there.
    while data := file.readframes(65536):
        pieces.append(_mono(data, width, channels))
    return Sound(np.concatenate(pieces), rate)


def _mono(data: bytes, width: int, channels: int) -> NDArray[np.int16]:
    """Return whole frames of little-endian PCM as int16 mono; a cut-off last frame is left out."""
    count = len(data) // (width * channels) * channels
    raw = np.frombuffer(data, np.uint8, count * width)
    samples: NDArray[np.floating]
    if width == 1:  # the only width that is stored unsigned
        samples = (raw.astype(np.float64) - 128) * 256
    else:
        # The most significant bytes of a 32 bit number, whatever the width.
        wide = np.zeros((count, 4), np.uint8)
        wide[:, 4 - width :] = raw.reshape(count, width)
        samples = wide.view("<i4").reshape(-1) / 65536
    return to_int16(mono(samples.reshape(-1, channels)))


class WavWriter:
    """Writes int16 mono samples to a WAV file that appears, whole, when it is closed.

    Until then the samples are in a hidden file beside it, readable only by its owner (0600), which
    is gone if this writer is discarded or collected. A context manager discards if its block
    raises. Every method raises `audio.unwritable` if the file cannot be written.
    """

    def __init__(self, path: str | os.PathLike[str], rate: int) -> None:
        self.path = Path(path)
        self.rate = rate
        try:
            if self.path.is_dir():
                raise IsADirectoryError(0, "it is a folder")
            descriptor, self._part = open_temporary(self.path.parent)
        except OSError as error:
            raise self._unwritable(error) from error
        self._remove = weakref.finalize(self, self._part.unlink, missing_ok=True)
        self._file = os.fdopen(descriptor, "wb")
        self._wave = wave.Wave_write(self._file)
        self._wave.setparams((1, 2, rate, 0, "NONE", ""))

    def write(self, samples: NDArray[np.int16]) -> None:
        """Append `samples`, shape (frames,)."""
        try:
            self._wave.writeframesraw(samples.astype("<i2").tobytes())
        except OSError as error:
            self.discard()
            raise self._unwritable(error) from error

    def close(self) -> None:
        """Complete the file and put it in its place. Closing again does nothing."""
        if not self._remove.alive:
            return
        try:
            self._wave.close()
            self._file.close()
            self._part.replace(self.path)
        except OSError as error:
            self.discard()
            raise self._unwritable(error) from error
        self._remove.detach()

    def discard(self) -> None:
        """Leave no file behind."""
        with suppress(OSError, ValueError):
            self._wave.close()
        with suppress(OSError):
            self._file.close()
        self._remove()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.discard()

    def _unwritable(self, error: OSError) -> CoachError:
        return CoachError(
            "audio.unwritable", f"The recording {self.path} cannot be written: {error.strerror}."
        )
