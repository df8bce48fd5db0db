"""Commands said while the coach speaks, where the ear may stay open."""

from datetime import UTC, datetime

import pytest

from voice_coach.dialogue.endpointing import COMMAND_PATIENCE
from voice_coach.dialogue.states import Active, Crisis, Paused, State
from voice_coach.dialogue.turn import BARGE_IN
from voice_coach.nlu.commands import COMMANDS
from voice_coach.protocol import effects as fx
from voice_coach.protocol.events import AudioElapsed, Begin, Heard, SessionConfig, Word
from voice_coach.testing import Rehearsal, practice_of, step

EVENING = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
PRACTICE = practice_of(
    step(name="before", ask="What came before?"),
    step(name="say", say="Here we are. Say stop when you like."),
    step(name="ask", ask="What is here?"),
    step(name="breathe", breathe="box", cycles=4),
    step(name="rest", silence=20),
    step(name="last", say="And then."),
)


class Interrupted(Rehearsal):
    """A rehearsal in which the coach can be spoken over."""

    beside = None  # seconds for which the ear has been open beside the coach

    def handle(self, event):
        effects = super().handle(event)
        for effect in effects:
            if isinstance(effect, fx.Close):
                self.beside = None
            elif isinstance(effect, fx.Listen) and effect.turn == BARGE_IN:
                self.beside = 0.0
        return effects

    def interject(self, text, *, final=True, silence=COMMAND_PATIENCE):
        """Say something while the coach speaks, and be silent for so many seconds after it."""
        assert self.beside is not None
        started, self.beside = self.beside + 1, self.beside + 2
        words = (Word(text, started, self.beside, 0.9),) if final else ()
        self.handle(Heard(BARGE_IN, text, final, words, started, self.beside))
        if self.beside is not None:
            self.beside += silence
            self.handle(AudioElapsed(BARGE_IN, self.beside))
        return self


def rehearsal(*, open_ear=True, hears_itself=False):
    return Interrupted(
        PRACTICE, SessionConfig(EVENING, open_ear=open_ear, hears_itself=hears_itself)
    )


def greeting(**recognizer):
    coach = rehearsal(**recognizer)
    coach.handle(Begin())
    return coach


def speaking(**recognizer):
    return rehearsal(**recognizer).begin().spoke().say("something")


def paused(**recognizer):
    return speaking(**recognizer).command("pause")


def caring(**recognizer):
    return speaking(**recognizer).command("help me")


def closing(**recognizer):
    return speaking(**recognizer).command("stop")


AT = {
    Active.GREETING: greeting,
    Active.SPEAKING: speaking,
    Paused.ASKED: paused,
    Crisis.ASKING: caring,
    State.CLOSING: closing,
}


def opened(coach):
    return [listen for listen in coach.all(fx.Listen) if listen.turn == BARGE_IN]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
@pytest.mark.parametrize("state", AT, ids=lambda state: state.value)
def test_a_command_said_over_the_coach_does_what_a_key_does(state, command):
    spoken, by_key = AT[state](), AT[state]()
    assert spoken.state is state
    already = len(spoken.effects)
    spoken.interject(command.phrases[0])
    by_key.command(command.name)

    assert spoken.effects[already:] == by_key.effects[already:]
    assert spoken.state is by_key.state


@pytest.mark.parametrize("state", AT, ids=lambda state: state.value)
def test_by_default_the_ear_is_closed_while_the_coach_speaks(state):
    coach = AT[state](open_ear=False)
    already = len(coach.effects)
    assert opened(coach) == []
    coach.handle(Heard(BARGE_IN, "stop", final=True, ended=1.0))
    coach.handle(AudioElapsed(BARGE_IN, 3.0))
    assert coach.effects[already:] == []


def test_the_ear_stays_open_from_one_prompt_to_the_next():
    coach = rehearsal().begin()
    assert len(opened(coach)) == 1
    assert coach.all(fx.Close) == []


def test_after_an_answer_it_opens_again():
    coach = speaking()
    assert len(opened(coach)) == 2
    assert [type(each) for each in coach.effects if isinstance(each, fx.Close | fx.Listen)] == [
        fx.Listen,
        fx.Listen,
        fx.Close,
        fx.Listen,
    ]


