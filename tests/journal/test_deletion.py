"""Forgetting a session, or everything: no file has its words any more, and nothing else is lost."""

import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from voice_coach.errors import CoachError
from voice_coach.journal.deletion import rescue_name
from voice_coach.journal.journal import Journal
from voice_coach.journal.storage.schema import MIGRATIONS

# The index holds "zanzibar" as it is written; of most words it holds only the stem.


def begin(journal):
    return journal.begin("small-promises", "Small promises", "0.1.0")


def bytes_of(path: Path) -> bytes:
    """Everything that stands in the journal's folder: the file, its log, the copies."""
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


def texts(journal, session_id):
    return [turn.text for turn in journal.turns(session_id, include_undone=True)]


def code_of(call, *arguments):
    with pytest.raises(CoachError) as caught:
        call(*arguments)
    return caught.value.code


def test_a_session_goes_with_its_turns_and_memories_and_others_stay(journal, say):
    mine, other = begin(journal), begin(journal)
    for session_id in (mine, other):
        journal.keep("promise", "i will walk", {"turn": say(session_id, "i will walk")}, session_id)
        journal.end(session_id, "completed")
    journal.forget_sessions([mine])

    assert [row.id for row in journal.sessions()] == [other]
    assert [memory.session_id for memory in journal.memories()] == [other]
    assert [hit.session_id for hit in journal.search("walk")] == [other]
    assert journal.memories()[0].data["turn"] == journal.turns(other)[0].id
    journal.check()


@pytest.mark.parametrize("others", [0, 1, 300])
def test_no_byte_of_it_is_left_in_any_file_of_the_journal(path, clock, journal, say, others):
    gone = journal.begin("journal", "zanzibar title", "0.1.0")
    stays = begin(journal)
    for number in range(others):
        say(stays, f"quiet garden number {number} " * (1 + number % 40))
        undone = say(gone, f"zanzibar number {number} " * (1 + number % 40))
        journal.undo_turn(undone, undone=number % 2 == 0)
    say(gone, "the zanzibar")
    journal.keep("letter", "zanzibar\nquetzalcoatl", {"when": "zanzibar noon"}, gone)
    journal.end(gone, "completed")
    journal.end(stays, "completed")
    assert b"zanzibar" in bytes_of(path)
    journal.forget_sessions([gone])

    assert not any(word in bytes_of(path) for word in (b"zanzibar", b"zanzib", b"quetzalcoatl"))
    assert len(journal.turns(stays)) == others
    assert len(journal.search("garden", limit=1000)) == others


def test_it_is_gone_while_another_program_has_the_journal_open(path, clock, journal, say):
    gone = begin(journal)
    say(gone, "zanzibar")
    journal.end(gone, "completed")
    with Journal.open(path, clock=clock) as other:
        assert other.search("zanzibar")
        journal.forget_sessions([gone])

        assert b"zanzibar" not in bytes_of(path)
        assert other.sessions() == []


def test_that_another_program_still_reads_the_log_is_said(path, clock):
    with Journal.open(path, clock=clock, busy_seconds=0.05) as journal:
        gone = begin(journal)
        journal.keep("promise", "zanzibar", {}, gone)
        journal.end(gone, "completed")
        with closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM memories").fetchall()
            with pytest.raises(CoachError) as caught:
                journal.forget_sessions([gone])
    assert caught.value.code == "journal.read"
    assert "Close it" in caught.value.message
    assert b"zanzibar" not in bytes_of(path)


def test_the_copies_made_before_migrations_forget_it_too_and_keep_the_rest(path, clock):
    with Journal.open(path, clock=clock, migrations=MIGRATIONS[:1]) as first:
        gone, stays = begin(first), begin(first)
        for session_id, words in ((gone, "zanzibar"), (stays, "a pony")):
            first.keep("promise", words, {}, session_id)
            first.end(session_id, "completed")
    with Journal.open(path, clock=clock) as journal:
        copy = path.with_name("journal.db.before-2.backup")
        left = path.with_name("journal.db.before-2.backup.part")
        left.write_bytes(b"zanzibar, from a copying that was killed")
        journal.forget_sessions([gone])
        assert b"zanzibar" not in bytes_of(path)
    assert copy.stat().st_mode & 0o777 == 0o600
    with Journal.open(copy, clock=clock, migrations=MIGRATIONS[:1]) as old:
        assert [memory.text for memory in old.memories()] == ["a pony"]


def test_a_copy_that_is_damaged_is_named_and_nothing_is_forgotten(journal, path):
    session_id = begin(journal)
    journal.end(session_id, "completed")
    copy = path.parent / "journal.db.before-2.backup"
    copy.write_bytes(b"this is no database, it only looks like a copy of one")

    with pytest.raises(CoachError) as caught:
        journal.forget_sessions([session_id])

    assert str(copy) in caught.value.message
    assert journal.find("last").id == session_id


def test_prompts_of_later_sessions_that_spoke_a_memory_of_it_back_lose_those_words(journal, say):
    gone, later = begin(journal), begin(journal)
    data = {"when": "at the old harbour", "went": "yes"}
    journal.keep("promise", "i will ride", data, gone)
    say(later, "You said: i will ride. And when: at the old harbour.", speaker="coach")
    say(later, "So, i will ridesomewhere else? yes or no", speaker="coach")
    for session_id in (gone, later):
        journal.end(session_id, "completed")
    journal.forget_sessions([gone])

    assert texts(journal, later) == [
        "You said: …. And when: ….",
        "So, i will ridesomewhere else? yes or no",
    ]
    assert journal.search("harbour") == []


