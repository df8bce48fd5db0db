"""Recordings of the person's answers, plain or encrypted, one file for each turn's row.

An encrypted file is `MAGIC`, the nonce (12 bytes), and AES-256-GCM's output with its tag (16 bytes)
at the end. If both are there, it counts: the plain one may be half overwritten.
"""

import io
import os
import re
import shutil
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from voice_coach.errors import CoachError
from voice_coach.journal.errors import translate_errors
from voice_coach.journal.storage.sqlite import KEY_BYTES, CipherKey
from voice_coach.private_files import make_private_folder, replace_file, sync

_SESSION_ID = re.compile(r"[\w-]+")
"""The form of an id: an imported one must not lead out of the folder."""

FOLDER = "recordings"
SUFFIX = ".flac"

ENCRYPTED_SUFFIX = ".sealed"
"""The suffix of an encrypted recording, after that of the recording."""

PART_SUFFIX = ".part"
"""The suffix of a name, after a dot at its beginning, while the file is written."""

MAGIC = b"VCoaSeal\x01"
"""What an encrypted file begins with; the last byte is the version of its form."""

NONCE_BYTES = 12

KEY_PURPOSE = b"voice-coach recordings 1"
"""Makes the key of recordings another than the journal's, and than any other derived from it."""

_BLOCK = 1 << 20


class RecordingCipher:
    """Encrypts and decrypts a journal's recordings, in any thread; raises `lock.missing`."""

    def __init__(self, key: CipherKey) -> None:
        self._cipher = _cipher(key)

    def encrypt(self, plain: Path) -> None:
        """Replace a recording, if it is there, by an encrypted file; OSError leaves it as is."""
        encrypted = encrypted_path(plain)
        with suppress(FileNotFoundError):
            if not self._is_intact(plain):
                nonce = os.urandom(NONCE_BYTES)
                data = self._cipher.encrypt(nonce, plain.read_bytes(), _bound_to(plain))
                _replace(encrypted, MAGIC + nonce + data)
            _wipe(plain)

    def decrypt(self, plain: Path) -> None:
        """Replace an encrypted file by the recording; an error leaves it as it is.

        Raises `CoachError` (`recordings.unreadable`) or OSError.
        """
        _replace(plain, self.read(plain))
        encrypted_path(plain).unlink()

    def read(self, plain: Path) -> bytes:
        """Return the plain bytes of the recording whose plain path is given.

        Raises OSError, or `recordings.unreadable` if it was changed, cut off, renamed, or encrypted
        with another passphrase.
        """
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - an extra

        data = encrypted_path(plain).read_bytes()
        begin = len(MAGIC) + NONCE_BYTES
        if not data.startswith(MAGIC) or len(data) < begin:
            raise unreadable(plain)
        nonce = data[len(MAGIC) : begin]
        try:
            return bytes(self._cipher.decrypt(nonce, data[begin:], _bound_to(plain)))
        except InvalidTag:
            raise unreadable(plain) from None

    def _is_intact(self, plain: Path) -> bool:
        """Return whether a recording was encrypted before, and only its plain file has to go."""
        try:
            self.read(plain)
        except (CoachError, FileNotFoundError):
            return False
        return True


def encrypted_path(plain: Path) -> Path:
    """Return the path of a recording when it is encrypted."""
    return plain.with_name(f"{plain.name}{ENCRYPTED_SUFFIX}")


def unreadable(plain: Path) -> CoachError:
    """Return the error of an encrypted recording that does not open."""
    return CoachError(
        "recordings.unreadable",
        f"The recording {encrypted_path(plain)} cannot be decrypted: it was changed or damaged, or "
        "locked with another passphrase. It is left as it is; its words are in the journal.",
    )


def overwrite(descriptor: int) -> None:
    """Overwrite the bytes of a file that was replaced, as far as the disk allows."""
    with suppress(OSError):
        left = os.fstat(descriptor).st_size
        os.lseek(descriptor, 0, os.SEEK_SET)
        while left > 0:
            left -= os.write(descriptor, bytes(min(left, _BLOCK)))
        os.fsync(descriptor)


def _cipher(key: CipherKey) -> Any:
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - an extra
        from cryptography.hazmat.primitives.hashes import SHA512  # noqa: PLC0415
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415
    except ImportError:
        raise CoachError(
            "lock.missing",
            "This needs the part of Voice Coach that locks recordings, which is not installed. "
            'Install it with: pip install "voice-coach[lock]"',
        ) from None
    derived = HKDF(algorithm=SHA512(), length=KEY_BYTES, salt=key.salt, info=KEY_PURPOSE)
    return AESGCM(derived.derive(key.raw))


def _bound_to(plain: Path) -> bytes:
    """Return what is authenticated with a recording: the form of the file, and whose it is."""
    return MAGIC + f"{plain.parent.name}/{plain.stem}".encode()


def _replace(path: Path, data: bytes) -> None:
    replace_file(path, data)
    sync(path.parent)


def _wipe(plain: Path) -> None:
    descriptor = os.open(plain, os.O_WRONLY)
    try:
        overwrite(descriptor)
        plain.unlink(missing_ok=True)
    finally:
        os.close(descriptor)


