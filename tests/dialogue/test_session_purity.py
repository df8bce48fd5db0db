"""The session is pure: what happens next is decided without a device, a file or a database."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.program

ROOT = Path(__file__).parents[2]
PURE = ("protocol", "nlu", "practice", "dialogue", "safety", "menu")
"""The packages that decide what happens next."""

ALLOWED = {*PURE, "breathing", "errors", "plain_text", "texts"}

HEAVY = ("numpy", "soxr", "vosk", "sounddevice", "pyttsx3", "sqlite3", "sqlite_utils", "click")

LOADED = """
import importlib, pkgutil, sys
import voice_coach.{room}

for module in pkgutil.iter_modules(getattr(voice_coach.{room}, "__path__", ())):
    importlib.import_module(f"voice_coach.{room}.{{module.name}}")
print(" ".join(sys.modules))
"""


def loaded_by(room):
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(room=room)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("room", PURE)
def test_importing_every_module_of_a_pure_package_loads_nothing_heavy(room):
    loaded = loaded_by(room)

    assert any(name.startswith(f"voice_coach.{room}.") for name in loaded)
    assert loaded.isdisjoint(HEAVY)


@pytest.mark.parametrize("room", PURE)
def test_a_pure_package_loads_pure_packages_alone(room):
    ours = {name for name in loaded_by(room) if name.startswith("voice_coach.")}

    assert {name.split(".")[1] for name in ours} <= {
        *PURE,
        "breathing",
        "errors",
        "plain_text",
        "texts",
    }


def test_a_rehearsal_needs_no_sound_and_no_journal_either():
    loaded = loaded_by("testing")

    assert "voice_coach.testing" in loaded
    assert loaded.isdisjoint(HEAVY)
