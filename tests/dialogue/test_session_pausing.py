"""Pause, resume, repeat, skip, help and stop, at every place of a session."""

import pytest

from voice_coach import texts
from voice_coach.dialogue.states import Active, Paused, State
from voice_coach.nlu.commands import COMMANDS
from voice_coach.nlu.text import plain, sentences
from voice_coach.protocol import effects as fx
from voice_coach.protocol import events as ev
from voice_coach.testing import Rehearsal, practice_of, step

ARRIVE = ("Sit down.", "Close your eyes.", "Let go.")
PAUSED = texts.PAUSED


def last(coach, kind):
    return coach.all(kind)[-1]


# Pause and resume.


def test_pause_is_obeyed_everywhere_and_says_how_to_go_on(place, at):
    coach = at(place)
    was_paused = coach.state in Paused
    effects = coach.command("pause").effects

    assert coach.state in Paused
    if not was_paused:
        assert coach.said[-1] == PAUSED
        assert fx.CommandAccepted("pause") in effects
        hushed = len(effects) - effects[::-1].index(fx.Hush())
        assert effects[hushed] == fx.Chime("paused"), "first be silent, then chime"


def test_a_pause_lasts_as_long_as_it_needs(at):
    coach = at("paused in a breath")
    coach.silence(600)

    assert coach.state in Paused
    assert coach.listening is not None


def test_a_prompt_that_was_paused_goes_on_at_its_sentence(at):
    coach = at("saying")
    coach.sentence(0)
    coach.sentence(1)
    coach.command("pause").spoke().say("resume")

    assert last(coach, fx.Say).sentences == ARRIVE
    assert last(coach, fx.Say).first == 1
    assert coach.said[-1] == "Close your eyes. Let go."
    assert last(coach, fx.Save).text == "Close your eyes. Let go."
    assert coach.spoke().state is Active.BREATHING


def test_a_prompt_that_was_paused_twice_goes_on_where_it_was_the_second_time(at):
    coach = at("saying")
    coach.sentence(1)
    coach.command("pause").command("resume")
    coach.sentence(1)
    coach.sentence(2)
    coach.command("pause").command("resume")

    assert last(coach, fx.Say).first == 2


def test_a_greeting_that_was_paused_goes_on_and_leads_to_the_first_step(at):
    coach = at("greeting")
    coach.sentence(1)
    coach.command("pause").spoke().say("go on")

    assert coach.said[-1].startswith("It takes about 2 minutes.")
    assert coach.spoke().said[-1] == "Sit down. Close your eyes. Let go."


def test_a_question_that_was_paused_is_still_heard_afterwards(at):
    coach = at("asking")
    coach.sentence(1)
    coach.command("pause").spoke().say("resume")

    assert coach.said[-1] == "What will you do?"
    assert coach.spoke().listening.step == "promise"


def test_a_breath_that_was_paused_begins_again_and_the_ones_before_it_do_not(at):
    coach = at("breathing")
    coach.cue(0)
    coach.cue(6)
    coach.command("pause").spoke().say("resume")
    left = last(coach, fx.Breathe).timeline

    assert coach.state is Active.BREATHING
    assert [cue.cycle for cue in left.cues] == [2] * 4 + [3] * 4 + [4] * 4
    assert left.cues[0].start == 0.0


def test_a_breath_that_is_paused_a_second_time_still_knows_where_it_is(at):
    coach = at("breathing")
    coach.cue(4)
    coach.command("pause").command("resume")
    coach.cue(8)
    coach.command("pause").command("resume")

    assert [cue.cycle for cue in last(coach, fx.Breathe).timeline.cues] == [4] * 4


def test_a_silence_that_was_paused_lasts_as_long_as_was_left_of_it(at):
    coach = at("resting")
    coach.silence(5)
    coach.command("pause").spoke().say("resume")

    assert coach.state is Active.RESTING
    assert last(coach, fx.Rest).seconds == pytest.approx(15)


