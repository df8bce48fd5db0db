"""Each practice tells how long it will take: the first time, and with what is there later."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from voice_coach.dialogue.lengths import length_of
from voice_coach.dialogue.states import Active, State
from voice_coach.nlu.answers import choice
from voice_coach.nlu.durations import duration
from voice_coach.nlu.text import keywords
from voice_coach.practice.library import Library
from voice_coach.practice.runner import spoken_length
from voice_coach.practice.steps import Ask, Repeat, asks_about, every_question
from voice_coach.protocol import effects as fx
from voice_coach.protocol import events as ev
from voice_coach.protocol.events import SessionConfig
from voice_coach.testing import EVENING, Rehearsal

PRACTICES = Library(Path("/nonexistent")).all()[0]
SHORT = (
    "ask-yourself-first", "body-alarm", "body-scan", "emotional-check-in", "fair-thought",
    "say-what-is-true", "self-care-check", "small-promises", "trust-talk", "weekly-review",
    "what-do-i-need",
)  # fmt: skip
"""Practices with a form of three minutes."""

SHORTER = [practice for practice in PRACTICES if asks_about(practice, "time")]
MAX_TURNS = 400
ANYTHING = {"yes-no": "yes", "number": "five", "time": "tomorrow"}
LATER = 3
"""Visits after the first one; what they leave open grows."""


def led(practice, config, number=0):
    """A session in which every question is answered with its example, and rounds with more."""
    questions = {step.name: step for step in every_question(practice.steps)}
    rounds = {
        step.name
        for loop in practice.steps
        if isinstance(loop, Repeat)
        for step in loop.do
        if isinstance(step, Ask)
    }
    times = {}
    coach = Rehearsal(practice, config).begin()
    for _ in range(MAX_TURNS):
        if coach.state is State.ENDED:
            return coach
        asked = coach.listening
        recall = coach.effects[-1]
        if isinstance(recall, fx.Recall):
            coach.handle(ev.Recalled(nearest(coach.remembered, recall)))
            continue
        if coach.state is not Active.LISTENING or asked is None:
            coach.spoke()
            continue
        step = questions.get(asked.step)
        examples = step.all_examples() if step is not None else ()
        said = examples[min(number, len(examples) - 1)] if examples else ""
        if asked.step in rounds:
            times[asked.step] = times.get(asked.step, -1) + 1
            said = (*examples, "nothing more")[min(times[asked.step], len(examples))]
        if asked.choices and choice(said, asked.choices) is None:
            said = asked.choices[0]
        answer(coach, said or ANYTHING.get(asked.expects, "yes"))
    raise AssertionError(f"{practice.name} does not end")


def nearest(memories, recall):
    """The open memory that shares a word with those looked for, as the journal finds it."""
    return tuple(
        memory
        for memory in memories
        if (memory.kind, memory.status) == (recall.kind, "open")
        and set(keywords(memory.text)) & set(recall.words)
    )[:1]


def answer(coach, said):
    """Say something after a second of thought; lists and letters end with "I'm done"."""
    asked = coach.listening
    coach.silence(1)
    parts = re.split(r"[,.] ", said) if asked.expects in ("list", "letter") else [said]
    for part in parts:
        if coach.listening is asked:
            coach.hear(part)
    if coach.listening is asked and asked.expects in ("list", "letter") and said != "nothing more":
        coach.hear("i'm done")
    while coach.listening is asked:
        coach.silence(0.1)


def told(coach):
    """The minutes that are said in the greeting."""
    return duration(coach.said[0])[0]


def visits(practice, **more):
    """A first visit and later ones, three days apart, each with all that was left open before."""
    memories = ()
    for visit in range(1 + LATER):
        now = EVENING + timedelta(days=3 * visit)
        config = SessionConfig(now, memories, visits=visit, sessions=9, breaths=9, **more)
        coach = led(practice, replace(config, length=length_of(practice, config)))
        memories = coach.memories
        yield coach


@pytest.mark.parametrize("practice", PRACTICES, ids=lambda practice: practice.name)
def test_the_length_that_is_told_is_right_within_a_fifth_on_every_visit(practice):
    if not practice.frame or not practice.announce_length:
        pytest.skip("it tells no length")
    wrong = [
        (visit, told(coach), round(coach.minutes, 2))
        for visit, coach in enumerate(visits(practice))
        if not 0.8 * coach.minutes <= told(coach) <= 1.2 * coach.minutes
    ]

    assert wrong == []


@pytest.mark.parametrize("practice", SHORTER, ids=lambda practice: practice.name)
def test_the_short_form_is_shorter_and_fits_into_three_minutes_where_it_can(practice):
    for coach, usual in zip(visits(practice, minutes=3.0), visits(practice), strict=True):
        assert coach.minutes <= (3.6 if practice.name in SHORT else usual.minutes), coach.said


@pytest.mark.parametrize("practice", PRACTICES, ids=lambda practice: practice.name)
def test_the_length_in_the_file_is_that_of_a_first_visit(practice):
    length = length_of(practice, SessionConfig(EVENING))

    assert 0.8 * practice.minutes <= length <= 1.2 * practice.minutes


@pytest.mark.parametrize("minutes", [0.4, 0.8, 1.2, 1.3, 1.8, 2.3, 3.4, 4.2, 4.4, 5.5, 7.49, 9.6])
def test_little_of_a_length_is_lost_in_rounding(minutes):
    found = duration(spoken_length(minutes))

    assert found is not None
    assert 0.79 * minutes <= found[0] <= 1.26 * minutes
