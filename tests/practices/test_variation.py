"""Whoever comes again hears other words: less than half of the sentences are those of last time."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests.practices.test_minutes import visits
from voice_coach import texts
from voice_coach.nlu.text import plain, sentences
from voice_coach.practice.library import Library
from voice_coach.practice.steps import every_question

PRACTICES = Library(Path("/nonexistent")).all()[0]
MAX_SHARE = 0.5

HINTS = re.compile(
    r"help me|medical help|numbers|\bsay (?:skip|stop|steady)|i'm done|danger|when i listen"
    r"|leave the plan for later|hard to reach|locked away|it takes about|^i heard|^is that right"
)
"""Care, cautions and hints about commands stay as they are: there they are looked for."""


def wordings(practice, coach):
    """The sentences that were spoken, but for quotes, care and hints, and the words around them."""
    quoted = [memory.text for memory in coach.memories]
    quoted += [str(fact) for memory in coach.memories for fact in memory.data.values()]
    quoted += [each for step in every_question(practice.steps) for each in step.all_examples()]
    quotes = {plain(text) for text in quoted if len(text.split()) > 1}
    around = {practice.title, *sentences(texts.CLOSING)}
    for said in (sentence for text in coach.said for sentence in sentences(text)):
        words = plain(said)
        if said.rstrip(".") in around or said in around or HINTS.search(words):
            continue
        if not any(quote in words for quote in quotes):
            yield said


@pytest.mark.parametrize("practice", PRACTICES, ids=lambda practice: practice.name)
def test_less_than_half_is_said_as_on_the_visit_before(practice):
    said = [list(wordings(practice, coach)) for coach in visits(practice)]
    again = [
        (visit, [sentence for sentence in now if sentence in before])
        for visit, (before, now) in enumerate(pairwise(said), start=2)
        if sum(sentence in before for sentence in now) >= MAX_SHARE * len(now)
    ]

    assert again == []
