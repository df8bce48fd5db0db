"""Where the sound lies in a file, where its container does not tell, or tells only a part of it.

Files of one kind can be put one behind the other (chained): a radio stream, or a recorder that was
paused, makes an Ogg or MP3 file so. A library reads the first of them and takes it for the whole. A
recorder that crashed has not written the length of what it recorded. And an MP3 without a Xing
header has no length, so that what a library guesses ends too early where the bit rate varies.
"""

import os
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

_Order = Literal["little", "big"]

_CACHE_BYTES = 1 << 20

MIN_LOST_FRAMES = 4
"""Of an MP3, about 0.1 s: what a header counts more or less than that is no damage."""

MIN_MATCHES = 2
"""Headers in a row that make an MP3: one alone is found in any noise."""


@dataclass(frozen=True, slots=True)
class Section:
    """The bytes from `start` to `end` of a file, a recording by themselves.

    `prefix` goes before them, and `patches` are bytes to read at a place of the file instead of
    its own. `is_cut` tells that the end is missing.
    """

    start: int
    end: int
    prefix: bytes = b""
    patches: tuple[tuple[int, bytes], ...] = ()
    is_cut: bool = False


class SectionFile:
    """A section of an open file, as soundfile reads a file."""

    def __init__(self, descriptor: int, section: Section) -> None:
        self._descriptor = descriptor
        self._section = section
        self._place = 0

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move, and return the new place."""
        section = self._section
        length = len(section.prefix) + section.end - section.start
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: length}[whence]
        self._place = max(0, base + offset)
        return self._place

    def tell(self) -> int:
        """Return the place."""
        return self._place

    def read(self, size: int) -> bytes:
        """Return the next bytes, fewer at the end."""
        section = self._section
        data = section.prefix[self._place : self._place + size]
        place = section.start + max(0, self._place - len(section.prefix))
        wanted = min(size - len(data), section.end - place)
        if wanted > 0:
            data += _patched(os.pread(self._descriptor, wanted, place), place, section.patches)
        self._place += len(data)
        return data


def _patched(data: bytes, place: int, patches: Sequence[tuple[int, bytes]]) -> bytes:
    """Return the bytes at `place` of a file with what stands there instead."""
    changed = bytearray(data)
    for at, other in patches:
        for number, byte in enumerate(other, start=at - place):
            if 0 <= number < len(changed):
                changed[number] = byte
    return bytes(changed)


class _Bytes:
    """Bytes of an open file at any place, of which a piece is kept in memory."""

    def __init__(self, descriptor: int) -> None:
        self.size = os.fstat(descriptor).st_size
        self._descriptor = descriptor
        self._from = 0
        self._piece = b""

    def at(self, place: int, count: int) -> bytes:
        """Return `count` bytes, fewer at the end of the file."""
        begin = place - self._from
        if begin < 0 or begin + count > len(self._piece):
            self._piece = os.pread(self._descriptor, max(count, _CACHE_BYTES), place)
            self._from, begin = place, 0
        return self._piece[begin : begin + count]

    def find(self, mark: bytes, place: int) -> int:
        """Return where `mark` is next, from `place` on; the file's size if nowhere."""
        while place + len(mark) <= self.size and self.at(place, len(mark)):
            found = self._piece.find(mark, place - self._from)
            if found >= 0:
                return self._from + found
            place = self._from + len(self._piece) - len(mark) + 1
        return self.size


def sections(descriptor: int) -> list[Section]:
    """Return the recordings in an open file, one at least, in their order.

    Raises OSError where the file cannot be read.
    """
    data = _Bytes(descriptor)
    head = data.at(0, 12)
    for mark, kind, find in _CONTAINERS:
        if head.startswith(mark) and head[8:].startswith(kind):
            return find(data)
    if head[:3] == b"ID3" or _frame_of(head[:4]):
        return _mp3(data)
    return [Section(0, data.size)]


def _between(starts: Sequence[int], size: int) -> list[Section]:
    ends = [*starts[1:], size]
    return [Section(start, end) for start, end in zip(starts, ends, strict=True)]


# Ogg: https://www.rfc-editor.org/rfc/rfc3533


def _ogg(data: _Bytes) -> list[Section]:
    """Return the links of a chain: each begins with the first pages of its streams."""
    starts, place, was_first, is_cut = [0], 0, True, False
    while len(head := data.at(place, 27)) == 27:
        if head[:4] != b"OggS":
            place = data.find(b"OggS", place + 1)
            continue
        is_first = bool(head[5] & 2)
        if is_first and not was_first:
            starts.append(place)
        was_first = is_first
        table = data.at(place + 27, head[26])
        place += 27 + head[26] + sum(table)
        is_cut = len(table) < head[26] or place > data.size
    is_cut = is_cut or head.startswith(b"OggS")
    found = _between(starts, data.size)
    return [*found[:-1], replace(found[-1], is_cut=is_cut)]


# FLAC: https://www.rfc-editor.org/rfc/rfc9639

_FLAC_MARK = b"fLaC\0\0\0\x22"
"""A stream's marker, and the header of the block that always follows."""


