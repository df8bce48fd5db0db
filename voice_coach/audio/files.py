"""Audio files of any format that libsndfile or ffmpeg reads, block by block.

soundfile is loaded when a file is opened and not before. Only a block at a time is in memory, so a
recording may last for hours.
"""

import os
import re
import stat
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import soxr
from numpy.typing import NDArray

from voice_coach.audio import ffmpeg
from voice_coach.audio.containers import Section, SectionFile, sections
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

UNKNOWN_FRAMES = 2**56
"""Where a length is not known, libsndfile's number of frames is the largest number there is, over
the bytes of a frame."""

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
    """An open recording; `seconds` is its length, None where unknown before it is read.

    `sounds` are the open files of libsndfile that it consists of, one after the other, and
    `trouble_of_end` returns, once they are read, why they are not the whole; "" if they are.
    """

    def __init__(
        self,
        path: Path,
        sounds: Iterator[Any],
        rate: int,
        seconds: float | None,
        trouble_of_end: Callable[[], str],
    ) -> None:
        self.path = path
        self.rate = rate
        self.seconds = seconds
        self._sounds = sounds
        self._trouble_of_end = trouble_of_end
        self._trouble = ""
        self._read = 0.0  # seconds
        self._is_guess = False

    def blocks(self, rate: int) -> Iterator[NDArray[np.int16]]:
        """Yield blocks of about 0.1 s at `rate` Hz, int16 mono; see `mono`.

        Raises `audio.no-sound` if there is none; `audio.damaged`, after the last block that could
        be read, if it ends before its time or cannot be read on.
        """
        try:
            for sound in self._sounds:
                yield from self._blocks_of(sound, rate)
                if self._trouble:
                    break
        except RuntimeError:  # what libsndfile meets as it opens a later part
            self._trouble = "a later part of it cannot be read"
        trouble = self._trouble or self._trouble_of_end()
        if not trouble and not self._read:
            raise _no_sound(self.path, "holds no sound")
        if trouble or self._is_truncated():
            raise _damaged(self.path, trouble or "it is cut off", self._remark())

    def _blocks_of(self, sound: Any, rate: int) -> Iterator[NDArray[np.int16]]:
        # Not in int16: there soxr adds random dither, and the same sound is not the same twice.
        resampler = soxr.ResampleStream(sound.samplerate, rate, 1, dtype="float32", quality="HQ")
        # An MP3 need not tell its length, and then what libsndfile reports is a guess.
        self._is_guess = self._is_guess or sound.format == "MP3"
        while not self._trouble:
            block = self._next(sound)
            if not len(block):
                break
            self._read += len(block) / sound.samplerate
            yield to_int16(resampler.resample_chunk(block))
        yield to_int16(resampler.resample_chunk(np.zeros(0, np.float32), last=True))

    def _next(self, sound: Any) -> NDArray[np.float32]:
        """Return the next block, mono, at int16's scale; note why none can follow, if so."""
        size = sound.samplerate // _READS_A_SECOND
        try:
            with _stderr_silenced() if "MPEG" in sound.subtype else nullcontext():
                block = sound.read(size, dtype="float32", always_2d=True)
        except RuntimeError:  # what libsndfile meets in the middle of a file
            self._trouble = "it cannot be decoded to its end"
            return np.zeros(0, np.float32)
        strange = np.flatnonzero(~np.isfinite(block).all(axis=1))
        if len(strange):
            self._trouble = "it has samples that are no numbers"
            return _mono(block[: strange[0]])
        return _mono(block)

    def _is_truncated(self) -> bool:
        if self.seconds is None or self._is_guess:
            return False
        return self.seconds - self._read >= MIN_MISSING_SECONDS

    def _remark(self) -> str:
        read = f"{self._read:.1f}"
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
    """Open a recording of any format that libsndfile, or ffmpeg where it is installed, reads.

    Raises `audio.no-file`, `audio.unreadable` (refused by the system, or no ordinary file),
    `audio.no-sound` (empty), `audio.format`, `audio.damaged` (its header makes no sense),
    `audio.no-ffmpeg` (it needs that program) or `audio.no-soundfile` (libsndfile cannot be loaded).
    """
    kind = _sound_file_class()
    with ExitStack() as closing:
        file = closing.enter_context(_open(path))
        try:
            parts = sections(file.fileno())
        except OSError as error:
            raise _refused(path, error) from error
        try:
            with _stderr_silenced():
                first = closing.enter_context(_opened(kind, file, parts[0]))
        except RuntimeError as error:
            yield closing.enter_context(_decoded(path, kind, file, error))
            return
        _check(path, first)
        lengths = [_seconds(first), *(_seconds_of_part(kind, file, part) for part in parts[1:])]
        known = [length for length in lengths if length is not None]
        yield RecordingReader(
            path,
            _in_order(kind, file, first, parts[1:]),
            first.samplerate,
            sum(known) if len(known) == len(lengths) else None,
            lambda: "it is cut off" if any(part.is_cut for part in parts) else "",
        )


