"""The errors of the journal, in words a person can act on.

SQLite quotes pieces of a query, which may hold what a person said; so its messages are never passed
on and its exceptions never chained, only named.
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from voice_coach.errors import CoachError, Command
from voice_coach.journal.storage.sqlite import sqlite_errors

_ELSEWHERE = "choose another folder with --home"

_CODES = {
    sqlite3.SQLITE_NOTADB: "journal.not-a-database",
    sqlite3.SQLITE_CORRUPT: "journal.corrupt",
    sqlite3.SQLITE_READONLY: "journal.unwritable",
    sqlite3.SQLITE_CANTOPEN: "journal.unwritable",
    sqlite3.SQLITE_PERM: "journal.unwritable",
    sqlite3.SQLITE_BUSY: "journal.locked",
    sqlite3.SQLITE_LOCKED: "journal.locked",
    sqlite3.SQLITE_FULL: "journal.full",
}

_FOREIGN_KEY_MESSAGE = "FOREIGN KEY"

_MESSAGES = {
    "lock.needed": (
        "The journal {path} is locked, and its passphrase cannot be asked for here. Run this in a "
        "terminal, or unlock it there with {command}."
    ),
    "lock.wrong": (
        "The passphrase does not open the journal {path}: it is another one, or the file is "
        "damaged at its beginning. If you are sure of it, type: {command}. If you have "
        "lost it: {command} --new keeps the journal aside, and begins a new one."
    ),
    "journal.not-a-database": (
        f"The journal {{path}} is not a database. To keep it aside and go on with its last "
        f"good copy, type: {{command}}. Or {_ELSEWHERE}."
    ),
    "journal.corrupt": (
        "The journal {path} is damaged. To keep it aside and go on with its last good copy, type: "
        "{command}"
    ),
    "journal.lost": (
        "The journal {path} is gone or empty, but there are copies of it. To go on with the last "
        "good one, or with a new journal, type: {command}"
    ),
    "journal.copy": (
        "The copy {path} is damaged and cannot be changed. It is left as it is. If you do not need "
        "it, delete it."
    ),
    "journal.unwritable": (
        "The journal {path} cannot be written ({detail}). See that the file and its folder "
        f"belong to you and that the disk is not read-only, or {_ELSEWHERE}."
    ),
    "journal.exposed": (
        "The journal {path} would not be yours alone: {detail}. "
        f"Let it belong to you, and writable by nobody else, or {_ELSEWHERE}."
    ),
    "journal.locked": (
        "Another program is holding the journal {path}. Close it, another Voice Coach or a "
        "database browser, and try again."
    ),
    "journal.full": (
        "The disk is full, so nothing can be added to the journal {path}. "
        "Free some space and try again."
    ),
    "journal.newer": (
        "The journal {path} was written by a newer Voice Coach and is left untouched. "
        f"Update Voice Coach, or {_ELSEWHERE}."
    ),
    "journal.foreign": (
        "The file {path} belongs to another program and is left untouched. "
        f"Move it away, or {_ELSEWHERE}."
    ),
    "journal.migration": (
        "The journal {path} could not be brought up to date ({detail}) and is left as it was. "
        "Go back to the Voice Coach you used before, and report this."
    ),
    "journal.gone": (
        "What was to be changed is no longer in the journal {path}; it was deleted meanwhile. "
        "Begin a new session."
    ),
    "session.elsewhere": (
        "This session is going on in another program that uses the journal {path}. "
        "End it there, by saying stop or with Ctrl-C, and try again."
    ),
    "journal.failed": ("The journal {path} failed ({detail}). Check the disk, then run {command}."),
}

_COMMANDS = {
    "lock.needed": Command("unlock"),
    "lock.wrong": Command("recover"),
    "journal.not-a-database": Command("recover"),
    "journal.corrupt": Command("recover"),
    "journal.lost": Command("recover"),
    "journal.failed": Command("doctor"),
}
"""The commands that these errors name."""


def journal_error(code: str, path: str | Path, detail: str = "") -> CoachError:
    """Return the error `code` for the journal at `path`; `detail` is a name, never content."""
    command = _COMMANDS.get(code)
    message = _MESSAGES[code].format(path=path, detail=detail, command=command)
    return CoachError(code, message, command)


def code_of(error: sqlite3.Error) -> str:
    """Return the code of the `CoachError` that an SQLite error becomes."""
    # Errors that Python's own layer raises (a closed connection) carry no code of SQLite's.
    extended: int = getattr(error, "sqlite_errorcode", 0) or 0
    # SQLCipher's give the primary code only, and say the rest; this sentence quotes nothing.
    if extended == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY or str(error).startswith(
        _FOREIGN_KEY_MESSAGE
    ):
        return "journal.gone"
    if extended == sqlite3.SQLITE_IOERR_SHMSIZE:  # a file beside it that did not get its room
        return "journal.full"
    return _CODES.get(extended & 0xFF, "journal.failed")


def name_of(error: BaseException) -> str:
    """Return SQLite's or the system's name of an error, else its class; never content."""
    name: str | None = getattr(error, "sqlite_errorname", None)
    if isinstance(error, OSError):
        name = error.strerror
    return name or type(error).__name__


@contextmanager
def translate_copy_errors(path: str | Path) -> Iterator[None]:
    """Translate errors of a copy to `journal.copy`: a damaged copy is no reason to recover."""
    try:
        with translate_errors(path):
            yield
    except CoachError as error:
        if error.code in ("journal.corrupt", "journal.not-a-database"):
            raise journal_error("journal.copy", path) from None
        raise


@contextmanager
def translate_errors(path: str | Path) -> Iterator[None]:
    """Turn what SQLite and the file system raise in the block into a `CoachError` about `path`.

    Its code is `journal.not-a-database`, `journal.corrupt`, `journal.unwritable`, `journal.locked`,
    `journal.full`, `journal.gone` or `journal.failed`.
    """
    try:
        yield
    except sqlite_errors() as error:
        raise journal_error(code_of(error), path, name_of(error)) from None
    except OSError as error:
        raise journal_error(_code_of_os(error), path, name_of(error)) from None


def _code_of_os(error: OSError) -> str:
    return "journal.full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "journal.unwritable"
