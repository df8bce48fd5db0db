"""Output of a command: text to stdout or to a file, and being interrupted halfway."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from voice_coach.cli.console import echo, give_up_stdout
from voice_coach.errors import CoachError
from voice_coach.private_files import replace_file, write_temporary

STDOUT = "-"
"""As the target of `printing`."""


@contextmanager
def printing(target: str) -> Iterator[Callable[[str], None]]:
    """Return what prints: at once to stdout (`-`), or at the end of the block to a file.

    The file (UTF-8, mode 0600) appears whole, or takes the place of the one that was there. If the
    block raises or prints nothing, it stays as it was. That it can be written is seen to at the
    beginning, before the work is done.

    Raises:
        CoachError: `output.unwritable`.
    """
    if target == STDOUT:
        yield _print_text
        return
    path = Path(target).resolve()  # of a link the file it leads to
    printed: list[str] = []
    if path.exists() and not path.is_file():
        raise _unwritable(target, "it is no ordinary file (- is stdout)")
    try:
        probe = write_temporary(path.parent, b"")
    except OSError as error:
        raise _unwritable(target, error.strerror) from error
    try:
        yield printed.append
    finally:
        probe.unlink(missing_ok=True)
    if printed:
        try:
            replace_file(path, "".join(printed).encode("utf-8"))
        except OSError as error:
            raise _unwritable(target, error.strerror) from error


def _print_text(text: str) -> None:
    try:
        echo(text, nl=False)
    except BrokenPipeError:  # whoever reads has had enough; click ends the program quietly
        raise
    except OSError as error:
        # Else Python would try once more at its end, and complain.
        give_up_stdout()
        raise _unwritable("stdout", error.strerror) from error


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
