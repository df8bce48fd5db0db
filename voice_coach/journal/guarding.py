"""Whether a journal would be one's own where it is to be kept, and keeping it so.

Links are followed: a home folder may well live on another disk. But wherever a journal really is,
nobody else may be able to put another file in its place, or own a file beside it into which SQLite
would write what is said. Modes are tightened; what cannot be mended so is refused.

Where a system knows no owners (Windows), its own access lists are all there is.
"""

import contextlib
import glob
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from voice_coach.journal.trouble import trouble

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
ROOT = 0


def refuse_exposed(path: Path, files: Iterable[Path]) -> None:
    """Refuses a place in which others could read what is said, whatever the modes of the files.

    Args:
        path: The journal as it was named; it, or folders on the way, may be links.
        files: The real journal and what SQLite puts beside it; they need not exist.

    Raises:
        CoachError: `journal.exposed`, naming the folder or the file, and the remedy.
    """
    if not hasattr(os, "geteuid"):
        return
    me = os.geteuid()
    folder = Path(os.path.realpath(path)).parent
    about = folder.stat()
    if about.st_mode & stat.S_IWOTH:
        raise trouble("journal.exposed", path, f"everybody can write in {folder}")
    linked = path.is_symlink() or path.parent.is_symlink()
    if linked and about.st_uid not in {me, ROOT}:
        raise trouble("journal.exposed", path, f"{folder} belongs to somebody else")
    # Root in a container keeps a journal in a folder of the person's own, who owns both.
    mine = {me, about.st_uid} if me == ROOT and not linked else {me}
    for file in files:
        with contextlib.suppress(FileNotFoundError):
            if file.stat().st_uid not in mine:
                raise trouble("journal.exposed", path, f"{file} belongs to somebody else")


def tighten(files: Iterable[Path]) -> None:
    """Takes away what others may do with files; those that are missing are no matter."""
    for file in files:
        # A side file may vanish meanwhile; a file system without modes cannot do better.
        with contextlib.suppress(FileNotFoundError, PermissionError):
            if stat.S_IMODE(file.stat().st_mode) & 0o077:
                file.chmod(PRIVATE_FILE)


def tighten_folder(folder: Path) -> None:
    """Lets nobody else into a folder that is the program's own; it need not exist."""
    with contextlib.suppress(OSError):  # nor can a disk that lets nothing be written do better
        if stat.S_IMODE(folder.stat().st_mode) & 0o077:
            folder.chmod(PRIVATE_FOLDER)


def copies_beside(journal: Path) -> list[Path]:
    """The copies of a journal, made before migrations or after a day; they stand beside it.

    Where the journal is a link, that is beside what it leads to, be that there or not.
    """
    real = Path(os.path.realpath(journal))
    return sorted(real.parent.glob(f"{glob.escape(real.name)}.*.backup"))


def others_beside(journal: Path) -> list[Path]:
    """The files beside a journal that hold words of it: copies, damaged ones, and last words."""
    name, stem = glob.escape(journal.name), glob.escape(journal.stem)
    patterns = (f"{name}.*.backup*", f"{stem}-damaged-*", "last-words-*.txt")
    return [file for pattern in patterns for file in sorted(journal.parent.glob(pattern))]
