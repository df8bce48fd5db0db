"""Lookups: which session is meant, where it stood, what is kept."""

from datetime import timedelta

import pytest

from voice_coach.errors import CoachError
from voice_coach.protocol.events import Resumption


def begin(journal, practice="small-promises", title="Small promises"):
    return journal.begin(practice, title, "0.1.0")


def no_session(journal, selector):
    with pytest.raises(CoachError) as caught:
        journal.find(selector)
    assert caught.value.code == "journal.no-session"
    return caught.value.message


def test_sessions_come_newest_first_with_the_number_of_their_turns(journal, say):
    first, second = begin(journal), begin(journal)
    say(first, "What will you do?", speaker="coach")
    say(first, "walk")
    journal.undo_turn(say(first, "no, run"))
    assert [(row.id, row.turns, row.answers) for row in journal.sessions()] == [
        (second, 0, 0),
        (first, 2, 1),
    ]


def test_sessions_can_be_limited_and_be_those_of_one_practice(journal):
    a, b, c = begin(journal), begin(journal, "journal", "A letter"), begin(journal)
    assert [row.id for row in journal.sessions(limit=2)] == [c, b]
    assert [row.id for row in journal.sessions(practice="Small Promises")] == [c, a]
    assert [row.id for row in journal.sessions(limit=1, practice="small_promises")] == [c]
    assert journal.sessions(practice="small") == []


def test_visits_are_counted_by_practice_and_before_a_session(journal):
    for practice in ("small-promises", "journal", "small-promises"):
        begin(journal, practice)
    last = journal.begin("morning", "Morning", "0.1.0")
    begin(journal)

    assert journal.visits() == {"small-promises": 3, "journal": 1, "morning": 1}
    assert journal.visits(before=last) == {"small-promises": 2, "journal": 1}


def test_last_is_the_session_begun_last(journal):
    begin(journal)
    newest = begin(journal, "journal")
    assert journal.find("last").id == journal.find(" LAST ").id == newest


def test_a_session_is_found_by_its_id_in_any_case(journal):
    session_id = begin(journal)
    begin(journal)
    assert journal.find(session_id).id == journal.find(session_id.upper()).id == session_id


@pytest.mark.parametrize(
    "name", ["small-promises", "Small promises", "SMALL_PROMISES", " small  promises "]
)
def test_a_practices_name_is_its_latest_session_however_it_is_spelt(journal, name):
    begin(journal)
    latest = begin(journal)
    begin(journal, "journal")
    assert journal.find(name).id == latest


def test_the_beginning_of_one_id_is_enough(journal, clock):
    monday = begin(journal)
    clock.move(days=1)
    begin(journal)
    assert journal.find(monday[:8]).id == monday


def test_a_beginning_that_several_ids_share_lists_the_candidates(journal, clock):
    first, second = begin(journal), begin(journal, "journal")
    clock.move(days=1)
    tomorrow = begin(journal)
    spoken = no_session(journal, "20261122")
    assert first in spoken
    assert second in spoken
    assert tomorrow not in spoken
    assert "Type more" in spoken


def test_a_long_list_of_candidates_is_cut_and_counted(journal):
    ids = [begin(journal) for _ in range(9)]
    spoken = no_session(journal, "2026")
    assert [session_id in spoken for session_id in ids] == [False] * 4 + [True] * 5
    assert "9 sessions" in spoken
    assert "4 more" in spoken


@pytest.mark.parametrize(
    "selector", ["nothing", "", " ", "%", "2026112_", "2027", "'", "\0", "\udce9"]
)
def test_what_names_no_session_says_how_to_name_one(journal, selector):
    begin(journal)
    begin(journal)
    assert "voice-coach history" in no_session(journal, selector)


def test_an_empty_journal_says_that_it_is_empty(journal):
    assert "no session yet" in no_session(journal, "last")


@pytest.mark.parametrize(
    ("outcome", "offered"),
    [(None, True), ("interrupted", True), ("completed", False), ("stopped", False)],
)
def test_only_a_crashed_or_interrupted_session_is_unfinished(journal, outcome, offered):
    session_id = begin(journal)
    if outcome:
        journal.end(session_id, outcome)
    found = journal.unfinished()
    assert (found.id if found else None) == (session_id if offered else None)


