"""The coach's voice: engines as loud as each other and as the tones, names, and what is kept."""

import importlib.metadata
import importlib.util

import numpy as np
import pytest

from voice_coach.app import factory
from voice_coach.app.factory import open_demo, speak_openings, start_synthesizer
from voice_coach.audio.loudness import loudness, with_loudness
from voice_coach.audio.sound import Sound
from voice_coach.errors import CoachError
from voice_coach.journal.journal import Journal
from voice_coach.nlu.pronunciations import Pronunciations
from voice_coach.practice.library import Library, fixed_sentences, fixed_texts, openings
from voice_coach.protocol.events import SessionConfig
from voice_coach.settings import Home, Settings
from voice_coach.tts.base import VoiceSettings
from voice_coach.tts.cache import PromptCache
from voice_coach.tts.coach_voice import MAX_PEAK_DB, SPEECH_LUFS, CoachVoice

SENTENCE = "What is one small thing you will do for yourself?"
PRACTICE = "small-promises"

natural = pytest.mark.skipif(
    importlib.util.find_spec("hibari") is None, reason="the extra `natural` is not installed"
)


class Engine:
    """Hums as long as a text, always the same, and counts what it was asked for."""

    name = "hummer"

    def __init__(self) -> None:
        self.asked: list[tuple[str, VoiceSettings]] = []

    def render(self, text: str, voice_settings: VoiceSettings) -> Sound:
        self.asked.append((text, voice_settings))
        if voice_settings.volume > 1:
            raise CoachError("voice.failed", "too loud")
        at = np.arange(len(text) * 1000)
        return Sound((3000 * np.sin(at / 10)).astype(np.int16), 24000)

    def fingerprint(self, voice: str) -> str:
        return "hummer 1"

    def voices(self) -> tuple[str, ...]:
        return ("hum",)

    def close(self) -> None:
        pass


def voice_of(engine: Engine, folder, names=None) -> CoachVoice:
    return CoachVoice(engine, Pronunciations(names or {}), PromptCache(folder))


def test_a_sentence_has_the_loudness_of_all_speech_and_the_volume_turns_it_down(tmp_path):
    voice = voice_of(Engine(), tmp_path)

    full, half = (voice.render(SENTENCE, VoiceSettings(volume=volume)) for volume in (1.0, 0.5))

    assert loudness(full) == pytest.approx(SPEECH_LUFS, abs=0.1)
    assert loudness(half) == pytest.approx(SPEECH_LUFS - 6.0, abs=0.1)


def test_an_impossible_volume_is_the_engines_error(tmp_path):
    with pytest.raises(CoachError, match="too loud"):
        voice_of(Engine(), tmp_path).render(SENTENCE, VoiceSettings(volume=1.5))


def test_a_name_is_said_as_the_person_says_it_and_not_kept_on_disk(tmp_path):
    engine = Engine()
    voice = voice_of(engine, tmp_path / "prompts", {"Siobhan": "Shivawn"})
    voice.allow(lambda: ["Hello, Siobhan.", "Hello, Shivawn."])

    voice.render("Hello, Siobhan.", VoiceSettings())

    assert engine.asked[0][0] == "Hello, Shivawn."
    assert not (tmp_path / "prompts").exists()


def test_what_was_kept_needs_no_engine_whatever_the_volume(tmp_path):
    first, second = Engine(), Engine()
    voice = voice_of(first, tmp_path)
    voice.allow(lambda: [SENTENCE])
    before = voice.render(SENTENCE, VoiceSettings(volume=0.5))

    after = voice_of(second, tmp_path).render(SENTENCE, VoiceSettings(volume=0.5))

    assert second.asked == []
    assert np.array_equal(after.samples, before.samples)


@natural
@pytest.mark.engine
def test_both_engines_are_equally_loud_and_neither_clips_nor_clicks(tmp_path):
    texts = [
        SENTENCE,
        "Let your shoulders sink.",
        "Yes.",
        "That is what a kept promise feels like.",
    ]
    for name in ("hibari", "pyttsx3"):
        voice = start_synthesizer(Settings(voice_engine=name), Home(tmp_path))
        sounds = [voice.render(text, VoiceSettings(rate=120)) for text in texts]
        voice.close()
        for sound in sounds:
            ends = np.abs(sound.samples[[0, -1]].astype(int))
            peak = np.abs(sound.samples.astype(int)).max()
            assert loudness(sound) == pytest.approx(SPEECH_LUFS, abs=0.7), name
            assert peak <= 32768 * 10 ** (MAX_PEAK_DB / 20) + 2, name
            assert ends.max() < 0.005 * peak, name


@natural
@pytest.mark.engine
def test_no_word_of_a_persons_is_kept_on_disk(tmp_path, home):
    """Every file there is of a sentence that the package has, word for word."""
    settings, place = Settings(voice_engine="hibari"), Home(home)
    practice = Library(place.practices).load(PRACTICE)
    with open_demo(settings, place, practice, real_time=False) as runtime:
        with Journal.open(tmp_path / "journal.db", clock=runtime.clock) as journal:
            row = journal.begin(practice.name, practice.title, "test")
            runtime.run(practice, journal, row, SessionConfig(runtime.clock()))
            spoken = [turn.text for turn in journal.turns(row) if turn.speaker == "coach"]
        assert runtime.voice.name == "hibari"
    made_by = f"hibari {importlib.metadata.version('hibari-tts')} "
    public = fixed_texts() | fixed_sentences(practice)
    cache = PromptCache(place.prompts)
    known = {cache._path(text, (made_by, "", rate)) for text in public for rate in (110, 120, 145)}

    assert set(place.prompts.iterdir()) <= known
    assert len(list(place.prompts.iterdir())) > 5
    assert any(text not in public for text in spoken), "something of the person's was said back"


def test_a_practice_that_somebody_changed_has_no_sentences_that_are_everybodys(home):
    library = Library(Home(home).practices)
    package = library.load(PRACTICE)
    Home(home).practices.mkdir(parents=True)
    (Home(home).practices / f"{PRACTICE}.toml").write_text(
        'title = "Small promises"\nabout = "Mine."\nminutes = 3\n\n[[step]]\nsay = "Marzipan."\n'
    )

    assert "Small promises." in fixed_sentences(package)
    assert all("{" not in sentence for sentence in fixed_sentences(package) | fixed_texts())
    assert fixed_sentences(library.load(PRACTICE)) == set()


def test_loudness_of_a_short_cue_is_brought_up_as_well():
    short = Sound((500 * np.sin(np.arange(4000) / 10)).astype(np.int16), 24000)

    assert loudness(with_loudness(short, SPEECH_LUFS, MAX_PEAK_DB)) == pytest.approx(-22, abs=0.1)


@natural
@pytest.mark.engine
def test_what_sessions_begin_with_can_be_spoken_ahead(home, monkeypatch):
    monkeypatch.setattr(factory, "openings", lambda: openings()[:2])

    speak_openings(Settings(voice_engine="hibari"), Home(home))

    kept = len(list(Home(home).prompts.iterdir()))
    assert kept == 2
    voice = start_synthesizer(Settings(voice_engine="hibari"), Home(home))
    for text in openings()[:2]:
        voice.render(text, VoiceSettings(rate=145))
    voice.close()
    assert len(list(Home(home).prompts.iterdir())) == kept
