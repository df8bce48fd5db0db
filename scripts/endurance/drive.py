"""The program, emitting what it does: `python -m endurance.drive ARGUMENTS…` is `voice-coach …`.

A line is emitted before a settled piece of an answer is taken from the inbox, after each save has
returned, and with each event of the stream. Whoever kills this process knows from the last line
what had been promised until then.
"""

import sys

from benchmarks.emitter import emit

from voice_coach.app.coach import Coach
from voice_coach.app.event_stream import EventStream
from voice_coach.app.journal_writer import JournalWriter
from voice_coach.cli import main
from voice_coach.journal.journal import SessionWriter
from voice_coach.protocol.effects import Outcome, Save
from voice_coach.protocol.events import Heard
from voice_coach.protocol.inbox import Message

take, save, end, begin, stream = (
    Coach.take,
    JournalWriter.save,
    JournalWriter.end,
    SessionWriter.begin,
    EventStream.emit,
)


def emitting_take(coach: Coach, event: Message) -> None:
    """Emit the final words it is about to take, and call `Coach.take`."""
    if isinstance(event, Heard) and event.final and event.text and coach._is_open(event.turn):  # noqa: SLF001 - to see what counts
        emit("final", turn=event.turn, text=event.text)
    take(coach, event)


def emitting_save(record: JournalWriter, saved: Save) -> None:
    """Call `JournalWriter.save`, and emit that it has returned."""
    save(record, saved)
    emit(
        "saved",
        turn=saved.turn,
        speaker=saved.speaker,
        step=saved.step,
        text=saved.text,
        complete=saved.complete,
    )


def emitting_end(record: JournalWriter, outcome: Outcome) -> None:
    """Call `JournalWriter.end`, and emit that it has returned."""
    end(record, outcome)
    emit("ended")


def emitting_begin(writer: SessionWriter, practice: str, title: str, version: str) -> str:
    """Call `SessionWriter.begin`, and emit that it has returned."""
    session_id = begin(writer, practice, title, version)
    if str(writer._connection.path) != ":memory:":  # noqa: SLF001 - the menu keeps nothing
        emit("begun", session=session_id)
    return session_id


def emitting_stream(observed: EventStream, event: str, **fields: object) -> None:
    """Emit an event before the stream does, as an observer may wait for an answer to it."""
    if observed.session is not None:
        emit("told", told=event, **fields)
    stream(observed, event, **fields)


if __name__ == "__main__":
    Coach.take = emitting_take  # type: ignore[method-assign, assignment] # wherever it is called
    JournalWriter.save = emitting_save  # type: ignore[method-assign, assignment]
    JournalWriter.end = emitting_end  # type: ignore[method-assign, assignment]
    SessionWriter.begin = emitting_begin  # type: ignore[method-assign, assignment]
    EventStream.emit = emitting_stream  # type: ignore[method-assign, assignment]
    main(sys.argv[1:])
