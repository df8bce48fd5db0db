"""Where a command prints what it found: to stdout, or whole into a file of the owner's alone."""

import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from voice_coach.errors import CoachError

STDOUT = "-"


@contextmanager
def printing(target: str) -> Iterator[Callable[[str], None]]:
    """What to print with: at once to stdout (`-`), or at the end of the block to a file.

    The file (UTF-8, mode 0600) appears whole, or takes the place of the one that was there. If the
    block raises or prints nothing, it stays as it was. That it can be written is seen to at the
    beginning, before the work is done.

    Raises:
        CoachError: `output.unwritable`.
    """
    if target == STDOUT:
        yield lambda text: click.echo(text, nl=False)
        return
    path = Path(target).resolve()  # of a link the file it leads to
    printed: list[str] = []
    if path.exists() and not path.is_file():
        raise _unwritable(target, "it is no ordinary file (- is stdout)")
    try:
        handle, name = tempfile.mkstemp(".part", f".{path.name}.", path.parent)
    except OSError as error:
        raise _unwritable(target, error.strerror) from error
    part = Path(name)
    try:
        with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123 - it is open already
            yield printed.append
            file.write("".join(printed))
            file.flush()
            os.fsync(file.fileno())
        if printed:
            part.replace(path)
    except OSError as error:
        raise _unwritable(target, error.strerror) from error
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def interruptible() -> Iterator[None]:
    """Being told to end, or losing the terminal, is like Ctrl-C: what is half done is put away."""
    names = ("SIGTERM", "SIGHUP")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, signal.default_int_handler) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _unwritable(target: str, why: str | None) -> CoachError:
    return CoachError(
        "output.unwritable",
        f"{target} cannot be written: {why}. Choose another file or folder.",
    )
