"""The time at which a recording was made: by its name, by what its file says, by the file's time.

Recorders and messengers write it into the name, most formats into a field of their own, and a copy
or a conversion changes the file's time. Times of a clock that was never set, or that is ahead, are
passed over.
"""

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import BinaryIO, Literal

from voice_coach.settings import HERE

FIRST_YEAR = 1990
"""Earlier times are those of clocks that were never set: 1904, 1970 and 1980 are their zeros."""

MAX_AHEAD = timedelta(days=1)
"""A clock in another time zone may be ahead by so much."""

HEAD_BYTES = 1 << 17
"""Tags of FLAC, Ogg, MP3 and WebM stand in the first part of a file, but for large pictures."""

Source = Literal["name", "metadata", "file", "now"]


@dataclass(frozen=True, slots=True)
class RecordingTime:
    """When a recording began, or else when it `ended`; both aware; and where that is known from."""

    source: Source
    moment: datetime
    ended: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """A day, and the time of that day where it is known, in a time zone or in that of here."""

    day: date
    clock: time | None = None

    @property
    def moment(self) -> datetime:
        clock = self.clock or time(12)
        return datetime.combine(self.day, clock, clock.tzinfo or HERE)


def recording_time(path: Path, written: datetime, now: datetime) -> RecordingTime:
    """Return when the recording at `path` was made; a file that can't be read has only its name.

    Args:
        path: The recording.
        written: When the file was last written, aware: about the end of the recording.
        now: The time, aware.
    """
    likely = (found for found in _in_name(path.stem) if _is_likely(found.moment, now))
    named = next(likely, None)
    if named is not None and named.clock is not None:
        return RecordingTime("name", named.moment)
    told = next((found for found in _in_file(path) if _is_likely(found.moment, now)), None)
    if named is None and told is not None and told.clock is not None:
        return RecordingTime("metadata", told.moment)
    if named is not None:
        return _on_day("name", named, told, written)
    if told is not None:
        return _on_day("metadata", told, told, written)
    if _is_likely(written, now):
        return RecordingTime("file", written, ended=True)
    return RecordingTime("now", now, ended=True)


def _on_day(source: Source, known: _Found, told: _Found | None, written: datetime) -> RecordingTime:
    """Return a moment of a known day: its hour is told elsewhere, or it is noon."""
    if told is not None and told.clock is not None and _here(told.moment).date() == known.day:
        return RecordingTime(source, told.moment)
    if _here(written).date() == known.day:
        return RecordingTime(source, written, ended=True)
    return RecordingTime(source, known.moment)


def _here(moment: datetime) -> datetime:
    return moment.astimezone(HERE)


def _is_likely(moment: datetime, now: datetime) -> bool:
    return moment.year >= FIRST_YEAR and moment <= now + MAX_AHEAD


# Names.

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

_MONTH = rf"(?P<word>{'|'.join(_MONTHS)})[a-z]*\.?"

_DAYS = tuple(
    re.compile(rf"(?<!\d){pattern}", re.IGNORECASE)
    for pattern in (
        r"(?P<y>(?:19|20)\d\d)(?P<s>[-_. ]?)(?P<m>\d\d)(?P=s)(?P<d>\d\d)",
        r"(?P<d>\d\d?)[-_. ](?P<m>\d\d?)[-_. ](?P<y>(?:19|20)\d\d)(?!\d)",
        rf"(?P<d>\d\d?)(?:st|nd|rd|th)?[-_. ]*{_MONTH}[-_., ]+(?P<y>(?:19|20)\d\d)(?!\d)",
        rf"(?<![a-z]){_MONTH}[-_ ]*(?P<d>\d\d?)(?:st|nd|rd|th)?[-_., ]+(?P<y>(?:19|20)\d\d)(?!\d)",
        r"(?P<y>\d\d)(?P<s>)(?P<m>\d\d)(?P<d>\d\d)(?=[-_ ]\d{6}(?!\d))",
    )
)
"""Days as they stand in names; the first that is a day of the calendar counts."""

_CLOCK = re.compile(
    r"^(?:t|[-_., ]|at|um|\()*(?<!\d)(?P<H>\d\d?)(?P<s>[-_.:h꞉ ]?)(?P<M>\d\d)"
    r"(?:(?:(?P=s)|m|[-_.:])(?P<S>\d\d)(?![\d]{1,2}(?!\d)))?(?:[-_.:]?\d{1,6})?s?"
    r"(?:[ ]?(?P<half>[ap])\.?m\.?)?(?P<zone>z(?![a-z])|[+-]\d\d:?\d\d(?!\d))?",
    re.IGNORECASE,
)

