"""Every practice, led from start to end: real voice, real ear, real journal."""

from pathlib import Path

import pytest

from voice_coach.ear.wer import word_error_rate
from voice_coach.library import Library
from voice_coach.session.practice import Practice
from voice_coach.session.script import every_step

MOST_WORD_ERRORS = 0.10
"""Of the examples, through the demo model; synthetic speech is what it was made for."""

PRACTICES, BROKEN = Library(Path("nowhere")).all()
EARLIER = {
    "promise": "i will call my sister",
    "event": "a talk in front of the class",
    "emotion": "tired",
}
"""What an earlier session may have left open."""


@pytest.mark.parametrize("practice", PRACTICES, ids=lambda practice: practice.name)
@pytest.mark.parametrize("before", [False, True], ids=["first-time", "with-memories"])
def test_a_practice_is_led_from_start_to_end(practice, before, hold, journal) -> None:
    if before:
        session = journal.begin("earlier", "Earlier", "test")
        for kind, text in EARLIER.items():
            journal.keep(kind, text, {}, session)
    held = hold(practice)
    assert held.coach.outcome == "completed"
    assert held.told("trouble") == []
    examples = {step.name: step.example for step in every_step(practice.steps) if step.example}
    answered = [turn for turn in held.turns if turn.speaker == "you" and turn.step in examples]
    assert answered, "nothing was answered"
    said = " ".join(examples[turn.step] or "" for turn in answered)
    heard = " ".join(turn.text for turn in answered)
    assert word_error_rate(said, heard) <= MOST_WORD_ERRORS


@pytest.mark.parametrize("practice", PRACTICES, ids=lambda practice: practice.name)
def test_a_practice_takes_about_as_long_as_it_says(practice, hold) -> None:
    minutes = hold(practice).stage.room.seconds / 60
    assert practice.minutes * 0.8 <= minutes <= practice.minutes * 1.2


def _practice(name: str) -> Practice:
    return next(practice for practice in PRACTICES if practice.name == name)


def _kept(held) -> dict[str, list[str]]:
    kept: dict[str, list[str]] = {}
    for memory in held.memories:
        kept.setdefault(memory.kind, []).append(memory.text)
    return kept


def test_a_promise_is_kept_and_asked_about_next_time(hold, journal) -> None:
    first = hold(_practice("small-promises"))
    (promise,) = [memory for memory in first.memories if memory.kind == "promise"]
    assert promise.status == "open"
    assert promise.data["turn"] in {turn.id for turn in first.turns if turn.step == "promise"}
    second = hold(_practice("small-promises"))
    asked = [str(t["text"]) for t in second.told("coach.speaking")]
    assert any(promise.text in text for text in asked)
    assert [m.status for m in second.memories if m.id == promise.id] == ["partly kept"]


def test_a_promise_that_was_heard_wrong_is_corrected(hold) -> None:
    held = hold(
        _practice("small-promises"),
        "i will walk around the block",
        "no i said i will talk to my brother",
        "yes",
    )
    assert _kept(held)["promise"] == ["i will talk to my brother"]
    undone = [turn.text for turn in held.turns if turn.undone]
    assert undone == ["i will walk around the block"]


def test_a_letter_is_read_back_and_kept(hold) -> None:
    held = hold(_practice("compassion-letter"))
    (letter,) = _kept(held)["letter"]
    read = " ".join(str(t["text"]) for t in held.told("coach.speaking"))
    assert letter in read


def test_an_alarm_is_measured_before_and_after(hold) -> None:
    held = hold(_practice("body-alarm"))
    ratings = [memory.data for memory in held.memories if memory.kind == "rating"]
    assert [rating["at"] for rating in ratings] == ["before", "after"]
    assert all(float(rating["number"]) <= 10 for rating in ratings)


def test_a_feeling_is_kept_with_what_set_it_off_and_what_it_needs(hold) -> None:
    held = hold(_practice("emotional-check-in"))
    (emotion,) = [memory for memory in held.memories if memory.kind == "emotion"]
    assert {"trigger", "need"} <= set(emotion.data)


def test_an_event_is_asked_about_afterwards(hold) -> None:
    first = hold(_practice("before-a-performance"))
    (event,) = [memory for memory in first.memories if memory.kind == "event"]
    second = hold(_practice("before-a-performance"))
    assert [m.status for m in second.memories if m.id == event.id] != ["open"]


def test_a_choice_is_kept(hold) -> None:
    assert _kept(hold(_practice("choose-again")))["choice"]
