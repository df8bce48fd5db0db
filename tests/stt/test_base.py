"""The table of ear engines."""

import pytest

from voice_coach.errors import CoachError
from voice_coach.stt.base import DEFAULT_ENGINE, Recognizer, engines, make_recognizer
from voice_coach.stt.models import demo_model


@pytest.mark.parametrize("name", engines())
def test_an_engine_of_the_table_hears(name) -> None:
    recognizer: Recognizer = make_recognizer(name, demo_model(), 16000)
    recognizer.open(1)
    assert recognizer.is_open


def test_an_unknown_engine_is_refused_with_those_there_are() -> None:
    with pytest.raises(CoachError, match=DEFAULT_ENGINE) as caught:
        make_recognizer("trumpet", demo_model(), 16000)
    assert caught.value.code == "ear.engine"
