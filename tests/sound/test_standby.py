"""Standby at (virtual) devices: called, it leads a session, and then it waits again."""

import subprocess
import sys
import time

import pytest

from voice_coach.app.simulated_user import VOICE_SETTINGS

pytestmark = [pytest.mark.sound, pytest.mark.waits]


def standby(sound_devices, home):
    command = [sys.executable, "-u", "-m", "voice_coach", "standby", "--home", str(home)]
    return subprocess.Popen(
        [*command, "--captions", "plain"],
        env={**sound_devices.environment, "VOICE_COACH_VOICE_ENGINE": "pyttsx3"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def line_with(words, program):
    """Read on to the line that has these words; the test fails where the program ends before."""
    for line in program.stderr:
        if words in line:
            return line
    pytest.fail(f"it ended without {words!r}")


def test_it_is_called_survives_a_lost_microphone_and_is_alone(sound_devices, tmp_path, spoken):
    program = standby(sound_devices, tmp_path)
    try:
        line_with("Standby.", program)
        second = standby(sound_devices, tmp_path)
        assert "already runs" in second.communicate(timeout=60)[1]
        assert second.returncode == 1

        sound_devices.unplug("mouth")  # both: a stream moves to another device where there is one
        sound_devices.unplug("speaker")
        line_with("The microphone", program)
        sound_devices.plug("speaker")
        sound_devices.plug("mouth")
        line_with("The microphone is back", program)

        time.sleep(1.0)
        sound_devices.say(spoken.render("coach, good night", VOICE_SETTINGS))
        line_with("Quiet until", program)
    finally:
        program.terminate()
        assert program.wait(timeout=60) == 0
        program.stderr.close()
