"""The table of voices, and the voices in files that are on this computer."""

import json
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import pytest

from voice_coach.errors import CoachError
from voice_coach.settings import Home
from voice_coach.tts.base import make_synthesizer
from voice_coach.tts.voices import (
    installed_voices,
    known_voice,
    known_voices,
    partial_voice,
    remove_voice,
    voice_path,
)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "voices"


def put(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"a voice")
    return path


def names(folder):
    return [voice.name for voice in installed_voices(folder) if voice.engine == "hibari"]


def test_the_table_has_the_sizes_and_checksums_that_hibari_has():
    pytest.importorskip("hibari")
    theirs = json.loads((files("hibari") / "assets" / "voices.json").read_text())
    ours = {voice.name: voice for voice in known_voices() if voice.engine == "hibari"}

    assert version("hibari-tts") == "0.2.1", "look whether its voices have changed"
    assert set(ours) == set(theirs)
    for name, voice in ours.items():
        assert voice.language == theirs[name]["language"].lower()
        assert voice.is_bundled == theirs[name]["bundled"]
        assert ("woman" in voice.about) == (theirs[name]["gender"] == "female")
        if not voice.is_bundled:
            assert voice.address.endswith(f"/voices/{theirs[name]['file']}")
            assert voice.size == theirs[name]["bytes"]
            assert voice.checksum == f"sha256:{theirs[name]['sha256']}"


def test_a_voice_is_known_by_its_name_whatever_its_case():
    assert known_voice(" Emma ").name == "emma"
    assert known_voice("nobody") is None


def test_without_a_folder_there_is_the_voice_that_hibari_brings_along(folder):
    pytest.importorskip("hibari")

    assert names(folder) == ["heart"]


def test_what_was_installed_is_there_known_voices_first(folder):
    pytest.importorskip("hibari")
    for name in ("a-friend", "fenrir", "emma"):
        put(voice_path(folder, "hibari", name))
    put(partial_voice(folder, known_voice("kore")).path)
    put(folder / "hibari" / "notes.txt")

    assert names(folder) == ["heart", "emma", "fenrir", "a-friend"]


def test_a_voice_goes_with_everything_that_belongs_to_it(folder):
    emma = known_voice("emma")
    path = put(voice_path(folder, "hibari", "emma"))
    put(path.with_name("emma.onnx.json"))
    put(partial_voice(folder, emma).path)
    other = put(voice_path(folder, "hibari", "fable"))

    remove_voice(folder, "hibari", "emma")
    assert list(path.parent.iterdir()) == [other]


def test_a_file_in_place_of_the_folder_is_told(folder):
    put(folder / "hibari")

    with pytest.raises(CoachError) as caught:
        installed_voices(folder)
    assert caught.value.code == "voice.folder"
    assert str(folder / "hibari") in caught.value.message


def test_an_engine_that_has_voices_in_files_is_told_of_the_home_they_lie_in(tmp_path, monkeypatch):
    class Parrot:
        def set_home(self, home):
            self.home = home

    monkeypatch.setattr("voice_coach.plugins.load_engine", lambda *_: Parrot)

    assert make_synthesizer("parrot", Home(tmp_path)).home.voices == tmp_path / "voices"
