"""The keyboard: whole lines are answers and commands, single keys are commands.

A key is a command only if no word begins with it: who types "stop" must not skip something with the
"s" (docs/decisions/0018). From a file or a pipe one line is read for each question.
"""

import locale
import os
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, Self

from voice_coach.app.event_stream import EventRecord, takes_answer, takes_input
from voice_coach.app.terminal import KeyMode, gives_keys, is_in_front
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
    rb"\x1b\[[0-?]*[ -/]*[@-~]"  # a key that is no character
    rb"|\x1bO[@-~]"
    rb"|\x1b[^\x1b]"  # Alt and a character
    rb"|[\x00-\x1f\x7f]"
    rb"|[^\x00-\x1f\x7f]+",
    re.DOTALL,
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|O)?")
_REST = re.compile(rb"\[[0-9;]*[A-DFH~]|O[A-DFHP-S]")
"""The rest of a key whose beginning was taken for the escape key."""

_END, _ERASE, _ERASE_WORD, _ERASE_LINE = b"\x04", (b"\x7f", b"\b"), b"\x17", b"\x15"
_ENTER = (b"\n", b"\r")

ESCAPE_SECONDS = 0.15
"""How long the escape key may turn out to be the beginning of another key: over a slow line, too.
Escape stops, and what stops by mistake is worse than what stops a tenth of a second later."""

REST_SECONDS = 1.0
"""How long to wait for the rest of a key of which more than its first byte has come."""

PASTED_SECONDS = 0.02
"""What follows a line end within this time was pasted with it: nobody types so fast."""

_MAX_BYTES = 65536


@dataclass(frozen=True, slots=True)
class TypedLine:
    """The line being typed, as it stands now; `over` once it has been entered."""

    text: str
    over: bool = False


Stroke = TypedLine | Typed | Commanded | Ended

KeyboardEvent = Typed | Commanded | Composing | Ended

Post = Callable[[KeyboardEvent], None]


def is_unfinished(data: bytes) -> bool:
    """Return whether `data` may end within a key: the escape key sends what others begin with."""
    at = data.rfind(_ESCAPE)
    return at >= 0 and _UNFINISHED.fullmatch(data, at) is not None


class LineEditor:
    """Turns key bytes into events. A line is edited at its end, as terminals do by themselves.

    `is_answering` says whether an answer is awaited; the space bar is a character then.
    """

    def __init__(self) -> None:
        self.is_answering = False
        self._line = b""
        self._escaped = False  # the latest was the escape key, or the beginning of another one

    @property
    def line(self) -> str:
        """The unfinished line, without line ends and without an incomplete character."""
        try:
            text = self._line.decode("utf-8")
        except UnicodeDecodeError as error:
            cut = error.start if error.reason == "unexpected end of data" else None
            text = text_of(self._line[:cut])
        return " ".join(text.splitlines())

    def feed(self, burst: bytes) -> list[Stroke]:
        """Return what the keys in `burst` mean; several lines were pasted, and are one answer."""
        escaped, self._escaped = self._escaped, burst.endswith(_ESCAPE)
        if escaped and _REST.fullmatch(burst):  # nobody types that at once
            return []
        tokens = _TOKEN.findall(burst)
        if not self._line and all(self._is_key(token) for token in tokens):
            return list(dict.fromkeys(_KEYS[_without_repeats(token)] for token in tokens))
        last = max((at for at, token in enumerate(tokens) if _is_text(token)), default=-1)
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
        line = self._line
        if _is_text(token):
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


def _is_text(token: bytes) -> bool:
    return token[0] >= 0x20 and token != b"\x7f"


def _without_repeats(token: bytes) -> bytes:
    """Return one space for many: a key that is held down comes many times."""
    return b" " if token.isspace() and token[:1] == b" " else token


def _shorter(line: bytes) -> bytes:
    try:
        return line.decode("utf-8")[:-1].encode("utf-8")
    except UnicodeDecodeError:
        return line[:-1]


