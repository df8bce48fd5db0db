"""Which utterances call the coach, and which only have its words in them."""

import pytest

from voice_coach.standby.wake_phrases import Call, call_in


@pytest.mark.parametrize(
    "said",
    ["coach are you there", "hey coach", "Coach, good morning.", "good morning coach",
     "um hey coach", "coat good morning", "hey coat", "coach are you then"],
)  # fmt: skip
def test_a_phrase_calls_the_coach_as_it_may_be_written_down(said):
    assert call_in(said) == Call("call")


@pytest.mark.parametrize(
    "said",
    ["", "coach", "my coach", "my coach was there for me", "the coach said good morning",
     "my coach are you there", "are you there", "you there", "good morning",
     "i said hey coach to him", "hey", "a coach", "coaching is good"],
)  # fmt: skip
def test_speech_about_a_coach_calls_nobody(said):
    assert call_in(said) is None


def test_a_wish_may_follow_at_once():
    assert call_in("hey coach, evening practice") == Call("wish", "evening practice")


def test_a_long_story_after_the_call_is_none():
    assert call_in("hey coach " + "and then we went on " * 5) is None


@pytest.mark.parametrize("said", ["coach good night", "good night coach", "coach goodnight"])
def test_good_night_makes_it_quiet(said):
    assert call_in(said) == Call("good night")


def test_a_phrase_of_ones_own_calls_too():
    assert call_in("wake up please", "Wake up, please!") == Call("call")
    assert call_in("please wake up", "Wake up, please!") is None
    assert call_in("", "") is None
