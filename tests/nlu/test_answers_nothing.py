"""Whoever has nothing to answer is not held to it: nothing is kept, and the practice goes on."""

import pytest

from voice_coach.errors import CoachError
from voice_coach.nlu.answers import says_nothing
from voice_coach.practice.linter import findings
from voice_coach.practice.parser import parse
from voice_coach.practice.question import AskAgain, Nothing, Question, Settled
from voice_coach.protocol import effects as fx
from voice_coach.protocol.events import Resumption, SessionConfig
from voice_coach.testing import EVENING, Rehearsal, practice_of, step

WIN = step(name="win", ask="What went as you hoped?", keep="win", example="i slept well")
MET = step(name="met", say="Stay with it.", when={"win": "said"})
NOT_MET = step(name="not-met", say="Some weeks hand nothing out.", when={"win": "skipped"})
VALUES = step(name="values", ask="What matters?", answer="list", keep="value", example="tea")
PROMISE = step(name="promise", ask="What will you do?", confirm=True, keep="promise", example="i")


@pytest.mark.parametrize(
    "words",
    [
        "nothing", "No.", "none", "i don't know", "I do not know yet", "um i really don't know",
        "not really", "not today", "no nothing", "nothing comes to mind", "nobody", "no one",
        "i'm not sure", "i have no idea", "i can't think of anything", "i'd rather not say",
        "i don't want to talk about it", "there is nothing right now", "nothing in particular",
        "no thank you", "none of them", "nothing i can think of", "i cannot say", "never mind",
        "I don’t know", "maybe nothing", "nothing more", "honestly i have no idea sorry",
    ],
)  # fmt: skip
def test_these_words_say_that_there_is_no_answer(words):
    assert says_nothing(words)


@pytest.mark.parametrize(
    "words",
    [
        "i feel nothing", "nothing was said all day", "i said no to my boss", "honesty",
        "no phone after nine", "i don't know my brother any more", "not being alone",
        "i will do nothing for an hour", "nobody called me back", "right now", "today",
        "i do not want to hurry", "i can't sleep", "none of them helped me", "",
    ],
)  # fmt: skip
def test_these_words_tell_something(words):
    assert not says_nothing(words)


def test_nothing_is_kept_of_no_answer_and_the_practice_has_its_own_word_for_it():
    coach = Rehearsal(practice_of(WIN, MET, NOT_MET)).begin().spoke().say("i don't know")

    assert coach.kept == []
    assert coach.said[-1] == "Some weeks hand nothing out."


def test_a_list_is_no_answer_if_none_of_it_is():
    nothing = Rehearsal(practice_of(VALUES)).begin().spoke().say("nothing\nno")
    something = Rehearsal(practice_of(VALUES)).begin().spoke().say("family\nand i don't know")

    assert nothing.kept == []
    assert [kept.text for kept in something.kept] == ["family"]


def test_nobody_is_asked_whether_nothing_was_heard_right():
    assert Question(PROMISE, PROMISE.ask).hear("nothing", 2) == Nothing()


def test_a_promise_that_was_heard_wrong_and_was_none_is_taken_back():
    coach = Rehearsal(practice_of(PROMISE)).begin().spoke().say("i will talk").spoke()
    coach.say("no i said nothing")

    assert coach.kept == []
    assert len(coach.all(fx.Undo)) == 1
    assert coach.said[-1] != "Is that right?"


def test_in_rounds_not_knowing_further_is_the_end_of_them():
    rounds = step(name="more", rounds=3, do=(step(name="one", ask="And what else?", keep="need"),))
    coach = Rehearsal(practice_of(rounds, step(say="{one}."))).begin().spoke()
    coach.say("rest").spoke().say("i don't know")

    assert [kept.text for kept in coach.kept] == ["rest"]
    assert coach.said[-1] == "rest."


def test_where_a_no_is_tried_out_it_is_an_answer_and_not_knowing_is_none():
    plain = step(name="plain", ask="How does your no sound?", literal="no")

    for said in ("no", "no thank you", "not today", "i'd rather not"):
        assert Question(plain, plain.ask).hear(said, 2) == Settled(said, 2)
    assert Question(plain, plain.ask).hear("i don't know", 2) == Nothing()


def test_where_everything_may_be_said_nothing_is_an_answer_too():
    entry = step(name="entry", ask="What is on your mind?", literal="all")

    assert Question(entry, entry.ask).hear("nothing", 2) == Settled("nothing", 2)


def test_a_closed_question_knows_its_own_answers():
    fear = step(name="fear", ask="How much?", answer="number")
    here = step(name="here", ask="Is it here?", answer="yes-no")

    assert Question(fear, fear.ask).hear("nothing", 2) == Settled(0.0, 2)
    assert Question(here, here.ask).hear("not really", 2) == Settled("no", 2)
    assert isinstance(Question(fear, fear.ask).hear("i don't know", 2), AskAgain)


def test_a_session_that_goes_on_knows_that_there_was_no_answer():
    config = SessionConfig(EVENING, resume=Resumption("met", {"win": "not really"}))

    assert Rehearsal(practice_of(WIN, MET, NOT_MET), config).begin().said[-1] == (
        "Some weeks hand nothing out."
    )


def test_an_example_that_is_no_answer_is_found():
    the_step = step(name="win", ask="What was it?", example="i do not know")

    (finding,) = findings(practice_of(the_step))

    assert "says that there is no answer" in finding


def test_literal_stands_with_answers_in_ones_own_words_alone():
    text = (
        'title = "A"\nabout = "A."\nminutes = 1\n[[step]]\nask = "Is it?"\nanswer = "yes-no"\n'
        'example = "yes"\nliteral = "no"\n'
    )

    with pytest.raises(CoachError, match="literal"):
        parse(text, name="a", file="a.toml")
