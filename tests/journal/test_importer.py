"""Sessions that were handed over come back exactly as they were, and only once."""

from dataclasses import replace

import pytest

from voice_coach.errors import CoachError
from voice_coach.journal.journal import Journal
from voice_coach.journal.queries import Queries
from voice_coach.protocol.events import Word


@pytest.fixture
def filled(journal, say, clock):
    """Two sessions with gaps between their ids, memories, and one memory of no session."""
    journal.keep("value", "of no session", {}, None)
    for practice in ("small-promises", "evening"):
        session_id = journal.begin(practice, "Évening ☾", "0.1.0")
        lost = say(session_id, "forgotten", step="lost")
        undone = say(session_id, "wok")
        journal.undo_turn(undone)
        words = (Word("walk", 0.25, 0.5, 0.875),)
        turn = journal.save_turn(
            session_id,
            speaker="you",
            step="promise",
            text="i will\nwalk 😀",
            started_at=clock.now,
            ended_at=None,
            confidence=0.5,
            words=words,
        )
        journal.keep("promise", "i will walk", {"turn": turn, "when": ["at", 2]}, session_id)
        journal.forget_turns(session_id, ["lost"])
        assert lost
        clock.move(minutes=5)
    journal.end(session_id, "completed")
    return journal


def other(tmp_path, clock):
    return Journal.open(tmp_path / "other" / "journal.db", clock=clock)


def all_of(journal):
    return journal.session_records(), journal.memories()


def test_an_empty_journal_becomes_the_same_down_to_the_ids(filled, tmp_path, clock):
    records, loose = filled.session_records()
    with other(tmp_path, clock) as fresh:
        received = fresh.receive(records, loose)

        assert all_of(fresh) == all_of(filled)
        assert (received.sessions, received.turns, received.memories, received.known) == (
            2,
            4,
            3,
            0,
        )
        assert len(fresh.search("walk")) == 2
        assert [found.text for found in fresh.nearest("promise", ["walks"])] == ["i will walk"]


def test_receiving_twice_adds_nothing_and_brings_back_nothing_deleted(filled, tmp_path, clock):
    records, loose = filled.session_records()
    with other(tmp_path, clock) as fresh:
        fresh.receive(records, loose)
        fresh.forget_memories([fresh.memories("promise")[0].id])
        fresh.reword(fresh.memories("value")[0].id, "in other words")
        before = all_of(fresh)
        received = fresh.receive(records, loose)

        assert all_of(fresh) == before
        assert (received.sessions, received.turns, received.memories, received.known) == (
            0,
            0,
            0,
            2,
        )


def test_in_a_journal_with_sessions_of_its_own_ids_are_new_and_turns_still_found(
    filled, tmp_path, clock, say
):
    records, loose = filled.session_records()
    with other(tmp_path, clock) as busy:
        own = busy.begin("journal", "Mine", "0.1.0")
        busy.save_turn(
            own, speaker="you", step="entry", text="mine", started_at=clock.now,
            ended_at=None, confidence=None, words=(),
        )  # fmt: skip
        busy.receive(records, loose)

        assert [turn.text for turn in busy.turns(own)] == ["mine"]
        for memory in busy.memories("promise"):
            (turn,) = (t for t in busy.turns(memory.session_id) if t.id == memory.data["turn"])
            assert turn.text == "i will\nwalk 😀"
        assert len({turn.id for whole in busy.session_records()[0] for turn in whole.turns}) == 5


def test_if_something_fails_nothing_is_received(filled, tmp_path, clock):
    records, loose = filled.session_records()
    broken = replace(records[1], turns=(records[1].turns[0], replace(records[1].turns[1], seq=2)))
    with other(tmp_path, clock) as fresh:
        with pytest.raises(CoachError):
            fresh.receive([records[0], broken], loose)

        assert all_of(fresh) == (([], []), [])


def test_some_sessions_are_handed_over_without_what_belongs_to_no_session(filled):
    wanted = filled.find("evening").id
    (whole,), loose = filled.session_records([wanted])

    assert (whole.session.id, loose) == (wanted, [])
    assert [turn.undone for turn in whole.turns] == [True, False]


def test_what_is_handed_over_is_of_one_moment(filled, path, clock, monkeypatch):
    with Journal.open(path, clock=clock) as writer:
        read = Queries.turns

        def turns(queries, session_id, **options):
            writer.keep("value", "written meanwhile", {}, None)
            return read(queries, session_id, **options)

        monkeypatch.setattr(Queries, "turns", turns)
        _, loose = filled.session_records()

    assert [memory.text for memory in loose] == ["of no session"]
    assert len(filled.memories("value")) == 3
