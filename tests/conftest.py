"""No test touches the person's own things, and none reaches out."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from voice_coach.voice.cache import CachedVoice
from voice_coach.voice.engines import make_voice


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of the test's own; the person's settings are out of sight."""
    folder = tmp_path / "home"
    monkeypatch.setenv("VOICE_COACH_HOME", str(folder))
    for name in ("MODEL", "MICROPHONE", "SPEAKER"):
        monkeypatch.delenv(f"VOICE_COACH_{name}", raising=False)
    return folder


@pytest.fixture(scope="session")
def spoken() -> Iterator[CachedVoice]:
    """The real voice, kept for the whole run: what one test has rendered, the next has at once."""
    voice = CachedVoice(make_voice())
    yield voice
    voice.close()
