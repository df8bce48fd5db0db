"""What is taken back is out of the way or gone, and comes back exactly as it was."""

from dataclasses import replace

import pytest

from voice_coach.errors import CoachError
from voice_coach.journal.journal import Journal
from voice_coach.journal.storage.schema import MIGRATIONS

WORDS = "i will tell everyone"


def begin(journal):
    return journal.begin("inner-room", "Inner room", "0.1.0")


def texts(journal, session_id):
    return [turn.text for turn in journal.turns(session_id)]


@pytest.fixture
def said(journal, say):
    """A session with an answer, its confirmation, an echo of it, and what was kept."""
    session_id = begin(journal)
    say(session_id, "a first answer", step="before")
    say(session_id, "What will you do?", speaker="coach", step="promise")
    answer = say(session_id, WORDS, step="promise")
    say(session_id, f"I heard: {WORDS}. Is that right?", speaker="coach", step="promise/confirm")
    say(session_id, "yes", step="promise/confirm")
    say(session_id, f"You said: {WORDS}.", speaker="coach", step="echo")
    journal.keep("promise", WORDS, {"turn": answer}, session_id)
    return session_id, answer


def delete(journal, session_id, answer):
    return journal.take_back(session_id, "promise", answer, forget=True, echoes=["echo"])


def bytes_of(journal):
    return b"".join(file.read_bytes() for file in journal.path.parent.glob("journal.db*"))


def test_a_deleted_answer_goes_with_its_confirmation_its_echo_and_its_memory(journal, said):
    delete(journal, *said)

    assert texts(journal, said[0]) == ["a first answer", "What will you do?"]
    assert journal.memories() == []
    assert journal.search("everyone") == []


def test_no_file_holds_the_words_any_more(journal, said):
    assert WORDS.encode() in bytes_of(journal)
    delete(journal, *said)

    assert WORDS.encode() not in bytes_of(journal)
    assert b"everyon" not in bytes_of(journal)


def test_brought_back_everything_is_as_it_was_and_can_be_found(journal, said):
    before = journal.turns(said[0]), journal.memories()
    journal.bring_back(delete(journal, *said))

    assert (journal.turns(said[0]), journal.memories()) == before
    assert len(journal.search("everyone")) == 3
    assert len(journal.nearest("promise", ["everyone"])) == 1


def test_it_comes_back_to_its_place_between_what_was_said_before_and_since(journal, said, say):
    taken = delete(journal, *said)
    say(said[0], "It is deleted.", speaker="coach", step="taken back")
    say(said[0], "later", step="last")
    journal.bring_back(taken)

    turns = journal.turns(said[0])
    assert [turn.text for turn in turns][-3:] == [f"You said: {WORDS}.", "It is deleted.", "later"]
    assert [turn.seq for turn in turns] == list(range(1, len(turns) + 1))


def test_going_back_hides_every_answer_since_then_and_deletes_none(journal, said):
    session_id, answer = said
    taken = journal.take_back(session_id, "promise", answer, forget=False)
    assert [turn.text for turn in journal.turns(session_id) if turn.speaker == "you"] == [
        "a first answer"
    ]
    assert len(journal.turns(session_id, include_undone=True)) == 6
    assert journal.memories() == []

    journal.bring_back(taken)
    assert len(journal.turns(session_id)) == 6
    assert [memory.text for memory in journal.memories()] == [WORDS]


def test_what_was_undone_before_stays_undone_when_a_step_back_is_undone(journal, said, say):
    session_id, answer = said
    misheard = say(session_id, "i will sell everyone", step="promise")
    journal.undo_turn(misheard)
    journal.bring_back(journal.take_back(session_id, "promise", answer, forget=False))

    assert [turn.id for turn in journal.turns(session_id, include_undone=True) if turn.undone] == [
        misheard
    ]


def test_an_earlier_part_of_a_session_is_found_by_its_question(journal, said):
    session_id, _ = said
    journal.take_back(session_id, "promise", None, forget=True, echoes=["echo"])

    assert texts(journal, session_id) == ["a first answer", "What will you do?"]


def test_memories_change_and_change_back(journal, said):
    (memory,) = journal.memories()
    other = replace(memory, status="kept", data={"turn": memory.data["turn"]})
    taken = journal.take_back(said[0], "nothing", 10**9, forget=False, changed=[other])
    assert journal.memory(memory.id).status == "kept"

    journal.bring_back(taken)
    assert journal.memory(memory.id) == memory


def test_other_sessions_and_their_memories_stay(journal, said, say):
    other = begin(journal)
    answer = say(other, WORDS, step="promise")
    journal.keep("promise", WORDS, {"turn": answer}, other)
    delete(journal, *said)

    assert texts(journal, other) == [WORDS]
    assert len(journal.memories()) == 1


def test_the_id_of_a_turn_taken_back_for_good_is_not_used_again(journal):
    session_id = begin(journal)

    def save(text):
        return journal.save_turn(
            session_id,
            speaker="you",
            step="promise",
            text=text,
            started_at=journal.connection.clock(),
            ended_at=None,
            confidence=None,
            words=(),
        )

    first = save("one")
    journal.take_back(session_id, "promise", first, forget=True)

    assert save("two") != first


def save_answer(journal, session_id, clock):
    return journal.save_turn(
        session_id,
        speaker="you",
        step="promise",
        text=WORDS,
        started_at=clock.now,
        ended_at=clock.now,
        confidence=None,
        words=(),
    )


def test_copies_of_the_journal_forget_it_too(path, clock):
    with Journal.open(path, clock=clock, migrations=MIGRATIONS[:1]) as journal:
        session_id = begin(journal)
        answer = save_answer(journal, session_id, clock)
    with Journal.open(path, clock=clock) as journal:
        (copy,) = path.parent.glob("*.backup")
        assert WORDS.encode() in copy.read_bytes()
        delete(journal, session_id, answer)

        assert WORDS.encode() not in copy.read_bytes()


def test_a_copy_in_which_nothing_can_be_deleted_is_named_as_a_copy(path, clock):
    with Journal.open(path, clock=clock) as journal:
        session_id = begin(journal)
        answer = save_answer(journal, session_id, clock)
        copy = path.with_name(f"{path.name}.2026-11-20.backup")
        copy.write_bytes(b"SQLite format 3\x00" + b"\xff" * 9000)

        with pytest.raises(CoachError) as caught:
            delete(journal, session_id, answer)
        assert (caught.value.code, str(copy) in caught.value.message) == ("journal.copy", True)


def test_after_a_crash_a_session_that_went_back_goes_on_at_the_question_before(journal, said, say):
    session_id, answer = said
    say(session_id, "When?", speaker="coach", step="when")
    journal.take_back(session_id, "promise", answer, forget=False)
    say(session_id, "We go back. What will you do?", speaker="coach", step="promise")
    resumption = journal.resumption(session_id)

    assert resumption.step == "promise"
    assert "promise" not in resumption.answers
    assert resumption.answers["before"] == "a first answer"


def test_after_a_crash_a_deleted_answer_is_no_answer(journal, said, say):
    session_id, answer = said
    say(session_id, "When?", speaker="coach", step="when")
    delete(journal, session_id, answer)
    say(session_id, "It is deleted.", speaker="coach", step="taken back")
    resumption = journal.resumption(session_id)

    assert resumption.step == "when"
    assert set(resumption.answers) == {"before"}