def test_a_question_that_was_not_yet_answered_is_asked_again(at):
    coach = at("listening").say("pause").spoke().say("resume")

    assert coach.said[-1] == "Take your time. What will you do?"
    assert coach.spoke().listening.step == "promise"


def test_after_a_gentle_word_it_is_the_question_that_is_asked_again(at):
    coach = at("listening longer").say("pause").spoke().say("resume")

    assert coach.said[-1] == "Take your time. What will you do?"


def test_a_confirmation_that_was_paused_is_asked_for_again(at):
    coach = at("hearing whether it is right").say("pause").spoke().say("resume")
    assert coach.said[-1] == "I heard: i will walk. Is that right?"
    coach.spoke().say("yes")

    assert [keep.text for keep in coach.kept] == ["i will walk"]


def test_an_answer_that_was_paused_goes_on_and_is_kept_whole(at):
    coach = at("answering").say("pause").spoke().say("resume")
    assert coach.said[-1] == texts.GO_ON
    coach.spoke().say("around the block")
    coach.spoke().say("yes")

    assert [keep.text for keep in coach.kept] == ["i will walk around the block"]


def test_an_answer_that_was_paused_again_and_again_is_kept_whole(at):
    coach = at("answering").command("pause").command("resume").command("pause").command("resume")
    coach.spoke().hear("around")
    coach.command("help").command("pause").command("resume").spoke()
    coach.say("the block")

    assert coach.said[-1] == "I heard: i will walk around the block. Is that right?"


def test_an_answer_that_was_paused_may_also_have_been_all(at):
    coach = at("answering").say("pause").spoke().say("resume").spoke()
    coach.silence(3)

    assert coach.said[-1] == "I heard: i will walk. Is that right?"


def test_the_parts_of_an_answer_stand_in_the_journal_once(at):
    coach = at("answering")
    first = coach.turn
    coach.say("pause").spoke().say("resume").spoke().say("around the block")
    promised = [save for save in coach.saved if save.step == "promise"]

    assert [(save.text, save.complete) for save in promised] == [
        ("i will walk", False),
        ("i will walk around the block", True),
    ]
    assert coach.all(fx.Undo) == [fx.Undo(first)]
    assert [word.word for word in promised[1].words] == ["around", "the", "block"]


def test_what_was_said_stays_if_the_answer_never_goes_on(at):
    for end in ("stop", "skip"):
        coach = at("answering").say("pause").spoke().say(end)

        assert [save.text for save in coach.saved] == ["i will walk"]
        assert coach.all(fx.Undo) == []
        assert coach.kept == []


def test_after_a_pause_the_next_question_starts_from_nothing(at):
    coach = at("answering").say("pause").spoke().say("skip").spoke()
    coach.say("three")

    assert dict(coach.session.answers) == {"before": 3.0}


def test_resume_goes_on_from_every_pause_and_means_nothing_elsewhere(place, at):
    coach = at(place)
    state, effects = coach.state, len(coach.effects)
    coach.command("resume")

    if state in Paused:
        assert coach.state not in Paused
        assert fx.Hush() in coach.effects[effects:]
        assert coach.all(fx.CommandAccepted)[-1] == fx.CommandAccepted("resume")
    else:
        assert coach.effects[effects:] == []
        assert coach.state is state


# Repeat.


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("greeting", "Tea. It takes about 2 minutes."),
        ("saying", "Sit down. Close your eyes. Let go."),
        ("asking", "Take your time. What will you do?"),
        ("listening", "Take your time. What will you do?"),
        ("listening longer", "Take your time. What will you do?"),
        ("answering", "Take your time. What will you do?"),
        ("asking whether it is right", "I heard: i will walk. Is that right?"),
        ("hearing whether it is right", "I heard: i will walk. Is that right?"),
        ("paused in a prompt", "Sit down. Close your eyes. Let go."),
        ("paused in an answer", "Take your time. What will you do?"),
        ("helping in an answer", "We're in Tea. I asked you something"),
    ],
)
def test_repeat_says_the_last_words_again_from_their_beginning(at, where, words):
    coach = at(where)
    coach.sentence(1)
    before = len(coach.effects)
    coach.command("repeat")

    assert fx.Hush() in coach.effects[before:]
    assert coach.said[-1].startswith(words)
    assert coach.all(fx.CommandAccepted)[-1] == fx.CommandAccepted("repeat")


