"""What both forms of captions have in common."""

import re
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import suppress

from voice_coach.cli.options import warn
from voice_coach.cli.standard import give_up_stdout
from voice_coach.keystrokes import Line
from voice_coach.stream import Telling

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


class Shown(ABC):
    """Prints lines of the event stream, each by its kind, and the line that is being typed.

    The stream is told in the main thread, and typing shown in the keyboard's.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._failed = False
        self._lines: Mapping[str, Callable[[Telling], None]] = {}

    def observe(self, telling: Telling) -> None:
        """Take one line of the event stream. If it can not be shown, say so once: it goes on."""
        line = self._lines.get(str(telling["event"]))
        if line is not None:
            self._try(lambda: line(telling))

    def type(self, line: Line) -> None:
        """Show the line that is being typed, or that it was taken."""
        self._try(lambda: self._type(line))

    def notice(self, text: str) -> None:
        """Print something that belongs to no session."""
        self._try(lambda: self._notice(text))

    def close(self) -> None:
        """Leave the cursor at the beginning of a line."""
        self._try(self._close)

    def _try(self, print_it: Callable[[], None]) -> None:
        with self._lock:
            if self._failed:
                return
            try:
                print_it()
            except OSError as error:
                self._failed = True
                give_up_stdout()
                reason = error.strerror or type(error).__name__
                with suppress(OSError):  # where both went to the same terminal
                    warn(f"the captions have ended: {reason}.")

    @abstractmethod
    def _type(self, line: Line) -> None: ...

    @abstractmethod
    def _notice(self, text: str) -> None: ...

    @abstractmethod
    def _close(self) -> None: ...


def on_one_line(what: object) -> str:
    """A text without anything in it that moves a cursor."""
    return _CONTROL.sub(" ", str(what)).strip()


def besides(telling: Telling) -> str:
    """What is spoken with a phase of a breath and is not the phase's own name; "" if nothing is."""
    said = on_one_line(telling.get("text") or "")
    return said.removeprefix(str(telling["phase"])).strip(" ,.").lower()
