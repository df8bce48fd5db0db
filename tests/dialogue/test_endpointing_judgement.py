"""How long a silence ends an answer, by what was said and by this person's pauses."""

import pytest

from voice_coach.dialogue.endpointing import (
    FINISHED_PATIENCE,
    MIN_PAUSE_SECONDS,
    MORE_SECONDS,
    PATIENCE,
    Answer,
    Judgement,
    OwnPauses,
    Verdict,
)
from voice_coach.dialogue.states import Active
from voice_coach.protocol.events import Heard, SessionConfig, Word
from voice_coach.testing import EVENING, Rehearsal, practice_of, step

THOUGHTFUL = {"patience": "reflective"}


def about(seconds):
    """As exactly as a rehearsal's silence, which comes by tenths of a second."""
    return pytest.approx(seconds, abs=0.11)


def heard(text, started=0.0, *, conf=0.9, final=True):
    words = text.split()
    spoken = tuple(
        Word(word, started + place / 3, started + (place + 1) / 3, conf)
        for place, word in enumerate(words)
    )
    return Heard(1, text, final, spoken if final else (), started, started + len(words) / 3)


def judgement(kind="reflective", pauses=None):
    patience = PATIENCE[kind]
    return Judgement(
        patience, FINISHED_PATIENCE[kind], patience + MORE_SECONDS, pauses=pauses or OwnPauses()
    )


def waited(said, *, conf=0.9, kind="reflective", pauses=None):
    answer = Answer(judgement(kind, pauses))
    answer.hear(heard(said, conf=conf))
    return answer.patience


def asked(*, scale=1.0, judges_ends=True, **fields):
    practice = practice_of(step(name="it", ask="How is it?", **fields))
    config = SessionConfig(EVENING, judges_ends=judges_ends)
    return Rehearsal(practice, config, patience=scale).begin().spoke()


def seconds_until_over(coach, said):
    coach.hear(said)
    tenths = 0
    while coach.state is Active.LISTENING:
        coach.silence(0.1)
        tenths += 1
    return tenths / 10


@pytest.mark.parametrize(
    "said",
    [
        "i told her the truth",
        "i stayed quiet in the meeting",
        "i will call my sister tomorrow",
        "i kept a small promise to myself",
    ],
)
def test_after_a_whole_sentence_half_the_patience_is_enough(said):
    assert waited(said) == FINISHED_PATIENCE["reflective"] < PATIENCE["reflective"] / 2
    assert waited(said, kind="spoken") == FINISHED_PATIENCE["spoken"]


@pytest.mark.parametrize(
    "said",
    [
        "i will walk around the",
        "i was angry because",
        "it was good and",
        "i broke my promise to",
        "it was good um",
        "because",
        "um",
    ],
)
def test_words_that_go_on_are_waited_for_longer_than_the_patience(said):
    assert waited(said) == PATIENCE["reflective"] + MORE_SECONDS
    assert waited(said, kind="spoken") == PATIENCE["spoken"] + MORE_SECONDS


def test_nobody_is_taken_to_have_finished_early_after_a_word_or_two():
    assert waited("tomorrow") == waited("my truth") == PATIENCE["reflective"]


def test_words_that_were_hardly_heard_tell_nothing():
    for said in ("i told her the truth", "i was angry because"):
        assert waited(said, conf=0.4) == PATIENCE["reflective"]
    assert FINISHED_PATIENCE["reflective"] < waited("i told her the truth", conf=0.7) < 6.0


def test_what_is_not_settled_yet_is_waited_for_as_long_as_ever():
    answer = Answer(judgement())
    answer.hear(heard("i told her the truth", final=False))

    assert answer.patience == PATIENCE["reflective"]


def test_the_end_is_judged_by_all_pieces_of_the_answer():
    answer = Answer(judgement(), before="i told her")
    answer.hear(heard("the"))
    assert answer.patience == PATIENCE["reflective"] + MORE_SECONDS
    answer.hear(heard("truth", 0.6))

    assert answer.patience == FINISHED_PATIENCE["reflective"]
    assert answer.judge(answer.ended + 2.7) is Verdict.WAIT
    assert answer.judge(answer.ended + 2.9) is Verdict.OVER


