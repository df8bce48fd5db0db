"""Keys of a terminal, one by one: what is typed, and commands that are a single key.

See docs/decisions/0018 for which keys, and why.
"""

import threading
from collections.abc import Callable
from typing import Self

from voice_coach.keyboard import Typing
from voice_coach.keystrokes import Line, LineEditor, Stroke, is_unfinished
from voice_coach.session.events import Composing, Ended
from voice_coach.stream import Telling, waits_for_words
from voice_coach.terminal import KeyMode

ESCAPE_SECONDS = 0.15
"""So long the escape key may turn out to be the beginning of another key: over a slow line, too.
Escape stops, and what stops by mistake is worse than what stops a tenth of a second later."""

REST_SECONDS = 1.0
"""So long the rest of a key is waited for of which more than that has come."""

PASTED_SECONDS = 0.02
"""What follows a line end within this time was pasted with it: nobody types so fast."""

_MOST = 65536


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
            seconds = PASTED_SECONDS
            if is_unfinished(data):
                seconds = ESCAPE_SECONDS if data.endswith(b"\x1b") else REST_SECONDS
            more = self._mode.read(_MOST, seconds)
            if not more:
                break
            data += more
        return data
