"""SQLite and SQLCipher: loading them, and opening a connection.

Its recipes convert columns on its own command line, by a library for dates; its ids made of hashes
load OpenSSL, and so do its random names for savepoints. A journal uses neither recipes nor hashes,
and all this takes five megabytes of a session. So stand-ins take their places while sqlite-utils is
imported; the random names come straight from where they would have come from.

A locked journal is encrypted as a whole by SQLCipher, which is SQLite with a key. Its library is an
extra (`voice-coach[lock]`) and is loaded when a locked journal is opened, not before. It brings
classes of its own for connections and errors, which look like those of `sqlite3` but are not them;
so errors are caught with `sqlite_errors()`.
"""

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, cast

from voice_coach.errors import CoachError


def import_sqlite_utils() -> Any:
    """The module `sqlite_utils`. Raises ImportError if it is not installed."""
    with _without_the_rest():
        import sqlite_utils  # noqa: PLC0415 - its import is slow; --help needs none
    return sqlite_utils


@contextmanager
def _without_the_rest() -> Iterator[None]:
    """Stand-ins for those modules that are not there yet, until sqlite-utils is imported."""
    wanted = ("hashlib", "secrets", "sqlite_utils.recipes")
    missing = [name for name in wanted if {name, "sqlite_utils"}.isdisjoint(sys.modules)]
    for name in missing:
        sys.modules[name] = ModuleType(name)
    if "secrets" in missing:
        sys.modules["secrets"].token_hex = _token_hex  # type: ignore[attr-defined] # a stand-in
    try:
        yield
    finally:
        for name in missing:
            del sys.modules[name]


def _token_hex(size: int) -> str:
    """So many random bytes in hexadecimal, as `secrets.token_hex`."""
    return os.urandom(size).hex()


SALT_BYTES = 16


KEY_BYTES = 32


KDF_ITERATIONS = 256_000
"""Of PBKDF2 with HMAC-SHA512: what SQLCipher 4 does with a passphrase. So any program that opens
SQLCipher databases opens a locked journal with its passphrase alone."""


PAGE_BYTES = 4096
"""A page of SQLCipher 4. A locked journal is so many whole pages."""


MIN_DISTINCT_BYTES = 170
"""So many different bytes stand in a page of noise, and then some."""


_MODULE = "sqlcipher3.dbapi2"


@dataclass(frozen=True, slots=True)
class CipherKey:
    """What opens a locked journal. Neither part of it is ever shown.

    Attributes:
        raw: 32 bytes, made of the passphrase and the salt.
        salt: The first 16 bytes of the file.
    """

    raw: bytes = field(repr=False)
    salt: bytes = field(repr=False)

    @classmethod
    def derive(cls, passphrase: str, salt: bytes) -> "CipherKey":
        """The key that a passphrase stands for; this takes a fifth of a second, on purpose."""
        import hashlib  # noqa: PLC0415 - it loads OpenSSL, which a plain journal does not need

        secret = passphrase.encode("utf-8", "surrogatepass")
        return cls(hashlib.pbkdf2_hmac("sha512", secret, salt, KDF_ITERATIONS, KEY_BYTES), salt)

    @property
    def pragma(self) -> str:
        """The statement that gives the key to SQLCipher, as the first one of a connection."""
        return f'PRAGMA key = "{self.literal}"'

    @property
    def literal(self) -> str:
        """The key as SQLCipher reads it, in place of a passphrase."""
        return f"x'{self.raw.hex()}{self.salt.hex()}'"


def connect(
    place: Path | str, key: CipherKey | None = None, *, timeout: float = 5.0, uri: bool = False
) -> sqlite3.Connection:
    """A connection in autocommit: transactions begin where this program says so, and only there.

    Args:
        place: The file, or an address where `uri` says so.
        key: What opens it if it is locked; a wrong one shows at the first look into the file.
        timeout: Seconds to wait for another program's lock.
        uri: Whether `place` is an address such as `file:...?mode=ro`.

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
    """Whether a file that is no plain database can be a locked journal: whole pages of noise.

    What another program wrote there, or a disk that failed, is hardly ever noise: of 4096 bytes
    that are, one is missing among the 256 there can be once in 36,000 pages, and never a third.
    Only to be asked where no plain connection of this process has the file: closing it here would
    drop its locks.
    """
    size = path.stat().st_size
    if size == 0 or size % PAGE_BYTES:
        return False
    with path.open("rb") as file:
        return len(set(file.read(PAGE_BYTES))) > MIN_DISTINCT_BYTES


def read_salt(path: Path) -> bytes:
    """The salt of a locked journal, without which a passphrase is no key.

    Raises:
        CoachError: `lock.missing`.
        sqlcipher3.dbapi2.Error: The file cannot be opened.
    """
    nobody = CipherKey(bytes(KEY_BYTES), b"")
    with closing(connect(f"{path.as_uri()}?mode=ro", nobody, uri=True)) as connection:
        (salt,) = connection.execute("PRAGMA cipher_salt").fetchone()
    return bytes.fromhex(salt)


def sqlite_errors() -> tuple[type[sqlite3.Error], ...]:
    """What a connection may raise: SQLite's error, and SQLCipher's once it has been loaded."""
    cipher = sys.modules.get(_MODULE)
    return (sqlite3.Error,) if cipher is None else (sqlite3.Error, cipher.Error)


def import_sqlcipher() -> Any:
    """The library for locked journals.

    Raises:
        CoachError: `lock.missing`.
    """
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
    """A connection that reads and leaves no trace."""
    # Without side files nobody else is at work, and `immutable` makes SQLite create none either.
    # With them, only a locking reader sees what is still in the write-ahead log.
    alone = not any(side.exists() for side in side_files(real))
    mode = "mode=ro&immutable=1" if alone else "mode=ro"
    return connect(f"{real.as_uri()}?{mode}", key, uri=True, timeout=0)


def side_files(path: Path) -> tuple[Path, ...]:
    """What SQLite puts beside a database while it is open."""
    return tuple(Path(f"{path}{ending}") for ending in ("-wal", "-shm", "-journal"))


@contextmanager
def write_transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """One write transaction: all of it is on the disk when the block ends, or none of it.

    The write lock is taken at the start, because a transaction that first reads and then writes
    is refused at once, without waiting, where another program wrote in between.

    Raises:
        sqlite3.Error: The lock was not to be had in time, or the disk failed.
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
