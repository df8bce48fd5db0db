"""Has the training speech spoken, spoiled and labelled, in blocks on all processors.

A block has its own seed and its own process, so that it comes out the same whatever else runs, and
whichever is finished first.
"""

import multiprocessing
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from speech_model import festival, flite
from speech_model.alignment import Utterance, labels, tidied
from speech_model.augmentation import Augmenter
from speech_model.espeak import BRITISH, VoiceSettings, espeak
from speech_model.features import mfcc
from speech_model.prompts import Prompts

BLOCK = 400
"""Utterances in a block."""

T = TypeVar("T")

SILENT = 0.04
"""The share of utterances in which nothing is said."""

VARIANTS = (
    "f1", "f2", "f3", "f4", "m1", "m2", "m3", "m4", "m5", "m6", "m8", "Alex", "Alicia", "Andrea",
    "Andy", "Annie", "Denis", "Diogo", "Gene", "Gene2", "Jacky", "Lee", "Marco", "Mario",
    "Michael", "Mike", "adam", "anika", "antonio", "aunty", "belinda", "benjamin", "boris",
    "caleb", "david", "ed", "edward", "edward2", "grandma", "grandpa", "gustave", "iven", "iven2",
    "iven3", "marcelo", "max", "michel", "miguel", "norbert", "pablo", "paul", "pedro", "quincy",
    "rob", "robert", "sandro", "shelby", "steph", "steph2", "steph3", "travis", "victor", "zac",
    "klatt", "klatt2", "klatt3", "klatt4",
)  # fmt: skip
"""espeak-ng's variants that are trained on. The evaluation's are f5, m7, Hugo, linda and john."""

NOBODY = "nobody"
"""The group of blocks without a voice."""

Mixture = dict[str, float]

MIXTURE: Mixture = {
    "american": 0.20,
    "partner": 0.05,
    "variants": 0.24,
    "british": 0.11,
    "flite": 0.22,
    "festival": 0.08,
    NOBODY: 0.10,
}
"""The share of the speech of each group of voices. The partner is the demo's and the tests'. Much
of it is flite's, which hardly speaks its short words and is heard worst; and in much of it nobody
speaks, so that hums and tones are not taken for words."""


@dataclass(frozen=True, slots=True)
class Example:
    """A training example.

    Attributes:
        features: (frames, coefficients), float16.
        labels: The output for every third frame, int8.
    """

    features: NDArray[np.float16]
    labels: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Block:
    """A block to be spoken: by which group of voices, from which seed, into which file."""

    voices: str
    seed: int
    count: int
    practices: Path
    path: Path


