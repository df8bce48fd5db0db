"""Files and folders that only their owner can read, and files that are replaced whole.

Nobody else may read what a person says, not even while it is written; and a killed program must not
leave half a file under a name that counts.
"""

import errno
import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700

_OTHERS = 0o077
"""All that group and others may do with a file."""

_PARTIAL_SUFFIX = ".part"


def make_private_folder(folder: Path) -> None:
    """Make a folder and its missing parents, with mode 0700; raises OSError."""
    if folder.is_dir():
        return
    make_private_folder(folder.parent)
    with suppress(FileExistsError):
        folder.mkdir(mode=PRIVATE_FOLDER)
        folder.chmod(PRIVATE_FOLDER)  # an odd umask must not lock the person out either
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))


def private_opener(path: str | Path, flags: int) -> int:
    """Open a file for `open(…, opener=private_opener)`: a new one has mode 0600."""
    return os.open(path, flags, PRIVATE_FILE)


def make_private_file(path: Path, *, exist_ok: bool = True) -> None:
    """Make an empty file with mode 0600, so that no byte is ever written to a readable one.

    An existing file is not opened: closing it would drop SQLite's locks on it. Raises
    FileExistsError unless `exist_ok`.
    """
    try:
        descriptor = private_opener(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    except FileExistsError:
        if exist_ok:
            return
        raise
    os.close(descriptor)
    path.chmod(PRIVATE_FILE)  # an odd umask may have taken the owner's rights


def open_temporary(
    folder: Path, *, prefix: str = ".voice-coach-", suffix: str = ".part"
) -> tuple[int, Path]:
    """Make a file with a name of its own and mode 0600, and return its descriptor and its path."""
    import tempfile  # noqa: PLC0415 - brings random and hashes, and --help writes no file

    descriptor, name = tempfile.mkstemp(suffix, prefix, folder)
    path = Path(name)
    path.chmod(PRIVATE_FILE)
    return descriptor, path


def write_temporary(
    folder: Path, data: bytes, *, prefix: str = ".voice-coach-", suffix: str = ".part"
) -> Path:
    """Write a file with a name of its own, on the disk when this returns its path; or no file."""
    descriptor, path = open_temporary(folder, prefix=prefix, suffix=suffix)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def replace_file(path: Path, data: bytes) -> None:
    """Give a file other contents, whole or not at all, and mode 0600.

    A link in its place is replaced: resolve it first if it is to stay.
    """
    part = write_temporary(path.parent, data)
    try:
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@dataclass(frozen=True, slots=True)
class PartialFile:
    """What has arrived of a download: `.NAME.part` in the folder where NAME is to be."""

    folder: Path
    name: str

    @property
    def path(self) -> Path:
        """The bytes that have arrived."""
        return self.folder / f".{self.name}{_PARTIAL_SUFFIX}"

    @property
    def validator(self) -> Path:
        """The server's validator (RFC 9110, `If-Range`), to ask whether its file is the same."""
        return self.folder / f".{self.name}{_PARTIAL_SUFFIX}.validator"

    @classmethod
    def all_in(cls, folder: Path) -> tuple[Self, ...]:
        """Return those of a folder that need not exist, by name; raises OSError."""
        return tuple(
            cls(folder, path.name[1:].removesuffix(_PARTIAL_SUFFIX))
            for path in sorted(folder.glob(f".*{_PARTIAL_SUFFIX}"))
        )

    def forget(self) -> None:
        """Delete it."""
        self.path.unlink(missing_ok=True)
        self.validator.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Wait until a file's bytes, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def restrict_files(files: Iterable[Path]) -> None:
    """Take away what others may do with files; files that are missing are passed over."""
    for file in files:
        # A file system without modes cannot do better.
        with suppress(FileNotFoundError, PermissionError):
            if stat.S_IMODE(file.stat().st_mode) & _OTHERS:
                file.chmod(PRIVATE_FILE)


def restrict_folder(folder: Path) -> None:
    """Take away what others may do with a folder of the program's own; it need not exist."""
    with suppress(OSError):  # nor can a disk that lets nothing be written do better
        if stat.S_IMODE(folder.stat().st_mode) & _OTHERS:
            folder.chmod(PRIVATE_FOLDER)
