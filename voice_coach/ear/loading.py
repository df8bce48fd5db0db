"""Imports Vosk without what it brings along to download models.

Vosk's Python package imports an HTTP client, one more with TLS, and a progress bar, for downloads
that this program does not let it do. Importing the first opens a socket (urllib3 tries whether IPv6
is there), and a session opens none; all three take a tenth of a second and many megabytes. So empty
modules stand in for them while Vosk is imported; everything Vosk does with sound is untouched.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

_UNWANTED = {"requests": (), "urllib.request": ("urlretrieve",), "tqdm": ("tqdm",)}
"""Each with the names that Vosk takes out of it."""


def import_vosk() -> Any:
    """The module `vosk`.

    Raises:
        ImportError, OSError: It is not installed, or its library cannot be loaded.
    """
    with _without_downloads():
        import vosk  # noqa: PLC0415 - its library takes a while, and help needs none of it
    for kind in (vosk.Model, vosk.KaldiRecognizer):
        # What an interruption catches half made has no handle, and would complain of that on stderr
        # when it is taken away. To free nothing is allowed.
        kind._handle = vosk._ffi.NULL  # noqa: SLF001 - there is no other place for it
    return vosk


@contextmanager
def _without_downloads() -> Iterator[None]:
    """Empty modules stand in for those that are not there yet, until Vosk is imported."""
    missing = [name for name in _UNWANTED if name not in sys.modules and "vosk" not in sys.modules]
    for name in missing:
        sys.modules[name] = stand_in = ModuleType(name)
        for taken in _UNWANTED[name]:
            setattr(stand_in, taken, None)
    try:
        yield
    finally:
        for name in missing:
            del sys.modules[name]
