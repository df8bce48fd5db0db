"""Plays people's recordings at other speeds, spoils and labels them, in blocks as `speech` does."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from speech_model.alignment import STEP_SECONDS, Segment, Utterance, labels, tidied
from speech_model.augmentation import Augmenter, played_at
from speech_model.features import mfcc
from speech_model.forced_alignment import Alignment
from speech_model.phones import PHONES, SILENCE
from speech_model.sound import RATE, Sound
from speech_model.speech import Example, in_processes, write

SPEEDS = (0.9, 1.0, 1.1)
"""As Kaldi's recipes have them; each raises or lowers the voice as well."""

CLEAN_LEVELS = (-14.0, 3.0)
"""dB by which a recording that is not spoiled is made louder."""

WAITING = 0.25
"""The share of recordings before which nobody speaks for a while."""

LONGEST_WAIT = 8.0
"""Seconds of it; Vosk takes the mean of the last six away from what it hears."""

KEPT_WAIT = 0.6
"""Seconds of it that are learned from."""

EARLY = 0.0025
"""Seconds from a phone's beginning to the time of its first answer."""

UNHEARD = -1

_NAMES = (SILENCE, *PHONES)


@dataclass(frozen=True, slots=True)
class Aligned:
    """Where a recording lies in its list's array, and when which phone is spoken in it."""

    start: int
    samples: int
    alignment: Alignment

    def utterance(self, sounds: NDArray[np.int16]) -> Utterance:
        """Return it as sound and segments."""
        sound = sounds[self.start : self.start + self.samples].astype(np.float32)
        starts = [max(0.0, STEP_SECONDS * int(n) - EARLY) for n in self.alignment.starts]
        ends = [*starts[1:], len(sound) / RATE]
        return Utterance(
            sound,
            [
                Segment(_NAMES[phone], start, end)
                for phone, start, end in zip(
                    self.alignment.phones, [0.0, *starts[1:]], ends, strict=True
                )
            ],
        )


@dataclass(frozen=True, slots=True)
class Block:
    """Recordings of a file that get a variant: spoiled or clean, from which seed, and where."""

    samples: Path
    recordings: Sequence[Aligned]
    seed: int
    clean: bool
    path: Path


def make(blocks: Sequence[Block], jobs: int, tell: Callable[[str], None]) -> None:
    """Make every block that is missing."""
    in_processes(_make, [block for block in blocks if not block.path.exists()], jobs, tell)


def _make(block: Block) -> float:
    """Make a block; returns how many seconds of sound it holds."""
    augmenter = Augmenter(block.seed)
    chance = random.Random(block.seed)  # noqa: S311 - no secret
    sounds: NDArray[np.int16] = np.load(block.samples, mmap_mode="r")
    examples = []
    for one in block.recordings:
        utterance = one.utterance(sounds)
        spoiled = _clean(utterance, chance) if block.clean else augmenter.augment(utterance)
        waiting = chance.random() < WAITING
        before = _wait(augmenter, chance) if waiting else np.zeros(0, np.float32)
        example = _example(before, spoiled)
        if example is not None:
            examples.append(example)
    write(block.path, examples)
    return sum(len(example.features) for example in examples) / 100


def _clean(utterance: Utterance, chance: random.Random) -> Utterance:
    sound, segments = played_at(chance.choice(SPEEDS), utterance.sound, utterance.segments)
    level = np.float32(10 ** (chance.uniform(*CLEAN_LEVELS) / 20))
    return Utterance(np.clip(np.round(sound * level), -32768, 32767), segments)


def _wait(augmenter: Augmenter, chance: random.Random) -> Sound:
    """Return digital silence, or soft noise."""
    length = int(chance.uniform(KEPT_WAIT, LONGEST_WAIT) * RATE)
    if chance.random() < 0.5:
        return np.zeros(length, np.float32)
    return np.round(augmenter.noise(length) * np.float32(10 ** chance.uniform(0, 2)))


def _example(before: Sound, utterance: Utterance) -> Example | None:
    """Return an example of which the wait, but for its end, is heard and not learned."""
    wait = len(before) / RATE
    segments = [segment.moved(1.0, wait) for segment in utterance.segments]
    if wait:
        segments.insert(0, Segment(SILENCE, 0.0, wait))
    features = mfcc(np.concatenate([before, utterance.sound]))
    found = labels(tidied(segments), (len(features) + 2) // 3)
    if found is None:
        return None
    unlearned = int(max(0.0, wait - KEPT_WAIT) / STEP_SECONDS)
    if unlearned:
        found[:unlearned] = UNHEARD
        found[unlearned] = 0  # the silence begins here
    return Example(features.astype(np.float16), found)
