"""The synthesizer's contract, and the table of its engines.

Packages list their engines in the entry point group `voice_coach.voices`; the class is called
without arguments and is a `Synthesizer`. One contract test runs over them all.
"""

import re
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from typing import Protocol

from voice_coach import plugins
from voice_coach.audio.sound import Sound
from voice_coach.settings import Home

ENTRY_POINT_GROUP = "voice_coach.voices"

AUTO = "auto"
"""In place of an engine's name: the natural one where it can speak, else the system's voice."""

NATURAL_ENGINE, DEFAULT_ENGINE = "hibari", "pyttsx3"

BUILT_IN = {
    NATURAL_ENGINE: "voice_coach.tts.hibari_engine:HibariSynthesizer",
    DEFAULT_ENGINE: "voice_coach.tts.pyttsx3_engine:Pyttsx3Synthesizer",
    "piper": "voice_coach.tts.piper.piper_engine:PiperSynthesizer",
}

_ESPEAK_ID = re.compile(r"[a-z]{2,3}/[a-z]{2,3}(?:-|$)")
"""The form of espeak's own ids: a family of languages, and one of it."""

_AMERICAN_ENGLISH = "gmw/en-us"
"""Our child process's voice on espeak where none is named."""

_HIGH_VARIANT, _LOW_VARIANT = "f3", "m3"


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """An engine's voice id ("" for its default), words a minute (or nearly), and volume 0 to 1."""

    voice: str = ""
    rate: int = 145
    volume: float = 1.0


class Synthesizer(Protocol):
    """Text in, sound out. Blocking; safe to call from any thread, one rendering at a time.

    An engine may also have a method `set_home(home)`, which is called before all others with the
    person's `Home`, in whose folder `voices` theirs may lie; and a method `start()`, which is
    called early and returns at once, so that it gets ready while the rest of the program does.
    """

    @property
    def name(self) -> str:
        """The engine's name, as the table of engines lists it."""
        ...

    def render(self, text: str, voice_settings: VoiceSettings) -> Sound:
        """Return the sound of `text`, int16 mono at the engine's own rate; empty if none is spoken.

        It begins and ends with speech, give or take a few milliseconds: pauses are the coach's.
        Raises `voice.missing` if the engine is not installed, `voice.unknown` if it has no such
        voice, `voice.failed` if it refused or died, `voice.hung` if it fell silent.
        """
        ...

    def voices(self) -> tuple[str, ...]:
        """Return the ids of the engine's voices, sorted; raises as `render`."""
        ...

    def close(self) -> None:
        """Release what the engine holds. Closing again does nothing."""
        ...


def engines() -> dict[str, EntryPoint]:
    """Return every synthesizer engine, by name."""
    return plugins.engines(ENTRY_POINT_GROUP, BUILT_IN)


def make_synthesizer(name: str = DEFAULT_ENGINE, home: Home | None = None) -> Synthesizer:
    """Return a new synthesizer, not started yet; raises `voice.engine` if it cannot be had."""
    synthesizer: Synthesizer = plugins.load_engine("voice", name, engines())()
    set_home = getattr(synthesizer, "set_home", None)
    if home is not None and set_home is not None:
        set_home(home)
    return synthesizer


def second_voice(synthesizer: Synthesizer, first: str) -> str:
    """Return the id of a voice that clearly differs from `first`; "" where none is known.

    espeak lays a variant over any of its voices. What other engines call their voices says nothing
    of how they sound. Raises as `Synthesizer.voices`.
    """
    if not any(_ESPEAK_ID.match(known) for known in synthesizer.voices()):
        return ""
    base, _, variant = first.partition("+")
    is_high = variant.startswith("f") or variant in {"Annie", "Alicia", "Andrea", "anika"}
    return f"{base or _AMERICAN_ENGLISH}+{_LOW_VARIANT if is_high else _HIGH_VARIANT}"
