"""Audio files of any format that libsndfile reads, block by block.

soundfile is loaded when a file is opened and not before. Only a block at a time is in memory, so a
recording may last for hours.
"""

import os
import re
import shlex
import stat
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import soxr
from numpy.typing import NDArray

from voice_coach.audio.sound import FULL_SCALE, MAX_RATE, Sound, mono, to_int16
from voice_coach.errors import CoachError
from voice_coach.plain_text import HEAD_BYTES, kind_of_file

MIN_RATE = 4000
"""Hz. Half of what telephones have; below that nothing is left of most consonants."""

MAX_CHANNELS = 64
"""As many as large studio recorders have; what claims more is damaged."""

_READS_A_SECOND = 10

MIN_MISSING_SECONDS = 0.05
"""A shorter piece missing at the end holds no word, and is not reported."""

UNKNOWN_FRAMES = 2**62
"""libsndfile's number of frames for a length that is not known is the largest there is."""

UNKNOWN_BYTES = 0x7FFF_0000
"""A program that writes WAV into a pipe cannot know the length, and claims the longest one there
is, or nearly so: that is no promise."""

_TRUNCATED = re.compile(r"^\s*(?:data|SSND|Data Size)\s*: (\d+) \(should be (\d+)\)", re.MULTILINE)
"""libsndfile's log entry for a file that is shorter than its header says: bytes promised, and
bytes there. The length it reports is that of what is there."""

_UNKNOWN_FORMAT_ERRORS = (1, 4)
"""libsndfile's errors for a format it does not recognise, and for an encoding it does not know."""

_STDERR_LOCK = threading.Lock()
"""Two threads that redirect stderr at the same time would not restore it."""


class RecordingReader:
    """An open recording; `seconds` is its length, None where unknown before it is read."""

    def __init__(self, path: Path, file: Any) -> None:
        self.path = path
        self.rate: int = file.samplerate
        self.seconds: float | None = None
        self._file = file
        if 0 < file.frames < UNKNOWN_FRAMES:
            self.seconds = file.frames / self.rate
            shorter = _TRUNCATED.search(file.extra_info)
            promised, there = map(int, shorter.groups()) if shorter else (0, 0)
            if 0 < there < promised < UNKNOWN_BYTES:
                self.seconds *= promised / there

    def blocks(self, rate: int) -> Iterator[NDArray[np.int16]]:
        """Yield blocks of about 0.1 s at `rate` Hz, int16 mono; see `mono`.

        Raises `audio.no-sound` if there is none; `audio.damaged`, after the last block that could
        be read, if it ends before its time or cannot be read on.
        """
        # Not in int16: there soxr adds random dither, and the same sound is not the same twice.
        resampler = soxr.ResampleStream(self.rate, rate, 1, dtype="float32", quality="HQ")
        frames, trouble = 0, ""
        while not trouble:
            block, trouble = self._next()
            if not len(block):
                break
            frames += len(block)
            yield to_int16(resampler.resample_chunk(block))
        yield to_int16(resampler.resample_chunk(np.zeros(0, np.float32), last=True))
        if not trouble and not frames:
            raise _no_sound(self.path, "holds no sound")
        if trouble or self._is_truncated(frames):
            raise _damaged(self.path, trouble or "it is cut off", self._remark(frames))

    def _next(self) -> tuple[NDArray[np.float32], str]:
        """Return the next block, mono, at int16's scale; and why none can follow, if so."""
        size = self.rate // _READS_A_SECOND
        try:
            with _stderr_silenced() if "MPEG" in self._file.subtype else nullcontext():
                block = self._file.read(size, dtype="float32", always_2d=True)
        except RuntimeError:  # what libsndfile meets in the middle of a file
            return np.zeros(0, np.float32), "it cannot be decoded to its end"
        strange = np.flatnonzero(~np.isfinite(block).all(axis=1))
        if len(strange):
            return _mono(block[: strange[0]]), "it has samples that are no numbers"
        return _mono(block), ""

    def _is_truncated(self, frames: int) -> bool:
        # An MP3 need not tell its length, and then what libsndfile reports is a guess.
        if self.seconds is None or self._file.format == "MP3":
            return False
        return self.seconds - frames / self.rate >= MIN_MISSING_SECONDS

    def _remark(self, frames: int) -> str:
        read = f"{frames / self.rate:.1f}"
        if self.seconds is None:
            return f"Its first {read} seconds were read."
        return f"Of its {self.seconds:.1f} seconds, the first {read} were read."


