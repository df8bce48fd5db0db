"""Recordings of people, as lists.

A list is a file NAME.tsv of lines `id <tab> speaker <tab> words`, the words in lower case and
without signs but the apostrophe, beside NAME.zip or a folder NAME with a file of sound for each id.
Speakers are numbered within a list. Decoded, all recordings of a list lie one after the other in
one array.
"""

import io
import json
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from speech_model.errors import BuildError
from speech_model.sound import RATE

MAX_SECONDS = 20.0
"""Longer recordings are left out: they cost memory and say nothing new."""

MIN_SECONDS = 0.4
MIN_PEAK = 50
"""Of 32767; what is softer is taken for empty."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording: whose it is, what is said in it, and where in its list's array it lies."""

    id: str
    speaker: str
    words: str
    start: int
    samples: int


@dataclass(frozen=True, slots=True)
class Recordings:
    """The recordings of a list, and the file of their samples (int16, mono, `RATE`)."""

    name: str
    rows: Sequence[Recording]
    path: Path

    @property
    def samples(self) -> NDArray[np.int16]:
        """The samples of all, as they lie in the file."""
        found: NDArray[np.int16] = np.load(self.path, mmap_mode="r")
        return found


def lists(folder: Path) -> list[str]:
    """Return the names of the lists in a folder.

    Raises:
        BuildError: There is none.
    """
    names = sorted(path.stem for path in folder.glob("*.tsv"))
    if not names:
        raise BuildError(f"{folder} holds no list of recordings: a NAME.tsv beside its NAME.zip.")
    return names


def decoded(name: str, folder: Path, cache_folder: Path) -> Recordings:
    """Return the recordings of the list `name` in `folder`, decoded once into `cache_folder`.

    Raises:
        BuildError: A line is no line of a list, or its sound is missing.
    """
    samples, index = cache_folder / f"{name}.npy", cache_folder / f"{name}.json"
    if not index.exists():
        cache_folder.mkdir(parents=True, exist_ok=True)
        _decode(folder / f"{name}.tsv", samples, index)
    rows = [Recording(*row) for row in json.loads(index.read_text("utf-8"))]
    return Recordings(name, rows, samples)


def _decode(path: Path, samples: Path, index: Path) -> None:
    rows: list[Recording] = []
    sounds: list[NDArray[np.int16]] = []
    start = 0
    for (number, speaker, words), sound in _read(path):
        rows.append(Recording(number, speaker, words, start, len(sound)))
        sounds.append(sound)
        start += len(sound)
    np.save(samples, np.concatenate(sounds))
    part = index.with_suffix(".part")
    part.write_text(json.dumps([astuple(row) for row in rows]), "utf-8")
    part.rename(index)


def _read(path: Path) -> Iterator[tuple[tuple[str, str, str], NDArray[np.int16]]]:
    """Yield each line of a list with its sound."""
    archive, folder = path.with_suffix(".zip"), path.with_suffix("")
    if archive.is_file():
        with zipfile.ZipFile(archive) as opened:
            files = {Path(name).stem: name for name in opened.namelist()}
            for place, line in _lines(path):
                if line[0] not in files:
                    raise BuildError(f"{place}: {archive.name} has no sound {line[0]}.")
                yield line, _sound(io.BytesIO(opened.read(files[line[0]])))
        return
    found = {file.stem: file for file in folder.glob("*") if file.is_file()}
    for place, line in _lines(path):
        if line[0] not in found:
            raise BuildError(f"{place}: {folder} has no sound {line[0]}.")
        yield line, _sound(found[line[0]])


def _lines(path: Path) -> Iterator[tuple[str, tuple[str, str, str]]]:
    for number, text in enumerate(path.read_text("utf-8").splitlines(), start=1):
        place, fields = f"{path}, line {number}", text.split("\t")
        if len(fields) != 3:
            raise BuildError(f"{place}: expected id, speaker and words with tabs between them.")
        yield place, (fields[0], fields[1], fields[2])


def _sound(file: Path | io.BytesIO) -> NDArray[np.int16]:
    sound, rate = soundfile.read(file, dtype="float32", always_2d=True)
    mono = sound.mean(axis=1)
    if rate != RATE:
        mono = soxr.resample(mono, rate, RATE)
    found: NDArray[np.int16] = np.clip(np.round(mono * 32767), -32768, 32767).astype(np.int16)
    return found


EVALUATION, DEVELOPMENT = "evaluation", "development"


@cache
def _held_out() -> dict[str, dict[str, frozenset[str]]]:
    text = resources.files("speech_model").joinpath("data", "held_out", "speakers.toml")
    read: dict[str, dict[str, str]] = tomllib.loads(text.read_text("utf-8"))
    return {
        purpose: {name: frozenset(speakers.split()) for name, speakers in named.items()}
        for purpose, named in read.items()
    }


def is_kept_for(purpose: str, name: str, speaker: str) -> bool:
    """Return whether this speaker of the list `name` is only there to measure with."""
    speakers = _held_out()[purpose].get(name, frozenset())
    return speaker in speakers or "*" in speakers


def is_held_out(name: str, speaker: str) -> bool:
    """Return whether nothing of this speaker of the list `name` may be trained on."""
    return any(is_kept_for(purpose, name, speaker) for purpose in _held_out())


def to_train_on(everything: Iterable[Recordings]) -> dict[str, list[Recording]]:
    """Return the recordings of each list that may be trained on.

    Sentences said by those who are held out are left out wherever they are said: two lists may
    share a speaker under other numbers, and a sentence is easier to hear when it is known. Single
    words are no sentences.
    """
    known = list(everything)
    samples = {one.name: one.samples for one in known}
    sentences = {
        row.words
        for one in known
        for row in one.rows
        if is_held_out(one.name, row.speaker) and " " in row.words
    }
    return {
        one.name: [
            row
            for row in one.rows
            if row.words not in sentences
            and not is_held_out(one.name, row.speaker)
            and usable(samples[one.name][row.start : row.start + row.samples])
        ]
        for one in known
    }


def usable(sound: NDArray[np.int16]) -> bool:
    """Return whether a recording has a fitting length, and anything in it."""
    fits = MIN_SECONDS * RATE <= len(sound) <= MAX_SECONDS * RATE
    return bool(fits) and int(np.abs(sound.astype(np.int32)).max()) >= MIN_PEAK
