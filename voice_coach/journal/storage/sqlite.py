"""SQLite and SQLCipher: loading them, and opening a connection.

SQLCipher, for locked journals, is an extra (`voice-coach[lock]`), loaded only when it is needed.
Its errors are not those of `sqlite3`: catch `sqlite_errors()`.
"""

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from voice_coach.errors import CoachError
from voice_coach.import_stubs import stub_imports


def import_sqlite_utils() -> Any:
    """Import `sqlite_utils` without what its recipes load: OpenSSL and more, five megabytes."""
    unused = {"hashlib": {}, "secrets": {"token_hex": _token_hex}, "sqlite_utils.recipes": {}}
    with stub_imports("sqlite_utils", unused):
        import sqlite_utils  # noqa: PLC0415 - its import is slow; --help needs none
    return sqlite_utils


def _token_hex(size: int) -> str:
    """Return `size` random bytes in hexadecimal, as `secrets.token_hex`."""
    return os.urandom(size).hex()


SALT_BYTES = 16
KEY_BYTES = 32

KDF_ITERATIONS = 256_000
"""Of PBKDF2 with HMAC-SHA512, as in SQLCipher 4: any program for SQLCipher databases opens a locked
journal with its passphrase alone."""

PAGE_BYTES = 4096
"""The page size of SQLCipher 4; the size of an encrypted journal is a multiple of it."""

MIN_DISTINCT_BYTES = 170
"""Minimum number of distinct byte values in an encrypted page."""

_MODULE = "sqlcipher3.dbapi2"


@dataclass(frozen=True, slots=True)
class CipherKey:
    """The key of an encrypted journal, which is never shown.

    `raw` is 32 bytes, made of the passphrase and `salt`, which is the first 16 bytes of the file.
    """

    raw: bytes = field(repr=False)
    salt: bytes = field(repr=False)

    @classmethod
    def derive(cls, passphrase: str, salt: bytes) -> "CipherKey":
        """Derive the key from a passphrase; this takes a fifth of a second, on purpose."""
        import hashlib  # noqa: PLC0415 - it loads OpenSSL, which a plain journal does not need

        secret = passphrase.encode("utf-8", "surrogatepass")
        return cls(hashlib.pbkdf2_hmac("sha512", secret, salt, KDF_ITERATIONS, KEY_BYTES), salt)

    @property
    def pragma(self) -> str:
        """Return the statement that gives the key to SQLCipher, the first of a connection."""
        return f'PRAGMA key = "{self.literal}"'

    @property
    def literal(self) -> str:
        """Return the key as SQLCipher reads it, in place of a passphrase."""
        return f"x'{self.raw.hex()}{self.salt.hex()}'"


def connect(
    place: Path | str, key: CipherKey | None = None, *, timeout: float = 5.0, uri: bool = False
) -> sqlite3.Connection:
    """Open a connection in autocommit: transactions begin only where this program begins them.

    A wrong key shows at the first read. `timeout` is seconds; `uri` says that `place` is an address
    such as `file:...?mode=ro`.

    Raises:
        CoachError: `lock.missing` if SQLCipher is needed and not installed.
        sqlite3.Error: The file cannot be opened; of a locked one, any of `sqlite_errors()`.
    """
    if key is None:
        return sqlite3.connect(place, timeout=timeout, isolation_level=None, uri=uri)
    cipher = import_sqlcipher()
    connection = cipher.connect(str(place), timeout=timeout, isolation_level=None, uri=uri)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to stderr
        connection.execute(key.pragma)
        # Parts of the memory with the key in it are wiped when they are given back.
        connection.execute("PRAGMA cipher_memory_security = ON")
    except BaseException:
        connection.close()
        raise
    return cast("sqlite3.Connection", connection)  # the same methods under another class


def may_be_encrypted(path: Path) -> bool:
    """Return whether a file that is no plain database can be an encrypted journal.

    Of 256 byte values, one is missing once in 36,000 random pages of 4096 bytes; a third never is.
    Do not call it while a connection of this process has the file: closing would drop its locks.
    """
    size = path.stat().st_size
    if size == 0 or size % PAGE_BYTES:
        return False
    with path.open("rb") as file:
        return len(set(file.read(PAGE_BYTES))) > MIN_DISTINCT_BYTES


def read_salt(path: Path) -> bytes:
    """Return the salt of an encrypted journal, from which its key is derived.

    Raises `lock.missing`, or SQLCipher's error if the file cannot be opened.
    """
    nobody = CipherKey(bytes(KEY_BYTES), b"")
    with closing(connect(f"{path.as_uri()}?mode=ro", nobody, uri=True)) as connection:
        (salt,) = connection.execute("PRAGMA cipher_salt").fetchone()
    return bytes.fromhex(salt)


def sqlite_errors() -> tuple[type[sqlite3.Error], ...]:
    """Return the errors a connection raises: SQLite's, and SQLCipher's once it is loaded."""
    cipher = sys.modules.get(_MODULE)
    return (sqlite3.Error,) if cipher is None else (sqlite3.Error, cipher.Error)


def import_sqlcipher() -> Any:
    """Import and return SQLCipher; raises `lock.missing`."""
    try:
        from sqlcipher3 import dbapi2  # noqa: PLC0415 - an extra, and slow to load
    except ImportError:
        raise CoachError(
            "lock.missing",
            "This needs the part of Voice Coach that locks journals, which is not installed. "
            'Install it with: pip install "voice-coach[lock]"',
        ) from None
    return dbapi2


def connect_readonly(real: Path, key: CipherKey | None) -> sqlite3.Connection:
    """Open a connection that reads only and creates no file."""
    # Without side files nobody else is at work, and `immutable` makes SQLite create none either.
    # With them, only a locking reader sees what is still in the write-ahead log.
    alone = not any(side.exists() for side in side_files(real))
    mode = "mode=ro&immutable=1" if alone else "mode=ro"
    return connect(f"{real.as_uri()}?{mode}", key, uri=True, timeout=0)


def side_files(path: Path) -> tuple[Path, ...]:
    """Return the paths of the files that SQLite puts beside an open database."""
    return tuple(Path(f"{path}{ending}") for ending in ("-wal", "-shm", "-journal"))


@contextmanager
def write_transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Run the block in a write transaction, on the disk at its end or not at all.

    The write lock is taken first: a transaction that reads and then writes is refused at once where
    another program wrote in between. Raises sqlite3.Error.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A full disk may have ended the transaction already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
