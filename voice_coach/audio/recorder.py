"""The person's own voice, written down while they speak, where they want that: FLAC, a file a turn.

A tape is armed for a turn by the coach, and written by the ear's thread in the order in which the
ear hears, so that no sample is missing at the start and the microphone never waits. FLAC is written
block by block: whoever kills the program loses a quarter of a second, and the rest can be read.
"""

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import soxr
from numpy.typing import NDArray

from voice_coach.audio.sound import Sound, to_int16
from voice_coach.errors import CoachError
from voice_coach.private_files import make_private_folder, private_opener
from voice_coach.protocol.events import Failed

RATE = 16000
"""Hz: all that a recogniser hears of a voice. A minute takes about a megabyte."""


ENDING = ".flac"


UNFINISHED = ".part"
"""How the name of a recording ends that no answer belongs to yet."""


_ENDLESS = 2**62


_BLOCK = RATE // 10


class _Take:
    """One file while it is written."""

    def __init__(self, path: Path, rate: int) -> None:
        import soundfile  # noqa: PLC0415 - only who keeps recordings needs it

        make_private_folder(path.parent)
        self.path = path
        self.claimed = False
        descriptor = private_opener(path, os.O_CREAT | os.O_TRUNC | os.O_RDWR)
        self._descriptor = descriptor
        self._file: Any = soundfile.SoundFile(
            descriptor, "w", RATE, 1, "PCM_16", format="FLAC", closefd=False
        )
        self._resampler = None
        if rate != RATE:
            self._resampler = soxr.ResampleStream(rate, RATE, 1, dtype="float32")

    def write(self, block: NDArray[np.int16], *, last: bool = False) -> None:
        if self._resampler is not None:
            resampled = self._resampler.resample_chunk(block.astype(np.float32), last=last)
            block = to_int16(resampled)
        if len(block):
            self._file.write(block)

    def close(self) -> None:
        try:
            self.write(np.zeros(0, np.int16), last=True)
            self._file.close()
            os.fsync(self._descriptor)
        finally:
            os.close(self._descriptor)


class AnswerRecorder:
    """Records the turns it is armed for. Safe to call from any thread.

    Args:
        post: Takes `Failed("recordings", …)` when nothing more can be written; nothing is then.
    """

    def __init__(self, post: Callable[[object], None]) -> None:
        self._post = post
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._finished: Callable[[Path], object] | None = None
        self._turn: int | None = None
        self._take: _Take | None = None

    def record_into(
        self, folder: Path | None, finished: Callable[[Path], object] | None = None
    ) -> None:
        """From here on recordings go into this folder; None: nothing is recorded.

        Args:
            folder: It need not exist.
            finished: Takes each recording that an answer belongs to, once it is complete.
        """
        self.finish()
        with self._lock:
            self._folder, self._finished = folder, finished

    def arm(self, turn: int) -> None:
        """Record this turn, from its first sample on."""
        self.finish()
        with self._lock:
            self._turn = turn if self._folder is not None else None

    def begin(self, turn: int, rate: int) -> None:
        """The ear has opened for a turn, at so many Hz."""
        with self._lock:
            if turn == self._turn and self._folder is not None:
                path = self._folder / f".{turn}{ENDING}{UNFINISHED}"
                self._try(lambda: self._start(path, rate))

    def write(self, block: NDArray[np.int16]) -> None:
        """The ear has heard this."""
        with self._lock:
            take = self._take
            if take is not None:
                self._try(lambda: take.write(block))

    def belongs_to(self, turn: int, row: int) -> None:
        """What is recorded in this turn is the answer in this row of the journal."""
        with self._lock:
            take = self._take
            if take is not None and turn == self._turn and not take.claimed:
                self._try(lambda: self._claim(take, row))

    def finish(self) -> None:
        """The turn is over. What no answer belongs to is not kept."""
        with self._lock:
            take, self._take, self._turn = self._take, None, None
            if take is not None:
                self._try(take.close)
                # After a failure the folder is None, and that has been told.
                if take.claimed and self._folder is not None and self._finished is not None:
                    self._try(partial(self._finished, take.path))
                if not take.claimed:
                    with suppress(OSError):
                        take.path.unlink()

    def _start(self, path: Path, rate: int) -> None:
        self._take = _Take(path, rate)

    @staticmethod
    def _claim(take: _Take, row: int) -> None:
        take.path = take.path.rename(take.path.with_name(f"{row}{ENDING}"))
        take.claimed = True

    def _try(self, deed: Callable[[], object]) -> None:
        """Do something with a file; if it fails, say so and record nothing more."""
        try:
            deed()
        except (OSError, RuntimeError, ImportError) as error:  # libsndfile's are RuntimeErrors
            self._folder = self._take = self._turn = None
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
    """A stretch of a recording, or so much of it as there is, at `RATE` Hz.

    Args:
        path: The file.
        start: Seconds from its beginning.
        end: The same; where it ends before, the stretch does.
        opener: Opens it.

    Raises:
        CoachError: `recordings.unreadable` if none of it can be had; what the opener raises.
    """
    pieces: list[NDArray[np.int16]] = []
    wanted = max(0, round((end - start) * RATE))
    try:
        import soundfile  # noqa: PLC0415 - only who keeps recordings needs it

        with opener(path) as opened, soundfile.SoundFile(opened) as file:
            skipped = round(start * RATE)
            if file.frames < _ENDLESS:  # its end was written
                file.seek(min(skipped, file.frames))
                skipped = 0
            with suppress(RuntimeError):  # a file that was cut off ends in an error
                while wanted > 0:
                    block = file.read(min(_BLOCK, skipped or wanted), dtype="int16")
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
