"""Setting up among real (virtual) devices, by voice."""

import json
import subprocess
import sys

import pytest

from voice_coach.settings import Home, load_settings

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
            "headphones": ["yes i do"],
            "voice": ["no"],
        },
    )

    prompts = [each["text"] for each in events if each["event"] == "coach.speaking"]
    assert prompts[0].startswith("This is speaker 1 of 3, default.")
    assert prompts[1].startswith("This is speaker 2 of 3, desk-left.")
    assert any("I hear you well. I understood: i am here" in text for text in prompts), prompts
    assert "This is how I heard you." in prompts
    assert prompts[-1].startswith("All set.")
    settings = load_settings(Home(home))
    assert (settings.speaker, settings.microphone) == ("desk-left", "default")
    assert settings.interrupt == "headphones"
    assert next(text for text in prompts if "headphones" in text).endswith("wear headphones?")
    assert all(text.endswith("Can you hear me?") for text in prompts[:2])


def test_whoever_does_not_answer_is_led_on_to_the_next(sound_devices, home, spoken):
    events = set_up(
        sound_devices,
        home,
        spoken,
        {"heard": ["yes"], "words": ["", "i am here and you can hear me"], "keep": ["", "keep"]},
    )

    prompts = [each["text"] for each in events if each["event"] == "coach.speaking"]
    assert any("I hear nothing at all." in text for text in prompts), prompts
    settings = load_settings(Home(home))
    assert (settings.microphone, settings.interrupt) == ("desk-left", "no")


def test_it_is_led_at_a_terminal_and_keys_are_told_of_once(
    sound_devices, home, spoken, at_terminal
):
    home.mkdir()
    (home / "settings.toml").write_text('interrupt = "headphones"\n')
    terminal = at_terminal("setup", "--captions", "plain", **sound_devices.environment)
    terminal.until("Can you hear me?")
    terminal.until("Listening.")
    terminal.press("no\n")
    terminal.until("This is speaker 2 of 3, desk-left.")
    terminal.press("\n\n")
    terminal.until("Now say a few words")
    terminal.until("Listening.")
    sound_devices.say(spoken.render("i am here and you can hear me", PERSON))
    terminal.until("Loudest ")
    terminal.until("Listening.")
    terminal.press("\n")
    terminal.until("Do you wear headphones?")
    terminal.until("Listening.")
    terminal.press("\n")
    terminal.until("Would you like to hear other voices")
    terminal.until("Listening.")
    terminal.press("\n")
    terminal.until("All set.")

    assert terminal.end() == 0
    assert terminal.modes == terminal.found
    assert terminal.shown.count("Space pauses and goes on") == 1
    settings = load_settings(Home(home))
    assert (settings.speaker, settings.microphone, settings.interrupt) == (
        "desk-left",
        "default",
        "no",
    )
