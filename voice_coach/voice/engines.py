"""The table of voice engines, from which nothing is imported before it is wanted.

Packages list theirs in the entry point group `voice_coach.voices`, as `name = "module:Class"`; the
class is called without arguments and is a `Voice`. Our own stands here as well, so that a checkout
which is not installed can speak.
"""

from importlib.metadata import EntryPoint, entry_points

from voice_coach.errors import CoachError
from voice_coach.voice.port import Voice

GROUP = "voice_coach.voices"
DEFAULT_ENGINE = "pyttsx3"
BUILT_IN = {DEFAULT_ENGINE: "voice_coach.voice.pyttsx3_voice:Pyttsx3Voice"}


def engines() -> dict[str, EntryPoint]:
    """Every engine there is, by name; an installed one wins over the built-in of its name."""
    table = {name: EntryPoint(name, value, GROUP) for name, value in BUILT_IN.items()}
    return table | {engine.name: engine for engine in entry_points(group=GROUP)}


def make_voice(name: str = DEFAULT_ENGINE) -> Voice:
    """A new voice of the engine called `name`. It starts nothing before it is asked to speak.

    Raises:
        CoachError: `voice.engine` if there is no such engine, or its package cannot be loaded.
    """
    table = engines()
    if name not in table:
        there_are = ", ".join(sorted(table))
        raise CoachError(
            "voice.engine", f"There is no voice engine called {name!r}. There are: {there_are}."
        )
    try:
        voice: Voice = table[name].load()()
    except (ImportError, AttributeError) as error:
        raise CoachError(
            "voice.engine",
            f"The voice engine {name!r} cannot be loaded: {error}. "
            f"Install its package again, or use another engine: {', '.join(sorted(table))}.",
        ) from error
    return voice
