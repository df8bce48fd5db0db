"""Makes lists of recordings of corpora as they are published; see `recordings` for such a list.

LibriSpeech (openslr.org/12 and /31): folders of FLAC files, each with its words in a `.trans.txt`.
Common Voice (commonvoice.mozilla.org): a folder `clips` of MP3 files, and a table `validated.tsv`.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from speech_model.errors import BuildError

Row = tuple[Path, str, str]
"""A file of sound, who speaks, and the words as they are published."""


def _librispeech(folder: Path) -> Iterator[Row]:
    for path in sorted(folder.rglob("*.trans.txt")):
        for line in path.read_text("utf-8").splitlines():
            name, _, words = line.partition(" ")
            yield path.parent / f"{name}.flac", name.partition("-")[0], words


def _common_voice(folder: Path) -> Iterator[Row]:
    for path in folder.rglob("validated.tsv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield path.parent / "clips" / row["path"], row["client_id"], row["sentence"]


CORPORA: dict[str, Callable[[Path], Iterable[Row]]] = {
    "librispeech": _librispeech,
    "common-voice": _common_voice,
}


def spoken(text: str) -> str | None:
    """Return a text as a list has it; None where it has figures or letters that English lacks."""
    words = text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    words = re.sub(r"[-\N{EN DASH}\N{EM DASH}/]", " ", words)
    words = re.sub(r"[^\w\s']", "", words)
    plain = " ".join(word.strip("'") for word in words.split() if word.strip("'"))
    return plain if re.fullmatch(r"[a-z' ]+", plain) else None


def convert(corpus: str, source: Path, target: Path) -> int:
    """Write the list `target`.tsv of a corpus, and a folder of links to its sounds.

    Args:
        corpus: One of `CORPORA`.
        source: The unpacked folder of the corpus.
        target: The list's place and name, without an ending.

    Returns:
        How many recordings it has, without those whose words cannot be read as they are spoken.

    Raises:
        BuildError: The corpus is unknown, the folder holds none, or there is such a list already.
    """
    if corpus not in CORPORA:
        raise BuildError(f"{corpus} is unknown here; known are {', '.join(CORPORA)}.")
    if target.exists():
        raise BuildError(f"{target} exists already. Remove it, or rename {source}.")
    speakers: dict[str, int] = {}
    lines: list[str] = []
    sounds: list[Path] = []
    for path, speaker, text in CORPORA[corpus](source):
        words = spoken(text)
        if words and path.exists():
            number = speakers.setdefault(speaker, len(speakers))
            lines.append(f"{path.stem}\t{number}\t{words}\n")
            sounds.append(path.resolve())
    if not lines:
        raise BuildError(f"{source} holds no recording of {corpus} as it is published.")
    target.mkdir(parents=True)
    for path in sounds:
        (target / path.name).symlink_to(path)
    target.with_suffix(".tsv").write_text("".join(lines), "utf-8")
    return len(lines)
