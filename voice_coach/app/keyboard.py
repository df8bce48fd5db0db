"""What is pressed on a keyboard: single keys that are commands, and the line that is being typed.

The heart of typing at a terminal, without one: bytes go in, and what they mean comes out. A key is
a command only if no word begins with it. Whoever types "stop" or "so it went" must not have
skipped something with the "s", so no letter is one; see docs/decisions/0018.

For a deaf person, a quiet room, a script. At a terminal a thread reads every key as it comes; where
the input is a file or a pipe, a line is taken whenever a question is open, so that a script of
answers fits the session whatever its pace. A terminal that can give no keys gives lines.

See docs/decisions/0018 for which keys, and why.
"""

import locale
import os
import re
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Self

from voice_coach.app.event_stream import EventRecord, EventStream, waits_for_words, wants_answer
from voice_coach.app.terminal import KeyMode
from voice_coach.protocol.events import Commanded, Composing, Ended, Typed
from voice_coach.settings import terminal_is_plain

PAUSE = Commanded("pause", again="resume")


REPEAT, SKIP, STOP = Commanded("repeat"), Commanded("skip"), Commanded("stop")


_ESCAPE = b"\x1b"


_KEYS: dict[bytes, Commanded] = {
    b" ": PAUSE,
    b"\x1b[D": REPEAT,  # the left arrow, and what it sends in the other mode of a terminal
    b"\x1bOD": REPEAT,
    b"\x1b[C": SKIP,
    b"\x1bOC": SKIP,
    _ESCAPE: STOP,
}


_TOKEN = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]"  # a key that is no sign
    rb"|\x1bO[@-~]"
    rb"|\x1b[^\x1b]"  # Alt and a sign
    rb"|[\x00-\x1f\x7f]"
    rb"|[^\x00-\x1f\x7f]+",
    re.DOTALL,
)


_UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|O)?")


_REST = re.compile(rb"\[[0-9;]*[A-DFH~]|O[A-DFHP-S]")
"""What is left of a key whose beginning was taken for the escape key."""


_END, _ERASE, _ERASE_WORD, _ERASE_LINE = b"\x04", (b"\x7f", b"\b"), b"\x17", b"\x15"


_ENTER = (b"\n", b"\r")


@dataclass(frozen=True, slots=True)
class TypedLine:
    """The line that is being typed, as it stands now; once it is `over` it was taken."""

    text: str
    over: bool = False


Stroke = TypedLine | Typed | Commanded | Ended


def is_unfinished(data: bytes) -> bool:
    """Whether the last of these bytes may be the beginning of a key that is still on its way.

    The escape key sends what other keys begin with.
    """
    at = data.rfind(_ESCAPE)
    return at >= 0 and _UNFINISHED.fullmatch(data, at) is not None


class LineEditor:
    """Makes events of keys. A line is edited at its end, as terminals do by themselves.

    Attributes:
        is_answering: Whether an answer is waited for; the space bar is a sign then.
    """

    def __init__(self) -> None:
        self.is_answering = False
        self._line = b""
        self._escaped = False  # the latest was the escape key, or the beginning of another one

    @property
    def line(self) -> str:
        """What stands in the line, as one line; a letter that has come in part is left out."""
        try:
            text = self._line.decode("utf-8")
        except UnicodeDecodeError as error:
            cut = error.start if error.reason == "unexpected end of data" else None
            text = text_of(self._line[:cut])
        return " ".join(text.splitlines())

    def feed(self, burst: bytes) -> list[Stroke]:
        """What the keys mean that came at once.

        Several lines that come at once were pasted, and are one answer.
        """
        escaped, self._escaped = self._escaped, burst.endswith(_ESCAPE)
        if escaped and _REST.fullmatch(burst):  # nobody types that at once
            return []
        tokens = _TOKEN.findall(burst)
        if not self._line and all(self._is_key(token) for token in tokens):
            return list(dict.fromkeys(_KEYS[_without_repeats(token)] for token in tokens))
        last = max((at for at, token in enumerate(tokens) if _is_sign(token)), default=-1)
        strokes: list[Stroke] = []
        for at, token in enumerate(tokens):
            strokes += self._stroke(token, pasted=at < last)
        return strokes

    def _is_key(self, token: bytes) -> bool:
        token = _without_repeats(token)
        return token in _KEYS and not (self.is_answering and token == b" ")

    def _stroke(self, token: bytes, *, pasted: bool) -> list[Stroke]:
        if token in _ENTER and not pasted:
            text, self._line = text_of(self._line), b""
            return [TypedLine(text, over=True), Typed(text)]
        if token == _END:
            return [] if self._line else [Ended("keyboard")]
        before = self._line
        self._line = self._edited(token)
        return [] if self._line == before else [TypedLine(self.line)]

    def _edited(self, token: bytes) -> bytes:
        """The line after a key that changes it, or does nothing."""
        line = self._line
        if _is_sign(token):
            return line + token
        if token in _ENTER:
            return line + b"\n"
        if token == b"\t":
            return line + b" "
        if token == _ERASE_LINE:
            return b""
        if token == _ERASE_WORD:
            return b" ".join([*line.rstrip().split(b" ")[:-1], b""]).lstrip()
        return _shorter(line) if token in _ERASE else line


def _is_sign(token: bytes) -> bool:
    return token[0] >= 0x20 and token != b"\x7f"


def _without_repeats(token: bytes) -> bytes:
    """A key that is held down comes many times."""
    return b" " if token.isspace() and token[:1] == b" " else token


def _shorter(line: bytes) -> bytes:
    """The line without its last letter, however many bytes that has."""
    try:
        return line.decode("utf-8")[:-1].encode("utf-8")
    except UnicodeDecodeError:
        return line[:-1]


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
        self.show: Callable[[TypedLine], None] = lambda _: None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.give_back()

    def give_back(self) -> None:
        """Leave the terminal as it was found: nothing more will be typed."""

    def observe(self, event_record: EventRecord) -> None:
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
    from voice_coach.app.terminal import (  # noqa: PLC0415
        gives_keys,
        is_in_front,
    )

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

    def observe(self, event_record: EventRecord) -> None:
        """Answer an open question, or an open ear in a pause, with the next line."""
        if not wants_answer(event_record):
            return
        line = self._lines.next()
        self._post(Ended("keyboard") if line is None else Typed(line))


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
        self._mode = KeyMode(descriptor, lambda: self.show(TypedLine(self._editor.line)))
        threading.Thread(target=self._run, name="keyboard", daemon=True).start()

    def __enter__(self) -> Self:
        self._mode.__enter__()
        if self._editor.line:  # begun in the session before
            self.show(TypedLine(self._editor.line))
            self._post(Composing(going_on=True))
        return self

    def __exit__(self, *_: object) -> None:
        self._mode.__exit__()

    def give_back(self) -> None:
        """Leave the terminal as it was found: nothing more will be typed."""
        self._mode.give_back()

    def observe(self, event_record: EventRecord) -> None:
        """Take one line of the event stream: whether an answer is open."""
        match event_record["event"]:
            case "listening":
                self._editor.is_answering = waits_for_words(event_record)
            case "coach.speaking" | "heard" | "command" | "session.ended":
                self._editor.is_answering = False

    def _run(self) -> None:
        while burst := self._burst():
            for stroke in self._editor.feed(burst):
                self._take(stroke)
        if self._alone:
            self._post(Ended("keyboard"))

    def _take(self, stroke: Stroke) -> None:
        if isinstance(stroke, TypedLine):
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
