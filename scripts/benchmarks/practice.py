"""A short practice made for measuring, as a file like any other practice."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


class Question(NamedTuple):
    """A question, the kind of its answer, and the answer."""

    ask: str
    kind: str
    answer: str


QUESTIONS = (
    Question("Did you sleep last night?", "yes-no", "yes"),
    Question("How calm are you now?", "number", "seven"),
    Question("What will you do next?", "text", "i will take a slow walk before dinner"),
    Question("How does it feel to say that?", "text", "i feel calm and a little relieved"),
)
"""Asked in turn, as often as needed. All of them wait for the shortest patience: a longer one makes
the same gap and takes longer to measure."""

_HEAD = """\
title = "Measure"
about = "Something to measure."
minutes = 1
"""
_ASK = """
[[step]]
name = "question-{number}"
ask = "{ask}"
answer = "{kind}"
patience = "brief"
example = "{answer}"
"""
_THANKS = """
[[step]]
say = "Thank you for that."
"""
_BREATHE = """
[[step]]
name = "breath-{number}"
breathe = "extended exhale"
cycles = 2

[[step]]
silence = 0.5
"""


def asked(count: int) -> list[Question]:
    """Return the first `count` questions."""
    return [QUESTIONS[number % len(QUESTIONS)] for number in range(count)]


def write_practice(path: Path, questions: Sequence[Question], breaths: int) -> Path:
    """Write a practice that asks, gives thanks, and breathes, with silences; return its path."""
    steps = [
        _ASK.format(number=number, **question._asdict())
        for number, question in enumerate(questions, start=1)
    ]
    steps += [_BREATHE.format(number=number) for number in range(1, breaths + 1)]
    path.write_text(_HEAD + "".join([*steps[: len(questions)], _THANKS, *steps[len(questions) :]]))
    return path


def answer_to(step: str, questions: Sequence[Question]) -> str:
    """Return the answer to the question in the step of that name."""
    number = int(step.partition("-")[2].partition("/")[0])
    return questions[number - 1].answer
