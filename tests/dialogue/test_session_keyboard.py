"""Answers and commands that are typed, and commands that come from a key."""

import pytest

from voice_coach import texts
from voice_coach.dialogue.states import Active, Paused, State
from voice_coach.protocol import effects as fx
from voice_coach.protocol import events as ev
from voice_coach.testing import EVENING, Rehearsal, practice_of, step


def test_a_typed_line_is_a_whole_answer(at):
    coach = at("listening").typed("  Walk in Paris ")

    assert coach.said[-1] == "I heard: Walk in Paris. Is that right?"
    (answer,) = coach.saved
    assert (answer.text, answer.complete, answer.words) == ("Walk in Paris", True, ())
    assert (answer.started, answer.ended, answer.confidence) == (None, None, None)


def test_nobody_has_to_hear_the_question_out(at):
    coach = at("asking").typed("walk")

    assert fx.Hush() in coach.effects
    assert coach.said[-1] == "I heard: walk. Is that right?"
    assert coach.typed("yes").kept[0].text == "walk"


def test_what_is_typed_counts_and_not_what_was_half_heard(at):
    for place in ("answering", "half heard", "helping in an answer", "going on with an answer"):
        coach = at(place).typed("sleep")

        assert coach.said[-1] == "I heard: sleep. Is that right?"
        assert coach.saved[-1].words == ()
        assert coach.all(fx.Undo) == []
        assert coach.spoke().typed("yes").kept[0].text == "sleep"


def test_a_whole_session_can_be_typed():
    coach = Rehearsal(
        practice_of(
            step(name="one", ask="One?"),
            step(name="two", ask="Two?", answer="number", keep="rating"),
        )
    ).begin()
    coach.typed("Tea").typed("a lot").typed("7/10").spoke()

    assert dict(coach.session.answers) == {"one": "Tea", "two": 7.0}
    assert coach.outcome == "completed"


@pytest.mark.parametrize(
    ("line", "name"), [("pause", "pause"), ("Help!", "help"), ("stop", "stop"), ("skip", "skip")]
)
def test_a_typed_command_is_obeyed(at, line, name):
    coach = at("listening").typed(line)

    assert coach.all(fx.CommandAccepted) == [fx.CommandAccepted(name)]
    assert coach.saved == []


def test_a_typed_command_phrase_that_means_nothing_here_is_an_answer(at):
    assert at("listening").typed("go on").said[-1] == "I heard: go on. Is that right?"


def test_a_typed_command_may_call_the_coach_and_is_no_answer_then(at):
    for line in ("coach, stop", "Coach: pause!", "hey coach skip"):
        coach = at("listening").typed(line)

        assert len(coach.all(fx.CommandAccepted)) == 1, line
        assert coach.saved == []
    assert at("listening").typed("i told my coach to stop").saved[0].text.endswith("to stop")
    assert at("listening").typed("she is my coach stop").saved[0].text == "she is my coach stop"


def test_enter_hears_on_in_a_prompt(at):
    coach = at("greeting").typed("")
    assert fx.Hush() in coach.effects
    assert coach.said[-1] == "Sit down. Close your eyes. Let go."
    assert at("saying").typed("").state is Active.BREATHING
    assert at("asking").typed("").state is Active.LISTENING
    assert at("helping in a breath").typed("").state is Active.BREATHING


def test_enter_ends_an_answer_that_was_spoken(at):
    coach = at("answering").typed("")

    assert coach.said[-1] == "I heard: i will walk. Is that right?"
    assert [word.word for word in coach.saved[-1].words] == ["i", "will", "walk"]


def test_enter_on_an_open_question_asks_again_instead_of_waiting_for_ever(at):
    coach = at("listening").typed("")
    assert coach.said[-1] == texts.AGAIN_TEXT
    coach.spoke().typed("").spoke().typed("")

    assert coach.said[-1] == texts.LET_GO


def test_enter_goes_on_after_a_pause(at):
    assert at("paused in a breath").typed("").state is Active.BREATHING


def test_any_other_line_in_a_pause_tells_how_to_go_on_and_opens_the_ear_again(at):
    coach = at("paused in a prompt").typed("hello?")

    assert coach.state in Paused
    assert coach.said[-1] == texts.HELP_PAUSED
    assert coach.spoke().listening.step == "paused"


