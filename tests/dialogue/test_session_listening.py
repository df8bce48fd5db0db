"""Answers as they are spoken: when they are over, what silence leads to, what is saved."""

import pytest

from voice_coach import texts
from voice_coach.dialogue.states import Active, Paused, State
from voice_coach.nlu.text import sentences
from voice_coach.protocol import effects as fx
from voice_coach.protocol import events as ev
from voice_coach.testing import EVENING, Rehearsal, practice_of, step


def open_ear(scale=1.0, **fields):
    return (
        Rehearsal(practice_of(step(name="it", ask="How is it?", **fields)), patience=scale)
        .begin()
        .spoke()
    )


@pytest.mark.parametrize(
    ("step", "seconds"),
    [
        ({}, 3.0),
        ({"patience": "reflective"}, 6.0),
        ({"patience": "brief"}, 1.2),
        ({"answer": "list"}, 3.0),
        ({"answer": "yes-no"}, 1.2),
        ({"answer": "number"}, 1.2),
        ({"answer": "choice", "choices": ("yes", "seven")}, 1.2),
        ({"answer": "number", "patience": "spoken"}, 3.0),
    ],
)
def test_how_long_a_silence_ends_an_answer_depends_on_the_question(step, seconds):
    coach = open_ear(**step)
    coach.hear("seven yes")
    coach.silence(seconds - 0.2)
    assert coach.state is Active.LISTENING
    coach.silence(0.3)

    assert coach.state is not Active.LISTENING


def test_a_confirmation_is_brief_even_of_a_reflective_question():
    coach = (
        Rehearsal(practice_of(step(name="it", ask="How?", patience="reflective", confirm=True)))
        .begin()
        .spoke()
        .say("fine")
        .spoke()
    )
    coach.hear("yes")
    coach.silence(1.3)

    assert coach.state is State.CLOSING


def test_all_silences_can_be_scaled():
    coach = open_ear(scale=2.0)
    coach.hear("seven")
    coach.silence(5.9)
    assert coach.state is Active.LISTENING
    coach.silence(0.2)
    assert coach.state is State.CLOSING

    coach = open_ear(scale=2.0)
    coach.silence(23.9)
    assert coach.said[-1] == "How is it?"
    coach.silence(0.2)
    assert coach.said[-1] == texts.NUDGE


def test_each_piece_of_an_answer_is_saved_as_soon_as_it_is_settled():
    coach = open_ear()
    coach.hear("i will")
    coach.silence(2)
    coach.hear("walk")
    turn = coach.turn
    saves = [save for save in coach.all(fx.Save) if save.speaker == "you"]

    assert [(save.turn, save.text, save.complete) for save in saves] == [
        (turn, "i will", False),
        (turn, "i will walk", False),
    ]
    coach.silence(4)
    (answer,) = coach.saved
    assert (answer.text, answer.complete, answer.step) == ("i will walk", True, "it")
    assert [word.word for word in answer.words] == ["i", "will", "walk"]
    assert (answer.started, answer.ended) == (0.0, pytest.approx(3.0))
    assert answer.confidence == pytest.approx(0.9)


def test_an_answer_is_saved_then_the_ear_is_closed_then_it_is_kept_then_it_goes_on():
    coach = (
        Rehearsal(practice_of(step(name="it", ask="How?", keep="need"), step(say="I see.")))
        .begin()
        .spoke()
    )
    coach.hear("rest")
    before = len(coach.effects)
    coach.silence(3)

    assert [type(effect) for effect in coach.effects[before:]] == [
        fx.Save,
        fx.Close,
        fx.Keep,
        fx.Save,
        fx.Say,
    ]


def test_done_ends_an_answer_at_once_and_is_not_part_of_it():
    coach = open_ear(scale=9.0)
    coach.hear("i will walk")
    coach.hear("i'm done")
    coach.silence(0.7)

    assert coach.state is State.CLOSING
    assert [save.text for save in coach.saved] == ["i will walk"]
    assert coach.all(fx.CommandAccepted) == [fx.CommandAccepted("done")]


