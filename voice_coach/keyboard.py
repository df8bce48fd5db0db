"""Answers that are typed instead of spoken.

For a deaf person, a quiet room, a script. At a terminal a thread reads every key as it comes; where
the input is a file or a pipe, a line is taken whenever a question is open, so that a script of
answers fits the session whatever its pace. A terminal that can give no keys gives lines.
"""

import os
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Self

from voice_coach.keystrokes import Line, LineEditor, Stroke, is_unfinished, text_of
from voice_coach.session.events import Composing, Ended, Typed
from voice_coach.stream import Telling, waits_for_words, wants_answer
from voice_coach.terminal import KeyMode

ESCAPE_SECONDS = 0.05
"""So long the escape key may turn out to be the beginning of another key: over a slow line, too."""

PASTED_SECONDS = 0.02
"""What follows a line end within this time was pasted with it: nobody types so fast."""

_MOST = 65536


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


class Keys(Typing):
    """Reads keys in a thread, and posts what they mean. Observes the event stream.

    Args:
        post: Takes `Typed`, `Commanded`, `Composing` and `Ended`.
        descriptor: A terminal; see `terminal.gives_keys`.
        alone: Whether there is no other way to answer: then a terminal that is gone is the end.
    """

    has_keys = True

    def __init__(
        self, post: Callable[[object], None], descriptor: int = 0, *, alone: bool = True
    ) -> None:
        super().__init__()
        self._post = post
        self._alone = alone
        self._editor = LineEditor()
        self._composing = False
        self._mode = KeyMode(descriptor, lambda: self.show(Line(self._editor.line)))
        threading.Thread(target=self._run, name="keyboard", daemon=True).start()

    def __enter__(self) -> Self:
        self._mode.__enter__()
        if self._editor.line:  # begun in the session before
            self.show(Line(self._editor.line))
            self._post(Composing(going_on=True))
        return self

    def __exit__(self, *_: object) -> None:
        self._mode.__exit__()

    def give_back(self) -> None:
        """Leave the terminal as it was found: nothing more will be typed."""
        self._mode.give_back()

    def observe(self, telling: Telling) -> None:
        """Take one line of the event stream: whether an answer is open."""
        match telling["event"]:
            case "listening":
                self._editor.is_answering = waits_for_words(telling)
            case "coach.speaking" | "heard" | "command" | "session.ended":
                self._editor.is_answering = False

    def _run(self) -> None:
        while burst := self._burst():
            for stroke in self._editor.feed(burst):
                self._take(stroke)
        if self._alone:
            self._post(Ended("keyboard"))

    def _take(self, stroke: Stroke) -> None:
        if isinstance(stroke, Line):
            self.show(stroke)
            if stroke.over:
                return  # what it was comes next
        else:
            self._post(stroke)
        composing = bool(self._editor.line)
        if composing != self._composing:
            self._composing = composing
            self._post(Composing(composing))

    def _burst(self) -> bytes:
        """What was pressed at once: one key, or many that were pasted; b"" at the end."""
        data = self._mode.read(_MOST) or b""
        while is_unfinished(data) or b"\n" in data:
            seconds = ESCAPE_SECONDS if is_unfinished(data) else PASTED_SECONDS
            more = self._mode.read(_MOST, seconds)
            if not more:
                break
            data += more
        return data


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
