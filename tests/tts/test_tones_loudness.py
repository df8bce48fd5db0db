"""Tones beside the voice: about as loud, soft at their edges, and nothing piercing in them."""

import numpy as np
import pytest

from voice_coach.audio.loudness import loudness
from voice_coach.audio.sound import Sound
from voice_coach.breathing import PATTERNS, unfold
from voice_coach.tts.coach_voice import SPEECH_LUFS
from voice_coach.tts.tones import EARCONS, bell, breath_track, earcon

RATE = 24000
MAX_HZ = 1600
"""Above it sounds are what makes a tone piercing: the ear is keenest from 2000 to 5000 Hz."""


def breath() -> Sound:
    """Two breaths without words."""
    source = breath_track(unfold(PATTERNS["box"], 2), {}, RATE, lambda cue: cue, "", "").source
    return Sound(source.read(source.frames), RATE)


def share_above(sound: Sound, hz: float) -> float:
    """The share of its power above a pitch."""
    power = np.abs(np.fft.rfft(sound.samples.astype(float) * np.hanning(len(sound.samples)))) ** 2
    return float(power[np.fft.rfftfreq(len(sound.samples), 1 / RATE) > hz].sum() / power.sum())


SOUNDS = {name: earcon(name, RATE) for name in EARCONS} | {"bell": bell(RATE), "breath": breath()}


@pytest.mark.parametrize("name", [*EARCONS, "breath"])
def test_tones_are_about_as_loud_as_the_voice_and_never_louder(name):
    assert SPEECH_LUFS - 5 < loudness(SOUNDS[name]) < SPEECH_LUFS + 1


def test_the_bell_is_a_quiet_one():
    assert loudness(SOUNDS["bell"]) < SPEECH_LUFS


@pytest.mark.parametrize("name", SOUNDS)
def test_nothing_in_a_tone_is_piercing(name):
    assert share_above(SOUNDS[name], MAX_HZ) < 1e-3


@pytest.mark.parametrize("name", SOUNDS)
def test_every_tone_begins_and_ends_without_a_click(name):
    samples = SOUNDS[name].samples.astype(int)

    assert abs(samples[0]) < 0.01 * np.abs(samples).max()
    assert abs(samples[-1]) < 0.01 * np.abs(samples).max()
    assert np.abs(samples[: RATE // 500]).max() < 0.2 * np.abs(samples).max(), "two milliseconds"
