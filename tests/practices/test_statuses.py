"""What becomes of memories is written in words; whoever reads them has to mean the same ones."""

import re
from pathlib import Path

from voice_coach.practice.library import Library
from voice_coach.practice.recall import PLACEHOLDER, needs_of
from voice_coach.practice.steps import Ask, ForEach, Keep, Mark, every_question

ROOT = Path(__file__).parents[2]
PRACTICES = Library(Path("/nonexistent")).all()[0]


def written():
    """Every status, but for open ones, that a practice gives a memory, with the kind of it."""
    return {found for practice in PRACTICES for found in written_in(practice)}


def written_in(practice):
    choices = {step.name: step.choices for step in every_question(practice.steps)}
    for outer in practice.steps:
        for step in (outer, *outer.do):
            if isinstance(step, Ask | Keep) and step.keep and step.status is not None:
                yield step.keep, step.status
            if isinstance(step, Ask | Mark) and step.mark not in (None, "open"):
                kind = outer.each if isinstance(outer, ForEach) else outer.nearest
                named = PLACEHOLDER.fullmatch(step.mark)
                for status in choices[named[1]] if named else (step.mark,):
                    yield kind, status


def told():
    """The statuses that the guide tells, each with its kind."""
    runner = (ROOT / "docs" / "writing-a-practice.md").read_text(encoding="utf-8")
    table = runner.partition("### Statuses")[2].partition("###")[0]
    rows = [line.split(" | ") for line in table.splitlines() if line.startswith("| `")]
    return {
        (row[0].strip("| `"), status) for row in rows for status in re.findall("`(.+?)`", row[1])
    }


def test_the_guide_tells_every_status_that_the_practices_give():
    assert told() == written()


def test_every_status_that_is_looked_for_is_given_by_some_practice():
    looked_for = {need for practice in PRACTICES for need in needs_of(practice)}

    assert {
        (kind, status) for kind, status in looked_for if status not in (None, "open")
    } <= written()