_SECONDS = re.compile(r"(?<!\d)(1\d{9})(\d{3})?(?!\d)")
"""Seconds or milliseconds since 1970, as browsers and programs write them."""

_IN_UTC = re.compile(r"(?:^|[^a-z])(?:gmt|utc)$", re.IGNORECASE)


def _in_name(stem: str) -> Iterator[_Found]:
    """Yield the days and times that a file's name may name, the surest first."""
    for pattern in _DAYS:
        for found in pattern.finditer(stem):
            day = _day(found)
            if day is None:
                continue
            clock = _clock(stem[found.end() :])
            if clock is not None and clock.tzinfo is None and _IN_UTC.search(stem[: found.start()]):
                clock = clock.replace(tzinfo=UTC)
            yield _Found(day, clock)
    for found in _SECONDS.finditer(stem):
        yield _of(datetime.fromtimestamp(int(found[1]), UTC))


def _day(found: re.Match[str]) -> date | None:
    named = found.groupdict()
    year, day, word = int(named["y"]), int(named["d"]), named.get("word")
    month = _MONTHS.index(word.lower()[:3]) + 1 if word else int(named["m"])
    if year < 100:
        year += 2000
    if month > 12 >= day and found.re is _DAYS[1]:
        month, day = day, month
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clock(rest: str) -> time | None:
    """Return the time of day that follows a day in a name."""
    found = _CLOCK.match(rest)
    if found is None:
        return None
    hour, half = int(found["H"]), (found["half"] or "").lower()
    if half:
        hour = hour % 12 + 12 * (half == "p")
    zone = found["zone"]
    try:
        clock = time(hour, int(found["M"]), int(found["S"] or 0))
        return clock if zone is None else clock.replace(tzinfo=_zone(zone))
    except ValueError:
        return None


def _zone(text: str) -> tzinfo | None:
    return datetime.fromisoformat(f"2000-01-01T00:00:00{text.upper()}").tzinfo


# Files.


