"""Speech models: which are known, and where they are on the disk.

Real models are large and belong to others, so they are known by the table in `models.toml` and
installed by the person; only a small one ships. A name that begins with a dot is of
something that is not whole.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from voice_coach.errors import CoachError, Command
from voice_coach.private_files import PartialFile

PREFIX = "vosk-model-"
"""Of the names of Vosk's models; a person need not say it."""

_FORMER_NAME = "demo-en-us"
"""Of the model that ships; a person's settings may still hold it."""

MODELS = Command("models")
"""Lists the models."""

INSTALL = Command("models install")
"""Installs a model; with no name after it, the recommended one."""

_ARCHIVE_SUFFIX = ".zip"


@dataclass(frozen=True, slots=True)
class SpeechModel:
    """A speech model on this computer.

    `language` is such as `en-us`, `licence` an SPDX name; both are empty where unknown. `shipped`
    marks the one that understands synthetic speech only: a real person must be told.
    """

    name: str
    path: Path
    language: str = ""
    shipped: bool = False
    licence: str = ""


class KnownModel(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A speech model that can be installed, as `models.toml` names it.

    `size` is the archive's length in bytes, `checksum` its `sha256:` or `md5:` and hexadecimal
    digits, `word_error_rate` in per cent. `recommended` marks the one offered for its language.
    """

    name: str
    language: str
    address: str
    licence: str
    size: int
    checksum: str
    recommended: bool = False
    word_error_rate: float | None = None


class _Shipped(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    language: str
    licence: str


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    shipped: _Shipped
    model: tuple[KnownModel, ...]


def known_models() -> tuple[KnownModel, ...]:
    """Return the models that can be installed, the preferred one first."""
    return _table().model


def shipped_model() -> SpeechModel:
    """Return the model that ships with the project."""
    ours = _table().shipped
    path = shipped_folder() / ours.name
    return SpeechModel(ours.name, path, ours.language, shipped=True, licence=ours.licence)


def is_shipped(wanted: str) -> bool:
    """Return whether a person may mean the model that ships, by its name of today or its former."""
    return wanted.strip().lower() in {shipped_model().name, _FORMER_NAME}


def recommended_model(language: str) -> KnownModel | None:
    """Return the model to offer to someone who speaks a language; None where none is known."""
    for model in known_models():
        if model.recommended and same_language(model.language, language):
            return model
    return None


def install_command(language: str) -> Command:
    """Return the command that leads to a model for a language."""
    return INSTALL if recommended_model(language) else MODELS


def installed_models(installed_dir: Path) -> tuple[SpeechModel, ...]:
    """Return a folder's models, preferred ones first, then by name; raises `model.folder`."""
    known = {model.name: (place, model) for place, model in enumerate(known_models())}
    found: list[tuple[int, SpeechModel]] = []
    for folder in _model_folders(installed_dir):
        if folder.name in known:
            place, model = known[folder.name]
            found.append(
                (place, SpeechModel(model.name, folder, model.language, licence=model.licence))
            )
        else:
            found.append((len(known), SpeechModel(folder.name, folder)))
    return tuple(model for _, model in sorted(found, key=lambda entry: entry[0]))


def _model_folders(installed_dir: Path) -> list[Path]:
    place = installed_dir
    found = []
    try:
        for place in sorted(installed_dir.iterdir()):
            if place.name.startswith(".") or not place.is_dir():
                continue
            found += _models_in(place)
    except FileNotFoundError:
        return found
    except OSError as error:
        raise folder_error(place, error) from error
    return found


def _models_in(folder: Path) -> list[Path]:
    """Return a folder if it is a model, else the models right inside; raises OSError.

    Many programs unpack an archive into a folder of its name, which then holds the model's.
    """
    inside = sorted(folder.iterdir())  # a closed folder is an error; is_file may say no (3.14)
    return [folder] if is_model(folder) else [entry for entry in inside if is_model(entry)]


def find_model(wanted: str | None, installed_dir: Path, language: str = "en") -> SpeechModel:
    """Return the chosen model, else the preferred installed one, else the model that ships.

    `wanted` is a model's name (see `by_name`), its folder, or the folder it was unpacked into. A
    model known to be for another language than `language` is only taken when it was chosen.

    Raises `ear.model-missing` if the chosen model is known but not installed, `ear.model-unknown`
    if there is no such model, `model.folder` if a folder cannot be read.
    """
    installed = installed_models(installed_dir)
    if not wanted:
        for model in installed:
            if not model.language or same_language(model.language, language):
                return model
        return shipped_model()
    available = {model.name: model for model in installed}
    # "en-us" is short for an installed vosk-model-en-us-0.22 as well, and means that one then.
    name = None if wanted.strip().lower() == _FORMER_NAME else by_name(wanted, available)
    if name is not None:
        return available[name]
    if is_shipped(wanted):
        return shipped_model()
    folder = Path(wanted).expanduser()
    if folder.is_dir():
        return _in_folder(folder)
    if folder.is_file():
        raise CoachError(
            "ear.model-unknown",
            f"{folder} is a file, and a speech model is a folder. If it is an archive, unpack it "
            "and name the folder that was in it.",
        )
    raise _not_found(wanted, installed)


def _in_folder(folder: Path) -> SpeechModel:
    """Return the model in a folder that was named; raises `ear.model-unknown`, `model.folder`."""
    try:
        found = _models_in(folder)
    except OSError as error:
        raise folder_error(folder, error) from error
    if len(found) > 1:
        raise CoachError(
            "ear.model-unknown",
            f"{folder} holds several speech models. Name one of them: "
            f"{', '.join(str(each) for each in found)}.",
        )
    (path,) = found or (folder,)  # what is wrong with a folder that is none is told on loading
    return SpeechModel(path.resolve().name, path)


def _not_found(wanted: str, installed: tuple[SpeechModel, ...]) -> CoachError:
    known = [model.name for model in known_models()]
    name = by_name(wanted, known)
    if name is not None:
        return CoachError(
            "ear.model-missing",
            f"The speech model {name} is not installed. Install it with: "
            f"{INSTALL} {short_name(name)}",
            INSTALL,
        )
    return CoachError(
        "ear.model-unknown",
        f"There is no speech model folder and no speech model called {wanted}. "
        f"Installed: {', '.join(model.name for model in installed) or 'none'}. "
        f"Always there: {shipped_model().name}. {MODELS} lists those that can be installed.",
        MODELS,
    )


def by_name(wanted: str, names: Iterable[str]) -> str | None:
    """Return the name a person means, or None; case, `vosk-model-` and version may differ."""
    spellings: tuple[Callable[[str], str], ...] = (
        str,
        lambda name: name.removeprefix(PREFIX),
        short_name,
    )
    names = tuple(names)
    for spelling in spellings:
        for name in names:
            if spelling(name).lower() == wanted.strip().lower():
                return name
    return None


def short_name(name: str) -> str:
    """Return a name as it is easily typed: `small-en-us` for `vosk-model-small-en-us-0.15`."""
    return re.sub(r"-\d[\d.]*(?=-|$)", "", name.removeprefix(PREFIX))


def same_language(one: str, other: str) -> bool:
    """Return whether two language tags, such as `en-us` and `en`, are of one language."""
    return one.lower().split("-")[0] == other.lower().split("-")[0]


def check_language(model: SpeechModel, spoken: str) -> SpeechModel:
    """Return the model; raises `ear.model-language` unless it is the one that ships, or fits."""
    if model.shipped or not model.language or same_language(model.language, spoken):
        return model
    raise CoachError(
        "ear.model-language",
        f"The speech model {model.name} understands the language {model.language}, and the "
        f"practices are in {spoken}. Choose another model ({MODELS} lists them), or set "
        f'language = "{model.language.partition("-")[0]}" in settings.toml.',
        MODELS,
    )


def folder_error(folder: Path, error: OSError) -> CoachError:
    """Return the error for a folder of models that cannot be read or written."""
    return CoachError(
        "model.folder",
        f"{folder} cannot be used: {error.strerror}. It holds speech models; make it a folder that "
        "you may read and write, or move it away.",
    )


def is_model(folder: Path) -> bool:
    """Return whether a folder looks like a Vosk model, in the layout of today or of long ago."""
    return all((folder / name).is_file() for name in ("am/final.mdl", "conf/model.conf")) or all(
        (folder / name).is_file() for name in ("final.mdl", "mfcc.conf")
    )


def shipped_folder() -> Path:
    """Return the folder of what ships: in an installed package, else at the top of a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "models"
    return inside if inside.is_dir() else package.parent / "models"


@cache
def _table() -> _Table:
    return msgspec.toml.decode((shipped_folder() / "models.toml").read_bytes(), type=_Table)


@dataclass(frozen=True, slots=True)
class ModelPaths:
    """The paths of the model `name` in the folder of installed models, there or not."""

    folder: Path
    name: str

    @property
    def model(self) -> Path:
        """Its folder."""
        return self.folder / self.name

    @property
    def download(self) -> PartialFile:
        """Its archive, as far as it has arrived."""
        return PartialFile(self.folder, f"{self.name}{_ARCHIVE_SUFFIX}")

    @property
    def work(self) -> Path:
        """Its place for unpacking and deletion, so that its folder is at once a model, or none."""
        return self.folder / f".{self.name}.work"


def unfinished_downloads(folder: Path) -> dict[str, int]:
    """Return the bytes of unfinished downloads so far, by model; raises `model.folder`."""
    try:
        return {
            partial.name.removesuffix(_ARCHIVE_SUFFIX): partial.path.stat().st_size
            for partial in PartialFile.all_in(folder)
            if partial.name.endswith(_ARCHIVE_SUFFIX)
        }
    except OSError as error:
        raise folder_error(folder, error) from error


def disk_usage(places: ModelPaths) -> int:
    """Return how many bytes a model and the download of it take."""
    download = places.download.path
    files = [download] if download.exists() else []
    if not places.model.is_symlink():
        files += [path for path in places.model.rglob("*") if path.is_file()]
    return sum(path.lstat().st_size for path in files)


def remove(places: ModelPaths) -> None:
    """Delete a model, of a link only the link, and its downloads; raises `model.folder`."""
    try:
        if places.model.is_symlink():
            places.model.unlink()
        elif places.model.exists():
            clear_work(places)
            places.model.rename(places.work)
        clear_work(places)
        places.download.forget()
    except OSError as error:
        raise folder_error(Path(os.fsdecode(error.filename or places.model)), error) from error


def clear_work(places: ModelPaths) -> None:
    """Delete what an earlier run left where models are unpacked and deleted."""
    if places.work.exists():
        shutil.rmtree(places.work)
