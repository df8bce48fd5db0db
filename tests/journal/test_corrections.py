"""What was heard wrong, put right: what follows it, what is kept of it, and how it is undone."""

import sqlite3
from datetime import timedelta

import pytest

from voice_coach.errors import CoachError
from voice_coach.journal.corrections import Reading, follow
from voice_coach.journal.journal import Journal
from voice_coach.journal.models import Heard
from voice_coach.nlu.dates import date_of
from voice_coach.protocol.events import Word

HEARD = "i went to work in the rain and i promise to wok on friday"
MEANT = "I went to walk in the rain, and I promise to walk on Friday."


@pytest.fixture
def entry(journal, say, clock):
    """The ids of an entry that was misheard, and of its turn."""
    session = journal.begin("journal", "An entry", "test")
    turn = say(session, HEARD, step="entry")
    journal.end(session, "completed")
    return session, turn


def texts(journal, session):
    return [turn.text for turn in journal.turns(session)]


def everything(journal: Journal) -> list[str]:
    """All that the tables hold, but for what was changed together."""
    tables = ("sessions", "turns", "memories", "revisions")
    rows = (row for table in tables for row in journal.connection.db[table].rows)
    return [str(row) for row in rows]


def test_a_turn_reads_as_it_was_corrected_and_what_was_heard_stays_beside_it(journal, entry):
    session, turn = entry
    words = tuple(Word(word, 0.1, 0.2, 1.0) for word in MEANT.lower().split())
    journal.corrections.correct(session, turns={turn: Reading(MEANT, words)})
    (row,) = journal.turns(session)

    assert (row.text, row.words) == (MEANT, words)
    assert row.heard == Heard(HEARD, (), None)
    assert journal.search("walk")[0].text == MEANT
    assert journal.search("work") == []


def test_what_was_heard_first_stays_however_often_it_is_corrected(journal, entry):
    session, turn = entry
    for text in ("one", "two", HEARD, "three"):
        journal.corrections.correct(session, turns={turn: Reading(text)})

    assert journal.turns(session)[0].heard == Heard(HEARD, (), None)
    assert [change.source for change in journal.corrections.changes(session)] == ["edit"] * 4


def test_changes_are_undone_one_after_the_other_until_all_is_as_it_was(journal, entry, say):
    session, turn = entry
    kept = journal.keep("promise", "wok on friday", {"turn": turn}, session)
    say(session, f"You said: {HEARD}.", speaker="coach", step="echo")
    before = everything(journal)
    journal.corrections.correct(session, turns={turn: Reading(MEANT)}, title="A walk")
    journal.corrections.correct(
        session, tags=["#rain", "walk"], began=journal.sessions()[0].started_at - timedelta(days=3)
    )

    assert journal.memory(kept).text == "walk on Friday."
    assert journal.sessions()[0].tags == ("rain", "walk")
    assert journal.corrections.undo(session).kinds == ("session",)
    assert journal.sessions()[0].title == "A walk"
    assert journal.corrections.undo(session).kinds == ("turn", "memory", "session")
    assert journal.corrections.undo(session) is None
    assert everything(journal) == before


def test_memories_and_prompts_follow_the_words_they_were_taken_from(journal, entry, say, clock):
    session, turn = entry
    promise = journal.keep("promise", HEARD, {"turn": turn, "when": "on friday"}, session)
    part = journal.keep("win", "went to work in the rain", {"turn": turn}, session)
    other = journal.keep("win", "went to work", {"turn": turn + 1}, session)
    later = journal.begin("evening", "Evening", "test")
    say(later, f"Two days ago you promised: {HEARD}. Did you?", speaker="coach")
    journal.corrections.correct(session, turns={turn: Reading(MEANT)})

    assert journal.memory(promise).text == MEANT
    assert journal.memory(part).text == "went to walk in the rain,"
    assert journal.memory(other).text == "went to work"
    assert texts(journal, later) == [f"Two days ago you promised: {MEANT}. Did you?"]


def test_a_day_that_is_named_follows_its_words(journal, say, clock):
    session = journal.begin("small-promises", "Small promises", "test")
    when = say(session, "on sunday", step="when")
    memory = journal.keep(
        "promise",
        "i will rest",
        {"when": "on sunday", "when date": "2026-11-29", "turn": 1},
        session,
    )
    journal.corrections.correct(session, turns={when: Reading("on monday")}, named_day=date_of)

    assert journal.memory(memory).data == {
        "when": "on monday", "when date": "2026-11-23", "turn": when
    }  # fmt: skip


