"""An ear that remembers what it heard, and a voice that remembers what it said.

A turn is heard from its first sample on, and takes nothing over from an earlier one: the same sound
after the same hints is the same words. What was heard once, from the beginning of a turn on, is not
recognised a second time. And the same sentences in the same order from a new voice are the same
sound: what a voice has said once, from its first sentence on, the next need not render.
"""

import threading
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.sound import Sound
from voice_coach.protocol.events import Event
from voice_coach.stt.base import Recognizer
from voice_coach.tts.base import VoiceSettings
from voice_coach.tts.pyttsx3_engine import Pyttsx3Synthesizer

HeardMemory = dict[bytes, tuple[Event, ...]]
"""What was told, by all that was heard until then."""

SaidMemory = dict[bytes, Sound]
"""The sound of a sentence, by all that was said until then."""


class RememberingRecognizer:
    """Hears what another ear hears; see `voice_coach.stt.base.Recognizer`.

    Args:
        recognizer: Hears what is not remembered.
        memory: Of ears that are made like this one.
    """

    def __init__(self, recognizer: Recognizer, memory: HeardMemory) -> None:
        self._recognizer = recognizer
        self._memory = memory
        self._turn: int | None = None
        self._phrases: Sequence[str] = ()
        self._heard = b""
        self._ahead: list[NDArray[np.int16]] = []  # of the ear behind this one

    @property
    def is_open(self) -> bool:
        return self._turn is not None

    def open(self, turn: int, phrases: Sequence[str] = ()) -> None:
        if self._recognizer.is_open:
            self._recognizer.close()
        self._turn, self._phrases, self._ahead = turn, tuple(phrases), []
        self._heard = _after(b"", repr(self._phrases).encode())

    def feed(self, block: NDArray[np.int16]) -> list[Event]:
        if self._turn is None:
            return []
        self._ahead.append(block.copy())
        self._heard = _after(self._heard, block.tobytes())
        if self._heard not in self._memory:
            self._memory[self._heard] = tuple(self._catch_up(self._turn))
        return self._told(self._turn)

    def close(self) -> list[Event]:
        turn, self._turn = self._turn, None
        if turn is None:
            return []
        self._heard = _after(self._heard, b"the end")
        if self._heard not in self._memory:
            self._catch_up(turn)
            self._memory[self._heard] = tuple(self._recognizer.close())
        elif self._recognizer.is_open:
            self._recognizer.close()
        return self._told(turn)

    def _catch_up(self, turn: int) -> list[Event]:
        """Feed the ear what it has not heard of this turn; what it tells of the last of it."""
        if not self._recognizer.is_open:
            self._recognizer.open(turn, self._phrases)
        told: list[Event] = []
        for block in self._ahead:
            told = self._recognizer.feed(block)
        self._ahead = []
        return told

    def _told(self, turn: int) -> list[Event]:
        return [replace(event, turn=turn) for event in self._memory[self._heard]]


class RememberingSynthesizer:
    """Speaks as a new `Pyttsx3Synthesizer` does; see `voice_coach.tts.base.Synthesizer`.

    Args:
        memory: What such voices have said.
    """

    name = "pyttsx3"

    def __init__(self, memory: SaidMemory) -> None:
        self._memory = memory
        self._lock = threading.Lock()
        self._voice = Pyttsx3Synthesizer()
        self._said = b""
        self._ahead: list[tuple[str, VoiceSettings]] = []  # of the voice behind this one

    def start(self) -> None:
        """It starts where there is something to say that is not remembered."""

    def render(self, text: str, voice_settings: VoiceSettings) -> Sound:
        with self._lock:
            said = _after(self._said, repr((text, voice_settings)).encode())
            if said not in self._memory:
                for earlier in self._ahead:
                    self._voice.render(*earlier)
                self._ahead = []
                self._memory[said] = self._voice.render(text, voice_settings)
            else:
                self._ahead.append((text, voice_settings))
            self._said = said
            return self._memory[said]

    def voices(self) -> tuple[str, ...]:
        return self._voice.voices()

    def close(self) -> None:
        self._voice.close()
        self._said, self._ahead = b"", []


def _after(heard: bytes, sound: bytes) -> bytes:
    return blake2b(heard + sound, digest_size=16).digest()
