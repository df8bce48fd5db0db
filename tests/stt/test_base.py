"""The table of ear engines."""

from importlib.metadata import EntryPoint

import pytest

from voice_coach.errors import CoachError
from voice_coach.stt.base import BUILT_IN, DEFAULT_ENGINE, Recognizer, engines, make_recognizer
from voice_coach.stt.models import shipped_model


@pytest.mark.engine
@pytest.mark.parametrize("name", engines())
def test_an_engine_of_the_table_hears(name) -> None:
    recognizer: Recognizer = make_recognizer(name, shipped_model(), 16000)
    recognizer.open(1)
    assert recognizer.is_open


@pytest.mark.parametrize("place", BUILT_IN.values())
def test_the_table_of_built_in_engines_names_classes_that_exist(place) -> None:
    assert callable(EntryPoint("built in", place, "voice_coach.ears").load())


def test_an_unknown_engine_is_refused_with_those_there_are() -> None:
    with pytest.raises(CoachError, match=DEFAULT_ENGINE) as caught:
        make_recognizer("trumpet", shipped_model(), 16000)
    assert caught.value.code == "ear.engine"
