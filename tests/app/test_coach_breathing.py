"""Breathing as it is led in the room: what is heard of it, and who gets dizzy."""

from collections.abc import Callable
from datetime import datetime
from itertools import pairwise

import numpy as np
import pytest

from voice_coach import texts
from voice_coach.app.builtin import breathing
from voice_coach.app.event_stream import EventRecord
from voice_coach.app.runtime import Runtime
from voice_coach.audio.player import SoundSource, Track
from voice_coach.breathing import PATTERNS
from voice_coach.practice.schema import Practice, Step
from voice_coach.testing import step
from voice_coach.tts.base import VoiceSettings
from voice_coach.tts.tones import bell

RATE = 16000
LED = [name for name, pattern in PATTERNS.items() if pattern.phases]


def practice(*steps: Step) -> Practice:
    return Practice(name="b", title="B", about="For tests.", minutes=2, steps=steps)


def seconds_between(first: EventRecord, second: EventRecord) -> float:
    one, other = (
        datetime.fromisoformat(str(event_record["at"])) for event_record in (first, second)
    )
    return (other - one).total_seconds()


def says_in_breath(spoken, words: str, cycle: int) -> Callable:
    """Someone who says these words when breath number `cycle` begins."""

    def watch(runtime: Runtime) -> Callable[[EventRecord], None]:
        said: list[EventRecord] = []

        def observe(event_record: EventRecord) -> None:
            if event_record["event"] == "breath" and event_record["cycle"] == cycle and not said:
                said.append(event_record)
                sound = spoken.render(words, VoiceSettings()).at(runtime.simulator.rate)
                runtime.simulator.user_player.play(Track(SoundSource(sound)))

        return observe

    return watch


@pytest.mark.parametrize("words", ["i feel light headed", "stop the breathing", "i feel faint"])
def test_someone_who_says_they_are_dizzy_is_led_no_further(hold_session, spoken, words) -> None:
    steps = (step(name="air", breathe="box", cycles=8), step(name="after", say="There is tea."))
    result = hold_session(practice(*steps), watch=says_in_breath(spoken, words, 3))

    assert [t["name"] for t in result.told("command")] == ["dizzy"]
    assert {t["cycle"] for t in result.told("breath")} <= {1, 2, 3}
    assert [t["step"] for t in result.told("coach.speaking")] == [
        "greeting", "eased", "after", "closing",
    ]  # fmt: skip
    assert result.told("coach.speaking")[1]["text"] == texts.EASE
    assert result.coach.outcome == "completed"


def test_whoever_got_dizzy_has_a_minute_and_not_more(hold_session, spoken):
    steps = (step(name="air", breathe="coherent", minutes=5), step(name="after", say="Tea."))
    result = hold_session(practice(*steps), watch=says_in_breath(spoken, "i feel light headed", 2))
    (eased,) = [t for t in result.told("coach.spoke") if t["turn"] == _turn(result, "eased")]
    (after,) = [t for t in result.told("coach.speaking") if t["step"] == "after"]

    minute = 60 + bell(RATE).seconds
    assert seconds_between(eased, after) == pytest.approx(minute, abs=0.1)


def _turn(result, step: str) -> object:
    return next(t["turn"] for t in result.told("coach.speaking") if t["step"] == step)


def test_stop_in_a_breath_ends_the_session_with_the_breath_left_to_itself(
    hold_session, spoken
) -> None:
    steps = (step(name="air", breathe="box", cycles=8), step(name="after", say="There is tea."))
    result = hold_session(practice(*steps), watch=says_in_breath(spoken, "stop", 3))
    (command,), (*_, closing) = result.told("command"), result.told("coach.speaking")

    assert command["name"] == "stop"
    assert str(closing["text"]).startswith(texts.EASE_AND_END)
    assert seconds_between(command, closing) < 0.1
    assert result.coach.outcome == "stopped"


@pytest.mark.parametrize("name", LED)
def test_every_breath_is_told_when_it_begins_and_the_announcement_delays_none(
    hold_session, name
) -> None:
    result = hold_session(practice(step(name="air", breathe=name, cycles=5)))
    told = result.told("breath")

    assert [(t["phase"], t["seconds"]) for t in told] == list(PATTERNS[name].phases) * 5
    assert [t["cycle"] for t in told] == sorted([1, 2, 3, 4, 5] * len(PATTERNS[name].phases))
    for before, after in pairwise(told):
        # A room steps 20 ms at a time, so that is how exact its clock is.
        assert seconds_between(before, after) == pytest.approx(before["seconds"], abs=0.021)


def test_a_natural_breath_is_followed_by_nothing_but_a_bell_each_minute(hold_session) -> None:
    blocks: list[np.ndarray] = []

    def watch(runtime: Runtime) -> Callable[[EventRecord], None]:
        def observe(event_record: EventRecord) -> None:
            if event_record["event"] == "listening" and event_record["step"] == "breath":
                runtime.simulator.monitors.append(blocks.append)

        return observe

    result = hold_session(breathing("natural", 2), watch=watch)
    strike = bell(RATE).samples
    heard = np.concatenate(blocks)[: 122 * RATE]
    first, second = (int(np.argmax(half != 0)) for half in (heard, heard[90 * RATE :]))

    assert result.told("breath") == []
    assert first == pytest.approx(60 * RATE, abs=0.021 * RATE)  # as exact as the ear that opened
    assert second + 90 * RATE - first == 60 * RATE  # and from there on to the sample
    onset = int(np.argmax(strike != 0))
    assert np.array_equal(heard[first : first + len(strike) - onset], strike[onset:])
    assert result.coach.outcome == "completed"
