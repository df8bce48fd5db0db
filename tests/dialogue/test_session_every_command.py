"""Every state and every command: what happens, written down here a second time.

docs/session.md has the same table, drawn from the machine by scripts/docs.
"""

import pytest

from voice_coach.dialogue.states import ACTIVE, LED, State
from voice_coach.nlu.commands import COMMANDS, NAMES
from voice_coach.protocol import effects as fx
from voice_coach.protocol.events import Begin, Commanded
from voice_coach.testing import Rehearsal, practice_of, step

PRACTICE = practice_of(
    step(name="before", ask="What came before?"),
    step(name="say", say="Here. We are."),
    step(name="ask", ask="What is here?"),
    step(name="breathe", breathe="box", cycles=4),
    step(name="rest", silence=20),
    step(name="last", say="And then."),
)


def led():
    return Rehearsal(PRACTICE).begin().spoke().say("something")


def ended():
    return led().command("stop").spoke()


def greeting():
    coach = Rehearsal(PRACTICE)
    coach.handle(Begin())
    return coach


AT = {
    State.IDLE: lambda: Rehearsal(PRACTICE),
    State.GREETING: greeting,
    State.SPEAKING: led,
    State.LISTENING: lambda: led().spoke().spoke(),
    State.BREATHING: lambda: led().spoke().spoke().say("this"),
    State.RESTING: lambda: led().spoke().spoke().say("this").spoke(),
    State.PAUSED: lambda: led().command("pause").spoke(),
    State.CARING: lambda: led().command("help me").spoke(),
    State.CLOSING: lambda: led().command("stop"),
    State.ENDED: ended,
}

CARING = {State.CARING: State.CARING}
"""It says something, and the talk about danger goes on."""

SAID = {**dict.fromkeys(LED, State.SPEAKING), State.PAUSED: State.PAUSED}
"""It says something and then goes on; a pause stays one."""

LEADS_ON = dict.fromkeys(ACTIVE, State.SPEAKING)
AGAIN = LEADS_ON | {State.BREATHING: State.BREATHING, State.RESTING: State.RESTING}
NEXT = LEADS_ON | {State.LISTENING: State.BREATHING, State.BREATHING: State.RESTING}

AFTER = {
    **dict.fromkeys(("slower", "faster", "louder", "quieter"), SAID | CARING),
    **dict.fromkeys(("remind me", "read my letter", "what did i promise"), SAID),
    **dict.fromkeys(("help", "what can i say", "delete that", "undo"), SAID),
    "pause": dict.fromkeys(LED, State.PAUSED) | CARING,
    "resume": dict.fromkeys((State.PAUSED, State.CARING), State.SPEAKING),
    "repeat": AGAIN | CARING,
    "skip": NEXT | CARING,
    "back": dict.fromkeys((*LED, State.PAUSED), State.SPEAKING),
    "more time": {State.LISTENING: State.LISTENING} | CARING,
    "done": {State.LISTENING: State.SPEAKING} | CARING,
    "help me": dict.fromkeys((*ACTIVE, State.CARING), State.CARING),
    "stop": dict.fromkeys((*ACTIVE, State.CARING), State.CLOSING),
    "only my words": {},  # see test_replaying
    "both of us": {},
    "dizzy": {State.BREATHING: State.SPEAKING},
}
"""The state that follows a command in a state; where there is none, nothing happens."""


def test_every_command_is_in_the_table():
    assert set(AFTER) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("state", list(State), ids=lambda state: state.value)
def test_what_a_command_does(state, name):
    coach = AT[state]()
    assert coach.state is state
    effects = coach.handle(Commanded(name))
    follows = AFTER[name].get(state)

    assert (fx.CommandAccepted(name) in effects) == (follows is not None)
    assert coach.state is (follows or state)
    if follows is None and state is State.CARING:
        assert coach.all(fx.Say)[-1].step == "care"  # it says what it can do here
    elif follows is None:
        assert effects == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
@pytest.mark.parametrize(
    "state",
    [State.LISTENING, State.BREATHING, State.RESTING, State.PAUSED, State.CARING],
    ids=lambda state: state.value,
)
def test_by_voice_it_does_the_same_as_by_a_key(state, command):
    spoken, typed = AT[state](), AT[state]()
    already = len(spoken.effects)
    spoken.hear(command.phrases[0])
    spoken.silence(0.7)
    typed.command(command.name)

    follows = AFTER[command.name].get(state)
    assert (fx.CommandAccepted(command.name) in spoken.effects[already:]) == (follows is not None)
    assert spoken.state is typed.state
