"""Where the person's things are and how they like it: one frozen object, made once at the start.

A value is taken from the command line, else from the environment, else from `settings.toml` in the
home folder, else it is the default. Nothing else in the program reads the environment.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from voice_coach.errors import CoachError

ENVIRONMENT = {
    "model": "VOICE_COACH_MODEL",
    "microphone": "VOICE_COACH_MICROPHONE",
    "speaker": "VOICE_COACH_SPEAKER",
}
HOME = "VOICE_COACH_HOME"


class Settings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What can be set, in `settings.toml` under the same names."""

    language: Annotated[str, Meta(description="Of the practices, and of the speech model.")] = "en"
    voice_engine: Annotated[str, Meta(description="Which engine speaks.")] = "pyttsx3"
    ear_engine: Annotated[str, Meta(description="Which engine listens.")] = "vosk"
    voice: Annotated[str, Meta(description="The engine's id of a voice; empty: its own.")] = ""
    rate: Annotated[
        int, Meta(ge=80, le=300, description="Words a minute in questions; the rest follows.")
    ] = 145
    volume: Annotated[float, Meta(ge=0, le=1, description="How loud the voice is.")] = 1.0
    patience: Annotated[
        float, Meta(ge=0.5, le=5, description="Scales every silence that is waited for.")
    ] = 1.0
    model: Annotated[str | None, Meta(description="The speech model: name or folder.")] = None
    microphone: Annotated[
        str | None, Meta(description="Input device: number, part of its name, or a WAV file.")
    ] = None
    speaker: Annotated[
        str | None,
        Meta(description="Output device: number, part of its name, a WAV file to write, or none."),
    ] = None
    latency: Annotated[
        float, Meta(ge=0.02, le=1, description="Seconds of sound the output device holds ready.")
    ] = 0.05


def home_folder(option: str | None = None) -> tuple[Path, bool]:
    """Where the journal, the settings and the person's own practices live.

    Also whether it was chosen, by the option or the environment; else it is the platform's folder
    for user data.
    """
    chosen = option or os.environ.get(HOME)
    if chosen:
        return Path(chosen).expanduser(), True
    import platformdirs  # noqa: PLC0415 - not needed for --help

    return Path(platformdirs.user_data_dir("voice-coach", appauthor=False)), False


def load_settings(home: Path, options: Mapping[str, Any] | None = None) -> Settings:
    """The settings in force.

    Args:
        home: The home folder.
        options: Values from the command line; those that are None were not given.

    Raises:
        CoachError: `settings.bad`, naming the file or the variable and what is wrong with it.
    """
    values = _read(home / "settings.toml")
    values |= {
        name: os.environ[variable]
        for name, variable in ENVIRONMENT.items()
        if os.environ.get(variable)
    }
    values |= {name: value for name, value in (options or {}).items() if value is not None}
    return msgspec.convert(values, Settings)


def _read(path: Path) -> dict[str, Any]:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise CoachError("settings.bad", f"{path} cannot be read: {error.strerror}.") from error
    try:
        msgspec.toml.decode(data, type=Settings)
        return dict(msgspec.toml.decode(data, type=dict[str, Any]))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        known = ", ".join(Settings.__struct_fields__)
        raise CoachError(
            "settings.bad",
            f"{path}: {error}. Correct it or remove the line. What can be set: {known}.",
        ) from error