def test_a_command_is_obeyed_when_the_silence_after_it_is_long_enough():
    coach = speaking().interject("pause", silence=0.5)
    assert coach.state is Active.SPEAKING
    coach.handle(AudioElapsed(BARGE_IN, 2.7))
    assert coach.state in Paused


def test_the_coach_falls_silent_at_once():
    coach = speaking()
    already = len(coach.effects)
    coach.interject("stop")
    assert [type(each) for each in coach.effects[already:]][:2] == [fx.CommandAccepted, fx.Hush]


def test_nothing_else_that_is_said_counts_for_anything():
    coach = speaking()
    already = len(coach.effects)
    coach.interject("i had a long day", final=False)
    coach.interject("i had a long day")
    coach.interject("i want to stop hiding")
    assert coach.effects[already:] == []


def test_called_by_name_a_command_counts_at_the_end_of_other_words():
    assert speaking().interject("oh well coach pause").state in Paused


def test_a_command_in_running_speech_is_none():
    coach = speaking().interject("stop", silence=0.3)
    coach.interject("hiding is what i want")
    assert coach.state is Active.SPEAKING


def test_words_said_over_a_question_are_no_answer_to_it():
    coach = speaking().spoke().interject("over the question", silence=0.3)
    coach.spoke().say("after the question")
    assert [save.text for save in coach.saved] == ["something", "after the question"]


def test_a_command_said_as_the_question_ends_is_obeyed_in_the_answer():
    coach = speaking().spoke().interject("skip", silence=0.0).spoke()
    assert coach.state is Active.LISTENING
    coach.silence(0.7)
    assert coach.state is Active.BREATHING
    assert fx.CommandAccepted("skip") in coach.effects
    assert len(coach.saved) == 1


def test_what_the_ear_settles_only_when_it_is_closed_counts_too():
    coach = speaking().spoke().spoke().interject("skip", silence=0.0)
    assert coach.state is Active.LISTENING
    coach.silence(0.7)
    assert coach.state is Active.BREATHING


def test_an_answer_that_begins_at_once_is_not_made_a_command_by_it():
    coach = speaking().spoke().interject("skip", silence=0.0).spoke().say("this is my answer")
    assert fx.CommandAccepted("skip") not in coach.effects
    assert coach.saved[-1].text == "this is my answer"


def test_done_said_over_a_question_does_not_end_an_answer_that_has_not_begun():
    coach = speaking().spoke().interject("i'm done", silence=0.0).spoke()
    coach.silence(3)
    assert coach.state is Active.LISTENING


def test_a_command_said_before_a_breath_is_obeyed_in_it():
    coach = speaking().spoke().spoke().say("an answer")
    assert coach.state is Active.BREATHING
    again = speaking()
    again.command("skip").interject("stop", silence=0.0)
    again.command("skip")
    assert again.state is Active.BREATHING
    again.silence(0.7)
    assert again.state is State.CLOSING


@pytest.mark.parametrize("state", [Active.GREETING, Active.SPEAKING, Paused.ASKED, State.CLOSING])
def test_words_of_danger_are_heard_over_the_coach(state):
    coach = AT[state]()
    before = [save.text for save in coach.saved]
    coach.interject("i want to kill myself")
    assert coach.state in Crisis
    assert [care.state for care in coach.all(fx.Care)] == ["began"]
    assert [save.text for save in coach.saved] == before


def test_the_ear_is_closed_at_the_end():
    coach = closing()
    assert opened(coach)
    coach.spoke()
    assert isinstance(coach.effects[-2], fx.Close)
    assert isinstance(coach.effects[-1], fx.End)


def test_what_the_coach_says_itself_is_not_obeyed_where_it_may_hear_itself():
    coach = speaking(hears_itself=True)
    coach.sentence(1)
    coach.interject("stop")
    assert coach.state is Active.SPEAKING


def test_not_even_a_sentence_later():
    coach = greeting(hears_itself=True)
    coach.spoke().spoke().say("something")
    coach.sentence(1)
    coach.spoke()
    coach.sentence(0)
    coach.interject("stop")
    assert coach.state is Active.SPEAKING


def test_any_other_command_is_obeyed_then():
    coach = speaking(hears_itself=True)
    coach.sentence(1)
    coach.interject("pause")
    assert coach.state in Paused


def test_with_headphones_it_is_the_person_who_says_what_the_coach_says():
    coach = speaking()
    coach.sentence(1)
    coach.interject("stop")
    assert coach.state is State.CLOSING
