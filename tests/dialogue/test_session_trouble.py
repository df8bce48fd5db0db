"""Parts that fail and come back, sources that end, and a program that is told to go."""

import pytest

from voice_coach import texts
from voice_coach.dialogue.states import Active, Paused, State
from voice_coach.protocol import effects as fx
from voice_coach.protocol import events as ev
from voice_coach.testing import EVENING, Rehearsal, practice_of, step

NEEDED = ("ear", "microphone", "speaker")


def fail(coach, part):
    return coach.handle(ev.Failed(part, "audio.failed", "It was unplugged."))


def recover(coach, part):
    return coach.handle(ev.Recovered(part))


def closing():
    return Rehearsal(practice_of(step(say="Here."))).begin().spoke()


# Parts without which nothing goes on.


@pytest.mark.parametrize("part", NEEDED)
def test_a_session_waits_for_a_part_it_needs_and_says_so(place, at, part):
    coach = at(place)
    effects = fail(coach, part)

    assert effects[0] == fx.Report(part, "audio.failed", "It was unplugged.", recovered=False)
    assert coach.state in Paused
    assert coach.said[-1] == texts.TROUBLE.format(part=texts.PARTS[part])


@pytest.mark.parametrize(
    ("part", "text"),
    [("ear", texts.TROUBLE_TYPE), ("microphone", texts.TROUBLE_TYPE), ("speaker", texts.TROUBLE)],
)
def test_who_can_type_need_not_wait_for_an_ear(part, text):
    walk = step(name="walk", ask="What will you do?")
    coach = (
        Rehearsal(practice_of(walk), ev.SessionConfig(EVENING, can_type=True)).begin().until_heard()
    )
    fail(coach, part)
    assert coach.said[-1] == text.format(part=texts.PARTS[part])

    coach.typed("resume")
    coach.typed("i will walk")
    assert coach.session.answers["walk"] == "i will walk"


def test_the_chime_of_trouble_sounds_after_everything_else_was_hushed(at):
    effects = fail(at("breathing"), "microphone")

    assert effects.index(fx.Chime("trouble")) > effects.index(fx.Hush())
    assert fx.Chime("paused") not in effects


@pytest.mark.parametrize("part", NEEDED)
def test_it_goes_on_where_it_was_when_the_part_is_back(at, part):
    coach = at("breathing")
    coach.cue(8)
    fail(coach, part)
    coach.spoke()
    effects = recover(coach, part)
    assert effects[0] == fx.Report(part, "recovered", texts.RECOVERED, recovered=True)
    assert coach.said[-1] == texts.TROUBLE_BACK
    coach.spoke()

    assert coach.state is Active.BREATHING
    assert [cue.cycle for cue in coach.all(fx.Breathe)[-1].timeline.cues] == [3] * 4 + [4] * 4


def test_it_goes_on_even_if_it_was_back_before_that_was_said(at):
    coach = at("saying")
    coach.sentence(1)
    fail(coach, "speaker")
    effects = recover(coach, "speaker")

    assert effects[1] == fx.Hush()
    assert coach.spoke().said[-1] == "Close your eyes. Let go."


def test_an_answer_during_which_the_microphone_went_away_is_kept_whole(at):
    coach = at("answering")
    fail(coach, "microphone")
    recover(coach, "microphone")
    coach.spoke().spoke().say("around the block")

    assert coach.said[-1] == "I heard: i will walk around the block. Is that right?"


def test_of_two_parts_that_failed_both_must_be_back(at):
    coach = at("saying")
    fail(coach, "microphone")
    fail(coach, "speaker")
    recover(coach, "microphone")
    assert coach.state in Paused
    recover(coach, "speaker")

    assert coach.said[-1] == texts.TROUBLE_BACK
    assert coach.spoke().said[-1] == "Sit down. Close your eyes. Let go."


