"""Answers of several parts: lists, whose items are used later, and letters."""

import pytest

from voice_coach import texts
from voice_coach.dialogue.endpointing import LETTER_PATIENCE
from voice_coach.dialogue.states import Active
from voice_coach.nlu.answers import items, letter
from voice_coach.practice.question import understand
from voice_coach.practice.steps import patience_of
from voice_coach.protocol import effects as fx
from voice_coach.protocol.events import Resumption, SessionConfig
from voice_coach.testing import EVENING, Rehearsal, practice_of, step

LIST = step(name="values", ask="What matters?", answer="list")
LETTER = step(name="letter", ask="What would a friend write?", answer="letter")
ECHO = step(name="echo", say="You said: {values}.")
READ = step(name="read", say="You wrote: {letter}.")
CHOICE = step(name="top", ask="Which one?", answer="choice", choices_from="values")


def rehearse(*steps, resume=None):
    return (
        Rehearsal(practice_of(*steps), SessionConfig(EVENING, resume=resume)).begin().until_heard()
    )


# Lists.


def test_a_list_is_taken_down_piece_by_piece_and_a_piece_may_hold_several():
    coach = rehearse(LIST, ECHO)
    coach.hear("honesty")
    coach.silence(1)
    coach.hear("family and kindness")
    coach.silence(2.9)
    assert coach.state is Active.LISTENING
    coach.silence(0.2)

    assert coach.said[-1] == "You said: honesty, family and kindness."
    assert coach.session.answers["values"] == ("honesty", "family", "kindness")
    assert [save.text for save in coach.saved] == ["honesty\nfamily and kindness"]
    assert [word.word for word in coach.saved[0].words] == ["honesty", "family", "and", "kindness"]


def test_done_ends_a_list_at_once():
    coach = rehearse(LIST, ECHO)
    coach.hear("honesty")
    coach.hear("i'm done")
    coach.silence(0.7)

    assert coach.said[-1] == "You said: honesty."


def test_the_parts_of_a_list_around_a_pause_are_its_items():
    coach = rehearse(LIST, ECHO)
    coach.hear("honesty")
    coach.hear("family")
    coach.command("pause").command("resume").spoke().say("kindness")

    assert coach.session.answers["values"] == ("honesty", "family", "kindness")
    assert coach.saved[-1].text == "honesty\nfamily\nkindness"
    assert [word.word for word in coach.saved[-1].words] == ["kindness"]


def test_a_typed_list_is_saved_one_item_a_line():
    coach = rehearse(LIST, ECHO).typed("Honesty, family and kindness")

    assert coach.said[-1] == "You said: Honesty, family and kindness."
    assert coach.saved[-1].text == "Honesty\nfamily\nkindness"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("tea\nbread and butter", ("tea", "bread", "butter")),
        ("tea\nand bread\nnothing more", ("tea", "bread")),
        ("tea, bread, that is all", ("tea", "bread")),
        ("nothing", ("nothing",)),
        ("no\nnothing", ("no",)),
    ],
)
def test_the_last_item_of_a_list_may_say_that_there_is_no_more(said, meant):
    assert items(said) == meant


def test_a_list_that_is_said_back_can_be_corrected():
    the_step = step(name="values", ask="What matters?", answer="list", confirm=True)
    coach = rehearse(the_step, ECHO).say("honesty and fame")
    assert coach.said[-1] == "I heard: honesty and fame. Is that right?"
    coach.spoke().say("no i said honesty and family")
    assert coach.said[-1] == "I heard: honesty and family. Is that right?"

    assert coach.spoke().say("yes").said[-1] == "You said: honesty and family."


@pytest.mark.parametrize("kept", [{"keep": "value"}, {"keep": "value", "text": "{values}"}])
def test_a_list_is_kept_as_one_memory_for_each_item(kept):
    keeping = step(name="values", ask="What matters?", answer="list", **kept)
    coach = rehearse(keeping).say("honesty and family")

    assert coach.kept == [fx.Keep("value", "honesty", {}, 2), fx.Keep("value", "family", {}, 2)]


def test_a_list_within_other_words_is_kept_as_one():
    keeping = step(
        name="values", ask="?", answer="list", keep="value", text="these: {values}", status="seen"
    )
    coach = rehearse(keeping).say("honesty and family")

    assert coach.kept == [fx.Keep("value", "these: honesty and family", {}, 2, "seen")]


# A list as choices.


