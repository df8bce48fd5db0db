"""Recordings beside a locked journal: each is a file of its own, encrypted under the journal's key.

A sealed file is `MAGIC`, the nonce (12 bytes), and what AES-256-GCM makes of the recording, its tag
(16 bytes) at the end. `MAGIC` and the file's own name, `SESSION/ROW`, are authenticated with it: a
file that was changed, cut off or put in the place of another does not open.

Whatever ends the program, a recording is there whole, sealed or not. While both are there they
hold the same, and the sealed one counts: the other may be half overwritten.
"""

import contextlib
import os
from pathlib import Path
from typing import Any

from voice_coach.errors import CoachError
from voice_coach.journal.connecting import KEY_BYTES, CipherKey
from voice_coach.journal.guarding import PRIVATE_FILE
from voice_coach.journal.opening import settle

SEALED = ".sealed"
"""How the name of a sealed recording ends, after that of the recording."""

UNFINISHED = ".part"
"""How a name ends, after a dot at its beginning, while the file is written."""

MAGIC = b"VCoaSeal\x01"
"""What a sealed file begins with; the last byte is the version of its form."""

NONCE_BYTES = 12
PURPOSE = b"voice-coach recordings 1"
"""Parts the key of recordings from the journal's own, and from any other made of it."""

_BLOCK = 1 << 20


class Sealer:
    """Seals the recordings of one locked journal, and opens them. Safe to use from any thread.

    Args:
        key: What opens the journal.

    Raises:
        CoachError: `lock.missing`.
    """

    def __init__(self, key: CipherKey) -> None:
        self._cipher = _cipher(key)

    def seal(self, plain: Path) -> None:
        """Puts a sealed file in the place of a recording; none where it is gone already.

        Raises:
            OSError: The disk failed; the recording is there as it was.
        """
        sealed = sealed_name(plain)
        with contextlib.suppress(FileNotFoundError):
            if not self._is_whole(plain):
                nonce = os.urandom(NONCE_BYTES)
                data = self._cipher.encrypt(nonce, plain.read_bytes(), _bound_to(plain))
                _write_whole(sealed, MAGIC + nonce + data)
            _wipe(plain)

    def unseal(self, plain: Path) -> None:
        """Puts the recording back in the place of a sealed file.

        Raises:
            CoachError: `recordings.unreadable`; the sealed file is left as it is.
            OSError: As `seal`.
        """
        _write_whole(plain, self.read(plain))
        sealed_name(plain).unlink()

    def read(self, plain: Path) -> bytes:
        """What is in the sealed file of a recording.

        Args:
            plain: Where the recording is when it is not sealed.

        Raises:
            CoachError: `recordings.unreadable` if it was changed, cut off, renamed, or sealed with
                another passphrase.
            OSError: It cannot be read.
        """
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - an extra

        data = sealed_name(plain).read_bytes()
        begin = len(MAGIC) + NONCE_BYTES
        if not data.startswith(MAGIC) or len(data) < begin:
            raise unopened(plain)
        nonce = data[len(MAGIC) : begin]
        try:
            return bytes(self._cipher.decrypt(nonce, data[begin:], _bound_to(plain)))
        except InvalidTag:
            raise unopened(plain) from None

    def _is_whole(self, plain: Path) -> bool:
        """Whether a recording was sealed before, and only its plain file has to go."""
        try:
            self.read(plain)
        except (CoachError, FileNotFoundError):
            return False
        return True


def sealed_name(plain: Path) -> Path:
    """Where a recording is when it is sealed."""
    return plain.with_name(f"{plain.name}{SEALED}")


def unopened(plain: Path) -> CoachError:
    """The error of a sealed recording that does not open."""
    return CoachError(
        "recordings.unreadable",
        f"The recording {sealed_name(plain)} cannot be decrypted: it was changed or damaged, or "
        "locked with another passphrase. It is left as it is; its words are in the journal.",
    )


def overwrite(descriptor: int) -> None:
    """Writes nothing over what a file holds of which another is in its place."""
    with contextlib.suppress(OSError):
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
    derived = HKDF(algorithm=SHA512(), length=KEY_BYTES, salt=key.salt, info=PURPOSE)
    return AESGCM(derived.derive(key.raw))


def _bound_to(plain: Path) -> bytes:
    """What is authenticated with a recording: the form of the file, and whose it is."""
    return MAGIC + f"{plain.parent.name}/{plain.stem}".encode()


def _write_whole(path: Path, data: bytes) -> None:
    """Writes a file that has its name once it is on the disk, and not before."""
    part = path.with_name(f".{path.name}{UNFINISHED}")
    part.unlink(missing_ok=True)
    try:
        descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE_FILE)
        with open(descriptor, "wb") as file:  # noqa: PTH123 - private from its first byte
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    settle(path.parent)


def _wipe(plain: Path) -> None:
    descriptor = os.open(plain, os.O_WRONLY)
    try:
        overwrite(descriptor)
        plain.unlink(missing_ok=True)
    finally:
        os.close(descriptor)
