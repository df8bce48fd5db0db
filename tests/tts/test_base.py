"""The table of engines: ours, and those of other packages."""

import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from voice_coach.errors import CoachError
from voice_coach.tts.base import (
    BUILT_IN,
    VoiceSettings,
    engines,
    lower_or_higher,
    make_synthesizer,
    second_voice,
)

ROOT = Path(__file__).resolve().parents[2]

PARROT = """
import numpy as np
from voice_coach.audio.sound import Sound

class Parrot:
    name = "parrot"
    def render(self, text, manner):
        return Sound(np.full(len(text), 7, np.int16), 16000)
    def voices(self):
        return ("green",)
    def close(self):
        pass
"""


def install(folder: Path, entry: str) -> None:
    """What pip leaves behind of a package `parrot` with one voice engine."""
    (folder / "parrot.py").write_text(PARROT)
    info = folder / "parrot-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: parrot\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[voice_coach.voices]\nparrot = {entry}\n")


def test_the_built_in_engine_is_there_without_an_installation():
    assert "pyttsx3" in engines()


@pytest.mark.parametrize("place", BUILT_IN.values())
def test_the_table_of_built_in_engines_names_classes_that_exist(place):
    assert callable(EntryPoint("built in", place, "voice_coach.voices").load())


def test_the_default_voice_is_that_of_pyttsx3():
    assert make_synthesizer().name == "pyttsx3"


def test_another_packages_engine_is_found_and_speaks(tmp_path, monkeypatch):
    install(tmp_path, "parrot:Parrot")
    monkeypatch.syspath_prepend(tmp_path)

    assert {"pyttsx3", "parrot"} <= set(engines())
    assert make_synthesizer("parrot").render("hello", VoiceSettings()).samples.tolist() == [7] * 5


def test_an_unknown_engine_is_an_error_that_names_those_there_are():
    with pytest.raises(
        CoachError, match=r"no voice engine called 'nobody'.*: hibari, piper, pyttsx3"
    ) as caught:
        make_synthesizer("nobody")

    assert caught.value.code == "voice.engine"


@pytest.mark.parametrize("entry", ["parrot:Cockatoo", "no_such_module:Parrot"])
def test_an_engine_that_cannot_be_loaded_is_one_clear_error(tmp_path, monkeypatch, entry):
    install(tmp_path, entry)
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(CoachError, match="'parrot' cannot be loaded") as caught:
        make_synthesizer("parrot")

    assert caught.value.code == "voice.engine"


@pytest.mark.program
def test_pyttsx3_is_never_imported_into_this_process():
    program = (
        "import sys\n"
        "from voice_coach.tts.base import VoiceSettings, make_synthesizer\n"
        "voice = make_synthesizer()\n"
        "assert voice.render('hello', VoiceSettings()).seconds > 0.1\n"
        "voice.close()\n"
        "print('pyttsx3' in sys.modules)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert (said.stdout, said.stderr) == ("False\n", "")


class Silent:
    """A synthesizer of which only its name and its voices are asked."""

    def __init__(self, name, *voices):
        self.name = name
        self._voices = voices

    def voices(self):
        return self._voices


@pytest.mark.parametrize(
    ("synthesizer", "first", "second"),
    [
        (Silent("hibari", "heart"), "", "heart+low"),
        (Silent("hibari", "heart"), "heart+low", "heart+high"),
        (Silent("hibari", "emma", "heart"), "", "emma"),
        (Silent("hibari", "emma", "heart"), "emma", "heart"),
        (Silent("pyttsx3", "gmw/en-us"), "", "gmw/en-us+f3"),
        (Silent("pyttsx3", "gmw/en-us"), "gmw/en-gb+f2", "gmw/en-gb+m3"),
        (Silent("piper", "en_US-joe-medium"), "", ""),
    ],
)
def test_the_voice_of_the_persons_words_in_a_replay_differs(synthesizer, first, second):
    assert second_voice(synthesizer, first) == second


@pytest.mark.parametrize(
    ("engine", "voice", "step", "found"),
    [
        ("hibari", "heart", -1, "heart+low"),
        ("hibari", "emma+low", 1, "emma"),
        ("hibari", "emma+low", -1, None),
        ("pyttsx3", "", -1, "gmw/en-us+m3"),
        ("pyttsx3", "gmw/en-gb+f3", -1, "gmw/en-gb"),
        ("piper", "en_US-joe-medium", 1, None),
    ],
)
def test_a_voice_is_deeper_or_higher_as_far_as_its_engine_goes(
    engine, voice, step, found, monkeypatch
):
    monkeypatch.setattr("voice_coach.tts.base._HAS_ESPEAK", True)

    assert lower_or_higher(engine, voice, step) == found
