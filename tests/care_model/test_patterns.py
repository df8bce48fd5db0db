"""Patterns: what sentences they stand for."""

import random

from care_model.corpus import HANDS, KINDS, MISLEADING, ORDINARY, lines_of
from care_model.patterns import pattern_lines, sentence


def test_a_pattern_stands_for_each_of_its_choices_and_what_is_optional_may_be_missing():
    rng = random.Random(1)  # noqa: S311 - a sample
    said = {sentence("[well] i {want|need} to {go|}", rng) for _ in range(200)}

    assert said == {
        f"{first}i {verb} to{last}"
        for first in ("", "well ")
        for verb in ("want", "need")
        for last in ("", " go")
    }


def test_every_pattern_has_a_kind_and_is_of_no_hand():
    lines = pattern_lines()

    assert {line.kind for line in lines} == {*KINDS, MISLEADING, ORDINARY}
    assert {line.hand for line in lines}.isdisjoint(HANDS)
    assert not [line.text for line in lines if set("{}[]|") & set(line.text)]


def test_no_line_of_a_hand_is_taught_by_a_pattern():
    measured = {line.text for hand in HANDS for line in lines_of(hand)}

    assert measured.isdisjoint(line.text for line in pattern_lines())
