"""Every state and every command: what happens, written down here a second time.

docs/session.md has the same table, drawn from the machine by scripts/docs.
"""

import pytest

from voice_coach.dialogue.states import NESTED, Active, Crisis, Paused, State
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
    Active.GREETING: greeting,
    Active.SPEAKING: led,
    Active.LISTENING: lambda: led().spoke().spoke(),
    Active.BREATHING: lambda: led().spoke().spoke().say("this"),
    Active.RESTING: lambda: led().spoke().spoke().say("this").spoke(),
    Paused.ASKED: lambda: led().command("pause").spoke(),
    Crisis.LISTENING: lambda: led().command("help me").spoke(),
    State.CLOSING: lambda: led().command("stop"),
    State.ENDED: ended,
}

CARING = {Crisis.LISTENING: Crisis.ASKING}
"""It says something, and the talk about danger goes on."""

SAID = {**dict.fromkeys(Active, Active.SPEAKING), Paused.ASKED: Paused.ASKED}
"""It says something and then goes on; a pause stays one."""

LEADS_ON = dict.fromkeys((*Active, Paused.ASKED), Active.SPEAKING)
AGAIN = LEADS_ON | {Active.BREATHING: Active.BREATHING, Active.RESTING: Active.RESTING}
NEXT = LEADS_ON | {Active.LISTENING: Active.BREATHING, Active.BREATHING: Active.RESTING}

AFTER = {
    **dict.fromkeys(("slower", "faster", "louder", "quieter"), SAID | CARING),
    **dict.fromkeys(("remind me", "read my letter", "what did i promise"), SAID),
    **dict.fromkeys(("help", "what can i say", "delete that", "undo"), SAID),
    "pause": dict.fromkeys(Active, Paused.ASKED) | CARING,
    "resume": dict.fromkeys((Paused.ASKED, Crisis.LISTENING), Active.SPEAKING),
    "repeat": AGAIN | CARING,
    "skip": NEXT | CARING,
    "back": dict.fromkeys((*Active, Paused.ASKED), Active.SPEAKING),
    "not finished": dict.fromkeys((*Active, Paused.ASKED), Active.SPEAKING),
    "more time": {Active.LISTENING: Active.LISTENING} | CARING,
    "done": {Active.LISTENING: Active.SPEAKING} | CARING,
    "help me": dict.fromkeys((*Active, Paused.ASKED, Crisis.LISTENING), Crisis.ASKING),
    "stop": dict.fromkeys((*Active, Paused.ASKED, Crisis.LISTENING), State.CLOSING),
    "only my words": {},  # see test_replaying
    "both of us": {},
    "dizzy": {Active.BREATHING: Active.SPEAKING},
    "steady": LEADS_ON,
}
"""The state that follows a command in a state; where there is none, nothing happens."""


def test_every_state_in_which_something_else_happens_is_in_the_table():
    assert {*State} - {*NESTED} < {*AT}
    assert {*Active} < {*AT}
    assert AT.keys() & {*Paused}
    assert AT.keys() & {*Crisis}


def test_every_command_is_in_the_table():
    assert set(AFTER) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("state", AT, ids=lambda state: state.value)
def test_what_a_command_does(state, name):
    coach = AT[state]()
    assert coach.state is state
    effects = coach.handle(Commanded(name))
    follows = AFTER[name].get(state)

    assert (fx.CommandAccepted(name) in effects) == (follows is not None)
    talked = Crisis.ASKING if state is Crisis.LISTENING else state
    assert coach.state is (follows or talked)
    if follows is None and state is Crisis.LISTENING:
        assert coach.all(fx.Say)[-1].step == "care"  # it says what it can do here
    elif follows is None:
        assert effects == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
@pytest.mark.parametrize(
    "state",
    [Active.LISTENING, Active.BREATHING, Active.RESTING, Paused.ASKED, Crisis.LISTENING],
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
    assert spoken.state is typed.state or {spoken.state, typed.state} == {*Crisis}
