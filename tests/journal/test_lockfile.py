"""The lock beside a journal: what a session keeps other programs from doing, and for how long."""

import pytest

from voice_coach.errors import CoachError
from voice_coach.journal.journal import Journal


def begin(journal):
    return journal.begin("small-promises", "Small promises", "0.1.0")


def code_of(call, *arguments):
    with pytest.raises(CoachError) as caught:
        call(*arguments)
    return caught.value.code


def test_a_program_knows_that_a_session_runs_in_another(path, clock, journal):
    assert not journal.in_company()
    with Journal.open(path, clock=clock) as other:
        session_id = other.begin("evening", "Evening", "test")
        assert journal.in_company()
        assert not other.in_company()
        other.end(session_id, "completed")
        assert not journal.in_company()


def test_of_two_programs_only_one_takes_up_an_interrupted_session(path, clock, journal):
    session_id = journal.begin("evening", "Evening", "test")
    journal.end(session_id, "interrupted")
    with Journal.open(path, clock=clock) as other:
        other.reopen(session_id)
        assert code_of(journal.reopen, session_id) == "session.elsewhere"
        other.end(session_id, "interrupted")
    journal.reopen(session_id)
    assert journal.sessions()[0].outcome is None


def test_no_session_begins_while_one_is_forgotten(path, clock, journal):
    with Journal.open(path, clock=clock, busy_seconds=0.05) as other:
        with journal.connection.lock.exclusive() as nobody:
            assert nobody
            assert code_of(begin, other) == "journal.locked"
        assert begin(other)


def test_the_last_of_two_sessions_to_end_takes_the_lock_away(path, clock, journal):
    lock = path.with_name("journal.db.running")
    with Journal.open(path, clock=clock) as other:
        first, second = begin(journal), begin(other)
        assert lock.exists()
        journal.end(first, "completed")
        assert lock.exists()
        assert code_of(journal.forget_sessions, [second]) == "session.running"
        other.end(second, "completed")
        assert not lock.exists()


def test_a_session_ends_well_where_its_folder_was_taken_away_meanwhile(path, clock, tmp_path):
    with Journal.open(path, clock=clock) as journal:
        session_id = begin(journal)
        path.parent.rename(tmp_path / "moved")
        journal.end(session_id, "completed")
    assert not path.parent.exists()
