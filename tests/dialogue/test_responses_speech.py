"""Slower, faster, louder, quieter: at once, and within what can be spoken and heard."""

import pytest

from voice_coach import texts
from voice_coach.dialogue.responses import MAX_RATE, MAX_VOLUME, MIN_RATE, MIN_VOLUME, Speech
from voice_coach.protocol import effects as fx
from voice_coach.protocol.events import SessionConfig
from voice_coach.testing import EVENING, Rehearsal, practice_of, step

USUAL = Speech(145, 1.0)


@pytest.mark.parametrize(("name", "other"), [("slower", "faster"), ("quieter", "louder")])
def test_one_step_and_the_other_way_again_is_nearly_as_before(name, other):
    speech = Speech(145, 0.7).changed(name).changed(other)

    assert abs(speech.rate - 145) <= 1
    assert abs(speech.volume - 0.7) <= 0.01


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("slower", Speech(MIN_RATE, 1.0)),
        ("faster", Speech(MAX_RATE, 1.0)),
        ("quieter", Speech(145, MIN_VOLUME)),
        ("louder", Speech(145, MAX_VOLUME)),
    ],
)
def test_it_goes_no_further_than_can_be_spoken_and_heard(name, limit):
    speech = USUAL
    for _ in range(30):
        speech = speech.changed(name)

    assert speech == limit


def test_who_set_the_voice_to_silent_by_hand_can_make_it_heard_again():
    assert Speech(145, 0.0).changed("louder").volume == MIN_VOLUME
    assert Speech(145, 0.0).changed("quieter").volume == 0.0


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("slower", texts.SLOWER),
        ("faster", texts.FASTER),
        ("louder", texts.LOUDER),
        ("quieter", texts.QUIETER),
    ],
)
def test_what_is_said_of_it_is_said_in_the_new_way(name, words):
    coach = Rehearsal(
        practice_of(step(say="Sit. Breathe.")), SessionConfig(EVENING, volume=0.5)
    ).begin()
    coach.command(name)
    adjust = coach.effects.index(coach.all(fx.Adjust)[-1])
    say = coach.effects.index(coach.all(fx.Say)[-1])

    assert coach.effects[adjust] == fx.Adjust(*_pair(Speech(145, 0.5).changed(name)))
    assert fx.Hush() in coach.effects[:adjust]
    assert adjust < say
    assert coach.said[-1] == words


def _pair(speech):
    return speech.rate, speech.volume


def test_then_it_goes_on_at_the_sentence_that_was_cut():
    coach = Rehearsal(practice_of(step(say="Sit. Breathe."))).begin()
    coach.sentence(1)
    coach.command("slower").spoke()

    assert coach.said[-1] == "Breathe."


def test_each_time_it_is_a_step_more():
    coach = Rehearsal(practice_of(step(say="Sit."))).begin()
    coach.command("slower").spoke().command("slower")

    assert [adjust.rate for adjust in coach.all(fx.Adjust)] == [126, 110]


def test_at_the_end_of_what_is_possible_nothing_changes_and_that_is_said():
    coach = Rehearsal(practice_of(step(say="Sit."))).begin().command("louder")

    assert coach.all(fx.Adjust) == []
    assert coach.said[-1] == texts.LOUDEST
