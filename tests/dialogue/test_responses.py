"""Remind me, read my letter, what did I promise: out of memory, anywhere, and then it goes on."""

from datetime import timedelta

import pytest

from voice_coach import texts
from voice_coach.dialogue.responses import reminder
from voice_coach.dialogue.states import Active, Paused
from voice_coach.protocol import effects as fx
from voice_coach.protocol.events import Memory, SessionConfig
from voice_coach.testing import EVENING, Rehearsal, practice_of, step

YESTERDAY = EVENING - timedelta(days=1)


def memory(kind, text, number=1, when=YESTERDAY):
    return Memory(number, kind, text, when)


def wins(*words):
    return [memory("win", text, number) for number, text in enumerate(words)]


def test_wins_are_told_the_newest_first_and_three_at_most():
    prompt = reminder("remind me", wins("i slept", "i cooked", "i called", "i said no"), EVENING)

    assert prompt.sentences == (
        "This went well, yesterday: i said no.",
        "This went well, yesterday: i called.",
        "This went well, yesterday: i cooked.",
    )


def test_promises_are_told_with_their_day():
    prompt = reminder("what did i promise", [memory("promise", "i will walk.")], EVENING)

    assert prompt.sentences == ("You promised, yesterday: i will walk.",)


def test_the_latest_letter_is_read_slowly_sentence_by_sentence():
    letters = [memory("letter", "Old."), memory("letter", "dear me. you did well.", 2)]
    prompt = reminder("read my letter", letters, EVENING)

    assert prompt.sentences == ("This is your letter from yesterday.", "dear me.", "you did well.")
    assert prompt.pace == "slow"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("remind me", texts.NO_WINS),
        ("read my letter", texts.NO_LETTER),
        ("what did i promise", texts.NO_PROMISES),
    ],
)
def test_where_nothing_is_kept_that_is_said(name, words):
    assert " ".join(reminder(name, [], EVENING).sentences) == words


def test_it_goes_on_where_it_was(at):
    coach = at("answering")
    coach.remembered = (memory("promise", "i will walk"),)
    coach.say("what did i promise")
    assert coach.said[-1] == "You promised, yesterday: i will walk."
    assert coach.spoke().said[-1] == texts.GO_ON

    assert coach.spoke().say("around the block").saved[-1].text == "i will walk around the block"


def test_in_a_breath_it_goes_on_with_the_breath(at):
    coach = at("breathing")
    coach.say("remind me")
    assert coach.said[-1] == texts.NO_WINS

    assert coach.spoke().state is Active.BREATHING


def test_in_a_pause_it_stays_a_pause(at):
    coach = at("paused in a prompt").say("read my letter")

    assert coach.state in Paused
    assert coach.spoke().listening.expects == "command"


def test_a_practice_that_waits_for_a_memory_of_its_own_is_not_answered_by_it():
    nearest = step(
        name="old",
        nearest="lesson",
        to="now",
        do=(step(name="told", say="You learned: {it}."),),
    )
    practice = practice_of(step(name="now", ask="What now?"), nearest)
    coach = (
        Rehearsal(practice, SessionConfig(EVENING)).begin().spoke().say("remind me").spoke().spoke()
    )
    coach.say("i am late again")

    assert coach.all(fx.Recall)[-1] == fx.Recall("lesson", ("late",))
