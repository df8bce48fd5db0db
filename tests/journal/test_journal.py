"""Writing: what is saved is there, once, whole, or refused in plain words."""

import sqlite3
import threading
from contextlib import closing
from datetime import timedelta

import pytest

from voice_coach.errors import CoachError
from voice_coach.journal.journal import Journal
from voice_coach.journal.storage.schema import MIGRATIONS
from voice_coach.protocol.events import Word


def begin(journal, practice="small-promises", title="Small promises"):
    return journal.begin(practice, title, "0.1.0")


def save(journal, session_id, clock, text, *, ended=True, **more):
    values = {
        "speaker": "you",
        "step": "promise",
        "started_at": clock.now,
        "ended_at": clock.now if ended else None,
        "confidence": None,
        "words": (),
    } | more
    return journal.save_turn(session_id, text=text, **values)


def refused(deed):
    with pytest.raises(CoachError) as caught:
        deed()
    return caught.value.code


def test_a_session_begins_with_what_is_known_and_no_end(journal, clock):
    session_id = begin(journal)
    row = journal.find(session_id)
    assert (row.practice, row.title, row.app_version) == (
        "small-promises",
        "Small promises",
        "0.1.0",
    )
    assert row.started_at == clock.now.replace(microsecond=123000)
    assert (row.ended_at, row.outcome, row.turns, row.answers) == (None, None, 0, 0)


def test_sessions_begun_within_one_millisecond_sort_in_their_order(journal):
    ids = [begin(journal) for _ in range(50)]
    assert sorted(ids) == ids


def test_sessions_sort_in_their_order_though_the_clock_went_back_between_programs(path, clock):
    ids = []
    for _ in range(3):
        with Journal.open(path, clock=clock) as journal:
            ids.append(begin(journal))
        clock.move(minutes=-10)
    assert sorted(ids) == ids


def test_an_ended_session_has_its_outcome_and_a_reopened_one_has_none(journal, clock):
    session_id = begin(journal)
    clock.move(minutes=5)
    journal.end(session_id, "interrupted")
    ended = journal.find(session_id)
    assert (ended.outcome, ended.ended_at) == (
        "interrupted",
        clock.now.replace(microsecond=123000),
    )
    journal.reopen(session_id)
    again = journal.find(session_id)
    assert (again.outcome, again.ended_at) == (None, None)


def test_a_session_from_a_clock_far_ahead_does_not_draw_the_later_ones_after_it(journal, clock):
    clock.move(days=365 * 70)
    ahead = journal.begin("journal", "An entry", "test")
    clock.move(days=-365 * 70)
    ids = [journal.begin("journal", "An entry", "test") for _ in range(2)]

    assert ahead.startswith("2096")
    assert [each[:15] for each in ids] == ["20261122-091503"] * 2
    assert ids[0] < ids[1]
    assert journal.find("last").id == ids[1]


def test_a_turn_is_read_back_as_it_was_saved(journal, clock):
    session_id = begin(journal)
    words = (Word("i", 0.3, 0.42, 1.0), Word("will", 0.42, 0.9, 0.75))
    config = clock.now
    clock.move(seconds=2)
    row_id = save(
        journal, session_id, clock, "i will", started_at=config, words=words, confidence=0.875
    )
    (turn,) = journal.turns(session_id)
    assert (turn.id, turn.session_id, turn.seq) == (row_id, session_id, 1)
    assert (turn.speaker, turn.step, turn.text) == ("you", "promise", "i will")
    assert turn.ended_at - turn.started_at == timedelta(seconds=2)
    assert (turn.words, turn.confidence, turn.undone) == (words, 0.875, False)


def test_an_answer_saved_while_it_is_spoken_stays_one_row(journal, clock):
    session_id = begin(journal)
    config = clock.now
    first = save(journal, session_id, clock, "i will", ended=False)
    assert journal.turns(session_id)[0].ended_at is None
    clock.move(seconds=3)
    words = (Word("i", 0.0, 0.1, 1.0),)
    again = save(journal, session_id, clock, "i will walk", words=words, confidence=0.5, row=first)
    (turn,) = journal.turns(session_id)
    assert first == again == turn.id
    assert (turn.text, turn.words, turn.confidence) == ("i will walk", words, 0.5)
    assert turn.started_at == config.replace(microsecond=123000)
    assert turn.ended_at == clock.now.replace(microsecond=123000)


