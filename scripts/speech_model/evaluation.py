"""Evaluation of a finished model, through Vosk itself, in a stream as a session has it.

The sentences in `data/held_out` were written before any training, and nothing is trained on them.
"""

import json
import multiprocessing
import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from speech_model import festival, flite, texts
from speech_model.errors import check_model
from speech_model.espeak import VoiceSettings, espeak
from speech_model.sound import RATE, Sound, speech_level
from voice_coach.nlu.commands import match
from voice_coach.stt.transcription import word_error_rate
from voice_coach.stt.vosk_engine import import_vosk

BEFORE, AFTER = 0.3, 0.6
"""Seconds of silence around what is spoken; the recognizer gives a turn a lead-in too."""

CHUNK = RATE // 4
"""Samples at a time."""

PEAK = 0.5 * 32767

SENTENCES = ("journal", "general")

PRODUCT = "product"
"""What the practices have for examples of answers and to choose from, and the commands. Unlike the
sentences it is trained on: it tells whether the demo and the tests are heard."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """A synthetic speaker: engine, voice, rate and noise.

    Attributes:
        group: Which of the targets this belongs to.
        engine: `espeak`, `flite` or `festival`.
        rate: Words a minute; espeak only, as is the pitch.
        snr: dB by which white noise is softer than the speech; without noise if None.
    """

    name: str
    group: str
    engine: str
    voice: str
    rate: int = 150
    pitch: int = 50
    snr: float | None = None

    def say(self, text: str) -> Sound:
        """Return the text as this speaker says it."""
        if self.engine == "flite":
            utterance = flite.say(text, self.voice)
        elif self.engine == "festival":
            (utterance,) = festival.say([(text, self.voice, 1.0)])
        else:
            sound = espeak().sound(text, VoiceSettings(self.voice, self.rate, self.pitch))
            return self._heard(sound, text)
        return self._heard(utterance.sound, text)

    def _heard(self, sound: Sound, text: str) -> Sound:
        sound = sound * np.float32(PEAK / (np.abs(sound).max(initial=0.0) + 1e-9))
        quiet = [np.zeros(int(seconds * RATE), np.float32) for seconds in (BEFORE, AFTER)]
        padded = np.concatenate([quiet[0], sound, quiet[1]])
        if self.snr is not None:
            noise = np.random.default_rng(len(text)).standard_normal(len(padded), np.float32)
            padded += noise * np.float32(speech_level(sound) * 10 ** (-self.snr / 20))
        return np.asarray(np.clip(padded, -32768, 32767), np.float32)


US = "gmw/en-us"

SPEAKERS: tuple[Speaker, ...] = (
    *(Speaker(f"espeak-ng en-us, {rate} wpm", "en-us", "espeak", US, rate)
      for rate in (120, 150, 180, 210)),
    Speaker("espeak-ng en-us+f3, 150 wpm (the demo's partner)", "partner", "espeak", f"{US}+f3"),
    *(Speaker(f"espeak-ng en-us+{variant} (not trained on)", "unseen", "espeak", f"{US}+{variant}")
      for variant in ("f5", "m7", "Hugo", "linda", "john")),
    *(Speaker(f"espeak-ng en-us, pitch {pitch} (not trained on)", "unseen", "espeak", US,
              pitch=pitch)
      for pitch in (15, 90)),
    *(Speaker(f"flite {voice}", "flite", "flite", voice) for voice in flite.VOICES),
    *(Speaker(f"festival {voice}", "festival", "festival", voice) for voice in festival.VOICES),
    Speaker("festival cmu_us_slt_arctic_hts (not trained on)", "festival-unseen", "festival",
            "cmu_us_slt_arctic_hts"),
    Speaker("espeak-ng en-gb", "en-gb", "espeak", "gmw/en"),
    Speaker("espeak-ng en-gb-x-rp", "en-gb", "espeak", "gmw/en-GB-x-rp"),
    Speaker("espeak-ng en-us, white noise 20 dB below", "20 dB", "espeak", US, snr=20),
    Speaker("espeak-ng en-us, white noise 10 dB below", "10 dB", "espeak", US, snr=10),
)  # fmt: skip

GRAMMAR_SPEAKERS = tuple(
    speaker
    for speaker in SPEAKERS
    if speaker.group in {"en-us", "partner", "10 dB"} or speaker.voice == "slt"
)

(PARTNER,) = (speaker for speaker in SPEAKERS if speaker.group == "partner")

QUICK_SPEAKERS = SPEAKERS[1:2]


@dataclass(frozen=True, slots=True)
class Heard:
    """Word errors of one speaker with one set of sentences, of `words` words.

    `wrong` has each sentence that was not heard right, with what was heard.
    """

    speaker: str
    group: str
    sentences: str
    errors: int
    words: int
    wrong: list[tuple[str, str]]
    seconds: float
    processor_seconds: float

    @property
    def rate(self) -> float:
        """Word errors in per cent."""
        return 100 * self.errors / max(self.words, 1)


@dataclass(frozen=True, slots=True)
class Commanded:
    """The results of a grammar of the product's commands, with them and with other phrases.

    Attributes:
        right: How many of the `commands` ways of saying one were heard as that command; "light
            headed" and "lightheaded" are the same.
        false: Which of the `others` phrases were taken for a command.
    """

    speaker: str
    right: int
    commands: int
    false: list[str]
    others: int


@cache
def vosk_model(folder: Path) -> Any:
    """Return the model in a folder, loaded once in a process."""
    vosk = import_vosk()
    vosk.SetLogLevel(-1)
    return vosk.Model(str(folder))


def transcribe(folder: Path, sound: Sound, grammar: Sequence[str] = ()) -> str:
    """Return the transcripts of the model in `folder`, with a grammar if one is given."""
    model, vosk = vosk_model(folder), import_vosk()
    arguments = (json.dumps([*grammar, "[unk]"]),) if grammar else ()
    recognizer = vosk.KaldiRecognizer(model, RATE, *arguments)
    data = np.round(sound).astype("<i2")
    heard = [
        json.loads(recognizer.Result())["text"]
        for start in range(0, len(data), CHUNK)
        if recognizer.AcceptWaveform(data[start : start + CHUNK].tobytes())
    ]
    heard.append(json.loads(recognizer.FinalResult())["text"])
    return " ".join(text for text in heard if text)


def hear(folder: Path, speaker: Speaker, lines: Sequence[str], name: str) -> Heard:
    """Return the word errors of the lines, as a speaker says them."""
    errors = words = 0
    wrong: list[tuple[str, str]] = []
    seconds = processor = 0.0
    for line in lines:
        sound = speaker.say(line)
        config = time.process_time()
        heard = transcribe(folder, sound)
        processor += time.process_time() - config
        seconds += len(sound) / RATE
        errors += round(word_error_rate(line, heard) * len(line.split()))
        words += len(line.split())
        if heard != line:
            wrong.append((line, heard))
    return Heard(speaker.name, speaker.group, name, errors, words, wrong, seconds, processor)


def command(folder: Path, speaker: Speaker) -> Commanded:
    """Measure a grammar of all commands with them, and with phrases that are none."""
    said = texts.commands()
    right = sum(match(transcribe(folder, speaker.say(line), said)) == match(line) for line in said)
    others = [line for name in texts.HELD_OUT for line in texts.held_out(name)]
    false = [line for line in others if transcribe(folder, speaker.say(line), said) in said]
    return Commanded(speaker.name, right, len(said), false, len(others))


def silences() -> dict[str, Sound]:
    """Six seconds each of what is no speech."""
    samples = np.random.default_rng(0)
    times = np.arange(6 * RATE) / RATE
    white = samples.standard_normal(len(times))
    hiss = np.diff(white, prepend=0.0)
    swell = np.maximum(0.0, np.sin(2 * np.pi * times / 3))
    sounds = {
        "digital silence": np.zeros(len(times)),
        "white noise, soft": 100 * white,
        "white noise, loud": 1000 * white,
        "mains hum, 50 Hz": 3000 * np.sin(2 * np.pi * 50 * times),
        "mains hum, 60 Hz": 3000 * np.sin(2 * np.pi * 60 * times),
        "breath-like noise": 600 * swell * hiss,
        "breath-like noise, loud": 2000 * swell * np.convolve(white, np.ones(4) / 4, "same"),
    }
    return {name: sound.astype(np.float32) for name, sound in sounds.items()}


def evaluate(folder: Path, practices: Path, jobs: int, *, quick: bool = False) -> "Report":
    """Measure the model in `folder`; `quick` with one speaker and a few sentences.

    The folder `practices` has those whose examples the demo's partner says.

    Raises:
        BuildError: There is no model.
    """
    check_model(folder)
    os.environ["OMP_NUM_THREADS"] = "1"
    speakers = QUICK_SPEAKERS if quick else SPEAKERS
    sets = {name: texts.held_out(name)[: 10 if quick else None] for name in SENTENCES}
    tasks = [(folder, speaker, lines, name) for speaker in speakers for name, lines in sets.items()]
    if not quick:
        own = tuple(dict.fromkeys((*texts.practice_answers(practices), *texts.commands())))
        tasks.append((folder, PARTNER, own, PRODUCT))
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        heard = pool.starmap(hear, tasks, chunksize=1)
        commanded = [] if quick else pool.map(partial(command, folder), GRAMMAR_SPEAKERS, 1)
    noises = {name: transcribe(folder, sound) for name, sound in silences().items()}
    return Report(heard, commanded, noises)


def some_of(phrases: Sequence[str], all_of_them: int) -> str:
    """Return how many of so many phrases these are, and which."""
    named = f" ({', '.join(phrases)})" if phrases else ""
    return f"{len(phrases)} of {all_of_them}{named}"


@dataclass(frozen=True, slots=True)
class Report:
    """All measurements; `silences` holds what was recognized where nothing was said."""

    heard: list[Heard]
    commanded: list[Commanded]
    silences: dict[str, str]

    def table(self) -> str:
        """Return the report as Markdown."""
        rows = ["| speaker | journal | general |", "| --- | --- | --- |"]
        by_speaker: dict[str, dict[str, float]] = {}
        for heard in self.heard:
            by_speaker.setdefault(heard.speaker, {})[heard.sentences] = heard.rate
        rows += [
            f"| {name} | {rates['journal']:.1f} % | {rates['general']:.1f} % |"
            for name, rates in by_speaker.items()
        ]
        rows += ["", "| commands from | heard right | other phrases taken for one |"]
        rows.append("| --- | --- | --- |")
        rows += [
            f"| {c.speaker} | {c.right} of {c.commands} | {some_of(c.false, c.others)} |"
            for c in self.commanded
        ]
        rows += [
            f"\nOf the {one.words} words of the practices' answers and the commands, from "
            f"{one.speaker}, {one.errors} were heard wrongly:"
            + "".join(f"\n- {said!r} was heard as {heard!r}" for said, heard in one.wrong)
            for one in self.heard
            if one.sentences == PRODUCT
        ]
        rows += ["", "| where nothing is said | heard |", "| --- | --- |"]
        rows += [f"| {name} | {text or 'nothing'} |" for name, text in self.silences.items()]
        seconds = sum(heard.seconds for heard in self.heard)
        used = sum(heard.processor_seconds for heard in self.heard)
        return "\n".join((*rows, "", f"Decoded in {used / seconds:.3f} of real time."))

    def json(self) -> str:
        """Return the report for scripts."""
        return json.dumps(asdict(self), indent=1)
