"""The trainer: what it learns from a few lines, and that the program reads what it writes."""

import pytest

pytest.importorskip("scipy", reason="it comes with the builder's libraries, on Linux")

from care_model import training
from care_model.corpus import Line, lines_of
from care_model.measurement import at_most

from voice_coach.safety import classifier

LINES = [line for hand in (1, 2) for line in lines_of(hand) if line.kind in ("suicide", "none")]


@pytest.fixture(scope="module")
def model():
    known = {line.text: training.grams(line.text) for line in LINES}
    return training.train(LINES, (), known)


def test_what_was_learnt_is_told_apart(model):
    right = [line for line in LINES if (model.score(line.text) > 0) == line.is_meant]

    assert len(right) >= 0.98 * len(LINES)


def test_the_program_scores_as_the_trainer_does(model, monkeypatch):
    weights = classifier.read(training.written(model, 1.0, 0.5))
    monkeypatch.setattr(classifier, "_weights", lambda: weights)
    short = [line.text for line in LINES[:40] if len(line.text.split()) < classifier.WINDOW_WORDS]

    for text in short:
        score = classifier.score(training.normalised(text))
        assert score == pytest.approx(model.score(text), abs=0.2)
    assert (weights.danger, weights.doubt) == (1.0, 0.5)


def test_a_threshold_lets_so_many_ordinary_lines_through_and_no_more():
    lines = [Line(1, "ordinary", f"line {number}") for number in range(5)]
    scores = [5.0, 1.0, 4.0, 2.0, 3.0]

    assert sum(score >= at_most(2, lines, scores) for score in scores) == 2