def test_a_part_that_fails_again_while_it_goes_on_loses_nothing(at):
    coach = at("breathing")
    for _ in range(3):
        fail(coach, "microphone")
        recover(coach, "microphone")
    coach.spoke()

    assert coach.state is Active.BREATHING


def test_a_pause_that_was_asked_for_outlasts_the_trouble(at):
    coach = at("paused in a prompt")
    fail(coach, "microphone")
    recover(coach, "microphone")

    assert coach.state in Paused
    assert coach.said[-1] == texts.PAUSED
    assert coach.spoke().say("resume").said[-1] == "Sit down. Close your eyes. Let go."


def test_a_pause_that_is_asked_for_later_outlasts_a_later_trouble_too(at):
    coach = at("saying")
    fail(coach, "microphone")
    coach.command("resume").command("pause")
    recover(coach, "microphone")

    assert coach.state in Paused


def test_whoever_answers_by_keyboard_need_not_wait_for_the_microphone(at):
    coach = at("listening")
    fail(coach, "microphone")
    coach.typed("resume").typed("walk").typed("yes")
    recover(coach, "microphone")

    assert [keep.text for keep in coach.kept] == ["walk"]
    assert coach.state is Active.SPEAKING


@pytest.mark.parametrize("part", ["voice", "ear", "speaker"])
def test_a_part_that_comes_back_without_having_been_missed_is_only_reported(place, at, part):
    coach = at(place)
    state = coach.state

    assert recover(coach, part) == [fx.Report(part, "recovered", texts.RECOVERED, recovered=True)]
    assert coach.state is state


# A part without which it does go on.


def test_without_a_voice_the_session_goes_on(place, at):
    coach = at(place)
    state = coach.state

    assert fail(coach, "voice") == [
        fx.Report("voice", "audio.failed", "It was unplugged.", recovered=False)
    ]
    assert coach.state is state


def test_a_voice_that_comes_back_ends_no_pause(at):
    coach = at("pausing")
    fail(coach, "voice")
    recover(coach, "voice")

    assert coach.state in Paused


# The journal.


def test_without_a_journal_the_session_ends_before_anything_is_lost(place, at):
    coach = at(place)
    effects = fail(coach, "journal")

    assert coach.state is State.ENDED
    assert effects[0] == fx.Report("journal", "audio.failed", "It was unplugged.", recovered=False)
    assert effects[-2:] == [fx.Hush(), fx.End("interrupted")]
    assert coach.listening is None
    assert not any(isinstance(effect, fx.Say | fx.Save) for effect in effects)


# Before the beginning, in the closing words, and after the end.


@pytest.mark.parametrize("part", ["voice", "ear", "microphone"])
def test_in_the_closing_words_other_trouble_is_only_reported(part):
    coach = closing()

    assert [type(effect) for effect in fail(coach, part)] == [fx.Report]
    assert coach.spoke().outcome == "completed"


def test_closing_words_that_nobody_can_hear_are_not_waited_for():
    coach = closing()
    effects = fail(coach, "speaker")

    assert effects[1:] == [fx.Hush(), fx.End("completed")]
    assert coach.state is State.ENDED


def test_trouble_before_the_beginning_and_after_the_end_is_only_reported():
    for coach in (Rehearsal(practice_of(step(say="Here."))), closing().spoke()):
        for part in ("voice", *NEEDED):
            assert [type(effect) for effect in fail(coach, part)] == [fx.Report]
            assert [type(effect) for effect in recover(coach, part)] == [fx.Report]
    assert [type(effect) for effect in fail(coach, "journal")] == [fx.Report]


# Ctrl-C and the like.


def test_an_interruption_ends_the_session_at_once_wherever_it_is(place, at):
    coach = at(place)
    effects = coach.handle(ev.Interrupted())

    assert (coach.state, coach.outcome) == (State.ENDED, "interrupted")
    assert coach.listening is None
    assert effects[-2:] == [fx.Hush(), fx.End("interrupted")]


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("answering", "i will walk"),
        ("half heard", "i will"),
        ("paused in an answer", "i will walk"),
    ],
)
def test_an_interruption_saves_what_was_said(at, where, said):
    coach = at(where)
    coach.handle(ev.Interrupted())

    assert [(save.step, save.text) for save in coach.saved] == [("promise", said)]
    assert coach.kept == []


