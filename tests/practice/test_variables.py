"""Wordings that take turns from visit to visit, and conditions on the session itself."""

from dataclasses import replace
from datetime import timedelta

import pytest
from msgspec import structs

from voice_coach.practice.interpreter import Interpreter
from voice_coach.practice.recall import needs_of
from voice_coach.practice.schema import Compare
from voice_coach.protocol.events import Memory, Resumption, SessionConfig
from voice_coach.testing import EVENING, Rehearsal, practice_of, step

GREETINGS = ("Sit down.", "Arrive here.", "Take your seat.")


def said(*steps, **config):
    """What is spoken to the end, but for the frame."""
    coach = Rehearsal(practice_of(*steps), SessionConfig(EVENING, **config)).begin()
    while coach.outcome is None:
        if coach.listening is not None:
            coach.say("skip")
        else:
            coach.spoke()
    return coach.said[1:-1]


# Wordings.


def test_wordings_take_turns_and_none_comes_twice_in_a_row():
    turns = [said(step(say=GREETINGS), visits=visit) for visit in range(7)]

    assert turns == [[GREETINGS[visit % 3]] for visit in range(7)]


def test_a_question_takes_turns_too_and_so_does_which_comes_first():
    ask = step(name="tea", ask=("How was it?", "What was it like?"))

    assert said(ask) == ["How was it?"]
    assert said(ask, visits=1) == ["What was it like?"]


def test_the_same_words_are_repeated_when_they_are_asked_for():
    coach = Rehearsal(practice_of(step(say=GREETINGS)), SessionConfig(EVENING, visits=1)).begin()
    coach.command("repeat")

    assert coach.said[1:] == ["Arrive here."] * 2


def test_a_wording_that_cannot_be_said_leaves_its_turn_to_the_next():
    ask = step(name="tea", ask="Tea?")
    say = step(say=("You said: {tea}.", "So be it."))

    assert said(ask, say) == ["Tea?", "So be it."]
    assert said(ask, step(say=("You said: {tea}.",))) == ["Tea?"]


def test_a_pair_is_put_in_order_with_the_words_of_this_visit():
    values = step(name="values", ask="What?", answer="list")
    order = step(order="values", ask=("Is it {one} or {other}?", "Rather {one}, or {other}?"))
    coach = Rehearsal(practice_of(values, order), SessionConfig(EVENING, visits=1)).begin()
    coach.spoke().say("tea and bread").spoke()

    assert coach.said[-1] == "Rather tea, or bread?"


# Conditions on the session.


def leads(condition, **config):
    """Whether a step with this condition is led, in a practice of four minutes."""
    hour = config.pop("hour", 20)
    now = replace(SessionConfig(EVENING.replace(hour=hour)), **config)
    practice = of_minutes(4, step(say="Here.", when=condition))
    return Interpreter(practice, now).next() is not None


def of_minutes(minutes, *steps):
    return structs.replace(practice_of(*steps), minutes=minutes)


@pytest.mark.parametrize(
    ("condition", "config", "holds"),
    [
        ({"visits": "first"}, {"visits": 0}, True),
        ({"visits": "first"}, {"visits": 1}, False),
        ({"visits": "again"}, {"visits": 1}, True),
        ({"visits": Compare(below=3)}, {"visits": 2}, True),
        ({"visits": Compare(below=3)}, {"visits": 3}, False),
        ({"visits": Compare(above=0, below=2)}, {"visits": 1}, True),
        ({"tones": "new"}, {"breaths": 2, "visits": 9}, True),
        ({"tones": "known"}, {"breaths": 3}, True),
        ({"tones": Compare(above=9)}, {"breaths": 3}, False),
        ({"day": "evening"}, {"hour": 20}, True),
        ({"day": ["morning", "afternoon"]}, {"hour": 20}, False),
        ({"day": "night"}, {"hour": 3}, True),
        ({"day": "night"}, {"hour": 23}, True),
        ({"day": "morning"}, {"hour": 4}, True),
        ({"day": "afternoon"}, {"hour": 11}, True),
        ({"time": "short"}, {"minutes": 3}, True),
        ({"time": "short"}, {"minutes": 3.5}, False),
        ({"time": "enough"}, {"minutes": 5}, True),
        ({"time": "enough"}, {}, True),
        ({"time": "long"}, {"minutes": 6}, True),
        ({"time": Compare(below=4)}, {"minutes": 3}, True),
        ({"time": Compare(below=4)}, {}, False),
        ({"time": "short", "visits": "again"}, {"minutes": 1, "visits": 0}, False),
    ],
)
def test_a_condition_asks_about_the_session(condition, config, holds):
    assert leads(condition, **config) is holds


def test_a_step_of_the_same_name_is_meant_instead():
    tea = step(name="time", ask="When?", answer="time", example="at noon")
    steps = practice_of(tea, step(say="Then.", when={"time": "said"}))
    config = SessionConfig(EVENING, resume=Resumption("step-2", {"time": "at noon"}), minutes=1)

    assert Interpreter(steps, config).next().step.say == "Then."


# Conditions on memories of a status.

KEPT = Memory(1, "promise", "walk", EVENING - timedelta(days=2), status="kept")


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("any kept", True),
        ("none kept", False),
        ("any", False),
        ("none", True),
        (["any", "any kept"], True),
        (["any", "any partly kept"], False),
    ],
)
def test_a_condition_asks_about_memories_of_any_status(condition, holds):
    assert leads({"promise": condition}, memories=(KEPT,)) is holds


def test_memories_of_the_statuses_that_are_asked_about_are_needed():
    practice = practice_of(step(say="Here.", when={"promise": ["any partly kept", "none"]}))

    assert needs_of(practice) == {("promise", "partly kept"), ("promise", "open")}
