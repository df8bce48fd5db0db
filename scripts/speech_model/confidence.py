"""The table of how often a word of some confidence is right: `conf/confidence.toml` of a model.

It is measured on the development's speakers, who are neither trained on nor in the evaluation.
"""

import json
import multiprocessing
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from speech_model.errors import BuildError, check_model
from speech_model.evaluation import AFTER, BEFORE, CHUNK, vosk_model
from speech_model.recordings import DEVELOPMENT, Recording, decoded, is_kept_for, lists
from speech_model.sound import RATE
from voice_coach.nlu.text import FILLERS
from voice_coach.stt.calibration import FILE
from voice_coach.stt.vosk_engine import import_vosk

BINS = 12
"""Of as many words each. More would follow the chance of some hundred words."""

Judged = list[tuple[float, bool]]
"""Words that were heard: their confidence, and whether they were said there."""


def calibrate(model: Path, speech: Path | None, folder: Path, jobs: int) -> str:
    """Measure and write a model's table; return it.

    Args:
        model: The folder of the model.
        speech: The folder of the lists of recordings.
        folder: For the decoded recordings.
        jobs: Processes at a time.

    Raises:
        BuildError: There is no model, no folder, or no recording of a speaker of the development.
    """
    check_model(model)
    if speech is None:
        raise BuildError("--calibrate needs people to hear: give their folder as --speech.")
    tasks = [
        (found.path, row)
        for name in lists(speech)
        for found in [decoded(name, speech, folder / "speech")]
        for row in found.rows
        if is_kept_for(DEVELOPMENT, name, row.speaker)
    ]
    if not tasks:
        raise BuildError(f"{speech} holds no recording of a speaker of the development.")
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        judged = pool.starmap(partial(_judge, model), tasks, chunksize=8)
    text = table([word for words in judged for word in words])
    (model / FILE).write_text(text, "utf-8")
    return text


def table(judged: Judged) -> str:
    """Return the table of these words: shares that rise with the confidence."""
    pairs = np.array(sorted(judged, key=lambda word: word[0]), float)
    # A bin ends where the confidence changes: many words have the highest there is.
    changes = np.searchsorted(pairs[:, 0], pairs[:: -(-len(pairs) // BINS), 0], side="left")
    parts = [part for part in np.split(pairs, np.unique(changes)) if len(part)]
    confidences = [float(part[:, 0].mean()) for part in parts]
    rising = _rising([float(part[:, 1].mean()) for part in parts])
    rows = {"confidence": confidences, "right": rising}
    numbers = {name: ", ".join(f"{value:.3f}" for value in row) for name, row in rows.items()}
    head = f"# Of {len(pairs)} words of people nothing was trained on.\n"
    return head + "".join(f"{name} = [{text}]\n" for name, text in numbers.items())


def _rising(shares: Iterable[float]) -> list[float]:
    """Return the nearest values that never fall: neighbours that do are averaged."""
    pools: list[tuple[float, int]] = []
    for share in shares:
        value, count = share, 1
        while pools and pools[-1][0] > value:
            before, others = pools.pop()
            value = (value * count + before * others) / (count + others)
            count += others
        pools.append((value, count))
    return [value for value, count in pools for _ in range(count)]


def _judge(model: Path, path: Path, row: Recording) -> Judged:
    sound = np.load(path, mmap_mode="r")[row.start : row.start + row.samples]
    words = [word for word in _heard(model, sound) if word[0] not in FILLERS]
    return judged_words(row.words.split(), words)


def judged_words(said: Sequence[str], heard: Sequence[tuple[str, float]]) -> Judged:
    """Return the confidence of each word that was heard, and whether it was said there."""
    matcher = SequenceMatcher(None, [word for word, _ in heard], said, autojunk=False)
    right = {
        place
        for block in matcher.get_matching_blocks()
        for place in range(block.a, block.a + block.size)
    }
    return [(confidence, place in right) for place, (_, confidence) in enumerate(heard)]


def _heard(model: Path, sound: NDArray[np.int16]) -> list[tuple[str, float]]:
    recognizer = import_vosk().KaldiRecognizer(vosk_model(model), RATE)
    recognizer.SetWords(enable_words=True)
    data = np.pad(sound, (round(BEFORE * RATE), round(AFTER * RATE))).astype("<i2")
    found: list[dict[str, object]] = []
    for start in range(0, len(data), CHUNK):
        if recognizer.AcceptWaveform(data[start : start + CHUNK].tobytes()):
            found += json.loads(recognizer.Result()).get("result", [])
    found += json.loads(recognizer.FinalResult()).get("result", [])
    return [(str(word["word"]), float(str(word["conf"]))) for word in found]
