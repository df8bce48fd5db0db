"""Wishes are understood through the recognizer's errors: spoken, heard, and looked up."""

from collections import Counter

import numpy as np
import pytest

from voice_coach.menu.intents import Question, intent_of
from voice_coach.menu.matcher import WishMatcher
from voice_coach.protocol.events import Heard
from voice_coach.stt.models import shipped_model
from voice_coach.stt.vosk_engine import VoskRecognizer
from voice_coach.tts.base import VoiceSettings

from .test_matcher import PRACTICES, names_of, wishes_of

pytestmark = pytest.mark.engine

RATE = 16000
MAX_WORDS = 14
NOT_A_PRACTICE = frozenset(("command", "promises", "again", "look-back"))


def thirty():
    """The first of the wishes of six hands that are short enough to be spoken quickly."""
    for hand in (1, 2, 4, 5, 7, 8):
        rows = [row for row in wishes_of(hand) if 3 < len(row[0].split()) <= MAX_WORDS]
        yield from [row for row in rows if not row[1] & NOT_A_PRACTICE][:5]


def heard(recognizer, spoken, wish, turn):
    samples = spoken.render(f"{wish}.", VoiceSettings()).at(RATE).samples
    recognizer.open(turn)
    events = recognizer.feed(np.concatenate([samples, np.zeros(RATE, np.int16)]))
    events += recognizer.close()
    return " ".join(each.text for each in events if isinstance(each, Heard) and each.final)


def test_most_wishes_are_understood_as_they_are_heard(spoken):
    question = Question(PRACTICES, WishMatcher(PRACTICES))
    recognizer = VoskRecognizer(shipped_model(), RATE)
    results = Counter[str]()
    for turn, (wish, right) in enumerate(thirty(), start=1):
        intent = intent_of(heard(recognizer, spoken, wish, turn), question)
        is_right = intent is not None and names_of(intent) & right
        results["asked back" if intent is None else "right" if is_right else "wrong"] += 1

    assert results.total() == 30
    assert results["right"] >= 22, results
    assert results["wrong"] <= 4, results