class _Lines:
    """Lines from a descriptor, without a buffer's locks: a thread may wait here at exit."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._rest = b""
        self._over = False

    def next(self) -> str | None:
        """Return the next line, without its end; None when there are no more."""
        while b"\n" not in self._rest and not self._over:
            data = self._read()
            self._rest += data
            self._over = not data
        if not self._rest:
            return None
        line, _, self._rest = self._rest.partition(b"\n")
        return text_of(line).rstrip("\r")

    def _read(self) -> bytes:
        try:
            return os.read(self._descriptor, 4096)
        except OSError:  # a terminal that is gone is an end as well
            return b""


def text_of(line: bytes) -> str:
    """Return a line decoded from UTF-8, or else from the encoding of the locale."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode(locale.getencoding(), "replace")


class Keyboard(Protocol):
    """Posts what is typed while sessions run. Enter it around each session."""

    show: Callable[[TypedLine], None]
    """Takes the line being typed, where `has_keys`."""

    @property
    def has_keys(self) -> bool:
        """Return whether single keys are commands."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def give_back(self) -> None:
        """Leave the terminal as it was found: nothing more will be typed."""
        ...

    def observe(self, event_record: EventRecord) -> None:
        """Take one record of the event stream."""
        ...


def open_keyboard(post: Post, *, alone: bool) -> Keyboard | None:
    """Open the keyboard of whoever sits at this terminal; None where nobody does.

    If it is the only way to answer (`alone`), lines are read from anywhere.
    """
    if not os.isatty(0):
        return LineKeyboard(post, alone=alone) if alone else None
    if gives_keys(0) and not terminal_is_plain():
        return RawKeyboard(post, alone=alone)
    return LineKeyboard(post, alone=alone) if alone or is_in_front(0) else None


class LineKeyboard:
    """Reads lines in a thread and posts each as `Typed`. See `Keyboard`.

    The end of the lines is posted, as `Ended`, where there is no other way to answer (`alone`).
    """

    has_keys = False

    def __init__(self, post: Post, descriptor: int = 0, *, alone: bool = True) -> None:
        self.show: Callable[[TypedLine], None] = lambda _: None
        self._lines = _Lines(descriptor)
        self._post = post
        self._alone = alone
        threading.Thread(target=self._run, name="keyboard", daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to do: the terminal was not changed."""

    def give_back(self) -> None:
        """Nothing to do: the terminal was not changed."""

    def observe(self, event_record: EventRecord) -> None:
        """Nothing to do: a line is taken at any time."""

    def _run(self) -> None:
        while (line := self._lines.next()) is not None:
            self._post(Typed(line))
        if self._alone:
            self._post(Ended("keyboard"))


class RawKeyboard:
    """Reads keys in a thread and posts what they mean. See `Keyboard`.

    Needs a terminal for which `gives_keys` is true. That it is gone is posted, as `Ended`, where
    there is no other way to answer (`alone`).
    """

    has_keys = True

    def __init__(self, post: Post, descriptor: int = 0, *, alone: bool = True) -> None:
        self.show: Callable[[TypedLine], None] = lambda _: None
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
        """Note whether an answer is awaited."""
        match event_record["event"]:
            case "listening":
                self._editor.is_answering = takes_answer(event_record)
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
                return  # the `Typed` comes next
        else:
            self._post(stroke)
        composing = bool(self._editor.line)
        if composing != self._composing:
            self._composing = composing
            self._post(Composing(composing))

    def _burst(self) -> bytes:
        """Return what was pressed at once: one key, or many that were pasted; b"" at the end."""
        data = self._mode.read(_MAX_BYTES) or b""
        while is_unfinished(data) or b"\n" in data:
            seconds = PASTED_SECONDS
            if is_unfinished(data):
                seconds = ESCAPE_SECONDS if data.endswith(_ESCAPE) else REST_SECONDS
            more = self._mode.read(_MAX_BYTES, seconds)
            if not more:
                break
            data += more
        return data


class TypedAnswers:
    """Takes one line of a file or a pipe for each question, and posts `Ended` after the last."""

    def __init__(self, post: Post, descriptor: int = 0) -> None:
        self._lines = _Lines(descriptor)
        self._post = post

    def observe(self, event_record: EventRecord) -> None:
        """Answer an open question, or a pause, with the next line."""
        if not takes_input(event_record):
            return
        line = self._lines.next()
        self._post(Ended("keyboard") if line is None else Typed(line))
