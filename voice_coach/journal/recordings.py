"""Where the recordings of a journal's answers are, and how they go: with the words they hold.

A file belongs to the row of a turn by its name. Row ids are never used again, so that a recording
can never come to belong to another answer. Beside a locked journal they are sealed (`sealing`);
only what is being recorded is not, until its answer is complete.
"""

import io
import os
import re
import shutil
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import BinaryIO

from voice_coach.errors import CoachError
from voice_coach.journal.connecting import CipherKey
from voice_coach.journal.sealing import SEALED, UNFINISHED, Sealer, sealed_name, unopened
from voice_coach.journal.trouble import in_plain_words

_AN_ID = re.compile(r"[\w-]+")
"""What an id may look like. One that was brought in by an import leads nowhere else."""

FOLDER = "recordings"
ENDING = ".flac"


def folder_of(journal: Path, session_id: str) -> Path:
    """The folder of a session's recordings, whether it is there or not."""
    name = session_id if _AN_ID.fullmatch(session_id) else "none"
    return journal.parent / FOLDER / name


def recorded_rows(journal: Path, session_id: str) -> frozenset[int]:
    """The ids of a session's turns that have a recording."""
    folder = folder_of(journal, session_id)
    files = [*folder.glob(f"*{ENDING}"), *folder.glob(f"*{ENDING}{SEALED}")]
    rows = (file.name.partition(ENDING)[0] for file in files)
    return frozenset(int(row) for row in rows if row.isdecimal())


def opened(plain: Path, sealer: Sealer | None) -> BinaryIO:
    """A recording, to be read; a sealed one is decrypted into memory.

    Args:
        plain: Where it is when it is not sealed.
        sealer: That of its journal, if that is locked.

    Raises:
        CoachError: `recordings.unreadable` if it is sealed and does not open.
        OSError: It cannot be read.
    """
    if not sealed_name(plain).exists():
        return plain.open("rb")
    if sealer is None:
        raise unopened(plain)
    return io.BytesIO(sealer.read(plain))


def remove_turns(journal: Path, session_id: str, rows: Iterable[int]) -> None:
    """Delete the recordings of some turns."""
    folder = folder_of(journal, session_id)
    if not folder.is_dir():
        return
    for row in rows:
        with in_plain_words(folder):
            for name in _names_of(row):
                (folder / name).unlink(missing_ok=True)


def take_out(
    journal: Path, session_id: str, rows: Collection[int]
) -> tuple[tuple[str, bytes], ...]:
    """Delete the recordings of some turns; their files, sealed or not, for `put_back`."""
    there = sorted(recorded_rows(journal, session_id) & set(rows))
    folder = folder_of(journal, session_id)
    files = [folder / name for row in there for name in _names_of(row)]
    with in_plain_words(folder):
        taken = tuple((file.name, file.read_bytes()) for file in files if file.exists())
    remove_turns(journal, session_id, there)
    return taken


def put_back(journal: Path, session_id: str, taken: Iterable[tuple[str, bytes]]) -> None:
    """Make what was taken out as it was."""
    folder = folder_of(journal, session_id)
    for name, data in taken:
        with in_plain_words(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = folder / name
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

    What a killed sealing left goes, too. Only to be called while no session runs.
    """
    for file in (journal.parent / FOLDER).glob(f"*/.*{UNFINISHED}"):
        with in_plain_words(file):
            file.unlink(missing_ok=True)


def are_plain(journal: Path) -> bool:
    """Whether there is a recording that is not sealed, or what was left of one."""
    return bool(_plain(journal)) or any((journal.parent / FOLDER).glob(f"*/.*{UNFINISHED}"))


def seal_all(journal: Path, sealer: Sealer) -> bool:
    """Seal every recording that is not sealed yet; whether there was any.

    Only to be called while no session runs.

    Raises:
        CoachError: What the disk does; those before it are sealed.
    """
    sweep(journal)
    plain = _plain(journal)
    for file in plain:
        with in_plain_words(file):
            sealer.seal(file)
    return bool(plain)


def unseal_all(journal: Path, key: CipherKey) -> list[CoachError]:
    """Make every sealed recording a plain one. Only to be called while no session runs.

    Returns:
        What is the matter with those that do not open; they are left as they are.

    Raises:
        CoachError: `lock.missing`, or what the disk does.
    """
    damaged: list[CoachError] = []
    sealed = sorted((journal.parent / FOLDER).glob(f"*/*{ENDING}{SEALED}"))
    if not sealed:
        return damaged
    sealer = Sealer(key)
    sweep(journal)
    for file in sealed:
        with in_plain_words(file):
            try:
                sealer.unseal(file.with_name(file.name.removesuffix(SEALED)))
            except CoachError as error:
                damaged.append(error)
    return damaged


def _plain(journal: Path) -> list[Path]:
    files = sorted((journal.parent / FOLDER).glob(f"*/*{ENDING}"))
    return [file for file in files if file.is_file() and not file.is_symlink()]


def _names_of(row: int) -> tuple[str, str]:
    """The names a recording may have."""
    return f"{row}{ENDING}", f"{row}{ENDING}{SEALED}"


def _remove(folder: Path) -> None:
    if folder.is_dir() and not folder.is_symlink():
        with in_plain_words(folder):
            shutil.rmtree(folder)
