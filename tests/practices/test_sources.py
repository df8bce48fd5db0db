"""The four sources, idea by idea: each is carried by a practice, in words that are spoken.

The table stands beside this file: the article, the idea, the practice, and words of one of its
prompts, which name the step.
"""

from pathlib import Path

import pytest

from voice_coach.practice.library import ARTICLES, Library
from voice_coach.practice.schema import every_step
from voice_coach.practice.steps import Nearest, Rank

PRACTICES = {practice.name: practice for practice in Library(Path("/nonexistent")).all()[0]}

TABLE = Path(__file__).with_name("sources.tsv")
IDEAS = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]


def prompts(practice):
    for step in every_step(practice.steps):
        for text in step.prompts().values():
            yield step, text


@pytest.mark.parametrize(
    ("source", "idea", "name", "words"),
    IDEAS,
    ids=[f"{name}: {idea}" for _, idea, name, _ in IDEAS],
)
def test_an_idea_of_the_sources_is_carried_by_a_step(source, idea, name, words):
    assert source in ARTICLES
    carried = [
        step for step, text in prompts(PRACTICES[name]) if words.casefold() in text.casefold()
    ]

    assert carried, f"{idea}: no prompt of {name} says “{words}”"


def test_every_source_is_here_and_so_is_every_practice_that_names_one():
    assert {source for source, *_ in IDEAS} == set(ARTICLES)
    carrying = {name for _, _, name, _ in IDEAS}
    sourced = {name for name, practice in PRACTICES.items() if practice.source}

    assert sourced - carrying <= {"walk-with-a-question", "silence", "awake-at-night"}


def test_what_the_sources_ask_to_be_done_is_done_by_a_kind_of_step():
    assert any(isinstance(step, Rank) for step in PRACTICES["values-map"].steps), "priorities"
    assert any(isinstance(step, Nearest) for step in PRACTICES["mistake-ledger"].steps), "lessons"
