"""The event stream: what happens in a session, told as it happens.

Captions, `--events`, the synthetic partner and the benchmarks all listen here, so what they see is
the same. The names and fields are a contract; see docs/contracts.md.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from voice_coach.protocol.effects import Report
from voice_coach.protocol.transcript import FRAME_STEPS
from voice_coach.stt.base import RecognizerWorker

EventRecord = Mapping[str, object]
"""One line of the stream: `event`, `at`, `session` once there is one, and the event's fields."""


def wants_answer(event_record: EventRecord) -> bool:
    """Whether this is an ear that opens for words, not only for a command while a breath is led.

    In a pause a command is all that can be said, and is waited for.
    """
    if event_record["event"] != "listening":
        return False
    return event_record["expects"] != "command" or event_record["step"] in FRAME_STEPS


def waits_for_words(event_record: EventRecord) -> bool:
    """Whether this is an ear that opens, with its tone, for more than a command."""
    if event_record["event"] != "listening":
        return False
    return event_record["expects"] != "command" or event_record["step"] == "care"


class EventStream:
    """Tells observers, in order, in the caller's thread. `clock` gives aware times.

    Attributes:
        observers: Take each line of the stream.
        report_observers: Take each report of trouble, with the command that its message names.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.session: str | None = None
        self.observers: list[Callable[[EventRecord], None]] = []
        self.report_observers: list[Callable[[Report], None]] = []
        self._clock = clock

    def tell(self, event: str, **fields: object) -> None:
        """Tell that `event` happened now."""
        at = self._clock().astimezone(UTC).isoformat(timespec="milliseconds")
        event_record: dict[str, object] = {"event": event, "at": at.replace("+00:00", "Z")}
        if self.session is not None:
            event_record["session"] = self.session
        event_record |= fields
        for observer in self.observers:
            observer(event_record)

    def report(self, report: Report) -> None:
        """Tell of trouble."""
        for observer in self.report_observers:
            observer(report)
        self.tell(
            "trouble",
            part=report.part,
            code=report.code,
            message=report.message,
            recovered=report.recovered,
        )


class Waiting:
    """Whose turn it is: a recording plays on only while words are waited for."""

    def __init__(self, listener: RecognizerWorker) -> None:
        self._listener = listener
        self._waited_for = False

    def observe(self, event_record: EventRecord) -> None:
        """Take one line of the event stream."""
        if event_record["event"] == "listening":
            self._waited_for = wants_answer(event_record)

    def is_open(self) -> bool:
        """Whether the ear is open for words."""
        return self._waited_for and self._listener.is_open