def test_the_latest_unfinished_session_is_the_one_to_go_on_with(journal):
    begin(journal)
    latest = begin(journal)
    journal.end(begin(journal), "completed")
    assert journal.unfinished().id == latest


def test_an_unfinished_session_can_be_asked_for_by_practice(journal):
    mine = begin(journal)
    begin(journal, "journal")
    assert journal.unfinished(practice="small promises").id == mine
    assert journal.unfinished(practice="body-alarm") is None


def test_an_unfinished_session_is_offered_for_a_week(journal, clock):
    session_id = begin(journal)
    clock.move(days=7)
    assert journal.unfinished().id == session_id
    clock.move(milliseconds=1)
    assert journal.unfinished() is None
    assert journal.unfinished(within=timedelta(days=8)).id == session_id


def test_the_week_counts_from_the_last_thing_said(journal, clock, say):
    session_id = begin(journal)
    clock.move(days=5)
    say(session_id, "walk")
    clock.move(days=5)
    assert journal.unfinished().id == session_id


def test_a_session_resumes_at_its_last_step_with_its_complete_answers(journal, say):
    session_id = begin(journal)
    say(session_id, "How are you?", speaker="coach", step="mood")
    say(session_id, "tired", step="mood")
    say(session_id, "What will you do?", speaker="coach", step="promise")
    say(session_id, "i will wa", step="promise", ended=False)
    assert journal.resumption(session_id) == Resumption("promise", {"mood": "tired"})


def test_the_last_answer_to_a_step_counts_and_an_undone_one_does_not(journal, say):
    session_id = begin(journal)
    say(session_id, "tired", step="mood")
    say(session_id, "awake", step="mood")
    journal.undo_turn(say(session_id, "asleep", step="mood"))
    journal.undo_turn(say(session_id, "run", step="promise"))
    said = {"mood": ("tired", "awake")}
    assert journal.resumption(session_id) == Resumption("promise", {"mood": "awake"}, said)


def test_all_answers_to_a_question_that_was_asked_in_rounds_are_there_to_go_on_with(journal, say):
    session_id = begin(journal)
    for text in ("ask early", "sleep on it", "ask early"):
        say(session_id, text, step="lesson")
    say(session_id, "seven", step="strength")
    resumption = journal.resumption(session_id)
    assert resumption.rounds == {"lesson": ("ask early", "sleep on it", "ask early")}
    assert resumption.answers == {"lesson": "ask early", "strength": "seven"}


def test_the_words_of_a_pause_are_not_the_step_a_session_goes_on_at(journal, say):
    session_id = begin(journal)
    say(session_id, "What is here now?", step="mood", speaker="coach")
    say(session_id, "Paused. Say resume when you want to go on.", step="paused", speaker="coach")
    assert journal.resumption(session_id) == Resumption("mood", {})


def test_words_outside_any_step_do_not_move_where_a_session_resumes(journal, say):
    session_id = begin(journal)
    say(session_id, "tired", step="mood")
    say(session_id, "Paused.", speaker="coach", step="")
    say(session_id, "go on", step="")
    assert journal.resumption(session_id) == Resumption("mood", {"mood": "tired"})


def test_a_session_in_which_nothing_was_said_has_nowhere_to_resume(journal):
    assert journal.resumption(begin(journal)) is None
    assert journal.resumption("20200101-000000000-aaaa") is None


def test_memories_come_oldest_first_by_kind_and_status(journal):
    for number in range(4):
        journal.keep("promise" if number % 2 else "value", f"number {number}", {}, None)
    kept = journal.memories("promise")[0].id
    journal.mark(kept, "kept", {})
    assert [memory.text for memory in journal.memories()] == [f"number {n}" for n in range(4)]
    assert [memory.text for memory in journal.memories("promise")] == ["number 1", "number 3"]
    assert [memory.text for memory in journal.memories("promise", "open")] == ["number 3"]
    assert [memory.text for memory in journal.memories(status="kept")] == ["number 1"]
    assert journal.memories("\udce9") == []


def test_a_limit_of_memories_keeps_the_newest_still_oldest_first(journal):
    for number in range(4):
        journal.keep("value", f"number {number}", {}, None)
    assert [memory.text for memory in journal.memories(limit=2)] == ["number 2", "number 3"]
    assert journal.memories(limit=0) == []
