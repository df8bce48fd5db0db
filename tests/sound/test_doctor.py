"""What the doctor says of real (virtual) microphones."""

import json
import subprocess
import sys
from contextlib import contextmanager

import numpy as np
import pytest

from voice_coach.audio.sound import Sound, to_int16

from .conftest import RATE

pytestmark = pytest.mark.sound

MOMENTS = np.arange(RATE) / RATE
TONE = 6000 * np.sin(2 * np.pi * 220 * MOMENTS)
HISS = np.random.default_rng(1).standard_normal(12 * RATE)


@contextmanager
def doctor(devices, home, *arguments):
    """`voice-coach doctor` listening; its lines on pipes."""
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "voice_coach", "doctor", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=devices.environment | {"VOICE_COACH_HOME": str(home)},
    ) as running:
        yield running


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        (np.concatenate([20 * HISS[:RATE] + TONE, 20 * HISS[:RATE]] * 6), "good"),
        (None, "silent"),
        (np.concatenate([20 * HISS[:RATE] + 30 * TONE, 20 * HISS[:RATE]] * 6), "clipped"),
        (2000 * HISS, "noisy"),
    ],
)
def test_it_says_what_a_microphone_is_like(sound_devices, home, said, verdict):
    with doctor(sound_devices, home, "--seconds", "3") as running:
        while not running.stdout.readline().startswith("Listening"):
            assert running.poll() is None, running.stderr.read()
        if said is not None:
            sound_devices.say(Sound(to_int16(said), RATE))
        printed = running.stdout.read()
        assert running.wait(30) == 0

    assert any(line.startswith(VERDICTS[verdict]) for line in printed.splitlines()), printed


VERDICTS = {
    "good": "I hear you well.",
    "silent": "I hear nothing at all.",
    "clipped": "It's too loud",
    "noisy": "There's a lot of noise",
}


def test_it_names_microphones_and_speakers_and_which_are_used(sound_devices, home):
    with doctor(sound_devices, home, "--microphone", "left", "--json") as running:
        told = json.loads(running.stdout.read())

    names = ["desk-left", "desk-right", "default"]
    assert [row["name"] for row in told["microphones"]] == names
    assert [row["name"] for row in told["microphones"] if row["used"]] == ["desk-left"]
    assert [row["name"] for row in told["speakers"] if row["used"]] == ["default"]
    assert [row["number"] for row in told["speakers"] if row["default"]] == [2]
    assert {row["host"] for row in told["speakers"]} == {"ALSA"}


def test_a_microphone_that_goes_while_it_is_listened_to_keeps_nobody_waiting(sound_devices, home):
    sound_devices.unplug("speaker")
    with doctor(sound_devices, home, "--seconds", "60", "--speaker", "none") as running:
        while not running.stderr.readline().startswith("Level"):
            assert running.poll() is None
        sound_devices.unplug("mouth")
        _, errors = running.communicate(timeout=60)

    assert "voice-coach: The microphone 'default' is gone." in errors
