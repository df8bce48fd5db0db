"""Installing speech models: downloading an archive, and unpacking it.

No entry of an archive may lead out of the folder, be anything but a file or a folder, or grow
without measure. Whatever happens, the folder of installed models holds a whole model or none.
"""

import os
import shutil
import stat
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from voice_coach.download import Progress, PublishedFile, disk_errors, downloaded
from voice_coach.errors import CoachError, Command
from voice_coach.private_files import PRIVATE_FOLDER, make_private_folder, private_opener
from voice_coach.stt.models import (
    MODELS,
    KnownModel,
    ModelPaths,
    clear_work,
    folder_error,
    is_model,
    short_name,
)

_REMOVE = Command("models remove")

MAX_ENTRIES = 10_000
"""A model has some twenty files."""

MAX_GROWTH = 10
"""Times the archive's own length: the models known here unpack to less than three times of it."""

_COPY_BYTES = 1024 * 1024

_ENCRYPTED_FLAG = 0x1


def unpack(archive: Path, folder: Path, on_progress: Callable[[int, int], None]) -> None:
    """Unpack a zip archive into a new folder; if that fails, the caller deletes what is in it.

    `on_progress` takes the bytes that were written, and how many there are in all. Raises OSError,
    and `model.archive` if the archive is damaged or not safe to unpack; nothing was written outside
    of the folder.
    """
    try:
        with ZipFile(archive) as zipped:
            entries = _checked_entries(zipped, archive.stat().st_size)
            _write_all(zipped, entries, folder, on_progress)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as error:
        raise _unsafe(f"it is damaged ({error})") from error


def _unsafe(why: str) -> CoachError:
    return CoachError(
        "model.archive",
        f"The archive is not unpacked: {why}. It was deleted, and nothing was installed. "
        f"Choose another model; {MODELS} lists them.",
        MODELS,
    )


def _checked_entries(zipped: ZipFile, archive_bytes: int) -> dict[ZipInfo, PurePosixPath]:
    entries = zipped.infolist()
    if len(entries) > MAX_ENTRIES:
        raise _unsafe(f"it has {len(entries)} entries, more than any model")
    size = sum(entry.file_size for entry in entries)
    if size > MAX_GROWTH * archive_bytes:
        raise _unsafe(f"it would grow from {archive_bytes} to {size} bytes, which no model does")
    return {entry: _entry_path(entry) for entry in entries}


def _entry_path(entry: ZipInfo) -> PurePosixPath:
    """Return the path of an entry inside the folder; raises `model.archive` if it is unsafe."""
    name = entry.orig_filename  # zipfile's own is already trimmed into something harmless
    path = PurePosixPath(name)
    if (
        not path.parts
        or path.is_absolute()
        or ".." in path.parts
        or "\\" in name
        or ":" in path.parts[0]
        or not name.isprintable()
    ):
        raise _unsafe(f"its entry {name!r} leads out of the folder")
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise _unsafe(f"its entry {name!r} is a link or a device")
    if entry.flag_bits & _ENCRYPTED_FLAG or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise _unsafe(f"its entry {name!r} is packed in a way no model is")
    return path


def _write_all(
    zipped: ZipFile,
    entries: dict[ZipInfo, PurePosixPath],
    folder: Path,
    on_progress: Callable[[int, int], None],
) -> None:
    total = sum(entry.file_size for entry in entries)
    done = 0
    folder.mkdir(mode=PRIVATE_FOLDER)
    for entry, path in entries.items():
        try:
            make_private_folder(folder / (path if entry.is_dir() else path.parent))
            if entry.is_dir():
                continue
            with (
                zipped.open(entry) as source,
                open(folder / path, "xb", opener=private_opener) as file,
            ):
                while block := source.read(_COPY_BYTES):
                    file.write(block)
                    done += len(block)
                    on_progress(done, total)
        except (FileExistsError, NotADirectoryError) as error:
            raise _unsafe(f"its entry {entry.filename!r} is there twice") from error


def install(
    model: KnownModel,
    folder: Path,
    on_progress: Progress = lambda _step, _done, _total: None,
    site: str | None = None,
) -> Path:
    """Install a model and return its folder; one that is installed already stays as it is.

    `folder` is made where it is missing, readable by its owner. `site` is an address under which
    the archive stands as NAME.zip, in place of the model's own.

    Raises what `downloaded` and `unpack` raise; `model.folder` if the folder cannot be written.
    """
    places = ModelPaths(folder, model.name)
    address = f"{site.rstrip('/')}/{model.name}.zip" if site else model.address
    archive = PublishedFile(
        "model", model.name, address, model.size, model.checksum, _REMOVE, short_name(model.name)
    )
    with disk_errors(archive, places.download, lambda error: folder_error(folder, error)):
        folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        if _is_installed(places):
            return places.model
        # Unpacked, a model is no smaller than its archive.
        with downloaded(archive, places.download, on_progress, room=model.size):
            _unpack(places, on_progress)
            places.download.forget()
    return places.model


def _is_installed(places: ModelPaths) -> bool:
    """Return whether the model is installed; raises `model.folder` if its place is taken."""
    if is_model(places.model):
        return True
    if os.path.lexists(places.model):
        raise CoachError(
            "model.folder",
            f"{places.model} is no whole speech model, and in the way of one. "
            f"Delete it with: {_REMOVE} {short_name(places.name)}",
            _REMOVE,
        )
    return False


def _unpack(places: ModelPaths, on_progress: Progress) -> None:
    """Unpack the archive beside its place, and let the model appear there in one step."""
    clear_work(places)
    try:
        archive = places.download.path
        unpack(archive, places.work, lambda done, total: on_progress("unpack", done, total))
        _model_in(places.work).rename(places.model)
    except CoachError:
        places.download.forget()  # what cannot be unpacked now cannot be later
        raise
    finally:
        shutil.rmtree(places.work, ignore_errors=True)


def _model_in(folder: Path) -> Path:
    for candidate in (folder, *sorted(folder.iterdir())):
        if is_model(candidate):
            return candidate
    raise _unsafe("it holds no speech model")