@pytest.mark.parametrize("typed", [False, True])
def test_that_is_it_is_a_yes_to_whether_it_was_heard_right(typed):
    the_step = step(name="one", ask="What?", confirm=True, example="tea")
    coach = Rehearsal(practice_of(the_step)).begin().until_heard().say("i will walk").until_heard()
    coach = coach.typed("that's it") if typed else coach.say("that's it")

    assert coach.session.answers == {"one": "i will walk"}


def test_done_with_nothing_said_is_asked_about_again():
    coach = open_ear().say("i'm done")

    assert coach.said[-1] == texts.AGAIN_TEXT
    assert coach.saved == []


def test_more_time_is_given_and_is_not_part_of_the_answer():
    coach = open_ear()
    coach.hear("i will")
    coach.hear("more time")
    assert coach.effects[-2:][0] == fx.CommandAccepted("more time")
    coach.silence(5.8)
    assert coach.state is Active.LISTENING
    coach.hear("walk")
    coach.silence(5.8)
    assert coach.state is Active.LISTENING
    coach.silence(0.3)

    assert [save.text for save in coach.saved] == ["i will walk"]


def test_the_next_answer_has_the_usual_time_again():
    coach = Rehearsal(practice_of(step(ask="One?"), step(ask="Two?"))).begin().spoke()
    coach.hear("more time")
    coach.hear("tea")
    coach.silence(6)
    coach.spoke().hear("milk")
    coach.silence(3)

    assert coach.state is State.CLOSING


def test_a_hypothesis_that_is_still_open_is_part_of_the_answer():
    coach = open_ear()
    coach.hear("i will")
    coach.hear("walk", final=False)
    coach.silence(3)

    assert [save.text for save in coach.saved] == ["i will walk"]


# Silence.


def test_silence_is_met_with_a_gentle_word_then_with_patience_then_with_a_pause():
    coach = open_ear()
    coach.silence(11.9)
    assert coach.state is Active.LISTENING
    coach.silence(0.1)
    assert coach.said[-1] == texts.NUDGE
    coach.spoke()
    assert coach.listening.step == "it"
    coach.silence(29.9)
    assert coach.state is Active.LISTENING
    coach.silence(0.1)

    assert coach.state in Paused
    assert coach.said[-1] == texts.PAUSED_BY_SILENCE
    assert coach.spoke().say("resume").said[-1] == "How is it?"


@pytest.mark.parametrize(
    ("can_type", "text"), [(False, texts.NUDGE_MUTED), (True, texts.NUDGE_MUTED_TYPE)]
)
def test_a_microphone_that_gives_nothing_is_named_in_the_first_silence(can_type, text):
    ask = practice_of(step(name="it", ask="How is it?"))
    coach = Rehearsal(ask, ev.SessionConfig(EVENING, can_type=can_type)).begin().until_heard()
    coach.silence(12, muted=True)

    assert coach.said[-1] == text
    (report,) = coach.all(fx.Report)
    assert (report.part, report.code, report.recovered) == ("microphone", "microphone.muted", False)
    assert report.message.endswith("voice-coach setup")

    coach.spoke().silence(30, muted=True)
    assert coach.state in Paused
    assert coach.said[-1] == texts.PAUSED_MUTED
    coach.spoke().say("resume").spoke().say("fine")
    assert [save.text for save in coach.saved] == ["fine"]


def test_a_microphone_that_is_switched_on_after_all_is_named_no_more():
    coach = open_ear()
    coach.silence(12, muted=True)
    coach.spoke().silence(30)

    assert coach.said[-1] == texts.PAUSED_BY_SILENCE


def test_after_such_a_pause_silence_is_met_as_at_first():
    coach = open_ear()
    coach.silence(12)
    coach.spoke().silence(30)
    coach.spoke().say("resume").spoke().silence(12)

    assert coach.said[-1] == texts.NUDGE


def test_after_a_gentle_word_an_answer_counts_as_any():
    coach = open_ear()
    coach.silence(12)
    coach.spoke().say("fine")

    assert [save.text for save in coach.saved] == ["fine"]


def test_whoever_answered_after_a_gentle_word_may_hear_one_again():
    coach = open_ear(answer="number")
    coach.silence(12)
    coach.spoke().say("a lot").spoke().silence(12)

    assert coach.said[-1] == texts.NUDGE