def _mono(block: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return frames of any number of channels, at full scale 1.0, as mono at int16's scale."""
    # Limited before they are averaged: a float file may hold numbers whose sum is none any more.
    one: NDArray[np.float32] = mono(np.clip(block, -1, 1)) * np.float32(FULL_SCALE)
    return one


@contextmanager
def open_recording(path: Path) -> Iterator[RecordingReader]:
    """Open a recording of any format that libsndfile reads.

    Raises `audio.no-file`, `audio.unreadable` (refused by the system, or no ordinary file),
    `audio.no-sound` (empty), `audio.format`, `audio.damaged` (its header makes no sense) or
    `audio.no-soundfile` (libsndfile cannot be loaded).
    """
    kind = _sound_file_class()
    with ExitStack() as closing:
        file = closing.enter_context(_open(path))
        try:
            # By its descriptor: then the ending of a name does not tell libsndfile what to expect.
            with _stderr_silenced():
                sound = closing.enter_context(kind(file.fileno(), closefd=False))
                if not sound.frames and (start := _start_of_unfinished(file)) is not None:
                    sound = closing.enter_context(_as_raw(kind, file, start, sound))
        except RuntimeError as error:
            if getattr(error, "code", None) in _UNKNOWN_FORMAT_ERRORS:
                raise _unknown_format(path) from error
            raise _damaged(path, "its header makes no sense") from error
        if not MIN_RATE <= sound.samplerate <= MAX_RATE or sound.channels > MAX_CHANNELS:
            raise _damaged(
                path,
                f"it claims {sound.channels} channels at {sound.samplerate} Hz",
                f"{MIN_RATE} to {MAX_RATE} Hz and up to {MAX_CHANNELS} channels can be read.",
            )
        yield RecordingReader(path, sound)


def read_recording(path: Path) -> Sound:
    """Return a whole recording at its own rate; raises as `open_recording` and its blocks do."""
    with open_recording(path) as recording:
        return Sound(np.concatenate(list(recording.blocks(recording.rate))), recording.rate)


@contextmanager
def stderr_kept() -> Iterator[None]:
    """Hold back the opening of recordings anywhere, so that nothing said on stderr is lost."""
    with _STDERR_LOCK:
        yield


@contextmanager
def _stderr_silenced() -> Iterator[None]:
    """Silence C libraries on stderr, in one thread at a time.

    The MP3 decoder in libsndfile reports each odd frame, and offers no other way. What others write
    meanwhile is lost: see `stderr_kept`.
    """
    with _STDERR_LOCK:
        try:
            stderr = os.dup(2)
        except OSError:  # it is closed, and nobody reads it
            yield
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, 2)
            yield
        finally:
            os.dup2(stderr, 2)
            os.close(stderr)
            os.close(nowhere)


def _start_of_unfinished(file: BinaryIO) -> int | None:
    """Return where the sound of a WAV begins whose recorder never wrote its length; else None."""
    descriptor, place = file.fileno(), 12
    head = os.pread(descriptor, place, 0)
    if head[:4] != b"RIFF" or head[8:] != b"WAVE":
        return None
    while len(chunk := os.pread(descriptor, 8, place)) == 8:
        length = int.from_bytes(chunk[4:], "little")
        if chunk[:4] == b"data":
            start = place + 8
            return start if not length and os.fstat(descriptor).st_size > start else None
        place += 8 + length + length % 2
    return None


class _FileFrom:
    """A file without its first `start` bytes, as soundfile reads one."""

    def __init__(self, file: BinaryIO, start: int) -> None:
        self._file = file
        self._start = start
        file.seek(start)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        if whence == os.SEEK_SET:
            offset += self._start
        return self._file.seek(offset, whence) - self._start

    def tell(self) -> int:
        return self._file.tell() - self._start

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)


def _as_raw(kind: Any, file: BinaryIO, start: int, sound: Any) -> Any:
    """Return the samples from byte `start` on to the end of the file, in the form of `sound`."""
    return kind(
        _FileFrom(file, start),
        format="RAW",
        subtype=sound.subtype,
        endian="LITTLE",
        samplerate=sound.samplerate,
        channels=sound.channels,
    )


def _sound_file_class() -> Any:
    """Return soundfile's class without its seek after every read.

    The MP3 decoder begins anew after a seek, and spoils the start of each block.
    """
    try:
        import soundfile  # noqa: PLC0415 - it loads a library that a session does without
    except (ImportError, OSError) as error:
        raise CoachError(
            "audio.no-soundfile",
            "Recordings cannot be read, because the library libsndfile cannot be loaded. Install "
            "the Python package soundfile again, or libsndfile (on Debian: libsndfile1).",
        ) from error
    return type("Stream", (soundfile.SoundFile,), {"seekable": lambda _: False})


def _open(path: Path) -> BinaryIO:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise _unreadable(path, "it is a folder. Name the recordings in it")
        if not stat.S_ISREG(status.st_mode):
            raise _unreadable(path, "it is no ordinary file. Save it as one first")
        if not status.st_size:
            raise _no_sound(path, "is empty")
        return path.open("rb")
    except FileNotFoundError:
        raise CoachError(
            "audio.no-file", f"There is no recording at {path}. Check the name."
        ) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _unreadable(path, f"{reason}. Check who may read it") from error


def _unreadable(path: Path, why: str) -> CoachError:
    return CoachError("audio.unreadable", f"The recording {path} cannot be read: {why}.")


def _no_sound(path: Path, what: str) -> CoachError:
    return CoachError(
        "audio.no-sound",
        f"The recording {path} {what}. Copy it again from where it came, or record it again.",
    )


def _damaged(path: Path, why: str, remark: str = "") -> CoachError:
    remedy = "Copy it again from where it came, or save it again as a 16 bit WAV file."
    said = f"The recording {path} is damaged: {why}. {remark}".strip()
    return CoachError("audio.damaged", f"{said} {remedy}")


def _unknown_format(path: Path) -> CoachError:
    with path.open("rb") as file:
        kind = kind_of_file(file.read(HEAD_BYTES))
    if kind is not None:
        return CoachError(
            "audio.format", f"{path} holds no sound: it is {kind}. Name a recording of a voice."
        )
    target = path.with_suffix(".wav")
    if target.exists():  # most likely this file itself
        target = path.with_name(f"{path.stem}-converted.wav")
    command = shlex.join(("ffmpeg", "-i", str(path), str(target)))
    return CoachError(
        "audio.format",
        f"{path} is in no format that can be read here, or is damaged. WAV, FLAC, OGG, Opus, MP3 "
        f"and AIFF can be read. Other sound can be converted, for example with: {command}",
    )
