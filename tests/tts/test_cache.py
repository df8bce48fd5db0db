"""What was spoken is remembered, within limits, until it is to be forgotten."""

import signal
import threading
from collections.abc import Iterator

import pytest

from voice_coach.tts.base import VoiceSettings
from voice_coach.tts.cache import CachedSynthesizer
from voice_coach.tts.pyttsx3_engine import Pyttsx3Synthesizer

pytestmark = pytest.mark.engine

SENTENCE = "I kept a small promise today."


@pytest.fixture
def engine() -> Iterator[Pyttsx3Synthesizer]:
    engine = Pyttsx3Synthesizer()
    yield engine
    engine.close()


def test_a_sentence_is_rendered_once(engine):
    voice = CachedSynthesizer(engine)

    assert voice.render(SENTENCE, VoiceSettings()) is voice.render(SENTENCE, VoiceSettings())


def test_another_manner_is_another_sound(engine):
    voice = CachedSynthesizer(engine)

    slow = voice.render(SENTENCE, VoiceSettings(rate=100))
    fast = voice.render(SENTENCE, VoiceSettings(rate=200))
    assert slow.seconds > fast.seconds


def test_what_was_not_asked_for_the_longest_goes_first(engine):
    size = engine.render("one", VoiceSettings()).samples.nbytes
    voice = CachedSynthesizer(engine, limit_bytes=3 * size)
    one = voice.render("one", VoiceSettings())
    two = voice.render("two", VoiceSettings())
    assert voice.render("one", VoiceSettings()) is one

    voice.render("six", VoiceSettings())
    voice.render("ten", VoiceSettings())

    assert voice.render("two", VoiceSettings()) is not two


def test_what_was_asked_for_lately_stays(engine):
    size = engine.render("one", VoiceSettings()).samples.nbytes
    voice = CachedSynthesizer(engine, limit_bytes=3 * size)
    one = voice.render("one", VoiceSettings())
    for other in ("two", "six", "ten", "two", "six"):
        voice.render(other, VoiceSettings())
        assert voice.render("one", VoiceSettings()) is one
        assert 0 < voice.size <= 3 * size


def test_a_sound_beyond_the_limit_is_spoken_and_not_remembered(engine):
    voice = CachedSynthesizer(engine, limit_bytes=1000)

    assert voice.render(SENTENCE, VoiceSettings()).seconds > 1.0
    assert voice.size == 0


def test_what_is_forgotten_is_rendered_again(engine):
    voice = CachedSynthesizer(engine)
    before = voice.render(SENTENCE, VoiceSettings())
    voice.forget()

    assert voice.size == 0
    assert voice.render(SENTENCE, VoiceSettings()) is not before


def test_what_is_being_rendered_while_forgetting_is_forgotten_too(engine):
    voice = CachedSynthesizer(engine)
    voice.render("Yes.", VoiceSettings())
    child = engine.process._child
    child.process.send_signal(signal.SIGSTOP)
    rendering = threading.Thread(target=voice.render, args=(SENTENCE, VoiceSettings()))
    rendering.start()
    while child.is_in_sync:
        pass
    voice.forget()
    child.process.send_signal(signal.SIGCONT)
    rendering.join()

    assert voice.size == 0


def test_a_known_sentence_waits_for_no_other(engine):
    voice = CachedSynthesizer(engine)
    known = voice.render("Yes.", VoiceSettings())
    child = engine.process._child
    child.process.send_signal(signal.SIGSTOP)
    rendering = threading.Thread(target=voice.render, args=(SENTENCE, VoiceSettings()))
    rendering.start()
    while child.is_in_sync:
        pass

    assert voice.render("Yes.", VoiceSettings()) is known
    assert rendering.is_alive()
    child.process.send_signal(signal.SIGCONT)
    rendering.join()


def test_two_threads_that_want_one_sentence_get_one_sound(engine):
    voice = CachedSynthesizer(engine)
    sounds = []
    together = threading.Barrier(4)

    def speak():
        together.wait()
        sounds.append(voice.render(SENTENCE, VoiceSettings()))

    threads = [threading.Thread(target=speak) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(sound is sounds[0] for sound in sounds)


def test_a_remembered_sound_cannot_be_written_to(engine):
    sound = CachedSynthesizer(engine).render(SENTENCE, VoiceSettings())

    with pytest.raises(ValueError, match="read-only"):
        sound.samples[0] = 1


def test_it_is_a_voice_like_the_one_behind_it(engine):
    voice = CachedSynthesizer(engine)

    assert voice.name == engine.name
    assert voice.voices() == engine.voices()
    voice.close()
    assert engine.process.pid is None
