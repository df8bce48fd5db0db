"""What hearing is tested with: the model that ships, and speech that is really synthesized."""

from collections.abc import Callable, Iterator

import pytest

from voice_coach.audio.sound import Sound
from voice_coach.stt.models import SpeechModel, shipped_model
from voice_coach.tts.base import VoiceSettings
from voice_coach.tts.pyttsx3_engine import Pyttsx3Synthesizer

AVERAGE = VoiceSettings(rate=150)


@pytest.fixture
def say() -> Iterator[Callable[[str], Sound]]:
    """Speaks a sentence. A new voice each time: then a test hears the same in any order."""
    voice = Pyttsx3Synthesizer()
    yield lambda text, settings=AVERAGE: voice.render(text, settings)
    voice.close()


@pytest.fixture
def model() -> SpeechModel:
    return shipped_model()
