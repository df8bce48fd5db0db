"""Every practice is kind to whoever has no answer: it comes to its end, and keeps no "nothing"."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from voice_coach.dialogue.states import Active, State
from voice_coach.practice.library import Library
from voice_coach.practice.recall import needs_of
from voice_coach.practice.schema import every_step
from voice_coach.practice.steps import every_question
from voice_coach.protocol.events import Memory, SessionConfig
from voice_coach.testing import EVENING, Rehearsal

PRACTICES = Library(Path("/nonexistent")).all()[0]
MAX_TURNS = 400


def remembered(practice):
    """One memory of all that a practice goes back to."""
    steps = list(every_step(practice.steps))
    texts = [text for step in steps for text in step.prompts().values()]
    facts = {name: "four" for text in texts for name in re.findall(r"\{its ([^}]*)\}", text)}
    return tuple(
        Memory(number, kind, "a walk", EVENING - timedelta(days=3), facts, status or "open")
        for number, (kind, status) in enumerate(sorted(needs_of(practice), key=str), start=1)
    )


def led(practice, answer):
    """Lead a practice from start to end, with this for an answer to every open question."""
    examples = {step.name: step.example for step in every_question(practice.steps)}
    coach = Rehearsal(practice, SessionConfig(EVENING, remembered(practice))).begin()
    for _ in range(MAX_TURNS):
        if coach.state is State.ENDED:
            break
        asked = coach.listening
        if coach.state is not Active.LISTENING or asked is None:
            coach.spoke()
        elif asked.expects in ("text", "list", "letter"):
            coach.say(answer)
        else:
            coach.say(examples.get(asked.step) or "yes")
    return coach


@pytest.mark.parametrize("practice", PRACTICES, ids=lambda practice: practice.name)
@pytest.mark.parametrize("answer", ["i don't know", "nothing", "nothing comes to mind", "nobody"])
def test_no_answer_is_never_kept_or_spoken_back(practice, answer):
    coach = led(practice, answer)

    assert coach.outcome == "completed"
    assert [kept.text for kept in coach.kept if answer in kept.text] == []
    assert [kept.data for kept in coach.kept if answer in str(kept.data)] == []
    assert [said for said in coach.said if answer == said.strip(".")] == []


def test_the_no_that_is_tried_out_is_a_no():
    (saying_no,) = [practice for practice in PRACTICES if practice.name == "saying-no"]

    kept = [kept for kept in led(saying_no, "no").kept if kept.kind == "boundary"]

    assert [(kept.text, kept.data["warm"]) for kept in kept] == [("no", "no")]
