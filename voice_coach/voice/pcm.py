"""Sound files as speech engines write them, read with the standard library alone.

The child process that speaks must stay small, so it cannot have numpy. Linux and Windows write WAV,
macOS writes AIFF whatever the file is called. All of them write 16 bits a sample; anything else is
refused rather than guessed at.
"""

import array
import struct
import sys
import wave
from pathlib import Path


class UnreadableError(Exception):
    """The file is not sound that can be read here; the message says why and quotes nothing."""


def read_pcm(path: Path) -> tuple[int, bytes]:
    """The rate in Hz and the samples (int16 mono, in the machine's byte order) of a sound file.

    Raises:
        UnreadableError: if it is neither WAV nor AIFF, or compressed, or not 16 bits a sample.
        OSError: if the file cannot be opened.
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
    """AIFF, or AIFF-C that is not compressed; Python 3.13 has no module for it any more."""
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
    """The mean of interleaved channels."""
    if channels > 1:
        together = zip(*(samples[at::channels] for at in range(channels)), strict=False)
        samples = array.array("h", (sum(each) // channels for each in together))
    return samples.tobytes()
