"""Somebody who was cut off goes on: by saying so, or with a voice that does not stop."""

import pytest

from voice_coach import texts
from voice_coach.dialogue.states import Active, State
from voice_coach.dialogue.turn import BARGE_IN, TAKE_BACK_SECONDS
from voice_coach.protocol import effects as fx
from voice_coach.protocol.events import AudioElapsed, Heard, SessionConfig, Word
from voice_coach.testing import EVENING, Rehearsal, practice_of, step

PRACTICE = practice_of(
    step(name="truth", ask="What did you do?", keep="win"),
    step(name="next", ask="What comes next?"),
    step(name="echo", say="You said: {truth}."),
    step(name="breathe", breathe="box", cycles=4),
    step(name="rest", silence=20),
)

FIRST = "i told her the truth"


def cut_off(**config):
    """A session whose first answer was just taken as finished: the next question is spoken."""
    return Rehearsal(PRACTICE, SessionConfig(EVENING, **config)).begin().spoke().say(FIRST)


def asked_next():
    return cut_off().spoke()


def last(coach, kind):
    return coach.all(kind)[-1]


@pytest.mark.parametrize("said", ["i wasn't finished", "wait there's more"])
def test_whoever_was_not_finished_goes_on_in_the_same_answer(said):
    coach = asked_next()
    coach.hear(said)
    coach.silence(0.7)
    assert coach.said[-1] == "Go on."
    coach.spoke()
    assert (coach.state, coach.listening.step) == (Active.LISTENING, "truth")

    coach.say("and she thanked me for it yesterday")
    assert coach.session.answers["truth"] == f"{FIRST} and she thanked me for it yesterday"
    assert coach.said[-1] == "What comes next?"


def test_what_was_kept_of_the_half_answer_is_kept_of_the_whole_one_alone():
    coach = asked_next().say("i wasn't finished").spoke().say("and she thanked me yesterday")
    taken = last(coach, fx.TakeBack)
    first, whole = coach.kept

    assert taken.kept == (1,)
    assert (first.text, whole.text) == (FIRST, f"{FIRST} and she thanked me yesterday")
    assert (taken.step, taken.forget) == ("truth", False)


def test_typed_or_by_a_key_it_does_the_same_while_the_coach_speaks():
    for happens in (
        lambda coach: coach.typed("I wasn't finished"),
        lambda coach: coach.command("not finished"),
    ):
        coach = happens(cut_off()).spoke()

        assert coach.listening.step == "truth"
        assert (
            coach.say("and left the room").session.answers["truth"] == f"{FIRST} and left the room"
        )


def test_it_goes_back_into_an_answer_that_is_being_said_back():
    practice = practice_of(step(name="promise", ask="What will you do?", confirm=True))
    coach = Rehearsal(practice).begin().spoke().say("i will walk to the river").spoke()
    coach.say("wait there's more").spoke()
    assert coach.listening.step == "promise"
    coach.say("and call my sister tomorrow")

    heard = "i will walk to the river and call my sister tomorrow"
    assert coach.said[-1] == f"I heard: {heard}. Is that right?"
    assert coach.spoke().say("yes").session.answers["promise"] == heard


def test_in_the_middle_of_an_answer_it_asks_for_more_time_and_is_no_part_of_it():
    coach = asked_next()
    coach.hear("i will call my sister tomorrow")
    coach.hear("i'm not finished")
    coach.silence(1)
    assert fx.CommandAccepted("not finished") in coach.effects
    coach.silence(2.4)
    assert coach.state is Active.LISTENING
    coach.silence(3)

    assert coach.session.answers["next"] == "i will call my sister tomorrow"


def test_before_any_answer_it_says_that_there_is_none():
    coach = Rehearsal(PRACTICE).begin().spoke().say("i wasn't finished")

    assert coach.said[-1] == texts.NO_ANSWER_BEFORE
    assert coach.spoke().spoke().listening.step == "truth"


def test_while_a_breath_is_led_it_goes_back_too_and_the_breath_is_led_again_afterwards():
    coach = asked_next().say("i will call my sister tomorrow").spoke()
    assert coach.state is Active.BREATHING
    coach.say("i wasn't finished").spoke().say("in the morning").spoke()

    assert coach.session.answers["next"] == "i will call my sister tomorrow in the morning"
    assert coach.state is Active.BREATHING


def test_undo_brings_the_old_end_of_the_answer_back():
    coach = asked_next().say("i wasn't finished").command("undo").spoke()

    assert coach.session.answers["truth"] == FIRST
    assert (coach.spoke().state, coach.listening.step) == (Active.LISTENING, "next")


# A voice that goes on, where the ear is open while the coach speaks.


def beside(coach, seconds, voiced=0.0):
    coach.handle(AudioElapsed(BARGE_IN, seconds, voiced))


def spoken_over(coach, text, started=0.2):
    words = tuple(Word(word, started, started + 0.3, 0.9) for word in text.split())
    coach.handle(Heard(BARGE_IN, text, final=True, words=words, ended=started + 0.3))


def test_a_voice_that_goes_on_as_the_coach_begins_takes_the_turn_back():
    coach = cut_off(open_ear=True)
    beside(coach, 0.3)
    coach.sentence(0)
    before = len(coach.effects)
    beside(coach, 0.6, voiced=0.6)

    assert (coach.state, coach.listening.step) == (Active.LISTENING, "truth")
    assert any(isinstance(effect, fx.Hush) for effect in coach.effects[before:])
    assert not any(isinstance(effect, fx.Say | fx.Chime) for effect in coach.effects[before:])
    spoken_over(coach, "and she")
    coach.say("thanked me for it yesterday")
    assert coach.session.answers["truth"] == f"{FIRST} and she thanked me for it yesterday"


def test_a_voice_before_the_coachs_first_sound_takes_the_turn_back_too():
    coach = cut_off(open_ear=True)
    beside(coach, 0.9, voiced=0.8)

    assert coach.listening.step == "truth"


def test_a_voice_later_than_half_a_second_takes_nothing_back():
    coach = cut_off(open_ear=True)
    beside(coach, 0.2)
    coach.sentence(0)
    late = 0.2 + TAKE_BACK_SECONDS + 0.2
    beside(coach, late, voiced=late)
    beside(coach, late + 1, voiced=late + 1)

    assert coach.state is Active.SPEAKING


def test_a_command_said_as_the_coach_begins_is_still_one():
    coach = cut_off(open_ear=True)
    beside(coach, 0.4, voiced=0.4)
    spoken_over(coach, "stop")
    coach.silence(0.7)

    assert coach.state is State.CLOSING


def test_a_voice_after_im_done_or_in_the_coachs_own_echo_takes_nothing_back():
    echo = cut_off(open_ear=True, hears_itself=True)
    beside(echo, 0.4, voiced=0.4)
    assert echo.state is Active.SPEAKING

    done = Rehearsal(PRACTICE, SessionConfig(EVENING, open_ear=True)).begin().spoke()
    done.hear(FIRST)
    done.say("i'm done")
    beside(done, 0.4, voiced=0.4)
    assert done.state is Active.SPEAKING


def test_a_voice_takes_nothing_back_from_words_that_follow_no_answer():
    coach = Rehearsal(PRACTICE, SessionConfig(EVENING, open_ear=True)).begin()
    beside(coach, 0.4, voiced=0.4)

    assert coach.state is Active.SPEAKING
