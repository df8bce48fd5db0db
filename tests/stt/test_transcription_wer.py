"""The measure of hearing has to be right before it can measure."""

import time

import pytest

from voice_coach.stt.transcription import word_error_rate


@pytest.mark.parametrize(
    ("said", "heard", "errors"),
    [
        ("i walked home", "i walked home", 0),
        ("i walked home", "i walked on", 1),
        ("i walked home", "walked home", 1),
        ("i walked home", "i walked back home", 1),
        ("i walked home", "", 3),
        ("i walked home", "home i walked", 2),
        ("i walked home", "we all ran to the old house", 7),
        ("a b c d", "b c d e", 2),
        ("one two three four", "two one four three", 3),
    ],
)
def test_words_changed_left_out_and_added_are_counted(said, heard, errors):
    assert word_error_rate(said, heard) == errors / len(said.split())


def test_case_and_punctuation_do_not_count():
    assert word_error_rate("Well, I walked home.", "well i walked home") == 0


def test_an_apostrophe_belongs_to_its_word():
    assert word_error_rate("i don't know", "i don t know") == pytest.approx(2 / 3)


def test_a_typographic_apostrophe_is_an_apostrophe():
    assert word_error_rate("i don’t know", "i don't know") == 0


@pytest.mark.parametrize("nothing", ["", " ", "..."])
def test_there_is_no_error_rate_of_nothing(nothing):
    with pytest.raises(ValueError, match="at least one word"):
        word_error_rate(nothing, "something")


def test_the_words_of_an_hour_are_compared_in_seconds():
    said = [f"word{place % 700}" for place in range(9000)]
    heard = said.copy()
    heard[100] = "other"
    del heard[5000:5010]

    begins = time.process_time()
    assert word_error_rate(" ".join(said), " ".join(heard)) == 11 / 9000
    assert time.process_time() - begins < 5
