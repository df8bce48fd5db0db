"""What someone wants to hear again, in the words of people."""

from datetime import date

import pytest

from voice_coach.menu.intents import is_replay_request, replay_query

TODAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    "said",
    [
        "play me last Sunday", "play yesterday", "can you play me the last session please",
        "when did I talk about my sister", "did I ever speak about the river",
        "what did I say yesterday", "what did we talk about last week", "replay small promises",
        "let me hear what I said on Monday", "i want to hear the last one",
        "the session where I talked about my sister",
    ],
)  # fmt: skip
def test_who_asks_for_something_that_has_been_is_understood(said) -> None:
    assert is_replay_request(said)


@pytest.mark.parametrize(
    "said",
    [
        "small promises", "weekly review", "something about saying no", "surprise me",
        "i want to hear something about courage", "play small promises", "read my letter",
        "what did i promise", "let's breathe", "i said no yesterday", "i talked to my sister",
        "when will it end", "yesterday was hard",
    ],
)  # fmt: skip
def test_who_wants_something_new_is_not_taken_back(said) -> None:
    assert not is_replay_request(said)


def test_what_is_meant_is_taken_apart() -> None:
    wanted = replay_query("can you play me the weekly review from last Sunday please", TODAY)

    assert wanted.named == "weekly review"
    assert wanted.days is not None
    assert wanted.days.first == date(2026, 3, 1)
    assert not wanted.is_question


@pytest.mark.parametrize(
    ("said", "about"),
    [
        ("when did I talk about my sister", ("sister",)),
        ("what did i say about the argument with my sister last week", ("argument", "sister")),
        ("the session where I talked about the river", ("river",)),
        ("about my sister", ("sister",)),
    ],
)
def test_what_it_was_about_is_known_by_its_keywords(said, about) -> None:
    assert replay_query(said, TODAY).about == about
    assert replay_query(said, TODAY).named == ""


def test_when_is_a_question_and_wants_an_answer_first() -> None:
    assert replay_query("when did I talk about my sister", TODAY).is_question
    assert not replay_query("what did I say about my sister", TODAY).is_question


@pytest.mark.parametrize("said", ["", "last one", "play the last session", "the latest please"])
def test_the_last_one_needs_no_name(said) -> None:
    wanted = replay_query(said, TODAY)

    assert (wanted.named, wanted.about, wanted.days) == ("", (), None)


def test_only_my_words_can_be_asked_for_at_once() -> None:
    wanted = replay_query("play me just my words from yesterday", TODAY)

    assert wanted.only_mine
    assert wanted.named == ""
