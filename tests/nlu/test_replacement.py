"""Misheard words put right by voice: what is meant, and where it stands."""

import pytest

from voice_coach.nlu.replacement import (
    Replacement,
    asks_to_correct,
    replaced,
    replacement,
    takes_correction_back,
)


@pytest.mark.parametrize(
    ("said", "new", "old"),
    [
        ("i said walk not work", "walk", "work"),
        ("I said walk, not work.", "walk", "work"),
        ("no i said walk and not work", "walk", "work"),
        ("um i meant my sister not my system", "my sister", "my system"),
        ("not work but walk", "walk", "work"),
        ("it's not work it's walk", "walk", "work"),
        ("i didn't say work i said walk", "walk", "work"),
        ("change work to walk", "walk", "work"),
        ("please replace work with walk", "walk", "work"),
        ("could you change work to walk please", "walk", "work"),
        ("walk instead of work", "walk", "work"),
        ("it should say walk instead of work", "walk", "work"),
        ("i said walk", "walk", ""),
    ],
)
def test_what_is_to_be_replaced_by_what(said, new, old):
    assert replacement(said) == Replacement(new, old)


@pytest.mark.parametrize("said", ["i went to work", "no", "yes that is right", "walk", ""])
def test_what_replaces_nothing(said):
    assert replacement(said) is None


@pytest.mark.parametrize(
    ("text", "wanted", "result"),
    [
        ("i will work to the park", ("walk", "work"), "i will walk to the park"),
        ("work. and more work,", ("walk", "work"), "walk. and more walk,"),
        ("Work is far.\n\nwork again", ("walk", "work"), "Walk is far.\n\nwalk again"),
        ("i saw my system today", ("my sister", "my system"), "i saw my sister today"),
        ("i saw my system today", ("sister", "systems"), "i saw my sister today"),
        ("i will wok to the park", ("walk", "work"), "i will walk to the park"),
        ("i will wok to the park", ("walk", ""), "i will walk to the park"),
        ("i slept well", ("walk", "work"), None),
        ("", ("walk", "work"), None),
        ("i will walk", ("walk", "run"), None),
    ],
)
def test_what_it_changes_in_a_text(text, wanted, result):
    assert replaced(text, Replacement(*wanted)) == result


def test_what_is_typed_is_taken_at_its_word():
    assert replaced("workers of the world", Replacement("walk", "work"), heard=False) is None


@pytest.mark.parametrize(
    "said",
    [
        "change the last entry", "please correct my last journal entry", "fix my entry",
        "I'd like to edit the last entry.", "there's a mistake in my last entry",
        "i said walk, not work", "no i meant my sister not my system",
        "i didn't say work i said walk",
    ],
)  # fmt: skip
def test_who_asks_for_a_correction(said):
    assert asks_to_correct(said)
    assert not takes_correction_back(said)


@pytest.mark.parametrize(
    "said",
    [
        "i want to change a habit", "i said yes", "change something", "i said no to my boss",
        "play my last entry", "i said yes again when i did not want to",
        "a journal entry", "not now", "breathing instead of a journal entry",
    ],
)  # fmt: skip
def test_who_wants_something_else(said):
    assert not asks_to_correct(said)


def test_who_takes_a_correction_back():
    assert takes_correction_back("undo the last change")
    assert not takes_correction_back("undo")