def test_someone_who_is_speaking_is_never_nudged():
    coach = open_ear()
    coach.silence(11)
    coach.hear("well", final=False)
    coach.silence(2)

    assert coach.said[-1] == "How is it?"


# What was not understood, and what is confirmed.


def test_what_is_not_understood_is_asked_again_then_skip_is_offered_then_it_is_let_go():
    coach = (
        Rehearsal(
            practice_of(step(name="it", ask="How much?", answer="number"), step(say="Go on."))
        )
        .begin()
        .spoke()
    )
    for _ in range(3):
        coach.say("ever so much").spoke()

    assert coach.said[1:] == [
        "How much?",
        texts.AGAIN_NUMBER.format(low=0, high=10),
        texts.OFFER_SKIP,
        texts.LET_GO,
        "Go on.",
    ]
    assert dict(coach.session.answers) == {}
    assert [save.text for save in coach.saved] == ["ever so much"] * 3


def test_after_skip_was_offered_skip_skips(at):
    coach = open_ear(answer="yes-no").say("tea").spoke().say("tea").spoke()
    assert coach.said[-1] == texts.OFFER_SKIP

    assert coach.say("skip").state is State.CLOSING


def test_other_words_may_hold_an_answer_and_are_left_out_where_it_is_missing():
    again = step(name="much", ask="How much?", answer="number", again="How much {it}?")
    coach = Rehearsal(practice_of(step(name="it", ask="What?"), again)).begin().spoke()

    said = coach.say("tea").spoke().say("a lot").said
    assert said[-1] == "How much tea?"

    coach = Rehearsal(practice_of(step(name="it", ask="What?"), again)).begin().spoke()
    said = coach.say("skip").spoke().say("a lot").said
    assert said[-1] == texts.AGAIN_NUMBER.format(low=0, high=10)


def promising():
    return (
        Rehearsal(practice_of(step(name="it", ask="What?", confirm=True, keep="promise")))
        .begin()
        .spoke()
        .say("i will talk")
        .spoke()
    )


def test_a_promise_is_kept_only_after_a_yes():
    coach = promising()
    assert coach.kept == []
    assert coach.listening == fx.Listen(coach.turn, "it/confirm", "yes-no")
    first = coach.saved[0].turn
    coach.say("yes")

    assert coach.kept == [fx.Keep("promise", "i will talk", {}, first)]
    assert [(save.step, save.text) for save in coach.saved] == [
        ("it", "i will talk"),
        ("it/confirm", "yes"),
    ]


def test_after_a_no_it_is_asked_afresh_and_the_first_words_are_undone():
    coach = promising().say("no")
    assert coach.all(fx.Undo) == [fx.Undo(coach.saved[0].turn)]
    assert coach.said[-1] == texts.ASK_AFTER_NO
    coach.spoke().say("i will walk").spoke().say("yes")

    assert [keep.text for keep in coach.kept] == ["i will walk"]


def test_a_correction_stands_in_the_place_of_what_was_heard_wrong():
    coach = promising().say("no i said i will walk")
    correction = coach.saved[-1]

    assert coach.all(fx.Undo) == [fx.Undo(coach.saved[0].turn)]
    assert (correction.step, correction.text, correction.words) == ("it", "i will walk", ())
    assert coach.said[-1] == "I heard: i will walk. Is that right?"
    coach.spoke().say("yes")
    assert coach.kept == [fx.Keep("promise", "i will walk", {}, correction.turn)]


def test_nonsense_for_a_confirmation_does_not_lose_the_promise():
    coach = promising()
    for again in (texts.AGAIN_YES_NO, texts.OFFER_SKIP):
        assert coach.say("the weather").said[-1] == " ".join(sentences(again))
        coach.spoke()
    coach.say("the weather")

    assert [keep.text for keep in coach.kept] == ["i will talk"]


def test_a_stale_word_from_the_question_before_does_not_answer_the_next():
    coach = Rehearsal(practice_of(step(ask="One?"), step(name="two", ask="Two?"))).begin().spoke()
    first = coach.turn
    coach.say("tea").spoke()
    coach.handle(ev.Heard(first, "and milk", final=True, ended=9.0))
    coach.say("bread")

    assert coach.session.answers["two"] == "bread"
