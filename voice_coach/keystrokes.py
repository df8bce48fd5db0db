"""What is pressed on a keyboard: single keys that are commands, and the line that is being typed.

The heart of typing at a terminal, without one: bytes go in, and what they mean comes out. A key is
a command only if no word begins with it. Whoever types "stop" or "so it went" must not have
skipped something with the "s", so no letter is one; see docs/decisions/0018.
"""

import re
from dataclasses import dataclass

from voice_coach.keyboard import text_of
from voice_coach.session.events import Commanded, Ended, Typed

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
class Line:
    """The line that is being typed, as it stands now; once it is `over` it was taken."""

    text: str
    over: bool = False


Stroke = Line | Typed | Commanded | Ended


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
            return [Line(text, over=True), Typed(text)]
        if token == _END:
            return [] if self._line else [Ended("keyboard")]
        before = self._line
        self._line = self._edited(token)
        return [] if self._line == before else [Line(self.line)]

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
