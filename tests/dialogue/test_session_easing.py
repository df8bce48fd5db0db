"""Someone gets dizzy while a breath is led: it goes as it likes at once, and the session after."""

import pytest

from voice_coach import texts
from voice_coach.breathing import unpaced
from voice_coach.dialogue.states import Active, State
from voice_coach.nlu.commands import COMMANDS
from voice_coach.protocol import effects as fx
from voice_coach.testing import Rehearsal, practice_of, step

BREATHING = ("breathing", "helping in a breath", "paused in a breath")
(DIZZY,) = (command for command in COMMANDS if command.name == "dizzy")


def last(coach, kind):
    return coach.all(kind)[-1]


@pytest.mark.parametrize("phrase", DIZZY.phrases)
def test_whoever_says_so_is_led_no_further(at, phrase):
    coach = at("breathing")
    before = len(coach.effects)
    coach.cue(3)
    coach.say(phrase)
    after = coach.effects[before:]

    assert after.index(fx.CommandAccepted("dizzy")) < after.index(fx.Hush())
    assert coach.said[-1] == texts.EASE
    assert last(coach, fx.Say).step == "eased"
    assert coach.effects.index(last(coach, fx.Say)) > coach.effects.index(fx.Hush())


def test_the_words_for_it_are_few_and_leave_the_breath_alone():
    assert len(texts.EASE.split()) < 20
    assert "?" not in texts.EASE


def test_the_breath_is_then_left_to_itself_for_a_minute_and_the_practice_goes_on():
    coach = Rehearsal(
        practice_of(step(name="air", breathe="box", minutes=5), step(name="after", say="Tea."))
    ).begin()
    coach.cue(9)
    coach.command("dizzy").spoke()

    assert coach.state is Active.BREATHING
    assert last(coach, fx.Breathe).timeline == unpaced(60)
    assert last(coach, fx.Breathe).step == "air"
    assert coach.listening.expects == "command"
    assert coach.spoke().said[-1] == "Tea."


def test_where_less_than_a_minute_was_left_it_takes_no_longer(at):
    coach = at("breathing")  # four breaths of 16 seconds
    coach.cue(9)  # in the third
    coach.command("dizzy").spoke()

    assert last(coach, fx.Breathe).timeline == unpaced(32)


@pytest.mark.parametrize("where", BREATHING)
def test_it_can_be_said_in_a_pause_and_in_help_as_well(at, where):
    coach = at(where)
    coach.command("dizzy").spoke()

    assert last(coach, fx.Breathe).timeline == unpaced(60)
    assert coach.spoke().state is Active.RESTING


def test_typed_it_is_the_same(at):
    assert at("breathing").typed("I feel dizzy.").said[-1] == texts.EASE


def test_it_is_a_command_where_a_breath_is_led_and_nowhere_else(place, at):
    coach = at(place).command("dizzy")

    assert (fx.CommandAccepted("dizzy") in coach.effects) == (place in BREATHING)


def test_as_an_answer_it_is_an_answer(at):
    coach = at("listening").say("i feel dizzy")

    assert coach.said[-1] == "I heard: i feel dizzy. Is that right?"
    assert coach.all(fx.CommandAccepted) == []


def test_a_pause_does_not_bring_the_exercise_back(at):
    coach = at("breathing").command("dizzy").command("pause").spoke().command("resume")
    assert last(coach, fx.Breathe).timeline == unpaced(60)

    coach.silence(20)
    coach.command("pause").spoke().say("resume")
    assert last(coach, fx.Breathe).timeline.pattern == "natural"
    assert last(coach, fx.Breathe).timeline.seconds == pytest.approx(40)


def test_repeat_does_not_bring_the_exercise_back_either(at):
    coach = at("breathing").command("dizzy").command("repeat")
    assert coach.said[-1] == texts.EASE

    coach.spoke()
    coach.silence(20)
    coach.command("repeat")
    assert last(coach, fx.Breathe).timeline == unpaced(60)


def test_the_next_exercise_is_led_again():
    coach = Rehearsal(
        practice_of(step(breathe="box", cycles=4), step(name="calm", breathe="coherent", cycles=4))
    ).begin()
    coach.command("dizzy").spoke().spoke()
    assert last(coach, fx.Breathe).timeline.pattern == "coherent"

    coach.cue(2)
    coach.command("repeat")
    assert last(coach, fx.Breathe).timeline.pattern == "coherent"


def test_skip_leaves_the_minute_out(at):
    coach = at("breathing").command("dizzy").spoke().command("skip")

    assert coach.state is Active.RESTING


def test_a_breath_that_is_not_led_goes_on_where_it_was_paused():
    coach = Rehearsal(practice_of(step(breathe="natural", minutes=5))).begin()
    coach.silence(70)
    coach.command("pause").spoke().say("resume")
    left = last(coach, fx.Breathe).timeline

    assert left.seconds == pytest.approx(230)
    assert left.bells == pytest.approx((50, 110, 170, 230))


@pytest.mark.parametrize("where", BREATHING)
def test_stop_ends_the_session_and_leaves_the_breath_to_itself(at, where):
    coach = at(where).command("stop")

    assert coach.state is State.CLOSING
    assert coach.said[-1] == f"{texts.EASE_AND_END} {texts.CLOSING_STOPPED}"
    assert coach.spoke().outcome == "stopped"


@pytest.mark.parametrize("where", ["saying", "resting", "listening", "paused in a silence"])
def test_stop_says_nothing_of_the_breath_where_none_is_led(at, where):
    assert at(where).command("stop").said[-1] == texts.CLOSING_STOPPED