def folder_of(journal: Path, session_id: str) -> Path:
    """Return the folder of a session's recordings, whether it exists or not."""
    name = session_id if _SESSION_ID.fullmatch(session_id) else "none"
    return journal.parent / FOLDER / name


def recorded_rows(journal: Path, session_id: str) -> frozenset[int]:
    """Return the ids of a session's turns that have a recording."""
    folder = folder_of(journal, session_id)
    files = [*folder.glob(f"*{SUFFIX}"), *folder.glob(f"*{SUFFIX}{ENCRYPTED_SUFFIX}")]
    rows = (file.name.partition(SUFFIX)[0] for file in files)
    return frozenset(int(row) for row in rows if row.isdecimal())


def open_recording(plain: Path, cipher: RecordingCipher | None) -> BinaryIO:
    """Open a recording by its plain path; an encrypted one is decrypted into memory.

    Raises OSError, or `recordings.unreadable` if it is encrypted and does not open.
    """
    if not encrypted_path(plain).exists():
        return plain.open("rb")
    if cipher is None:
        raise unreadable(plain)
    return io.BytesIO(cipher.read(plain))


def remove_turns(journal: Path, session_id: str, rows: Iterable[int]) -> None:
    """Delete the recordings of some turns."""
    folder = folder_of(journal, session_id)
    if not folder.is_dir():
        return
    for row in rows:
        with translate_errors(folder):
            for name in _names_of(row):
                (folder / name).unlink(missing_ok=True)


def pop_turns(
    journal: Path, session_id: str, rows: Collection[int]
) -> tuple[tuple[str, bytes], ...]:
    """Delete the recordings of some turns; return their files, for `restore_turns`."""
    there = sorted(recorded_rows(journal, session_id) & set(rows))
    folder = folder_of(journal, session_id)
    files = [folder / name for row in there for name in _names_of(row)]
    with translate_errors(folder):
        taken = tuple((file.name, file.read_bytes()) for file in files if file.exists())
    remove_turns(journal, session_id, there)
    return taken


def restore_turns(journal: Path, session_id: str, taken: Iterable[tuple[str, bytes]]) -> None:
    """Write back the files that `pop_turns` returned."""
    folder = folder_of(journal, session_id)
    for name, data in taken:
        with translate_errors(folder):
            make_private_folder(folder)
            replace_file(folder / name, data)


def remove_sessions(journal: Path, ids: Iterable[str]) -> None:
    """Delete all recordings of some sessions."""
    for session_id in ids:
        _remove(folder_of(journal, session_id))


def remove_all(journal: Path) -> None:
    """Delete every recording there is."""
    _remove(journal.parent / FOLDER)


def has_recordings(journal: Path) -> bool:
    """Return whether anything was ever recorded beside this journal."""
    return (journal.parent / FOLDER).is_dir()


def remove_unfinished(journal: Path) -> None:
    """Delete what a killed program was recording or encrypting. Call it while no session runs."""
    for file in (journal.parent / FOLDER).glob(f"*/.*{PART_SUFFIX}"):
        with translate_errors(file):
            file.unlink(missing_ok=True)


def has_plain(journal: Path) -> bool:
    """Return whether there is a plain recording, or what was left of one."""
    return bool(_plain(journal)) or any((journal.parent / FOLDER).glob(f"*/.*{PART_SUFFIX}"))


def encrypt_all(journal: Path, cipher: RecordingCipher) -> bool:
    """Encrypt every plain recording, while no session runs; return whether there was any.

    Raises `CoachError` for what the disk does; those before it are encrypted.
    """
    remove_unfinished(journal)
    plain = _plain(journal)
    for file in plain:
        with translate_errors(file):
            cipher.encrypt(file)
    return bool(plain)


def decrypt_all(journal: Path, key: CipherKey) -> list[CoachError]:
    """Decrypt every recording, while no session runs; return the errors of those left encrypted.

    Raises `lock.missing`, or what the disk does.
    """
    damaged: list[CoachError] = []
    encrypted = sorted((journal.parent / FOLDER).glob(f"*/*{SUFFIX}{ENCRYPTED_SUFFIX}"))
    if not encrypted:
        return damaged
    cipher = RecordingCipher(key)
    remove_unfinished(journal)
    for file in encrypted:
        with translate_errors(file):
            try:
                cipher.decrypt(file.with_name(file.name.removesuffix(ENCRYPTED_SUFFIX)))
            except CoachError as error:
                damaged.append(error)
    return damaged


def _plain(journal: Path) -> list[Path]:
    files = sorted((journal.parent / FOLDER).glob(f"*/*{SUFFIX}"))
    return [file for file in files if file.is_file() and not file.is_symlink()]


def _names_of(row: int) -> tuple[str, str]:
    return f"{row}{SUFFIX}", f"{row}{SUFFIX}{ENCRYPTED_SUFFIX}"


def _remove(folder: Path) -> None:
    if folder.is_dir() and not folder.is_symlink():
        with translate_errors(folder):
            shutil.rmtree(folder)
