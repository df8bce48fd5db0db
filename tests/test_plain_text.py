"""Text files as people's editors and shells save them."""

import codecs

import pytest

from voice_coach.plain_text import NotTextError, decode_text

TEXT = 'voice = "Siobh\u00e1n"\n# \u201cquoted\u201d, and a line more\n'

WAYS = {
    "utf-8": TEXT.encode(),
    "utf-8 with a byte order mark": codecs.BOM_UTF8 + TEXT.encode(),
    "utf-16 of Windows": codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
    "utf-16, the other way round": codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    "utf-16 without a mark": TEXT.encode("utf-16-le"),
    "utf-16 without a mark, the other way round": TEXT.encode("utf-16-be"),
    "utf-32": codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
    "utf-32, the other way round": codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"),
}


@pytest.mark.parametrize("data", WAYS.values(), ids=WAYS)
def test_the_text_is_the_same_however_it_was_saved(data):
    assert decode_text(data) == TEXT


@pytest.mark.parametrize("data", [b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, b"a"])
def test_files_of_no_or_one_letter_are_texts_too(data):
    assert decode_text(data) in ("", "a")


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"a\nb\n\xe4 = 1\n", 3),  # Latin-1
        (codecs.BOM_UTF8 + b"\xff", 1),
        (codecs.BOM_UTF16_LE + "a\nb".encode("utf-16-le") + b"\x00", 2),
    ],
)
def test_what_is_no_text_is_told_by_its_line_and_never_quoted(data, line):
    with pytest.raises(NotTextError, match=rf"^line {line} is not UTF-8 text") as caught:
        decode_text(data)

    assert caught.value.line == line
