"""Where the recordings of a journal's answers are, and how they go: with the words they hold.

A file belongs to the row of a turn by its name. Row ids are never used again, so that a recording
can never come to belong to another answer.
"""

import os
import re
import shutil
from collections.abc import Collection, Iterable
from pathlib import Path

from voice_coach.journal.trouble import in_plain_words

_AN_ID = re.compile(r"[\w-]+")
"""What an id may look like. One that was brought in by an import leads nowhere else."""

FOLDER = "recordings"
ENDING = ".flac"
UNFINISHED = ".part"


def folder_of(journal: Path, session_id: str) -> Path:
    """The folder of a session's recordings, whether it is there or not."""
    name = session_id if _AN_ID.fullmatch(session_id) else "none"
    return journal.parent / FOLDER / name


def recorded_rows(journal: Path, session_id: str) -> frozenset[int]:
    """The ids of a session's turns that have a recording."""
    files = folder_of(journal, session_id).glob(f"*{ENDING}")
    return frozenset(int(file.stem) for file in files if file.stem.isdecimal())


def remove_turns(journal: Path, session_id: str, rows: Iterable[int]) -> None:
    """Delete the recordings of some turns."""
    folder = folder_of(journal, session_id)
    if not folder.is_dir():
        return
    for row in rows:
        with in_plain_words(folder):
            (folder / f"{row}{ENDING}").unlink(missing_ok=True)


def take_out(
    journal: Path, session_id: str, rows: Collection[int]
) -> tuple[tuple[int, bytes], ...]:
    """Delete the recordings of some turns; what was in them, for `put_back`."""
    there = sorted(recorded_rows(journal, session_id) & set(rows))
    folder = folder_of(journal, session_id)
    with in_plain_words(folder):
        taken = tuple((row, (folder / f"{row}{ENDING}").read_bytes()) for row in there)
    remove_turns(journal, session_id, there)
    return taken


def put_back(journal: Path, session_id: str, taken: Iterable[tuple[int, bytes]]) -> None:
    """Make what was taken out as it was."""
    folder = folder_of(journal, session_id)
    for row, data in taken:
        with in_plain_words(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = folder / f"{row}{ENDING}"
            with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123
                file.write(data)


def remove_sessions(journal: Path, ids: Iterable[str]) -> None:
    """Delete all recordings of some sessions."""
    for session_id in ids:
        _remove(folder_of(journal, session_id))


def remove_all(journal: Path) -> None:
    """Delete every recording there is."""
    _remove(journal.parent / FOLDER)


def recordings_are_there(journal: Path) -> bool:
    """Whether anything was ever recorded beside this journal."""
    return (journal.parent / FOLDER).is_dir()


def sweep(journal: Path) -> None:
    """Delete what was being recorded when a program was killed, and no answer belongs to.

    Only to be called while no session runs.
    """
    for file in (journal.parent / FOLDER).glob(f"*/.*{UNFINISHED}"):
        with in_plain_words(file):
            file.unlink(missing_ok=True)


def _remove(folder: Path) -> None:
    if folder.is_dir() and not folder.is_symlink():
        with in_plain_words(folder):
            shutil.rmtree(folder)
