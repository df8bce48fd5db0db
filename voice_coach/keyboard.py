"""Answers that are typed instead of spoken.

For a deaf person, a quiet room, a script. At a terminal a thread reads every key as it comes; where
the input is a file or a pipe, a line is taken whenever a question is open, so that a script of
answers fits the session whatever its pace. A terminal that can give no keys gives lines.
"""

import locale
import os
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Self

from voice_coach.session.events import Ended, Typed
from voice_coach.settings import terminal_is_plain
from voice_coach.stream import EventStream, Telling, wants_answer

if TYPE_CHECKING:
    from voice_coach.keystrokes import Line


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
        return text_of(line).rstrip("\r")

    def _read(self) -> bytes:
        """What has come, or nothing at the end; a terminal that is gone is an end as well."""
        try:
            return os.read(self._descriptor, 4096)
        except OSError:
            return b""


def text_of(line: bytes) -> str:
    """A line in UTF-8, or else in the encoding of the person's own locale."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode(locale.getencoding(), "replace")


class Typing(AbstractContextManager["Typing"]):
    """Somebody may type while a session is led: use as a context manager around each.

    Attributes:
        show: Takes the line that is being typed, to be shown.
        has_keys: Whether single keys are commands.
    """

    has_keys = False

    def __init__(self) -> None:
        self.show: Callable[[Line], None] = lambda _: None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.give_back()

    def give_back(self) -> None:
        """Leave the terminal as it was found: nothing more will be typed."""

    def observe(self, telling: Telling) -> None:
        """Take one line of the event stream, for whom it matters what goes on."""


class Keyboard(Typing):
    """Reads lines in a thread and posts each as `Typed`, and their end as `Ended`."""

    def __init__(
        self, post: Callable[[object], None], descriptor: int = 0, *, alone: bool = True
    ) -> None:
        super().__init__()
        self._lines = _Lines(descriptor)
        self._post = post
        self._alone = alone
        threading.Thread(target=self._run, name="keyboard", daemon=True).start()

    def _run(self) -> None:
        while (line := self._lines.next()) is not None:
            self._post(Typed(line))
        if self._alone:
            self._post(Ended("keyboard"))


def let_type(stream: EventStream, post: Callable[[object], None], *, alone: bool) -> Typing | None:
    """Where there is a terminal in front of somebody, let them type: instead of speaking, or too.

    Args:
        stream: What happens is told here.
        post: Takes what was typed.
        alone: Whether they cannot speak; then lines are read, whatever they come from.
    """
    if not os.isatty(0):
        return Keyboard(post, alone=alone) if alone else None
    from voice_coach.keys import Keys  # noqa: PLC0415 - where there are any
    from voice_coach.terminal import gives_keys, is_in_front  # noqa: PLC0415

    if gives_keys(0) and not terminal_is_plain():
        keys = Keys(post, alone=alone)
        stream.observers.append(keys.observe)
        return keys
    return Keyboard(post, alone=alone) if alone or is_in_front(0) else None


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
