"""Spoken answers: a few words, a pause, a few words more, with disturbances.

Where each part begins and ends is known to the sample, so everything a listener does wrong can be
counted: ending too early or too late, losing a word at the beginning or at a pause, hearing words
where there are none.
"""

import itertools
import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import held_out_speech, journal_speech
from benchmarks.disturbances import IN_PAUSES, KINDS, disturbance, level_of
from benchmarks.speech import Speaker
from voice_coach.audio.sound import read_wav, silence, to_int16
from voice_coach.dialogue.endpointing import PATIENCE
from voice_coach.practice.schema import Patience
from voice_coach.stt.vosk_engine import MODEL_RATE

FLITE = "flite "
"""The prefix of the names of flite's voices here."""


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """A corpus: the parameters answers are made from.

    Attributes:
        sentences: Gives so many things to say, as chance will have it.
        voices: The synthetic voices. Those of flite take part where it is installed.
        pauses: Seconds between two parts; nobody who pauses for so long has finished.
        before: Seconds from the recognizer's opening to the first word.
        seed: Of what is said, and of the pauses.
        noise: Added to the seeds of all that is noise.
    """

    sentences: Callable[[random.Random, int], list[str]]
    voices: tuple[str, ...]
    pauses: dict[Patience, tuple[float, ...]]
    before: tuple[float, ...]
    seed: int
    noise: int

    @property
    def speakers(self) -> list[str]:
        """Return the voices there are on this machine."""
        there = shutil.which("flite") is not None
        return [voice for voice in self.voices if there or not voice.startswith(FLITE)]


TUNED = Corpus(
    journal_speech.sentences,
    (
        "gmw/en-us", "gmw/en-us+f3", "gmw/en-us+m3", "gmw/en-us+f5", "gmw/en-us+m7",
        "gmw/en-gb-x-rp",
    ),
    {
        "spoken": (0.3, 0.6, 1.0, 1.5, 2.0, 2.5),
        "reflective": (0.3, 1.0, 2.0, 3.0, 4.0, 5.0),
    },
    (0.0, 0.1, 0.4, 1.0),
    seed=5,
    noise=0,
)  # fmt: skip
"""The corpus the rule of turn-taking was tuned on."""

HELD_OUT = Corpus(
    held_out_speech.sentences,
    (
        "gmw/en-us+Hugo", "flite slt", "gmw/en-us+linda", "gmw/en-gb-scotland+john", "flite awb",
        "gmw/en-029",
    ),
    {
        "spoken": (0.4, 0.8, 1.2, 1.7, 2.2, 2.5),
        "reflective": (0.5, 1.4, 2.4, 3.4, 4.4, 5.0),
    },
    (0.05, 0.25, 0.6, 1.5),
    seed=811,
    noise=806,
)  # fmt: skip
"""The corpus it was not tuned on: nothing was changed after it had been measured."""

AFTER = 1.5
"""Seconds that are listened to beyond the patience."""


@dataclass(frozen=True, slots=True)
class Part:
    """The words between two pauses; `start` and `end` are seconds from the beginning."""

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
        """Return how long they are, in seconds."""
        pairs = itertools.pairwise(self.parts)
        return tuple(after.start - before.end for before, after in pairs)


def trimmed(samples: NDArray[np.int16]) -> NDArray[np.int16]:
    """Return speech without the quiet around it: below -54 dB of its peak."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > np.abs(samples).max() / 500)
    return samples[loud[0] : loud[-1] + 1]


def answers(
    count: int,
    patiences: Sequence[Patience] = ("spoken", "reflective"),
    corpus: Corpus = TUNED,
) -> Iterator[SpokenAnswer]:
    """Yield so many answers for each patience and each kind of disturbance."""
    speaker, chance = Speaker(), random.Random(corpus.seed)  # noqa: S311 - nothing is secret here
    voices, befores = itertools.cycle(corpus.speakers), itertools.cycle(corpus.before)
    try:
        for patience, kind, _ in itertools.product(patiences, KINDS, range(count)):
            texts = corpus.sentences(chance, chance.choice((3, 4)))
            voice = next(voices)
            speech = [trimmed(_spoken(speaker, text, voice)) for text in texts]
            pauses = [next(befores), *(chance.choice(corpus.pauses[patience]) for _ in texts[1:])]
            said, samples = _joined(texts, speech, pauses)
            after = PATIENCE[patience] + AFTER
            heard = _disturbed(samples, said, kind, after, corpus.noise)
            yield SpokenAnswer(patience, kind, voice, said, heard)
    finally:
        speaker.close()


def _spoken(speaker: Speaker, text: str, voice: str) -> NDArray[np.int16]:
    """Return the samples of a text, from the synthesizer that has the voice."""
    if not voice.startswith(FLITE):
        return speaker.say(text, voice)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "speech.wav")
        command = ["flite", "-t", text, "-voice", voice.removeprefix(FLITE), "-o", str(path)]
        subprocess.run(command, check=True, capture_output=True)
        return read_wav(path).at(MODEL_RATE).samples


def _joined(
    texts: list[str], speech: list[NDArray[np.int16]], pauses: list[float]
) -> tuple[tuple[Part, ...], NDArray[np.int16]]:
    """Return the parts, and their samples with a pause before each."""
    pieces, parts, at = [], [], 0
    for text, sound, pause in zip(texts, speech, pauses, strict=True):
        quiet = silence(pause, MODEL_RATE).samples
        pieces += [quiet, sound]
        start, at = at + len(quiet), at + len(quiet) + len(sound)
        parts.append(Part(text, start / MODEL_RATE, at / MODEL_RATE))
    return tuple(parts), np.concatenate(pieces)


def _disturbed(
    samples: NDArray[np.int16], parts: tuple[Part, ...], kind: str, after: float, noise: int
) -> NDArray[np.int16]:
    """Return it with the disturbance, and some seconds after it."""
    places = [slice(round(each.start * MODEL_RATE), round(each.end * MODEL_RATE)) for each in parts]
    level = level_of(np.concatenate([samples[place] for place in places]))
    whole = np.concatenate([samples, silence(after, MODEL_RATE).samples])
    beside = disturbance(kind, len(whole), level, seed=len(whole) + noise)
    if kind in IN_PAUSES:
        for place in places:
            beside[place] = 0
    return to_int16(whole.astype(np.float32) + beside)
