"""The terminal: gives every key at once while a session runs, and is left as it was found.

That holds also for a suspended or killed program, and whatever is raised meanwhile.
"""

import os
import select
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any, Self

try:
    import termios
except ImportError:  # pragma: no cover - on Windows lines are read as they come
    termios = None  # type: ignore[assignment]


BACKGROUND_SECONDS = 1.0
"""How often a program in the background looks whether it is in the foreground again."""

_JOB_SIGNALS = ("SIGTSTP", "SIGCONT")

_LOCAL, _CHARACTERS = 3, 6


def gives_keys(descriptor: int) -> bool:
    """Return whether this is a terminal that can give single keys to this program."""
    return termios is not None and is_in_front(descriptor)


def is_in_front(descriptor: int) -> bool:
    """Return whether this is a terminal, and the program no background job of it."""
    if not hasattr(os, "tcgetpgrp"):  # pragma: no cover - on Windows there are no jobs
        return os.isatty(descriptor)
    try:
        return os.tcgetpgrp(descriptor) == os.getpgrp()
    except OSError:  # it has no jobs, or it is gone
        return os.isatty(descriptor)


class KeyMode:
    """Keys at once, without an echo: a context manager, used in the main thread.

    Ctrl-C and Ctrl-Z stay signals. `shown_again` is called when the program goes on after Ctrl-Z.
    """

    def __init__(self, descriptor: int, shown_again: Callable[[], None] = lambda: None) -> None:
        self._descriptor = descriptor
        self._shown_again = shown_again
        self._found: list[Any] | None = None  # how it was found, while it is another way
        self._signals: dict[int, Any] = {}
        self._in_front = threading.Event()

    def __enter__(self) -> Self:
        self._take()
        for name in _JOB_SIGNALS:
            number = getattr(signal, name)
            self._signals[number] = signal.signal(number, self._signalled)
        # A read from behind is to fail, and not to stop everything that sounds.
        self._signals[signal.SIGTTIN] = signal.signal(signal.SIGTTIN, signal.SIG_IGN)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._signals.items():
            signal.signal(number, handler)
        self._signals = {}
        self.give_back()

    def give_back(self) -> None:
        """Leave the terminal as it was found."""
        found, self._found = self._found, None
        if found is not None and is_in_front(self._descriptor):
            self._set(found)

    def read(self, most: int, seconds: float | None = None) -> bytes | None:
        """Return what was pressed; b"" at the end; None if nothing comes for so many seconds.

        A program in the background waits until it is in the foreground again.
        """
        while True:
            try:
                if not select.select([self._descriptor], [], [], seconds)[0]:
                    return None
                return os.read(self._descriptor, most)
            except OSError:
                if not os.isatty(self._descriptor) or is_in_front(self._descriptor):
                    return b""  # it is gone
                self._in_front.clear()
                self._in_front.wait(BACKGROUND_SECONDS)

    def _take(self) -> None:
        if not is_in_front(self._descriptor):
            return
        try:
            found = termios.tcgetattr(self._descriptor)
        except termios.error:
            return
        keys = [*found[:_CHARACTERS], list(found[_CHARACTERS])]
        keys[_LOCAL] &= ~(termios.ICANON | termios.ECHO)
        keys[_CHARACTERS][termios.VMIN], keys[_CHARACTERS][termios.VTIME] = 1, 0
        self._found = found
        self._set(keys)

    def _set(self, attributes: list[Any]) -> None:
        try:
            # What was typed and not yet read is kept.
            termios.tcsetattr(self._descriptor, termios.TCSANOW, attributes)
        except termios.error:  # it is gone
            self._found = None

    def _signalled(self, number: int, _: FrameType | None) -> None:
        """Handle Ctrl-Z and what follows it: the shell gets its terminal, and later we do again."""
        if number == signal.SIGCONT:
            if self._found is None:
                self._take()
            if self._found is not None:
                self._in_front.set()
                self._shown_again()
            return
        self.give_back()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)  # and here it stands still
        signal.signal(number, self._signalled)
        if self._found is None:
            self._take()
