"""How well the library's prompts are understood, spoken by each engine and heard by Whisper base.

Each prompt is rendered as the prompt speaker does it: sentence by sentence, at the words a minute
of its step, with pauses between. A placeholder is filled with a word of its own. Both sides are
written alike before words are compared: numbers as words, and what Whisper spells otherwise.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.bench import Bench, NotMeasuredError
from benchmarks.figure import Details, Measured
from benchmarks.whisper import Whisper
from voice_coach.audio.sound import Sound, WavWriter, silence
from voice_coach.errors import CoachError
from voice_coach.nlu.numbers import in_english
from voice_coach.nlu.text import sentences
from voice_coach.practice.library import Library
from voice_coach.practice.schema import every_step
from voice_coach.practice.steps import Say
from voice_coach.protocol.effects import PACES, Pace
from voice_coach.stt.transcription import word_error_rate
from voice_coach.tts.base import Synthesizer, VoiceSettings, make_synthesizer

FILLER = "walking"
"""In the place of what a person would have said."""

EVERY = 15
"""In a quick run only each so-manieth prompt is heard."""

WORST = 20
"""Prompts that are told one by one."""

_ALIKE = (
    ("okay", "ok"), ("all right", "alright"), ("e g", "for example"), ("favour", "favor"),
    ("colour", "color"), ("honour", "honor"), ("neighbour", "neighbor"), ("grey", "gray"),
    ("practise", "practice"), ("towards", "toward"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt; `place` names practice, step and key."""

    place: str
    text: str
    pace: Pace


@dataclass(frozen=True, slots=True)
class Heard:
    """A prompt, as it was heard, and the words that were wrong."""

    prompt: Prompt
    text: str
    errors: int


def prompts_of(bench: Bench) -> list[Prompt]:
    """Return the library's prompts, each text once."""
    library = Library(bench.folder)
    found: dict[str, Prompt] = {}
    for name in library.names():
        for step in every_step(library.load(name).steps):
            usual: Pace = "meditation" if isinstance(step, Say) else "question"
            pace = getattr(step, "pace", None) or usual
            for key, text in step.prompts().items():
                place = " ".join((name, step.name, *map(str, key)))
                filled = re.sub(r"\{[^}]*\}", FILLER, text)
                found.setdefault(filled, Prompt(place, filled, pace))
    return list(found.values())[:: bench.times(1, EVERY)]


def written_alike(text: str) -> str:
    """Return a text in lower-case words, numbers among them, with one spelling for each."""
    plain = text.lower().replace("’", "'").replace("%", " percent").replace("&", " and ")
    words = re.sub(r"\d+", lambda found: f" {in_english(int(found[0]))} ", plain)
    words = " ".join(re.sub(r"[^a-z']+", " ", words).split())
    for one, other in _ALIKE:
        words = re.sub(rf"\b{one}\b", other, words)
    return words


def _render(synthesizer: Synthesizer, prompt: Prompt) -> Sound:
    pacing = PACES[prompt.pace]
    parts = [
        synthesizer.render(sentence, VoiceSettings(rate=pacing.rate))
        for sentence in sentences(prompt.text)
    ]
    pauses = [silence(pacing.between, part.rate).samples for part in parts]
    samples = [
        each for part, pause in zip(parts, pauses, strict=True) for each in (part.samples, pause)
    ]
    return Sound(np.concatenate(samples), parts[0].rate)


def _hear(bench: Bench, engine: str, whisper: Whisper) -> Iterator[Heard]:
    """Yield each prompt as it is heard when this engine speaks it."""
    path = bench.folder / "prompt.wav"
    try:
        synthesizer = make_synthesizer(engine)
    except CoachError as error:
        raise NotMeasuredError(error.message) from error
    try:
        for prompt in prompts_of(bench):
            sound = _render(synthesizer, prompt)
            with WavWriter(str(path), sound.rate) as writer:
                writer.write(sound.samples)
            text = whisper.hear(path)
            said = written_alike(prompt.text)
            wrong = word_error_rate(said, written_alike(text)) * len(said.split())
            yield Heard(prompt, text, round(wrong))
    finally:
        synthesizer.close()


def _told(heard: list[Heard]) -> Details:
    words = sum(len(written_alike(each.prompt.text).split()) for each in heard)
    worst = sorted(heard, key=lambda each: -each.errors)[:WORST]
    return {
        "n": len(heard),
        "words": words,
        "errors": sum(each.errors for each in heard),
        "prompts without an error": sum(not each.errors for each in heard),
        **{
            f"{each.errors} wrong in {each.prompt.place}": f"{each.prompt.text} | {each.text}"
            for each in worst
            if each.errors
        },
    }


def word_errors(bench: Bench) -> Measured:
    """Measure the words of a hundred that are heard wrong of the natural voice, and of pyttsx3."""
    with Whisper() as whisper:
        told = {name: _told(list(_hear(bench, name, whisper))) for name in ("hibari", "pyttsx3")}
    rates = {
        name: 100 * float(details["errors"]) / float(details["words"])
        for name, details in told.items()
    }
    details: Details = told["hibari"] | {
        f"pyttsx3: {key}": value for key, value in told["pyttsx3"].items()
    }
    return Measured(rates["hibari"], rates["pyttsx3"], details)
