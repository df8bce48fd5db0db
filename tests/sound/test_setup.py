"""Setting up among real (virtual) devices, by voice."""

import json
import subprocess
import sys

import pytest

from voice_coach.settings import load_settings

from .test_sessions import PERSON

pytestmark = pytest.mark.sound


def set_up(devices, home, spoken, answers):
    """All events of a setup in which a person answers aloud, the next thing each time."""
    running = subprocess.Popen(
        [sys.executable, "-m", "voice_coach", "setup", "--events", "-"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=devices.environment | {"VOICE_COACH_HOME": str(home)},
    )
    events = []
    with running:
        for line in running.stdout:
            events.append(json.loads(line))
            match events[-1]:
                case {"event": "listening", "expects": "command"}:
                    pass
                case {"event": "listening", "step": step} if answers.get(step):
                    devices.say(spoken.render(answers[step].pop(0), PERSON))
        assert running.wait(30) == 0, running.stderr.read()
    return events


def test_a_speaker_and_a_microphone_are_chosen_by_voice(sound_devices, home, spoken):
    events = set_up(
        sound_devices,
        home,
        spoken,
        {
            "heard": ["no", "yes"],
            "words": ["i am here and you can hear me"],
            "keep": ["play", "keep"],
        },
    )

    prompts = [each["text"] for each in events if each["event"] == "coach.speaking"]
    assert prompts[0].startswith("This is speaker 1 of 3, default.")
    assert prompts[1].startswith("This is speaker 2 of 3, desk-left.")
    assert any("I hear you well. I understood: i am here" in text for text in prompts), prompts
    assert "This is how I heard you." in prompts
    assert prompts[-1].startswith("All set.")
    settings = load_settings(home)
    assert (settings.speaker, settings.microphone) == ("desk-left", "default")


def test_whoever_does_not_answer_is_led_on_to_the_next(sound_devices, home, spoken):
    events = set_up(
        sound_devices,
        home,
        spoken,
        {"heard": ["yes"], "words": ["", "i am here and you can hear me"], "keep": ["", "keep"]},
    )

    prompts = [each["text"] for each in events if each["event"] == "coach.speaking"]
    assert any("I hear nothing at all." in text for text in prompts), prompts
    assert load_settings(home).microphone == "desk-left"
