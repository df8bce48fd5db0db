"""Natural voices speak a list that the builder reads like one of people."""

import numpy as np
import pytest
from speech_model import natural_voices
from speech_model.errors import BuildError
from speech_model.options import ROOT
from speech_model.recordings import decoded
from speech_model.sound import RATE

from tests.piper_voice import bring_voice
from voice_coach.settings import Home

pytestmark = pytest.mark.builder

PRACTICES = ROOT / "voice_coach" / "practices" / "en"


@pytest.fixture
def home(tmp_path) -> Home:
    """A home with a voice for Piper beside hibari's."""
    home = Home(tmp_path / "home")
    bring_voice(home)
    return home


def test_every_voice_that_is_installed_and_each_of_its_registers_is_a_speaker(tmp_path, home):
    assert natural_voices.speak(8, PRACTICES, tmp_path / "speech", home) == 8

    found = decoded(natural_voices.LIST, tmp_path / "speech", tmp_path / "decoded")
    assert [row.speaker for row in found.rows] == ["0", "1", "2", "3", "0", "1", "2", "3"]
    assert all(row.samples > 0.3 * RATE and row.words for row in found.rows)
    assert np.abs(found.samples.astype(int)).max() > 1000


def test_a_list_that_is_there_is_kept(tmp_path, home):
    table = tmp_path / f"{natural_voices.LIST}.tsv"
    table.write_text("1\t0\tours\n")

    with pytest.raises(BuildError, match="exists already"):
        natural_voices.speak(1, PRACTICES, tmp_path, home)
    assert table.read_text() == "1\t0\tours\n"


def test_without_a_natural_voice_it_is_said_how_to_get_one(tmp_path, home, monkeypatch):
    monkeypatch.setattr(natural_voices, "ENGINES", ())

    with pytest.raises(BuildError, match=r"voice-coach\[natural\]"):
        natural_voices.speak(1, PRACTICES, tmp_path, home)
