from datetime import timedelta

from voice_coach.practice.history import remember
from voice_coach.practice.interpreter import Interpreter, ReachedStep
from voice_coach.protocol.effects import Keep, Mark
from voice_coach.protocol.events import Memory, SessionConfig
from voice_coach.testing import EVENING, practice_of, step

PROMISE = Memory(7, "promise", "walk", EVENING - timedelta(days=1))


def script(**answers):
    script = Interpreter(practice_of(step(say="Hello.")), SessionConfig(EVENING))
    for turn, (name, answer) in enumerate(answers.items(), start=1):
        script.variables.answers.set(name, answer, turn)
    return script


def test_an_answer_is_kept_as_it_was_given_with_the_turn_it_came_from():
    the_step = step(name="promise", ask="?", keep="promise")

    assert remember(ReachedStep(the_step), script(feeling="calm", promise="i will walk")) == [
        Keep("promise", "i will walk", {}, 2)
    ]


def test_a_question_may_keep_its_answer_in_other_words():
    the_step = step(name="where", ask="?", keep="need", text="rest, in the {where}")

    assert remember(ReachedStep(the_step), script(where="garden")) == [
        Keep("need", "rest, in the garden", {}, 1)
    ]


def test_a_question_without_an_answer_keeps_nothing():
    the_step = step(name="promise", ask="?", keep="promise", text="a promise")

    assert remember(ReachedStep(the_step), script()) == []


def test_a_step_of_its_own_keeps_words_and_data_from_several_answers():
    alarm = step(keep="rating", text="alarm {before}", data={"number": "{before}", "at": "{place}"})
    (kept,) = remember(ReachedStep(alarm), script(place="chest", before=7.0))

    assert kept == Keep("rating", "alarm 7", {"number": "7", "at": "chest"}, 2)


def test_data_with_a_hole_in_it_is_left_out():
    the_step = step(keep="promise", text="{promise}", data={"when": "{moment}", "size": "small"})
    (kept,) = remember(ReachedStep(the_step), script(promise="i will walk"))

    assert kept.data == {"size": "small"}


def test_words_with_a_hole_in_them_are_not_kept_at_all():
    the_step = step(keep="promise", text="{promise} {moment}")

    assert remember(ReachedStep(the_step), script(promise="i will walk")) == []


def test_words_that_refer_to_no_answer_come_from_no_turn():
    assert remember(ReachedStep(step(keep="win", text="came back")), script(promise="walk")) == [
        Keep("win", "came back", {}, None)
    ]


def test_inside_a_loop_the_memory_is_marked_with_what_was_answered():
    the_step = step(mark="{outcome}", data={"feeling": "{feeling}"})

    assert remember(ReachedStep(the_step, PROMISE), script(outcome="kept", feeling="calm")) == [
        Mark(7, "kept", {"feeling": "calm"})
    ]


def test_a_question_inside_a_loop_can_mark_at_once():
    the_step = step(name="outcome", ask="?", mark="{outcome}")

    marked = remember(ReachedStep(the_step, PROMISE), script(outcome="let go"))

    assert marked == [Mark(7, "let go", {})]


def test_a_mark_with_a_hole_in_it_marks_nothing():
    the_step = step(name="well", ask="?", mark="{outcome}")

    assert remember(ReachedStep(the_step, PROMISE), script(well="yes")) == []
