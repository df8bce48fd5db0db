"""Putting a list in order, two at a time: the algorithm, and how a session asks."""

from itertools import permutations

import pytest

from voice_coach import texts
from voice_coach.practice.loops import MAX_COMPARED, Item, Ordering
from voice_coach.protocol import effects as fx
from voice_coach.protocol.events import Resumption, SessionConfig
from voice_coach.testing import EVENING, Rehearsal, practice_of, step

VALUES = step(name="values", ask="What matters?", answer="list")
RANKING = step(name="ranking", order="values")
ECHO = step(name="echo", say="In order: {values}.")
PRACTICE = practice_of(VALUES, RANKING, ECHO)


def items(*words):
    return [Item(word, number) for number, word in enumerate(words, start=1)]


def asked(resume=None):
    """A session that asks about the first two of three values."""
    coach = Rehearsal(PRACTICE, SessionConfig(EVENING, resume=resume)).begin().until_heard()
    return coach.say("honesty and family and quiet") if resume is None else coach


def ends(coach):
    while coach.outcome is None:
        coach.spoke()
    return coach.said[-2]


@pytest.mark.parametrize("count", range(7))
def test_whatever_the_true_order_is_it_is_found_with_few_questions(count):
    most = (0, 0, 1, 3, 5, 8, 11)[count]
    for true_order in permutations("abcdef"[:count]):
        ordering = Ordering(RANKING, items(*"abcdef"[:count]))
        questions = 0
        while (pair := ordering.pair) is not None:
            ordering.settle(min(pair, key=true_order.index))
            questions += 1
        assert "".join(item.text for item in ordering.items) == "".join(true_order)
        assert questions <= most


def test_items_keep_the_turn_they_were_said_in():
    ordering = Ordering(RANKING, items("honesty", "family"))
    ordering.settle("family")

    assert ordering.items == (Item("family", 2), Item("honesty", 1))


def test_only_six_are_compared_and_the_rest_stays_at_the_end():
    assert MAX_COMPARED == 6
    ordering = Ordering(RANKING, items(*"abcdefgh"))
    while (pair := ordering.pair) is not None:
        ordering.settle(max(pair))

    assert "".join(item.text for item in ordering.items) == "fedcbagh"


def test_what_was_named_twice_is_not_compared_with_itself():
    ordering = Ordering(RANKING, items("Honesty", "honesty", "family", "family"))
    assert ordering.pair == ("honesty", "family")
    ordering.settle("family")
    ordering.settle("family")

    assert [item.text for item in ordering.items] == ["family", "family", "Honesty", "honesty"]
    assert ordering.pair is None


def test_two_of_which_neither_comes_first_stay_as_they_stand():
    ordering = Ordering(RANKING, items("a", "b"))
    ordering.settle(None)

    assert [item.text for item in ordering.items] == ["a", "b"]
    assert ordering.pair is None


def test_a_session_asks_which_of_two_comes_first_and_speaks_the_list_in_order():
    coach = asked()
    assert coach.said[-1] == "Which comes first for you: honesty, or family?"
    coach.spoke()
    assert coach.listening.choices == ("honesty", "family")
    assert (coach.listening.step, coach.listening.expects) == ("ranking/1", "choice")
    coach.say("family").spoke().say("quiet").spoke().say("the second one")

    assert [save.step for save in coach.saved[1:]] == ["ranking/1", "ranking/2", "ranking/3"]
    assert ends(coach) == "In order: quiet, family and honesty."
    assert dict(coach.session.answers) == {"values": ("quiet", "family", "honesty")}


def test_the_question_may_have_words_of_its_own():
    the_step = step(name="ranking", order="values", ask="Rather {other} than {one}?")
    coach = Rehearsal(practice_of(VALUES, the_step)).begin().spoke().say("honesty and family")

    assert coach.said[-1] == "Rather family than honesty?"


@pytest.mark.parametrize("said", ["honesty", "skip"])
def test_a_list_that_needs_no_order_is_not_asked_about(said):
    coach = Rehearsal(PRACTICE).begin().spoke().say(said)

    assert coach.said[-1] == ("In order: honesty." if said == "honesty" else texts.CLOSING)


def test_skip_leaves_the_whole_ordering_with_what_is_ordered_so_far():
    coach = asked().spoke().say("family").spoke().say("skip")

    assert coach.said[-1] == "In order: family, honesty and quiet."


def test_an_answer_nobody_understands_leaves_two_as_they_stand_and_goes_on_with_the_next():
    coach = asked().spoke()
    for _ in range(3):
        coach.say("the weather").spoke()
    assert texts.LET_GO in coach.said
    assert coach.said[-1] == "Which comes first for you: family, or quiet?"
    coach.spoke().say("quiet").spoke().say("honesty")

    assert coach.said[-1] == "In order: honesty, quiet and family."


def test_a_pair_can_be_paused_repeated_and_asked_again():
    coach = asked().spoke().say("pause").spoke().say("resume")
    assert coach.said[-1] == "Which comes first for you: honesty, or family?"
    coach.spoke().say("repeat")
    assert coach.said[-1] == "Which comes first for you: honesty, or family?"
    coach.spoke().say("well")
    assert coach.said[-1].endswith("The choices are: honesty and family. Which one is it?")
    coach.spoke().say("honesty")

    assert coach.said[-1] == "Which comes first for you: family, or quiet?"


def test_pairs_can_be_answered_by_typing():
    coach = asked().typed("family").typed("quiet").typed("family")

    assert ends(coach) == "In order: family, quiet and honesty."


def test_an_interrupted_ordering_goes_on_at_the_pair_it_was_at():
    said = {"values": "honesty\nfamily\nquiet", "ranking/1": "family", "ranking/2": "quiet"}
    coach = asked(Resumption("ranking/3", said))

    assert coach.listening.step == "ranking/3"
    assert coach.said[-1] == "Which comes first for you: family, or quiet?"
    assert ends(coach.say("family")) == "In order: family, quiet and honesty."


def test_after_it_the_order_is_there_again_when_the_session_goes_on():
    said = {"values": "honesty\nfamily", "ranking/1": "family"}
    coach = Rehearsal(PRACTICE, SessionConfig(EVENING, resume=Resumption("echo", said))).begin()

    assert coach.said[-1] == "In order: family and honesty."


def test_a_pair_that_was_let_go_is_not_asked_again_when_the_session_goes_on():
    said = {"values": "honesty\nfamily\nquiet", "ranking/2": "quiet", "ranking/3": "quiet"}
    coach = Rehearsal(PRACTICE, SessionConfig(EVENING, resume=Resumption("echo", said))).begin()

    assert coach.said[-1] == "In order: quiet, honesty and family."


def test_each_item_is_kept_in_order_with_the_turn_of_the_list():
    practice = practice_of(
        VALUES, RANKING, step(over="values", do=(step(keep="value", text="{it}"),))
    )
    coach = Rehearsal(practice).begin().spoke().say("honesty and family").spoke().say("family")

    assert coach.kept == [fx.Keep("value", "family", {}, 2), fx.Keep("value", "honesty", {}, 2)]
