"""The rules one by one: what a phrase of danger is, and when it does not count."""

import pytest

from voice_coach.safety.phrases import pattern_of
from voice_coach.safety.rules import has_danger


@pytest.mark.parametrize(
    "text",
    [
        "I want to KILL myself!",
        "i want to kill my self",
        "i wanna die",
        "i  don’t want to live any longer",
        "um i really just want to die",
    ],
)
def test_it_does_not_matter_how_it_is_written(text):
    assert has_danger(text)


@pytest.mark.parametrize(
    ("denied", "meant"),
    [
        ("i would never hurt myself", "i never sleep and i want to hurt myself"),
        ("nobody hits me", "nobody knows that he hits me"),
        ("i don't want to hurt him", "i don't know i want to hurt him"),
    ],
)
def test_a_denial_reaches_as_far_as_the_next_subject(denied, meant):
    assert not has_danger(denied)
    assert has_danger(meant)


def test_not_wanting_to_die_is_asked_about_and_never_wanting_it_is_not():
    assert has_danger("i don't want to die")
    assert not has_danger("i have never wanted to die")


@pytest.mark.parametrize(
    ("past", "present"),
    [
        ("when i was a child my father hit me", "my father hit me"),
        ("i used to cut myself years ago", "i used to cut myself and i started again"),
        ("years ago i wanted to die", "years ago i was happy and now i want to die"),
    ],
)
def test_what_is_told_as_long_past_is_not_asked_about(past, present):
    assert not has_danger(past)
    assert has_danger(present)


def test_a_story_is_one_only_where_nobody_speaks_of_themselves():
    assert not has_danger("the film was about a man who kills himself")
    assert not has_danger("in the book there was a suicide")
    assert has_danger("i read a book and now i want to kill myself")


def test_what_is_sung_is_nobodys_own():
    assert not has_danger("the lyrics go i want to die but it's a cheerful tune")
    assert has_danger("the song is cheerful and i want to die")


@pytest.mark.parametrize(
    ("harmless", "meant"),
    [
        ("i overdosed on pinterest", "i overdosed on my pills"),
        ("his mother was shot in that part", "my brother was shot"),
        ("i can't breathe in these jeans", "i can't breathe in here"),
        ("they kicked me out", "they kicked me"),
        ("i pulled my hair out over those reports", "i took an over those"),
    ],
)
def test_what_follows_makes_an_idiom(harmless, meant):
    assert not has_danger(harmless)
    assert has_danger(meant)


def test_an_idiom_does_not_hide_what_else_is_said():
    assert not has_danger("this job is killing me")
    assert has_danger("this job is killing me and i want to die")


# A row of the table.


def test_a_row_is_either_this_or_that_maybe_more_and_up_to_three_words_between():
    row = pattern_of("hurt/hurting my (left) arm ... on_purpose END")

    assert row.search(" i keep hurting my arm on purpose ")
    assert row.search(" i hurt my left arm again and again on purpose ")
    assert not row.search(" i hurt my left arm a b c d on purpose ")
    assert not row.search(" i hurt my right arm on purpose ")
    assert not row.search(" i hurt my arm on purpose yesterday ")


def test_a_word_is_a_whole_word():
    assert not pattern_of("die END").search(" the diet ")
    assert not pattern_of("kill").search(" a killer ")
