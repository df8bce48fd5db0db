"""What is measured of a microphone, and what is said of it."""

import numpy as np
import pytest

from voice_coach.audio.levels import MIN_DBFS, level, measure
from voice_coach.audio.sound import to_int16

RATE = 16000
RANDOM = np.random.default_rng(1)


def noise(decibels, seconds=5.0):
    """White noise of so many dBFS (RMS)."""
    return RANDOM.standard_normal(round(seconds * RATE)) * 32768 * 10 ** (decibels / 20)


def voice(decibels, seconds=2.0, after=2.0, whole=5.0):
    """Something like a voice of so many dBFS: 200 Hz and its overtones, in a silence."""
    moments = np.arange(round(seconds * RATE)) / RATE
    tone = sum(np.sin(2 * np.pi * 200 * k * moments) / k for k in range(1, 8))
    tone *= 32768 * 10 ** (decibels / 20) / np.sqrt(np.mean(tone**2))
    samples = np.zeros(round(whole * RATE))
    begins = round(after * RATE)
    samples[begins : begins + len(tone)] = tone
    return samples


def measured(samples):
    return measure(to_int16(samples), RATE)


@pytest.mark.parametrize(
    ("samples", "verdict"),
    [
        (voice(-26) + noise(-60), "good"),
        (voice(-26), "good"),
        (np.zeros(5 * RATE), "silent"),
        (RANDOM.integers(-1, 2, 5 * RATE).astype(float), "silent"),
        (np.full(5 * RATE, 3.0), "silent"),
        (voice(0) + noise(-60), "clipped"),
        (noise(3), "clipped"),
        (voice(-26) + noise(-34), "noisy"),
        (noise(-30), "noisy"),
        (noise(-60), "unspoken"),
        (voice(-26, seconds=0.1) + noise(-60), "unspoken"),
        (voice(-65) + noise(-85), "faint"),
    ],
)
def test_a_verdict_says_what_is_wrong_with_a_microphone(samples, verdict):
    assert measured(samples).verdict == verdict


def test_levels_are_those_of_the_voice_and_of_the_noise_around_it():
    levels = measured(voice(-26) + noise(-60))

    assert levels.seconds == 5
    assert levels.speech == pytest.approx(-26, abs=0.5)
    assert levels.noise == pytest.approx(-60, abs=1)
    assert levels.ratio == pytest.approx(levels.speech - levels.noise, abs=0.15)
    assert levels.clipped == 0


def test_a_constant_offset_is_neither_noise_nor_voice():
    levels = measured(voice(-26) + noise(-60) + 2000)

    assert levels.noise == pytest.approx(-60, abs=1)
    assert levels.ratio == pytest.approx(34, abs=1.5)


def test_single_samples_at_full_scale_are_no_clipping():
    samples = to_int16(voice(-26))
    samples[::400] = 32767

    assert measure(samples, RATE).clipped == 0


def test_the_share_that_is_cut_off_is_of_what_sounds():
    samples = np.zeros(RATE, np.int16)
    samples[:1000] = 10000
    samples[1000:1500] = -32768

    assert measure(samples, RATE).clipped == pytest.approx(1 / 3, abs=0.001)


def test_nothing_at_all_can_be_measured():
    levels = measure(np.zeros(0, np.int16), RATE)

    assert (levels.verdict, levels.peak, levels.noise) == ("silent", MIN_DBFS, MIN_DBFS)
    assert level(np.zeros(0, np.int16)) == MIN_DBFS


def test_a_meter_shows_what_is_loud_now():
    assert level(np.full(100, 16384, np.int16)) == pytest.approx(-6.02, abs=0.01)
    assert level(np.zeros(100, np.int16)) == MIN_DBFS
