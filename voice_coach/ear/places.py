"""Where a speech model lies, what stands beside it while it is being installed, and removing it.

What is not whole has a name that begins with a dot, so that it is never taken for a model.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from voice_coach.ear.models import folder_trouble

_DOWNLOAD = ".zip.part"


@dataclass(frozen=True, slots=True)
class Places:
    """The places of one model in the folder of installed models, whether anything is there or not.

    Attributes:
        folder: The folder of installed models.
        name: The model's name, which is that of its own folder.
    """

    folder: Path
    name: str

    @property
    def model(self) -> Path:
        """The model's folder."""
        return self.folder / self.name

    @property
    def download(self) -> Path:
        """Its archive, as far as it has arrived."""
        return self.folder / f".{self.name}{_DOWNLOAD}"

    @property
    def validator(self) -> Path:
        """What the server called that archive, to be told whether it is still the same."""
        return self.folder / f".{self.name}{_DOWNLOAD}.validator"

    @property
    def work(self) -> Path:
        """Where it is unpacked, and where it is deleted: at once a model, or none."""
        return self.folder / f".{self.name}.work"


def unfinished_downloads(folder: Path) -> dict[str, int]:
    """The bytes that have arrived of each model whose download has begun, by the model's name.

    Raises:
        CoachError: `model.folder` if the folder cannot be read.
    """
    try:
        return {
            path.name[1:].removesuffix(_DOWNLOAD): path.stat().st_size
            for path in sorted(folder.glob(f".*{_DOWNLOAD}"))
        }
    except OSError as error:
        raise folder_trouble(folder, error) from error


def bytes_of(places: Places) -> int:
    """How much room a model and the download of it take."""
    files = [places.download] if places.download.exists() else []
    if not places.model.is_symlink():
        files += [path for path in places.model.rglob("*") if path.is_file()]
    return sum(path.lstat().st_size for path in files)


def remove(places: Places) -> None:
    """Delete a model and every trace of a download of it. Of a link, only the link.

    Raises:
        CoachError: `model.folder` if something cannot be deleted.
    """
    try:
        if places.model.is_symlink():
            places.model.unlink()
        elif places.model.exists():
            clear_work(places)
            places.model.rename(places.work)
        clear_work(places)
        forget_download(places)
    except OSError as error:
        raise folder_trouble(Path(os.fsdecode(error.filename or places.model)), error) from error


def forget_download(places: Places) -> None:
    """Delete what has arrived of an archive."""
    places.download.unlink(missing_ok=True)
    places.validator.unlink(missing_ok=True)


def clear_work(places: Places) -> None:
    """Delete what an earlier run left where models are unpacked and deleted."""
    if places.work.exists():
        shutil.rmtree(places.work)