def test_prompts_stay_where_the_person_said_the_same_in_that_session_too(journal, say):
    gone, later = begin(journal), begin(journal)
    journal.keep("promise", "i will ride", {}, gone)
    say(later, "i will ride")
    say(later, "I heard: i will ride. Is that right?", speaker="coach")
    for session_id in (gone, later):
        journal.end(session_id, "completed")
    journal.forget_sessions([gone])

    assert texts(journal, later) == ["i will ride", "I heard: i will ride. Is that right?"]


def test_what_was_said_in_it_about_an_earlier_promise_is_taken_off_that_promise(
    journal, say, clock
):
    earlier = begin(journal)
    say(earlier, "calm")
    number = journal.keep("promise", "i will ride", {"feeling": "calm", "place": 3}, earlier)
    clock.move(days=1)
    gone = begin(journal)
    for text in ("calm", "that the mornings are easy"):
        say(gone, text)
    journal.mark(number, "kept", {"feeling": "calm", "learnt": "that the mornings are easy"})
    for session_id in (earlier, gone):
        journal.end(session_id, "completed")
    journal.forget_sessions([gone])

    memory = journal.memory(number)
    assert (memory.status, memory.data) == ("kept", {"feeling": "calm", "place": 3})


def test_its_last_words_go_too_and_those_of_others_stay(journal, path):
    gone, stays = begin(journal), begin(journal)
    journal.end(gone, "interrupted")
    journal.end(stays, "interrupted")
    folders = (path.parent, Path(tempfile.gettempdir()))
    files = {
        session_id: [folder / f"{rescue_name(session_id)}abc_12.txt" for folder in folders]
        for session_id in (gone, stays)
    }
    try:
        for file in (*files[gone], *files[stays]):
            file.write_text("zanzibar")
        journal.forget_sessions([gone])

        assert [file.exists() for file in files[gone]] == [False, False]
        assert [file.exists() for file in files[stays]] == [True, True]
        journal.forget_everything()
        assert [file.exists() for file in files[stays]] == [False, False]
    finally:
        for file in (*files[gone], *files[stays]):
            file.unlink(missing_ok=True)


def test_everything_is_forgotten_with_the_copies_and_a_new_session_can_begin(path, clock):
    with Journal.open(path, clock=clock, migrations=MIGRATIONS[:1]) as first:
        session_id = begin(first)
        first.keep("promise", "zanzibar", {}, session_id)
        first.keep("value", "zanzibar too", {}, None)
        first.end(session_id, "completed")
    (path.parent / "last-words-old.txt").write_text("zanzibar")
    with Journal.open(path, clock=clock) as journal:
        journal.forget_everything()

        assert (journal.sessions(), journal.memories()) == ([], [])
        assert b"zanzibar" not in bytes_of(path)
        assert list(path.parent.glob("*backup*")) == []
        begin(journal)
        assert journal.keep("promise", "new", {}, None) == 3  # ids are never used again


def test_when_everything_is_forgotten_no_table_keeps_a_row(path, clock):
    with Journal.open(path, clock=clock) as journal:
        session_id = begin(journal)
        journal.save_turn(
            session_id, speaker="you", step="a", text="zanzibar", started_at=clock(),
            ended_at=None, confidence=None, words=(),
        )  # fmt: skip
        journal.keep("promise", "zanzibar", {}, session_id)
        journal.end(session_id, "completed")
        journal.forget_everything()
        db = journal.connection.db
        tables = [
            name
            for name in db.table_names()
            if not name.startswith(("_", "sqlite")) and "_fts_" not in name
        ]

        assert {"sessions", "turns", "memories"} <= set(tables)
        assert {name: db[name].count for name in tables} == dict.fromkeys(tables, 0)


# A session that is running.


def test_a_session_that_runs_in_another_program_is_refused_and_nothing_is_forgotten(
    path, clock, journal
):
    done = begin(journal)
    journal.end(done, "completed")
    with Journal.open(path, clock=clock) as other:
        running = begin(other)
        with pytest.raises(CoachError) as caught:
            journal.forget_sessions([done, running])
        assert caught.value.code == "session.running"
        assert running in caught.value.message
        assert code_of(journal.forget_everything) == "session.running"
        assert len(journal.sessions()) == 2
        journal.forget_sessions([done])
        other.end(running, "stopped")
        journal.forget_sessions([running])
    assert journal.sessions() == []


def test_a_session_that_is_resumed_runs_again(path, clock, journal):
    session_id = begin(journal)
    journal.end(session_id, "interrupted")
    with Journal.open(path, clock=clock) as other:
        other.reopen(session_id)
        assert code_of(journal.forget_sessions, [session_id]) == "session.running"
    journal.forget_sessions([session_id])
    assert journal.sessions() == []


@pytest.mark.program
def test_the_session_of_a_program_that_was_killed_can_be_forgotten(path, clock, journal):
    code = f"""
from datetime import UTC, datetime
from pathlib import Path
from voice_coach.journal.journal import Journal
journal = Journal.open(Path({str(path)!r}), clock=lambda: datetime.now(UTC))
journal.begin("small-promises", "Small promises", "test")
print("begun", flush=True)
input()
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout.readline() == "begun\n"
        (running,) = journal.sessions()
        assert code_of(journal.forget_sessions, [running.id]) == "session.running"
        program.kill()
        program.wait()
    journal.forget_sessions([running.id])

    assert journal.sessions() == []
    assert not path.with_name("journal.db.running").exists()
