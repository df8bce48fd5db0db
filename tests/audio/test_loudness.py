"""Loudness: measured as others measure it, and set without clipping."""

import warnings

import numpy as np
import pytest

from voice_coach.audio.loudness import SILENT_LUFS, loudness, with_loudness
from voice_coach.audio.sound import Sound, silence, to_int16


def noise(seconds: float, rate: int, level: float = 0.05) -> Sound:
    """Noise in bursts, with quiet in between, as speech has."""
    count = round(seconds * rate)
    bursts = np.sin(2 * np.pi * 0.7 * np.arange(count) / rate) > -0.3
    samples = np.random.default_rng(3).normal(0, level, count) * np.where(bursts, 1, 0.001)
    return Sound(to_int16(samples * 32768), rate)


def sine(hz: float, seconds: float, rate: int, peak: float = 1.0) -> Sound:
    return Sound(
        to_int16(peak * 32767 * np.sin(2 * np.pi * hz * np.arange(seconds * rate) / rate)), rate
    )


def test_a_sine_of_full_scale_has_the_loudness_of_the_standard():
    assert loudness(sine(997, 2.0, 48000)) == pytest.approx(-3.01, abs=0.05)


@pytest.mark.parametrize("rate", [16000, 22050, 24000, 48000])
@pytest.mark.parametrize("level", [0.3, 0.01])
def test_it_is_what_pyloudnorm_measures(rate, level):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own, of numpy's names
        import pyloudnorm
    sound = noise(5.0, rate, level)

    theirs = pyloudnorm.Meter(rate).integrated_loudness(sound.samples / 32768)

    assert loudness(sound) == pytest.approx(theirs, abs=0.2)


def test_quiet_between_words_does_not_count():
    sound = noise(3.0, 24000)
    with_pause = Sound(np.concatenate([sound.samples, silence(3.0, 24000).samples]), 24000)

    assert loudness(with_pause) == pytest.approx(loudness(sound), abs=0.3)


def test_what_is_shorter_than_a_block_has_a_loudness_too():
    assert loudness(sine(500, 0.1, 24000, 0.1)) == pytest.approx(-23.5, abs=1.0)


@pytest.mark.parametrize("sound", [silence(0, 16000), silence(2, 16000)])
def test_a_silence_has_the_lowest_and_stays_a_silence(sound):
    assert loudness(sound) == SILENT_LUFS
    assert with_loudness(sound, -20, -1) is sound


def test_a_sound_is_set_to_a_loudness():
    assert loudness(with_loudness(noise(3.0, 24000), -30, -1)) == pytest.approx(-30, abs=0.1)


def test_no_sample_goes_beyond_the_peak():
    loud = with_loudness(noise(3.0, 24000), 0, -1)

    assert np.abs(loud.samples.astype(int)).max() == pytest.approx(32768 * 10 ** (-1 / 20), abs=2)
