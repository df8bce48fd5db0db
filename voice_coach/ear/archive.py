"""Unpacks a model's archive, which comes from the net and is trusted with nothing.

Every entry is looked at before the first is written: none may lead out of the folder, be anything
but a file or a folder, or grow without measure.
"""

import os
import stat
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from voice_coach.errors import CoachError

MOST_ENTRIES = 10_000
"""A model has some twenty files."""

MOST_GROWTH = 10
"""Times the archive's own length: the models known here unpack to less than three times of it."""

BLOCK_BYTES = 1024 * 1024
_PRIVATE_FILE = 0o600
_PRIVATE_FOLDER = 0o700
_ENCRYPTED = 0x1


def unpack(archive: Path, folder: Path, tell: Callable[[int, int], None]) -> None:
    """Unpack a zip archive into a folder that does not exist yet.

    Args:
        archive: The zip file.
        folder: Is made, and filled. If it is not filled, what is in it is for the caller to delete.
        tell: Is called with the bytes that were written, and how many there are in all.

    Raises:
        CoachError: `model.archive` if it is damaged or not safe to unpack; nothing was written
            outside of the folder.
        OSError: The folder cannot be written.
    """
    try:
        with ZipFile(archive) as zipped:
            entries = _checked(zipped, archive.stat().st_size)
            _write_all(zipped, entries, folder, tell)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as error:
        raise unsafe(f"it is damaged ({error})") from error


def unsafe(why: str) -> CoachError:
    """An archive that is not unpacked, because of what it is."""
    return CoachError(
        "model.archive",
        f"The archive is not unpacked: {why}. It was deleted, and nothing was installed. "
        "Choose another model; voice-coach models lists them.",
    )


def _checked(zipped: ZipFile, archive_bytes: int) -> dict[ZipInfo, PurePosixPath]:
    """Every entry with its path in the folder, after a look at all of them."""
    entries = zipped.infolist()
    if len(entries) > MOST_ENTRIES:
        raise unsafe(f"it has {len(entries)} entries, more than any model")
    size = sum(entry.file_size for entry in entries)
    if size > MOST_GROWTH * archive_bytes:
        raise unsafe(f"it would grow from {archive_bytes} to {size} bytes, which no model does")
    return {entry: _path(entry) for entry in entries}


def _path(entry: ZipInfo) -> PurePosixPath:
    """The path of an entry inside the folder.

    Raises:
        CoachError: `model.archive` if it is not one inside, or the entry is no file and no folder.
    """
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
        raise unsafe(f"its entry {name!r} leads out of the folder")
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise unsafe(f"its entry {name!r} is a link or a device")
    if entry.flag_bits & _ENCRYPTED or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise unsafe(f"its entry {name!r} is packed in a way no model is")
    return path


def _write_all(
    zipped: ZipFile,
    entries: dict[ZipInfo, PurePosixPath],
    folder: Path,
    tell: Callable[[int, int], None],
) -> None:
    total = sum(entry.file_size for entry in entries)
    done = 0
    folder.mkdir(mode=_PRIVATE_FOLDER)
    for entry, path in entries.items():
        try:
            _make_folders(folder, path if entry.is_dir() else path.parent)
            if entry.is_dir():
                continue
            with (
                zipped.open(entry) as source,
                open(folder / path, "xb", opener=_private) as file,
            ):
                while block := source.read(BLOCK_BYTES):
                    file.write(block)
                    done += len(block)
                    tell(done, total)
        except (FileExistsError, NotADirectoryError) as error:
            raise unsafe(f"its entry {entry.filename!r} is there twice") from error


def _make_folders(folder: Path, path: PurePosixPath) -> None:
    for inner in reversed((path, *path.parents)):
        (folder / inner).mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, _PRIVATE_FILE)
