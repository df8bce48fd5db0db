"""Encryption of a journal with a passphrase: one rename puts another file in its place.

There is one whole journal at every moment. Its copies and recordings are locked after it and
unlocked before it; after an interruption `finish_locking` makes up for the rest.
"""

import glob
import os
import sqlite3
import unicodedata
from contextlib import closing
from functools import cache
from pathlib import Path

from voice_coach.errors import CoachError
from voice_coach.journal import recordings
from voice_coach.journal.errors import code_of, journal_error, translate_errors
from voice_coach.journal.recordings import RecordingCipher, overwrite
from voice_coach.journal.storage.connection import copies_beside, is_lost
from voice_coach.journal.storage.lockfile import SessionLock, without_sessions
from voice_coach.journal.storage.sqlite import (
    SALT_BYTES,
    CipherKey,
    connect,
    import_sqlcipher,
    may_be_encrypted,
    read_salt,
    sqlite_errors,
)
from voice_coach.private_files import make_private_file, sync

RELOCKED_SUFFIX = ".relocked.part"
"""The suffix of the other file while it is written."""

IMMUTABLE = "mode=ro&immutable=1"
"""The mode in which a file is read without creating another."""


def is_locked(path: Path) -> bool:
    """Return whether the journal is encrypted. Raises `CoachError` if it cannot be read."""
    real = Path(os.path.realpath(path))
    if not real.is_file():
        return False
    with translate_errors(path):
        return not _is_plain(real) and may_be_encrypted(real)


def _is_plain(file: Path) -> bool:
    """Return whether a file is a database, damaged perhaps, that needs no key."""
    try:
        _read_first_page(file, None, IMMUTABLE)
    except sqlite_errors() as error:
        return code_of(error) != "journal.not-a-database"
    return True


def _read_first_page(file: Path, key: CipherKey | None, mode: str) -> None:
    with closing(connect(f"{file.as_uri()}?{mode}", key, uri=True)) as connection:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def needs_key(path: Path) -> bool:
    """Return whether the journal, or if it is lost its copies, need a passphrase.

    Raises `CoachError` if a file cannot be read.
    """
    real = Path(os.path.realpath(path))
    if is_locked(path):
        return True
    lost = is_lost(real) or (real.is_file() and not _is_plain(real))
    return lost and any(is_locked(copy) for copy in copies_beside(real))


def key_of(path: Path, passphrase: str) -> CipherKey | None:
    """Return the key of a journal, or else of a copy, that the passphrase opens; else None.

    A copy counts where the journal is damaged at its beginning. Raises `lock.missing`, or what the
    disk does.
    """
    real = Path(os.path.realpath(path))
    # A derivation takes a fifth of a second, and most files share their salt.
    key_with = cache(CipherKey.derive)
    for file in (real, *copies_beside(real)):
        if is_locked(file):
            with translate_errors(file):
                salt = read_salt(file)
                for spelling in _spellings(passphrase):
                    key = key_with(spelling, salt)
                    if _opens(key, file):
                        return key
    return None


def _spellings(passphrase: str) -> list[str]:
    """Return a passphrase in each Unicode form that a keyboard may have typed it in.

    An accented letter is one code on one system and two on another. What is locked today is locked
    with the composed form; earlier programs took what was typed.
    """
    composed, decomposed = (unicodedata.normalize(form, passphrase) for form in ("NFC", "NFD"))
    return list(dict.fromkeys((composed, passphrase, decomposed)))


def _opens(key: CipherKey, file: Path) -> bool:
    for mode in ("mode=ro", IMMUTABLE):  # the latter on a disk that is full or refuses writing
        try:
            _read_first_page(file, key, mode)
        except sqlite_errors() as error:
            code = code_of(error)
            if code in ("journal.not-a-database", "journal.corrupt"):
                return code == "journal.corrupt"  # then its first page opened
            refused = error
        else:
            return True
    raise refused


def lock(path: Path, passphrase: str, damaged: list[CoachError] | None = None) -> CipherKey:
    """Encrypt a journal, its copies and its recordings with a passphrase, and return the key.

    Errors of copies that could not be encrypted are appended to `damaged`.

    Raises:
        CoachError: `session.running`, `journal.locked`, `lock.missing`, `lock.unlike`, or what the
            disk does. The journal is whole then, locked or not.
    """
    key = CipherKey.derive(_spellings(passphrase)[0], os.urandom(SALT_BYTES))
    real = Path(os.path.realpath(path))
    with translate_errors(path), without_sessions(path):
        cipher = RecordingCipher(key)
        _remove_parts(real, ".part")
        _reencrypt(real, None, key)
        _encrypt_copies(real, key, damaged)
        recordings.encrypt_all(path, cipher)
    return key


def unlock(path: Path, key: CipherKey) -> list[CoachError]:
    """Decrypt a journal, its copies and recordings; return the errors of those left encrypted.

    Raises the same errors as `lock`.
    """
    real = Path(os.path.realpath(path))
    with translate_errors(path), without_sessions(path):
        damaged = recordings.decrypt_all(path, key)
        for copy in copies_beside(real):
            if is_locked(copy):
                _reencrypt_copy(copy, key, None, damaged)
        _reencrypt(real, key, None)
    return damaged


