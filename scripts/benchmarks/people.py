"""Recognition of people: word errors by corpus and accent, and command words out of sentences.

The recordings are those of `speech_model.recordings`: folders of lists. Of a list with speakers
that are kept for the evaluation only those are heard, else everybody. Sound goes through Vosk in a
stream, with a little silence around each recording, and no voice activity detection.
"""

import json
import multiprocessing
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from speech_model import texts
from speech_model.evaluation import AFTER, BEFORE, CHUNK, transcribe, vosk_model
from speech_model.recordings import EVALUATION, Recording, Recordings, decoded, is_kept_for, lists
from speech_model.sound import RATE

from voice_coach.nlu.commands import match
from voice_coach.nlu.text import without_fillers
from voice_coach.stt.transcription import word_error_rate
from voice_coach.stt.vosk_engine import import_vosk

Samples = NDArray[np.int16]

MIN_COMMAND_SECONDS = 0.2
"""A shorter command word inside a sentence is swallowed there, as nobody says it to be obeyed."""

MARGIN_SECONDS = 0.05
"""Of the sentence before and after a word that is cut out."""

OTHER_WORDS = 10
"""Every tenth of the other words is heard with the grammar of commands as well."""


@dataclass(frozen=True, slots=True)
class HeardPerson:
    """One recording as the model heard it.

    Attributes:
        group: The corpus, or the corpus and the accent.
        commands, obeyed: Command words cut out of it, and those of them heard as what they are.
        others, false: Other words cut out of it, and those of them taken for a command.
    """

    group: str
    words: int
    errors: int
    commands: int
    obeyed: int
    others: int
    false: int


@dataclass(frozen=True, slots=True)
class People:
    """What was heard of every recording."""

    heard: Sequence[HeardPerson]

    def table(self) -> str:
        """Return the word errors of each group and of command words, as Markdown."""
        groups: defaultdict[str, list[HeardPerson]] = defaultdict(list)
        for one in self.heard:
            groups[one.group].append(one)
        rows = ["| recordings | clips | words | word errors |", "| --- | --- | --- | --- |"]
        for name, found in groups.items():
            words = sum(one.words for one in found)
            rows.append(f"| {name} | {len(found)} | {words} | {_share(found, 'errors', words)} |")
        commands = sum(one.commands for one in self.heard)
        others = sum(one.others for one in self.heard)
        rows += ["", "| cut out of sentences | words | |", "| --- | --- | --- |"]
        right = _share(self.heard, "obeyed", commands)
        false = _share(self.heard, "false", others)
        rows.append(f"| command words, heard right with the grammar | {commands} | {right} |")
        rows.append(f"| other words, taken for a command | {others} | {false} |")
        return "\n".join(rows)


def _share(found: Iterable[HeardPerson], name: str, of: int) -> str:
    return f"{100 * sum(getattr(one, name) for one in found) / of:.1f} %" if of else "–"


def measure(
    folders: Sequence[Path], model: Path, accents: Sequence[str], *, every: int, jobs: int
) -> People:
    """Return what a model makes of the recordings in some folders.

    Args:
        folders: Of lists of recordings.
        model: The folder of the model.
        accents: Lists whose speakers are accents; each gets a group of its own.
        every: Of how many recordings one is heard.
        jobs: Processes at a time.
    """
    with tempfile.TemporaryDirectory() as temporary:
        tasks = [
            (_group(found.name, row.speaker, accents), found.path, row)
            for folder in folders
            for name in lists(folder)
            for found in [decoded(name, folder, Path(temporary))]
            for row in heard_of(found)[::every]
        ]
        with multiprocessing.get_context("spawn").Pool(jobs) as pool:
            return People(pool.starmap(partial(_hear, model), tasks, chunksize=8))


def heard_of(found: Recordings) -> Sequence[Recording]:
    """Return the recordings of a list that nothing was trained on."""
    kept = [row for row in found.rows if is_kept_for(EVALUATION, found.name, row.speaker)]
    return kept or found.rows


def _group(name: str, speaker: str, accents: Sequence[str]) -> str:
    return f"{name}, accent {speaker}" if name in accents else name


def _hear(model: Path, group: str, path: Path, row: Recording) -> HeardPerson:
    sound = np.load(path, mmap_mode="r")[row.start : row.start + row.samples]
    words = row.words
    heard = without_fillers(transcribe(model, _padded(sound)))
    count = len(words.split())
    commands, others = [], []
    for word, cut in _cut(model, words, sound):
        found = match(transcribe(model, _padded(cut), texts.commands()))
        if match(word) is not None:
            commands.append(found == match(word))
        else:
            others.append(found is not None)
    return HeardPerson(
        group,
        count,
        round(word_error_rate(words, heard) * count),
        len(commands),
        sum(commands),
        len(others),
        sum(others),
    )


def _padded(sound: Samples) -> NDArray[np.float32]:
    before, after = (round(seconds * RATE) for seconds in (BEFORE, AFTER))
    return np.pad(sound.astype(np.float32), (before, after))


def _cut(model: Path, words: str, sound: Samples) -> Iterator[tuple[str, Samples]]:
    """Yield the command words of a sentence, and some of its others, each with its sound.

    The times are those of Vosk, which is told the sentence. None where it does not find it.
    """
    loaded, vosk = vosk_model(model), import_vosk()
    if any(loaded.vosk_model_find_word(word) < 0 for word in words.split()):
        return  # Vosk would leave them out of the sentence, and complain
    recognizer = vosk.KaldiRecognizer(loaded, RATE, json.dumps([words]))
    recognizer.SetWords(enable_words=True)
    found: list[dict[str, object]] = []
    for start in range(0, len(sound), CHUNK):
        if recognizer.AcceptWaveform(sound[start : start + CHUNK].tobytes()):
            found += json.loads(recognizer.Result()).get("result", [])
    found += json.loads(recognizer.FinalResult()).get("result", [])
    if [word["word"] for word in found] != words.split():
        return
    for place, word in enumerate(found):
        begin, end = float(str(word["start"])), float(str(word["end"]))
        is_command = match(str(word["word"])) is not None
        if end - begin < MIN_COMMAND_SECONDS or not (is_command or place % OTHER_WORDS == 0):
            continue
        first = max(0, round((begin - MARGIN_SECONDS) * RATE))
        yield str(word["word"]), sound[first : round((end + MARGIN_SECONDS) * RATE)]
