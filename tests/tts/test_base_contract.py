"""What every voice engine must do. It runs over each engine in the table, outside ones as well.

Over that of other machines in tests/wyoming/test_text_to_speech.py.
"""

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from tests.piper_voice import bring_voice
from voice_coach.audio.sound import Sound
from voice_coach.errors import CoachError
from voice_coach.settings import Home
from voice_coach.tts.base import Synthesizer, VoiceSettings, engines, make_synthesizer

pytestmark = pytest.mark.engine

SENTENCE = "What is one small thing you will do for yourself?"


@pytest.fixture(scope="module", params=sorted(engines().keys() - {"wyoming"}))
def voice(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Synthesizer]:
    home = Home(tmp_path_factory.mktemp("home"))
    if request.param == "piper":
        bring_voice(home)
    voice = make_synthesizer(request.param, home)
    yield voice
    voice.close()


def loudness(sound: Sound) -> float:
    return float(np.sqrt(np.mean(sound.samples.astype(np.float64) ** 2)))


def test_a_sentence_becomes_sound(voice):
    sound = voice.render(SENTENCE, VoiceSettings())

    assert sound.samples.dtype == np.int16
    assert sound.samples.ndim == 1
    assert 8000 <= sound.rate <= 48000
    assert 1.0 < sound.seconds < 6.0
    assert loudness(sound) > 500


def test_a_sentence_begins_and_ends_with_speech(voice):
    sound = voice.render("Hello. How are you?", VoiceSettings())

    edge = sound.rate // 20
    assert np.abs(sound.samples[:edge].astype(int)).max() > 16
    assert np.abs(sound.samples[-edge:].astype(int)).max() > 16


def test_a_longer_text_is_a_longer_sound(voice):
    short = voice.render("Breathe in.", VoiceSettings())
    long = voice.render(
        "Breathe in, and let your shoulders sink as you breathe out.", VoiceSettings()
    )

    assert long.seconds > 2 * short.seconds


def test_every_sentence_is_spoken_at_its_own_rate(voice):
    lengths = [
        voice.render(SENTENCE, VoiceSettings(rate=rate)).seconds for rate in (300, 150, 100) * 4
    ]

    for fast, middle, slow in zip(lengths[0::3], lengths[1::3], lengths[2::3], strict=True):
        assert slow > 1.25 * middle
        assert middle > 1.25 * fast


def test_every_sentence_is_spoken_at_its_own_volume(voice):
    levels = [
        loudness(voice.render(SENTENCE, VoiceSettings(volume=volume))) for volume in (1.0, 0.25) * 4
    ]

    for loud, soft in zip(levels[0::2], levels[1::2], strict=True):
        assert 0 < soft < 0.5 * loud


@pytest.mark.parametrize("text", ["", "   ", "...", "?!", "\n\n", "\0"])
def test_a_text_without_words_is_an_empty_sound(voice, text):
    assert len(voice.render(text, VoiceSettings()).samples) == 0


@pytest.mark.parametrize(
    "text",
    [
        "naïve café",
        "100 % of it & more",
        "<speak>hello</speak>",
        "[[hello]]",
        "it's \ud800 odd",
        "7",
    ],
)
def test_an_unusual_text_is_spoken(voice, text):
    assert loudness(voice.render(text, VoiceSettings())) > 100


def test_what_follows_a_null_character_is_spoken(voice):
    whole = voice.render("hello\0and good morning to you", VoiceSettings())

    assert whole.seconds > 2 * voice.render("hello", VoiceSettings()).seconds


def test_a_text_of_any_length_is_spoken_to_its_end(voice):
    short = voice.render("yes. no.", VoiceSettings())
    long = voice.render("yes. " + " " * 100_000 + "no.", VoiceSettings())

    assert long.seconds == pytest.approx(short.seconds, abs=1.0)
    assert len(voice.render("one, two, three. " * 35, VoiceSettings()).samples) > 23 * short.rate


def test_an_unknown_voice_is_one_clear_error_and_the_engine_still_speaks(voice):
    with pytest.raises(CoachError) as caught:
        voice.render(SENTENCE, VoiceSettings(voice="no-such-voice"))

    assert caught.value.code == "voice.unknown"
    assert "'no-such-voice'" in caught.value.message
    assert "`voice-coach doctor --voices`" in caught.value.message
    assert voice.render(SENTENCE, VoiceSettings()).seconds > 1.0


@pytest.mark.parametrize(
    "voice_settings", [VoiceSettings(rate=0), VoiceSettings(rate=-5), VoiceSettings(volume=1.5)]
)
def test_an_impossible_manner_is_one_clear_error_and_the_engine_still_speaks(voice, voice_settings):
    with pytest.raises(CoachError) as caught:
        voice.render(SENTENCE, voice_settings)

    assert caught.value.code == "voice.failed"
    assert voice.render(SENTENCE, VoiceSettings()).seconds > 1.0


def test_a_rate_beyond_the_engine_is_the_nearest_it_has(voice):
    crawling, slow = (voice.render(SENTENCE, VoiceSettings(rate=rate)) for rate in (20, 100))
    rushing, fast = (voice.render(SENTENCE, VoiceSettings(rate=rate)) for rate in (2000, 250))

    assert crawling.seconds > slow.seconds
    assert rushing.seconds < fast.seconds


def test_the_voices_are_listed_once_each_and_speak(voice):
    voices = voice.voices()

    assert len(voices) == len(set(voices)) > 0
    assert list(voices) == sorted(voices)
    for chosen in {voices[0], voices[len(voices) // 2], voices[-1]}:
        assert loudness(voice.render("one, two, three", VoiceSettings(voice=chosen))) > 100


def test_the_default_voice_comes_back_after_another(voice):
    other = voice.voices()[0]
    before = voice.render(SENTENCE, VoiceSettings())
    voice.render(SENTENCE, VoiceSettings(voice=other))
    after = voice.render(SENTENCE, VoiceSettings())

    assert after.seconds == pytest.approx(before.seconds, rel=0.01)


def test_threads_get_the_sentences_they_asked_for(voice):
    texts = [" ".join(["breathe"] * count) for count in (1, 4, 8, 16)]
    alone = [voice.render(text, VoiceSettings()).seconds for text in texts]
    together: dict[int, list[float]] = {}

    def speak(index: int) -> None:
        together[index] = [voice.render(texts[index], VoiceSettings()).seconds for _ in range(3)]

    threads = [threading.Thread(target=speak, args=(index,)) for index in range(len(texts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for index, seconds in enumerate(alone):
        assert together[index] == pytest.approx([seconds] * 3, rel=0.02, abs=0.06)


def test_closing_twice_is_closing_once(voice):
    voice.render(SENTENCE, VoiceSettings())
    voice.close()
    voice.close()


def test_a_voice_that_never_spoke_can_be_closed(voice):
    voice.close()


def test_nothing_is_printed(voice, capfd):
    voice.render(SENTENCE, VoiceSettings())
    with pytest.raises(CoachError):
        voice.render(SENTENCE, VoiceSettings(voice="no-such-voice"))
    voice.close()

    assert capfd.readouterr() == ("", "")
