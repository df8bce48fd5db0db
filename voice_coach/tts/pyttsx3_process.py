"""The child process in which pyttsx3 speaks; the parent can kill it at a deadline.

pyttsx3 can hang for good, on macOS it wants a thread's run loop to itself, and libespeak ends the
whole process when it misses its data. The process must stay small: it imports pyttsx3 and the
standard library, and reads sound files without numpy. pyttsx3 writes one file in the folder of the
process, which is read and deleted at once.
"""

import array
import contextlib
import ctypes
import os
import struct
import sys
import threading
import time
import wave
from pathlib import Path

from voice_coach.tts.voice_server import RefusalError, serve_parent

AMERICAN_ENGLISH = "gmw/en-us"
"""espeak's default for English is British; practices and speech models are American."""

POLL_SECONDS = 0.0005
"""Between two looks at whether libespeak is idle."""

MAX_PARAMETER_ATTEMPTS = 3

RANDOM_SEED = 1
"""Of libespeak's noise; any number does as well."""

MAX_SAVE_ATTEMPTS = 3
"""About one save in thousands was seen to leave a file without a sample; saving again helps."""

SETTLING_SECONDS = 0.003
"""For an engine's callback to end after it has said that it is finished."""


class UnreadableError(Exception):
    """The file is not sound that can be read here; the message says why and quotes nothing."""


# Sound files.


def read_pcm(path: Path) -> tuple[int, bytes]:
    """Return the rate in Hz and the samples of a file (int16 mono, in the machine's byte order).

    macOS writes AIFF whatever the file is called. Raises OSError, or UnreadableError if it is
    neither WAV nor AIFF, or compressed, or not 16 bits a sample.
    """
    with path.open("rb") as file:
        is_aiff = file.read(4) == b"FORM"
    return _read_aiff(path.read_bytes()) if is_aiff else _read_wav(path)


def _read_wav(path: Path) -> tuple[int, bytes]:
    try:
        with wave.open(str(path), "rb") as file:
            if file.getsampwidth() != 2:
                raise UnreadableError(f"a WAV file of {8 * file.getsampwidth()} bits a sample")
            samples = array.array("h", file.readframes(file.getnframes()))
            return file.getframerate(), _mono(samples, file.getnchannels())
    except (wave.Error, EOFError) as error:
        raise UnreadableError(f"not a WAV file that can be read: {error}") from None


