"""What every command does in every state, found out by giving it there.

A session stands at the step `here`; the question `before` it was answered (but not in a greeting),
and `after` comes next. What a cell tells is read off what the session asks for then.
"""

from collections.abc import Callable

from voice_coach import texts
from voice_coach.dialogue.responses import RELIEF
from voice_coach.dialogue.states import Active, AnyState, Crisis, Paused, State
from voice_coach.nlu.commands import COMMANDS
from voice_coach.practice.schema import Step
from voice_coach.practice.steps import Ask, Breathe, Say, Silence
from voice_coach.protocol import effects as fx
from voice_coach.protocol.events import Begin, SessionConfig
from voice_coach.protocol.transcript import FRAME_STEPS
from voice_coach.testing import EVENING, Rehearsal, practice_of

NOTHING = "–"
_NOT_OBEYED = {Active.LISTENING: "part of the answer", Crisis.LISTENING: "says what it can do"}


AT_FIRST = SessionConfig(EVENING, volume=0.5)
"""So that it can become louder and quieter."""

SAY = Say(name="here", say="Here. We are.")
BEFORE = Ask(name="before", ask="What came before?")
AFTER = Say(name="after", say="And then.")


def _at(here: Step) -> Rehearsal:
    """A session that begins with a step, the question before it answered."""
    coach = Rehearsal(practice_of(BEFORE, here, AFTER), AT_FIRST).begin().spoke()
    return coach.say("something")


def _greeting() -> Rehearsal:
    coach = Rehearsal(practice_of(SAY, AFTER), AT_FIRST)
    coach.handle(Begin())
    return coach


def _answering() -> Rehearsal:
    coach = _at(Ask(name="here", ask="What is here?")).spoke()
    coach.hear("some words")
    return coach


PLACES: dict[AnyState, Callable[[], Rehearsal]] = {
    Active.GREETING: _greeting,
    Active.SPEAKING: lambda: _at(SAY),
    Active.LISTENING: _answering,
    Active.BREATHING: lambda: _at(Breathe(name="here", breathe="box", cycles=4)),
    Active.RESTING: lambda: _at(Silence(name="here", silence=20)),
    Paused.ASKED: lambda: _at(SAY).command("pause").spoke(),
    Crisis.LISTENING: lambda: _at(SAY).command("help me").spoke(),
}
"""How a session gets into each state in which it takes commands; in the others it takes none."""


def outcome(state: AnyState, name: str) -> str:
    """What comes of a command in a state, in a few words."""
    coach = PLACES[state]()
    if name == "undo" and state not in (Active.GREETING, Crisis.LISTENING):
        coach.command("delete that").spoke()
        while coach.state is not state:
            coach.spoke()
    if coach.state is not state:
        raise RuntimeError(f"not {state.value} but {coach.state.value}")
    already = len(coach.effects)
    _give(coach, name)
    done = coach.effects[already:]
    if fx.CommandAccepted(name) not in done:
        return _NOT_OBEYED.get(state, NOTHING)
    changed = any(isinstance(effect, _CHANGES) for effect in done)
    led = next((effect for effect in reversed(done) if isinstance(effect, _SOUNDS)), None)
    if led is None:
        return "waits longer"
    if coach.state is not state and coach.state in _OUTER:
        return _OUTER[coach.state]
    if led.step == RELIEF:
        return "a few breaths, then paused"
    if led.step in FRAME_STEPS - {"greeting"}:
        told = "does it, says so" if changed else "says it"
        return f"{told}, {_STAYS.get(coach.state, 'goes on')}"
    where = "the first step" if (led.step, state) == ("here", Active.GREETING) else _WHERE[led.step]
    goes_on = isinstance(led, fx.Say) and led.sentences == (texts.GO_ON,)
    return "the answer before goes on" if goes_on else where


_CHANGES = (fx.TakeBack, fx.BringBack, fx.Adjust)
_STAYS = {Paused.ASKED: "stays paused", Crisis.ASKING: "stays with you"}
_OUTER = {State.CLOSING: "closing", Paused.ASKED: "paused"}
_SOUNDS = (fx.Say, fx.Breathe, fx.Rest)
_WHERE = {
    "greeting": "the greeting again",
    "before": "the question before",
    "here": "this step",
    "after": "the next step",
}


def _give(coach: Rehearsal, name: str) -> None:
    """Give a command: by voice where the ear is open, else by a key."""
    if coach.listening is None:
        coach.command(name)
        return
    (command,) = (command for command in COMMANDS if command.name == name)
    coach.hear(command.phrases[0])
    coach.silence(0.7)


def _heading(state: AnyState) -> str:
    """Return the name of a state as the table has it: an inner one only where it matters."""
    outer, _, inner = str(state.value).partition(".")
    return inner if state in Active else outer


def table() -> str:
    """All of them."""
    head = f"| | {' | '.join(map(_heading, PLACES))} |"
    rows = [
        f"| {command.name} | {' | '.join(outcome(state, command.name) for state in PLACES)} |"
        for command in COMMANDS
    ]
    return "\n".join([head, "| --- " * (len(PLACES) + 1) + "|", *rows])


def ways_of_saying() -> str:
    """The spoken commands, out of their table."""
    rows = [
        f"| {', '.join(f'“{phrase}”' for phrase in command.phrases)} | {command.does} |"
        for command in COMMANDS
    ]
    return "\n".join(["| say | and it |", "| --- | --- |", *rows])