def test_repeat_in_the_midst_of_an_answer_loses_none_of_it(at):
    coach = at("answering").say("repeat").spoke().say("around the block")

    assert coach.said[-1] == "I heard: i will walk around the block. Is that right?"


@pytest.mark.parametrize(("where", "kind"), [("breathing", fx.Breathe), ("resting", fx.Rest)])
def test_repeat_leads_a_breath_or_a_silence_from_its_beginning(at, where, kind):
    coach = at(where)
    first = last(coach, kind)
    coach.silence(3)
    if kind is fx.Breathe:
        coach.cue(9)
    for command in (("repeat",), ("pause", "repeat")):
        for name in command:
            coach.command(name)
        again = last(coach, kind)
        assert again.turn > first.turn
        assert again == type(first)(again.turn, *_rest_of(first))


def _rest_of(led):
    return (led.step, led.timeline if isinstance(led, fx.Breathe) else led.seconds)


def test_what_was_asked_in_other_words_is_repeated_in_those(at):
    coach = at("paused in an answer").say("skip").spoke().say("a lot").spoke().say("repeat")

    assert coach.said[-1] == "A number, please."


# Skip and stop.


def test_skip_leaves_the_step_wherever_it_is(place, at):
    coach = at(place)
    step = {
        "greeting": "arrive",
        "saying": "settle",
        "pausing": "settle",
        "paused in a prompt": "settle",
        "helping in a prompt": "settle",
        "helping in a pause": "settle",
        "breathing": "rest",
        "paused in a breath": "rest",
        "helping in a breath": "rest",
        "resting": "promise",
        "paused in a silence": "promise",
    }.get(place, "before")
    before = len(coach.effects)
    coach.command("skip")

    assert fx.Hush() in coach.effects[before:]
    assert coach.state not in Paused
    assert last(coach, (fx.Say, fx.Breathe, fx.Rest)).step == step


def test_a_question_that_was_skipped_keeps_nothing_and_has_no_answer(at):
    for place in ("answering", "hearing whether it is right", "paused in an answer"):
        coach = at(place).command("skip")

        assert coach.kept == []
        assert "promise" not in coach.session.answers


def test_what_was_begun_and_skipped_is_saved_but_not_as_an_answer(at):
    coach = at("answering").say("skip")

    assert [(save.text, save.complete) for save in coach.saved] == [("i will walk", False)]


def test_stop_ends_the_session_wherever_it_is_and_saves_what_was_said(place, at):
    coach = at(place)
    said = [save.text for save in coach.saved]
    before = len(coach.effects)
    coach.command("stop")
    assert fx.Hush() in coach.effects[before:]
    assert coach.said[-1].endswith(texts.CLOSING_STOPPED)
    coach.spoke()

    assert coach.outcome == "stopped"
    assert [save.text for save in coach.saved][: len(said)] == said


def test_even_a_phrase_that_was_not_settled_is_saved_by_whatever_ends_the_answer(at):
    for name in ("pause", "skip", "stop", "help", "repeat"):
        coach = at("half heard").command(name)

        assert [save.text for save in coach.saved] == ["i will"]


# Help.


def test_help_is_given_everywhere(place, at):
    coach = at(place)
    words = texts.HELP_PAUSED if coach.state in Paused else "We're in Tea. "
    coach.command("help")

    assert coach.said[-1].startswith(words)


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("saying", "I'm telling you something"),
        ("asking", "I asked you something, and I'm listening for whatever you say."),
        ("breathing", "I'm leading a breath. If you get dizzy"),
        ("resting", "This is a silence. It ends by itself after 20 seconds."),
        ("listening", "I asked you something, and I'm listening for whatever you say."),
        ("hearing whether it is right", "waiting for a yes or a no"),
    ],
)
def test_help_knows_where_one_is(where, words, at):
    coach = at(where).command("help")

    assert words in coach.said[-1]
    assert coach.said[-1].endswith(texts.HELP_MORE)


