"""The voice on another machine: wyoming-piper, and what every voice engine must do."""

from collections.abc import Iterator

import pytest

from tests.tts.test_base_contract import (
    SENTENCE,
    loudness,
    test_a_longer_text_is_a_longer_sound,
    test_a_sentence_becomes_sound,
    test_a_sentence_begins_and_ends_with_speech,
    test_a_text_without_words_is_an_empty_sound,
    test_an_impossible_manner_is_one_clear_error_and_the_engine_still_speaks,
    test_an_unknown_voice_is_one_clear_error_and_the_engine_still_speaks,
    test_an_unusual_text_is_spoken,
    test_every_sentence_is_spoken_at_its_own_volume,
    test_nothing_is_printed,
    test_what_follows_a_null_character_is_spoken,
)
from voice_coach.settings import Settings
from voice_coach.tts.base import Synthesizer, VoiceSettings, make_synthesizer

__all__ = [
    "test_a_longer_text_is_a_longer_sound",
    "test_a_sentence_becomes_sound",
    "test_a_sentence_begins_and_ends_with_speech",
    "test_a_text_without_words_is_an_empty_sound",
    "test_an_impossible_manner_is_one_clear_error_and_the_engine_still_speaks",
    "test_an_unknown_voice_is_one_clear_error_and_the_engine_still_speaks",
    "test_an_unusual_text_is_spoken",
    "test_every_sentence_is_spoken_at_its_own_volume",
    "test_nothing_is_printed",
    "test_what_follows_a_null_character_is_spoken",
]

pytestmark = [pytest.mark.program, pytest.mark.usefixtures("other_machines")]


@pytest.fixture
def voice(remote: Settings) -> Iterator[Synthesizer]:
    voice = make_synthesizer("wyoming", None, remote)
    yield voice
    voice.close()


def test_a_slower_rate_is_a_longer_sound_though_the_server_has_one_pace(voice):
    fast, middle, slow = (
        voice.render(SENTENCE, VoiceSettings(rate=rate)).seconds for rate in (300, 150, 100)
    )

    assert slow > 1.25 * middle
    assert middle > 1.25 * fast


def test_the_servers_voices_of_the_language_are_listed(voice):
    voices = voice.voices()

    assert "en_US-joe-medium" in voices
    assert list(voices) == sorted(set(voices))
    assert all(each.startswith("en_") for each in voices)


def test_a_voice_is_chosen_by_the_servers_name_of_it(voice):
    sound = voice.render("One, two, three.", VoiceSettings(voice="en_US-joe-medium"))

    assert loudness(sound) > 100
