"""The formats of phones and browsers, decoded by the program ffmpeg where it is installed.

It gets the open file, and nothing else: no name, no network, and only the demuxer that belongs to
the file's first bytes. Its sound comes through a pipe, so that none of it is ever in a file.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

PROGRAM = "ffmpeg"

DEMUXERS = (
    (4, b"ftyp", "mov"),  # M4A, MP4, 3GP
    (4, b"moov", "mov"),  # QuickTime, of old
    (4, b"mdat", "mov"),
    (4, b"wide", "mov"),
    (4, b"free", "mov"),
    (0, b"\x1a\x45\xdf\xa3", "matroska"),  # WebM, MKA
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),  # WMA
    (0, b"\xff\xf0", "aac"),
    (0, b"\xff\xf1", "aac"),
    (0, b"\xff\xf8", "aac"),
    (0, b"\xff\xf9", "aac"),
    (0, b"#!AMR", "amr"),
    (0, b"OggS", "ogg"),  # Speex, and FLAC in Ogg
    (0, b"caff", "caf"),  # AAC in it
)
"""What stands in a file at a place, and ffmpeg's demuxer for it."""

HEAD_BYTES = 16

_CUT_OFF = (b"prematurely", b"partial file", b"truncated", b"end of file", b"Packet corrupt")
"""What ffmpeg says of a file whose end is missing; it does not call that a failure."""

_WITHOUT_SOUND = b"matches no streams"


def demuxer_of(head: bytes) -> str | None:
    """Return ffmpeg's demuxer for a file that begins with these bytes; None if it has none."""
    return next((name for at, mark, name in DEMUXERS if head.startswith(mark, at)), None)


class Decoder:
    """A running ffmpeg. `pipe` is the descriptor from which its sound comes, as an AU file."""

    def __init__(self, descriptor: int, demuxer: str) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self.pipe, output = os.pipe()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - no shell, and no name of a file
                (
                    *(PROGRAM, "-nostdin", "-v", "error", "-protocol_whitelist", "file,pipe"),
                    *("-f", demuxer, "-i", f"file:/dev/fd/{descriptor}", "-map", "0:a:0"),
                    *("-map_metadata", "-1", "-c:a", "pcm_f32be", "-f", "au", "pipe:1"),
                ),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=self._errors,
                pass_fds=(descriptor,),
            )
        except OSError:
            os.close(self.pipe)
            self._errors.close()
            raise
        finally:
            os.close(output)

    def trouble(self) -> str:
        """Return, once the sound is read, why it is not the whole; "" if it is."""
        failed = self._process.wait() != 0
        said = self._said()
        if any(each in said for each in _CUT_OFF):
            return "it is cut off"
        return "it cannot be decoded to its end" if failed else ""

    def is_silent(self) -> bool:
        """Return, once it has ended, whether there is no sound in the file at all."""
        self._process.wait()
        return _WITHOUT_SOUND in self._said()

    def close(self) -> None:
        """End it, wherever it is."""
        os.close(self.pipe)
        self._process.kill()
        self._process.wait()
        self._errors.close()

    def _said(self) -> bytes:
        self._errors.seek(0)
        return self._errors.read()


@contextmanager
def decoding(descriptor: int, demuxer: str) -> Iterator[Decoder]:
    """Have ffmpeg decode an open file, from its beginning.

    Raises OSError if it cannot be started.
    """
    decoder = Decoder(descriptor, demuxer)
    try:
        yield decoder
    finally:
        decoder.close()
