"""The recognizer on another machine: wyoming-faster-whisper, and what every engine must do."""

from collections.abc import Callable

import numpy as np
import pytest

from tests.stt.test_base_contract import (
    BLOCK,
    RATE,
    fed,
    test_nothing_of_a_turn_that_was_not_settled_reaches_into_the_next,
    test_while_it_is_closed_nothing_comes_of_sound,
    test_words_are_heard_with_their_times_and_settled,
)
from tests.wyoming.conftest import finals
from voice_coach.protocol.events import AudioElapsed
from voice_coach.settings import Settings
from voice_coach.stt.base import Recognizer, make_recognizer
from voice_coach.stt.models import shipped_model
from voice_coach.wyoming.speech_to_text import as_said, spread

__all__ = [
    "spoken_blocks",
    "test_nothing_of_a_turn_that_was_not_settled_reaches_into_the_next",
    "test_while_it_is_closed_nothing_comes_of_sound",
    "test_words_are_heard_with_their_times_and_settled",
]


@pytest.fixture
def recognizer(remote: Settings) -> Recognizer:
    return make_recognizer("wyoming", shipped_model(), RATE, remote)


@pytest.fixture
def spoken_blocks(say: Callable[..., list[np.ndarray]]) -> list[np.ndarray]:
    return say("I will walk around the block after lunch.", 2.0)


@pytest.mark.engine
@pytest.mark.program
class TestWithWhisper:
    """What a server hears."""

    def test_a_pause_settles_a_piece_and_an_answer_may_have_several(self, recognizer, say):
        recognizer.open(1)
        events = fed(recognizer, say(0.4, "I like the garden.", 1.0, "And the old trees.", 1.0))

        first, second = finals(events)
        assert "garden" in first.text
        assert "trees" in second.text
        assert first.ended < second.started
        assert recognizer.close() == []

    def test_what_is_said_when_listening_ends_is_heard(self, recognizer, say):
        recognizer.open(1)
        assert finals(fed(recognizer, say(0.2, "I like the garden."))) == []

        assert "garden" in finals([recognizer.close()])[0].text
        assert not recognizer.is_open


@pytest.mark.engine
class TestWithoutAServer:
    """What does not reach a server."""

    @pytest.fixture
    def deaf(self, other_machines: None) -> Recognizer:
        """A recognizer whose server nobody has started."""
        settings = Settings(ear_uri="tcp://127.0.0.1:9")
        return make_recognizer("wyoming", shipped_model(), RATE, settings)

    def test_a_silence_is_sent_nowhere_and_time_passes(self, deaf):
        deaf.open(1)
        events = fed(deaf, [np.zeros(BLOCK, np.int16)] * 100)

        assert events[-1] == [AudioElapsed(1, pytest.approx(2.0), 0.0, muted=True)]
        assert deaf.close() == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (" Twenty-five minutes, I think. ", "twenty five minutes i think"),
        ("It's 6.5, or 100%.", "it's 6 point 5 or 100 percent"),
        ("It costs 1,500 dollars", "it costs 1500 dollars"),
        ("[BLANK_AUDIO]", ""),
        ("(sighs) Well... *music*", "well"),
        ("", ""),
    ],
)
def test_what_a_server_writes_becomes_what_was_said(written, said):
    assert as_said(written) == said


def test_words_have_times_by_their_length():
    words = spread("i remember", 1.0, 2.3)

    assert [word.word for word in words] == ["i", "remember"]
    assert words[0].start == 1.0
    assert words[0].end == words[1].start < 1.5
    assert words[1].end == pytest.approx(2.3)