def finish_locking(path: Path, key: CipherKey, damaged: list[CoachError] | None = None) -> bool:
    """Encrypt what is still plain beside an encrypted journal; return whether anything was.

    Nothing is encrypted with a key that does not open the journal. Recordings are left alone while
    a session runs. Errors of copies are appended to `damaged`; others are raised as `CoachError`.
    """
    real = Path(os.path.realpath(path))
    if not (is_locked(real) and _opens(key, real)):
        return False
    followed = _encrypt_copies(real, key, damaged)
    if not recordings.has_plain(path):
        return followed
    with SessionLock(path, 0).exclusive() as alone:
        encrypted = alone and recordings.encrypt_all(path, RecordingCipher(key))
    return followed or encrypted


def _encrypt_copies(real: Path, key: CipherKey, damaged: list[CoachError] | None) -> bool:
    _remove_parts(real, RELOCKED_SUFFIX)
    plain = [copy for copy in copies_beside(real) if not is_locked(copy)]
    converted = [_reencrypt_copy(copy, None, key, damaged) for copy in plain]
    return any(converted)


def _reencrypt_copy(
    copy: Path, key: CipherKey | None, wanted: CipherKey | None, damaged: list[CoachError] | None
) -> bool:
    """Reencrypt a copy; return whether it was done. A damaged copy is left as it is."""
    try:
        with translate_errors(copy):
            _reencrypt(copy, key, wanted)
    except CoachError:
        if _is_intact(copy, key):
            raise  # it is the disk, or another program
        if damaged is not None:
            damaged.append(journal_error("journal.copy", copy))
        return False
    return True


def _is_intact(copy: Path, key: CipherKey | None) -> bool:
    try:
        with closing(_connect(copy, key)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite_errors() as error:
        return code_of(error) not in ("journal.corrupt", "journal.not-a-database", "journal.failed")


def _remove_parts(real: Path, of: str) -> None:
    for part in real.parent.glob(f"{glob.escape(real.name)}*{of}*"):
        with translate_errors(part):
            part.unlink(missing_ok=True)


def _reencrypt(file: Path, key: CipherKey | None, wanted: CipherKey | None) -> None:
    """Replace a file by the same database under another key, or none."""
    beside = file.with_name(f"{file.name}{RELOCKED_SUFFIX}")
    _remove(beside)
    make_private_file(beside)
    old = os.open(file, os.O_RDWR)  # closed at the very end: that lets go of the file's locks
    try:
        with closing(_connect(file, key)) as source:
            _lock_exclusively(source, file)
            _export(source, beside, wanted)
            _compare(source, beside, wanted, file)
            sync(beside)
            beside.replace(file)
            sync(file.parent)
        overwrite(old)  # the other is in its place
    finally:
        os.close(old)
        _remove(beside)


def _connect(file: Path, key: CipherKey | None) -> sqlite3.Connection:
    """Open a connection that can attach a database under another key: SQLCipher's in any case."""
    if key is not None:
        return connect(file, key, timeout=0)
    connection: sqlite3.Connection = import_sqlcipher().connect(
        str(file), timeout=0, isolation_level=None
    )
    return connection


def _lock_exclusively(source: sqlite3.Connection, file: Path) -> None:
    """Write the log into the file and lock it; raises `journal.locked` if another has it open."""
    source.execute("PRAGMA temp_store = MEMORY")
    (mode,) = source.execute("PRAGMA journal_mode = DELETE").fetchone()
    if mode != "delete":
        raise journal_error("journal.locked", file)
    source.execute("PRAGMA locking_mode = EXCLUSIVE")
    source.execute("BEGIN EXCLUSIVE")
    source.execute("COMMIT")  # the lock stays until the connection is closed


def _export(source: sqlite3.Connection, beside: Path, wanted: CipherKey | None) -> None:
    literal = "" if wanted is None else wanted.literal
    source.execute("ATTACH DATABASE ? AS other KEY ?", (str(beside), literal))
    source.execute("SELECT sqlcipher_export('other')").fetchone()
    for name in ("user_version", "application_id"):  # these are not exported
        (number,) = source.execute(f"PRAGMA main.{name}").fetchone()
        source.execute(f"PRAGMA other.{name} = {number}")
    source.execute("DETACH DATABASE other")


def _compare(
    source: sqlite3.Connection, beside: Path, wanted: CipherKey | None, file: Path
) -> None:
    """Check the other file; raises `lock.unlike` if it differs from the first."""
    with closing(connect(beside, wanted)) as other:
        sound = other.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        if not sound or _contents(other) != _contents(source):
            raise CoachError(
                "lock.unlike",
                f"What was written did not read like the journal {file}, which is left as it was. "
                "Check the disk, and try again.",
            )


def _contents(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the number of rows of each table, and the version under the name ""."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    found = {"": int(version)}
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (name,) in tables:
        (count,) = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()  # noqa: S608
        found[name] = int(count)
    return found


def _remove(beside: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        Path(f"{beside}{ending}").unlink(missing_ok=True)
