"""The model that ships and people: what it hears, and that nobody is obeyed without a command."""

import pytest

from tests import people_recorded
from voice_coach.nlu.commands import COMMANDS, match
from voice_coach.protocol.events import Heard
from voice_coach.stt.models import shipped_model
from voice_coach.stt.transcription import word_error_rate
from voice_coach.stt.vad import gated
from voice_coach.stt.vosk_engine import VoskRecognizer

pytestmark = pytest.mark.engine

RATE = 16000
PHRASES = [phrase for command in COMMANDS for phrase in command.phrases]


@pytest.fixture(scope="module")
def recognizer():
    return gated(VoskRecognizer(shipped_model(), RATE), RATE)


def heard(recognizer, said, phrases=()) -> str:
    samples = said.sound.at(RATE).samples
    recognizer.open(1, phrases)
    events = [e for at in range(0, len(samples), 320) for e in recognizer.feed(samples[at:][:320])]
    finals = [*events, *recognizer.close()]
    return " ".join(e.text for e in finals if isinstance(e, Heard) and e.final and e.text)


@pytest.mark.parametrize(("name", "most"), [("librispeech", 0.3), ("common-voice", 0.55)])
def test_people_are_heard_as_well_as_was_measured(recognizer, name, most):
    said = people_recorded.of(name)
    reference = " ".join(one.words for one in said)
    assert word_error_rate(reference, " ".join(heard(recognizer, one) for one in said)) <= most


def test_a_person_who_says_something_else_is_not_obeyed(recognizer):
    said = [*people_recorded.of("librispeech"), *people_recorded.of("common-voice")]
    taken = [one.words for one in said if match(heard(recognizer, one, PHRASES)) is not None]
    assert taken == []
