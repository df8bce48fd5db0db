"""docs/session.md is drawn from the session itself, so that it cannot drift away from it."""

from pathlib import Path
from typing import get_args

from voice_coach.dialogue.endpointing import (
    COMMAND_PATIENCE,
    FIRST_WORD_SECONDS,
    PATIENCE,
    SECOND_WORD_SECONDS,
)
from voice_coach.dialogue.session import Session
from voice_coach.dialogue.states import NESTED, TRANSITIONS, State
from voice_coach.protocol import effects as fx
from voice_coach.protocol import events as ev
from voice_coach.protocol.events import SessionConfig
from voice_coach.testing import EVENING, practice_of, step

DOCS = Path(__file__).parents[2] / "docs" / "session.md"


def places():
    """Every state there is, the inner ones after the one that has them inside."""
    for state in State:
        yield state
        yield from NESTED.get(state, ())


def drawn(place):
    """The name of a state in the diagram."""
    return place.value.replace(".", "_")


def diagram():
    """The states and what leads from one to another, as Mermaid, in the order of the states."""
    inside = [
        line
        for state, inner in NESTED.items()
        for line in (
            f"  state {drawn(state)} {{",
            *(f'    state "{each.value.partition(".")[2]}" as {drawn(each)}' for each in inner),
            "  }",
        )
    ]
    order = list(places())
    arrows: dict[tuple[int, int], list[str]] = {}
    for each in TRANSITIONS:
        guard = f" [{each.guard.strip('_').replace('_', ' ')}]" if each.guard else ""
        for source in each.sources if each.dest is not None else ():
            between = (order.index(source), order.index(each.dest))
            arrows.setdefault(between, []).append(f"{each.event}{guard}")
    lines = [
        f"  {drawn(order[source])} --> {drawn(order[dest])}: {', '.join(events)}"
        for (source, dest), events in sorted(arrows.items())
    ]
    return "\n".join(["```mermaid", "stateDiagram-v2", *inside, "  [*] --> idle", *lines, "```"])


def between(name):
    text = DOCS.read_text(encoding="utf-8")
    return text.partition(f"<!-- {name} -->\n")[2].partition(f"\n<!-- /{name} -->")[0]


def test_the_diagram_in_the_docs_is_the_one_of_the_machine():
    assert between("diagram") == diagram(), f"paste this between its markers:\n{diagram()}"


def test_the_machine_of_a_session_is_the_one_of_the_diagram():
    session = Session(practice_of(step(say="Here.")), SessionConfig(EVENING))
    machine = session._machine
    rows = [
        (each.event, source.value, each.dest.value if each.dest is not None else "*")
        for each in TRANSITIONS
        for source in each.states()
    ]

    for event, source, dest in rows:
        assert machine.get_transitions(event, source, dest), f"{event} from {source} to {dest}"
    assert len(machine.get_transitions()) == len(rows)


def test_what_the_table_names_is_a_method_of_the_session():
    for each in TRANSITIONS:
        for name in filter(None, (each.action, each.guard, each.leaving)):
            assert callable(getattr(Session, name))


def test_every_event_and_every_effect_is_told_of():
    text = DOCS.read_text(encoding="utf-8")

    for kind in (*get_args(ev.Event), *get_args(fx.Effect)):
        assert f"`{kind.__name__}`" in text


def test_every_state_is_told_of():
    text = DOCS.read_text(encoding="utf-8")

    for place in places():
        assert place in NESTED or f"\n| {place.value} | " in text


def test_the_seconds_in_the_docs_are_those_of_the_session():
    assert PATIENCE == {"brief": 1.2, "spoken": 3.0, "reflective": 6.0}
    assert (FIRST_WORD_SECONDS, SECOND_WORD_SECONDS, COMMAND_PATIENCE) == (12.0, 30.0, 0.6)
    text = " ".join(DOCS.read_text(encoding="utf-8").split())

    assert "lasted 1.2 seconds for a yes, a number or a choice, 3 for something told, and 6" in text
    assert "Twelve seconds without a word bring a gentle one, thirty more a pause." in text
    assert "0.6 seconds of silence follow" in text
