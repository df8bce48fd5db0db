"""Diagnostics: really tries each part that a spoken session needs, and reports what it found."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from voice_coach.app.factory import (
    NONE,
    SIMULATOR_RATE,
    model_of,
    start_synthesizer,
    voice_settings_of,
)
from voice_coach.audio.devices import Direction, query_devices
from voice_coach.audio.files import read_recording
from voice_coach.audio.sound import is_recording, is_wav, silence
from voice_coach.errors import CoachError, Command
from voice_coach.journal.errors import journal_error, translate_errors
from voice_coach.journal.journal import Journal
from voice_coach.journal.storage.connection import is_lost
from voice_coach.journal.storage.encryption import is_locked
from voice_coach.journal.storage.sqlite import import_sqlcipher
from voice_coach.settings import Home, Settings, wall_clock
from voice_coach.stt.base import make_recognizer
from voice_coach.stt.models import install_command
from voice_coach.wyoming.address import Address, is_satellite
from voice_coach.wyoming.services import describe

MIN_FREE_BYTES = 50_000_000
"""Years of transcripts fit; less than this and a disk is about to be full for other reasons."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The state of one part; `code` is that of an error, or "" if it works.

    `detail` is what was found, or what is wrong and what to do; `command` is the one it tells to
    type.
    """

    name: str
    code: str
    detail: str
    command: Command | None = None

    @property
    def ok(self) -> bool:
        """Return whether it works."""
        return not self.code


def examine(settings: Settings, home: Home) -> list[Finding]:
    """Check every part; none of them keeps another from being checked."""
    checks: dict[str, Callable[[Settings, Home], str | tuple[str, Command]]] = {
        "voice": _voice,
        "model": _model,
        "ear": _recognizer,
        "microphone": _microphone,
        "speaker": _speaker,
        "journal": _journal,
        "disk": _disk,
    }
    findings = []
    for name, check in checks.items():
        try:
            found = check(settings, home)
            detail, command = (found, None) if isinstance(found, str) else found
            findings.append(Finding(name, "", detail, command))
        except CoachError as error:
            findings.append(Finding(name, error.code, error.message, error.command))
    return findings


def _voice(settings: Settings, home: Home) -> str:
    voice = start_synthesizer(settings, home)
    excuses: list[CoachError] = []
    voice.report_to(excuses.append)
    try:
        sound = voice.render("Can you hear me?", voice_settings_of(settings))
    finally:
        voice.close()
    found = f"{voice.name}, {sound.rate} Hz"
    return " ".join([found, *(f"({excuse.message})" for excuse in excuses)])


def voices_of(settings: Settings, home: Home) -> list[str]:
    """Return the ids of the engine's voices; raises `CoachError` if the engine does not work."""
    voice = start_synthesizer(settings, home)
    try:
        return list(voice.voices())
    finally:
        voice.close()


def _model(settings: Settings, home: Home) -> str | tuple[str, Command]:
    model = model_of(settings, home)
    if not model.shipped:
        return model.name
    command = install_command(settings.language)
    detail = (
        f"{model.name} (the one that ships; for a larger one that hears people better: {command})"
    )
    return detail, command


def _recognizer(settings: Settings, home: Home) -> str:
    """Load the speech model and let it hear a silence; return the engine's name."""
    model = model_of(settings, home)
    recognizer = make_recognizer(settings.ear_engine, model, SIMULATOR_RATE, settings)
    recognizer.open(0)
    recognizer.feed(silence(0.2, SIMULATOR_RATE).samples)
    recognizer.close()
    check = getattr(recognizer, "check", None)  # of a server
    return f"{settings.ear_engine}, {check()}" if check else settings.ear_engine


def _microphone(settings: Settings, _home: Home) -> str:
    if settings.microphone is not None and is_recording(settings.microphone):
        return f"{settings.microphone}, {read_recording(Path(settings.microphone)).seconds:.1f} s"
    return _satellite(settings, settings.microphone) or try_device(
        "microphone", settings.microphone
    )


def _speaker(settings: Settings, _home: Home) -> str:
    return _satellite(settings, settings.speaker) or try_device("speaker", settings.speaker)


def _satellite(settings: Settings, device: str | None) -> str:
    """Return what the satellite in place of a device is; "" if there is none."""
    if device is None or not is_satellite(device):
        return ""
    address = Address.parse(device, "The satellite")
    found = describe(address, "satellite", allow_public=settings.allow_public)
    return f"{device}, {', '.join(found.kinds)}, {found.seconds:.2f} s"


def try_device(part: Direction, device: str | None) -> str:
    """Open a device, but not what stands in for one; return its name.

    Raises `CoachError` if it does not open.
    """
    is_file = is_recording if part == "microphone" else is_wav
    if device is not None and (device == NONE or is_file(device)):
        return device
    from voice_coach.audio.portaudio import DeviceMicrophone, DeviceSpeaker  # noqa: PLC0415

    kind = DeviceMicrophone if part == "microphone" else DeviceSpeaker
    kind(device, lambda _: None).close()
    return str(query_devices().find(device, part))


def _journal(_settings: Settings, home: Home) -> str:
    path = home.journal
    if is_lost(path):
        raise journal_error("journal.lost", path)
    if not path.exists():
        with translate_errors(path), tempfile.TemporaryFile(dir=_nearest(home.path)):
            pass
        return f"{path} (none yet; the first session makes it)"
    if is_locked(path):
        import_sqlcipher()
        return f"{path}, locked (only its passphrase opens it, so it was not read through)"
    with Journal.open(path, clock=wall_clock) as journal:
        journal.check()
        count = len(journal.sessions())
        return f"{path}, {count} session{'' if count == 1 else 's'}, not locked"


def _disk(_settings: Settings, home: Home) -> str:
    folder = _nearest(home.path)
    free = shutil.disk_usage(folder).free
    if free < MIN_FREE_BYTES:
        raise CoachError(
            "disk.full", f"Only {free // 1_000_000} MB are free at {folder}. Please make room."
        )
    return f"{free / 1e9:.1f} GB free"


def _nearest(folder: Path) -> Path:
    """Return a folder, or of those above it the first that is there."""
    return next(each for each in (folder, *folder.absolute().parents) if each.exists())