def _opened(kind: Any, file: BinaryIO, part: Section) -> Any:
    """Return a part of a file, open in libsndfile; raises RuntimeError."""
    if part == Section(0, os.fstat(file.fileno()).st_size, is_cut=part.is_cut):
        # By its descriptor: then the ending of a name does not tell libsndfile what to expect.
        return kind(file.fileno(), closefd=False)
    return kind(SectionFile(file.fileno(), part))


def _in_order(kind: Any, file: BinaryIO, first: Any, later: Sequence[Section]) -> Iterator[Any]:
    """Yield the open parts of a file, one after the other; raises RuntimeError."""
    yield first
    for part in later:
        with _stderr_silenced():
            sound = _opened(kind, file, part)
        with sound:
            if not _is_sensible(sound):
                raise RuntimeError("its rate or its channels make no sense")
            yield sound


def _seconds(sound: Any) -> float | None:
    """Return how long a recording is by its header, with what is missing at its end."""
    if not 0 < sound.frames < UNKNOWN_FRAMES:
        return None if sound.frames else 0.0
    shorter = _TRUNCATED.search(sound.extra_info)
    promised, there = map(int, shorter.groups()) if shorter else (0, 0)
    share = promised / there if 0 < there < promised < UNKNOWN_BYTES else 1.0
    return float(sound.frames / sound.samplerate * share)


def _seconds_of_part(kind: Any, file: BinaryIO, part: Section) -> float | None:
    try:
        with _stderr_silenced(), _opened(kind, file, part) as sound:
            return _seconds(sound)
    except RuntimeError:  # which is told when it is that part's turn
        return None


@contextmanager
def _decoded(
    path: Path, kind: Any, file: BinaryIO, refusal: RuntimeError
) -> Iterator[RecordingReader]:
    """Open a recording that libsndfile refused with ffmpeg."""
    is_unknown = getattr(refusal, "code", None) in _UNKNOWN_FORMAT_ERRORS
    demuxer = ffmpeg.demuxer_of(os.pread(file.fileno(), ffmpeg.HEAD_BYTES, 0))
    if demuxer is None:
        if is_unknown:
            raise _unknown_format(path) from refusal
        raise _damaged(path, "its header makes no sense") from refusal
    with ExitStack() as closing:
        try:
            decoder = closing.enter_context(ffmpeg.decoding(file.fileno(), demuxer))
        except OSError as error:
            raise _needs_ffmpeg(path) from error
        try:
            sound = closing.enter_context(kind(decoder.pipe, closefd=False))
        except RuntimeError as error:
            if decoder.is_silent():
                raise _no_sound(path, "holds no sound") from error
            raise _damaged(path, decoder.trouble() or "its header makes no sense") from error
        _check(path, sound)
        yield RecordingReader(path, iter([sound]), sound.samplerate, None, decoder.trouble)


def _is_sensible(sound: Any) -> bool:
    return bool(MIN_RATE <= sound.samplerate <= MAX_RATE and sound.channels <= MAX_CHANNELS)


def _check(path: Path, sound: Any) -> None:
    if not _is_sensible(sound):
        raise _damaged(
            path,
            f"it claims {sound.channels} channels at {sound.samplerate} Hz",
            f"{MIN_RATE} to {MAX_RATE} Hz and up to {MAX_CHANNELS} channels can be read.",
        )


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
        raise _refused(path, error) from error


def _refused(path: Path, error: OSError) -> CoachError:
    reason = error.strerror or type(error).__name__
    return _unreadable(path, f"{reason}. Check who may read it")


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
    return CoachError(
        "audio.format",
        f"{path} is in no format that can be read here, or is damaged. WAV, FLAC, OGG, Opus, MP3 "
        "and AIFF can be read, and M4A, MP4, WebM, AAC and WMA with the program ffmpeg. Save it as "
        "one of them.",
    )


def _needs_ffmpeg(path: Path) -> CoachError:
    return CoachError(
        "audio.no-ffmpeg",
        f"{path} can't be read without the program ffmpeg, which isn't installed. Install it (on "
        "Debian and Ubuntu: sudo apt-get install ffmpeg, with Homebrew: brew install ffmpeg), or "
        "save the recording as WAV, FLAC, OGG, Opus, MP3 or AIFF.",
    )
