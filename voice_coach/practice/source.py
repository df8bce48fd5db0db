"""Where in a practice file something stands, so that an error can name the line and the step.

`tomllib` gives the values of a file and forgets where they stood. A person who mistyped one word
in a file of a hundred lines wants the line. So a text that `tomllib` has already accepted is walked
through once more, and the line of every header, key and list item is written down.
"""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from voice_coach.errors import CoachError

Path = tuple[str | int, ...]
"""Keys and list indexes from the top of the file, such as `("step", 2, "do", 0, "answer")`."""

_BLANK = re.compile(r"(?:[ \t\n]+|#[^\n]*)*")

_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_SCALAR = re.compile(r"[^,\]}#\n]+")


class _Walk:
    """Walks through a text once. `lines` fills up with the first line of each path."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Path, int] = {}
        self._text = text.replace("\r\n", "\n")
        self._at = 0
        self._line = 1
        self._counts: dict[Path, int] = {}

    def run(self) -> None:
        table: Path = ()
        while self._blank():
            start = self._at
            if self._next("["):
                table = self._header()
            else:
                self._pair(table)
            if self._at == start:  # not TOML: there is nothing more to find
                return

    def _skip(self, pattern: re.Pattern[str]) -> str:
        """Step over what matches here, counting its lines; return the text of it, or ""."""
        found = pattern.match(self._text, self._at)
        if found is None:
            return ""
        self._at = found.end()
        self._line += found[0].count("\n")
        return found[0]

    def _blank(self) -> bool:
        """Step over blanks and comments; return whether anything is left."""
        self._skip(_BLANK)
        return self._at < len(self._text)

    def _next(self, mark: str) -> bool:
        return self._text.startswith(mark, self._at)

    def _take(self, mark: str) -> bool:
        """Step over `mark` if it stands here."""
        taken = self._next(mark)
        self._at += len(mark) if taken else 0
        return taken

    def _note(self, path: Path, line: int) -> None:
        self.lines.setdefault(path, line)

    def _key(self) -> list[str]:
        """Return the parts of a dotted key."""
        parts = []
        while True:
            self._skip(re.compile(r"[ \t]+"))
            quoted = self._skip(_STRING)
            parts.append(quoted[1:-1] if quoted else self._skip(_BARE))
            if not self._skip(_DOT):
                self._skip(re.compile(r"[ \t]+"))
                return parts

    def _header(self) -> Path:
        """Step over `[table]` or `[[list of tables]]`; return where the keys below it belong."""
        line = self._line
        many = self._take("[[")
        if not many:
            self._take("[")
        path: Path = ()
        parts = self._key()
        for number, part in enumerate(parts, start=1):
            path = (*path, part)
            self._note(path, line)
            if many and number == len(parts):
                self._counts[path] = self._counts.get(path, 0) + 1
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
                self._note(path, line)
        self._take("]]" if many else "]")
        return path

    def _pair(self, table: Path) -> None:
        line = self._line
        path = table
        for part in self._key():
            path = (*path, part)
            self._note(path, line)
        if self._take("="):
            self._skip(re.compile(r"[ \t]+"))
            self._value(path)

    def _value(self, path: Path) -> None:
        if self._take("["):
            self._items(path, "]")
        elif self._take("{"):
            self._items(path, "}")
        elif not self._skip(_STRING):
            self._skip(_SCALAR)

    def _items(self, path: Path, end: str) -> None:
        """Step over the items of a list, or the pairs of a table written on one line."""
        index = 0
        while self._blank() and not self._take(end):
            start = self._at
            if end == "]":
                self._note((*path, index), self._line)
                self._value((*path, index))
                index += 1
            else:
                self._pair(path)
            self._blank()
            self._take(",")
            if self._at == start:
                return


def locate(text: str) -> dict[Path, int]:
    """Return the line, counted from 1, of every key, header and list item of a TOML text.

    What cannot be followed (a text that is not TOML, lists nested a thousand deep) is left out.
    """
    walk = _Walk(text)
    with suppress(RecursionError):  # the lines found so far are right
        walk.run()
    return walk.lines


def line_of(lines: dict[Path, int], path: Path) -> int:
    """Return the line of `path`, or of the nearest thing around it that has one."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 1


@dataclass(frozen=True, slots=True)
class Source:
    """A practice file as it was written: the name to show, its text and its plain values."""

    file: str
    text: str
    values: Mapping[str, Any]

    def at(self, path: Path) -> Any:
        """Return the value at `path`.

        Raises:
            LookupError: There is none.
        """
        value: Any = self.values
        for part in path:
            value = value[part]
        return value

    def error(self, code: str, path: Path, what: str) -> CoachError:
        """Return the error `what` about `path`; it names the file, the line and the step."""
        places = [f"In {self.file}", f"line {line_of(locate(self.text), path)}"]
        step = self._step(path)
        return CoachError(code, f"{', '.join([*places, step] if step else places)}: {what}")

    def _step(self, path: Path) -> str:
        """Return the innermost step on the way to `path`, such as "step 4.1 (feeling)", or ""."""
        values: Any = self.values
        numbers: list[str] = []
        label = ""
        for part in path:
            try:
                values = values[part]
            except (KeyError, IndexError, TypeError):
                break
            if isinstance(part, int) and isinstance(values, dict):
                numbers.append(str(part + 1))
                name = values.get("name")
                noun = "day" if path[0] == "day" else "step"
                label = f"{noun} {'.'.join(numbers)}{f' ({name})' if name else ''}"
        return label


def nearest(wrong: object, right: Iterable[str]) -> str:
    """Return a sentence with the right word nearest to a wrong one, or with all there are."""
    known = list(right)
    folded = {word.casefold(): word for word in reversed(known)}
    close = get_close_matches(str(wrong).casefold(), list(folded), n=1, cutoff=0.5)
    if close:
        return f"Did you mean `{folded[close[0]]}`?"
    if not known:
        return "There are none here."
    return f"There are: {', '.join(f'`{word}`' for word in known)}."