def test_an_entry_that_is_moved_to_another_day_stands_there_everywhere(journal, entry, say, clock):
    session, turn = entry
    memory = journal.keep("win", "went out", {"turn": turn}, session)
    clock.move(days=1)
    journal.end(journal.begin("evening", "Evening", "test"), "completed")
    row = journal.find("journal")
    journal.corrections.correct(session, began=row.started_at - timedelta(days=30))
    clock.move(days=1)
    newest = journal.begin("journal", "An entry", "test")

    assert [each.id for each in journal.sessions()][::2] == [newest, session]
    moved = journal.sessions()[-1]
    assert row.started_at - moved.started_at == timedelta(days=30)
    assert moved.ended_at - moved.started_at == row.ended_at - row.started_at
    assert journal.turns(session)[0].started_at == moved.started_at
    assert journal.memory(memory).created_at < row.started_at - timedelta(days=29)
    assert journal.search("rain", since=row.started_at) == []
    assert journal.find(session).id == session


@pytest.mark.parametrize("gone", ["turn", "session"])
def test_what_was_deleted_meanwhile_is_not_corrected(journal, entry, gone):
    session, turn = entry
    if gone == "session":
        journal.forget_sessions([session])
    else:
        journal.forget_turns(session, ["entry"])
    with pytest.raises(CoachError) as error:
        journal.corrections.correct(session, title="x", turns={turn: Reading("x")})

    assert error.value.code == "journal.gone"
    assert all(row.title == "An entry" for row in journal.sessions())


ADVERB = "secretly"


def files_with(word: str, path) -> list[str]:
    return [file.name for file in path.parent.iterdir() if word.encode() in file.read_bytes()]


@pytest.fixture
def secret(journal, say, path):
    """An entry with a word, in the journal and a copy, that was corrected since."""
    session = journal.begin("journal", f"A {ADVERB} title", "test")
    turn = say(session, f"i {ADVERB} went to walk", step="entry")
    memory = journal.keep("win", f"{ADVERB} went to walk", {"turn": turn}, session)
    journal.end(session, "completed")
    journal.copy_of_today()
    journal.corrections.correct(session, turns={turn: Reading("i went to walk")}, title="A title")
    return session, turn, memory


def test_what_was_heard_is_in_no_file_when_it_was_let_go(journal, secret, path):
    session, _, _ = secret
    assert files_with(ADVERB, path)
    assert journal.corrections.let_go(session) == 1
    assert files_with(ADVERB, path) == []
    assert journal.turns(session)[0].heard is None
    assert journal.corrections.undo(session) is None
    (copy,) = path.parent.glob("*.backup")
    with sqlite3.connect(copy) as old:
        assert old.execute("SELECT text FROM turns").fetchall() == [("i went to walk",)]


@pytest.mark.parametrize("way", ["session", "turn", "all"])
def test_what_was_heard_goes_with_what_was_read(journal, secret, path, way):
    session, _, memory = secret
    match way:
        case "session":
            journal.forget_sessions([session])
        case "turn":
            journal.corrections.correct(session, title="Another")
            journal.forget_turns(session, ["entry"])
            journal.forget_memories([memory])
            journal.corrections.let_go(session)
        case "all":
            journal.forget_everything()

    assert files_with(ADVERB, path) == []


def test_a_memory_that_is_reworded_keeps_nothing_of_what_it_was(journal, secret):
    _, _, memory = secret
    journal.reword(memory, "a walk")

    kinds = [row["kind"] for row in journal.connection.db["revisions"].rows]
    assert kinds == ["turn", "session"]


def test_a_moved_memory_is_reworded_in_the_copies_too(journal, secret, path):
    session, _, memory = secret
    journal.corrections.let_go(session)
    journal.corrections.correct(session, began=journal.find(session).started_at - timedelta(days=9))
    journal.reword(memory, "quietly")

    assert files_with("went to walk", path)  # the entry still says it
    (copy,) = path.parent.glob("*.backup")
    with sqlite3.connect(copy) as old:
        assert old.execute("SELECT text FROM memories").fetchall() == [("quietly",)]


@pytest.mark.parametrize(
    ("text", "followed"),
    [
        ("i went to work", "I went to walk"),
        ("work in the rain", "walk in the rain."),
        ("I will: i went to work in the rain", "I will: I went to walk in the rain."),
        ("work", "work"),
        ("something else", "something else"),
    ],
)
def test_a_text_follows_the_one_it_was_taken_from(text, followed):
    assert follow(text, "i went to work in the rain", "I went to walk in the rain.") == followed