def _flac(data: _Bytes) -> list[Section]:
    starts = [0]
    while (place := data.find(_FLAC_MARK, starts[-1] + 1)) < data.size:
        starts.append(place)
    return _between(starts, data.size)


# WAV, RF64, AIFF: chunks of a name, a length and as many bytes, in a chunk of their own.

_KNOWN_CHUNKS = (b"LIST", b"id3 ", b"ID3 ", b"bext", b"cue ", b"iXML", b"_PMX", b"RIFF", b"FORM")
"""What follows the samples of a WAV or AIFF file most often."""


def _riff(data: _Bytes) -> list[Section]:
    return _chunked(data, "little", b"data")


def _aiff(data: _Bytes) -> list[Section]:
    return _chunked(data, "big", b"SSND")


def _chunked(data: _Bytes, order: _Order, sound: bytes) -> list[Section]:
    """Return the files of chunks that lie one behind the other."""
    found: list[Section] = []
    start = 0
    while start < data.size:
        section, end = _one_of_chunks(data, start, order, sound)
        following = data.at(end, 12)
        ends = following[:4] != data.at(start, 4) or following[8:] != data.at(start + 8, 4)
        found.append(replace(section, end=data.size if ends else end))
        start = data.size if ends else end
    return found


def _one_of_chunks(data: _Bytes, start: int, order: _Order, sound: bytes) -> tuple[Section, int]:
    """Return the file of chunks at `start`, and where it ends by its own account."""
    end = start + 8 + int.from_bytes(data.at(start + 4, 4), order)
    place = start + 12
    while len(chunk := data.at(place, 8)) == 8:
        length = int.from_bytes(chunk[4:], order)
        if chunk[:4] == b"ds64":
            long = int.from_bytes(data.at(place + 16, 8), order)
            if not long and (begin := data.find(sound, place)) + 8 < data.size:
                true = (data.size - begin - 8).to_bytes(8, order)
                return Section(start, data.size, patches=((place + 16, true),)), data.size
            return Section(start, data.size), data.size
        following = place + 8 + length + length % 2
        if chunk[:4] == sound:
            rest = data.size - place - 8
            if length < rest < 1 << 32 and not _is_chunk(data, following, order):
                true = rest.to_bytes(4, order)
                return Section(start, data.size, patches=((place + 4, true),)), data.size
            return Section(start, data.size), max(end, following)
        place = following
    return Section(start, data.size), data.size


def _is_chunk(data: _Bytes, place: int, order: _Order) -> bool:
    """Return whether a chunk, or nothing worth reading, is at `place`."""
    head = data.at(place, 8)
    if len(head) < 8 or head[:4] in _KNOWN_CHUNKS:
        return True
    fits = place + 8 + int.from_bytes(head[4:], order) <= data.size
    return fits and all(0x20 <= byte < 0x7F for byte in head[:4])


def _au(data: _Bytes) -> list[Section]:
    """Return the file, of unknown length where its length is 0."""
    patches = () if any(data.at(8, 4)) else ((8, b"\xff" * 4),)
    return [Section(0, data.size, patches=patches)]


def _caf(data: _Bytes) -> list[Section]:
    """Return the file, with the true length of its last chunk, the sound, where that is 0."""
    place, patches = 8, tuple[tuple[int, bytes], ...]()
    while len(chunk := data.at(place, 12)) == 12:
        length = int.from_bytes(chunk[4:], "big", signed=True)
        if chunk[:4] == b"data" and not length:
            patches = ((place + 4, (data.size - place - 12).to_bytes(8, "big")),)
        if length <= 0:
            break
        place += 12 + length
    return [Section(0, data.size, patches=patches)]


# MP3: ISO/IEC 11172-3 and 13818-3; http://gabriel.mp3-tech.org/mp3infotag.html for its headers.

