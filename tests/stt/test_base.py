"""The table of ear engines."""

import pytest

from voice_coach.errors import CoachError
from voice_coach.stt.base import DEFAULT_ENGINE, Ear, engines, make_ear
from voice_coach.stt.models import demo_model


@pytest.mark.parametrize("name", engines())
def test_an_engine_of_the_table_hears(name) -> None:
    ear: Ear = make_ear(name, demo_model(), 16000)
    ear.open(1)
    assert ear.is_open


def test_an_unknown_engine_is_refused_with_those_there_are() -> None:
    with pytest.raises(CoachError, match=DEFAULT_ENGINE) as caught:
        make_ear("trumpet", demo_model(), 16000)
    assert caught.value.code == "ear.engine"
