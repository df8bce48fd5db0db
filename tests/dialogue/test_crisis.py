"""Words of danger, in every state of a session: the practice stops, and never goes on by itself."""

import pytest

from voice_coach.dialogue.states import Active, Crisis, Paused, State
from voice_coach.protocol import effects as fx
from voice_coach.protocol import events as ev
from voice_coach.protocol.contacts import Helpers, Number
from voice_coach.testing import EVENING, Rehearsal, practice_of, step
from voice_coach.texts import care as care_texts

DANGER = "i want to kill myself"
IRELAND = Helpers("Ireland", Number("Emergency number", "112"), contacts=("my sister",))
ASKING = practice_of(
    step(name="promise", ask="What will you do?", keep="promise"),
    step(name="after", say="There is tea."),
)
AIR = practice_of(step(name="air", breathe="box", cycles=4), step(name="after", say="Tea."))


def config(practice=ASKING, **more):
    return Rehearsal(practice, ev.SessionConfig(EVENING, helpers=IRELAND, **more)).begin()


def listening(**more):
    return config(**more).spoke()


def alarmed(**more):
    """A session that was stopped in an answer, and has asked whether it heard right."""
    return listening(**more).say(DANGER).spoke()


def told(coach):
    return [care.state for care in coach.all(fx.Care)]


# In every state.


def test_typed_words_stop_whatever_goes_on(place, at):
    coach = at(place)
    coach.typed(DANGER)

    assert coach.state in Crisis
    assert coach.said[-1].startswith(care_texts.HEARD[:20])
    assert told(coach) == ["began"]


def test_spoken_words_stop_whatever_goes_on_while_the_ear_is_open(place, at):
    coach = at(place)
    if coach.listening is None:
        return  # a closed ear hears nothing: see the test above
    coach.hear(DANGER)

    assert coach.state in Crisis
    assert coach.listening is None, "the coach does not hear itself"


def test_a_hypothesis_is_enough_when_it_holds(place, at):
    coach = at(place)
    if coach.listening is None:
        return
    coach.hear(DANGER, final=False)
    assert coach.state not in Crisis
    coach.silence(1.1)

    assert coach.state in Crisis


def test_most_places_have_an_open_ear_or_these_tests_are_empty(at):
    names = ("listening", "answering", "breathing", "resting", "paused in a breath")

    assert all(at(name).listening is not None for name in names)


def test_even_the_last_words_are_stopped_and_then_nothing_follows():
    coach = listening().command("stop")
    assert coach.state is State.CLOSING
    coach.typed(DANGER).spoke().say("resume")

    assert coach.state is State.ENDED
    assert coach.outcome == "stopped"


def test_before_the_beginning_and_after_the_end_there_is_nobody_to_talk_to():
    coach = Rehearsal(ASKING)

    assert coach.typed(DANGER).state is State.IDLE
    ended = listening().command("stop").spoke()
    assert ended.typed(DANGER).state is State.ENDED


def test_the_sound_stops_before_a_word_is_said():
    coach = config(AIR)
    before = len(coach.effects)
    coach.hear(DANGER)
    kinds = [type(effect) for effect in coach.effects[before:]]

    assert kinds.index(fx.Hush) < kinds.index(fx.Say)


# Nothing goes on by itself.


@pytest.mark.parametrize("practice", [ASKING, AIR])
def test_however_long_the_silence_the_practice_does_not_go_on(practice):
    coach = config(practice)
    coach.typed(DANGER)
    for _ in range(5):
        coach.until_heard().silence(3600)

    assert coach.state in Crisis
    assert coach.said[-1] == care_texts.SILENCE
    assert coach.listening is not None, "it listens on"


def test_after_a_mistake_of_the_ear_it_waits_to_be_told():
    coach = alarmed()
    coach.say("no").spoke().say("keep").spoke()
    coach.silence(3600)

    assert coach.state in Paused
    assert care_texts.WAITS in coach.said
    assert coach.listening is not None


def test_who_was_misheard_is_asked_whether_to_go_on_and_is_back_after_a_yes():
    coach = alarmed()
    coach.say("no that's not what i meant").spoke()
    assert care_texts.GO_ON_OR_DELETE in coach.said[-1]
    coach.say("yes").spoke().say("that was a joke of course")

    assert coach.kept[0].text == f"{DANGER} that was a joke of course"


def test_no_and_go_on_in_one_breath_is_enough():
    coach = alarmed()
    coach.say("no that's not what i meant let's go on")

    assert coach.state is Active.SPEAKING
    assert told(coach) == ["began", "ended"]


