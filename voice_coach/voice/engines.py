"""The table of voice engines.

Packages list theirs in the entry point group `voice_coach.voices`; the class is called without
arguments and is a `Voice`.
"""

from importlib.metadata import EntryPoint

from voice_coach import engines as tables
from voice_coach.voice.port import Voice

GROUP = "voice_coach.voices"
DEFAULT_ENGINE = "pyttsx3"
BUILT_IN = {DEFAULT_ENGINE: "voice_coach.voice.pyttsx3_voice:Pyttsx3Voice"}


def engines() -> dict[str, EntryPoint]:
    """Every voice engine there is, by name."""
    return tables.engines(GROUP, BUILT_IN)


def make_voice(name: str = DEFAULT_ENGINE) -> Voice:
    """A new voice of the engine called `name`. It starts nothing before it is asked to speak.

    Raises:
        CoachError: `voice.engine` if there is no such engine, or its package cannot be loaded.
    """
    voice: Voice = tables.load_engine("voice", name, engines())()
    return voice
