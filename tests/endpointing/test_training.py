"""The trainer of completeness, and what is measured with it."""

import random

import pytest

pytest.importorskip("scipy", reason="it comes with the builder's libraries, on Linux")

from endpointing import measurement, people, training
from endpointing.people import Place

from voice_coach.nlu import completeness

LINES = ["i went to the park", "she told me the truth", "we saw the park"] * 60


@pytest.fixture(scope="module")
def model():
    learnt = list(training.examples(LINES, random.Random(1)))  # noqa: S311
    return training.fit(learnt, iterations=20)


def test_what_ends_sentences_is_told_from_what_does_not(model):
    ends = model.weights

    assert ends["park"] > 0 > ends["the"]
    assert ends["truth"] > ends["told"]


def test_the_program_reads_what_the_trainer_writes(model, tmp_path, monkeypatch):
    (tmp_path / "completeness.txt").write_text(training.written(model), encoding="utf-8")
    monkeypatch.setattr(completeness.resources, "files", lambda _: tmp_path)
    completeness._model.cache_clear()
    try:
        assert completeness.log_odds(["saw", "the", "park"]) > 0
        assert completeness.log_odds(["we", "saw", "the"]) < 0
    finally:
        completeness._model.cache_clear()


def test_a_phrase_goes_on_after_its_article_its_adjective_and_its_verb():
    words = ["she", "took", "the", "beautiful", "dog", "to", "us"]

    assert list(people.unfinished(words)) == [2, 3, 4, 6]


def test_whoever_is_judged_is_answered_sooner_and_cut_off_no_more_inside_phrases():
    places = [
        Place(("because", "of", "the"), "unfinished"),
        Place(("her", "the", "truth"), "half"),
        Place(("her", "the", "truth"), "finished"),
    ] * 20
    judged = measurement.judged([places], "reflective")
    fixed = measurement.judged([places], "reflective", fixed=True)

    assert sum(judged.finished) < sum(fixed.finished)
    assert min(judged.unfinished) > min(fixed.unfinished)
