"""Answers that are typed instead of spoken.

For a deaf person, a quiet room, a script. At a terminal a thread reads lines as they come; where
the input is a file or a pipe, a line is taken whenever a question is open, so that a script of
answers fits the session whatever its pace.
"""

import locale
import os
import threading
from collections.abc import Callable

from voice_coach.session.events import Ended, Typed
from voice_coach.stream import Telling, wants_answer


class _Lines:
    """Lines from a file descriptor.

    Without the locks of buffered files: a thread may be left waiting here when the program ends.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._rest = b""
        self._over = False

    def next(self) -> str | None:
        """The next line, without its end; None when there are no more."""
        while b"\n" not in self._rest and not self._over:
            data = self._read()
            self._rest += data
            self._over = not data
        if not self._rest:
            return None
        line, _, self._rest = self._rest.partition(b"\n")
        return _text_of(line).rstrip("\r")

    def _read(self) -> bytes:
        """What has come, or nothing at the end; a terminal that is gone is an end as well."""
        try:
            return os.read(self._descriptor, 4096)
        except OSError:
            return b""


def _text_of(line: bytes) -> str:
    """A line in UTF-8, or else in the encoding of the person's own locale."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode(locale.getencoding(), "replace")


class Keyboard:
    """Reads lines in a thread and posts each as `Typed`, and their end as `Ended`."""

    def __init__(self, post: Callable[[object], None], descriptor: int = 0) -> None:
        self._lines = _Lines(descriptor)
        self._post = post
        threading.Thread(target=self._run, name="keyboard", daemon=True).start()

    def _run(self) -> None:
        while (line := self._lines.next()) is not None:
            self._post(Typed(line))
        self._post(Ended("keyboard"))


class TypedAnswers:
    """Takes one line for each question that opens: observes the event stream."""

    def __init__(self, post: Callable[[object], None], descriptor: int = 0) -> None:
        self._lines = _Lines(descriptor)
        self._post = post

    def observe(self, telling: Telling) -> None:
        """Answer an open question, or an open ear in a pause, with the next line."""
        if not wants_answer(telling):
            return
        line = self._lines.next()
        self._post(Ended("keyboard") if line is None else Typed(line))
