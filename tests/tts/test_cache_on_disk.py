"""Sounds that are kept from day to day: of allowed sentences only, within limits."""

import os
import stat

import numpy as np
import pytest

from voice_coach.audio.sound import Sound
from voice_coach.tts.cache import PromptCache

SENTENCE, OTHER, PRIVATE = "Hello, and welcome.", "We begin.", "You said: marzipan."


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cache" / "prompts"


@pytest.fixture
def cache(folder):
    cache = PromptCache(folder)
    cache.allow(lambda: [SENTENCE, OTHER])
    return cache


def sound(length: int = 100) -> Sound:
    return Sound(np.arange(length, dtype=np.int16), 24000)


def test_a_sound_is_found_again_by_another_run(cache, folder):
    cache.put(sound(), SENTENCE, "hibari", "heart", 120)

    found = PromptCache(folder).get(SENTENCE, "hibari", "heart", 120)

    assert found is not None
    assert found.rate == 24000
    assert np.array_equal(found.samples, sound().samples)


@pytest.mark.parametrize(
    "manner", [("hibari", "heart", 121), ("hibari", "emma", 120), ("hibari 2", "heart", 120)]
)
def test_another_pace_voice_or_version_is_another_sound(cache, manner):
    cache.put(sound(), SENTENCE, "hibari", "heart", 120)

    assert cache.get(SENTENCE, *manner) is None


def test_what_was_not_allowed_is_never_written(cache, folder):
    for text in (PRIVATE, SENTENCE + " ", SENTENCE.lower(), ""):
        cache.put(sound(), text, "hibari")

    assert not folder.exists()


def test_the_allowed_sentences_are_asked_for_only_when_one_is_to_be_kept(folder):
    asked = []
    cache = PromptCache(folder)
    cache.allow(lambda: asked.append("asked") or [SENTENCE])

    assert cache.get(SENTENCE) is None
    assert asked == []
    cache.put(sound(), SENTENCE)
    cache.put(sound(), SENTENCE)
    assert asked == ["asked"]


def test_only_the_owner_can_read_it_and_no_name_tells_a_text(cache, folder):
    cache.put(sound(), SENTENCE, "hibari")

    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert "ello" not in file.name


def test_the_sounds_not_used_the_longest_go_first(folder):
    cache = PromptCache(folder, limit=2500)
    cache.allow(lambda: ["a", "b", "c"])
    cache.put(sound(500), "a")  # 1,044 bytes each
    cache.put(sound(500), "b")
    for file in folder.iterdir():
        os.utime(file, (1, 1))
    assert cache.get("a") is not None

    cache.put(sound(500), "c")

    assert cache.get("a") is not None
    assert cache.get("b") is None
    assert cache.get("c") is not None


def test_a_damaged_file_is_no_sound(cache, folder):
    cache.put(sound(), SENTENCE)
    (file,) = folder.iterdir()
    file.write_bytes(b"RIFF")

    assert cache.get(SENTENCE) is None
    cache.put(sound(), SENTENCE)
    assert cache.get(SENTENCE) is not None


def test_a_folder_that_cannot_be_made_keeps_nothing_and_breaks_nothing(tmp_path):
    (tmp_path / "file").write_text("")
    cache = PromptCache(tmp_path / "file" / "prompts")
    cache.allow(lambda: [SENTENCE])

    cache.put(sound(), SENTENCE)

    assert cache.get(SENTENCE) is None
