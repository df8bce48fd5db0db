"""The answer recorder: keeps the person's voice while they speak, where they want that.

The recognizer's thread writes a FLAC file for each turn the coach has armed, so that no sample is
missing at the start and the microphone never waits. If the program is killed, a quarter of a second
is lost, and the rest can be read.
"""

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.files import UNKNOWN_FRAMES
from voice_coach.audio.sound import Resampler, Sound
from voice_coach.errors import CoachError
from voice_coach.private_files import make_private_folder, private_opener
from voice_coach.protocol.events import Failed
from voice_coach.protocol.inbox import Post

RATE = 16000
"""Hz: all that a recognizer uses of a voice. A minute takes about a megabyte."""

SUFFIX = ".flac"

UNFINISHED_SUFFIX = ".part"
"""Of a recording that no answer belongs to yet."""

_BLOCK_FRAMES = RATE // 10


class _AnswerFile:
    def __init__(self, path: Path, rate: int) -> None:
        import soundfile  # noqa: PLC0415 - only those who keep recordings need it

        make_private_folder(path.parent)
        self.path = path
        self.claimed = False
        descriptor = private_opener(path, os.O_CREAT | os.O_TRUNC | os.O_RDWR)
        self._descriptor = descriptor
        self._file: Any = soundfile.SoundFile(
            descriptor, "w", RATE, 1, "PCM_16", format="FLAC", closefd=False
        )
        self._resampler = Resampler(rate, RATE)

    def write(self, block: NDArray[np.int16]) -> None:
        self._file.write(self._resampler.convert(block))

    def close(self) -> None:
        try:
            self._file.write(self._resampler.finish())
            self._file.close()
            os.fsync(self._descriptor)
        finally:
            os.close(self._descriptor)


class AnswerRecorder:
    """Records armed turns, from any thread, until it fails and posts `Failed("recordings", …)`."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._finished: Callable[[Path], object] | None = None
        self._turn: int | None = None
        self._current: _AnswerFile | None = None

    def record_into(
        self, folder: Path | None, finished: Callable[[Path], object] | None = None
    ) -> None:
        """Record into `folder`, None for nothing; `finished` takes each answer's recording."""
        self.finish()
        with self._lock:
            self._folder, self._finished = folder, finished

    def arm(self, turn: int) -> None:
        """Record this turn, from its first sample on."""
        self.finish()
        with self._lock:
            self._turn = turn if self._folder is not None else None

    def begin(self, turn: int, rate: int) -> None:
        """Open the recording of a turn, if it is the armed one, of sound at `rate` Hz."""
        with self._lock:
            if turn == self._turn and self._folder is not None:
                path = self._folder / f".{turn}{SUFFIX}{UNFINISHED_SUFFIX}"
                self._guard(lambda: self._start(path, rate))

    def write(self, block: NDArray[np.int16]) -> None:
        """Append a block the recognizer has heard."""
        with self._lock:
            answer = self._current
            if answer is not None:
                self._guard(lambda: answer.write(block))

    def belongs_to(self, turn: int, row: int) -> None:
        """Name the recording of this turn after its answer's row in the journal."""
        with self._lock:
            answer = self._current
            if answer is not None and turn == self._turn and not answer.claimed:
                self._guard(lambda: self._claim(answer, row))

    def finish(self) -> None:
        """End the turn. What no answer belongs to is deleted."""
        with self._lock:
            answer, self._current, self._turn = self._current, None, None
            if answer is not None:
                self._guard(answer.close)
                # After a failure the folder is None, and that has been told.
                if answer.claimed and self._folder is not None and self._finished is not None:
                    self._guard(partial(self._finished, answer.path))
                if not answer.claimed:
                    with suppress(OSError):
                        answer.path.unlink()

    def _start(self, path: Path, rate: int) -> None:
        self._current = _AnswerFile(path, rate)

    @staticmethod
    def _claim(answer: _AnswerFile, row: int) -> None:
        answer.path = answer.path.rename(answer.path.with_name(f"{row}{SUFFIX}"))
        answer.claimed = True

    def _guard(self, action: Callable[[], object]) -> None:
        """Do something with a file; if it fails, post that and record nothing more."""
        try:
            action()
        except (OSError, RuntimeError, ImportError) as error:  # libsndfile's are RuntimeErrors
            self._folder = self._current = self._turn = None
            reason = getattr(error, "strerror", None) or type(error).__name__
            self._post(
                Failed(
                    "recordings",
                    "recordings.unwritable",
                    f"Your voice cannot be recorded any more ({reason}). What you say is still "
                    "written down.",
                )
            )


def _open(path: Path) -> BinaryIO:
    return path.open("rb")


def read_excerpt(
    path: Path, start: float, end: float, opener: Callable[[Path], BinaryIO] = _open
) -> Sound:
    """Return `start` to `end` seconds of a recording, or so much as there is, at `RATE` Hz.

    Raises `recordings.unreadable` if none of it can be had; what the opener raises.
    """
    pieces: list[NDArray[np.int16]] = []
    wanted = max(0, round((end - start) * RATE))
    try:
        import soundfile  # noqa: PLC0415 - only those who keep recordings need it

        with opener(path) as opened, soundfile.SoundFile(opened) as file:
            skipped = round(start * RATE)
            if file.frames < UNKNOWN_FRAMES:  # its end was written
                file.seek(min(skipped, file.frames))
                skipped = 0
            with suppress(RuntimeError):  # a file that was cut off ends in an error
                while wanted > 0:
                    block = file.read(min(_BLOCK_FRAMES, skipped or wanted), dtype="int16")
                    if not len(block):
                        break
                    if skipped:
                        skipped -= len(block)
                    else:
                        pieces.append(block)
                        wanted -= len(block)
    except (OSError, RuntimeError, ImportError) as error:
        raise _unreadable(path) from error
    if not pieces:
        raise _unreadable(path)
    return Sound(np.concatenate(pieces), RATE)


def _unreadable(path: Path) -> CoachError:
    return CoachError("recordings.unreadable", f"The recording {path} cannot be played.")
