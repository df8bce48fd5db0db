"""Measures how well a finished model hears the people whom nothing was trained on.

They are the speakers of each list who are kept for the evaluation (`recordings`), and those of a
list that nothing was trained on at all, as those that others measure with.
"""

import multiprocessing
import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from speech_model import recordings
from speech_model.errors import check_model
from speech_model.evaluation import AFTER, BEFORE, transcribe
from speech_model.recordings import Recording, Recordings
from speech_model.sound import RATE
from voice_coach.stt.transcription import word_error_rate


@dataclass(frozen=True, slots=True)
class HeardPeople:
    """What was heard of a list's people.

    Attributes:
        name: Of the list.
        clips: How many recordings.
        speakers: By how many people.
        words: Said.
        unknown: Of them words that the model does not have.
        errors: Words heard wrongly, missed or made up.
        real_time: Seconds of one processor for a second of speech.
    """

    name: str
    clips: int
    speakers: int
    words: int
    unknown: int
    errors: int
    real_time: float


def hear_people(
    model: Path, speech: Path, folder: Path, jobs: int, purpose: str = recordings.EVALUATION
) -> list[HeardPeople]:
    """Measure the model in a folder with each list in `speech` that has people to measure with.

    Args:
        model: A finished model.
        speech: Lists of recordings; decoded into `folder`.
        folder: See `build`.
        jobs: Processes at a time.
        purpose: Whom to hear: those kept for the evaluation, or for the development.

    Raises:
        BuildError: There is no model, or no list.
    """
    check_model(model)
    os.environ["OMP_NUM_THREADS"] = "1"
    words = {line.split()[0] for line in (model / "graph" / "words.txt").read_text().splitlines()}
    found = []
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        for name in recordings.lists(speech):
            one = recordings.decoded(name, speech, folder / "recordings")
            rows = [row for row in one.rows if recordings.is_kept_for(purpose, name, row.speaker)]
            if rows:
                work = partial(_hear, model, one.path)
                results = pool.map(work, [rows[start::jobs] for start in range(jobs)], 1)
                found.append(_total(one, rows, words, [row for part in results for row in part]))
    return found


def _hear(model: Path, samples: Path, rows: Sequence[Recording]) -> list[tuple[int, float]]:
    """Return the word errors of each recording, and the seconds it took."""
    sounds = np.load(samples, mmap_mode="r")
    before, after = (np.zeros(int(seconds * RATE), np.int16) for seconds in (BEFORE, AFTER))
    found = []
    for row in rows:
        begun = time.process_time()
        sound = np.concatenate([before, sounds[row.start : row.start + row.samples], after])
        heard = transcribe(model, sound.astype(np.float32))
        errors = round(word_error_rate(row.words, heard) * len(row.words.split()))
        found.append((errors, time.process_time() - begun))
    return found


def _total(
    one: Recordings,
    rows: Sequence[Recording],
    known: set[str],
    heard: Sequence[tuple[int, float]],
) -> HeardPeople:
    words = [word for row in rows for word in row.words.split()]
    seconds = sum(row.samples for row in rows) / RATE + len(rows) * (BEFORE + AFTER)
    return HeardPeople(
        one.name,
        len(rows),
        len({row.speaker for row in rows}),
        len(words),
        sum(word not in known for word in words),
        sum(errors for errors, _ in heard),
        sum(took for _, took in heard) / seconds,
    )


def table(found: Iterable[HeardPeople]) -> str:
    """Return what was heard as Markdown."""
    rows = ["| people of | clips, speakers | words | unknown words | word errors | of real time |"]
    rows.append("| --- | --- | --- | --- | --- | --- |")
    rows += [
        f"| {one.name} | {one.clips}, {one.speakers} | {one.words} "
        f"| {100 * one.unknown / max(one.words, 1):.1f} % "
        f"| {100 * one.errors / max(one.words, 1):.1f} % | {one.real_time:.3f} |"
        for one in found
    ]
    return "\n".join(rows)
