"""The table of confidences that goes into a model."""

import shutil
import tomllib

import pytest
from speech_model import confidence

from tests import people_recorded
from voice_coach.stt.calibration import Calibration
from voice_coach.stt.models import shipped_model

pytestmark = pytest.mark.builder


def test_a_word_is_right_that_was_said_where_it_was_heard():
    heard = [("i", 0.9), ("want", 0.4), ("home", 0.8), ("home", 0.3)]
    found = confidence.judged_words(["i", "went", "home"], heard)
    assert found == [(0.9, True), (0.4, False), (0.8, True), (0.3, False)]


def test_shares_never_fall_as_confidence_rises():
    words = [(n / 1000, n % 10 < (n // 100 if n // 100 != 5 else 9)) for n in range(1000)]
    read = tomllib.loads(confidence.table(words))
    assert read["confidence"] == sorted(read["confidence"])
    assert read["right"] == sorted(read["right"])
    assert len(read["right"]) == confidence.BINS


def test_words_of_the_same_confidence_have_one_share():
    read = tomllib.loads(confidence.table([(1.0, True), (1.0, False)] * 50 + [(0.3, False)] * 20))
    assert read["confidence"] == [0.3, 1.0]
    assert read["right"] == [0.0, 0.5]


def test_the_least_sure_words_are_mostly_wrong_and_the_surest_mostly_right():
    words = [(n / 1000, n % 10 < n // 100) for n in range(1000)]
    read = tomllib.loads(confidence.table(words))
    assert read["right"][0] < 0.1
    assert read["right"][-1] > 0.8


def test_the_people_of_the_development_are_heard_and_the_table_is_put_into_the_model(tmp_path):
    model = shutil.copytree(shipped_model().path, tmp_path / "model")
    confidence.calibrate(model, people_recorded.FOLDER, tmp_path, jobs=1)
    found = Calibration.of(model)
    assert 0.0 <= found.share_right(0.1) <= found.share_right(1.0) <= 1.0
