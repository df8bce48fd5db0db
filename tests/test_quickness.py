"""What is said of the tests by their marks holds, and Ctrl-C reaches what they start."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.quickness import SLOW
from voice_coach.errors import CoachError
from voice_coach.stt.models import shipped_model
from voice_coach.stt.vosk_engine import VoskRecognizer
from voice_coach.tts.base import VoiceSettings
from voice_coach.tts.pyttsx3_engine import Pyttsx3Synthesizer

ROOT = Path(__file__).parents[1]
HANDLER = "import signal; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"


def start_a_program():
    subprocess.run([sys.executable, "--version"], check=True)


def speak():
    Pyttsx3Synthesizer().render("Hello.", VoiceSettings())


def load_a_model():
    VoskRecognizer(shipped_model(), 16000)


@pytest.mark.parametrize("start", [start_a_program, speak, load_a_model])
def test_without_a_mark_no_program_and_no_engine_is_started(start):
    with pytest.raises((RuntimeError, CoachError)):
        start()

    assert len(SLOW.started) == 1
    SLOW.started.clear()


@pytest.mark.program
def test_with_a_mark_they_are():
    start_a_program()

    assert SLOW.started == []


@pytest.mark.program
def test_what_a_test_starts_can_be_interrupted():
    command = [sys.executable, "-c", HANDLER]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert (signal.getsignal(signal.SIGINT), said) == (signal.default_int_handler, "True\n")


@pytest.mark.program
@pytest.mark.usefixtures("other_programs")
@pytest.mark.parametrize("workers", ["0", "1"])
def test_it_can_where_the_tests_were_started_with_nohup_in_the_background(workers):
    this = (
        f"{Path(__file__).relative_to(ROOT)}::{test_what_a_test_starts_can_be_interrupted.__name__}"
    )
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n", workers, this]
    ignoring = ["sh", "-c", 'trap "" INT; exec "$@"', "sh", *command]
    done = subprocess.run(ignoring, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout
