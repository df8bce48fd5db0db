"""The decoder of text files that a person wrote: in UTF-8, or as Windows' editors also save them.

Settings, helplines, practices, references and exports come from many editors and shells; PowerShell
writes UTF-16, and some editors put a byte order mark before UTF-8. All of them are read here.
"""

import codecs

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
