"""What comes through a pipe: stdin as `-`, or a file that can be read only once."""

import os
import stat
import sys
from pathlib import Path

from voice_coach.errors import CoachError

STDIN = Path("-")


def read_piped(file: Path) -> bytes | None:
    """Return all of stdin (`-`) or of a pipe; None for a file that can be opened again.

    Raises:
        CoachError: `import.unreadable`.
    """
    if file == STDIN:
        return sys.stdin.buffer.read()
    try:
        mode = file.stat().st_mode
        if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
            return None
        return file.read_bytes()
    except FileNotFoundError:
        return None  # whoever opens it says so
    except OSError as error:
        raise CoachError(
            "import.unreadable", f"{file} cannot be read: {error.strerror}. Check who may read it."
        ) from None


def as_file(data: bytes) -> Path:
    """Return a file in memory, and on no disk, with what came through a pipe.

    Raises:
        CoachError: `import.pipe` where the system has no such files.
    """
    if not hasattr(os, "memfd_create"):
        raise CoachError(
            "import.pipe",
            "On this system a recording cannot come through a pipe. Save it, and name the file.",
        )
    descriptor = os.memfd_create("recording")
    with os.fdopen(os.dup(descriptor), "wb") as file:
        file.write(data)
    return Path(f"/proc/self/fd/{descriptor}")
