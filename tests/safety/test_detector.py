"""Which words stop a practice, measured on the corpus, and how a session is watched for them."""

import tomllib
from pathlib import Path

import pytest

from voice_coach.practice.library import Library
from voice_coach.practice.steps import every_question
from voice_coach.protocol.events import Heard
from voice_coach.safety.detector import CONTEXT_SECONDS, HOLD_SECONDS, Watch, is_care_needed

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


# Hypotheses.


def partial(text, ended):
    return Heard(1, text, final=False, ended=ended)


def test_what_is_settled_counts_at_once():
    assert Watch().hear(Heard(1, "i want to die", final=True, ended=1.0))


def test_a_hypothesis_counts_when_it_has_held_the_words_for_a_while():
    watch = Watch()

    assert not watch.hear(partial("i want to die", 2.0))
    assert not watch.elapsed(1, 2.0 + HOLD_SECONDS - 0.1)
    assert watch.elapsed(1, 2.0 + HOLD_SECONDS)


def test_a_hypothesis_that_takes_the_words_back_counts_for_nothing():
    watch = Watch()
    watch.hear(partial("i'm dying", 2.0))
    watch.hear(partial("i'm dying to see her", 2.7))

    assert not watch.elapsed(1, 10)


def test_words_that_a_pause_parts_are_heard_together():
    watch = Watch()

    assert not watch.hear(Heard(1, "sometimes i want to", final=True, ended=1.5))
    assert watch.hear(Heard(1, "kill myself", final=True, ended=4.0))


def test_a_remark_is_judged_by_itself_after_a_long_talk_of_other_things():
    watch = Watch()
    for at in range(20):
        assert not watch.hear(Heard(1, "we had soup and it was good", final=True, ended=3.0 * at))

    remark = "by sunday i won't be around to worry about it"
    assert watch.hear(Heard(1, remark, final=True, ended=70.0))


# The minute before.


DOUBTFUL = (
    "i am planning to do it on friday",
    "my wrists are a mess again and i'm hiding it",
)
"""Two remarks that pass when nothing like them was said before."""


def final(text, *, turn=1, ended=5.0):
    return Heard(turn, text, final=True, ended=ended)


def test_two_remarks_that_each_pass_are_asked_about_within_a_minute():
    first, second = DOUBTFUL
    watch = Watch()

    assert not watch.hear(final(first))
    assert watch.hear(final(second, turn=2))


def test_two_such_remarks_far_apart_pass():
    first, second = DOUBTFUL
    watch = Watch()
    watch.hear(final(first))
    watch.elapsed(1, 5.0 + CONTEXT_SECONDS + 1)

    assert not watch.hear(final(second, turn=2))


def test_an_ordinary_remark_after_a_doubtful_one_passes():
    watch = Watch()
    watch.hear(final(DOUBTFUL[0]))

    assert not watch.hear(final("and then i went to the shop for bread", turn=2))


# The same words again.

JOKE = "this meeting makes me want to kill myself"


def dismissed(text=JOKE):
    watch = Watch()
    assert watch.hear(final(text))
    watch.dismiss()
    return watch


def test_what_was_not_meant_is_not_asked_about_again():
    watch = dismissed()

    assert not watch.hear(final(JOKE, turn=2))
    assert not watch.hear(final(f"as i said {JOKE} so i left", turn=3))
    assert not watch.read(JOKE)


def test_the_end_of_a_long_remark_that_was_not_meant_is_not_asked_about_either():
    watch = dismissed(f"we sat there for three hours and nobody had read anything so {JOKE}")

    assert not watch.hear(final("and then we had lunch", ended=9.0))


def test_other_words_are_asked_about_as_before():
    watch = dismissed()

    assert watch.hear(final("i want to kill myself", turn=2)), (
        "what is meant may be said after a joke"
    )
    assert dismissed().hear(final(f"{JOKE} and i want to die", turn=2))


def test_a_new_session_knows_nothing_of_what_was_dismissed():
    dismissed()

    assert Watch().hear(final(JOKE))
