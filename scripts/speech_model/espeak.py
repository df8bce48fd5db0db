"""Speech from espeak-ng with the time of every phone, through its C library.

The library is the one the product's own voice uses, from the package espeakng-loader: the model is
to hear that voice above all.
"""

import ctypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import espeakng_loader
import numpy as np
from numpy.typing import NDArray

from speech_model import phones
from speech_model.alignment import Segment, Utterance
from speech_model.sound import Sound, at_model_rate

# Of espeak-ng's speak_lib.h.
_SYNCHRONOUS = 2  # returns when all is spoken; the other way waits, and events may come late
_PHONEME_EVENTS = 1
_UTF8 = 1
_WORD, _SENTENCE, _PHONEME, _LAST = 1, 2, 7, 0
BRITISH = ("gmw/en", "gmw/en-GB-x-rp")
"""Its voices for en-gb: the usual one, and Received Pronunciation."""

_STRESS = "',%="
_RATE, _PITCH, _RANGE, _WORD_GAP = 1, 3, 4, 7


class _Id(ctypes.Union):
    _fields_ = (
        ("number", ctypes.c_int),
        ("name", ctypes.c_char_p),
        ("string", ctypes.c_char * 8),
    )


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """Settings of espeak-ng.

    Attributes:
        voice: As espeak-ng names it, a variant after a plus sign: `en-us+f3`.
        rate: Words a minute.
        pitch: 0 to 100.
        pitch_range: 0 to 100; how much the pitch moves.
        word_gap: Pauses between words, in units of 10 ms.
    """

    voice: str = "en-us"
    rate: int = 160
    pitch: int = 50
    pitch_range: int = 50
    word_gap: int = 0

    @property
    def british(self) -> bool:
        """True for accents that drop the r after vowels."""
        return self.voice.partition("+")[0] in BRITISH


class Espeak:
    """The library, loaded once for a process: it keeps its state in global variables."""

    def __init__(self) -> None:
        library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = str(Path(espeakng_loader.get_data_path()).parent).encode()
        self.rate: int = library.espeak_Initialize(_SYNCHRONOUS, 0, data, _PHONEME_EVENTS)
        if self.rate <= 0:
            raise RuntimeError("espeak-ng could not be started from the package espeakng-loader.")
        self._library = library
        self._sound: list[NDArray[np.int16]] = []
        self._events: list[tuple[int, int, int, str]] = []
        self._callback = _Callback(self._take)  # kept: the library holds only a pointer to it
        library.espeak_SetSynthCallback(self._callback)

    def _take(self, samples: Any, count: int, events: Any) -> int:
        if count > 0 and samples:
            self._sound.append(np.ctypeslib.as_array(samples, (count,)).copy())
        index = 0
        while (event := events[index]).type != _LAST:
            name = event.id.string.decode("utf-8", "replace") if event.type == _PHONEME else ""
            name = name.lstrip(_STRESS)
            self._events.append((event.type, event.sample, event.text_position, name))
            index += 1
        return 0

    def _speak(self, text: str, voice_settings: VoiceSettings) -> NDArray[np.int16]:
        library = self._library
        if library.espeak_SetVoiceByName(voice_settings.voice.encode()) != 0:
            raise ValueError(f"espeak-ng has no voice {voice_settings.voice}.")
        for parameter, value in (
            (_RATE, voice_settings.rate),
            (_PITCH, voice_settings.pitch),
            (_RANGE, voice_settings.pitch_range),
            (_WORD_GAP, voice_settings.word_gap),
        ):
            library.espeak_SetParameter(parameter, value, 0)
        self._sound, self._events = [], []
        data = text.encode()
        size = ctypes.c_size_t(len(data) + 1)
        library.espeak_Synth(data, size, 0, 1, 0, _UTF8, None, None)
        return np.concatenate(self._sound) if self._sound else np.zeros(0, np.int16)

    def sound(self, text: str, voice_settings: VoiceSettings) -> Sound:
        """Return the text spoken, whatever sounds are in it."""
        return at_model_rate(self._speak(text, voice_settings), self.rate)

    def say(self, text: str, voice_settings: VoiceSettings) -> Utterance | None:
        """Return the text spoken; None where a sound in it is none of the model's phones."""
        sound = self._speak(text, voice_settings)
        named = [(at / self.rate, name) for kind, at, _, name in self._events if kind == _PHONEME]
        if not named:
            return None
        ends = [at for at, _ in named[1:]] + [len(sound) / self.rate]
        segments = [Segment(phones.SILENCE, 0.0, named[0][0])] if named[0][0] > 0 else []
        try:
            for (start, name), end in zip(named, ends, strict=True):
                spoken = phones.of_espeak(name, british=voice_settings.british)
                segments += Segment.split(spoken, start, end)
        except KeyError:
            return None
        return Utterance(at_model_rate(sound, self.rate), segments)

    def pronounce(
        self, text: str, voice_settings: VoiceSettings
    ) -> list[tuple[str, tuple[str, ...]]]:
        """Return each word of the text with the phones it was spoken with.

        espeak-ng takes some words together ("in the"); what it says of these is left out, and so
        are words with sounds that are none of the model's phones.
        """
        self._speak(text, voice_settings)
        words: list[tuple[int, list[str]]] = []
        for kind, _, position, name in self._events:
            if kind == _WORD:
                words.append((position - 1, []))
            elif kind == _PHONEME and words:
                words[-1][1].append(name)
        starts = [start for start, _ in words[1:]] + [len(text)]
        found = []
        for (start, names), end in zip(words, starts, strict=True):
            word = text[start:end].strip(" ,.?")
            try:
                spoken = [
                    p
                    for name in names
                    for p in phones.of_espeak(name, british=voice_settings.british)
                ]
            except KeyError:
                continue
            spoken = [phone for phone in spoken if phone != phones.SILENCE]
            if word and " " not in word and spoken:
                found.append((word, tuple(spoken)))
        return found


@cache
def espeak() -> Espeak:
    """Return this process's espeak-ng."""
    return Espeak()
