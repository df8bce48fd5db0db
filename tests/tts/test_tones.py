"""Signals and the bell: soft, and each unlike the others."""

from itertools import combinations, pairwise
from typing import get_args

import numpy as np
import pytest

from voice_coach.protocol.effects import Earcon
from voice_coach.tts.tones import GLIDES, TOP_UP_GLIDE, bell, earcon

RATES = [16000, 44100, 48000]
EARCONS = get_args(Earcon)
DBFS = 20 * np.log10(1 / 32768)


def peak_dbfs(samples) -> float:
    return 20 * np.log10(np.abs(samples.astype(float)).max()) + DBFS


def pitch(samples, rate) -> float:
    """The strongest frequency in Hz; 0 in silence."""
    if not np.any(samples):
        return 0.0
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 8 * rate))
    return float(np.argmax(spectrum)) / 8


@pytest.fixture(params=RATES)
def rate(request) -> int:
    return request.param


@pytest.mark.parametrize("name", EARCONS)
def test_a_signal_is_short_and_soft_and_begins_and_ends_in_silence(name, rate):
    sound = earcon(name, rate)

    assert sound.rate == rate
    assert 0.09 <= sound.seconds <= 0.25
    assert -30 < peak_dbfs(sound.samples) <= -16
    assert np.abs(sound.samples[[0, -1]]).max() <= 20


@pytest.mark.parametrize("name", EARCONS)
def test_a_signal_has_no_harsh_part(name, rate):
    power = np.abs(np.fft.rfft(earcon(name, rate).samples.astype(float))) ** 2
    hertz = np.fft.rfftfreq(len(earcon(name, rate).samples), 1 / rate)

    assert power[hertz > 1500].sum() < 0.001 * power.sum()


def test_the_signal_to_speak_rises_and_the_one_after_falls(rate):
    opened, closed = (np.array_split(earcon(name, rate).samples, 2) for name in ("open", "close"))

    assert pitch(opened[1], rate) > 1.15 * pitch(opened[0], rate)
    assert pitch(closed[0], rate) > 1.15 * pitch(closed[1], rate)


def test_no_two_signals_sound_alike():
    melodies = {
        name: [pitch(part, 16000) for part in np.array_split(earcon(name, 16000).samples, 4)]
        for name in EARCONS
    }

    for one, other in combinations(EARCONS, 2):
        steps = np.abs(np.subtract(melodies[one], melodies[other]))
        assert steps.max() > 50, f"{one} and {other}"


def test_the_bell_is_soft_and_begins_and_ends_in_silence(rate):
    sound = bell(rate)

    assert sound.rate == rate
    assert 2 <= sound.seconds <= 4
    assert -21 < peak_dbfs(sound.samples) <= -18
    assert np.abs(sound.samples[[0, -1]]).max() <= 20


def test_the_bell_is_struck_and_fades_as_no_signal_does(rate):
    loudness = [peak_dbfs(second) for second in np.array_split(bell(rate).samples, 4)]

    assert np.abs(bell(rate).samples[: rate // 20]).max() == np.abs(bell(rate).samples).max()
    assert all(after < before - 3 for before, after in pairwise(loudness))


def test_the_bell_sounds_higher_than_the_breath_and_lower_than_what_is_harsh(rate):
    samples = bell(rate).samples
    power = np.abs(np.fft.rfft(samples.astype(float))) ** 2
    hertz = np.fft.rfftfreq(len(samples), 1 / rate)

    assert 500 < pitch(samples[: 2 * rate], rate) < 560
    highest = max(glide.last_hz for glide in (*GLIDES.values(), TOP_UP_GLIDE))
    assert power[hertz < 1.2 * highest].sum() < 0.01 * power.sum()
    assert power[hertz > 1500].sum() < 0.01 * power.sum()
