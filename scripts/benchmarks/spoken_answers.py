"""Answers as people give them: a few words, a pause, a few words more; and what is heard meanwhile.

Where each part begins and ends is known to the sample, so everything a listener does wrong can be
counted: ending too early or too late, losing a word at the beginning or at a pause, hearing words
where there are none.
"""

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.commands import Speaker
from benchmarks.disturbances import IN_PAUSES, KINDS, disturbance, level_of
from benchmarks.journal_speech import sentences
from voice_coach.audio.sound import silence, to_int16
from voice_coach.ear.vosk_ear import MODEL_RATE
from voice_coach.session.answer import PATIENCE
from voice_coach.session.practice import Patience

VOICES = (
    "gmw/en-us", "gmw/en-us+f3", "gmw/en-us+m3", "gmw/en-us+f5", "gmw/en-us+m7", "gmw/en-gb-x-rp",
)  # fmt: skip

PAUSES: dict[Patience, tuple[float, ...]] = {
    "spoken": (0.3, 0.6, 1.0, 1.5, 2.0, 2.5),
    "reflective": (0.3, 1.0, 2.0, 3.0, 4.0, 5.0),
}
"""Seconds. Nobody who pauses for so long has finished."""

BEFORE = (0.0, 0.1, 0.4, 1.0)
"""Seconds from the ear's opening to the first word."""

AFTER = 1.5
"""Seconds that are heard beyond the patience."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is said between two pauses; `start` and `end` are seconds from the beginning."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True, eq=False)
class SpokenAnswer:
    """An answer, in a voice and a room; its samples are at the model's rate."""

    patience: Patience
    kind: str
    voice: str
    parts: tuple[Part, ...]
    samples: NDArray[np.int16]

    @property
    def pauses(self) -> tuple[float, ...]:
        """How long they are, in seconds."""
        pairs = itertools.pairwise(self.parts)
        return tuple(after.start - before.end for before, after in pairs)


def trimmed(samples: NDArray[np.int16]) -> NDArray[np.int16]:
    """Without the quiet that a synthesizer leaves around speech: below -54 dB of its peak."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > np.abs(samples).max() / 500)
    return samples[loud[0] : loud[-1] + 1]


def answers(
    count: int, seed: int = 5, patiences: Sequence[Patience] = tuple(PAUSES)
) -> Iterator[SpokenAnswer]:
    """So many answers for each patience and each kind of room."""
    speaker, chance = Speaker(), random.Random(seed)  # noqa: S311 - nothing is secret here
    voices, befores = itertools.cycle(VOICES), itertools.cycle(BEFORE)
    try:
        for patience, kind, _ in itertools.product(patiences, KINDS, range(count)):
            texts = sentences(chance, chance.choice((3, 4)))
            voice = next(voices)
            speech = [trimmed(speaker.say(text, voice)) for text in texts]
            pauses = [next(befores), *(chance.choice(PAUSES[patience]) for _ in texts[1:])]
            said, samples = _joined(texts, speech, pauses)
            heard = _in_a_room(samples, said, kind, PATIENCE[patience] + AFTER)
            yield SpokenAnswer(patience, kind, voice, said, heard)
    finally:
        speaker.close()


def _joined(
    texts: list[str], speech: list[NDArray[np.int16]], pauses: list[float]
) -> tuple[tuple[Part, ...], NDArray[np.int16]]:
    """The parts with a pause before each, and where they are."""
    pieces, parts, at = [], [], 0
    for text, sound, pause in zip(texts, speech, pauses, strict=True):
        quiet = silence(pause, MODEL_RATE).samples
        pieces += [quiet, sound]
        start, at = at + len(quiet), at + len(quiet) + len(sound)
        parts.append(Part(text, start / MODEL_RATE, at / MODEL_RATE))
    return tuple(parts), np.concatenate(pieces)


def _in_a_room(
    samples: NDArray[np.int16], parts: tuple[Part, ...], kind: str, after: float
) -> NDArray[np.int16]:
    """What a microphone hears of it, and for some seconds after it."""
    places = [slice(round(each.start * MODEL_RATE), round(each.end * MODEL_RATE)) for each in parts]
    level = level_of(np.concatenate([samples[place] for place in places]))
    whole = np.concatenate([samples, silence(after, MODEL_RATE).samples])
    beside = disturbance(kind, len(whole), level, seed=len(whole))
    if kind in IN_PAUSES:
        for place in places:
            beside[place] = 0
    return to_int16(whole.astype(np.float32) + beside)