def test_help_in_a_number_says_which_numbers(at):
    coach = at("hearing whether it is right").say("yes").spoke().command("help")

    assert "a number from 0 to 10" in coach.said[-1]


def test_what_can_i_say_tells_every_command(at):
    told = plain(at("listening").command("what can i say").said[-1])

    for command in COMMANDS:
        if command.name in ("what can i say", "only my words", "both of us"):
            continue  # the last two mean something in a replay only, and are told there
        assert any(phrase in told for phrase in command.phrases), command.name


def test_after_help_it_goes_on_with_what_was_interrupted(at):
    coach = at("breathing")
    coach.cue(5)
    coach.command("help").spoke()
    assert [cue.cycle for cue in last(coach, fx.Breathe).timeline.cues] == [2] * 4 + [3] * 4 + [
        4
    ] * 4

    coach = at("saying")
    coach.sentence(2)
    assert coach.command("help").spoke().said[-1] == "Let go."

    assert at("listening").say("help").spoke().said[-1] == "Take your time. What will you do?"
    assert at("answering").say("help").spoke().said[-1] == texts.GO_ON


def test_help_can_be_asked_for_twice_paused_and_skipped_and_nothing_is_lost(at):
    coach = at("helping in a breath").command("help").command("pause").command("resume")
    assert coach.state is Active.BREATHING

    coach = at("helping in a breath").command("repeat").spoke()
    assert coach.state is Active.BREATHING

    coach = at("helping in an answer").command("pause").spoke().say("resume").spoke()
    coach.say("around the block")
    assert coach.said[-1] == "I heard: i will walk around the block. Is that right?"


def test_help_in_a_pause_leaves_it_paused_and_opens_the_ear_again(at):
    coach = at("helping in a pause").spoke()

    assert coach.state in Paused
    assert coach.listening.step == "paused"
    assert coach.say("resume").said[-1] == "Sit down. Close your eyes. Let go."


# Said aloud.


def test_a_command_said_to_the_coach_in_an_answer_keeps_the_words_before_it(at):
    coach = at("listening").say("i will walk coach pause")
    assert coach.state in Paused
    coach.spoke().say("resume").spoke().say("far")

    assert coach.said[-1] == "I heard: i will walk far. Is that right?"


def test_wanting_to_stop_hiding_stops_nothing(at):
    coach = at("listening").say("i want to stop hiding")

    assert coach.said[-1] == "I heard: i want to stop hiding. Is that right?"
    assert coach.all(fx.CommandAccepted) == []


def test_a_command_phrase_that_means_nothing_here_stays_words_of_the_answer(at):
    coach = at("answering").say("go on")

    assert coach.said[-1] == "I heard: i will walk go on. Is that right?"
    assert coach.all(fx.CommandAccepted) == []


def test_a_silence_and_a_breath_can_be_paused_by_voice_in_passing(at):
    for place in ("breathing", "resting"):
        coach = at(place).say("this is hard").say("coach pause")
        assert coach.state in Paused
        assert coach.saved == []


def test_what_pauses_a_session_of_one_breath_can_end_it_too():
    coach = Rehearsal(practice_of(step(breathe="box", cycles=1))).begin()
    coach.command("pause").spoke()
    coach.handle(ev.Heard(coach.turn, "that's all", final=True, ended=1.0))
    coach.handle(ev.AudioElapsed(coach.turn, 2.0))
    coach.handle(ev.Heard(coach.turn, "stop", final=True, ended=3.0))
    coach.handle(ev.AudioElapsed(coach.turn, 4.0))

    assert coach.state is State.CLOSING
    assert coach.said[-1].endswith(" ".join(sentences(texts.CLOSING_STOPPED)))