def test_one_turn_has_a_row_for_each_speaker(journal, clock):
    session_id = begin(journal)
    save(journal, session_id, clock, "What will you do?", speaker="coach")
    save(journal, session_id, clock, "walk")
    assert [(turn.seq, turn.speaker) for turn in journal.turns(session_id)] == [
        (1, "coach"),
        (2, "you"),
    ]


def test_turns_count_from_one_in_every_session_in_the_order_first_saved(journal, clock):
    one, other = begin(journal), begin(journal)
    first = save(journal, one, clock, "a")
    save(journal, other, clock, "b")
    save(journal, one, clock, "c")
    save(journal, one, clock, "a longer", row=first)
    assert [(turn.seq, turn.text) for turn in journal.turns(one)] == [(1, "a longer"), (2, "c")]
    assert [(turn.seq, turn.text) for turn in journal.turns(other)] == [(1, "b")]


@pytest.mark.parametrize("ended", [True, False])
@pytest.mark.parametrize("same_program", [True, False])
def test_a_resumed_session_adds_turns_instead_of_overwriting_those_before(
    journal, path, clock, same_program, ended
):
    session_id = begin(journal)
    save(journal, session_id, clock, "before")
    if ended:
        journal.end(session_id, "interrupted")
    elif not same_program:
        journal.connection.lock.release()  # as the system does for a program that was killed
    with Journal.open(path, clock=clock) as another:
        resumed = journal if same_program else another
        resumed.reopen(session_id)
        save(resumed, session_id, clock, "after")
    assert [(turn.seq, turn.text) for turn in journal.turns(session_id)] == [
        (1, "before"),
        (2, "after"),
    ]


def test_a_finished_turn_has_its_end(journal, clock):
    session_id = begin(journal)
    row_id = save(journal, session_id, clock, "Breathe in.", speaker="coach", ended=False)
    clock.move(seconds=4)
    journal.finish_turn(row_id, clock.now)
    assert journal.turns(session_id)[0].ended_at == clock.now.replace(microsecond=123000)


def test_an_undone_turn_is_hidden_until_that_is_taken_back(journal, clock):
    session_id = begin(journal)
    row_id = save(journal, session_id, clock, "walk")
    journal.undo_turn(row_id)
    assert journal.turns(session_id) == []
    assert [turn.undone for turn in journal.turns(session_id, include_undone=True)] == [True]
    journal.undo_turn(row_id, undone=False)
    assert [turn.undone for turn in journal.turns(session_id)] == [False]


def test_what_is_kept_is_open_and_links_to_its_session(journal, clock):
    session_id = begin(journal)
    memory_id = journal.keep("promise", "walk", {"when": "tomorrow", "turn": 1}, session_id)
    (memory,) = journal.memories()
    assert (memory.id, memory.kind, memory.text, memory.status) == (
        memory_id,
        "promise",
        "walk",
        "open",
    )
    assert memory.data == {"when": "tomorrow", "turn": 1}
    assert memory.session_id == session_id
    assert memory.created_at == clock.now.replace(microsecond=123000)


def test_marking_a_memory_adds_to_its_facts_and_keeps_when_it_was_made(journal, clock):
    memory_id = journal.keep("promise", "walk", {"when": "tomorrow", "size": 3}, None)
    made = clock.now
    clock.move(days=1)
    journal.mark(memory_id, "kept", {"size": 2, "learnt": "shoes by the door"})
    (memory,) = journal.memories()
    assert memory.status == "kept"
    assert memory.data == {"when": "tomorrow", "size": 2, "learnt": "shoes by the door"}
    assert memory.created_at == made.replace(microsecond=123000)
    updated = journal.connection.db.execute("SELECT updated_at FROM memories").fetchone()
    assert updated == ("2026-11-23T09:15:03.123Z",)


def test_a_memory_knows_when_it_last_changed(journal, clock):
    memory_id = journal.keep("promise", "walk", {}, None)
    clock.move(days=2)
    journal.mark(memory_id, "kept", {})
    (memory,) = journal.memories()
    assert (memory.updated_at - memory.created_at).days == 2


