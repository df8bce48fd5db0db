"""Voices that are files: which are known, and which are on this computer.

A voice of the engine hibari or piper is one file in the folder `voices/ENGINE` of the home folder,
with Piper beside a description in JSON; hibari brings one along. The system's voices are no files,
and their engine knows them.
"""

import importlib.util
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from voice_coach.errors import CoachError, Command
from voice_coach.private_files import PartialFile
from voice_coach.settings import Settings

AUTO = "auto"
"""In place of an engine's name: the natural one where it can speak, else the system's voice."""

NATURAL_ENGINE, DEFAULT_ENGINE = "hibari", "pyttsx3"

VOICES = Command("voices")
"""Lists the voices."""

INSTALL = Command("voices install")

SUFFIX = ".onnx"
"""Of a voice's file."""

_MODULES = {"hibari": "hibari", "piper": "piper"}
"""The module of each engine that has voices in files."""

SYSTEM = "system"
"""What the voice is called that the system's engine speaks with where none is named."""


class KnownVoice(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A voice in the table `voices.toml`, which tells what each field means."""

    name: str
    engine: str
    language: str
    about: str
    register: Literal["low", "high"]
    licence: str
    address: str = ""
    size: int = 0
    checksum: str = ""

    @property
    def is_bundled(self) -> bool:
        """Whether the engine's package brings it along."""
        return not self.address


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice on this computer: its engine, the engine's id of it, and its file, if it has one."""

    engine: str
    id: str
    path: Path | None = None

    @property
    def name(self) -> str:
        """What a person calls it."""
        return self.id or (SYSTEM if self.engine == DEFAULT_ENGINE else self.engine)


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    voice: tuple[KnownVoice, ...]


@cache
def _table() -> _Table:
    data = Path(__file__).with_name("voices.toml").read_bytes()
    return msgspec.toml.decode(data, type=_Table)


def known_voices() -> tuple[KnownVoice, ...]:
    """Return the voices of the table, the preferred one first."""
    return _table().voice


def known_voice(name: str) -> KnownVoice | None:
    """Return the voice of that name, whatever its case; None where none is known."""
    wanted = name.strip().lower()
    return next((voice for voice in known_voices() if voice.name == wanted), None)


def has_engine(engine: str) -> bool:
    """Return whether the package of an engine with voices in files is installed."""
    return importlib.util.find_spec(_MODULES[engine]) is not None


def voice_path(folder: Path, engine: str, name: str) -> Path:
    """Return where the file of a voice belongs; `folder` is the one of all engines' voices."""
    return folder / engine / f"{name}{SUFFIX}"


def partial_voice(folder: Path, voice: KnownVoice) -> PartialFile:
    """Return what has arrived of a voice's file."""
    path = voice_path(folder, voice.engine, voice.name)
    return PartialFile(path.parent, path.name)


def installed_voices(folder: Path) -> tuple[Voice, ...]:
    """Return the voices in files whose engine is installed, known ones first, then by name.

    Raises `voice.folder` if the folder cannot be read.
    """
    found = [
        Voice(voice.engine, voice.name)
        for voice in known_voices()
        if voice.is_bundled and has_engine(voice.engine)
    ]
    order = {voice.name: place for place, voice in enumerate(known_voices())}
    for engine in filter(has_engine, _MODULES):
        files = voice_files(folder / engine)
        names = sorted(files, key=lambda name: (order.get(name, len(order)), name))
        found += [Voice(engine, name, files[name]) for name in names]
    return tuple(found)


def voice_files(folder: Path) -> dict[str, Path]:
    """Return the voices' files in the folder of one engine, by name; raises `voice.folder`."""
    try:
        return {
            path.name.removesuffix(SUFFIX): path
            for path in sorted(folder.iterdir())
            if path.suffix == SUFFIX and not path.name.startswith(".") and path.is_file()
        }
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise folder_error(folder, error) from error


def files_of(folder: Path, engine: str, name: str) -> list[Path]:
    """Return the files of a voice that are there, and what has arrived of them."""
    path = voice_path(folder, engine, name)
    partial = PartialFile(path.parent, path.name)
    files = [path, path.with_name(f"{path.name}.json"), partial.path, partial.validator]
    return [file for file in files if file.is_symlink() or file.is_file()]


def remove_voice(folder: Path, engine: str, name: str) -> None:
    """Delete a voice's files and what has arrived of them; raises `voice.folder`."""
    try:
        for file in files_of(folder, engine, name):
            file.unlink()
    except OSError as error:
        raise folder_error(folder / engine, error) from error


def folder_error(folder: Path, error: OSError) -> CoachError:
    """Return the error for a folder of voices that cannot be read or written."""
    return CoachError(
        "voice.folder",
        f"{folder} cannot be used: {error.strerror}. It holds voices; make it a folder that you "
        "may read and write, or move it away.",
    )


def engine_of(settings: Settings) -> str:
    """Return the name of the engine that speaks, if it can, with these settings."""
    if settings.voice_engine != AUTO:
        return settings.voice_engine
    is_english = settings.language.partition("-")[0] == "en"
    return NATURAL_ENGINE if is_english and has_engine(NATURAL_ENGINE) else DEFAULT_ENGINE


def voice_in_use(settings: Settings, folder: Path) -> Voice:
    """Return the voice that speaks with these settings; raises `voice.folder`.

    `folder` is the one of all engines' voices.
    """
    engine, wanted = engine_of(settings), settings.voice
    installed = installed_voices(folder)
    own = {voice.id: voice for voice in installed if voice.engine == engine}
    base = wanted.partition("+")[0]
    if base in own:
        return replace(own[base], id=wanted)
    if engine == NATURAL_ENGINE:
        if not wanted and own:
            return next(iter(own.values()))
        engine = DEFAULT_ENGINE  # it speaks instead
    return Voice(engine, wanted)