def test_an_interruption_before_the_beginning_ends_it():
    coach = Rehearsal(practice_of(step(say="Here.")))
    coach.handle(ev.Interrupted())

    assert coach.outcome == "interrupted"


def test_a_session_that_was_closing_ends_as_it_would_have():
    coach = closing()
    coach.handle(ev.Interrupted())
    assert coach.outcome == "completed"

    coach = Rehearsal(practice_of(step(say="Here."))).begin().command("stop")
    coach.handle(ev.Interrupted())
    assert coach.outcome == "stopped"


def test_a_second_interruption_finds_nothing_to_end():
    coach = closing()
    coach.handle(ev.Interrupted())

    assert coach.handle(ev.Interrupted()) == []


# A recording that comes to its end.


def test_a_recording_that_has_ended_in_an_answer_lets_it_be_finished_and_then_stops(at):
    coach = at("answering")
    coach.handle(ev.Ended("microphone"))
    coach.silence(4)
    assert coach.said[-1] == "I heard: i will walk. Is that right?"
    coach.spoke().silence(12)

    assert coach.said[-1] == texts.CLOSING_STOPPED
    assert coach.spoke().outcome == "stopped"


def test_no_session_waits_for_more_of_a_recording_that_has_ended(place, at):
    coach = at(place)
    coach.handle(ev.Ended("microphone"))
    while coach.state is not State.CLOSING:
        if coach.state is Active.LISTENING:
            coach.silence(40)
        else:
            coach.spoke()

    assert coach.spoke().outcome == "stopped"


def test_a_recording_that_ends_in_a_pause_ends_the_session(at):
    for place in ("pausing", "paused in a breath", "waiting in trouble"):
        coach = at(place)
        coach.handle(ev.Ended("microphone"))

        assert coach.state is State.CLOSING


def test_a_pause_begun_after_a_recording_has_ended_does_not_last(at):
    coach = at("saying")
    coach.handle(ev.Ended("microphone"))
    coach.command("pause").spoke()

    assert coach.state is State.CLOSING


def test_a_recording_that_ends_before_the_session_begins_ends_it_all_the_same():
    coach = Rehearsal(practice_of(step(ask="And?")), ev.SessionConfig(EVENING))
    coach.handle(ev.Ended("microphone"))
    coach.begin().spoke().silence(12)

    assert coach.said[-1] == texts.CLOSING_STOPPED


def test_the_closing_words_are_spoken_to_their_end_whatever_has_ended():
    coach = closing()
    for part in ("microphone", "keyboard"):
        assert coach.handle(ev.Ended(part)) == []

    assert coach.spoke().outcome == "completed"


@pytest.mark.parametrize("part", NEEDED)
def test_an_answer_that_trouble_broke_off_does_not_end_before_somebody_speaks_again(at, part):
    coach = at("answering")
    fail(coach, part)
    coach.spoke()
    recover(coach, part)
    coach.spoke()
    assert coach.said[-1] == texts.GO_ON
    coach.spoke()

    coach.silence(11.5)
    assert coach.state is Active.LISTENING
    coach.silence(1)
    assert coach.said[-1] == texts.NUDGE
    coach.spoke()
    coach.hear("to the river")
    coach.silence(7)

    assert coach.state is not Active.LISTENING, "after words it ends as ever"


def test_an_answer_that_a_person_broke_off_may_be_over():
    coach = Rehearsal(practice_of(step(name="walk", ask="What will you do?")))
    coach.begin().until_heard()
    coach.hear("i will walk")
    coach.command("pause").spoke().command("resume").spoke()
    assert coach.said[-1] == texts.GO_ON

    coach.silence(7)

    assert coach.session.answers["walk"] == "i will walk"
