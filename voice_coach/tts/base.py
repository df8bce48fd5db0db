"""The synthesizer's contract, and the table of its engines.

Packages list their engines in the entry point group `voice_coach.voices`; the class is called
without arguments and is a `Synthesizer`. One contract test runs over them all.
"""

import re
import sys
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from typing import Protocol

from voice_coach import plugins
from voice_coach.audio.sound import Sound
from voice_coach.settings import Home, Settings
from voice_coach.tts.voices import DEFAULT_ENGINE, NATURAL_ENGINE

ENTRY_POINT_GROUP = "voice_coach.voices"

BUILT_IN = {
    NATURAL_ENGINE: "voice_coach.tts.hibari_engine:HibariSynthesizer",
    DEFAULT_ENGINE: "voice_coach.tts.pyttsx3_engine:Pyttsx3Synthesizer",
    "piper": "voice_coach.tts.piper.piper_engine:PiperSynthesizer",
    "wyoming": "voice_coach.wyoming.text_to_speech:WyomingSynthesizer",
}

_ESPEAK_ID = re.compile(r"[a-z]{2,3}/[a-z]{2,3}(?:-|$)")
"""The form of espeak's own ids: a family of languages, and one of it."""

_AMERICAN_ENGLISH = "gmw/en-us"
"""Our child process's voice on espeak where none is named."""

_BUNDLED = {NATURAL_ENGINE: "heart", DEFAULT_ENGINE: ""}
"""The voice of each engine where none is named."""

_HAS_ESPEAK = sys.platform.startswith("linux")

_REGISTERS: dict[str, tuple[str, ...]] = {
    NATURAL_ENGINE: ("low", "", "high"),
    DEFAULT_ENGINE: ("m3", "", "f3"),
}
"""What follows a voice's id after a `+`, from deep to high. Those of pyttsx3 are espeak's."""


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """An engine's voice id ("" for its default), words a minute (or nearly), and volume 0 to 1."""

    voice: str = ""
    rate: int = 145
    volume: float = 1.0


class Synthesizer(Protocol):
    """Text in, sound out. Blocking; safe to call from any thread, one rendering at a time.

    An engine may also have a method `set_home(home)`, which is called before all others with the
    person's `Home`, in whose folder `voices` theirs may lie; a method `set_settings(settings)`,
    called then with their `Settings`; and a method `start()`, which is called early and returns at
    once, so that it gets ready while the rest of the program does.
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


def make_synthesizer(
    name: str = DEFAULT_ENGINE, home: Home | None = None, settings: Settings | None = None
) -> Synthesizer:
    """Return a new synthesizer, not started yet; raises `voice.engine` if it cannot be had."""
    synthesizer: Synthesizer = plugins.load_engine("voice", name, engines())()
    set_home = getattr(synthesizer, "set_home", None)
    if home is not None and set_home is not None:
        set_home(home)
    set_settings = getattr(synthesizer, "set_settings", None)
    if settings is not None and set_settings is not None:
        set_settings(settings)
    return synthesizer


def lower_or_higher(engine: str, voice: str, step: int) -> str | None:
    """Return the id of a voice that sounds deeper (`step` -1) or higher (1); None if none does."""
    if engine not in _REGISTERS or (engine == DEFAULT_ENGINE and not _HAS_ESPEAK):
        return None
    registers = _REGISTERS[engine]
    base, _, register = voice.partition("+")
    place = (registers.index(register) if register in registers else 1) + step
    if not 0 <= place < len(registers):
        return None
    if engine == DEFAULT_ENGINE and registers[place]:
        base = base or _AMERICAN_ENGLISH
    return "+".join(filter(None, (base or _BUNDLED[engine], registers[place])))


def second_voice(synthesizer: Synthesizer, first: str) -> str:
    """Return the id of a voice that clearly differs from `first`; "" where none is known.

    Of the natural voice it is one as deep as another person's, and of espeak a variant. What other
    engines call their voices says nothing of how they sound. Raises as `Synthesizer.voices`.
    """
    base, _, register = first.partition("+")
    voices = synthesizer.voices()
    if any(_ESPEAK_ID.match(known) for known in voices):
        is_high = register.startswith("f") or register in {"Annie", "Alicia", "Andrea", "anika"}
        low, _, high = _REGISTERS[DEFAULT_ENGINE]
        return f"{base or _AMERICAN_ENGLISH}+{low if is_high else high}"
    if synthesizer.name != NATURAL_ENGINE:
        return ""
    low, _, high = _REGISTERS[NATURAL_ENGINE]
    base = base or _BUNDLED[NATURAL_ENGINE]
    others = [voice for voice in voices if voice != base]
    return others[0] if others else f"{base}+{high if register == low else low}"