def test_what_is_kept_can_have_a_status_from_the_beginning(journal):
    journal.keep("step", "say hello", {}, None, "chosen")
    assert [memory.text for memory in journal.memories("step", "chosen")] == ["say hello"]
    assert journal.memories("step", "open") == []


def test_a_deleted_session_takes_its_turns_its_memories_and_its_index_along(journal, clock):
    gone, stays = begin(journal), begin(journal)
    for session_id in (gone, stays):
        save(journal, session_id, clock, "walk")
        journal.keep("promise", "walk", {}, session_id)
    journal.connection.db.execute("DELETE FROM sessions WHERE id = ?", [gone])
    assert journal.turns(gone) == []
    assert [memory.session_id for memory in journal.memories()] == [stays]
    assert [hit.session_id for hit in journal.search("walk")] == [stays]
    # FTS5 compares its index with the table itself; a mismatch raises.
    journal.connection.db.execute(
        "INSERT INTO turns_fts (turns_fts, rank) VALUES ('integrity-check', 1)"
    )


def test_the_id_of_a_deleted_turn_is_not_used_again(journal, clock):
    session_id = begin(journal)
    row_id = save(journal, session_id, clock, "walk")
    journal.connection.db.execute("DELETE FROM turns")
    assert save(journal, session_id, clock, "run") > row_id


def test_changing_what_was_deleted_meanwhile_is_refused_and_not_silently_lost(journal, clock):
    session_id = begin(journal)
    row_id = save(journal, session_id, clock, "walk")
    memory_id = journal.keep("promise", "walk", {}, session_id)
    journal.connection.db.execute("DELETE FROM sessions")
    for deed in (
        lambda: save(journal, session_id, clock, "walk more", row=row_id),
        lambda: save(journal, session_id, clock, "something new"),
        lambda: journal.finish_turn(row_id, clock.now),
        lambda: journal.undo_turn(row_id),
        lambda: journal.end(session_id, "completed"),
        lambda: journal.reopen(session_id),
        lambda: journal.keep("promise", "walk", {}, session_id),
        lambda: journal.mark(memory_id, "kept", {}),
    ):
        assert refused(deed) == "journal.gone"


@pytest.mark.parametrize("text", ["naïve 😀 日本語", 'it\'s "quoted"', "two\nlines", ""])
def test_any_text_is_kept_letter_for_letter(journal, clock, text):
    session_id = begin(journal)
    save(journal, session_id, clock, text, words=(Word(text, 0.0, 1.0, 1.0),))
    journal.keep("promise", text, {"said": text}, session_id)
    (turn,), (memory,) = journal.turns(session_id), journal.memories()
    assert (turn.text, turn.words[0].word) == (text, text)
    assert (memory.text, memory.data) == (text, {"said": text})


def test_what_a_misconfigured_terminal_types_is_kept_as_far_as_it_can_be(journal, clock):
    session_id = begin(journal)
    typed = b"caf\xe9 today".decode("utf-8", "surrogateescape")
    save(journal, session_id, clock, typed)
    journal.keep("promise", typed, {"said": typed}, session_id)
    assert journal.turns(session_id)[0].text == "caf? today"
    assert journal.memories()[0].data == {"said": "caf? today"}


def test_a_full_disk_is_told_and_everything_saved_before_stays(journal, clock):
    session_id = begin(journal)
    save(journal, session_id, clock, "walk")
    (pages,) = journal.connection.db.execute("PRAGMA page_count").fetchone()
    journal.connection.db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(CoachError) as caught:
        save(journal, session_id, clock, "secret " * 10_000)
    assert caught.value.code == "journal.full"
    assert str(journal.path) in caught.value.message
    assert "secret" not in caught.value.message
    assert [turn.text for turn in journal.turns(session_id)] == ["walk"]
    # The same can be saved once there is room again.
    journal.connection.db.execute("PRAGMA max_page_count = 100000")
    save(journal, session_id, clock, "secret " * 10_000)
    assert [turn.seq for turn in journal.turns(session_id)] == [1, 2]
    journal.check()


def test_a_journal_locked_for_too_long_is_told_and_works_again_afterwards(path, clock):
    with Journal.open(path, clock=clock, busy_seconds=0.01) as journal:
        session_id = begin(journal)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert refused(lambda: save(journal, session_id, clock, "walk")) == "journal.locked"
            assert journal.turns(session_id) == []  # reading goes on meanwhile
        save(journal, session_id, clock, "walk")
        assert journal.find(session_id).turns == 1


