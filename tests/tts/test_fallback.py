"""Which engine speaks, and who speaks instead where it cannot."""

import os
import signal

import pytest

from voice_coach.audio.sound import Sound, silence
from voice_coach.errors import CoachError
from voice_coach.settings import Home, Settings
from voice_coach.tts import voices
from voice_coach.tts.base import VoiceSettings, make_synthesizer
from voice_coach.tts.fallback import FallbackSynthesizer, speaking_synthesizer
from voice_coach.tts.hibari_engine import HibariSynthesizer

SENTENCE = "I kept a small promise today."


class Engine:
    """Speaks silence, in a voice of its name, until it is to fail."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.error: CoachError | None = None
        self.asked: list[str] = []
        self.closed = False

    def render(self, text: str, voice_settings: VoiceSettings) -> Sound:
        self.asked.append(text)
        if self.error is not None:
            raise self.error
        if voice_settings.voice not in ("", self.name):
            raise CoachError("voice.unknown", f"There is no voice called {voice_settings.voice!r}.")
        return silence(len(text) / 100, 16000)

    def voices(self) -> tuple[str, ...]:
        return (self.name,)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def engines() -> tuple[Engine, Engine]:
    return Engine("natural"), Engine("system")


def told_by(voice: FallbackSynthesizer) -> list[CoachError]:
    told: list[CoachError] = []
    voice.report_to(told.append)
    return told


def test_as_long_as_the_first_speaks_the_second_is_not_asked(engines):
    voice = FallbackSynthesizer(*engines)

    voice.render(SENTENCE, VoiceSettings("natural"))

    assert voice.name == "natural"
    assert voice.voices() == ("natural",)
    assert engines[1].asked == []


def test_where_the_first_fails_the_second_speaks_the_same_prompt_and_all_that_follow(engines):
    first, second = engines
    voice = FallbackSynthesizer(first, second)
    told = told_by(voice)
    first.error = CoachError("voice.hung", "The voice did not answer.")

    for _ in range(3):
        assert voice.render(SENTENCE, VoiceSettings("natural")).seconds > 0

    assert first.asked == [SENTENCE]
    assert first.closed
    assert (voice.name, voice.voices()) == ("system", ("system",))
    assert [(error.code, error.message) for error in told] == [
        ("voice.hung", "The voice did not answer. The system's voice speaks instead.")
    ]


def test_a_voice_of_the_seconds_is_spoken_by_the_second_and_nothing_is_told(engines):
    voice = FallbackSynthesizer(*engines)
    told = told_by(voice)

    voice.render("mine", VoiceSettings("system"))
    voice.render("yours", VoiceSettings("natural"))
    voice.render("mine again", VoiceSettings("system"))

    assert engines[0].asked == ["mine", "yours"]
    assert voice.name == "natural"
    assert told == []


def test_a_voice_that_neither_knows_is_an_error(engines):
    with pytest.raises(CoachError, match="'nobody'"):
        FallbackSynthesizer(*engines).render(SENTENCE, VoiceSettings("nobody"))


def test_with_an_excuse_the_second_speaks_from_the_beginning_and_it_is_told_once(engines):
    voice = FallbackSynthesizer(*engines, CoachError("voice.unknown", "No voice 'nobody'."))
    told = told_by(voice)

    voice.render(SENTENCE, VoiceSettings("nobody"))
    voice.render(SENTENCE, VoiceSettings("nobody"))

    assert engines[0].asked == []
    assert [error.message for error in told] == [
        "No voice 'nobody'. The system's voice speaks instead."
    ]


def test_closing_closes_both(engines):
    FallbackSynthesizer(*engines).close()

    assert all(engine.closed for engine in engines)


@pytest.mark.parametrize(
    ("settings", "installed", "name"),
    [
        (Settings(), True, "hibari"),
        (Settings(), False, "pyttsx3"),
        (Settings(language="en-gb"), True, "hibari"),
        (Settings(language="de"), True, "pyttsx3"),
        (Settings(voice_engine="pyttsx3"), True, "pyttsx3"),
        (Settings(voice_engine="hibari"), False, "hibari"),
        (Settings(voice="gmw/en-us+f3"), True, "pyttsx3"),
    ],
)
def test_the_natural_voice_speaks_english_where_it_is_installed(
    settings, installed, name, tmp_path, monkeypatch
):
    monkeypatch.setattr(voices, "has_engine", lambda _: installed)

    assert speaking_synthesizer(settings, Home(tmp_path)).name == name


@pytest.mark.engine
def test_a_natural_voice_that_hangs_is_replaced_within_the_prompt(tmp_path):
    pytest.importorskip("hibari")
    natural = HibariSynthesizer(deadline=0.3, start_seconds=30)
    voice = FallbackSynthesizer(natural, make_synthesizer("pyttsx3"))
    told = told_by(voice)
    try:
        assert voice.render(SENTENCE, VoiceSettings()).rate == 24000
        os.kill(natural.process.pid, signal.SIGSTOP)
        sound = voice.render(SENTENCE, VoiceSettings())
    finally:
        voice.close()

    assert sound.seconds > 1
    assert sound.rate != 24000
    assert [error.code for error in told] == ["voice.hung"]
    assert natural.process.pid is None
