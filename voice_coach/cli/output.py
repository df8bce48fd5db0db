"""Where a command prints what it found: to stdout, or whole into a file of the owner's alone."""

import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from voice_coach.cli.standard import give_up_stdout
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
        yield _print
        return
    path = Path(target).resolve()  # of a link the file it leads to
    printed: list[str] = []
    if path.exists() and not path.is_file():
        raise _unwritable(target, "it is no ordinary file (- is stdout)")
    try:
        handle, name = tempfile.mkstemp(".part", f".{path.name}.", path.parent)
    except OSError as error:
        raise _unwritable(target, error.strerror) from error
    os.close(handle)
    part = Path(name)
    try:
        yield printed.append
        if printed:
            _put(part, "".join(printed), path, target)
    finally:
        part.unlink(missing_ok=True)


def _print(text: str) -> None:
    try:
        click.echo(text, nl=False)
    except BrokenPipeError:  # whoever reads has had enough; click ends the program quietly
        raise
    except OSError as error:
        # Else Python would try once more at its end, and complain.
        give_up_stdout()
        raise _unwritable("stdout", error.strerror) from error


def _put(part: Path, text: str, path: Path, target: str) -> None:
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise _unwritable(target, error.strerror) from error


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