def test_the_items_of_a_list_are_the_choices_of_a_later_question():
    coach = rehearse(LIST, CHOICE, step(say="So {top}.")).say("honesty and my family").spoke()
    assert coach.listening.choices == ("honesty", "my family")
    coach.say("well")
    assert coach.said[-1].endswith("The choices are: honesty and my family. Which one is it?")

    assert coach.spoke().say("the family").said[-1] == "So my family."


def test_without_a_list_there_is_nothing_to_choose_and_the_question_is_passed_over():
    assert rehearse(LIST, CHOICE, step(say="End.")).say("skip").said[-1] == "End."


def test_a_choice_from_a_list_is_there_again_when_the_session_goes_on():
    answers = {"values": "honesty\nmy family", "top": "the second one"}
    coach = Rehearsal(
        practice_of(LIST, CHOICE, step(name="end", say="So {top}.")),
        SessionConfig(EVENING, resume=Resumption("end", answers)),
    ).begin()

    assert coach.said[-1] == "So my family."


# Letters.


def test_a_letter_is_taken_down_sentence_by_sentence_and_read_with_full_stops():
    coach = rehearse(LETTER, READ)
    coach.hear("dear friend")
    coach.silence(2)
    coach.hear("you did what you could")
    coach.hear("i'm done")
    coach.silence(0.7)

    assert coach.said[-1] == "You wrote: dear friend. you did what you could."
    assert coach.all(fx.Say)[-1].sentences == (
        "You wrote: dear friend.",
        "you did what you could.",
    )
    assert [save.text for save in coach.saved] == ["dear friend\nyou did what you could"]


@pytest.mark.parametrize(("patience", "seconds"), [(None, 12), ("spoken", 6), ("brief", 2.4)])
def test_a_silence_ends_a_letter_only_after_twice_its_patience(patience, seconds):
    the_step = step(name="letter", ask="?", answer="letter", patience=patience)
    assert LETTER_PATIENCE == 2
    coach = rehearse(the_step, READ)
    coach.hear("dear friend")
    coach.silence(seconds - 0.1)
    assert coach.state is Active.LISTENING
    coach.silence(0.2)

    assert coach.said[-1] == "You wrote: dear friend."


def test_a_letter_is_thought_about_unless_its_patience_says_otherwise():
    assert patience_of(LETTER) == "reflective"
    assert patience_of(LIST) == "spoken"


def test_a_letter_goes_on_after_a_pause_with_a_new_sentence():
    coach = rehearse(LETTER, READ)
    coach.hear("dear friend")
    coach.command("pause").command("resume").spoke()
    coach.hear("rest now")
    coach.command("done")

    assert coach.said[-1] == "You wrote: dear friend. rest now."


def test_a_typed_letter_is_saved_one_sentence_a_line():
    coach = rehearse(LETTER, READ).typed("Dear friend, you tried! Rest now. It is late")

    assert coach.saved[-1].text == "Dear friend, you tried!\nRest now.\nIt is late"
    assert coach.said[-1] == "You wrote: Dear friend, you tried! Rest now. It is late."


def test_a_letter_is_kept_as_it_is_read():
    the_step = step(name="letter", ask="?", answer="letter", keep="letter")
    coach = rehearse(the_step)
    for sentence in ("dear friend", "rest now", "i'm done"):
        coach.hear(sentence)
    coach.silence(0.7)

    assert coach.kept == [fx.Keep("letter", "dear friend. rest now.", {}, 2)]


@pytest.mark.parametrize(
    ("lines", "read"),
    [
        ("dear friend\nrest now", "dear friend. rest now."),
        ("Really?\n  rest   now \n\nYes!", "Really? rest now. Yes!"),
        ('She said "rest."\nwhy', 'She said "rest." why.'),
    ],
)
def test_every_sentence_of_a_letter_ends_once(lines, read):
    assert letter(lines) == read
    assert understand(LETTER, lines) == read
    assert understand(LETTER, " \n ") is None


def test_a_letter_that_is_said_back_ends_once_too():
    the_step = step(name="letter", ask="?", answer="letter", confirm=True)
    coach = rehearse(the_step).typed("rest now")

    assert coach.said[-1] == "I heard: rest now. Is that right?"


def test_no_second_full_stop_comes_after_an_answer_that_has_one():
    steps = (step(name="a", ask="?"), step(say="You said: {a}. Then {a}... And {a}!"))
    coach = rehearse(*steps).typed("Walk.")

    assert coach.said[-1] == "You said: Walk. Then Walk.... And Walk.!"


def test_saying_only_that_it_is_done_asks_once_more():
    coach = rehearse(LETTER).say("i'm done")

    assert coach.said[-1] == texts.AGAIN_TEXT