def _read_aiff(data: bytes) -> tuple[int, bytes]:
    """Read AIFF, or AIFF-C that is not compressed; Python 3.13 has no module for it any more."""
    chunks: dict[bytes, bytes] = {}
    at = 12
    while at + 8 <= len(data):
        name, size = struct.unpack_from(">4sI", data, at)
        chunks[name] = data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    common, sound = chunks.get(b"COMM", b""), chunks.get(b"SSND", b"")
    if len(common) < 18 or len(sound) < 8:
        raise UnreadableError("an AIFF file without its COMM and SSND chunks")
    channels, _, bits, exponent, mantissa = struct.unpack_from(">hIhHQ", common)
    packing = common[18:22] or b"NONE"
    if bits != 16 or packing not in (b"NONE", b"twos", b"sowt"):
        raise UnreadableError(f"an AIFF file of {bits} bits a sample, packed as {packing!r}")
    start = 8 + struct.unpack_from(">I", sound)[0]
    samples = array.array("h", sound[start : start + (len(sound) - start) // 2 * 2])
    if (packing == b"sowt") != (sys.byteorder == "little"):
        samples.byteswap()
    return round(mantissa * 2.0 ** (exponent - 16383 - 63)), _mono(samples, channels)


def _mono(samples: "array.array[int]", channels: int) -> bytes:
    if channels > 1:
        together = zip(*(samples[at::channels] for at in range(channels)), strict=False)
        samples = array.array("h", (sum(each) // channels for each in together))
    return samples.tobytes()


# libespeak, beside what pyttsx3 does with it.


def load_bundled_espeak() -> None:
    """Load espeak-ng out of the package `espeakng_loader`; pyttsx3 then finds it by its name.

    It comes before a library of the system, so that every machine speaks with the same release.
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
    """Return the variants that can be laid over a voice, such as `f3` or `Annie`."""
    from pyttsx3.drivers import _espeak  # noqa: PLC0415 - loads the library

    wanted = ctypes.pointer(_espeak.VOICE(languages=b"variant"))
    return {voice.identifier.decode().removeprefix("!v/") for voice in _espeak.ListVoices(wanted)}


def wait_until_idle() -> None:
    """Wait until libespeak's thread has nothing to do; the parent limits how long.

    pyttsx3's `runAndWait` begins by cancelling what that thread is at, so rate and volume are
    mostly lost otherwise, and a save that is cancelled late leaves an empty file.
    """
    from pyttsx3.drivers import _espeak  # noqa: PLC0415 - loads the library

    while _espeak.IsPlaying():
        time.sleep(POLL_SECONDS)


def seed_noise() -> None:
    """Have libespeak draw the same random numbers for every text.

    The breath in a voice is noise, seeded with the time of day: a sentence would now and then be
    recognized as other words.
    """
    from pyttsx3.drivers import _espeak  # noqa: PLC0415 - loads the library

    with contextlib.suppress(AttributeError):  # libraries before 1.51 have no such function
        _espeak.dll.espeak_ng_SetRandSeed(ctypes.c_long(RANDOM_SEED))


def set_parameters(rate: int, volume: float) -> bool:
    """Set rate (words a minute), volume (0 to 1); return if they arrived: pyttsx3 cannot tell."""
    from pyttsx3.drivers import _espeak  # noqa: PLC0415 - loads the library

    wanted = {_espeak.RATE: rate, _espeak.VOLUME: round(volume * 100)}
    for _ in range(MAX_PARAMETER_ATTEMPTS):
        wait_until_idle()
        for parameter, value in wanted.items():
            _espeak.SetParameter(parameter, value, 0)
        wait_until_idle()
        if all(_espeak.dll.espeak_GetParameter(key, 1) == wanted[key] for key in wanted):
            return True
    return False


# The engine.


class Speech:
    """A pyttsx3 engine that only writes files; raises RefusalError (`voice.missing`)."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "speech.wav"
        self._finished = threading.Event()
        self._driver_errors: list[Exception] = []
        load_bundled_espeak()
        try:
            import pyttsx3  # noqa: PLC0415 - after the library it is to find, and after stdout

            self._engine = pyttsx3.init()
            self._is_espeak = self._engine.driver_name == "espeak"
            self._known = {str(voice.id) for voice in self._engine.getProperty("voices")}
            self._variants = variants() if self._is_espeak else set()
            self._default = self._engine.getProperty("voice") or ""
        except Exception as error:  # noqa: BLE001 - each platform's driver raises its own
            raise RefusalError("voice.missing", type(error).__name__) from None
        if self._is_espeak and AMERICAN_ENGLISH in self._known:
            self._default = AMERICAN_ENGLISH
        self._engine.connect("finished-utterance", lambda **_: self._finished.set())
        self._engine.connect("error", lambda exception, **_: self._driver_errors.append(exception))
        self._run()  # the first run of an engine returns before its work is done: give it none

    def voices(self) -> list[str]:
        """Return the ids the engine lists, sorted."""
        return sorted(self._known)

    def render(self, text: str, voice: str, rate: int, volume: float) -> tuple[int, bytes]:
        """Return the rate in Hz and the samples of `text`; no samples if nothing in it is spoken.

        Raises RefusalError: `voice.unknown` or `voice.failed`.
        """
        text = text.replace("\0", " ")  # ends a text in C
        if voice and not self._knows(voice):
            raise RefusalError("voice.unknown")
        self._set(voice or self._default, rate, volume)
        hz, pcm = 22050, b""
        for _ in range(MAX_SAVE_ATTEMPTS if text.strip() else 0):
            hz, pcm = self._save(text)
            if pcm:
                break
        if volume > 0 and not pcm.strip(b"\0"):  # punctuation alone is a short silence
            if any(letter.isalnum() for letter in text):
                raise RefusalError("voice.failed", "the engine made no sound")
            pcm = b""
        return hz, pcm

    def _knows(self, voice: str) -> bool:
        """Return whether the engine has this voice: an id of its list or, for espeak, more.

        espeak also takes a language (`en-us`) and a variant (`gmw/en-us+f3`), and an unknown
        variant without an error, to speak otherwise or not at all.
        """
        if voice in self._known or not self._is_espeak:
            return voice in self._known
        base, plus, variant = voice.partition("+")
        languages = {known.rpartition("/")[2] for known in self._known}
        return base.lower() in self._known | languages and (not plus or variant in self._variants)

    def _set(self, voice: str, rate: int, volume: float) -> None:
        self._driver_errors.clear()
        self._engine.setProperty("voice", voice)
        if self._driver_errors:
            raise RefusalError("voice.unknown")
        self._engine.setProperty("rate", rate)
        self._engine.setProperty("volume", volume)
        if self._driver_errors or (self._is_espeak and not set_parameters(rate, volume)):
            raise RefusalError("voice.failed", "the engine refused its rate or volume")

    def _save(self, text: str) -> tuple[int, bytes]:
        self._finished.clear()
        self._driver_errors.clear()
        if self._is_espeak:
            seed_noise()
        try:
            self._engine.save_to_file(text, str(self._file))
            self._run()
            if self._driver_errors:
                raise RefusalError("voice.failed", type(self._driver_errors[0]).__name__)
            if self._is_espeak:  # the others have finished when they return, and may not say so
                self._finished.wait()
            while self._engine.isBusy():
                time.sleep(0.001)
            time.sleep(SETTLING_SECONDS)
            return read_pcm(self._file)
        except UnreadableError as error:
            raise RefusalError("voice.failed", str(error)) from None
        finally:
            self._file.unlink(missing_ok=True)

    def _run(self) -> None:
        if self._is_espeak:
            wait_until_idle()
        self._engine.runAndWait()


def _make_engine(folder: Path, _arguments: list[str]) -> Speech:
    speech = Speech(folder)
    speech.render("ready", "", 145, 1.0)  # loads the dictionary before anybody waits for it
    return speech


if __name__ == "__main__":
    serve_parent(_make_engine)
