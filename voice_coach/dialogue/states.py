"""The states a session can be in, and which trigger leads from one to another.

The table is data, so that the diagram in the docs can be drawn from it and the state machine can
be read at a glance. What happens on the way is the machine's.
"""

from enum import Enum


class State(Enum):
    """Where a session is."""

    IDLE = "idle"
    GREETING = "greeting"
    SPEAKING = "speaking"
    LISTENING = "listening"
    BREATHING = "breathing"
    RESTING = "resting"
    PAUSED = "paused"
    CARING = "caring"
    CLOSING = "closing"
    ENDED = "ended"


LED = (State.GREETING, State.SPEAKING, State.LISTENING, State.BREATHING, State.RESTING)
"""The states in which the practice goes on; the others hold it or end it."""


ACTIVE = (*LED, State.PAUSED, State.CARING)


TRANSITIONS: tuple[tuple[str, tuple[State, ...], State], ...] = (
    ("begin", (State.IDLE,), State.GREETING),
    ("speak", ACTIVE, State.SPEAKING),
    ("listen", (State.SPEAKING,), State.LISTENING),
    ("breathe", ACTIVE, State.BREATHING),
    ("rest", ACTIVE, State.RESTING),
    ("pause", (*LED, State.CARING), State.PAUSED),
    ("care", (*ACTIVE, State.CLOSING), State.CARING),
    ("close", ACTIVE, State.CLOSING),
    ("end", (*ACTIVE, State.IDLE, State.CLOSING), State.ENDED),
)
"""Trigger, the states it may fire in, the state it leads to."""
