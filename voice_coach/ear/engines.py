"""The table of ear engines.

Packages list theirs in the entry point group `voice_coach.ears`; the class is called with a speech
model and the microphone's rate in Hz, and is an `Ear`.
"""

from importlib.metadata import EntryPoint

from voice_coach import engines as tables
from voice_coach.ear.models import SpeechModel
from voice_coach.ear.port import Ear

GROUP = "voice_coach.ears"
DEFAULT_ENGINE = "vosk"
BUILT_IN = {DEFAULT_ENGINE: "voice_coach.ear.vosk_ear:VoskEar"}


def engines() -> dict[str, EntryPoint]:
    """Every ear engine there is, by name."""
    return tables.engines(GROUP, BUILT_IN)


def make_ear(name: str, model: SpeechModel, rate: int) -> Ear:
    """A new ear of the engine called `name`, which hears with `model` at `rate` Hz.

    Raises:
        CoachError: `ear.engine` if there is no such engine, or its package cannot be loaded;
            `ear.missing`, `ear.model-missing` or `ear.model-broken` if it cannot hear.
    """
    ear: Ear = tables.load_engine("ear", name, engines())(model, rate)
    return ear
