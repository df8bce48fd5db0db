"""Plain text: what the files of a person hold, and what may be shown of any text.

Settings, helplines, practices, references and exports come from many editors and shells; PowerShell
writes UTF-16, and some editors put a byte order mark before UTF-8. All of them are read here.

And a text that came from outside, in an import or as the name of a file, may hold codes that clear
a terminal, hide words, or write over a question. None of them is ever printed.
"""

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class NotTextError(ValueError):
    """Bytes that are no text; it quotes none of them.

    Attributes:
        line: The number of the first line that is none, from 1.
    """

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line} is not UTF-8 text. Please save the file as UTF-8")
        self.line = line


def decode_text(data: bytes) -> str:
    """Return the text of a file's bytes, without its byte order mark.

    It is UTF-8, or UTF-16 or UTF-32 where a byte order mark says so, or UTF-16 without one where
    every other of the first bytes is zero, as no text in UTF-8 has it.

    Raises:
        NotTextError: It is none of these.
    """
    mark, encoding = next((each for each in _MARKS if data.startswith(each[0])), (b"", "utf-8"))
    if not mark and len(data) > 1 and 0 in data[:2]:
        encoding = "utf-16-be" if data[0] == 0 else "utf-16-le"
    try:
        return data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        before = data[len(mark) : len(mark) + error.start].decode(encoding, "replace")
        raise NotTextError(before.count("\n") + 1) from None


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")
"""Control characters but tab and line feed, and those that turn the direction of writing."""


def printable(text: str) -> str:
    """Return a text with a space in place of what a terminal would obey and not show."""
    return _CONTROL.sub(" ", text)


def in_one_line(text: str) -> str:
    """Return a text as `printable` does, with spaces for its line breaks and tabs, too."""
    return re.sub(r"[\n\t]+", " ", printable(text)).strip()


_AROUND_WORDS = '.,;:!?…"“”()'


def bare_word(token: str) -> str:
    """Return a word as a recognizer writes it: in lower case, without marks before and after it."""
    return token.strip(_AROUND_WORDS).lower().replace("’", "'")


HEAD_BYTES = 4096
"""Of a file, enough to tell whether it is text."""

_NO_SOUND = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a rich text document"),
    (b"PK\x03\x04", "a zip archive, or a document of an office program"),
    (b"\xd0\xcf\x11\xe0", "a document of an office program"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3\0", "a database"),
    (b"\x1f\x8b", "a compressed file"),
)
"""What files begin with that hold neither sound nor plain text."""


def kind_of_file(head: bytes) -> str | None:
    """Return what a file is by its first bytes: "text", "a PDF" and so on; None if maybe sound."""
    for mark, kind in _NO_SOUND:
        if head.startswith(mark):
            return kind
    for left in range(4 if len(head) >= HEAD_BYTES else 1):  # a sign may be cut in two
        try:
            text = decode_text(head[: len(head) - left])
        except NotTextError:
            continue
        return "text" if text and not _NOT_IN_TEXT.search(text) else None
    return None


_NOT_IN_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