def test_more_time_doubles_whatever_is_waited():
    answer = Answer(judgement())
    answer.hear(heard("i told her the truth"))
    answer.wait_longer()

    assert answer.patience == 2 * FINISHED_PATIENCE["reflective"]


def test_whoever_makes_long_pauses_is_waited_for_longer_and_never_beyond_the_patience():
    pauses = OwnPauses()
    before = waited("i told her the truth", pauses=pauses)
    for seconds in (2.4, 2.9, 2.6):
        answer = Answer(judgement(pauses=pauses))
        answer.hear(heard("i told her"))
        answer.hear(heard("the truth", 1.0 + seconds))
    after = waited("i told her the truth", pauses=pauses)
    assert before < after < PATIENCE["reflective"]

    for _ in range(40):
        pauses.add((Word("a", 0, 1, 1), Word("b", 12, 13, 1)), 1.35)
    assert waited("i told her the truth", pauses=pauses) == PATIENCE["reflective"]


def test_whoever_makes_short_pauses_is_answered_sooner():
    pauses = OwnPauses()
    for _ in range(10):
        pauses.add((Word("a", 0, 1, 1), Word("b", 1.6, 2, 1)), 1.35)

    assert waited("i told her the truth", pauses=pauses) < FINISHED_PATIENCE["reflective"]


def test_silences_of_ordinary_speech_are_no_pauses():
    pauses = OwnPauses()
    pauses.add((Word("a", 0, 1, 1), Word("b", 0.9 + MIN_PAUSE_SECONDS, 2, 1)), 1.35)

    assert pauses.ratio == 1.0


def test_a_session_is_sooner_to_answer_a_whole_sentence_and_later_half_a_one():
    assert seconds_until_over(asked(**THOUGHTFUL), "i told her the truth") == about(2.8)
    assert seconds_until_over(asked(), "i told her the truth") == about(1.8)
    assert seconds_until_over(asked(**THOUGHTFUL), "i was angry because") == about(6.9)
    assert seconds_until_over(asked(), "i was angry because") == about(3.9)


def test_the_setting_scales_what_is_judged():
    coach = asked(scale=2.0, **THOUGHTFUL)

    assert seconds_until_over(coach, "i told her the truth") == about(5.6)


@pytest.mark.parametrize("said", ["i told her the truth", "i was angry because"])
def test_fixed_patience_is_the_same_after_any_words(said):
    fixed = {"judges_ends": False}

    assert seconds_until_over(asked(**fixed, **THOUGHTFUL), said) == about(6.0)
    assert seconds_until_over(asked(**fixed), said) == about(3.0)


def test_every_item_of_a_list_and_every_line_of_a_letter_may_be_the_last():
    said = "i told her the truth"

    assert seconds_until_over(asked(answer="list"), said) == about(3.0)
    assert seconds_until_over(asked(answer="letter"), said) == about(12.0)
    assert seconds_until_over(asked(answer="list"), "bread and") == about(3.9)


def test_a_number_is_whole_and_a_number_with_an_or_is_not():
    assert seconds_until_over(asked(answer="number"), "seven") == about(1.2)
    assert seconds_until_over(asked(answer="number"), "seven or") == about(2.1)
    assert seconds_until_over(asked(answer="yes-no"), "yes") == about(1.2)


def test_the_pauses_of_one_answer_count_in_the_next():
    practice = practice_of(
        step(name="one", ask="One?", **THOUGHTFUL), step(name="two", ask="Two?", **THOUGHTFUL)
    )
    coach = Rehearsal(practice).begin().spoke()
    for part in ("and i went", "to see her and", "to tell her and", "to ask her"):
        coach.hear(part)
        coach.silence(5)
    coach.silence(6)
    coach.spoke()

    assert 3.0 < seconds_until_over(coach, "i told her the truth") < 6.0
