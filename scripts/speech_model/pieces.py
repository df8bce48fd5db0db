"""The training speech, cut up into pieces of the same length."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from speech_model import phone_lm
from speech_model.biphones import START
from speech_model.features import COEFFICIENTS, normalized
from speech_model.mmi import IMPOSSIBLE, Spoken
from speech_model.network import CONTEXT, STRIDE
from speech_model.phone_lm import PhoneModel
from speech_model.speech import Example

ANSWERS = 64
"""Of the network in a piece: 1.92 seconds."""

FRAMES = STRIDE * (ANSWERS - 1) + 1 + 2 * CONTEXT

PLACES = 48
"""Phones that a piece may have; those with more, which nobody can say, are left out."""

TOLERANCE = 2
"""Answers by which a phone may be spoken earlier or later than the alignment says: 60 ms."""

IGNORED = -1
"""The label of an answer that is not to be judged."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces of speech.

    Attributes:
        features: All frames one after the other, normalized, float16.
        starts: The first frame of each piece.
        labels: (pieces, `ANSWERS`), int8; those of the alignment.
        answers: How many of a piece's answers are to be judged; the rest is `IGNORED`.
        places: Each piece's phones: (pieces, 5, `PLACES`), int8: the phone, the one before, the one
            before that, and the first and last answer at which it may be spoken.
        begins: Whether the piece is the beginning of its utterance.
    """

    features: NDArray[np.float16]
    starts: NDArray[np.int64]
    labels: NDArray[np.int8]
    answers: NDArray[np.int8]
    places: NDArray[np.int8]
    begins: NDArray[np.bool_]

    def frames(self, which: NDArray[np.integer]) -> NDArray[np.float16]:
        """Return the features of some pieces: (pieces, `FRAMES`, coefficients)."""
        rows = self.starts[which][:, None] + np.arange(FRAMES)
        found: NDArray[np.float16] = self.features[rows]
        return found

    def spoken(self, which: NDArray[np.integer], model: PhoneModel) -> Spoken:
        """Return what is said in some pieces."""
        phones, lefts, befores, first, last = (
            np.ascontiguousarray(self.places[which, row].T.astype(np.int32)) for row in range(5)
        )
        arrival = np.log(model.following[befores, lefts, phones])
        begins = self.begins[which]
        there = (first <= -1) & (last >= -1)
        initial = np.where(begins, 0.0, np.log(model.occupied[lefts, phones]))
        initial = np.where(there, initial, IMPOSSIBLE).astype(np.float32)
        answers = self.answers[which].astype(np.int32)
        found = (phones, lefts, arrival, first, last, initial, begins, answers)
        return Spoken(*map(jnp.asarray, found))


def phones_of(labels: NDArray[np.int8]) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    """Return the phones that labels are of, and the answer at which each begins."""
    starts = np.flatnonzero((labels % 2 == 0) & (labels != IGNORED))
    return (labels[starts] // 2).astype(np.int8), starts


def phone_model(labels: Iterable[NDArray[np.int8]]) -> PhoneModel:
    """Return the model of the phones in utterances' labels."""

    def spoken() -> Iterator[tuple[NDArray[np.int8], NDArray[np.integer]]]:
        for those in labels:
            phones, starts = phones_of(those)
            yield phones, np.diff(np.append(starts, len(those)))

    return phone_lm.estimate(spoken())


def cut(examples: Iterable[Example], mean: NDArray[np.float32], path: Path) -> Pieces:
    """Cut examples into pieces; their first and last frames are repeated, as the decoder does.

    Args:
        examples: Speech with labels; answers at the beginning that are `IGNORED` were only there to
            be heard before, and are left out.
        mean: Of each coefficient, in all speech.
        path: A file for all frames, which may be more than fits into memory.
    """
    found = _Found([], [], [], [], [])
    length = 0
    with path.open("wb") as file:
        for example in examples:
            unheard = int(np.argmax(example.labels != IGNORED))
            labels = example.labels[unheard:]
            features = normalized(example.features, mean)[STRIDE * unheard :]
            answers = max(len(labels), ANSWERS)
            rows = np.arange(STRIDE * (answers - 1) + 1 + 2 * CONTEXT) - CONTEXT
            frames = features[np.clip(rows, 0, len(features) - 1)].astype(np.float16)
            for start in _starts(len(labels)):
                found.add(labels, start, length + STRIDE * start)
            file.write(frames.tobytes())
            length += len(frames)
    features = np.memmap(path, np.float16, "r", shape=(length, COEFFICIENTS))
    return Pieces(features, *found.arrays())


def _starts(answers: int) -> list[int]:
    """Return where pieces start, spread evenly over an utterance of so many answers."""
    count = max(1, -(-answers // ANSWERS))
    return [round(n * max(0, answers - ANSWERS) / max(1, count - 1)) for n in range(count)]


@dataclass(frozen=True, slots=True)
class _Found:
    starts: list[int]
    labels: list[NDArray[np.int8]]
    answers: list[int]
    places: list[NDArray[np.int8]]
    begins: list[bool]

    def add(self, labels: NDArray[np.int8], start: int, frame: int) -> None:
        """Add the piece that starts at the answer `start`, and whose first frame is `frame`."""
        places = _places(labels, start)
        if places is None:
            return
        piece = np.full(ANSWERS, IGNORED, np.int8)
        judged = labels[start : start + ANSWERS]
        piece[: len(judged)] = judged
        self.starts.append(frame)
        self.labels.append(piece)
        self.answers.append(len(judged))
        self.places.append(places)
        self.begins.append(start == 0)

    def arrays(self) -> tuple[NDArray[np.int64], NDArray[np.int8], NDArray[np.int8],
                              NDArray[np.int8], NDArray[np.bool_]]:  # fmt: skip
        return (
            np.array(self.starts, np.int64),
            np.array(self.labels),
            np.array(self.answers, np.int8),
            np.array(self.places),
            np.array(self.begins),
        )


def _places(labels: NDArray[np.int8], start: int) -> NDArray[np.int8] | None:
    """Return the rows of `Pieces.places`; None where there are too many phones."""
    phones, starts = phones_of(labels)
    phones = np.concatenate([[START, START, START], phones])
    ends = np.append(starts[1:], len(labels))
    first = np.concatenate([[-1], starts - TOLERANCE]) - start
    last = np.concatenate([[-1], ends - 1 + TOLERANCE]) - start
    if not start:
        first[1:] = np.maximum(first[1:], 0)
    there = (first < ANSWERS) & (last >= -1)
    if np.count_nonzero(there) > PLACES:
        return None
    rows = (phones[2:], phones[1:-1], phones[:-2], first, last)
    found = np.zeros((len(rows), PLACES), np.int8)
    found[3] = ANSWERS
    for row, values in zip(found, rows, strict=True):
        some = values[there].clip(-ANSWERS, ANSWERS)
        row[: len(some)] = some
    return found
