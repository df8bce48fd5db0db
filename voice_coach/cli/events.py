"""The `--events` option: the event stream as JSON, one object a line."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

import msgspec

from voice_coach.cli.options import warn
from voice_coach.cli.standard import give_up_stdout
from voice_coach.errors import CoachError
from voice_coach.stream import Telling


class EventWriter:
    """Writes each telling at once, to a file readable by its owner alone, or to stdout (`-`).

    Raises:
        CoachError: `events.unwritable`.
    """

    def __init__(self, target: str) -> None:
        self._target = target
        self._failed = False
        self._encoder = msgspec.json.Encoder()
        self._file: IO[bytes]
        if target == "-":
            self._file = sys.stdout.buffer
            return
        try:
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        except OSError as error:
            raise CoachError(
                "events.unwritable",
                f"The events can not be written to {target}: {error.strerror}.",
            ) from error
        if Path(target).is_file():  # it may have been there, and open to others
            os.fchmod(descriptor, 0o600)
        self._file = os.fdopen(descriptor, "wb")

    def observe(self, telling: Telling) -> None:
        """Write one line. If it can not be written, say so once: the session goes on."""
        if self._failed:
            return
        try:
            self._file.write(self._encoder.encode(telling) + b"\n")
            self._file.flush()
        except OSError as error:
            self._failed = True
            reason = error.strerror or type(error).__name__
            warn(f"the event stream has ended: {reason}.")

    def close(self) -> None:
        """Close the file; stdout stays open, but is not written to again if that failed."""
        if self._target != "-":
            with suppress(OSError):
                self._file.close()
        elif self._failed:
            give_up_stdout()
