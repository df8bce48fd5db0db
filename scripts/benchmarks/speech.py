"""Synthetic speech in several voices, and the program's recognizer to hear it.

All samples are int16 mono at the rate of the model that ships.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.sound import to_int16
from voice_coach.audio.streams import BLOCKS_A_SECOND
from voice_coach.protocol.events import Event
from voice_coach.stt.base import Recognizer
from voice_coach.stt.models import shipped_model
from voice_coach.stt.vad import gated
from voice_coach.stt.vosk_engine import MODEL_RATE, VoskRecognizer
from voice_coach.tts.base import VoiceSettings
from voice_coach.tts.pyttsx3_engine import Pyttsx3Synthesizer

Samples = NDArray[np.int16]

VOICES = ("gmw/en-us", "gmw/en-us+f3", "gmw/en-us+m3", "gmw/en-us+f5")
"""Four speakers of the engine's American English, at the pace of the simulated user."""

RATE = 150


class Speaker:
    """Speaks in several voices; each text is synthesized once."""

    def __init__(self) -> None:
        self._synthesizer = Pyttsx3Synthesizer()
        self._known: dict[tuple[str, str], Samples] = {}

    def say(self, text: str, voice: str) -> Samples:
        """Return the samples of a text."""
        key = text, voice
        if key not in self._known:
            sound = self._synthesizer.render(text, VoiceSettings(voice=voice, rate=RATE))
            self._known[key] = sound.at(MODEL_RATE).samples
        return self._known[key]

    def close(self) -> None:
        """Close the synthesizer."""
        self._synthesizer.close()


def with_noise(samples: Samples, speech: Samples, db: float, seed: int) -> Samples:
    """Return samples with white noise under them, `db` quieter than the speech."""
    level = float(np.sqrt(np.mean(np.square(speech.astype(np.float64)))))
    noise = np.random.default_rng(seed).normal(0, level * 10 ** (-db / 20), len(samples))
    return to_int16((samples + noise).astype(np.float32))


def blocks(samples: Samples) -> Iterator[Samples]:
    """Yield blocks of 20 ms, as a device delivers them."""
    frames = MODEL_RATE // BLOCKS_A_SECOND
    for start in range(0, len(samples) - frames + 1, frames):
        yield samples[start : start + frames]


def make_recognizer() -> Recognizer:
    """Return the recognizer of a session, with the model that ships and voice activity."""
    return gated(VoskRecognizer(shipped_model(), MODEL_RATE), MODEL_RATE)


def recognize(recognizer: Recognizer, samples: Samples, phrases: Sequence[str] = ()) -> list[Event]:
    """Return a recognizer's events for samples, in a turn of its own.

    Args:
        recognizer: Opened for it, and closed.
        samples: The sound.
        phrases: Those that are expected.
    """
    recognizer.open(1, phrases)
    events = [event for block in blocks(samples) for event in recognizer.feed(block)]
    return [*events, *recognizer.close()]
