"""Commands: those that are missed, and other speech that is taken for one.

Every phrase of every command is spoken by several synthetic voices and really recognized; the
session's own rule for commands is applied to the words. Then an hour of journal speech,
made of sentences full of the words of commands, goes the same way. The model is the one that ships.
"""

import itertools
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from benchmarks.bench import Bench
from benchmarks.figure import Details, Measured
from benchmarks.journal_speech import sentences
from benchmarks.speech import VOICES, Samples, Speaker, blocks, make_recognizer, with_noise
from voice_coach.audio.sound import silence
from voice_coach.dialogue.endpointing import COMMAND_PATIENCE, PATIENCE, Answer, Verdict
from voice_coach.nlu.commands import COMMANDS
from voice_coach.protocol.events import AudioElapsed, Heard
from voice_coach.stt.base import Recognizer
from voice_coach.stt.models import shipped_model
from voice_coach.stt.vosk_engine import MODEL_RATE

NOISE_DB = 10
"""So much quieter than the speech is the white noise under it."""

PAUSES = (0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 2.5)
"""Seconds between the parts of journal speech: people thinking aloud."""

TYPED = ("im done",)
"""Phrases that are typed only: spoken, they are another phrase."""


@dataclass(frozen=True, slots=True)
class Said:
    """Something said by one voice, and the command it is, if it is one."""

    text: str
    voice: str
    command: str


def commands_in(recognizer: Recognizer, samples: Samples) -> list[tuple[str, str]]:
    """Return the commands obeyed during this, answer by answer, each with the words heard."""
    obeyed: list[tuple[str, str]] = []
    turn, answer = 1, Answer(PATIENCE["reflective"])
    heard = ""
    recognizer.open(turn)
    for block in blocks(samples):
        for event in recognizer.feed(block):
            match event:
                case Heard() if event.turn == turn:
                    heard = event.text if event.final else heard
                    at_once = answer.hear(event)
                    if at_once is not None:
                        obeyed.append((at_once, event.text))
                case AudioElapsed() if event.turn == turn:
                    verdict = answer.judge(event.seconds, event.voiced)
                    if verdict is Verdict.WAIT:
                        continue
                    if answer.command is not None:
                        obeyed.append((answer.command, heard))
                    recognizer.close()
                    turn, answer = turn + 1, Answer(PATIENCE["reflective"])
                    recognizer.open(turn)
    recognizer.close()
    return obeyed


def ways(bench: Bench) -> list[Said]:
    """Return every phrase of every command, in two voices by turns; quickly, two in one voice."""
    most, voices = bench.times(1000, 2), itertools.cycle(VOICES)
    return [
        Said(phrase, next(voices), command.name)
        for command in COMMANDS
        for phrase in command.phrases[:most]
        if phrase not in TYPED
        for _ in range(bench.times(2, 1))
    ]


def _not_obeyed(said: Sequence[Said], db: float | None) -> list[Said]:
    """Return the commands that were not obeyed, or taken for another."""
    speaker, recognizer = Speaker(), make_recognizer()
    before = silence(0.5, MODEL_RATE).samples
    after = silence(COMMAND_PATIENCE + 1.2, MODEL_RATE).samples
    missed: list[Said] = []
    try:
        for number, each in enumerate(said):
            speech = speaker.say(each.text, each.voice)
            samples = np.concatenate([before, speech, after])
            if db is not None:
                samples = with_noise(samples, speech, db, number)
            if [name for name, _ in commands_in(recognizer, samples)] != [each.command]:
                missed.append(each)
    finally:
        speaker.close()
    return missed


def _missed(bench: Bench, db: float | None) -> Measured:
    said = ways(bench)
    known = _vocabulary()
    missed = _not_obeyed(said, db)
    knowable = [each for each in said if known.issuperset(each.text.split())]
    of_known = [each for each in missed if each in knowable]
    details: Details = {
        "n": len(said),
        "recall": 100 - 100 * len(missed) / len(said),
        "recall of words the model has": 100 - 100 * len(of_known) / len(knowable),
    }
    for what in ("command", "voice", "text"):
        counted = Counter(str(getattr(each, what)) for each in missed)
        details |= {f"missed {what} {name}": count for name, count in counted.most_common(12)}
    return Measured(100 * len(missed) / len(said), details=details)


def _vocabulary() -> frozenset[str]:
    """Return the words of the model's vocabulary."""
    lines = (shipped_model().path / "graph" / "words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.split()[0] for line in lines)


def missed_in_quiet(bench: Bench) -> Measured:
    """Measure the commands that are not obeyed, of a hundred, with nothing else to be heard."""
    return _missed(bench, None)


def missed_in_noise(bench: Bench) -> Measured:
    """Measure the same with white noise, 10 dB below the voice."""
    return _missed(bench, NOISE_DB)


@cache
def _an_hour(minutes: float) -> tuple[float, tuple[str, ...]]:
    """Return the seconds of so many minutes of journal speech, and its words taken for commands."""
    speaker, chance = Speaker(), random.Random(7)  # noqa: S311 - nothing is secret here
    recognizer = make_recognizer()
    parts, frames, wrong = [], 0, []
    try:
        for voice in itertools.cycle(VOICES):
            if frames >= minutes * 60 * MODEL_RATE:
                break
            for text in sentences(chance, 30):
                parts.append(speaker.say(text, voice))
                parts.append(silence(chance.choice(PAUSES), MODEL_RATE).samples)
            samples = np.concatenate(parts)
            frames, parts = frames + len(samples), []
            wrong += [f"{name}: {words}" for name, words in commands_in(recognizer, samples)]
    finally:
        speaker.close()
    return frames / MODEL_RATE, tuple(wrong)


def false_commands(bench: Bench) -> Measured:
    """Measure the commands obeyed in an hour in which nobody gave one."""
    seconds, wrong = _an_hour(bench.times(60, 1))
    details: Details = {"minutes": seconds / 60, "n": len(wrong)}
    details |= {f"heard {number}": words for number, words in enumerate(wrong[:10], start=1)}
    return Measured(len(wrong) * 3600 / seconds, details=details)
