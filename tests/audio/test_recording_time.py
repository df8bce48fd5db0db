"""When a recording was made: names of recorders, fields of files, clocks that are wrong."""

import struct
import wave
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import soundfile

from voice_coach.audio.recording_time import recording_time

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
BEGAN = datetime(2026, 3, 8, 9, 15, 3, tzinfo=UTC)
WRITTEN = datetime(2026, 11, 30, 8, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_utc(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")


def of(path: Path | str, written: datetime = WRITTEN) -> tuple[str, str]:
    found = recording_time(Path(path), written, NOW)
    return found.source, f"{found.moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize(
    "name",
    [
        "20260308_091503",
        "20260308_091503(1)",
        "20260308091503",
        "R20260308-091503",
        "Voice 260308_091503",
        "2026-03-08 09.15.03",
        "2026-03-08T09-15-03",
        "2026-03-08T10-15-03+0100",
        "signal-2026-03-08-09-15-03-123",
        "audio_2026-03-08_09-15-03",
        "AUDIO-2026-03-08-09-15-03",
        "WhatsApp Audio 2026-03-08 at 9.15.03 AM",
        "08.03.2026 09.15.03",
        "8 March 2026, 09.15.03",
        "Mar 8, 2026 at 9.15.03 AM",
        "GMT20260308-091503_Recording",
        "recording-1772961303000",
        "2098-01-01 of 20260308_091503",
    ],
)
def test_a_name_tells_the_second(name):
    assert of(f"{name}.wav") == ("name", "2026-03-08 09:15:03")


@pytest.mark.parametrize(
    "name", ["PTT-20261101-WA0003", "2026-11-01 walk", "1st Nov 2026", "01_11_2026"]
)
def test_a_name_that_tells_a_day_is_of_its_noon(name):
    assert of(f"{name}.opus") == ("name", "2026-11-01 12:00:00")


def test_the_hour_of_a_day_in_a_name_is_that_of_the_file_if_it_is_of_that_day():
    assert of("PTT-20261130-WA0003.opus") == ("name", "2026-11-30 08:30:00")


@pytest.mark.parametrize(
    "name",
    ["memo", "Recording 12", "20261345_101010", "track 1 of 2026", "room 101", "12345678901234"],
)
def test_a_name_that_tells_no_day_leaves_it_to_the_file(name):
    assert of(f"{name}.mp3") == ("file", "2026-11-30 08:30:00")


@pytest.mark.parametrize("year", [1970, 1980, 2098])
def test_a_clock_that_was_never_set_or_is_ahead_is_not_believed(year):
    found = recording_time(Path(f"{year}0101_000000.wav"), NOW.replace(year=year), NOW)

    assert (found.source, found.moment) == ("now", NOW)


def test_a_clock_a_few_hours_ahead_is_one_of_another_time_zone():
    written = NOW + timedelta(hours=11)

    assert recording_time(Path("memo.wav"), written, NOW).moment == written


def chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def riff(path: Path, *chunks: bytes) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes(bytes(3200))
    data = path.read_bytes() + b"".join(chunks)
    path.write_bytes(data[:4] + struct.pack("<I", len(data) - 8) + data[8:])
    return path


BEXT = bytes(320) + b"2026-03-08" + b"09:15:03" + bytes(264)


@pytest.mark.parametrize(
    "chunks",
    [
        [chunk(b"bext", BEXT)],
        [chunk(b"LIST", b"INFO" + chunk(b"ICRD", b"2026-03-08 09:15:03\0"))],
        [chunk(b"LIST", b"INFO" + chunk(b"IDIT", b"Sun Mar  8 09:15:03 2026\n\0"))],
        [chunk(b"LIST", b"INFO" + chunk(b"ICRD", b"2026-03-08")), chunk(b"bext", BEXT)],
    ],
)
def test_a_wav_file_tells_it_in_its_own_fields(tmp_path, chunks):
    assert of(riff(tmp_path / "memo.wav", *chunks)) == ("metadata", "2026-03-08 09:15:03")


@pytest.mark.parametrize("form", ["flac", "ogg"])
def test_comments_and_tags_tell_the_day(tmp_path, form):
    path = tmp_path / f"memo.{form}"
    with soundfile.SoundFile(path, "w", 16000, 1) as file:
        file.date = "2026-03-08"
        file.write(np.zeros(16000))

    assert of(path) == ("metadata", "2026-03-08 12:00:00")


def id3(name: bytes, text: bytes) -> bytes:
    return name + struct.pack(">IH", len(text) + 1, 0) + b"\0" + text


@pytest.mark.parametrize(
    "frames",
    [
        id3(b"TDRC", b"2026-03-08T09:15:03"),
        id3(b"TYER", b"2026") + id3(b"TDAT", b"0803") + id3(b"TIME", b"0915"),
    ],
)
def test_tags_of_mp3_tell_the_minute(tmp_path, frames):
    (tmp_path / "memo.mp3").write_bytes(b"ID3\4\0\0\0\0\0\x7f" + frames)
    source, moment = of(tmp_path / "memo.mp3")

    assert (source, moment[:16]) == ("metadata", "2026-03-08 09:15")


def test_an_m4a_file_tells_the_second_even_where_its_tables_stand_at_the_end(tmp_path):
    began = int(
        (
            datetime(2026, 3, 8, 9, 15, 3, tzinfo=UTC) - datetime(1904, 1, 1, tzinfo=UTC)
        ).total_seconds()
    )
    mvhd = struct.pack(">I4sII", 108, b"mvhd", 0, began) + bytes(92)
    boxes = [(b"ftyp", b"M4A \0\0\0\0"), (b"mdat", bytes(300_000)), (b"moov", mvhd)]
    path = tmp_path / "New Recording 12.m4a"
    path.write_bytes(
        b"".join(struct.pack(">I4s", len(data) + 8, name) + data for name, data in boxes)
    )

    assert of(path) == ("metadata", "2026-03-08 09:15:03")


def test_a_webm_file_tells_the_second(tmp_path):
    since = datetime(2026, 3, 8, 9, 15, 3, tzinfo=UTC) - datetime(2001, 1, 1, tzinfo=UTC)
    path = tmp_path / "browser.webm"
    nanoseconds = int(since.total_seconds()) * 10**9
    path.write_bytes(
        b"\x1a\x45\xdf\xa3" + bytes(40) + b"\x44\x61\x88" + struct.pack(">q", nanoseconds)
    )

    assert of(path) == ("metadata", "2026-03-08 09:15:03")


@pytest.mark.parametrize(
    "data", [b"", b"RIFF", b"\0\0\0\x10ftypM4A ", b"RIFF\0\0\0\0WAVELIST\xff\xff\xff\xff"]
)
def test_a_file_that_is_cut_off_is_dated_by_its_time(tmp_path, data):
    (tmp_path / "memo.wav").write_bytes(data)

    assert of(tmp_path / "memo.wav") == ("file", "2026-11-30 08:30:00")
