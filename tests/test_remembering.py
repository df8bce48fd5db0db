"""An ear and a voice that remember hear and say what those behind them do."""

from itertools import pairwise

import numpy as np
import pytest

from tests.remembering import RememberingRecognizer, RememberingSynthesizer
from voice_coach.audio.sound import silence
from voice_coach.stt.models import shipped_model
from voice_coach.stt.vad import gated
from voice_coach.stt.vosk_engine import VoskRecognizer
from voice_coach.tts.base import VoiceSettings
from voice_coach.tts.pyttsx3_engine import Pyttsx3Synthesizer

pytestmark = pytest.mark.engine

RATE = 16000


@pytest.fixture
def sounds(spoken):
    """Two answers that begin alike, and one of them once more, each with a silence around it."""
    said = ("i will walk", "i will walk and sit by the river", "i will walk")
    pause = silence(0.6, RATE).samples
    return [
        np.concatenate(
            [pause, spoken.render(text, VoiceSettings(rate=150)).at(RATE).samples, pause]
        )
        for text in said
    ]


def real_ear():
    return gated(VoskRecognizer(shipped_model(), RATE), RATE)


def heard_by(recognizer, turn, sound):
    recognizer.open(turn, ("yes", "no") if turn == 3 else ())
    edges = range(0, len(sound), RATE // 50)
    told = [recognizer.feed(sound[begins:ends]) for begins, ends in pairwise(edges)]
    return [*told, recognizer.close()]


def test_it_tells_what_the_real_one_tells(sounds):
    memory = {}
    for turn, sound in enumerate([*sounds, sounds[0]]):
        expected = heard_by(real_ear(), turn, sound)
        assert heard_by(RememberingRecognizer(real_ear(), memory), turn, sound) == expected


class Counting(VoskRecognizer):
    """Counts the blocks it is given."""

    blocks = 0

    def feed(self, block):
        self.blocks += 1
        return super().feed(block)


def test_what_was_heard_is_not_recognised_again(sounds):
    memory, recognizer = {}, Counting(shipped_model(), RATE)
    once = heard_by(RememberingRecognizer(recognizer, memory), 1, sounds[0])
    blocks = recognizer.blocks

    assert heard_by(RememberingRecognizer(recognizer, memory), 1, sounds[0]) == once
    assert recognizer.blocks == blocks == len(once) - 1


def test_while_it_is_closed_it_hears_nothing(sounds):
    recognizer = RememberingRecognizer(real_ear(), {})

    assert recognizer.feed(sounds[0]) == []
    assert recognizer.close() == []
    assert not recognizer.is_open


def test_a_voice_says_what_a_new_one_would_say_after_the_same_sentences():
    memory = {}
    for texts in (
        ["Hello.", "Who are you?"],
        ["Hello.", "Who are you?", "Hello."],
        ["Who are you?"],
    ):
        voice, new = RememberingSynthesizer(memory), Pyttsx3Synthesizer()
        for text in texts:
            sound, expected = voice.render(text, VoiceSettings()), new.render(text, VoiceSettings())
            assert np.array_equal(sound.samples, expected.samples)
        voice.close()
        new.close()


def test_a_voice_that_says_what_was_said_before_starts_no_engine():
    memory = {}
    for _ in range(2):
        voice = RememberingSynthesizer(memory)
        voice.start()
        voice.render("Hello.", VoiceSettings())
        started = voice._voice.process.pid
        voice.close()

    assert started is None
