"""Disturbances beside speech: breath, sighs, a clock, a fan, white noise.

All of it is computed, from noise: nobody was recorded. Levels are in dB against that of speech.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.sound import to_int16
from voice_coach.stt.vad import RATE

Wave = NDArray[np.float64]

BREATH_DB = -16
"""A breath through the nose, near the microphone."""

SIGH_DB = -10
CLOCK_DB = -18
FAN_DB = -20


def level_of(samples: NDArray[np.int16]) -> float:
    """Return the root mean square of samples."""
    return float(np.sqrt(np.mean(np.square(samples.astype(np.float64)))))


def _band(chance: np.random.Generator, frames: int, low: float, high: float) -> Wave:
    """Return noise between two frequencies in Hz, at a level of 1."""
    spectrum = np.fft.rfft(chance.standard_normal(frames))
    frequencies = np.fft.rfftfreq(frames, 1 / RATE)
    spectrum *= np.exp(
        -(np.maximum(0, low - frequencies) + np.maximum(0, frequencies - high)) / 400
    )
    wave = np.fft.irfft(spectrum, frames)
    return wave / (np.std(wave) + 1e-9)


def _breaths(chance: np.random.Generator, frames: int) -> Wave:
    """Return breaths: in and out, each a second or two, with a short pause between them."""
    wave, at = np.zeros(frames), int(chance.uniform(0, 0.3) * RATE)
    while at < frames:
        length = int(chance.uniform(0.7, 1.6) * RATE)
        low = chance.uniform(300, 1200)
        swell = np.sin(np.pi * np.arange(length) / length) ** 2
        breath = swell * _band(chance, length, low, 3 * low)
        wave[at : at + length] = breath[: frames - at]
        at += length + int(chance.uniform(0.2, 0.8) * RATE)
    return wave


def _sighs(chance: np.random.Generator, frames: int) -> Wave:
    """Return sighs: loud at once, and then dying away."""
    wave, at = np.zeros(frames), int(chance.uniform(0, 0.3) * RATE)
    while at < frames:
        length = int(chance.uniform(1.0, 2.0) * RATE)
        time = np.arange(length) / RATE
        fall = np.minimum(1, time / 0.08) * np.exp(-2.5 * time)
        sigh = fall * _band(chance, length, 250, 2200)
        wave[at : at + length] = sigh[: frames - at]
        at += length + int(chance.uniform(0.6, 1.5) * RATE)
    return wave


def _clock(chance: np.random.Generator, frames: int) -> Wave:
    """Return the ticking of a clock, twice a second."""
    wave = np.zeros(frames)
    for number, at in enumerate(range(int(chance.uniform(0, 0.5) * RATE), frames, RATE // 2)):
        time = np.arange(min(RATE // 50, frames - at)) / RATE
        pitch = (2300, 1900)[number % 2]
        wave[at : at + len(time)] = 8 * np.exp(-300 * time) * np.sin(2 * np.pi * pitch * time)
    return wave


def _fan(chance: np.random.Generator, frames: int) -> Wave:
    """Return the noise of a fan: a rush of air, and the hum of its motor."""
    time = np.arange(frames) / RATE
    hum = sum(np.sin(2 * np.pi * 100 * part * time) / part for part in (1, 2, 3))
    return 0.9 * _band(chance, frames, 60, 900) + 0.4 * hum


def _white(chance: np.random.Generator, frames: int) -> Wave:
    return chance.standard_normal(frames)


_WAVES: dict[str, tuple[Callable[[np.random.Generator, int], Wave], float]] = {
    "breath": (_breaths, BREATH_DB),
    "sighs": (_sighs, SIGH_DB),
    "clock": (_clock, CLOCK_DB),
    "fan": (_fan, FAN_DB),
    "noise 20 dB": (_white, -20),
    "noise 10 dB": (_white, -10),
}

QUIET = "quiet"

KINDS = (QUIET, *_WAVES)
"""The kinds of disturbance, and none."""

IN_PAUSES = ("breath", "sighs")
"""Nobody breathes while speaking."""


def disturbance(kind: str, frames: int, level: float, seed: int) -> NDArray[np.int16]:
    """Return so many samples of a kind, int16 mono, beside speech of a level."""
    if kind == QUIET:
        return np.zeros(frames, np.int16)
    make, db = _WAVES[kind]
    wave = make(np.random.default_rng(seed), frames)
    return to_int16((wave * level * 10 ** (db / 20)).astype(np.float32))
