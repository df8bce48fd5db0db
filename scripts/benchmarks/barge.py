"""Barge-in: commands that are said while the coach speaks, and those it gives itself.

Half an hour of the library's own prompts is spoken in the simulator, with the recognizer open
all the time, once as with headphones and once through an open speaker with the canceller in front
of the recognizer: it hears only the coach. Then other voices say commands over it, as
loud at the microphone as the coach's echo is.

The open speaker is a linear one: a delay, and a room of so much reverberation. Two details have
what makes it harder: a speaker that distorts, and devices with clocks of their own.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from benchmarks.bench import Bench
from benchmarks.figure import Details, Measured
from benchmarks.speech import VOICES, Samples, Speaker, blocks, make_recognizer
from voice_coach.audio.echo import EchoCanceller
from voice_coach.audio.sound import FULL_SCALE, silence, to_int16
from voice_coach.dialogue.turn import BargeIn
from voice_coach.nlu.text import sentences
from voice_coach.practice.library import Library
from voice_coach.practice.schema import every_step
from voice_coach.practice.steps import Say
from voice_coach.protocol.events import AudioElapsed, Event, Heard
from voice_coach.stt.vosk_engine import MODEL_RATE
from voice_coach.tts.base import VoiceSettings
from voice_coach.tts.pyttsx3_engine import Pyttsx3Synthesizer

DELAY = 0.06
"""Seconds from playing to recording: usual devices take so long."""

REVERBERATION = 0.25
"""Seconds in which the room's answer falls by 60 dB: a furnished living room has 0.2 to 0.5."""

DIRECT = 3.0
"""The direct sound, relative to one sample of the room's answer behind it."""

OVERDRIVE = 0.3
"""The drive of the speaker that distorts: the distortion is 26 dB below the linear part."""

APART = 20e-6
"""The difference between the clocks of two devices: crystals differ by some 20 ppm."""

COMMANDS = ("stop", "pause", "skip", "repeat", "help", "louder", "go back", "please stop")
EVERY = 5.3
"""Seconds from one command to the next."""

SETTLING = 15.0
"""Seconds before the first one: the canceller has then learnt the room."""

LATE = 2.5
"""Seconds after a command within which it has to be obeyed."""

AUDIBLE = 200
"""Amplitude above which a sample counts for how loud somebody speaks."""


@dataclass(frozen=True)
class Speech:
    """The coach's speech, at the model's rate, and the second each sentence begins at."""

    samples: Samples
    begins: tuple[tuple[float, str], ...]

    def spoken_at(self, seconds: float) -> tuple[str, ...]:
        """Return the sentence that sounds then, and the one before."""
        return tuple(text for begin, text in self.begins if begin <= seconds)[-2:]


@cache
def coach_speech(minutes: float, folder: str) -> Speech:
    """Return so many minutes of the library's prompts, repeated if they do not last."""
    synthesizer, parts, begins, frames = Pyttsx3Synthesizer(), [], [], 0
    try:
        for text, rate in itertools.cycle(list(_prompts(folder))):
            if frames >= minutes * 60 * MODEL_RATE:
                break
            begins.append((frames / MODEL_RATE, text))
            sound = synthesizer.render(text, VoiceSettings(rate=rate)).at(MODEL_RATE).samples
            parts += [sound, silence(0.6, MODEL_RATE).samples]
            frames += len(sound) + len(parts[-1])
    finally:
        synthesizer.close()
    return Speech(np.concatenate(parts), tuple(begins))


def _prompts(folder: str) -> Iterator[tuple[str, int]]:
    """Yield the library's sentences without placeholders, each with its rate in words a minute."""
    library = Library(Path(folder))
    for name in library.names():
        for step in every_step(library.load(name).steps):
            texts = [text for key, text in step.prompts().items() if key[0] != "again"]
            for sentence in sentences(" ".join(texts)):
                if "{" not in sentence:
                    yield sentence, 120 if isinstance(step, Say) else 145


def echo_of(played: Samples, gain: float) -> NDArray[np.float64]:
    """Return its echo from the room, at `gain`."""
    length = round(REVERBERATION * MODEL_RATE)
    chance = np.random.default_rng(1)
    answer = chance.standard_normal(length) * 10 ** (-3 * np.arange(length) / length)
    answer[0] = DIRECT
    answer *= gain / np.sqrt(np.square(answer).sum())
    echo = np.zeros(len(played) + round(DELAY * MODEL_RATE) + 2 * length)
    size = 1 << 16
    response = np.fft.rfft(answer, 2 * size)
    for start in range(0, len(played), size):
        part = played[start : start + size]
        heard = np.fft.irfft(np.fft.rfft(part, 2 * size) * response)[: len(part) + length]
        place = start + round(DELAY * MODEL_RATE)
        echo[place : place + len(heard)] += heard[: len(echo) - place]
    return echo[: len(played)]


def distorted(played: Samples) -> Samples:
    """Return it as a small, overdriven speaker plays it, as loud as before."""
    values = played / FULL_SCALE
    bent = values + OVERDRIVE * (0.5 * values**2 + values**3)
    limited = np.tanh((1 + OVERDRIVE) * bent)
    return to_int16(FULL_SCALE * limited * (limited @ values) / (limited @ limited))


def with_own_clock(played: Samples) -> Samples:
    """Return it as a microphone with a slower clock records it."""
    slower = soxr.resample(played.astype(np.float32), 1 + APART, 1, quality="VHQ")
    return to_int16(np.resize(slower, len(played)))