def test_the_same_words_are_not_asked_about_again_and_others_are_in_fewer_words():
    questions = practice_of(step(name="one", ask="What else?"), step(name="two", ask="And now?"))
    coach = listening(practice=questions).say(DANGER).spoke()
    coach.say("no").spoke().say("go on").spoke()
    coach.say(DANGER)
    assert coach.state not in Crisis
    coach.until_heard()
    coach.hear("he says he will kill me")

    assert coach.state in Crisis
    assert coach.said[-1].startswith(care_texts.HEARD_AGAIN)


def test_repeat_brings_no_exercise_back_while_it_waits():
    coach = alarmed()
    coach.say("no").spoke().say("keep").spoke().say("repeat")

    assert coach.state in Paused
    assert coach.said[-1] == care_texts.WAITS
    assert coach.spoke().say("resume").state is Active.SPEAKING


def test_in_a_later_pause_repeat_says_again_what_was_led():
    coach = alarmed()
    coach.say("no").spoke().say("keep").spoke().say("skip").command("pause").spoke().say("repeat")

    assert coach.said[-1] == "There is tea."


def test_resume_goes_on_with_the_answer_where_that_was_asked_for():
    coach = alarmed()
    coach.say("no").spoke().say("keep").spoke().say("resume").spoke()
    coach.say("that was a joke of course")

    assert coach.kept[0].text == f"{DANGER} that was a joke of course"
    assert told(coach) == ["began", "ended"]


def test_resume_in_the_talk_goes_on_with_the_breath():
    coach = config(AIR)
    coach.hear(DANGER)
    coach.spoke().say("resume")

    assert coach.state is Active.BREATHING
    assert fx.CommandAccepted("resume") in coach.effects


def test_stop_ends_the_session_with_the_numbers():
    coach = alarmed()
    coach.say("yes").spoke().say("stop").spoke().say("keep")

    assert coach.state is State.CLOSING
    assert coach.said[-1].startswith("In Ireland, the emergency number is one one two.")
    assert coach.spoke().outcome == "stopped"


# What was said.


def test_what_was_said_is_saved_before_it_is_spoken_of_and_no_answer_comes_of_it():
    coach = alarmed()
    kinds = [type(effect) for effect in coach.effects]
    saved = coach.effects.index(coach.saved[-1])

    assert coach.saved[-1].text == DANGER
    assert not coach.saved[-1].complete, "`heard` is told of complete answers alone"
    assert saved < kinds.index(fx.Care)
    assert coach.kept == []


def test_delete_deletes_the_turn_for_good_and_it_is_in_no_later_answer():
    coach = alarmed()
    turn = coach.saved[-1].turn
    coach.say("no").spoke().say("delete").spoke().say("resume").spoke().say("walk")

    assert fx.Forget((), turns=(turn,)) in coach.effects
    assert coach.kept[0].text == "walk"


def test_all_parts_of_an_answer_that_was_given_in_parts_are_deleted():
    coach = listening()
    coach.hear("i feel low")
    coach.command("pause").spoke().say("resume").spoke()
    turns = {coach.saved[0].turn, coach.turn}
    coach.say(DANGER).spoke().say("yes").spoke().say("delete it")

    (forgotten,) = coach.all(fx.Forget)
    assert set(forgotten.turns) == turns
    assert coach.state in Crisis


def test_typed_words_are_saved_with_their_question_and_can_be_deleted():
    coach = listening()
    coach.typed(DANGER).spoke().typed("yes").spoke().typed("delete it")

    assert [(save.step, save.text) for save in coach.saved] == [("promise", DANGER)]
    assert coach.all(fx.Forget)[0].turns == (coach.saved[0].turn,)


@pytest.mark.parametrize("name", ["breathing", "resting", "paused in a breath"])
def test_where_nothing_is_kept_nothing_is_asked(name, at):
    coach = at(name)
    coach.hear(DANGER)
    coach.spoke().say("stop")

    assert coach.saved == []
    assert coach.state is State.CLOSING
    assert care_texts.KEEP not in " ".join(coach.said)


def test_in_a_session_that_is_not_kept_nothing_is_asked_either():
    coach = alarmed(kept=False)
    coach.say("stop")

    assert coach.state is State.CLOSING


