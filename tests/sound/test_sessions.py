"""Whole sessions through real (virtual) sound devices.

The program runs in a process of its own and knows nothing of the test. A second process speaks
each answer into the virtual microphone when the program says that it listens, and what comes out
of the virtual speaker is recorded and really heard.
"""

import json
import signal
import subprocess
import sys
from contextlib import contextmanager

import numpy as np
import pytest

from tests import people_recorded
from voice_coach.journal.journal import Journal
from voice_coach.protocol.events import Heard
from voice_coach.settings import wall_clock
from voice_coach.stt.models import shipped_model
from voice_coach.stt.transcription import word_error_rate
from voice_coach.stt.vosk_engine import VoskRecognizer
from voice_coach.tts.base import VoiceSettings

pytestmark = pytest.mark.sound

PERSON = VoiceSettings(voice="gmw/en-us+f3", rate=150)
ANSWERS = {
    "left": "i said yes when i wanted to rest",
    "choose": "i will take a slow walk before dinner",
}


SHORT = """
title = "Two questions"
about = "As short as a practice can be: it is held in real time."
minutes = 1

[[step]]
name = "left"
ask = "Where did you leave yourself today?"
example = "i said yes when i wanted to rest"

[[step]]
name = "choose"
ask = "How will you choose yourself in the next hour?"
example = "i will take a slow walk before dinner"
"""


@pytest.fixture(autouse=True)
def known(home) -> None:
    """Somebody who has been here before, and so is not told everything, with a short practice."""
    (home / "practices").mkdir(parents=True)
    (home / "practices" / "short.toml").write_text(SHORT)
    with Journal.open(home / "journal.db", clock=wall_clock) as journal:
        session, now = journal.begin("short", "Short", "test"), wall_clock()
        journal.save_turn(
            session,
            speaker="you",
            step="left",
            text="i was here",
            started_at=now,
            ended_at=now,
            confidence=1.0,
            words=(),
        )
        journal.end(session, "completed")


@contextmanager
def program(devices, home, *arguments, stdin=None):
    """`voice-coach` at work among the devices, its events on a pipe."""
    running = subprocess.Popen(
        [sys.executable, "-m", "voice_coach", *arguments, "--events", "-"],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=devices.environment | {"VOICE_COACH_HOME": str(home)},
    )
    try:
        yield running
    finally:
        running.kill()
        running.wait()


def events_of(running):
    for line in running.stdout:
        yield json.loads(line)


def answering(devices, spoken, running, answers):
    """All events of a session in which a person answers aloud."""
    events = []
    for event in events_of(running):
        events.append(event)
        if event["event"] == "listening" and event["step"] in answers:
            devices.say(spoken.render(answers[event["step"]], PERSON))
    return events


def test_a_practice_is_led_and_answered_through_devices(sound_devices, home, spoken) -> None:
    with (
        sound_devices.hear() as heard,
        program(sound_devices, home, "practice", "short") as running,
    ):
        events = answering(sound_devices, spoken, running, ANSWERS)
        assert running.wait(30) == 0, running.stderr.read()
    assert events[-1] == events[-1] | {"event": "session.ended", "outcome": "completed"}
    with Journal.open(home / "journal.db", clock=wall_clock) as journal:
        kept = {t.step: t.text for t in journal.turns(journal.find("last").id) if t.words}
    said, understood = " ".join(ANSWERS.values()), " ".join(kept[step] for step in ANSWERS)
    assert word_error_rate(said, understood) <= 0.10
    prompts = [e["text"] for e in events if e["event"] == "coach.speaking"]
    assert word_error_rate(" ".join(prompts), transcript(heard.sound)) <= 0.35


def test_a_session_is_answered_by_people_who_are_not_cut_off(sound_devices, home) -> None:
    said = dict(zip(ANSWERS, people_recorded.of("librispeech")[:2], strict=True))
    events = []
    with program(sound_devices, home, "practice", "short") as running:
        for event in events_of(running):
            events.append(event)
            if event["event"] == "listening" and event["step"] in said:
                sound_devices.say(said[event["step"]].sound)
        assert running.wait(30) == 0, running.stderr.read()
    assert events[-1] == events[-1] | {"event": "session.ended", "outcome": "completed"}
    heard = {event["step"]: event for event in events if event["event"] == "heard"}
    for step, one in said.items():
        # Word for word it depends on the model; that all of it was waited for does not.
        assert heard[step]["ended"] - heard[step]["started"] >= 0.6 * one.sound.seconds
    assert not [event for event in events if event["event"] == "command"]


def transcript(sound):
    """What our own ear makes of everything the coach said, chimes and all."""
    recognizer = VoskRecognizer(shipped_model(), sound.rate)
    recognizer.open(0)
    events = [
        event
        for start in range(0, len(sound.samples), 960)
        for event in recognizer.feed(sound.samples[start : start + 960])
    ]
    events += recognizer.close()
    return " ".join(e.text for e in events if isinstance(e, Heard) and e.final)


