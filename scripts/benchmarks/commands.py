"""Whether commands are heard, and whether nothing else is taken for one.

Every way of saying every command is spoken by several synthetic voices and really recognized;
what was heard goes through the session's own rule for commands. Then an hour of journal speech,
made of sentences full of the words of commands, goes the same way. It is the demo model.
"""

import itertools
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from benchmarks.bench import Bench
from benchmarks.figure import Details, Measured
from benchmarks.journal_speech import sentences
from voice_coach.audio.sound import silence, to_int16
from voice_coach.audio.streams import BLOCKS_A_SECOND
from voice_coach.dialogue.endpointing import COMMAND_PATIENCE, PATIENCE, Answer, Verdict
from voice_coach.nlu.commands import COMMANDS
from voice_coach.protocol.events import AudioElapsed, Heard
from voice_coach.stt.base import Recognizer
from voice_coach.stt.models import demo_model
from voice_coach.stt.vad import gated
from voice_coach.stt.vosk_engine import MODEL_RATE, VoskRecognizer
from voice_coach.tts.base import VoiceSettings
from voice_coach.tts.pyttsx3_engine import Pyttsx3Synthesizer

VOICES = ("gmw/en-us", "gmw/en-us+f3", "gmw/en-us+m3", "gmw/en-us+f5")
"""Four speakers of the engine's American English, at the pace of the simulated user."""

RATE = 150
NOISE_DB = 10
"""So much quieter than the speech is the white noise under it."""

PAUSES = (0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 2.5)
"""Seconds between the parts of journal speech: people thinking aloud."""

TYPED = ("im done",)
"""Ways of typing a command that are said as another."""

Samples = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Said:
    """Something said by one voice, and the command it is, if it is one."""

    text: str
    voice: str
    command: str


class Speaker:
    """Says things in several voices, each text once."""

    def __init__(self) -> None:
        self._voice = Pyttsx3Synthesizer()
        self._known: dict[tuple[str, str], Samples] = {}

    def say(self, text: str, voice: str) -> Samples:
        """The samples of a text at the model's rate."""
        key = text, voice
        if key not in self._known:
            sound = self._voice.render(text, VoiceSettings(voice=voice, rate=RATE))
            self._known[key] = sound.at(MODEL_RATE).samples
        return self._known[key]

    def close(self) -> None:
        """Let the engine go."""
        self._voice.close()


def with_noise(samples: Samples, speech: Samples, db: float, seed: int) -> Samples:
    """Samples with white noise under them, `db` quieter than the speech."""
    level = float(np.sqrt(np.mean(np.square(speech.astype(np.float64)))))
    noise = np.random.default_rng(seed).normal(0, level * 10 ** (-db / 20), len(samples))
    return to_int16((samples + noise).astype(np.float32))


def blocks(samples: Samples) -> Iterator[Samples]:
    """What a device would deliver."""
    frames = MODEL_RATE // BLOCKS_A_SECOND
    for start in range(0, len(samples) - frames + 1, frames):
        yield samples[start : start + frames]


def commands_in(recognizer: Recognizer, samples: Samples) -> list[tuple[str, str]]:
    """Every command that is obeyed while this is said, answer by answer, and what was heard."""
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
    """Every way of saying every command, in two voices by turns; quickly, two ways in one voice."""
    most, voices = bench.times(1000, 2), itertools.cycle(VOICES)
    return [
        Said(phrase, next(voices), command.name)
        for command in COMMANDS
        for phrase in command.phrases[:most]
        if phrase not in TYPED
        for _ in range(bench.times(2, 1))
    ]


def _not_obeyed(said: Sequence[Said], db: float | None) -> list[Said]:
    """What was not obeyed, or taken for another command."""
    speaker, recognizer = Speaker(), gated(VoskRecognizer(demo_model(), MODEL_RATE), MODEL_RATE)
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
    """The words the model can hear."""
    lines = (demo_model().path / "graph" / "words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.split()[0] for line in lines)


def missed_in_quiet(bench: Bench) -> Measured:
    """Commands that were not obeyed, of a hundred, with nothing else to be heard."""
    return _missed(bench, None)


def missed_in_noise(bench: Bench) -> Measured:
    """The same with white noise, 10 dB below the voice."""
    return _missed(bench, NOISE_DB)


@cache
def _an_hour(minutes: float) -> tuple[float, tuple[str, ...]]:
    """Journal speech of so many minutes: its length, and what was taken for a command."""
    speaker, chance = Speaker(), random.Random(7)  # noqa: S311 - nothing is secret here
    recognizer = gated(VoskRecognizer(demo_model(), MODEL_RATE), MODEL_RATE)
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
    """Commands an hour in which nobody gave one."""
    seconds, wrong = _an_hour(bench.times(60, 1))
    details: Details = {"minutes": seconds / 60, "n": len(wrong)}
    details |= {f"heard {number}": words for number, words in enumerate(wrong[:10], start=1)}
    return Measured(len(wrong) * 3600 / seconds, details=details)