def test_a_line_typed_into_a_breath_a_silence_or_a_greeting_disturbs_nothing_and_is_told(at):
    for place in ("breathing", "resting", "greeting", "saying"):
        coach = at(place)

        assert coach.handle(ev.Typed("hello")) == [fx.UnexpectedInput()]


def test_typing_done_or_a_key_for_it_ends_the_answer(at):
    for done in (ev.Typed("i'm done"), ev.Commanded("done")):
        coach = at("answering")
        coach.handle(done)

        assert coach.said[-1] == "I heard: i will walk. Is that right?"
        assert coach.all(fx.CommandAccepted) == [fx.CommandAccepted("done")]


def test_typing_more_time_or_a_key_for_it_waits_twice_as_long(at):
    for more in (ev.Typed("more time"), ev.Commanded("more time")):
        coach = at("answering")
        coach.handle(more)
        coach.silence(7.6)
        assert coach.state is Active.LISTENING
        coach.silence(0.3)

        assert coach.said[-1] == "I heard: i will walk. Is that right?"


def test_done_and_more_time_mean_nothing_where_nothing_is_answered(at):
    for place in ("saying", "asking", "breathing", "resting", "greeting"):
        for event in (
            ev.Typed("i'm done"),
            ev.Typed("more time"),
            ev.Commanded("done"),
            ev.Commanded("more time"),
        ):
            assert at(place).handle(event) == []


def test_a_key_acts_while_the_coach_speaks(at):
    coach = at("saying").command("skip")

    assert coach.state is Active.BREATHING
    assert coach.all(fx.CommandAccepted) == [fx.CommandAccepted("skip")]


def test_a_key_for_a_command_there_is_not_does_nothing(place, at):
    assert at(place).handle(ev.Commanded("dance")) == []


def test_when_the_keyboard_has_ended_the_session_stops(place, at):
    coach = at(place)
    coach.handle(ev.Ended("keyboard"))
    assert coach.state is State.CLOSING

    assert coach.spoke().outcome == "stopped"


def test_a_key_pressed_again_is_what_it_means_then(at):
    coach = at("breathing")
    coach.handle(ev.Commanded("pause", again="resume"))
    assert coach.state in Paused
    coach.spoke().handle(ev.Commanded("pause", again="resume"))

    assert coach.state is Active.BREATHING


def test_whoever_types_is_not_hurried(at):
    coach = at("listening")
    coach.handle(ev.Composing(going_on=True))
    coach.silence(120)
    assert coach.state is Active.LISTENING

    coach.typed("walk")
    assert coach.said[-1] == "I heard: walk. Is that right?"


def test_what_was_heard_is_no_answer_while_someone_types(at):
    coach = at("answering")
    coach.handle(ev.Composing(going_on=True))
    coach.silence(30)
    assert coach.state is Active.LISTENING
    coach.handle(ev.Composing(going_on=False))
    coach.silence(0.1)

    assert coach.said[-1] == "I heard: i will walk. Is that right?"


def test_whoever_types_a_reply_in_care_is_not_told_that_none_is_needed(at):
    coach = at("listening").command("help me").spoke()
    coach.handle(ev.Composing(going_on=True))
    said = len(coach.said)
    coach.silence(60)
    assert len(coach.said) == said

    coach.handle(ev.Composing(going_on=False))
    coach.silence(60)
    assert len(coach.said) > said


@pytest.mark.parametrize(
    ("can_type", "offer"), [(True, texts.OFFER_TYPING), (False, texts.OFFER_SKIP)]
)
def test_the_keyboard_is_offered_where_there_is_one(can_type, offer):
    practice = practice_of(step(name="one", ask="How much?", answer="number"))
    coach = Rehearsal(practice, ev.SessionConfig(EVENING, can_type=can_type)).begin().until_heard()
    coach.say("bananas").spoke().say("more bananas")

    assert coach.said[-1] == offer


def test_several_lines_are_one_answer_and_the_items_of_a_list():
    practice = practice_of(
        step(name="one", ask="One?"), step(name="things", ask="Which?", answer="list")
    )
    coach = Rehearsal(practice).begin().until_heard()
    coach.typed("first\n\nsecond").until_heard()
    coach.typed("milk\nsugar")

    assert coach.session.answers == {"one": "first second", "things": ("milk", "sugar")}
