"""Every practice, led from start to end: real voice, real ear, real journal."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import BEGINS
from voice_coach.journal.journal import Journal
from voice_coach.practice.library import Library
from voice_coach.practice.recall import needs_of
from voice_coach.practice.schema import Practice, every_step
from voice_coach.practice.steps import Nearest, Say, every_question
from voice_coach.stt.transcription import word_error_rate
from voice_coach.testing import sets_of

MAX_WORD_ERRORS = 0.10
"""Of the examples, through the model that ships; synthetic speech is what it was made for."""

PRACTICES, BROKEN = Library(Path("nowhere")).all()


def goes_back(practice: Practice) -> bool:
    """Whether earlier sessions make a difference to a practice."""
    steps = every_step(practice.steps)
    return bool(needs_of(practice)) or any(isinstance(step, Nearest) for step in steps)


RUNS = [
    pytest.param(practice, number, before, id=f"{practice.name}-{number}-{name}")
    for practice in PRACTICES
    for number in range(sets_of(practice))
    for before, name in ((False, "first-time"), (True, "with-memories"))
    if before is False or goes_back(practice)
]
"""Every practice with every set of its examples, and, where that makes a difference, after earlier
sessions."""

EARLIER = {
    "promise": "i will call my sister",
    "event": "a talk in front of the class",
    "emotion": "tired",
}
"""What an earlier session may have left open; anything else is a walk."""


def leave_behind(practice: Practice, journal: Journal) -> None:
    """Keep what earlier sessions may have kept of all that a practice goes back to."""
    session = journal.begin("earlier", "Earlier", "test")
    steps = list(every_step(practice.steps))
    texts = [text for step in steps for text in step.prompts().values()]
    facts: dict[str, object] = {
        name: "four" for text in texts for name in re.findall(r"\{its ([^}]*)\}", text)
    }
    examples = {step.name: step.example for step in every_question(practice.steps)}
    for kind, status in sorted(needs_of(practice), key=str):
        for _ in range(6):
            journal.keep(kind, EARLIER.get(kind, "a walk"), facts, session, status or "open")
    for step in steps:
        if isinstance(step, Nearest):
            journal.keep(step.nearest, examples[step.to] or "a walk", facts, session)
        if isinstance(step, Say) and step.earlier is not None:
            number = {"name": step.earlier.name, "number": "4"}
            journal.keep(step.earlier.kind, "an earlier number", facts | number, session)


@pytest.mark.parametrize(("practice", "number", "before"), RUNS)
def test_a_practice_is_led_from_start_to_end(
    practice, number, before, hold_session, journal
) -> None:
    if before:
        leave_behind(practice, journal)
    result = hold_session(practice, number=number)
    assert result.coach.outcome == "completed"
    assert result.told("trouble") == []
    if not result.said:
        assert not list(every_question(practice.steps)), "nothing was answered"
        return
    said = " ".join(text for _, text in result.said)
    heard = " ".join(str(event_record["text"]) for event_record in result.told("heard"))
    assert word_error_rate(said, heard) <= MAX_WORD_ERRORS


@pytest.mark.parametrize("practice", PRACTICES, ids=lambda practice: practice.name)
def test_a_practice_takes_about_as_long_as_it_says(practice, hold_session) -> None:
    minutes = hold_session(practice).runtime.simulator.seconds / 60
    assert practice.minutes * 0.8 <= minutes <= practice.minutes * 1.2


def _practice(name: str) -> Practice:
    return next(practice for practice in PRACTICES if practice.name == name)


def _kept(result) -> dict[str, list[str]]:
    kept: dict[str, list[str]] = {}
    for memory in result.memories:
        kept.setdefault(memory.kind, []).append(memory.text)
    return kept


def test_a_promise_is_kept_and_asked_about_on_its_day(hold_session, journal):
    first = hold_session(_practice("small-promises"))
    (promise,) = [memory for memory in first.memories if memory.kind == "promise"]
    assert promise.status == "open"
    assert promise.data["turn"] in {turn.id for turn in first.turns if turn.step == "promise"}
    too_early = hold_session(_practice("small-promises"))
    assert [m.status for m in too_early.memories if m.id == promise.id] == ["open"]
    second = hold_session(_practice("small-promises"), begins=BEGINS + timedelta(days=1))
    asked = [str(t["text"]) for t in second.told("coach.speaking")]
    assert any(promise.text in text for text in asked)
    assert [m.status for m in second.memories if m.id == promise.id] == ["partly kept"]


def test_a_promise_that_was_heard_wrong_is_corrected(hold_session) -> None:
    result = hold_session(
        _practice("small-promises"),
        "i will walk around the block",
        "no i said i will talk to my brother",
        "yes",
    )
    assert _kept(result)["promise"] == ["i will talk to my brother"]
    undone = [turn.text for turn in result.turns if turn.undone]
    assert undone == ["i will walk around the block"]


def test_a_letter_is_read_back_and_kept(hold_session) -> None:
    result = hold_session(_practice("compassion-letter"))
    (letter,) = _kept(result)["letter"]
    read = " ".join(str(t["text"]) for t in result.told("coach.speaking"))
    assert letter in read


def test_an_alarm_is_measured_before_and_after(hold_session) -> None:
    result = hold_session(_practice("body-alarm"))
    ratings = [memory.data for memory in result.memories if memory.kind == "rating"]
    assert [rating["at"] for rating in ratings] == ["before", "after"]
    assert all(float(rating["number"]) <= 10 for rating in ratings)


def test_a_feeling_is_kept_with_what_set_it_off_and_what_it_needs(hold_session) -> None:
    result = hold_session(_practice("emotional-check-in"))
    (emotion,) = [memory for memory in result.memories if memory.kind == "emotion"]
    assert {"trigger", "need"} <= set(emotion.data)


def test_an_event_is_asked_about_afterwards(hold_session) -> None:
    first = hold_session(_practice("before-a-performance"))
    (event,) = [memory for memory in first.memories if memory.kind == "event"]
    second = hold_session(_practice("before-a-performance"))
    assert [m.status for m in second.memories if m.id == event.id] != ["open"]


def test_a_choice_is_kept(hold_session) -> None:
    assert _kept(hold_session(_practice("choose-again")))["choice"]


def test_after_five_feelings_the_word_that_recurs_is_named(hold_session, journal):
    session = journal.begin("earlier", "Earlier", "test")
    for text in ("the worry about work", "worry again", "joy", "some anger", "a deep worry"):
        journal.keep("emotion", text, {}, session)
    result = hold_session(_practice("emotional-check-in"))
    assert any(
        "worry" in str(t["text"])
        for t in result.told("coach.speaking")
        if "come back" in str(t["text"])
    )
