"""Imports sqlite-utils without what it brings along for other uses.

Its recipes convert columns on its own command line, by a library for dates; its ids made of hashes
load OpenSSL, and so do its random names for savepoints. A journal uses neither recipes nor hashes,
and all this takes five megabytes of a session. So stand-ins take their places while sqlite-utils is
imported; the random names come straight from where they would have come from.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any


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
