"""Installing a voice, from a real web site on this machine; how a download goes on and fails is

told by tests/stt/test_installer.py, which goes the same way.
"""

import hashlib
import stat

import pytest
from msgspec import structs

from voice_coach.errors import CoachError
from voice_coach.tts.voice_installer import install_voice
from voice_coach.tts.voices import installed_voices, known_voice, partial_voice

DATA = bytes(range(256)) * 1000


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "home" / "voices"


@pytest.fixture
def emma(site):
    """A voice that the site has."""
    site.files["bf_emma.int8.onnx"] = DATA
    return structs.replace(
        known_voice("emma"),
        address=f"{site.address}/bf_emma.int8.onnx",
        size=len(DATA),
        checksum=f"sha256:{hashlib.sha256(DATA).hexdigest()}",
    )


def code_of(voice, folder, **how):
    with pytest.raises(CoachError) as caught:
        install_voice(voice, folder, **how)
    assert not (folder / "hibari" / "emma.onnx").exists()
    return caught.value.code


def left(folder):
    return sorted(path.name for path in (folder / "hibari").iterdir())


def test_a_voice_is_put_in_its_place_for_its_owner_alone(emma, folder):
    steps = []
    path = install_voice(emma, folder, lambda *step: steps.append(step))

    assert path == folder / "hibari" / "emma.onnx"
    assert path.read_bytes() == DATA
    assert left(folder) == ["emma.onnx"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert steps[0] == ("download", 0, len(DATA))
    assert steps[-1] == ("check", len(DATA), len(DATA))


def test_one_that_is_there_stays_and_nothing_is_asked_for(emma, folder, site):
    install_voice(emma, folder)
    install_voice(emma, folder)

    assert len(site.asked) == 1


def test_a_download_that_was_cut_off_goes_on_where_it_stopped(emma, folder, site):
    site.cut_after = 100_000
    assert code_of(emma, folder) == "voice.truncated"
    assert installed_voices(folder)[1:] == ()
    assert partial_voice(folder, emma).path.stat().st_size == 100_000
    site.cut_after = None
    install_voice(emma, folder)

    assert site.asked[-1]["Range"] == "bytes=100000-"
    assert left(folder) == ["emma.onnx"]


def test_a_wrong_checksum_leaves_nothing(emma, folder, site):
    site.files["bf_emma.int8.onnx"] = DATA[:-1] + b"x"

    assert code_of(emma, folder) == "voice.checksum"
    assert left(folder) == []


def test_another_site_may_have_the_file(emma, folder, site):
    site.files["mirror/bf_emma.int8.onnx"] = site.files.pop("bf_emma.int8.onnx")

    assert code_of(emma, folder) == "voice.server"
    install_voice(emma, folder, site=f"{site.address}/mirror/")
    assert left(folder) == ["emma.onnx"]


def test_a_file_in_place_of_the_folder_is_told(emma, folder):
    folder.parent.mkdir()
    folder.write_text("")

    assert code_of(emma, folder) == "voice.folder"
