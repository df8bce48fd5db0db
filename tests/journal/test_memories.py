"""Memories in the hands of the person: other words, or none, and what they leave behind."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from voice_coach.errors import CoachError
from voice_coach.journal.journal import Journal
from voice_coach.journal.storage.schema import MIGRATIONS


def code_of(call, *arguments):
    with pytest.raises(CoachError) as caught:
        call(*arguments)
    return caught.value.code


# The index holds "zanzibar" as it is written; of most words it holds only the stem.


def bytes_of(path: Path) -> bytes:
    """Everything that stands in the journal's folder: the file, its log, the copies."""
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


def test_a_memory_is_found_by_its_number(journal):
    journal.keep("promise", "i will walk", {}, None)
    number = journal.keep("value", "honesty", {"place": 1}, None)

    assert journal.memory(number).text == "honesty"
    assert journal.memory(number).data == {"place": 1}


def test_a_number_that_is_not_there_is_told_with_the_command_that_lists_them(journal):
    with pytest.raises(CoachError) as caught:
        journal.memory(7)

    assert caught.value.code == "memory.none"
    assert "memory 7" in caught.value.message
    assert "voice-coach memories" in caught.value.message


def test_other_words_keep_the_day_the_status_and_the_facts(journal, clock):
    number = journal.keep("promise", "i will walk", {"when": "at noon"}, None, "kept")
    before = journal.memory(number)
    clock.move(days=3)
    journal.reword(number, "i will walk slowly")
    after = journal.memory(number)

    assert (after.text, after.status, after.data) == ("i will walk slowly", "kept", before.data)
    assert after.created_at == before.created_at
    assert after.updated_at == before.updated_at.replace(day=before.updated_at.day + 3)


def test_the_facts_that_repeat_the_old_words_go_with_them(journal, path):
    facts = {"mistake": "i shouted at pia", "next": "i will breathe", "name": "at pia", "turn": 4}
    number = journal.keep("lesson", "i shouted at pia, and it taught me: ask", facts, None)
    journal.reword(number, "i was loud")

    assert journal.memory(number).data == {"next": "i will breathe", "name": "at pia", "turn": 4}
    assert b"shouted" not in bytes_of(path)


def test_other_words_are_found_and_the_old_ones_are_not(journal):
    number = journal.keep("lesson", "ask before the zanzibar", {}, None)
    journal.reword(number, "ask before the giraffe")

    assert [found.id for found in journal.nearest("lesson", ["giraffe"])] == [number]
    assert journal.nearest("lesson", ["zanzibar"]) == []


def test_the_old_words_are_gone_from_the_file_and_its_log(journal, path):
    number = journal.keep("promise", "i will ride an zanzibar", {}, None)
    assert b"zanzibar" in bytes_of(path)
    journal.reword(number, "i will ride a pony")

    assert b"zanzibar" not in bytes_of(path)
    assert b"pony" in bytes_of(path)


def test_a_memory_that_is_forgotten_is_gone_from_the_file_and_its_log(journal, path):
    kept = journal.keep("promise", "i will ride a pony", {}, None)
    gone = [journal.keep("promise", f"zanzibar number {n}", {}, None) for n in range(40)]
    journal.forget_memories(gone)

    assert [memory.id for memory in journal.memories()] == [kept]
    assert b"zanzibar" not in bytes_of(path)
    assert b"pony" in bytes_of(path)


def test_if_one_is_not_there_none_is_forgotten(journal):
    number = journal.keep("promise", "i will walk", {}, None)

    assert code_of(journal.forget_memories, [number, 99]) == "memory.none"
    assert journal.memory(number).text == "i will walk"


def test_what_was_said_in_its_session_stays(journal, say):
    session = journal.begin("small-promises", "Small promises", "0.1.0")
    turn = say(session, "i will ride an zanzibar")
    number = journal.keep("promise", "i will ride an zanzibar", {"turn": turn}, session)
    journal.forget_memories([number])

    assert [found.text for found in journal.turns(session)] == ["i will ride an zanzibar"]


@pytest.fixture
def migrated(path, clock):
    """A journal whose memory was kept before a migration, so that a copy of it stands beside it."""
    with Journal.open(path, clock=clock, migrations=MIGRATIONS[:1]) as before:
        number = before.keep("promise", "i will ride an zanzibar", {}, None)
    with Journal.open(path, clock=clock) as opened:
        assert list(path.parent.glob("*.backup"))
        yield opened, number


def test_the_copies_made_before_a_migration_forget_too(migrated, path):
    journal, number = migrated
    journal.forget_memories([number])

    assert b"zanzibar" not in bytes_of(path)
    assert {file.name.rpartition(".")[2] for file in path.parent.iterdir()} <= {
        "db", "db-wal", "db-shm", "backup",
    }  # fmt: skip


def test_a_copy_can_still_be_opened_after_its_words_were_changed(migrated, path, clock, tmp_path):
    journal, number = migrated
    journal.reword(number, "i will ride a pony")
    (copy,) = path.parent.glob("*.backup")
    (tmp_path / "copy.db").write_bytes(copy.read_bytes())

    assert b"zanzibar" not in bytes_of(path)
    assert copy.stat().st_mode & 0o777 == 0o600
    with Journal.open(tmp_path / "copy.db", clock=clock) as opened:
        assert opened.memory(number).text == "i will ride a pony"


def test_a_copy_with_an_index_of_its_own_forgets_there_too(journal, path):
    number = journal.keep("promise", "i will ride a zanzibar", {}, None)
    with closing(sqlite3.connect(path.parent / "journal.db.before-9.backup")) as copy:
        journal.connection.db.conn.backup(copy)
    journal.forget_memories([number])

    assert b"zanzibar" not in bytes_of(path)


def test_a_copy_of_another_journal_keeps_what_is_its_own(path, clock, tmp_path):
    other = tmp_path / "other" / "journal.db"
    with Journal.open(other, clock=clock) as journal:
        journal.keep("promise", "i will ride an zanzibar", {}, None)
    clock.move(days=1)
    with Journal.open(path, clock=clock) as journal:
        (path.parent / "journal.db.before-9.backup").write_bytes(other.read_bytes())
        journal.forget_memories([journal.keep("promise", "i will ride a pony", {}, None)])

    assert b"zanzibar" in bytes_of(path)
    assert b"pony" not in bytes_of(path)


def test_a_copy_that_is_damaged_is_named_and_nothing_is_changed(journal, path):
    number = journal.keep("promise", "i will walk", {}, None)
    copy = path.parent / "journal.db.before-2.backup"
    copy.write_bytes(b"this is no database, it only looks like a copy of one")

    with pytest.raises(CoachError) as caught:
        journal.forget_memories([number])

    assert str(copy) in caught.value.message
    assert journal.memory(number).text == "i will walk"


def test_memories_of_a_kind_are_replaced_but_for_those_of_this_session(journal, clock):
    earlier, mine = (journal.begin("inner-room", "Inner room", "0.1.0") for _ in range(2))
    journal.keep("value", "honesty", {}, earlier)
    journal.keep("value", "family", {}, None)
    journal.keep("need", "rest", {}, earlier)
    journal.mark(journal.keep("value", "money", {}, earlier), "let go", {})
    journal.keep("value", "kindness", {}, mine)
    clock.move(days=1)
    journal.replace_memories("value", mine)

    assert {memory.text: memory.status for memory in journal.memories()} == {
        "honesty": "replaced",
        "family": "replaced",
        "rest": "open",
        "money": "let go",
        "kindness": "open",
    }
    for memory in journal.memories("value", "replaced"):
        assert memory.updated_at - memory.created_at == timedelta(days=1)
