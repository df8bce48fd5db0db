"""Which speech model to hear with, and where it lies.

Real models are large and belong to others, so none ships with the program: they are known by the
table in `models.toml` and lie where the person has installed them. Only the small demo model is
always there, so that everything can be tried and tested at once.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from voice_coach.errors import CoachError

PREFIX = "vosk-model-"
"""What the names of Vosk's models begin with; a person need not say it."""


@dataclass(frozen=True, slots=True)
class SpeechModel:
    """A speech model on this computer.

    `path` is its folder, `language` such as `en-us` (empty where unknown), `licence` an SPDX name
    (empty where unknown). `demo` is True for the one that ships with the project and understands
    synthetic speech only: a real person must be told so.
    """

    name: str
    path: Path
    language: str = ""
    demo: bool = False
    licence: str = ""


class KnownModel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A speech model that can be installed, as `models.toml` names it.

    `size` is the archive's length in bytes, `checksum` its `sha256:` or `md5:` and hexadecimal
    digits, `word_error_rate` the published one in per cent; None where not known.
    """

    name: str
    language: str
    address: str
    licence: str
    size: int | None = None
    checksum: str | None = None
    word_error_rate: float | None = None


class _Demo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    language: str
    licence: str


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    demo: _Demo
    model: tuple[KnownModel, ...]


def known_models() -> tuple[KnownModel, ...]:
    """The models that can be installed, the one to be preferred first."""
    return _table().model


def demo_model() -> SpeechModel:
    """The model that ships with the project."""
    demo = _table().demo
    path = shipped() / demo.name
    return SpeechModel(demo.name, path, demo.language, demo=True, licence=demo.licence)


def installed_models(installed_dir: Path) -> tuple[SpeechModel, ...]:
    """The models in a folder, in the order of preference; unknown ones last, by name.

    Args:
        installed_dir: The folder that holds one folder a model. It need not exist.
    """
    if not installed_dir.is_dir():
        return ()
    known = {model.name: (place, model) for place, model in enumerate(known_models())}
    found: list[tuple[int, SpeechModel]] = []
    for folder in sorted(installed_dir.iterdir()):
        if folder.name.startswith(".") or not is_model(folder):
            continue
        if folder.name in known:
            place, model = known[folder.name]
            found.append(
                (place, SpeechModel(model.name, folder, model.language, licence=model.licence))
            )
        else:
            found.append((len(known), SpeechModel(folder.name, folder)))
    return tuple(model for _, model in sorted(found, key=lambda entry: entry[0]))


def find_model(wanted: str | None, installed_dir: Path, language: str = "en") -> SpeechModel:
    """The model to hear with.

    Args:
        wanted: A model's name (with or without `vosk-model-`) or its folder, as the person chose
            it; None or empty where they did not. A chosen folder is not looked into.
        installed_dir: Where installed models lie, one folder each.
        language: What is spoken. Of the installed models, one that is known to be for another
            language is only taken when it was chosen.

    Returns:
        The chosen model, else the installed one to be preferred, else the demo model.

    Raises:
        CoachError: `ear.model-missing` if the chosen model is known but not installed,
            `ear.model-unknown` if there is no such model.
    """
    installed = installed_models(installed_dir)
    if not wanted:
        for model in installed:
            if not model.language or model.language.split("-")[0] == language:
                return model
        return demo_model()
    names = (wanted, PREFIX + wanted)
    for model in (*installed, demo_model()):
        if model.name in names:
            return model
    folder = Path(wanted).expanduser()
    if folder.is_dir():
        return SpeechModel(folder.resolve().name, folder)
    for known in known_models():
        if known.name in names:
            raise CoachError(
                "ear.model-missing",
                f"The speech model {known.name} is not installed. "
                f"Download {known.address} and unpack it, so that the model's folder is "
                f"{installed_dir / known.name}.",
            )
    raise CoachError(
        "ear.model-unknown",
        f"There is no speech model folder and no speech model called {wanted}. "
        f"Installed: {', '.join(model.name for model in installed) or 'none'}. "
        f"Always there: {demo_model().name}. "
        f"Known: {', '.join(model.name for model in known_models())}.",
    )


def is_model(folder: Path) -> bool:
    """Whether a folder looks like a Vosk model, in the layout of today or of long ago."""
    return all((folder / name).is_file() for name in ("am/final.mdl", "conf/model.conf")) or all(
        (folder / name).is_file() for name in ("final.mdl", "mfcc.conf")
    )


def shipped() -> Path:
    """The folder of what ships: inside an installed package, else at the top of a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "models"
    return inside if inside.is_dir() else package.parent / "models"


@cache
def _table() -> _Table:
    return msgspec.toml.decode((shipped() / "models.toml").read_bytes(), type=_Table)
