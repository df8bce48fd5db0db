"""What every recognizer engine must do; it runs over each in the table, outside ones as well.

Over that of other machines in tests/wyoming/test_speech_to_text.py.
"""

import numpy as np
import pytest

from voice_coach.protocol.events import AudioElapsed, Heard
from voice_coach.stt.base import engines, make_recognizer
from voice_coach.stt.models import shipped_model
from voice_coach.tts.base import VoiceSettings

pytestmark = pytest.mark.engine

RATE = 16000
BLOCK = RATE // 50


@pytest.fixture(params=sorted(engines().keys() - {"wyoming"}))
def recognizer(request):
    return make_recognizer(request.param, shipped_model(), RATE)


@pytest.fixture
def spoken_blocks(spoken):
    """A sentence, with silence after it, in blocks of 20 ms."""
    samples = spoken.render("I will walk around the block after lunch.", VoiceSettings()).at(RATE)
    whole = np.concatenate([samples.samples, np.zeros(2 * RATE, np.int16)])
    return [whole[at : at + BLOCK] for at in range(0, len(whole) - BLOCK, BLOCK)]


def fed(recognizer, blocks):
    return [recognizer.feed(block) for block in blocks]


def test_while_it_is_closed_nothing_comes_of_sound(recognizer, spoken_blocks):
    assert not recognizer.is_open
    assert fed(recognizer, spoken_blocks[:10]) == [[]] * 10
    assert recognizer.close() == []


def test_every_block_ends_with_the_seconds_listened_to_in_this_turn(recognizer, spoken_blocks):
    for turn in (1, 2):
        recognizer.open(turn)
        lasts = [events[-1] for events in fed(recognizer, spoken_blocks[:50])]

        assert all(isinstance(last, AudioElapsed) and last.turn == turn for last in lasts)
        assert [last.seconds for last in lasts] == pytest.approx(
            [number / 50 for number in range(1, 51)]
        )
        recognizer.close()


def test_words_are_heard_with_their_times_and_settled(recognizer, spoken_blocks):
    recognizer.open(3)
    events = [event for events in fed(recognizer, spoken_blocks) for event in events]
    events += recognizer.close()

    finals = [event for event in events if isinstance(event, Heard) and event.final]
    assert "walk" in " ".join(heard.text for heard in finals)
    for heard in finals:
        assert heard.turn == 3
        assert 0 <= heard.started <= heard.ended <= len(spoken_blocks) / 50
        assert " ".join(word.word for word in heard.words) == heard.text
    assert not recognizer.is_open


def test_phrases_are_a_hint_and_other_words_are_heard_all_the_same(recognizer, spoken_blocks):
    recognizer.open(4, ("yes", "no"))
    events = [event for events in fed(recognizer, spoken_blocks) for event in events]
    events += recognizer.close()

    heard = " ".join(event.text for event in events if isinstance(event, Heard) and event.final)
    assert "walk" in heard


def test_nothing_of_a_turn_that_was_not_settled_reaches_into_the_next(recognizer, spoken_blocks):
    recognizer.open(5)
    fed(recognizer, spoken_blocks[:60])
    recognizer.open(6)
    silence = [np.zeros(BLOCK, np.int16)] * 100
    events = [event for events in fed(recognizer, silence) for event in events]
    events += recognizer.close()

    assert [event.text for event in events if isinstance(event, Heard) and event.text] == []
