"""The `--events` option: the event stream as JSON, one object a line."""

import os
import sys
from typing import IO

import msgspec

from voice_coach.errors import CoachError
from voice_coach.stream import Telling


class EventWriter:
    """Writes each telling at once, to a file readable by its owner alone, or to stdout (`-`).

    Raises:
        CoachError: `events.unwritable`.
    """

    def __init__(self, target: str) -> None:
        self._target = target
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
        os.fchmod(descriptor, 0o600) if os.path.isfile(target) else None  # noqa: PTH113
        self._file = os.fdopen(descriptor, "wb")

    def observe(self, telling: Telling) -> None:
        """Write one line."""
        try:
            self._file.write(self._encoder.encode(telling) + b"\n")
            self._file.flush()
        except OSError as error:
            raise CoachError(
                "events.unwritable",
                f"The events can not be written to {self._target} any more: {error.strerror}.",
            ) from error

    def close(self) -> None:
        """Close the file; stdout stays open."""
        if self._target != "-":
            self._file.close()