_BIT_RATES = {  # kbit/s, by whether it is MPEG 1, and the layer
    (True, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (True, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (False, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (False, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}

_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
"""Hz, by the bits of the version: MPEG 1, 2 and 2.5."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """A frame's header: its length in bytes, and what stays the same in one stream."""

    length: int
    stream: tuple[int, int, int, bool]  # version, layer, rate, whether it is mono


def _frame_of(head: bytes) -> _Frame | None:
    """Return what the four bytes of a frame of MPEG audio, layer 1 to 3, say; None if none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, 4 - (head[1] >> 1 & 3)
    bit_rate, rate_number, padding = head[2] >> 4, head[2] >> 2 & 3, head[2] >> 1 & 1
    if version == 1 or layer == 4 or bit_rate in (0, 15) or rate_number == 3:
        return None
    rate = _RATES[version][rate_number]
    bits = 1000 * _BIT_RATES[version == 3, layer][bit_rate - 1]
    if layer == 1:
        length = (12 * bits // rate + padding) * 4
    else:
        length = (72 if layer == 3 and version != 3 else 144) * bits // rate + padding
    return _Frame(length, (version, layer, rate, head[3] >> 6 == 3))


@dataclass(slots=True)
class _Stream:
    """One of the MP3 streams in a file, as it is walked through."""

    start: int
    begin: int = 0  # of its first frame
    head: bytes = b""  # of the same
    frame: _Frame | None = None
    told: int | None = None  # frames, by a header of their number
    frames: int = 0

    @property
    def is_full(self) -> bool:
        """Return whether as many frames were met as its header tells."""
        return self.told is not None and self.frames >= self.told


def _mp3(data: _Bytes) -> list[Section]:
    """Return the streams in a file: each begins with a tag, a header, or frames of another kind."""
    streams = [_Stream(0)]
    for place, frame in _frames(data):
        now = streams[-1]
        if frame is None:  # a tag
            if now.frame is not None:
                streams.append(_Stream(place))
            continue
        told = _frames_told(data.at(place, 192), frame)
        if now.frame is not None and (
            told is not None or now.is_full or frame.stream != now.frame.stream
        ):
            now = _Stream(place)
            streams.append(now)
        if now.frame is None:
            now.begin, now.head = place, data.at(place, 4)
            now.frame, now.told = frame, told
        if told is None:
            now.frames += 1
    found = _merged([each for each in streams if each.frame is not None])
    if not found:
        return [Section(0, data.size)]
    bounds = _between([0, *(each.start for each in found[1:])], data.size)
    return [_section(bound, each) for bound, each in zip(bounds, found, strict=True)]


def _section(bound: Section, stream: _Stream) -> Section:
    if stream.told is not None:
        return replace(bound, is_cut=stream.frames + MIN_LOST_FRAMES <= stream.told)
    prefix = _xing(stream)
    return replace(bound, start=stream.begin, prefix=prefix) if prefix else bound


def _merged(streams: Sequence[_Stream]) -> list[_Stream]:
    """Return the streams without those that are too short to be one."""
    long = [each for each in streams if each.told is not None or each.frames >= MIN_LOST_FRAMES]
    return long or list(streams[:1])


def _frames(data: _Bytes) -> Iterator[tuple[int, _Frame | None]]:
    """Yield where each frame is, and its header; None for the header of an ID3 tag."""
    place = 0
    while place < data.size:
        head = data.at(place, 10)
        frame = _frame_of(head[:4])
        if frame is not None:
            yield place, frame
            place += frame.length
        elif head[:3] == b"ID3" and len(head) == 10:
            yield place, None
            footer = 10 if head[5] & 0x10 else 0
            size = sum(
                (byte & 0x7F) << shift for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=True)
            )
            place += 10 + size + footer
        else:
            place = _next_frame(data, place + 1)


def _next_frame(data: _Bytes, place: int) -> int:
    """Return where frames, or a tag, go on behind what is neither; the file's size if nowhere."""
    while (place := data.find(b"\xff", place)) < data.size:
        at = place
        for _ in range(MIN_MATCHES):
            frame = _frame_of(data.at(at, 4))
            if frame is None:
                break
            at += frame.length
        else:
            return place
        place += 1
    return data.size


def _frames_told(head: bytes, frame: _Frame) -> int | None:
    """Return the number of frames that a Xing, Info or VBRI header tells; None if it is none."""
    version, _, _, is_mono = frame.stream
    place = 4 + {(3, False): 32, (3, True): 17, (2, False): 17, (0, False): 17}.get(
        (version, is_mono), 9
    )
    if head[36:40] == b"VBRI" and len(head) >= 54:
        return int(struct.unpack_from(">I", head, 50)[0])
    if head[place : place + 4] not in (b"Xing", b"Info") or len(head) < place + 12:
        return None
    flags, frames = struct.unpack_from(">II", head, place + 4)
    return int(frames) if flags & 1 else None


_LARGE_ENOUGH = 0x90
"""A bit rate at which a frame of any kind has room for a Xing header."""


def _xing(stream: _Stream) -> bytes:
    """Return a frame with a Xing header that tells the number of frames of a stream."""
    head = stream.head
    # Without a checksum, and without padding.
    own = bytes((head[0], head[1] | 1, _LARGE_ENOUGH | head[2] & 0x0C, head[3]))
    frame = _frame_of(own)
    if frame is None or frame.stream[1] != 3:
        return b""
    version, _, _, is_mono = frame.stream
    side = (17 if is_mono else 32) if version == 3 else (9 if is_mono else 17)
    header = b"Xing" + struct.pack(">II", 1, stream.frames)
    return (own + bytes(side) + header).ljust(frame.length, b"\0")


_CONTAINERS: tuple[tuple[bytes, bytes, Callable[[_Bytes], list[Section]]], ...] = (
    (b"OggS", b"", _ogg),
    (b"fLaC", b"", _flac),
    (b"RIFF", b"WAVE", _riff),
    (b"RF64", b"WAVE", _riff),
    (b"FORM", b"AIF", _aiff),
    (b".snd", b"", _au),
    (b"caff", b"", _caf),
)
"""What a file begins with, what is there from its byte 8 on, and what finds its sections."""
