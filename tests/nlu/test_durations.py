"""How much time somebody says to have."""

import pytest

from voice_coach.nlu.durations import LONG_MINUTES, SHORT_MINUTES, duration, wanted_minutes


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("i have three minutes", 3), ("I've got 5 minutes.", 5), ("a minute", 1),
        ("one minute that's all", 1), ("a minute and a half", 1.5), ("half a minute", 0.5),
        ("two and a half minutes", 2.5), ("thirty seconds", 0.5), ("half an hour", 30),
        ("a quarter of an hour", 15), ("three quarters of an hour", 45), ("an hour", 60),
        ("twenty five minutes", 25), ("five or ten minutes", 5), ("a couple of minutes", 2),
        ("just a few quiet minutes", 3), ("a five minute breathing", 5), ("ten minutes or so", 10),
        ("box breathing for three", 3), ("breathe for two", 2), ("breathe for a couple", 2),
    ],
)  # fmt: skip
def test_minutes_are_found_in_what_is_said(said, minutes):
    found = duration(said)

    assert found is not None
    assert found[0] == minutes


@pytest.mark.parametrize(
    "said",
    ["five minutes ago", "two myths", "i was ten minutes late", "one", "the second one",
     "one of those days", "an eight hour shift", "wait a bit", "for my sister", ""],
)  # fmt: skip
def test_what_is_no_time_for_a_practice_is_none(said):
    assert duration(said) is None


def test_what_else_was_said_is_left():
    assert duration("box breathing for three minutes please") == (3.0, "box breathing for please")
    assert duration("breathe with me for two") == (2.0, "breathe with me")


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("something short", SHORT_MINUTES), ("something quick please", SHORT_MINUTES),
        ("i'm in a hurry", SHORT_MINUTES), ("i don't have much time not much time", SHORT_MINUTES),
        ("the long one", LONG_MINUTES), ("something longer", LONG_MINUTES),
        ("i have plenty of time", LONG_MINUTES), ("something short two minutes", 2.0),
    ],
)  # fmt: skip
def test_short_and_long_are_times_too(said, minutes):
    assert wanted_minutes(said) == minutes


@pytest.mark.parametrize("said", ["i long for quiet", "a long time ago", "my short temper", "help"])
def test_words_that_only_sound_like_it_are_none(said):
    assert wanted_minutes(said) is None
