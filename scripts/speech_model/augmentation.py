"""Spoils clean synthesized speech as rooms, microphones and the world would.

The network never hears a recording of a person or a place; all noise here is computed.
"""

import random

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, fftconvolve, sosfilt

from speech_model.alignment import Segment, Utterance
from speech_model.phones import SILENCE
from speech_model.sound import RATE, Sound, speech_level

MAX_SAMPLE = 32767

NOISES = ("white", "white", "pink", "brown", "hum", "breath")
"""White noise twice: it is what the evaluation adds, and the worst for consonants."""

SNR = (4.0, 36.0)
"""dB; the speech's level above the noise's. Down to where even the evaluation does not go."""


class Augmenter:
    """Augments utterances; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - no secret
        self._samples = np.random.default_rng(seed)

    def augment(self, utterance: Utterance) -> Utterance:
        """The utterance at another speed, between silences, in a room, in noise, at any level."""
        chance = self._chance
        sound, segments = utterance.sound, utterance.segments
        if chance.random() < 0.5:
            sound, segments = played_at(chance.uniform(0.84, 1.2), sound, segments)
        sound, segments = self._between_silences(sound, segments)
        for often, change in ((0.25, self._in_a_room), (0.3, self._through_a_filter)):
            if chance.random() < often:
                sound = change(sound)
        if chance.random() < 0.3:
            tilt = chance.uniform(-0.5, 0.6)
            sound = np.concatenate([sound[:1], sound[1:] - np.float32(tilt) * sound[:-1]])
        peak = np.abs(sound).max(initial=0.0) + 1e-9
        sound = sound * np.float32(MAX_SAMPLE * 10 ** (chance.uniform(-26, -0.5) / 20) / peak)
        if chance.random() < 0.55:
            level = speech_level(sound) * 10 ** (-chance.uniform(*SNR) / 20)
            sound = sound + np.float32(level) * self.noise(len(sound))
        elif chance.random() < 0.5:
            sound = sound + np.float32(chance.uniform(0.3, 8)) * self._white(len(sound))
        return Utterance(_as_recorded(sound), segments)

    def silence(self) -> Utterance:
        """Return a stretch without speech: quiet, hum, hiss or breath, loud or soft."""
        seconds = self._chance.uniform(0.5, 4.0)
        level = 0.0 if self._chance.random() < 0.2 else 10 ** self._chance.uniform(0, 3.6)
        sound = np.float32(level) * self.noise(int(seconds * RATE))
        return Utterance(_as_recorded(sound), [Segment(SILENCE, 0.0, seconds)])

    def nothing(self) -> Utterance:
        """Return a longer one, with pure tones, clicks and much breath, soft and loud.

        A breath into the microphone is as loud as speech and comes and goes as words do.
        """
        seconds = self._chance.uniform(1.0, 6.0)
        length = int(seconds * RATE)
        kind = self._chance.choice(("tone", "tone", "clicks", "noise", "noise", "breath", "breath",
                                    "quiet"))  # fmt: skip
        if kind == "tone":
            sound = self._tone(length)
        elif kind == "clicks":
            sound = (self._samples.random(length) < self._chance.uniform(1e-5, 1e-3)) * 8.0
        elif kind == "breath":
            sound = self._breath(length)
            sound = sound / (np.std(sound) + 1e-9)
        else:
            sound = self.noise(length) if kind == "noise" else np.zeros(length)
        sound = sound * 10 ** self._chance.uniform(0.5, 3.7)
        if self._chance.random() < 0.5:
            sound = sound + self._chance.uniform(0.3, 30) * self._white(length)
        return Utterance(_as_recorded(sound), [Segment(SILENCE, 0.0, seconds)])

    def _tone(self, length: int) -> NDArray[np.floating]:
        """Return a hum without any noise in it, of one tone or a few, perhaps swelling."""
        turns = 2 * np.pi * self._chance.uniform(40, 500) * np.arange(length) / RATE
        partials = range(1, self._chance.choice((2, 2, 3, 5)))
        tones = sum(self._chance.random() * np.sin(n * turns) for n in partials)
        swell = np.sin(np.arange(length) / RATE * self._chance.uniform(0, 2))
        return tones * (1 + self._chance.uniform(0, 0.8) * swell)

    def noise(self, length: int) -> Sound:
        """Return `size` samples of some noise, with a standard deviation of 1."""
        kind = self._chance.choice(NOISES)
        if kind == "hum":
            sound = self._hum(length)
        elif kind == "breath":
            sound = self._breath(length)
        else:
            steepness = {"white": 0.0, "pink": 0.5, "brown": 1.0}[kind]
            sound = self._coloured(length, steepness)
        return np.asarray(sound / (np.std(sound) + 1e-9), np.float32)

    def _white(self, length: int) -> Sound:
        return self._samples.standard_normal(length, np.float32)

    def _coloured(self, length: int, steepness: float) -> NDArray[np.floating]:
        white = self._white(length)
        if not steepness:
            return white
        spectrum = np.fft.rfft(white)
        return np.fft.irfft(spectrum / np.arange(1, len(spectrum) + 1) ** steepness, length)

    def _hum(self, length: int) -> NDArray[np.floating]:
        turns = 2 * np.pi * self._chance.choice((50, 60, 100, 120)) * np.arange(length) / RATE
        tones = sum(self._chance.random() * np.sin(n * turns) for n in range(1, 6))
        return tones + 0.1 * self._white(length)

    def _breath(self, length: int) -> NDArray[np.floating]:
        """Through the mouth a band of noise; close to a microphone all that is low, too."""
        if self._chance.random() < 0.5:
            low = self._chance.uniform(300, 1200)
            edges: float | tuple[float, float] = (low, low * self._chance.uniform(2, 5))
            band = butter(2, edges, "band", fs=RATE, output="sos")
        else:
            edges = 10 ** self._chance.uniform(2.6, 3.8)
            band = butter(self._chance.choice((1, 1, 2)), edges, fs=RATE, output="sos")
        seconds, start = self._chance.uniform(1, 4), self._chance.uniform(0, 6)
        swell = np.sin(2 * np.pi * np.arange(length) / RATE / seconds + start)
        breath = np.asarray(sosfilt(band, self._white(length)))
        return np.asarray(breath * (0.05 + np.maximum(0, swell)))

    def _between_silences(
        self, sound: Sound, segments: list[Segment]
    ) -> tuple[Sound, list[Segment]]:
        chance = self._chance
        before = 0.0 if chance.random() < 0.15 else chance.uniform(0.05, 0.7)
        after = 0.0 if chance.random() < 0.1 else chance.uniform(0.1, 0.9)
        quiet = [np.zeros(int(seconds * RATE), np.float32) for seconds in (before, after)]
        delay = len(quiet[0]) / RATE
        end = delay + len(sound) / RATE
        moved = [segment.moved(1.0, delay) for segment in segments]
        if len(quiet[0]):
            moved.insert(0, Segment(SILENCE, 0.0, delay))
        if len(quiet[1]):
            moved.append(Segment(SILENCE, end, end + len(quiet[1]) / RATE))
        return np.concatenate([quiet[0], sound, quiet[1]]), moved

    def _in_a_room(self, sound: Sound) -> Sound:
        """With an exponentially decaying tail behind it, and no delay of the direct sound."""
        length = int(self._chance.uniform(0.08, 0.45) * RATE)
        tail = self._white(length) * np.exp(-6.9 * np.arange(length) / length)
        tail *= self._chance.uniform(0.05, 0.45) / (np.linalg.norm(tail) + 1e-9)
        tail[0] = 1
        return np.asarray(fftconvolve(sound, tail)[: len(sound)], np.float32)

    def _through_a_filter(self, sound: Sound) -> Sound:
        if self._chance.random() < 0.5:
            dull = butter(4, self._chance.uniform(3200, 7000), fs=RATE, output="sos")
            return np.asarray(sosfilt(dull, sound), np.float32)
        thin = butter(1, self._chance.uniform(80, 500), "high", fs=RATE, output="sos")
        return np.asarray(sosfilt(thin, sound), np.float32)


def played_at(factor: float, sound: Sound, segments: list[Segment]) -> tuple[Sound, list[Segment]]:
    """Return the sound played `factor` times as fast, which raises its pitch and formants too."""
    length = int(len(sound) / factor)
    played = np.interp(np.arange(length) * factor, np.arange(len(sound)), sound)
    return played.astype(np.float32), [segment.moved(factor, 0.0) for segment in segments]


def _as_recorded(sound: Sound) -> Sound:
    return np.clip(np.round(sound), -MAX_SAMPLE - 1, MAX_SAMPLE).astype(np.float32)