def test_where_a_practice_lets_words_go_by_itself_they_go_and_nothing_is_asked():
    practice = practice_of(
        step(name="said", ask="What wants to be said?"),
        step(name="keep-it", ask="Shall it stay?", answer="yes-no"),
        step(name="gone", when={"keep-it": ["no", "skipped"]}, forget=("said",)),
    )
    coach = config(practice).spoke().say(DANGER).spoke().say("yes").spoke().say("stop")

    assert coach.state is State.CLOSING
    assert [forgotten.steps for forgotten in coach.all(fx.Forget)] == [("said",)]


def test_nothing_of_the_talk_is_saved():
    coach = alarmed()
    before = len(coach.all(fx.Save))
    coach.say("yes i am so alone").spoke().say("numbers").spoke().say("quiet").spoke()
    coach.say("stop").spoke().say("keep")

    assert coach.state is State.CLOSING
    assert len(coach.all(fx.Save)) == before
    misheard = alarmed()
    misheard.say("no").spoke().say("keep")
    assert misheard.state in Paused
    assert len(misheard.all(fx.Save)) == before
    assert "care" not in {save.step for save in coach.all(fx.Save)}


def test_what_is_told_to_programs_has_the_numbers_and_none_of_the_words():
    coach = alarmed()
    (care,) = coach.all(fx.Care)

    assert care == fx.Care("began", (Number("Emergency number", "112"),))


# Help me.


def test_help_me_is_obeyed_everywhere(place, at):
    coach = at(place)
    coach.command("help me")

    assert coach.state in Crisis
    assert fx.CommandAccepted("help me") in coach.effects
    assert coach.said[-1].startswith(care_texts.HELP)


def test_help_me_is_heard_as_a_whole_utterance_alone():
    coach = listening().say("help me")
    assert coach.state in Crisis
    assert "my sister" in coach.said[-1]

    assert listening().say("my friends help me a lot").state not in Crisis


def test_help_alone_is_still_help_with_the_session():
    coach = listening().say("help")

    assert coach.state is Active.SPEAKING
    assert coach.all(fx.Say)[-1].step == "help"


def test_after_help_me_nothing_is_asked_about_keeping_and_the_answer_goes_on():
    coach = listening()
    coach.hear("i will walk")
    coach.silence(1)
    coach.say("help me").spoke().say("resume").spoke().say("in the morning")

    assert coach.kept[0].text == "i will walk in the morning"


def test_who_was_put_on_the_list_in_this_session_is_on_it():
    practice = practice_of(
        step(name="who", ask="Who?", keep="support"), step(name="plan", ask="What helps?")
    )
    coach = config(practice).spoke().say("my neighbor anna").spoke().say("help me")

    assert "my sister and my neighbor anna" in coach.said[-1]


# In the talk.


def test_words_of_danger_in_the_talk_bring_the_numbers_again():
    coach = alarmed()
    coach.say("yes").spoke().say("i want to die")

    assert coach.state in Crisis
    assert "one one two" in coach.said[-1]


def test_enter_passes_over_what_is_said():
    coach = listening().typed(DANGER)
    coach.typed("")

    assert coach.listening is not None
    assert coach.state in Crisis


def test_a_reply_is_waited_for_until_two_seconds_after_its_last_word():
    coach = alarmed()
    coach.hear("i think")
    coach.silence(1.9)
    assert coach.listening is not None
    coach.silence(0.2)

    assert coach.listening is None


def test_when_nothing_more_will_be_heard_the_session_ends_with_the_numbers():
    coach = alarmed()
    coach.handle(ev.Ended("recording"))

    assert coach.state is State.CLOSING
    assert "one one two" in coach.said[-1]

    speaking = listening().say(DANGER)
    speaking.handle(ev.Ended("recording"))
    assert speaking.state in Crisis, "first what was begun is said to its end"
    assert speaking.spoke().state is State.CLOSING


def test_trouble_with_the_ear_does_not_end_the_talk_and_it_listens_when_that_is_over():
    coach = alarmed()
    coach.handle(ev.Failed("microphone", "audio.failed", "It was unplugged."))
    assert coach.state in Crisis
    opened = len(coach.all(fx.Listen))
    coach.handle(ev.Recovered("microphone"))

    assert len(coach.all(fx.Listen)) == opened + 1
    assert coach.say("yes").said[-1].startswith(care_texts.THANKS)


def test_control_c_ends_it_at_once_with_what_was_said_kept():
    coach = alarmed()
    coach.handle(ev.Interrupted())

    assert coach.outcome == "interrupted"
    assert coach.all(fx.Forget) == []


def test_in_trouble_with_the_journal_the_session_ends():
    coach = alarmed()
    coach.handle(ev.Failed("journal", "journal.full", "The disk is full."))

    assert coach.outcome == "interrupted"
