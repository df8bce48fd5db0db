"""Books become sentences to learn words from."""

import gzip
from pathlib import Path

import pytest
from speech_model import books, texts
from speech_model.__main__ import main
from speech_model.errors import BuildError

BOOK = """The Project Gutenberg EBook of A Walk, by Nobody

*** START OF THIS PROJECT GUTENBERG EBOOK A WALK ***

CHAPTER I. OF WALKING

Mr. Brown, who was _tired_, said: \u201cI can\u2019t go on; it\u2019s late.\u201d
He sat down--and slept.

1876.

*** END OF THIS PROJECT GUTENBERG EBOOK A WALK ***

End of the notice, which nobody should learn from.
"""


def a_book(folder: Path, text: str = BOOK) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "walk.txt").write_text(text, "utf-8")
    return folder


def test_the_sentences_of_a_book_are_what_is_read_aloud_between_its_notices() -> None:
    assert list(books.sentences_of(BOOK)) == [
        "mister Brown who was tired said",
        "I can\u2019t go on",
        "He sat down and slept",
    ]


def test_a_folder_of_books_becomes_a_text_that_the_builder_reads(tmp_path: Path) -> None:
    folder = a_book(tmp_path / "books")

    assert main(["--books", str(folder), "--text", str(tmp_path / "text")]) == 0

    assert texts.open_texts((tmp_path / "text",))["books"] == [
        "mister brown who was tired said",
        "i can't go on",
        "he sat down and slept",
    ]


def test_the_same_books_give_the_same_bytes(tmp_path: Path) -> None:
    folder = a_book(tmp_path / "books")
    targets = [tmp_path / "one.txt.gz", tmp_path / "two.txt.gz"]

    for target in targets:
        books.write(folder, target)

    assert targets[0].read_bytes() == targets[1].read_bytes()
    assert gzip.decompress(targets[0].read_bytes()).count(b"\n") == 3


def test_a_file_that_is_no_book_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    folder = a_book(tmp_path / "books", "a shopping list")

    with pytest.raises(BuildError, match=r"walk\.txt: .* Project Gutenberg"):
        books.write(folder, tmp_path / "books.txt.gz")

    assert not list(tmp_path.glob("*.gz*"))


def test_a_book_in_another_encoding_is_named_and_loses_no_letter(tmp_path: Path) -> None:
    folder = a_book(tmp_path / "books")
    (folder / "cafe.txt").write_bytes(BOOK.replace("tired", "blas\u00e9").encode("cp1252"))

    with pytest.raises(BuildError, match=r"cafe\.txt is not in UTF-8"):
        books.write(folder, tmp_path / "books.txt.gz")


def test_a_folder_without_books_is_named(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="holds no book"):
        books.write(tmp_path, tmp_path / "books.txt.gz")


def test_books_are_written_into_one_folder_of_texts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--books", str(a_book(tmp_path / "books"))]) == 1

    assert "--books needs one --text" in capsys.readouterr().err
