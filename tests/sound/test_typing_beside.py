"""A spoken session at a terminal: who speaks may type as well, and single keys are commands."""

import json

import pytest

from voice_coach.audio.sound import WavWriter, silence
from voice_coach.journal.journal import Journal
from voice_coach.nlu.punctuation import written
from voice_coach.settings import wall_clock
from voice_coach.tts.base import VoiceSettings

pytestmark = pytest.mark.sound

SHORT = """
title = "Three questions"
about = "As short as a practice can be: it is held in real time."
minutes = 1

[[step]]
name = "left"
ask = "Where did you leave yourself today?"
example = "i said yes when i wanted to rest"

[[step]]
name = "scale"
ask = "How much, from one to ten?"
answer = "number"
low = 1
high = 10
example = "seven"

[[step]]
name = "choose"
ask = "How will you choose yourself in the next hour?"
example = "i will walk"
"""
SAID = "i said yes when i wanted to rest"


def test_an_answer_can_be_typed_in_a_spoken_session(
    sound_devices, at_terminal, home, spoken, tmp_path
) -> None:
    (home / "practices").mkdir(parents=True)
    (home / "practices" / "short.toml").write_text(SHORT)
    recording = tmp_path / "answers.wav"
    with WavWriter(recording, 22050) as writer:
        writer.write(spoken.render(SAID, VoiceSettings(voice="gmw/en-us+f3", rate=150)).samples)
        for _ in range(60):
            writer.write(silence(1, 22050).samples)
    events = tmp_path / "events.jsonl"
    terminal = at_terminal(
        *("practice", "short", "--microphone", str(recording), "--events", str(events)),
        *("--captions", "plain"),
        **sound_devices.environment,
    )
    assert "You can speak or type." in terminal.until("Welcome.")
    terminal.press("\n")
    terminal.until("Listening.")
    assert "You: " in terminal.until(f"{written(SAID)}\r\n")
    terminal.until("How much")
    terminal.press(" ")
    terminal.until("Paused.")
    terminal.press(" ")
    terminal.until("Listening.")
    for offered in ("Which number", "type your answer"):
        terminal.press("a lot\n")
        terminal.until(offered)
    terminal.until("Listening.")
    terminal.press("7\n")
    terminal.until("Listening.")
    terminal.press("i will walk\n")
    terminal.until("That's all for now.")

    assert terminal.end() == 0
    assert terminal.modes == terminal.found
    told = [json.loads(line) for line in events.read_text().splitlines()]
    heard = {
        event_record["step"]: (event_record["text"], event_record["confidence"] is None)
        for event_record in told
        if event_record["event"] == "heard"
    }
    assert heard == {"left": (SAID, False), "scale": ("7", True), "choose": ("i will walk", True)}
    with Journal.open(home / "journal.db", clock=wall_clock) as journal:
        kept = {turn.step: turn for turn in journal.turns(journal.find("last").id)}
    assert (kept["scale"].text, kept["choose"].text) == ("7", "i will walk")
    assert kept["choose"].words == ()
