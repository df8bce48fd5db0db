"""The last entry corrected by voice, in the real journal; what is asked is answered by a list."""

from datetime import UTC, datetime

import pytest

from voice_coach.cli.spoken_edit import SpokenEdit
from voice_coach.journal.journal import Journal

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
HEARD = "i will work in the park"


@pytest.fixture
def journal():
    with Journal.in_memory(lambda: NOW) as opened:
        yield opened


@pytest.fixture
def entry(journal):
    session = journal.begin("journal", "Journal entry", "test")
    for text in (HEARD, "it was quiet"):
        journal.save_turn(
            session, speaker="you", step="entry", text=text, started_at=NOW, ended_at=NOW,
            confidence=None, words=(),
        )  # fmt: skip
    journal.end(session, "completed")
    return session


def talk(journal, said, *answers):
    """What is said in a talk in which the person answers so, questions included."""
    told, left = [], iter(answers)

    def ask(step):
        told.append(step.ask)
        return next(left)

    SpokenEdit(journal, ask, told.append).run(said)
    assert next(left, None) is None, "a question was not asked"
    return told


def texts(journal, session):
    return [turn.text for turn in journal.turns(session)]


def test_what_was_meant_is_read_back_and_written(journal, entry):
    told = talk(journal, "i said walk not work", "yes")

    assert told[0] == "Now it says: I will walk in the park. Is that right?"
    assert texts(journal, entry) == ["i will walk in the park", "it was quiet"]
    assert journal.turns(entry)[0].heard.text == HEARD


def test_who_asks_to_change_the_entry_is_asked_what(journal, entry):
    told = talk(journal, "change the last entry", "I said loud, not quiet.", "yes")

    assert told[0].startswith("You said: It was quiet. What should it be?")
    assert texts(journal, entry) == [HEARD, "it was loud"]


def test_a_word_that_was_misheard_twice_is_found_by_its_likeness(journal, entry):
    talk(journal, "i said walk not worked", "yes")

    assert texts(journal, entry)[0] == "i will walk in the park"


@pytest.mark.parametrize(
    ("said", "answers", "last"),
    [
        ("i said walk not work", ["no"], "It stays as it was."),
        ("i said zebra not giraffe", [], "I can't find that"),
        ("change the last entry", ["hm"], "I didn't get what to change."),
        ("change the last entry", [None], "I didn't get what to change."),
        ("undo the last change", [], "Nothing was changed"),
    ],
)
def test_otherwise_it_stays_as_it_is(journal, entry, said, answers, last):
    assert talk(journal, said, *answers)[-1].startswith(last)
    assert texts(journal, entry) == [HEARD, "it was quiet"]


def test_a_change_is_taken_back_by_voice(journal, entry):
    talk(journal, "i said walk not work", "yes")
    talk(journal, "undo the last change")

    assert texts(journal, entry) == [HEARD, "it was quiet"]


def test_without_an_entry_there_is_nothing_to_change(journal):
    assert talk(journal, "change the last entry") == ["There's no entry yet."]
