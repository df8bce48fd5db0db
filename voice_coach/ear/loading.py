"""Imports Vosk without the HTTP client it brings along.

Vosk's Python package imports `requests` for downloading models, which this program does not let it
do. Importing that opens a socket (urllib3 tries whether IPv6 is there), and a session opens none;
it also takes a tenth of a second and several megabytes. So an empty module stands in for it while
Vosk is imported; everything Vosk does with sound is untouched.
"""

import sys
from types import ModuleType
from typing import Any

_UNWANTED = "requests"


def import_vosk() -> Any:
    """The module `vosk`.

    Raises:
        ImportError, OSError: It is not installed, or its library cannot be loaded.
    """
    stands_in = "vosk" not in sys.modules and _UNWANTED not in sys.modules
    if stands_in:
        sys.modules[_UNWANTED] = ModuleType(_UNWANTED)
    try:
        import vosk  # noqa: PLC0415 - its library takes a while, and help needs none of it
    finally:
        if stands_in:
            del sys.modules[_UNWANTED]
    for kind in (vosk.Model, vosk.KaldiRecognizer):
        # What an interruption catches half made has no handle, and would complain of that on stderr
        # when it is taken away. To free nothing is allowed.
        kind._handle = vosk._ffi.NULL  # noqa: SLF001 - there is no other place for it
    return vosk
