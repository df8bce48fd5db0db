"""When two words are one."""

import pytest

from voice_coach.nlu.lexicon import MEMORY_STOP_WORDS
from voice_coach.nlu.text import (
    in_words,
    keywords,
    sequence,
    stands_in,
    stem,
    stems,
    without_fillers,
    words_shown,
)
from voice_coach.protocol.events import Word


@pytest.mark.parametrize(
    "forms",
    [
        "promise promises promised promising",
        "breath breathe breaths breathing breathes",
        "anxious anxiety nervous",
        "worry worries worried worrying",
        "boundary boundaries",
        "decide decided decision decisions",
        "kind kindness kindly",
        "plan plans planned planning",
        "lonely loneliness alone",
        "stress stressed stresses",
        "courage courageous brave",
        "emotion emotions emotional",
        "criticism criticised criticized critic",
        "fail failed failing failure failures",
    ],
)
def test_forms_of_a_word_are_one(forms):
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "words", ["heart hear", "court courage", "person perform", "state stay", "week weak", "no now"]
)
def test_other_words_are_not(words):
    one, other = words.split()
    assert stem(one) != stem(other)


def test_words_that_say_little_are_left_out():
    assert stems("I would like to do something about my promises, please") == (stem("promises"),)
    assert stems("what do you want to do") == ()


def test_a_phrase_stands_in_a_text_as_a_whole_and_in_its_order():
    text = sequence("I can not say no to her")

    assert stands_in(sequence("saying no"), text)
    assert not stands_in(sequence("no saying"), text)
    assert not stands_in((), text)


def test_keywords_are_those_that_say_what_it_is_about_each_once():
    said = "I feel very tired, and TIRED of the late bus; I'm late."

    assert keywords(said) == ("tired", "late", "bus")
    assert keywords("'tis the 'end'") == ("tis", "end")
    assert keywords("it was just like that") == ()
    assert all(word == word.lower().strip() for word in MEMORY_STOP_WORDS)


@pytest.mark.parametrize(
    ("value", "words"),
    [(7.0, "7"), (6.5, "6.5"), ("yes", "yes"), (("tea",), "tea"), (("tea", "milk"), "tea and milk"),
     (("honesty", "family", "kindness"), "honesty, family and kindness")],
)  # fmt: skip
def test_a_value_is_spoken_back_as_a_person_says_it(value, words):
    assert in_words(value) == words


@pytest.mark.parametrize(
    ("heard", "shown"),
    [
        ("um i went uh home", "i went home"),
        ("i went home", "i went home"),
        ("hmm", ""),
        ("mm hmm", "mm hmm"),
        ("uh huh i did", "uh huh i did"),
        ("um uh huh", "uh huh"),
        ("bread\nmilk", "bread\nmilk"),
    ],
)
def test_fillers_are_not_shown_and_a_yes_that_sounds_like_them_is(heard, shown):
    assert without_fillers(heard) == shown


def test_the_words_of_a_turn_without_its_fillers_are_those_of_its_text():
    def words(text):
        return [Word(word, place, place + 1, 1.0) for place, word in enumerate(text.split())]

    assert [word.word for word in words_shown(words("um i went uh home"))] == ["i", "went", "home"]
    assert words_shown(words("um i went"))[0].start == 1
    assert words_shown(words("um")) == tuple(words("um"))
