"""A bad minute, in the middle of anything: breath at once, and the practice waits."""

from pathlib import Path

import pytest

from voice_coach import texts
from voice_coach.breathing import unpaced
from voice_coach.dialogue.states import Active, Paused, State
from voice_coach.nlu.commands import COMMANDS
from voice_coach.practice.library import Library
from voice_coach.practice.schema import every_step
from voice_coach.protocol import effects as fx
from voice_coach.testing import Rehearsal

FIRST_BREATH_SECONDS = 30
(STEADY,) = (command for command in COMMANDS if command.name == "steady")


def patterns(coach):
    return [breathe.timeline.pattern for breathe in coach.all(fx.Breathe)]


def relieved(coach):
    """Let all of it be led, until it waits."""
    for _ in range(12):
        if isinstance(coach.state, Paused) and coach.listening is not None:
            return coach
        coach.spoke()
    raise AssertionError(coach.state)


@pytest.mark.parametrize("phrase", STEADY.phrases)
def test_whoever_asks_for_it_is_heard(at, phrase):
    assert at("listening").say(phrase).said[-1] == texts.STEADY


def test_it_is_led_from_everywhere_and_then_waits(place, at):
    coach = at(place)
    breaths = len(patterns(coach))
    relieved(coach.command("steady"))

    assert patterns(coach)[breaths:] == ["cyclic sigh", "extended exhale"]
    assert coach.state is Paused.ASKED
    assert coach.said[-1] == texts.STEADY_OVER


def test_the_first_breath_comes_within_half_a_minute(place, at):
    coach = at(place)
    before = coach.minutes
    coach.command("steady").spoke()

    assert coach.state is Active.BREATHING
    assert (coach.minutes - before) * 60 <= FIRST_BREATH_SECONDS


def test_the_practice_goes_on_where_it_was(at):
    coach = relieved(at("answering").command("steady")).command("resume")

    assert coach.said[-1] == texts.GO_ON
    assert coach.spoke().state is Active.LISTENING


def test_a_pause_in_it_leads_on_with_what_is_left(at):
    coach = at("saying").command("steady").spoke()
    coach.command("pause").spoke().command("resume")

    assert coach.said[-1] == texts.STEADY_CARE


def test_skip_ends_it_and_leaves_the_practice_alone(at):
    coach = at("listening").command("steady").spoke().command("skip").spoke()

    assert coach.state is Paused.ASKED
    coach.command("resume").spoke()
    assert coach.listening.step == "promise"


def test_repeat_begins_it_again(at):
    coach = at("saying").command("steady").spoke().command("repeat")

    assert coach.said[-1] == texts.STEADY


def test_stop_ends_the_session(at):
    assert at("saying").command("steady").spoke().command("stop").spoke().state is State.ENDED


def test_whoever_gets_dizzy_in_it_is_led_no_further(at):
    coach = at("listening").command("steady").spoke().command("dizzy").spoke()

    assert coach.all(fx.Breathe)[-1].timeline == unpaced(30)
    assert relieved(coach).said[-1] == texts.STEADY_OVER


def test_the_practice_of_that_name_breathes_as_soon_and_gives_the_same_care():
    steady = Library(Path("/nonexistent")).load("steady")
    coach = Rehearsal(steady).begin()
    while coach.state is not Active.BREATHING:
        coach.spoke()

    assert coach.minutes * 60 <= FIRST_BREATH_SECONDS
    spoken = [text for step in every_step(steady.steps) for text in step.prompts().values()]
    assert texts.STEADY_CARE in spoken