def test_a_command_is_obeyed_through_devices(sound_devices, home, spoken) -> None:
    with program(sound_devices, home, "practice", "short") as running:
        events = answering(sound_devices, spoken, running, {"left": "stop"})
        assert running.wait(30) == 0
    assert [e["name"] for e in events if e["event"] == "command"] == ["stop"]
    assert events[-1]["outcome"] == "stopped"


def test_ctrl_c_ends_a_spoken_session_with_everything_saved(sound_devices, home, spoken) -> None:
    with program(sound_devices, home, "practice", "short") as running:
        for event in events_of(running):
            if event["event"] == "listening":
                sound_devices.say(spoken.render(ANSWERS["left"], PERSON))
            if event["event"] == "heard.partial" and "rest" in event["text"]:
                running.send_signal(signal.SIGINT)
        assert running.wait(30) == 130
    with Journal.open(home / "journal.db", clock=wall_clock) as journal:
        row = journal.find("last")
        (answer,) = [t.text for t in journal.turns(row.id) if t.speaker == "you"]
    assert row.outcome == "interrupted"
    assert answer.endswith("rest")


def test_breathing_tones_reach_the_speaker_in_time(sound_devices, home) -> None:
    with (
        sound_devices.hear() as heard,
        program(
            sound_devices, home, "breathe", "coherent", "--minutes", "0.16", "--keyboard"
        ) as running,
    ):
        breaths = [e for e in events_of(running) if e["event"] == "breath"]
    assert [breath["phase"] for breath in breaths] == ["in", "out"]
    samples = heard.sound.samples.astype(np.float64)
    block = heard.sound.rate // 10
    loud = [np.abs(samples[i : i + block]).max() for i in range(0, len(samples) - block, block)]
    assert max(loud) > 1000


def test_the_doctor_finds_the_devices(sound_devices, home) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "voice_coach", "doctor", "--json"],
        capture_output=True,
        text=True,
        check=False,
        env=sound_devices.environment | {"VOICE_COACH_HOME": str(home)},
    )
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)["ok"]


def test_a_demo_is_heard_through_the_speaker(sound_devices, home) -> None:
    with sound_devices.hear() as heard:
        running = subprocess.Popen(
            [sys.executable, "-m", "voice_coach", "demo", "short", "--speed", "real"],
            stdout=subprocess.PIPE,
            env=sound_devices.environment | {"VOICE_COACH_HOME": str(home)} | {"COLUMNS": "200"},
        )
        for line in running.stdout:
            if b"How will you choose" in line:
                break
        running.send_signal(signal.SIGINT)
        running.stdout.read()
        assert running.wait(30) == 130
    text = transcript(heard.sound)
    assert word_error_rate(ANSWERS["left"], text) < len(text.split())  # heard at all
    assert "wanted to rest" in text


def test_with_headphones_stop_is_obeyed_while_the_coach_speaks(sound_devices, home, spoken) -> None:
    events = []
    with program(sound_devices, home, "practice", "short", "--headphones") as running:
        for event in events_of(running):
            events.append(event["event"])
            if event["event"] == "coach.speaking" and event["step"] == "greeting":
                sound_devices.say(spoken.render("stop", PERSON))
            if event["event"] == "session.ended":
                assert event["outcome"] == "stopped"
        assert running.wait(30) == 0, running.stderr.read()
    assert "listening" not in events
    assert events.count("command") == 1


def test_beside_an_open_speaker_only_the_person_is_heard(sound_devices, home, spoken) -> None:
    sound_devices.echo()
    with program(sound_devices, home, "practice", "short", "--echo") as running:
        events = answering(sound_devices, spoken, running, ANSWERS)
        assert running.wait(30) == 0, running.stderr.read()
    heard = " ".join(event["text"] for event in events if event["event"] == "heard")
    assert word_error_rate(" ".join(ANSWERS.values()), heard) <= 0.10
    assert [event for event in events if event["event"] == "command"] == []
    assert events[-1]["outcome"] == "completed"


def test_a_microphone_that_gives_nothing_is_named_and_the_answer_after_it_taken(
    sound_devices, home, spoken
) -> None:
    (home / "settings.toml").write_text("patience = 0.5\n")
    with program(sound_devices, home, "practice", "short") as running:
        events, left = [], dict(ANSWERS)
        for event in events_of(running):
            events.append(event)
            named = any(e["event"] == "trouble" for e in events)
            if event["event"] == "listening" and named and event["step"] in left:
                sound_devices.say(spoken.render(left.pop(event["step"]), PERSON))

    (trouble,) = [event for event in events if event["event"] == "trouble"]
    assert (trouble["part"], trouble["code"]) == ("microphone", "microphone.muted")
    assert events[-1]["outcome"] == "completed"
