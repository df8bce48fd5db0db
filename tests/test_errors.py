"""The error a person may meet: what it says, and the command that it tells to type."""

from voice_coach.errors import CoachError, Command


def test_a_command_reads_as_it_is_typed():
    assert str(Command("models install")) == "voice-coach models install"


def test_an_error_says_its_message_and_carries_the_command_in_it():
    recover = Command("recover")
    error = CoachError("journal.lost", f"It is gone. Type: {recover}", recover)

    assert str(error) == error.message == "It is gone. Type: voice-coach recover"
    assert (error.code, error.command) == ("journal.lost", recover)


def test_an_error_need_not_name_a_command():
    assert CoachError("disk.full", "Please make room.").command is None
