"""What a session asks to be kept: which row of the journal each turn becomes."""

from datetime import UTC, datetime

import pytest

from voice_coach.app.journal_writer import JournalWriter
from voice_coach.protocol.effects import Forget, Save, TakeBack

NOW = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
PART = Save(turn=1, step="walk", speaker="you", text="i will", complete=False)
ANSWER = Save(turn=1, step="walk", speaker="you", text="i will walk")


@pytest.fixture
def writer(journal) -> JournalWriter:
    return JournalWriter(journal, journal.begin("short", "Short", "test"), lambda: NOW)


def texts(journal, writer) -> list[str]:
    return [turn.text for turn in journal.turns(writer.session)]


def test_an_answer_that_is_saved_while_it_is_spoken_stays_one_row(journal, writer) -> None:
    assert writer.save(PART) == writer.save(ANSWER)
    assert texts(journal, writer) == ["i will walk"]


def test_who_speaks_in_a_turn_has_a_row_of_its_own(journal, writer) -> None:
    question = Save(turn=1, step="walk", speaker="coach", text="What will you do?")

    assert writer.save(question) != writer.save(ANSWER)
    assert texts(journal, writer) == ["What will you do?", "i will walk"]


def test_what_was_forgotten_is_not_written_again_but_anew(journal, writer) -> None:
    first = writer.save(ANSWER)
    writer.forget(Forget(("walk",)))

    assert writer.save(ANSWER) > first
    assert texts(journal, writer) == ["i will walk"]


def test_what_was_taken_back_for_good_and_brought_back_is_the_same_row(journal, writer) -> None:
    first = writer.save(ANSWER)
    writer.take_back(TakeBack(number=1, step="walk", since=0, forget=True))
    assert texts(journal, writer) == []
    writer.bring_back(1)

    assert writer.save(ANSWER) == first
    assert texts(journal, writer) == ["i will walk"]