def plan(
    utterances: int, mixture: Mixture, practices: Path, folder: Path, *, seed: int
) -> list[Block]:
    """Return the blocks for about so many utterances, as `mixture` divides them."""
    blocks = []
    for number, (voices, share) in enumerate(mixture.items()):
        left = round(utterances * share)
        for index in range(-(-left // BLOCK)):
            count = min(BLOCK, left - index * BLOCK)
            path = folder / f"{voices}-{index}.npz"
            blocks.append(Block(voices, seed + 1000 * number + index, count, practices, path))
    return blocks


def synthesize(blocks: list[Block], jobs: int, tell: Callable[[str], None]) -> None:
    """Synthesize every block that is missing."""
    in_processes(_speak, [block for block in blocks if not block.path.exists()], jobs, tell)


def in_processes(
    make: Callable[[T], float], blocks: Sequence[T], jobs: int, tell: Callable[[str], None]
) -> None:
    """Make every block, each in a process of its own; `make` returns its seconds of sound."""
    begun = time.monotonic()
    context = multiprocessing.get_context("spawn")
    with context.Pool(jobs, maxtasksperchild=1) as pool:
        for done, seconds in enumerate(pool.imap_unordered(make, blocks), start=1):
            if done % 10 == 0 or done == len(blocks):
                passed = time.monotonic() - begun
                tell(f"{done} of {len(blocks)} blocks made in {passed:.0f} s ({seconds:.0f} s)")


def read(paths: Iterable[Path]) -> Iterator[Example]:
    """Return the examples of the blocks in some files, in order."""
    for path in paths:
        with np.load(path) as file:
            features, targets = file["features"], file["labels"]
            frames, counts = file["frames"], file["counts"]
        starts, firsts = np.cumsum(frames) - frames, np.cumsum(counts) - counts
        for start, length, first, count in zip(starts, frames, firsts, counts, strict=True):
            yield Example(features[start : start + length], targets[first : first + count])


def _speak(block: Block) -> float:
    """Speak a block into its file; returns how many seconds of sound it holds."""
    chance = random.Random(block.seed)  # noqa: S311 - no secret
    prompts = Prompts(block.practices, block.seed)
    augmenter = Augmenter(block.seed)
    examples: list[Example] = []
    for augmented in _spoiled(block, prompts, augmenter, chance):
        features = mfcc(augmented.sound)
        found = labels(tidied(augmented.segments), (len(features) + 2) // 3)
        if found is not None:
            examples.append(Example(features.astype(np.float16), found))
    write(block.path, examples)
    return sum(len(example.features) for example in examples) / 100


def write(path: Path, examples: Sequence[Example]) -> None:
    """Write the examples of a block, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial_path = path.with_suffix(".part")
    with partial_path.open("wb") as file:
        np.savez(
            file,
            features=np.concatenate([example.features for example in examples]),
            labels=np.concatenate([example.labels for example in examples]),
            frames=[len(example.features) for example in examples],
            counts=[len(example.labels) for example in examples],
        )
    partial_path.rename(path)


def _spoiled(
    block: Block, prompts: Prompts, augmenter: Augmenter, chance: random.Random
) -> Iterator[Utterance]:
    if block.voices == NOBODY:
        yield from (augmenter.nothing() for _ in range(block.count))
        return
    for utterance in _SPEAKERS[block.voices](prompts, chance, block.count):
        yield augmenter.silence() if chance.random() < SILENT else augmenter.augment(utterance)


def _by_espeak(
    voice_settings: Callable[[random.Random], VoiceSettings],
    prompts: Prompts,
    chance: random.Random,
    count: int,
) -> Iterator[Utterance]:
    for _ in range(count):
        utterance = espeak().say(prompts.draw(), voice_settings(chance))
        if utterance is not None:
            yield utterance


def _american(chance: random.Random) -> VoiceSettings:
    return VoiceSettings(
        "gmw/en-us",
        rate=chance.randint(105, 215),
        pitch=chance.randint(25, 78),
        pitch_range=chance.randint(25, 75),
        word_gap=chance.choice((0, 0, 0, 1, 3, 6)),
    )


def _partner(chance: random.Random) -> VoiceSettings:
    """Return the voice of the demo's partner, at about the speed it has there."""
    return VoiceSettings("gmw/en-us+f3", rate=chance.randint(130, 175))


def _variant(chance: random.Random) -> VoiceSettings:
    return VoiceSettings(
        f"gmw/en-us+{chance.choice(VARIANTS)}",
        rate=chance.randint(110, 210),
        pitch=chance.randint(20, 85),
        pitch_range=chance.randint(20, 90),
        word_gap=chance.choice((0, 0, 0, 2, 5)),
    )


def _british(chance: random.Random) -> VoiceSettings:
    variant = f"+{chance.choice(VARIANTS)}" if chance.random() < 0.4 else ""
    return VoiceSettings(
        f"{chance.choice((*BRITISH, BRITISH[0]))}{variant}",
        rate=chance.randint(110, 205),
        pitch=chance.randint(25, 78),
        pitch_range=chance.randint(25, 75),
    )


def _by_flite(prompts: Prompts, chance: random.Random, count: int) -> Iterator[Utterance]:
    for _ in range(count):
        pitch = chance.uniform(70, 260) if chance.random() < 0.5 else None
        stretch = chance.uniform(0.7, 1.4)
        yield flite.say(prompts.draw(), chance.choice(flite.VOICES), stretch, pitch)


def _by_festival(prompts: Prompts, chance: random.Random, count: int) -> Iterator[Utterance]:
    lines = [
        (prompts.draw(), chance.choice(festival.VOICES), chance.uniform(0.75, 1.35))
        for _ in range(count)
    ]
    return iter(festival.say(lines))


_SPEAKERS: dict[str, Callable[[Prompts, random.Random, int], Iterator[Utterance]]] = {
    "american": partial(_by_espeak, _american),
    "partner": partial(_by_espeak, _partner),
    "variants": partial(_by_espeak, _variant),
    "british": partial(_by_espeak, _british),
    "flite": _by_flite,
    "festival": _by_festival,
}
