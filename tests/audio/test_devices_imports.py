"""sounddevice is loaded when a device is asked for, and only then."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.program

ROOT = Path(__file__).parents[2]

WITHOUT_DEVICES = """
import importlib, pkgutil, sys
from datetime import UTC, datetime
import voice_coach.audio

names = [each.name for each in pkgutil.iter_modules(voice_coach.audio.__path__)]
assert {"sound", "player", "devices", "portaudio", "files", "simulator"} <= set(names), names
for name in names:
    importlib.import_module(f"voice_coach.audio.{name}")

from voice_coach.audio.simulator import FileMicrophone, PacedSpeaker, Recording, Simulator
from voice_coach.audio.sound import silence

FileMicrophone(Recording(silence(1, 16000), 16000, bool, print), print)
PacedSpeaker(16000, print, None)
Simulator(post=print, start_time=datetime.now(UTC)).step()
assert "sounddevice" not in sys.modules
"""

PACKAGE_ONLY = """
import sys
import voice_coach.audio
assert "numpy" not in sys.modules
"""

ASK_FOR_A_DEVICE = """
from voice_coach.audio.devices import query_devices
from voice_coach.audio.portaudio import DeviceMicrophone, DeviceSpeaker
from voice_coach.errors import CoachError

for ask in (
    query_devices, lambda: DeviceSpeaker(None, print), lambda: DeviceMicrophone(None, print)
):
    try:
        ask()
    except CoachError as error:
        print(error.code, error.message)
"""


def run(code, **environment):
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_everything_that_needs_no_device_does_without_sounddevice():
    done = run(WITHOUT_DEVICES)

    assert done.returncode == 0, done.stderr


def test_the_package_itself_imports_nothing_heavy():
    done = run(PACKAGE_ONLY)

    assert done.returncode == 0, done.stderr


def test_a_missing_portaudio_library_is_one_clear_error_that_names_the_package(tmp_path):
    # A file that is no library, found before any real one: what cannot be loaded is missing.
    (tmp_path / "libportaudio.so.2").write_bytes(b"")
    done = run(ASK_FOR_A_DEVICE, LD_LIBRARY_PATH=str(tmp_path))

    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 3
    assert all(line.startswith("audio.no-portaudio ") for line in lines)
    assert all("libportaudio2" in line for line in lines)
