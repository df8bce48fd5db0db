"""The states a session can be in, and which event leads from one to another.

The table is data, so that the diagram in the docs can be drawn from it and the state machine can
be read at a glance. What happens on the way is the session's: guards and actions are named here by
its methods.
"""

from collections.abc import Callable, Iterator
from enum import Enum
from typing import NamedTuple

from transitions import Machine


class State(Enum):
    """Where a session is, from the outside; three of these states have others inside."""

    IDLE = "idle"
    ACTIVE = "active"
    PAUSED = "paused"
    CRISIS = "crisis"
    CLOSING = "closing"
    ENDED = "ended"


class Active(Enum):
    """What the practice does. Help and whatever else is said in between is speaking, too."""

    GREETING = "active.greeting"
    SPEAKING = "active.speaking"
    LISTENING = "active.listening"
    BREATHING = "active.breathing"
    RESTING = "active.resting"


class Paused(Enum):
    """Why the practice waits."""

    ASKED = "paused.asked"
    SILENCE = "paused.silence"
    FAILURE = "paused.failure"
    AFTER_CRISIS = "paused.after_crisis"


class Crisis(Enum):
    """What is done for somebody who may be in danger, or asked for help."""

    ASKING = "crisis.asking"
    LISTENING = "crisis.listening"


AnyState = State | Active | Paused | Crisis
"""Where a session stands is a state without others inside."""

NESTED: dict[State, type[Active] | type[Paused] | type[Crisis]] = {
    State.ACTIVE: Active,
    State.PAUSED: Paused,
    State.CRISIS: Crisis,
}

STATES: dict[str, AnyState] = {
    state.value: state
    for kind in (State, Active, Paused, Crisis)
    for state in kind
    if state not in NESTED
}
"""Every state without others inside, by its value."""


class Transition(NamedTuple):
    """A way from states to a state. Of one event, the first whose guard holds is taken.

    Attributes:
        event: What happens.
        sources: The states it may happen in.
        dest: The state it leads to; None where the session stays, or goes where `action` leads it.
        action: The method called in the new state, with what comes with the event.
        guard: The method that has to return True.
        leaving: The method called in the old state.
    """

    event: str
    sources: tuple[AnyState, ...]
    dest: AnyState | None
    action: str = ""
    guard: str = ""
    leaving: str = ""

    def states(self) -> Iterator[AnyState]:
        """Yield every state it may happen in: for a state with others inside, those."""
        for source in self.sources:
            yield from (
                NESTED[source] if isinstance(source, State) and source in NESTED else (source,)
            )


_RUNNING = (State.ACTIVE, State.PAUSED, State.CRISIS)

TRANSITIONS: tuple[Transition, ...] = (
    Transition("begin", (State.IDLE,), Active.GREETING, "_greet"),
    # What comes next in the practice, or is said in between.
    Transition("speak", _RUNNING, Active.SPEAKING, "_speak"),
    Transition("breathe", _RUNNING, Active.BREATHING, "_breathe"),
    Transition("rest", _RUNNING, Active.RESTING, "_rest"),
    Transition("steps_over", _RUNNING, State.CLOSING, "_close"),
    # A prompt, a breath or a silence came to its end.
    Transition("sound_ended", (Active.SPEAKING,), None, "_resume_suspended", "_is_suspended"),
    Transition("sound_ended", (Active.SPEAKING,), Active.LISTENING, "_listen", "_is_asking"),
    Transition("sound_ended", (Active.BREATHING,), None, "_relieve", "_is_relieving"),
    Transition("sound_ended", (Active.RESTING,), None, guard="_is_spoken_to"),  # see `_hear`
    Transition(
        "sound_ended",
        (Active.GREETING, Active.SPEAKING, Active.BREATHING, Active.RESTING),
        None,
        "_advance",
    ),
    Transition("sound_ended", (State.PAUSED,), None, "_stop", "_is_used_up"),
    Transition("sound_ended", (State.PAUSED,), None, "_listen_for_commands"),
    Transition("sound_ended", (State.CRISIS,), None, "_stop_in_crisis", "_is_used_up"),
    Transition("sound_ended", (State.CRISIS,), Crisis.LISTENING, "_listen_in_crisis"),
    Transition("sound_ended", (State.CLOSING,), State.ENDED, "_finish"),
    Transition("sound_ended", (State.IDLE, Active.LISTENING, State.ENDED), None),
    Transition("voice_went_on", (Active.SPEAKING,), Active.LISTENING, "_listen"),
    # Nobody said a word for a while.
    Transition("silence_over", (Active.LISTENING,), None, "_stop", "_is_used_up"),
    Transition(
        "silence_over",
        (Active.LISTENING,),
        Paused.SILENCE,
        "_pause_by_silence",
        "_is_nudged",
        "_suspend",
    ),
    Transition("silence_over", (Active.LISTENING,), Active.SPEAKING, "_nudge"),
    # Commands that lead to another state by themselves.
    Transition("command_pause", (State.ACTIVE,), Paused.ASKED, "_say_paused", leaving="_suspend"),
    Transition("command_resume", (State.PAUSED,), None, "_resume"),
    Transition(
        "command_stop",
        (State.ACTIVE, State.PAUSED),
        State.CLOSING,
        "_say_stopped",
        leaving="_suspend",
    ),
    Transition("relief_over", (State.ACTIVE, State.PAUSED), Paused.ASKED, "_say_paused"),
    # A part without which nothing goes on.
    Transition("part_failed", (State.ACTIVE,), Paused.FAILURE, "_say_trouble", leaving="_suspend"),
    Transition("part_failed", (State.PAUSED,), None, "_say_trouble", leaving="_suspend"),
    Transition("part_failed", (State.CRISIS,), None),  # the talk goes on as it can
    Transition("part_back", (Paused.FAILURE,), Active.SPEAKING, "_say_trouble_is_over"),
    Transition("part_back", (State.PAUSED,), None, "_say_paused"),
    # Somebody may be in danger.
    Transition(
        "danger", (State.ACTIVE, State.PAUSED, State.CLOSING), Crisis.ASKING, "_say_in_crisis"
    ),
    Transition("reply_over", (State.CRISIS,), Crisis.ASKING, "_say_in_crisis"),
    Transition("crisis_over", (State.CRISIS,), Paused.AFTER_CRISIS, "_say_it_waits"),
    Transition("crisis_stopped", (State.CRISIS,), State.CLOSING, "_close"),
    Transition("end", (State.IDLE, *_RUNNING, State.CLOSING), State.ENDED, "_end"),
)


def machine_of(session: object) -> Machine:
    """Return the state machine of a session: it keeps `state_name` there, and adds `trigger`.

    Raises:
        AttributeError: The session has no method of a name in the table.
    """
    machine = Machine(
        session,
        states=list(STATES),
        initial=State.IDLE.value,
        auto_transitions=False,
        model_attribute="state_name",
    )
    for each in TRANSITIONS:
        machine.add_transition(
            each.event,
            [state.value for state in each.states()],
            each.dest.value if each.dest is not None else None,
            conditions=_without_arguments(session, each.guard),
            before=_without_arguments(session, each.leaving),
            after=getattr(session, each.action) if each.action else None,
        )
    return machine


def _without_arguments(session: object, name: str) -> Callable[..., bool | None] | None:
    """Return a method as a callback that ignores what comes with the event."""
    if not name:
        return None
    method: Callable[[], bool | None] = getattr(session, name)
    return lambda *_args, **_kwargs: method()