def loudness(samples: NDArray[np.generic]) -> float:
    """Return the level (RMS) of the audible samples of a voice."""
    values = samples.astype(np.float64)
    return float(np.sqrt(np.mean(np.square(values[np.abs(values) > AUDIBLE]))))


def without_echo(played: Samples, heard: Samples) -> Samples:
    """Return what the echo canceller leaves of `heard`."""
    canceller, cleaned = EchoCanceller(MODEL_RATE, MODEL_RATE), []
    for far, near in zip(blocks(played), blocks(heard), strict=True):
        canceller.play(far)
        cleaned.append(canceller.clean(near))
    return np.concatenate(cleaned)


@dataclass(frozen=True)
class Overheard:
    """Words heard while the coach spoke, and the commands obeyed, each with its second."""

    words: tuple[str, ...]
    obeyed: tuple[tuple[float, str], ...]


def hear(samples: Samples) -> list[Event]:
    """Return the recognizer's events for it; it is open all the time."""
    recognizer = make_recognizer()
    recognizer.open(0)
    return [event for block in blocks(samples) for event in recognizer.feed(block)]


def overhear(speech: Speech, events: Sequence[Event], *, guarded: bool) -> Overheard:
    """Apply the session's rule of barge-in to the recognizer's events."""
    beside = BargeIn(hears_itself=guarded)
    words: list[str] = []
    obeyed: list[tuple[float, str]] = []
    seconds = 0.0
    for event in events:
        if isinstance(event, Heard):
            words += event.text.split() if event.final else []
            beside.take(beside.without_echo(event, speech.spoken_at(seconds)))
        elif isinstance(event, AudioElapsed):
            seconds = event.seconds
            name = beside.take(event)
            if name is not None:
                obeyed.append((seconds, name))
    return Overheard(tuple(words), tuple(obeyed))


def self_transcript(bench: Bench) -> Measured:
    """Measure the commands the coach gives itself in half an hour, through an open speaker."""
    speech = coach_speech(bench.times(30, 1), str(bench.folder))
    details: Details = {"minutes": len(speech.samples) / MODEL_RATE / 60}
    heard = to_int16(echo_of(speech.samples, 1.0))
    cleaned = without_echo(speech.samples, heard)
    details["echo taken out, dB"] = 20 * float(
        np.log10(np.std(heard.astype(float)) / max(1e-9, np.std(cleaned.astype(float))))
    )
    events = hear(cleaned)
    found = overhear(speech, events, guarded=True)
    details |= {"words heard": len(found.words), "said": " ".join(found.words[:20])}
    details["obeyed without the guard"] = len(overhear(speech, events, guarded=False).obeyed)
    open_words = overhear(speech, hear(heard[: 60 * MODEL_RATE]), guarded=True).words
    details["words a minute without the canceller"] = len(open_words)
    return Measured(len(found.obeyed), details=details)


@dataclass(frozen=True)
class _Said:
    seconds: float
    name: str


def _spoken_over(speech: Speech) -> tuple[NDArray[np.float64], list[_Said]]:
    """Return commands in other voices all along the coach's speech, each as loud as the coach."""
    level, speaker = loudness(speech.samples), Speaker()
    said: list[_Said] = []
    mouth = np.zeros(len(speech.samples))
    voices, place = itertools.cycle(VOICES[1:]), round(SETTLING * MODEL_RATE)
    try:
        for text in itertools.cycle(COMMANDS):
            if place > len(mouth) - 4 * MODEL_RATE:
                break
            words = speaker.say(text, next(voices)).astype(np.float64)
            mouth[place : place + len(words)] += words * level / loudness(words)
            said.append(_Said((place + len(words)) / MODEL_RATE, _NAMES.get(text, text)))
            place += round(EVERY * MODEL_RATE)
    finally:
        speaker.close()
    return mouth, said


_NAMES = {"go back": "back", "please stop": "stop"}


def _missed(said: Sequence[_Said], found: Overheard) -> float:
    """Return how many of a hundred were not obeyed."""
    heard = sum(
        any(each.name == name and 0 < at - each.seconds < LATE for at, name in found.obeyed)
        for each in said
    )
    return 100 * (1 - heard / len(said))


def missed_with_headphones(bench: Bench) -> Measured:
    """Measure the commands said over the coach and not obeyed, of a hundred, without an echo."""
    speech = coach_speech(bench.times(5, 1), str(bench.folder))
    mouth, said = _spoken_over(speech)
    found = overhear(speech, hear(to_int16(mouth)), guarded=False)
    return Measured(_missed(said, found), details={"n": len(said)})


def missed_through_echo(bench: Bench) -> Measured:
    """Measure the same through an open speaker whose echo is as loud as the person."""
    speech = coach_speech(bench.times(5, 1), str(bench.folder))
    mouth, said = _spoken_over(speech)
    details: Details = {"n": len(said)}

    def missed(sounding: Samples, db: float) -> float:
        heard = to_int16(echo_of(sounding, 10 ** (-db / 20)) + mouth)
        cleaned = without_echo(speech.samples, heard)
        return _missed(said, overhear(speech, hear(cleaned), guarded=True))

    equally = missed(speech.samples, 0)
    for db in (-6, 12, 20):
        where = f"{abs(db)} dB {'below' if db > 0 else 'above'}"
        details[f"missed with the echo {where}"] = missed(speech.samples, db)
    details["missed with a speaker that distorts"] = missed(distorted(speech.samples), 0)
    details["missed with two clocks"] = missed(with_own_clock(speech.samples), 0)
    raw = to_int16(echo_of(speech.samples, 1.0) + mouth)
    details["missed without the canceller"] = _missed(
        said, overhear(speech, hear(raw), guarded=True)
    )
    return Measured(equally, details=details)
