"""The builder lies beside the scripts, and is found there."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))


@pytest.fixture(scope="session")
def practices() -> Path:
    return ROOT / "voice_coach" / "practices" / "en"
