"""Sound devices by name; only this module imports sounddevice.

Without the PortAudio library its import fails, and most of the program needs no device. It imports
no numpy, so that the probe process stays small.
"""

import ctypes
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import ModuleType
from typing import Literal

from voice_coach.errors import CoachError, Command

Direction = Literal["microphone", "speaker"]

_ALTERNATIVES = {
    "microphone": "type your answers with --keyboard",
    "speaker": "do without sound with --speaker none",
}

_CARD_NUMBER = re.compile(r"\s*\(hw:\d+,\d+\)$")
"""ALSA numbers cards in the order in which they were found, which changes."""

_ALSA_PLUGINS = re.compile(
    r"(sysdefault|front|rear|center_lfe|side|surround\d+|iec958|spdif|dmix|dsnoop|modem|phoneline"
    r"|lavrate|samplerate|speexrate|speex|upmix|vdownmix|jack|oss|null)(:.*)?$"
)
"""ALSA's plugins for the same sound cards, as its alsa.conf names them."""


def load_sounddevice() -> ModuleType:
    """Import sounddevice; raises CoachError (`audio.no-portaudio`, `audio.failed`)."""
    try:
        import sounddevice  # noqa: PLC0415 - its import fails where there is no PortAudio
    except OSError as error:
        raise CoachError(
            "audio.no-portaudio",
            "No sound device can be used, because the PortAudio library is missing or broken. "
            "On Debian and Ubuntu, install the package libportaudio2.",
        ) from error
    except Exception as error:  # its own error class is not to be had when its import fails
        raise _no_start(error) from error
    _silence_alsa()
    library: ModuleType = sounddevice
    return library


def restart_portaudio() -> None:
    """Have PortAudio look for devices anew; raises `audio.failed`. No stream may be open."""
    library = load_sounddevice()
    try:
        # The only way there is; PortAudio has had no other for twenty years.
        library._terminate()  # noqa: SLF001
        library._initialize()  # noqa: SLF001
    except library.PortAudioError as error:
        raise _no_start(error) from error


def _no_start(error: Exception) -> CoachError:
    return CoachError(
        "audio.failed", f"No sound device can be used: PortAudio does not start ({error})."
    )


# ALSA would print its reports, such as every underrun, among the captions; a device that is lost is
# reported by the stream. The handler has to live as long as the library.
_SILENT_HANDLER = ctypes.CFUNCTYPE(
    None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p
)(lambda *_: None)


def _silence_alsa() -> None:
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(_SILENT_HANDLER)


@dataclass(frozen=True, slots=True)
class Device:
    """A sound device of PortAudio; `rate` is its default in Hz, `host` its interface (ALSA, …)."""

    number: int
    name: str
    inputs: int
    outputs: int
    rate: int
    host: str = ""

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def plain_name(self) -> str:
        """Return its name without what may change when it is connected again."""
        return _CARD_NUMBER.sub("", self.name)

    def channels(self, part: Direction) -> int:
        """Return how many channels it has in a direction."""
        return self.inputs if part == "microphone" else self.outputs


@dataclass(frozen=True, slots=True)
class Devices:
    """All sound devices, and the numbers of the default ones (-1 for none)."""

    all: tuple[Device, ...]
    microphone: int
    speaker: int

    def usable(self, part: Direction) -> list[Device]:
        """Return those with channels in a direction."""
        return [each for each in self.all if each.channels(part)]

    def default(self, part: Direction) -> Device | None:
        """Return the default device, else the first one; None if there is none."""
        number = self.microphone if part == "microphone" else self.speaker
        usable = self.usable(part)
        return next((each for each in usable if each.number == number), (*usable, None)[0])

    def find(self, device: str | int | None, part: Direction) -> Device:
        """Return the device of that number, or with that in its name; the default one for None.

        Of several that fit, it is that of the default device's interface: some systems offer each
        device several times. Raises `audio.no-device` if there is none for this part at all,
        `audio.unknown-device` if none, or more than one, is meant.
        """
        usable, default = self.usable(part), self.default(part)
        if default is None:
            raise CoachError(
                "audio.no-device",
                f"There is no {part}. Connect one, or {_ALTERNATIVES[part]}. "
                "The demo needs no sound device.",
            )
        if device is None:
            return default
        wanted = str(device).strip().lower()
        if wanted.isdecimal():
            meant = [each for each in usable if each.number == int(wanted)]
        else:
            meant = [each for each in usable if each.name.lower() == wanted] or [
                each for each in usable if wanted in each.name.lower()
            ]
        nearest = [each for each in meant if each.host == default.host]
        if len(nearest) == 1:
            return nearest[0]
        if len(meant) == 1:
            return meant[0]
        known = ", ".join(map(str, meant or usable))
        what = f"{device!r} could be any of these" if meant else f"No {part} is called {device!r}"
        setup = Command("setup")
        raise CoachError(
            "audio.unknown-device",
            f"{what}: {known}. Give its number or its name, or choose one by ear: {setup}",
            setup,
        )

    def rediscover(self, known: Device, part: Direction) -> Device | None:
        """Return the device that was `known` once, whatever its number now; None if it is away."""
        usable = [each for each in self.usable(part) if each.host == known.host]
        same = [each for each in usable if each.name == known.name]
        same = same or [each for each in usable if each.plain_name == known.plain_name]
        return next((each for each in same if each.number == known.number), (*same, None)[0])

    def stable_name(self, device: Device, part: Direction) -> str:
        """Return a name by which a device is found again when others come and go."""
        for name in (device.plain_name, device.name):
            try:
                if self.find(name, part) == device:
                    return name
            except CoachError:
                continue  # another one has it in its name
        return str(device.number)

    def candidates(self, part: Direction) -> list[Device]:
        """Return those a person might mean, the default first, each through one interface."""
        default = self.default(part)
        if default is None:
            return []
        others = [
            each
            for each in self.usable(part)
            if each.host == default.host
            and each != default
            and not (each.host == "ALSA" and _ALSA_PLUGINS.match(each.name))
        ]
        return [default, *others]


def query_devices() -> Devices:
    """Return the devices PortAudio knows; raises `audio.no-portaudio`, `audio.failed`."""
    library = load_sounddevice()
    hosts: Sequence[dict[str, str]] = library.query_hostapis()
    everything = tuple(
        Device(
            info["index"],
            info["name"],
            info["max_input_channels"],
            info["max_output_channels"],
            round(info["default_samplerate"]),
            hosts[info["hostapi"]]["name"],
        )
        for info in library.query_devices()
    )
    microphone, speaker = library.default.device
    return Devices(everything, microphone, speaker)
