"""The event stream: what happens in a session, told as it happens.

Captions, `--events`, the synthetic partner and the benchmarks all listen here, so what they see is
the same. The names and fields are a contract; see docs/contracts.md.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from voice_coach.protocol.transcript import AROUND
from voice_coach.stt.base import Hearing

Telling = Mapping[str, object]
"""One line of the stream: `event`, `at`, `session` once there is one, and the event's fields."""


def wants_answer(telling: Telling) -> bool:
    """Whether this is an ear that opens for words, not only for a command while a breath is led.

    In a pause a command is all that can be said, and is waited for.
    """
    if telling["event"] != "listening":
        return False
    return telling["expects"] != "command" or telling["step"] in AROUND


def waits_for_words(telling: Telling) -> bool:
    """Whether this is an ear that opens, with its tone, for more than a command."""
    if telling["event"] != "listening":
        return False
    return telling["expects"] != "command" or telling["step"] == "care"


class EventStream:
    """Tells observers, in order, in the caller's thread. `clock` gives aware times."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.session: str | None = None
        self.observers: list[Callable[[Telling], None]] = []
        self._clock = clock

    def tell(self, event: str, **fields: object) -> None:
        """Tell that `event` happened now."""
        at = self._clock().astimezone(UTC).isoformat(timespec="milliseconds")
        telling: dict[str, object] = {"event": event, "at": at.replace("+00:00", "Z")}
        if self.session is not None:
            telling["session"] = self.session
        telling |= fields
        for observer in self.observers:
            observer(telling)


class Waiting:
    """Whose turn it is: a recording plays on only while words are waited for."""

    def __init__(self, hearing: Hearing) -> None:
        self._hearing = hearing
        self._waited_for = False

    def observe(self, telling: Telling) -> None:
        """Take one line of the event stream."""
        if telling["event"] == "listening":
            self._waited_for = wants_answer(telling)

    def is_open(self) -> bool:
        """Whether the ear is open for words."""
        return self._waited_for and self._hearing.is_open
