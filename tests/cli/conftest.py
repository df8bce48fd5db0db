"""The program as a person runs it: in this process, or, where that matters, in one of its own."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.in_process import run_in_process
from tests.remembering import RememberingSynthesizer, SaidMemory
from voice_coach.tts import pyttsx3_engine

Run = Callable[..., subprocess.CompletedProcess[str]]
WIDE = {"COLUMNS": "200"}


@pytest.fixture(scope="session")
def said_before() -> SaidMemory:
    """What the voices of all programs in this process have said."""
    return {}


@pytest.fixture
def voice_in_process(said_before, monkeypatch) -> None:
    """A program in this process speaks with a voice that remembers what others have said."""
    monkeypatch.setattr(
        pyttsx3_engine, "Pyttsx3Synthesizer", lambda: RememberingSynthesizer(said_before)
    )


@pytest.fixture
def run(home, voice_in_process) -> Run:
    """Runs `voice-coach` in this process, with arguments, what is typed, and an environment."""

    def run(
        *arguments: str, typed: str = "", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return run_in_process(*arguments, typed=typed, environment=WIDE | environment)

    return run


@pytest.fixture
def run_program(home) -> Run:
    """Runs `voice-coach` in a process of its own, and returns when it has ended."""

    def run_program(
        *arguments: str, typed: str = "", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "voice_coach", *arguments],
            input=typed,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env=os.environ | WIDE | environment,
        )

    return run_program
