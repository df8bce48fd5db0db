"""A model's table of how often a word of some confidence is right."""

import shutil

import numpy as np
import pytest

from voice_coach.errors import CoachError
from voice_coach.protocol.events import Heard
from voice_coach.stt.calibration import FILE, Calibration
from voice_coach.stt.models import shipped_model
from voice_coach.stt.vosk_engine import VoskRecognizer

RATE = 16000


def table(model, text):
    (model / FILE).parent.mkdir(parents=True, exist_ok=True)
    (model / FILE).write_text(text)
    return model


def test_between_two_confidences_of_the_table_the_share_is_between_theirs(tmp_path):
    found = Calibration.of(
        table(tmp_path, "confidence = [0.4, 0.8, 1.0]\nright = [0.1, 0.5, 0.9]\n")
    )

    assert [found.share_right(at) for at in (0.0, 0.4, 0.6, 1.0)] == [0.1, 0.1, 0.3, 0.9]


def test_without_a_table_confidence_stays_what_it_is(tmp_path):
    assert Calibration.of(tmp_path).share_right(0.37) == 0.37


@pytest.mark.parametrize(
    "text",
    ["confidence = [0.4]\nright = []\n", "confidence = []\nright = []\n", "what", "right = [1.0]"],
)
def test_a_table_that_is_none_is_refused(tmp_path, text):
    with pytest.raises(ValueError, match=r"\S"):
        Calibration.of(table(tmp_path, text))


@pytest.mark.engine
def test_the_words_of_a_model_with_a_table_have_its_shares(tmp_path, say):
    model = shutil.copytree(shipped_model().path, tmp_path / "model")
    table(model, "confidence = [0.0, 1.0]\nright = [0.25, 0.25]\n")
    recognizer = VoskRecognizer(model, RATE)
    recognizer.open(1)
    sound = np.concatenate([say("i went for a walk").at(RATE).samples, np.zeros(RATE, np.int16)])
    events = [*recognizer.feed(sound), *recognizer.close()]

    words = [word for e in events if isinstance(e, Heard) and e.final for word in e.words]
    assert {word.conf for word in words} == {0.25}


@pytest.mark.engine
def test_a_model_with_a_damaged_table_is_no_whole_one(tmp_path):
    model = shutil.copytree(shipped_model().path, tmp_path / "model")
    with pytest.raises(CoachError, match="whole speech model"):
        VoskRecognizer(table(model, "right = 1"), RATE)
