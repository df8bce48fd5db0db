"""Sentences of books, as Project Gutenberg publishes them: plain text with a notice at both ends.

What people read aloud and what they write in a journal is told in longer sentences than what they
say to a machine; books hold both kinds of words, and nobody has rights in the old ones.
"""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from speech_model.errors import BuildError
from voice_coach.private_files import replace_file

_START = re.compile(r"\*\*\* ?START OF (?:THE|THIS) PROJECT GUTENBERG.*?\*\*\*", re.DOTALL)
_END = re.compile(r"\*\*\* ?END OF (?:THE|THIS) PROJECT GUTENBERG")
_PARAGRAPH = re.compile(r"\n\s*\n")
_SENTENCE = re.compile(r"(?<=[.?!;:])[\"'”’)]*\s+")
_TITLES = {"Mr.": "mister", "Mrs.": "missus", "Dr.": "doctor", "St.": "saint"}

FEWEST = 3
"""Words of a line that is kept: shorter ones are headings and numbers of chapters, mostly."""


def sentences_of(book: str) -> Iterator[str]:
    """Yield a book's sentences, without its notices and without marks inside a sentence.

    A recognizer does not hear a comma, so that what stands on both sides of one follows one
    another. Paragraphs in capital letters are headings, and left out.

    Raises:
        BuildError: The text is not one of Project Gutenberg's.
    """
    start, end = _START.search(book), _END.search(book)
    if start is None or end is None:
        raise BuildError("It does not say where a book of Project Gutenberg starts and ends.")
    for paragraph in _PARAGRAPH.split(book[start.end() : end.start()]):
        text = " ".join(paragraph.replace("_", "").split())
        if text == text.upper():
            continue
        for short, long in _TITLES.items():
            text = text.replace(short, long)
        for sentence in _SENTENCE.split(text):
            plain = re.sub(r"[,()\[\]“”\"—–-]+|(?<!\w)['‘’]|['’](?!\w)", " ", sentence)
            plain = " ".join(plain.rstrip(".?!;:'’\" ").split())
            if plain.count(" ") + 1 >= FEWEST:
                yield plain


def write(books: Path, target: Path) -> int:
    """Write the sentences of all books `*.txt` of a folder to `target`, one a line.

    Args:
        books: Plain texts in UTF-8.
        target: A gzip file, made anew.

    Returns:
        How many sentences there are.

    Raises:
        BuildError: The folder holds no book, or a file that is none; it is named.
    """
    paths = sorted(books.glob("*.txt"))
    if not paths:
        raise BuildError(f"{books} holds no book. Put plain texts NAME.txt there.")
    lines: list[str] = []
    for path in paths:
        try:
            lines.extend(sentences_of(path.read_text("utf-8-sig")))
        except UnicodeDecodeError as error:
            raise BuildError(f"{path} is not in UTF-8. Take the book in UTF-8.") from error
        except BuildError as error:
            raise BuildError(f"{path}: {error}") from error
    text = "".join(f"{line}\n" for line in lines)
    target.parent.mkdir(parents=True, exist_ok=True)
    replace_file(target, gzip.compress(text.encode(), mtime=0))  # nothing half-written stays
    return len(lines)
