"""What espeak needs beyond what pyttsx3 does for it. Linux's voice; used in the child only.

pyttsx3 hands rate and volume to libespeak's own thread, without waiting, and its `runAndWait`
begins by cancelling whatever that thread is still at. So they are mostly lost unless libespeak has
come to rest in between, and a save that is cancelled late leaves an empty file.
"""

import contextlib
import ctypes
import os
import sys
import time

AMERICAN = "gmw/en-us"
"""espeak's default for English is British; practices and speech models are American."""

PAUSE = 0.0005
"""Seconds between two looks at whether libespeak is at rest."""

ATTEMPTS = 3

SEED = 1
"""Of libespeak's noise; any number does as well."""


def load_bundled() -> None:
    """Load espeak-ng out of the package `espeakng_loader`; pyttsx3 then finds it by its name.

    It comes before a library of the system: everybody then has the same release and the same
    data, and what a demo or a test hears on one machine is what it hears on another.
    """
    if not sys.platform.startswith("linux"):
        return
    with contextlib.suppress(ImportError, OSError, RuntimeError):  # then the system's is next
        import espeakng_loader  # noqa: PLC0415 - only Linux has it

        data = espeakng_loader.get_data_path()
        ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
        # Without it libespeak looks where it was built and ends the process, without an exception.
        os.environ["ESPEAK_DATA_PATH"] = data


def variants() -> set[str]:
    """The variants that can be laid over a voice, such as `f3` or `Annie`."""
    from pyttsx3.drivers import _espeak  # noqa: PLC0415 - loads the library

    wanted = ctypes.pointer(_espeak.VOICE(languages=b"variant"))
    return {voice.identifier.decode().removeprefix("!v/") for voice in _espeak.ListVoices(wanted)}


def come_to_rest() -> None:
    """Wait until libespeak's thread has nothing to do; how long is for the parent to limit."""
    from pyttsx3.drivers import _espeak  # noqa: PLC0415 - loads the library

    while _espeak.IsPlaying():
        time.sleep(PAUSE)


def begin_alike() -> None:
    """Have libespeak draw the same random numbers for every text.

    The breath in a voice is noise, which libespeak seeds with the time of day: a sentence would
    sound otherwise each second, and now and then be heard as other words.
    """
    from pyttsx3.drivers import _espeak  # noqa: PLC0415 - loads the library

    with contextlib.suppress(AttributeError):  # libraries before 1.51 have no such function
        _espeak.dll.espeak_ng_SetRandSeed(ctypes.c_long(SEED))


def set_exactly(rate: int, volume: float) -> bool:
    """Set the rate (words a minute) and the volume (0 to 1), and see whether they arrived.

    pyttsx3 asks libespeak for its default instead of the present value, so it cannot tell.
    """
    from pyttsx3.drivers import _espeak  # noqa: PLC0415 - loads the library

    wanted = {_espeak.RATE: rate, _espeak.VOLUME: round(volume * 100)}
    for _ in range(ATTEMPTS):
        come_to_rest()
        for parameter, value in wanted.items():
            _espeak.SetParameter(parameter, value, 0)
        come_to_rest()
        if all(_espeak.dll.espeak_GetParameter(key, 1) == wanted[key] for key in wanted):
            return True
    return False
