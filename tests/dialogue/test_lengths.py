"""How long a practice will take, from what will be led."""

from datetime import timedelta

import pytest

from voice_coach.dialogue.lengths import length_of
from voice_coach.protocol.events import Memory, SessionConfig
from voice_coach.testing import EVENING, practice_of, step

ASK = step(name="tea", ask="How was the tea?", example="it was warm", patience="reflective")
PROMISES = step(
    each="promise",
    most=2,
    do=(step(say="You promised: {it}."), step(name="kept", ask="Kept?", answer="yes-no")),
)


def seconds(*steps, patience=1.0, **config):
    """How much longer a session is with these steps than with none but the first."""
    config = SessionConfig(EVENING, **config)
    around = practice_of(step(silence=1))
    whole = length_of(practice_of(step(silence=1), *steps), config, patience)
    return 60 * (whole - length_of(around, config, patience))


def promise(number):
    return Memory(number, "promise", "a walk", EVENING - timedelta(days=2))


def test_speech_takes_its_words_and_its_pauses():
    words = step(say="One two three four five six seven eight. Nine ten.")

    assert seconds(words) == pytest.approx(10 / 120 * 60 + 0.6 + 0.6)
    assert seconds(words, rate=290) == pytest.approx(10 / 240 * 60 + 0.6 + 0.6)


def test_breath_and_silence_take_as_long_as_they_are():
    assert seconds(step(breathe="coherent", cycles=3), step(silence=7)) == pytest.approx(37)


def test_an_answer_takes_its_words_and_the_silence_that_ends_it():
    question = 4 / 145 * 60 + 0.1

    assert seconds(ASK) == pytest.approx(question + 1 + 3 / 150 * 60 + 6)
    assert seconds(ASK, patience=2) == pytest.approx(question + 1 + 3 / 150 * 60 + 12)


def test_what_comes_back_takes_time_and_what_is_left_out_takes_none():
    none, one, two, three = (
        seconds(PROMISES, memories=tuple(map(promise, range(count)))) for count in range(4)
    )

    assert none == 0
    assert two == three == pytest.approx(2 * one)
    assert seconds(step(say="New here.", when={"visits": "first"}), visits=1) == 0


def test_what_follows_from_an_answer_is_counted_and_what_does_not_is_not():
    said, skipped = (step(silence=9, when={"tea": how}) for how in ("said", "skipped"))

    assert seconds(ASK, said, skipped) == pytest.approx(seconds(ASK) + 9)


def test_rounds_are_counted_until_the_examples_are_used_up():
    again = step(name="more", ask="What?", example="tea", examples=("bread",))
    loop = step(rounds=9, do=(again, step(silence=10)))

    assert seconds(loop) == pytest.approx(20 + 3 * seconds(step(ask="What?", example="tea")), abs=2)
