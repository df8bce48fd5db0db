"""The sound library, loaded only when a device is asked for.

This is the only place that imports sounddevice: without the PortAudio library its import fails, and
most of the program needs no device.
"""

import ctypes
from contextlib import suppress
from types import ModuleType

from voice_coach.errors import CoachError


def load_sounddevice() -> ModuleType:
    """The library, imported now.

    Raises:
        CoachError: `audio.no-portaudio`; `audio.failed` if it does not start.
    """
    try:
        import sounddevice  # noqa: PLC0415 - its import fails where there is no PortAudio
    except OSError as error:
        raise CoachError(
            "audio.no-portaudio",
            "No sound device can be used, because the PortAudio library is missing or broken. "
            "On Debian and Ubuntu, install the package libportaudio2.",
        ) from error
    except Exception as error:  # its own error class is not to be had when its import fails
        raise CoachError(
            "audio.failed", f"No sound device can be used: PortAudio does not start ({error})."
        ) from error
    _quiet_alsa()
    library: ModuleType = sounddevice
    return library


def look_again() -> None:
    """Have PortAudio look for devices anew: it looks only when it starts. No stream may be open.

    Raises:
        CoachError: `audio.failed` if it does not start again.
    """
    library = load_sounddevice()
    try:
        # The only way there is; PortAudio has had no other for twenty years.
        library._terminate()  # noqa: SLF001
        library._initialize()  # noqa: SLF001
    except library.PortAudioError as error:
        raise CoachError(
            "audio.failed", f"No sound device can be used: PortAudio does not start ({error})."
        ) from error


# ALSA's own reports, such as every underrun, would be printed among the captions; a device that is
# lost is reported by the stream. The callback has to live as long as the library.
_SILENT = ctypes.CFUNCTYPE(
    None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p
)(lambda *_: None)


def _quiet_alsa() -> None:
    """Keep ALSA, where there is one, from writing to stderr by itself."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(_SILENT)
