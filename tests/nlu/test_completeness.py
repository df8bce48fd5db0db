import pytest

from voice_coach.nlu.completeness import UNFINISHED, log_odds


def odds(said):
    return log_odds(said.split())


@pytest.mark.parametrize(
    "said",
    ["i told her the truth", "i will call my sister tomorrow", "she was right", "i kept my word"],
)
def test_a_sentence_may_end_after_a_whole_one(said):
    assert odds(said) > 0


@pytest.mark.parametrize(
    "said",
    [
        "i will walk around the", "i was angry because", "it was good and", "i think that i",
        "i broke my promise to", "my", "a very", "and then she", "i want to be more honest with",
    ],
)  # fmt: skip
def test_a_sentence_goes_on_after_half_a_phrase(said):
    assert odds(said) < -1


def test_every_word_that_leads_a_phrase_goes_on():
    for word in ("the", "a", "my", "and", "but", "because", "or", "of", "with", "i", "she"):
        assert odds(f"it was {word}") < -1, word


def test_nobody_ends_with_a_filler_but_some_answer_with_two():
    assert odds("um") == odds("it was good um") == UNFINISHED
    assert odds("mm hmm") > UNFINISHED


def test_without_words_nothing_ends():
    assert log_odds([]) == UNFINISHED


def test_only_the_last_three_words_count():
    assert odds("i told her the truth") == odds("her the truth")
