"""Closed answers heard freely, beside the same heard with a small grammar.

Yes and no, numbers and choices are spoken by several synthetic voices, in quiet and in noise, and
decoded twice: freely, as the ear does, and with a grammar of what can be said, with `[unk]` in it.
So is other speech, which answers nothing. What is understood is compared with what was meant.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import cycle

import numpy as np
import vosk

from benchmarks.bench import Bench
from benchmarks.commands import NOISE_DB, VOICES, Samples, Speaker, blocks, with_noise
from benchmarks.figure import Details, Measured
from benchmarks.journal_speech import plain_parts
from voice_coach.audio.sound import silence
from voice_coach.ear.models import demo_model
from voice_coach.ear.vosk_ear import MODEL_RATE, RUN_UP
from voice_coach.session.practice import Step
from voice_coach.session.understand import Value, understand

YES_NO = Step(name="yes-no", ask="?", answer="yes-no")
NUMBER = Step(name="number", ask="?", answer="number")
CHOICE = Step(
    name="choice", ask="?", answer="choice", choices=("kept", "partly kept", "changed", "let go")
)

ANSWERS: dict[str, dict[str, Value]] = {
    "yes-no": {
        **dict.fromkeys(
            ("yes", "yeah", "yes i could", "i think so", "of course", "sure", "probably", "it was",
             "definitely", "yes i did", "i guess so", "pretty much"),
            "yes",
        ),
        **dict.fromkeys(
            ("no", "nope", "not really", "no way", "i don't think so", "not at all", "not yet",
             "probably not", "never", "no i could not", "hardly", "not today"),
            "no",
        ),
    },
    "number": {
        "zero": 0.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0,
        "seven": 7.0, "eight": 8.0, "nine": 9.0, "ten": 10.0, "about a seven": 7.0,
        "seven or eight": 7.5, "six and a half": 6.5, "maybe a five": 5.0,
        "i would say four": 4.0, "between two and three": 2.5, "nine out of ten": 9.0,
        "it's an eight": 8.0, "a three": 3.0,
    },
    "choice": {
        "kept": "kept", "i kept it": "kept", "partly kept": "partly kept", "partly": "partly kept",
        "changed": "changed", "it changed": "changed", "let go": "let go", "i let it go": "let go",
        "the first one": "kept", "the second": "partly kept", "number three": "changed",
        "the last one": "let go",
    },
}  # fmt: skip
"""What is said to each question, and what it means."""

STEPS = (YES_NO, NUMBER, CHOICE)


def grammar(step: Step) -> str:
    """Everything that can be said to a question, and that it may be something else."""
    return json.dumps([*ANSWERS[step.name], *step.choices, "[unk]"])


@dataclass(slots=True)
class Tally:
    """How closed answers fared, and other speech that was none."""

    said: int = 0
    right: int = 0
    wrong: int = 0
    other: int = 0
    taken: int = 0
    missed: list[str] = field(default_factory=list)


def heard(recogniser: vosk.KaldiRecognizer, samples: Samples) -> str:
    """All words that were settled, without those that are none."""
    recogniser.AcceptWaveform(bytes(2 * round(RUN_UP * MODEL_RATE)))
    texts = [
        json.loads(recogniser.Result())["text"]
        for block in blocks(samples)
        if recogniser.AcceptWaveform(block.tobytes())
    ]
    texts.append(json.loads(recogniser.FinalResult())["text"])
    return " ".join(word for text in texts for word in text.split() if not word.startswith("["))


@cache
def _both(bench: Bench) -> dict[str, Tally]:
    """The tallies: decoded `free`, and with a `grammar`."""
    vosk.SetLogLevel(-1)
    model, speaker = vosk.Model(str(demo_model().path)), Speaker()
    tallies = {"free": Tally(), "grammar": Tally()}
    voices = VOICES[: bench.times(len(VOICES), 1)]
    try:
        for step in STEPS:
            for number, (text, meant) in enumerate(ANSWERS[step.name].items()):
                for voice in voices:
                    for db in (None, NOISE_DB):
                        samples = _turn(speaker, text, voice, db, number)
                        for kind, tally in tallies.items():
                            value = _understood(model, step, kind, samples)
                            _count(tally, value, step.name, text, meant)
            others = zip(plain_parts()[: bench.times(60, 10)], cycle(voices), strict=False)
            for number, (text, voice) in enumerate(others):
                samples = _turn(speaker, text, voice, None, number)
                expected = understand(step, text)
                for kind, tally in tallies.items():
                    if expected is None:
                        tally.other += 1
                        tally.taken += _understood(model, step, kind, samples) is not None
    finally:
        speaker.close()
    return tallies


def _turn(speaker: Speaker, text: str, voice: str, db: float | None, seed: int) -> Samples:
    speech = speaker.say(text, voice)
    around = silence(0.5, MODEL_RATE).samples
    samples = np.concatenate([around, speech, around])
    return samples if db is None else with_noise(samples, speech, db, seed)


def _understood(model: vosk.Model, step: Step, kind: str, samples: Samples) -> Value | None:
    with_grammar: Sequence[str] = (grammar(step),) if kind == "grammar" else ()
    return understand(step, heard(vosk.KaldiRecognizer(model, MODEL_RATE, *with_grammar), samples))


def _count(tally: Tally, value: Value | None, step: str, text: str, meant: Value) -> None:
    tally.said += 1
    if value == meant:
        tally.right += 1
        return
    tally.wrong += value is not None
    tally.missed.append(f"{step} {text}: {value}")


def misunderstood(bench: Bench) -> Measured:
    """Closed answers, of a hundred, that were not understood as they were meant."""
    tallies = _both(bench)
    values = {kind: 100 * (1 - tally.right / tally.said) for kind, tally in tallies.items()}
    details: Details = {"n": tallies["free"].said}
    details |= {f"{kind} wrong": 100 * tally.wrong / tally.said for kind, tally in tallies.items()}
    for kind, tally in tallies.items():
        details |= {f"{kind} {number}": text for number, text in enumerate(tally.missed[:8])}
    return Measured(values["free"], values["grammar"], details)


def taken_for_answers(bench: Bench) -> Measured:
    """Other speech, of a hundred sentences, that was understood as an answer."""
    tallies = _both(bench)
    values = {kind: 100 * tally.taken / tally.other for kind, tally in tallies.items()}
    return Measured(values["free"], values["grammar"], {"n": tallies["free"].other})
