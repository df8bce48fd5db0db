"""Closed answers, recognized with the phrases that are expected, and without.

Yes and no, numbers and choices are spoken by several synthetic voices, in quiet and in noise, and
heard twice: with the phrases that are expected, as in a session, and without. So is other speech,
which answers nothing. The value is compared with the one that was meant.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import cycle

import numpy as np

from benchmarks.bench import Bench
from benchmarks.commands import NOISE_DB
from benchmarks.figure import Details, Measured
from benchmarks.journal_speech import plain_parts
from benchmarks.speech import VOICES, Samples, Speaker, make_recognizer, recognize, with_noise
from voice_coach.audio.sound import silence
from voice_coach.nlu.answers import phrases_for
from voice_coach.nlu.text import Value
from voice_coach.practice.question import understand
from voice_coach.practice.steps import Ask
from voice_coach.protocol.events import Heard
from voice_coach.stt.base import Recognizer
from voice_coach.stt.vosk_engine import MODEL_RATE

YES_NO = Ask(name="yes-no", ask="?", answer="yes-no")
NUMBER = Ask(name="number", ask="?", answer="number")
CHOICE = Ask(
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
"""Answers to each question, each with its meaning."""

STEPS = (YES_NO, NUMBER, CHOICE)


@dataclass(slots=True)
class Tally:
    """Counts of closed answers, and of other speech that was taken for one."""

    said: int = 0
    right: int = 0
    wrong: int = 0
    other: int = 0
    taken: int = 0
    missed: list[str] = field(default_factory=list)


def heard(recognizer: Recognizer, samples: Samples, phrases: Sequence[str]) -> str:
    """Return the final words."""
    events = recognize(recognizer, samples, phrases)
    return " ".join(event.text for event in events if isinstance(event, Heard) and event.final)


@cache
def _both(bench: Bench) -> dict[str, Tally]:
    """Return the tallies: decoded `free`, and `hinted` with the expected phrases."""
    recognizer = make_recognizer()
    speaker = Speaker()
    tallies = {"free": Tally(), "hinted": Tally()}
    voices = VOICES[: bench.times(len(VOICES), 1)]
    try:
        for step in STEPS:
            answers = list(ANSWERS[step.name].items())[:: bench.times(1, 4)]
            for number, (text, meant) in enumerate(answers):
                for voice in voices:
                    for db in (None, NOISE_DB):
                        samples = _turn(speaker, text, voice, db, number)
                        for kind, tally in tallies.items():
                            value = _understood(recognizer, step, kind, samples)
                            _count(tally, value, step.name, text, meant)
            others = zip(plain_parts()[: bench.times(60, 5)], cycle(voices), strict=False)
            for number, (text, voice) in enumerate(others):
                samples = _turn(speaker, text, voice, None, number)
                expected = understand(step, text)
                for kind, tally in tallies.items():
                    if expected is None:
                        tally.other += 1
                        tally.taken += _understood(recognizer, step, kind, samples) is not None
    finally:
        speaker.close()
    return tallies


def _turn(speaker: Speaker, text: str, voice: str, db: float | None, seed: int) -> Samples:
    speech = speaker.say(text, voice)
    around = silence(0.5, MODEL_RATE).samples
    samples = np.concatenate([around, speech, around])
    return samples if db is None else with_noise(samples, speech, db, seed)


def _understood(recognizer: Recognizer, step: Ask, kind: str, samples: Samples) -> Value | None:
    phrases = phrases_for(step.answer, step.choices) if kind == "hinted" else ()
    return understand(step, heard(recognizer, samples, phrases).strip())


def _count(tally: Tally, value: Value | None, step: str, text: str, meant: Value) -> None:
    tally.said += 1
    if value == meant:
        tally.right += 1
        return
    tally.wrong += value is not None
    tally.missed.append(f"{step} {text}: {value}")


def misunderstood(bench: Bench) -> Measured:
    """Measure the closed answers, of a hundred, that are not understood as they were meant."""
    tallies = _both(bench)
    values = {kind: 100 * (1 - tally.right / tally.said) for kind, tally in tallies.items()}
    details: Details = {"n": tallies["free"].said}
    details |= {f"{kind} wrong": 100 * tally.wrong / tally.said for kind, tally in tallies.items()}
    for kind, tally in tallies.items():
        details |= {f"{kind} {number}": text for number, text in enumerate(tally.missed[:8])}
    return Measured(values["hinted"], values["free"], details)


def taken_for_answers(bench: Bench) -> Measured:
    """Measure the other speech, of a hundred sentences, that is understood as an answer."""
    tallies = _both(bench)
    values = {kind: 100 * tally.taken / tally.other for kind, tally in tallies.items()}
    return Measured(values["hinted"], values["free"], {"n": tallies["free"].other})
