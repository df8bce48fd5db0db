"""Which words stop a practice, measured on the corpus, and the rules one by one."""

import tomllib
from pathlib import Path

import pytest

from voice_coach.practice.library import Library
from voice_coach.practice.steps import every_question
from voice_coach.protocol.events import Heard
from voice_coach.safety.detector import HOLD_SECONDS, Watch, is_care_needed
from voice_coach.safety.phrases import pattern_of

CORPUS = tomllib.loads(Path(__file__).with_name("care_corpus.toml").read_text(encoding="utf-8"))
PARTS = ("development", "held_out", "afterwards")
"""What the rules were made with; what was put aside; what was written when they were made."""

MIN_RECALL = 0.95
MAX_FALSE_ALARMS = 0.02
WORDS_A_SECOND = 3


def utterances(part, meant):
    return [text for texts in CORPUS[part][meant].values() for text in texts]


def cut_in_on(text):
    """Whether the words of `text` are stopped for before they are all said."""
    watch, words = Watch(), text.split()
    return any(
        watch.hear(Heard(1, " ".join(words[:count]), final=False, ended=count / WORDS_A_SECOND))
        for count in range(1, len(words))
    )


# The corpus.


def test_the_corpus_is_as_large_as_it_has_to_be_and_says_nothing_twice():
    said = [text for part in PARTS for meant in CORPUS[part] for text in utterances(part, meant)]

    assert set(CORPUS) == set(PARTS)
    assert len(said) >= 300
    assert len(set(said)) >= 0.97 * len(said), "what many say may stand in two parts"
    for part in PARTS:
        assert len(utterances(part, "meant")) >= 50
        assert len(utterances(part, "not_meant")) >= 50
        assert set(CORPUS[part]["meant"]) >= {"suicide", "abuse", "emergency", "misheard"}
        assert set(CORPUS[part]["not_meant"]) >= {"idioms", "denials"}


@pytest.mark.parametrize("part", PARTS)
def test_words_of_danger_are_recognised(part, record_property):
    meant = utterances(part, "meant")
    missed = [text for text in meant if not is_care_needed(text)]
    recall = 1 - len(missed) / len(meant)
    record_property("recall", recall)

    assert recall >= MIN_RECALL, missed


@pytest.mark.parametrize("part", PARTS)
def test_what_only_sounds_like_it_does_not_stop_the_practice(part, record_property):
    harmless = utterances(part, "not_meant")
    alarms = [text for text in harmless if is_care_needed(text)]
    rate = len(alarms) / len(harmless)
    record_property("false alarms", rate)

    assert rate <= MAX_FALSE_ALARMS, alarms


@pytest.mark.parametrize("part", PARTS)
def test_an_idiom_is_not_cut_in_on_before_it_is_said_to_its_end(part):
    harmless = utterances(part, "not_meant")
    alarms = [text for text in harmless if cut_in_on(text)]

    assert len(alarms) / len(harmless) <= MAX_FALSE_ALARMS, alarms


def test_no_answer_that_our_practices_give_as_an_example_stops_them():
    practices, _ = Library(Path("/nonexistent")).all()
    examples = [
        text
        for practice in practices
        for question in every_question(practice.steps)
        for text in question.all_examples()
    ]

    assert len(examples) > 300
    assert [text for text in examples if is_care_needed(text)] == []


# The rules.


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
    assert is_care_needed(text)


@pytest.mark.parametrize(
    ("denied", "meant"),
    [
        ("i would never hurt myself", "i never sleep and i want to hurt myself"),
        ("nobody hits me", "nobody knows that he hits me"),
        ("i don't want to hurt him", "i don't know i want to hurt him"),
    ],
)
def test_a_denial_reaches_as_far_as_the_next_subject(denied, meant):
    assert not is_care_needed(denied)
    assert is_care_needed(meant)


def test_not_wanting_to_die_is_asked_about_and_never_wanting_it_is_not():
    assert is_care_needed("i don't want to die")
    assert not is_care_needed("i have never wanted to die")


@pytest.mark.parametrize(
    ("past", "present"),
    [
        ("when i was a child my father hit me", "my father hit me"),
        ("i used to cut myself years ago", "i used to cut myself and i started again"),
        ("years ago i wanted to die", "years ago i was happy and now i want to die"),
    ],
)
def test_what_is_told_as_long_past_is_not_asked_about(past, present):
    assert not is_care_needed(past)
    assert is_care_needed(present)


def test_a_story_is_one_only_where_nobody_speaks_of_themselves():
    assert not is_care_needed("the film was about a man who kills himself")
    assert not is_care_needed("in the book there was a suicide")
    assert is_care_needed("i read a book and now i want to kill myself")


def test_an_idiom_does_not_hide_what_else_is_said():
    assert not is_care_needed("this job is killing me")
    assert is_care_needed("this job is killing me and i want to die")


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


# Hypotheses.


def partial(text, ended):
    return Heard(1, text, final=False, ended=ended)


def test_what_is_settled_counts_at_once():
    assert Watch().hear(Heard(1, "i want to die", final=True, ended=1.0))


def test_a_hypothesis_counts_when_it_has_held_the_words_for_a_while():
    watch = Watch()

    assert not watch.hear(partial("i want to die", 2.0))
    assert not watch.elapsed(2.0 + HOLD_SECONDS - 0.1)
    assert watch.elapsed(2.0 + HOLD_SECONDS)


def test_a_hypothesis_that_takes_the_words_back_counts_for_nothing():
    watch = Watch()
    watch.hear(partial("i'm dying", 2.0))
    watch.hear(partial("i'm dying to see her", 2.7))

    assert not watch.elapsed(10)


def test_words_that_a_pause_parts_are_heard_together():
    watch = Watch()

    assert not watch.hear(Heard(1, "sometimes i want to", final=True, ended=1.5))
    assert watch.hear(Heard(1, "kill myself", final=True, ended=4.0))