def test_a_journal_that_turns_read_only_is_told(journal, clock):
    session_id = begin(journal)
    journal.connection.db.execute("PRAGMA query_only = ON")
    assert refused(lambda: save(journal, session_id, clock, "walk")) == "journal.unwritable"


def test_damage_met_while_reading_is_told(path, clock):
    with Journal.open(path, clock=clock) as journal:
        session_id = begin(journal)
        save(journal, session_id, clock, "walk")
        (root,) = journal.connection.db.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'turns'"
        ).fetchone()
    with path.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 4096)
    with Journal.open(path, clock=clock) as journal:
        assert refused(lambda: journal.turns(session_id)) == "journal.corrupt"


def test_a_row_another_program_spoilt_is_told_without_its_words(journal, clock):
    session_id = begin(journal)
    save(journal, session_id, clock, "walk")
    memory_id = journal.keep("promise", "walk", {}, session_id)
    journal.connection.db.execute("UPDATE turns SET started_at = 'my secret'")
    journal.connection.db.execute("UPDATE memories SET data = '[\"my secret\"]'")
    for deed in (
        lambda: journal.turns(session_id),
        journal.memories,
        lambda: journal.mark(memory_id, "kept", {}),
    ):
        with pytest.raises(CoachError) as caught:
            deed()
        assert caught.value.code == "journal.corrupt"
        assert "secret" not in caught.value.message
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__


def test_a_closed_journal_says_so_and_closes_twice(journal):
    journal.close()
    journal.close()
    assert refused(journal.sessions) == "journal.failed"
    assert refused(lambda: begin(journal)) == "journal.failed"


def test_another_threads_use_is_refused_in_plain_words(journal):
    codes = []
    thread = threading.Thread(target=lambda: codes.append(refused(journal.sessions)))
    thread.start()
    thread.join()
    assert codes == ["journal.failed"]


def test_an_unheard_of_outcome_is_refused(journal):
    session_id = begin(journal)
    assert refused(lambda: journal.end(session_id, "bored")) == "journal.failed"
    assert journal.find(session_id).ended_at is None


def test_a_journal_in_memory_works_and_leaves_no_file(clock, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with Journal.in_memory(clock) as journal:
        session_id = begin(journal)
        save(journal, session_id, clock, "walk")
        assert [hit.session_id for hit in journal.search("walk")] == [session_id]
    assert list(tmp_path.iterdir()) == []


def test_an_answer_that_turns_out_to_be_a_correction_changes_its_step(journal, clock):
    session_id = begin(journal)
    first = save(journal, session_id, clock, "no i said talk", step="promise/confirm")
    assert save(journal, session_id, clock, "talk", step="promise", row=first) == first
    (turn,) = journal.turns(session_id)
    assert (turn.step, turn.text) == ("promise", "talk")


# Notices.


def test_what_the_person_was_told_once_is_remembered_by_its_name(path, clock):
    with Journal.open(path, clock=clock) as journal:
        assert not journal.notices.was_told("first time")
        journal.notices.add("first time")
        journal.notices.add("first time")
    with Journal.open(path, clock=clock) as again:
        assert again.notices.was_told("first time")
        assert not again.notices.was_told("hearing")


def test_in_a_journal_from_before_whoever_was_spoken_to_counts_as_told(path, clock):
    with Journal.open(path, clock=clock, migrations=MIGRATIONS[:2]) as old:
        session_id = old.begin("evening", "Evening", "0.1.0")
        for speaker, confidence in (("coach", None), ("you", 0.9)):
            old.save_turn(
                session_id, speaker=speaker, step="a", text="hello", started_at=clock(),
                ended_at=None, confidence=confidence, words=(),
            )  # fmt: skip
    with Journal.open(path, clock=clock) as journal:
        assert journal.notices.was_told("first time")
        assert journal.notices.was_told("hearing")


def test_in_an_empty_journal_from_before_nobody_was_told(path, clock):
    Journal.open(path, clock=clock, migrations=MIGRATIONS[:2]).close()
    with Journal.open(path, clock=clock) as journal:
        assert not journal.notices.was_told("first time")
        assert not journal.notices.was_told("hearing")
