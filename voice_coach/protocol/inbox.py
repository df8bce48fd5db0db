"""The inbox: one queue of the session's events, and of signals for the coach and the pump alone."""

from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue

from voice_coach.protocol.effects import Listen
from voice_coach.protocol.events import Event


@dataclass(frozen=True, slots=True)
class RecognizerMayOpen:
    """Everything that was to sound before an answer has sounded."""

    listen: Listen


@dataclass(frozen=True, slots=True)
class BellRang:
    """The first sample of a bell reaches the speaker."""


@dataclass(frozen=True, slots=True)
class AllSounded:
    """Everything that was to sound has sounded."""


Message = Event | RecognizerMayOpen | BellRang | AllSounded
"""Everything that can be posted."""

Inbox = SimpleQueue[Message]

Post = Callable[[Message], None]
"""Takes a message, from any thread, and returns at once."""
