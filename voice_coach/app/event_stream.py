"""The event stream: what happens in a session, emitted as it happens.

Captions, `--events`, the simulated user and the benchmarks observe it. The names and fields are a
contract; see docs/contracts.md.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from voice_coach.protocol.effects import Report
from voice_coach.protocol.transcript import FRAME_STEPS
from voice_coach.stt.base import RecognizerWorker

EventRecord = Mapping[str, object]
"""One line of the stream: `event`, `at`, `session` once there is one, and the event's fields."""


def takes_input(event_record: EventRecord) -> bool:
    """Return whether this is a `listening` for an answer or, in a pause, for a command."""
    if event_record["event"] != "listening":
        return False
    return event_record["expects"] != "command" or event_record["step"] in FRAME_STEPS


def takes_answer(event_record: EventRecord) -> bool:
    """Return whether this is a `listening` that opens, with its tone, for more than a command."""
    if event_record["event"] != "listening":
        return False
    return event_record["expects"] != "command" or event_record["step"] == "care"


class EventStream:
    """Emits records, in order, in the caller's thread; `clock` gives aware times.

    `session` is the id of the session that runs. `report_observers` are given each report of
    trouble, with the command its message names.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.session: str | None = None
        self.observers: list[Callable[[EventRecord], None]] = []
        self.report_observers: list[Callable[[Report], None]] = []
        self._clock = clock

    def emit(self, event: str, **fields: object) -> None:
        """Emit a record of `event`, which happened now."""
        at = self._clock().astimezone(UTC).isoformat(timespec="milliseconds")
        event_record: dict[str, object] = {"event": event, "at": at.replace("+00:00", "Z")}
        if self.session is not None:
            event_record["session"] = self.session
        event_record |= fields
        for observer in self.observers:
            observer(event_record)

    def report(self, report: Report) -> None:
        """Emit trouble."""
        for observer in self.report_observers:
            observer(report)
        self.emit(
            "trouble",
            part=report.part,
            code=report.code,
            message=report.message,
            recovered=report.recovered,
        )


class InputGate:
    """Opens while input is awaited: only then a recording in place of a microphone plays on."""

    def __init__(self, listener: RecognizerWorker) -> None:
        self._listener = listener
        self._awaited = False

    def observe(self, event_record: EventRecord) -> None:
        """Take one record of the event stream."""
        if event_record["event"] == "listening":
            self._awaited = takes_input(event_record)

    def is_open(self) -> bool:
        """Return whether the recognizer listens for an answer, or for a command in a pause."""
        return self._awaited and self._listener.is_open