def _in_file(path: Path) -> Iterator[_Found]:
    """Yield the days and times that a file says it was made at, the surest first."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
            for reader in _readers(head):
                yield from reader(file, head)
    except (OSError, struct.error):
        return


def _readers(head: bytes) -> Iterator[Callable[[BinaryIO, bytes], Iterator[_Found]]]:
    if head[:4] in (b"RIFF", b"RF64", b"BW64"):
        yield _of_riff
    elif head[4:8] == b"ftyp":
        yield _of_mp4
    elif head[:4] == b"\x1a\x45\xdf\xa3":
        yield _of_matroska
    else:
        yield _of_tags


def _of_riff(file: BinaryIO, _: bytes) -> Iterator[_Found]:
    """Yield the times in a WAV file: of broadcast recorders, and of others."""
    place, told = 12, list[_Found]()
    while True:
        file.seek(place)
        header = file.read(8)
        if len(header) < 8:
            break
        name, size = header[:4], struct.unpack("<I", header[4:])[0]
        if name == b"bext":
            data = file.read(min(size, 338))
            told[:0] = _parsed(_text(data[320:330]), _text(data[330:338]))
        elif name == b"LIST":
            data = file.read(min(size, HEAD_BYTES))
            for field in re.finditer(rb"(?:ICRD|IDIT)(.{4})", data, re.DOTALL):
                (length,) = struct.unpack("<I", field[1])
                told += _parsed(_text(data[field.end() : field.end() + length]))
        elif name in (b"id3 ", b"ID3 "):
            told += _of_tags(file, file.read(min(size, HEAD_BYTES)))
        place += 8 + size + size % 2
    yield from told


_ZERO_OF_MP4 = datetime(1904, 1, 1, tzinfo=UTC)


def _of_mp4(file: BinaryIO, _: bytes) -> Iterator[_Found]:
    """Yield the times in an M4A or MP4 file, whose tables may stand at its end."""
    place = 0
    while True:
        file.seek(place)
        header = file.read(16)
        if len(header) < 8:
            return
        size, name = struct.unpack(">I", header[:4])[0], header[4:8]
        if size == 1 and len(header) == 16:
            (size,) = struct.unpack(">Q", header[8:])
        if name == b"moov":
            file.seek(place)
            yield from _in_moov(file.read(min(size or HEAD_BYTES, 1 << 24)))
            return
        if size < 8:
            return
        place += size


def _in_moov(table: bytes) -> Iterator[_Found]:
    for field in re.finditer(rb"\xa9day(.{4})data.{8}|\xa9day.{4}", table, re.DOTALL):
        yield from _parsed(_text(table[field.end() : field.end() + 32]))
    found = re.search(rb"mvhd([\x00\x01])...", table, re.DOTALL)
    if found is not None:
        form, size = (">I", 4) if found[1] == b"\0" else (">Q", 8)
        (seconds,) = struct.unpack(form, table[found.end() : found.end() + size])
        if seconds < 1 << 34:
            yield _of(_ZERO_OF_MP4 + timedelta(seconds=seconds))


def _of_matroska(file: BinaryIO, head: bytes) -> Iterator[_Found]:
    """Yield the time in a WebM file: nanoseconds since 2001, or a tag."""
    found = re.search(rb"\x44\x61\x88(.{8})", head, re.DOTALL)
    if found is not None:
        (nanoseconds,) = struct.unpack(">q", found[1])
        yield _of(datetime(2001, 1, 1, tzinfo=UTC) + timedelta(microseconds=nanoseconds // 1000))
    yield from _of_tags(file, head)


_COMMENT = re.compile(
    rb"(?:CREATION_TIME|CREATIONTIME|DATE_RECORDED|DATE|ICRD)[=\x00:](?:.{0,3}\x00)?"
    rb"(\d{4}[-/.]?\d\d[-/.]?\d\d[ -~]{0,24})",
    re.IGNORECASE | re.DOTALL,
)

_ID3 = re.compile(rb"(TDRC|TDEN|TDRL|TDOR).{6}([\x00-\x03])(.{1,60})", re.DOTALL)

_ID3_OF_2000 = re.compile(rb"(TYER|TDAT|TIME)\0\0\0.\0\0\0(\d{4})", re.DOTALL)
"""Year, day and month, hour and minute, as tags up to version 2.3 have them."""


def _of_tags(_: BinaryIO, head: bytes) -> Iterator[_Found]:
    """Yield the times in comments of FLAC and Ogg, and in the tags of MP3."""
    for field in _COMMENT.finditer(head):
        yield from _parsed(_text(field[1]))
    for field in _ID3.finditer(head):
        yield from _parsed(_text(field[3].replace(b"\0", b"").lstrip(b"\xff\xfe")))
    parts = {field[1]: _text(field[2]) for field in _ID3_OF_2000.finditer(head)}
    day, clock = parts.get(b"TDAT", ""), parts.get(b"TIME", "")
    if day and b"TYER" in parts:
        yield from _parsed(f"{parts[b'TYER']}-{day[2:]}-{day[:2]}", clock)


_MOMENT = re.compile(
    r"(?P<y>\d{4})[-:/. _]?(?P<m>\d\d)[-:/. _]?(?P<d>\d\d)"
    r"(?:[T _]?(?P<H>\d\d)[:.-]?(?P<M>\d\d)(?:[:.-]?(?P<S>\d\d))?(?:[.,]\d+)?"
    r"\s?(?P<zone>Z|[+-]\d\d:?\d\d)?)?"
)

_IN_C = re.compile(
    rf"[a-z]{{3}} (?P<word>{'|'.join(_MONTHS)}) +(?P<d>\d\d?) (?P<clock>[\d:]{{8}}) (?P<y>\d{{4}})",
    re.IGNORECASE,
)
"""As C's `asctime` writes it, in WAV files of cameras."""


def _parsed(day: str, clock: str = "") -> list[_Found]:
    """Return the day and time in a field of a file; none where it is only a year, or nonsense."""
    in_c = _IN_C.search(day)
    if in_c is not None:
        month = _MONTHS.index(in_c["word"].lower()) + 1
        day = f"{in_c['y']}-{month:02}-{int(in_c['d']):02} {in_c['clock']}"
    found = _MOMENT.match(f"{day} {clock}".strip())
    if found is None:
        return []
    try:
        of_day = date(int(found["y"]), int(found["m"]), int(found["d"]))
        if found["H"] is None:
            return [_Found(of_day)]
        of_clock = time(int(found["H"]), int(found["M"]), int(found["S"] or 0))
        if found["zone"]:
            of_clock = of_clock.replace(tzinfo=_zone(found["zone"]))
    except ValueError:
        return []
    return [_Found(of_day, of_clock)]


def _of(moment: datetime) -> _Found:
    return _Found(moment.date(), moment.timetz())


def _text(data: bytes) -> str:
    return data.decode("latin-1").strip("\0 \r\n\t")
