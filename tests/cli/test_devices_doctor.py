"""`doctor` on microphones: what it lists, and what it makes of what it hears."""

import io
import json

import numpy as np
import pytest
import soundfile
from rich.console import Console

from voice_coach.audio.sound import WavWriter, to_int16
from voice_coach.cli.meter import Meter
from voice_coach.texts import device as device_texts

pytestmark = pytest.mark.engine

RATE = 16000
MOMENTS = np.arange(2 * RATE) / RATE
QUIET = np.zeros(2 * RATE)
TONE = 6000 * np.sin(2 * np.pi * 220 * MOMENTS)
HISS = np.random.default_rng(1).standard_normal(4 * RATE)

HEARD = {
    "good": np.concatenate([QUIET, TONE]) + 10 * HISS,
    "silent": np.concatenate([QUIET, QUIET]),
    "clipped": np.concatenate([QUIET, 20 * TONE]),
    "noisy": 1500 * HISS,
}


@pytest.fixture
def recording(tmp_path):
    """A recording that stands in for a microphone."""

    def recording(kind):
        path = tmp_path / f"{kind}.wav"
        with WavWriter(path, RATE) as writer:
            writer.write(to_int16(HEARD[kind]))
        return str(path)

    return recording


@pytest.mark.parametrize("kind", HEARD)
def test_it_says_what_a_microphone_is_like(run, recording, kind):
    given = ("doctor", "--microphone", recording(kind), "--speaker", "none", "--seconds", "4")
    printed = run(*given).stdout
    told = json.loads(run(*given, "--json").stdout)

    assert device_texts.VERDICTS[kind] in printed.splitlines()
    assert "dBFS" in printed
    assert told["level"]["verdict"] == kind
    assert told["ok"], "a session could run: it is for the person to judge"


def test_without_listening_it_says_nothing_of_the_level(run, recording):
    told = run("doctor", "--microphone", recording("good"), "--no-listen", "--json").stdout

    assert json.loads(told)["level"] is None


def test_a_recording_of_any_format_stands_in_for_a_microphone(run, tmp_path):
    path = tmp_path / "a.flac"
    soundfile.write(path, np.zeros(3 * RATE, np.int16), RATE)
    given = ("--microphone", str(path), "--speaker", "none", "--no-listen", "--json")
    told = json.loads(run("doctor", *given).stdout)

    (microphone,) = [each for each in told["checks"] if each["name"] == "microphone"]
    assert microphone["ok"]
    assert microphone["detail"] == f"{path}, 3.0 s"


def test_without_a_device_it_lists_none_and_comes_back_at_once(run):
    done = run("doctor", "--json")
    told = json.loads(done.stdout)

    assert done.returncode == (0 if told["ok"] else 1)
    assert {"microphones", "speakers", "level"} <= set(told)


def test_it_leads_to_setup(run):
    assert "voice_coach setup" in run("doctor").stdout.replace("voice-coach", "voice_coach")


def test_a_meter_is_one_line_that_moves_on_a_terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    screen = io.StringIO()
    with Meter(Console(file=screen, force_terminal=True, width=80)) as meter:
        meter.show(-20.0)

    assert " -20 dBFS" in screen.getvalue()
    assert "█" in screen.getvalue()


@pytest.mark.parametrize("terminal", [False, True])
def test_elsewhere_a_meter_is_a_line_a_second(monkeypatch, terminal):
    monkeypatch.setenv("TERM", "dumb")
    page = io.StringIO()
    with Meter(Console(file=page, force_terminal=terminal, width=80)) as meter:
        for number in range(25):
            meter.show(-40.0 + number)

    assert page.getvalue().splitlines() == ["Level: -31 dBFS", "Level: -21 dBFS"]
