"""A synthetic person: says things to the microphone, in a voice that is not the coach's."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from voice_coach.app.simulated_user import VOICE_SETTINGS
from voice_coach.audio.sound import Sound, WavWriter, silence
from voice_coach.tts.pyttsx3_engine import Pyttsx3Synthesizer

PADDING = 0.2
"""Seconds of silence around a recording, so that a device that just woke up loses no sound."""

LONG = (
    "i said yes when i wanted to rest",
    "i will walk around the block after lunch",
    "i learned that the morning is easier for me",
    "i will take a slow walk before dinner",
    "right after lunch when i close my computer",
    "i feel calm and a little relieved",
)
"""Sentences of the length of an answer."""


def speak(texts: Iterable[str]) -> dict[str, Sound]:
    """Return the sound of every text."""
    synthesizer = Pyttsx3Synthesizer()
    try:
        return {text: synthesizer.render(text, VOICE_SETTINGS) for text in texts}
    finally:
        synthesizer.close()


def record(texts: Iterable[str], folder: Path) -> dict[str, Path]:
    """Write a WAV file of every text, with a little silence around it; return the paths."""
    paths = {}
    for number, (text, sound) in enumerate(speak(texts).items()):
        padding = silence(PADDING, sound.rate).samples
        paths[text] = folder / f"said-{number}.wav"
        with WavWriter(paths[text], sound.rate) as writer:
            writer.write(np.concatenate([padding, sound.samples, padding]))
    return paths


def monologue(seconds: float, rate: int) -> Sound:
    """Return at least so many seconds of sentences with pauses between them."""
    pause = silence(0.8, rate).samples
    sounds = [sound.at(rate).samples for sound in speak(LONG).values()]
    pieces: list[np.ndarray[tuple[int], np.dtype[np.int16]]] = []
    while sum(map(len, pieces)) < seconds * rate:
        pieces += [sounds[len(pieces) // 2 % len(sounds)], pause]
    return Sound(np.concatenate(pieces), rate)
