"""What is forgotten is gone from the file, and nothing else is."""

import pytest

from voice_coach.journal.journal import Journal
from voice_coach.journal.storage.schema import MIGRATIONS


def begin(journal):
    return journal.begin("inner-room", "Inner room", "0.1.0")


def texts(journal, session_id):
    return [turn.text for turn in journal.turns(session_id, include_undone=True)]


def test_what_was_said_to_a_step_is_deleted_and_the_rest_stays(journal, say):
    session_id = begin(journal)
    say(session_id, "What wants to be said?", speaker="coach", step="said")
    gone = say(session_id, "i am so angry", step="said")
    say(session_id, "calm", step="after")

    assert journal.forget_turns(session_id, ["said"]) == [gone]
    assert texts(journal, session_id) == ["What wants to be said?", "calm"]
    assert journal.search("angry") == []
    assert journal.search("calm") != []


def test_with_it_go_its_confirmation_its_parts_and_what_was_undone(journal, say):
    session_id = begin(journal)
    journal.undo_turn(say(session_id, "i am so hungry", step="said"))
    say(session_id, "I heard: i am so angry.", speaker="coach", step="said/confirm")
    say(session_id, "yes", step="said/confirm")
    say(session_id, "anger", step="said/2")
    say(session_id, "saidbare", step="saidbare")
    journal.forget_turns(session_id, ["said"])

    assert texts(journal, session_id) == ["saidbare"]


def test_prompts_that_spoke_it_back_go_too_and_others_do_not(journal, say):
    session_id = begin(journal)
    say(session_id, "That may be here: i am so angry.", speaker="coach", step="echo")
    say(session_id, "Which is it: anger, or fear?", speaker="coach", step="which/1")
    say(session_id, "Let it be.", speaker="coach", step="step-3")
    say(session_id, "why not", step="echo")
    journal.forget_turns(session_id, ["said"], ["echo", "which"])

    assert texts(journal, session_id) == ["Let it be.", "why not"]


def test_other_sessions_forget_nothing(journal, say):
    mine, other = begin(journal), begin(journal)
    for session_id in (mine, other):
        say(session_id, "i am so angry", step="said")
    journal.forget_turns(mine, ["said"])

    assert texts(journal, other) == ["i am so angry"]


@pytest.mark.parametrize("others", [0, 1, 40])
def test_no_byte_of_it_is_left_in_any_file(path, clock, others):
    with Journal.open(path, clock=clock) as journal:
        session_id = begin(journal)

        def save(number, text):
            journal.save_turn(
                session_id,
                speaker="you",
                step="said" if number == 99 else "other",
                text=text,
                started_at=clock.now,
                ended_at=clock.now,
                confidence=None,
                words=(),
            )

        for number in range(others):
            save(number, f"quiet garden number {number}")
        for words in ("zanzibar", "zanzibar quetzalcoatl"):  # as an answer grows
            save(99, words)
        assert any(b"zanzibar" in file.read_bytes() for file in path.parent.iterdir())
        journal.forget_turns(session_id, ["said"])
        for file in path.parent.iterdir():
            for word in (b"zanzibar", b"zanzib", b"quetzalcoatl", b"quetzal"):
                assert word not in file.read_bytes(), file.name
        assert len(journal.turns(session_id)) == others


def test_the_copy_that_was_made_before_a_migration_forgets_it_too(path, clock):
    with Journal.open(path, clock=clock, migrations=MIGRATIONS[:1]) as first:
        session_id = begin(first)
        first.save_turn(
            session_id,
            speaker="you",
            step="said",
            text="zanzibar",
            started_at=clock.now,
            ended_at=clock.now,
            confidence=None,
            words=(),
        )
    with Journal.open(path, clock=clock) as journal:
        copy = path.with_name("journal.db.before-2.backup")
        assert b"zanzibar" in copy.read_bytes()
        journal.forget_turns(session_id, ["said"])
        for file in path.parent.iterdir():
            assert b"zanzibar" not in file.read_bytes(), file.name
    with Journal.open(copy, clock=clock, migrations=MIGRATIONS[:1]) as old:
        assert [row["id"] for row in old.connection.db["sessions"].rows] == [session_id]


def test_a_forgotten_answer_can_be_given_again(journal, clock):
    session_id = begin(journal)

    def save():
        return journal.save_turn(
            session_id,
            speaker="you",
            step="said",
            text="i am here",
            started_at=clock.now,
            ended_at=clock.now,
            confidence=None,
            words=(),
        )

    first = save()
    journal.forget_turns(session_id, ["said"])

    assert save() != first
    assert texts(journal, session_id) == ["i am here"]


def test_where_nothing_was_said_nothing_is_forgotten(journal, say):
    session_id = begin(journal)
    say(session_id, "calm", step="after")

    assert journal.forget_turns(session_id, ["said"]) == []
    assert journal.forget_turns("20200101-000000000-aaaa", ["after"]) == []
    assert texts(journal, session_id) == ["calm"]
