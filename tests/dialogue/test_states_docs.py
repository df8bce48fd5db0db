"""docs/session.md is drawn from the session itself, so that it cannot drift away from it."""

from pathlib import Path
from typing import get_args

from transitions.extensions import GraphMachine

from voice_coach.dialogue.endpointing import COMMAND_PATIENCE, FIRST_WORD, PATIENCE, SECOND_WORD
from voice_coach.dialogue.states import TRANSITIONS, State
from voice_coach.protocol import effects as fx
from voice_coach.protocol import events as ev

DOCS = Path(__file__).parents[2] / "docs" / "session.md"


class Model:
    """What `transitions` hangs the diagram on."""


def diagram():
    """The states and what leads from one to another, as Mermaid, in the order of the states."""
    model = Model()
    GraphMachine(
        model,
        states=State,
        initial=State.IDLE,
        auto_transitions=False,
        graph_engine="mermaid",
        transitions=[
            {"trigger": name, "source": list(sources), "dest": dest}
            for name, sources, dest in TRANSITIONS
        ],
    )
    names = [state.name for state in State]
    arrows: dict[tuple[int, int], list[str]] = {}
    for line in model.get_graph().source.splitlines():
        source, arrow, rest = line.strip().partition(" --> ")
        if arrow and source in names:
            dest, _, trigger = rest.partition(": ")
            arrows.setdefault((names.index(source), names.index(dest)), []).append(trigger)
    lines = [
        f"  {names[source].lower()} --> {names[dest].lower()}: {', '.join(triggers)}"
        for (source, dest), triggers in sorted(arrows.items())
    ]
    return "\n".join(["```mermaid", "stateDiagram-v2", "  [*] --> idle", *lines, "```"])


def between(name):
    text = DOCS.read_text(encoding="utf-8")
    return text.partition(f"<!-- {name} -->\n")[2].partition(f"\n<!-- /{name} -->")[0]


def test_the_diagram_in_the_docs_is_the_one_of_the_machine():
    assert between("diagram") == diagram(), f"paste this between its markers:\n{diagram()}"


def test_the_diagram_shows_every_transition():
    drawn = diagram()

    for trigger, sources, dest in TRANSITIONS:
        for source in sources:
            arrow = f"  {source.name.lower()} --> {dest.name.lower()}: "
            (line,) = [line for line in drawn.splitlines() if line.startswith(arrow)]
            assert trigger in line.removeprefix(arrow).split(", ")


def test_every_event_and_every_effect_is_told_of():
    text = DOCS.read_text(encoding="utf-8")

    for kind in (*get_args(ev.Event), *get_args(fx.Effect)):
        assert f"`{kind.__name__}`" in text


def test_every_state_is_told_of():
    text = DOCS.read_text(encoding="utf-8")

    for state in State:
        assert f"\n| {state.value} | " in text


def test_the_seconds_in_the_docs_are_those_of_the_session():
    assert PATIENCE == {"brief": 1.2, "spoken": 3.0, "reflective": 6.0}
    assert (FIRST_WORD, SECOND_WORD, COMMAND_PATIENCE) == (12.0, 30.0, 0.6)
    text = " ".join(DOCS.read_text(encoding="utf-8").split())

    assert "lasted 1.2 seconds for a yes, a number or a choice, 3 for something told, and 6" in text
    assert "Twelve seconds without a word bring a gentle one, thirty more a pause." in text
    assert "0.6 seconds of silence follow" in text
