"""The program with servers of one's own: whole sessions, and what it prints."""

import json
import subprocess
import sys

import pytest

from tests.wyoming.conftest import Server

pytestmark = [pytest.mark.engine, pytest.mark.program, pytest.mark.usefixtures("other_machines")]

PRACTICE = """
title = "Attic"
about = "A question for a server."
minutes = 1

[[step]]
name = "place"
ask = "What do you like?"
example = "i like the old garden"

[[step]]
say = "You like it."
"""


@pytest.fixture(autouse=True)
def served(home, whisper: Server, piper: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings with both servers."""
    monkeypatch.delenv("VOICE_COACH_VOICE_ENGINE")
    (home / "practices").mkdir(parents=True)
    (home / "practices" / "attic.toml").write_text(PRACTICE)
    settings = {
        "ear_engine": "wyoming",
        "ear_uri": whisper.uri,
        "voice_engine": "wyoming",
        "voice_uri": piper.uri,
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
    (home / "settings.toml").write_text("\n".join(lines))


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "voice_coach", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=250)


def test_a_whole_session_is_heard_and_spoken_by_servers_and_says_so():
    done = run("demo", "attic", "--speed", "max", "--captions", "plain")

    assert done.returncode == 0, done.stderr
    assert "garden" in done.stdout
    said = " ".join(done.stdout.split())
    assert "goes to servers of yours" in said
    assert "127.0.0.1" in said
    assert "leaves this machine" not in said


def test_the_doctor_says_who_listens_and_who_speaks():
    done = run("doctor", "--no-listen", "--json")

    checks = {each["name"]: each for each in json.loads(done.stdout)["checks"]}
    assert "faster-whisper at 127.0.0.1" in checks["ear"]["detail"]
    assert checks["voice"]["detail"].startswith("wyoming")


def test_the_servers_voices_are_in_the_list():
    names = {each["name"] for each in json.loads(run("voices", "--json").stdout)}

    assert "en_US-joe-medium" in names
