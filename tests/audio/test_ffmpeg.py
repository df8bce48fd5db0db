"""What phones and browsers record is read by the real ffmpeg, and nothing but the sound."""

import subprocess
from pathlib import Path

import numpy as np
import psutil
import pytest
import soundfile

from voice_coach.audio.ffmpeg import demuxer_of
from voice_coach.audio.files import open_recording, read_recording
from voice_coach.errors import CoachError

pytestmark = pytest.mark.program

RATE = 16000
TONE = 0.4 * np.sin(2 * np.pi * 300 * np.arange(4 * RATE) / RATE)


def converted(folder, name, *options, samples=TONE):
    """A file that ffmpeg itself has made of a tone."""
    soundfile.write(folder / "tone.wav", samples, RATE)
    command = ("ffmpeg", "-v", "error", "-y", "-i", folder / "tone.wav", *options, folder / name)
    subprocess.run(command, check=True)
    return folder / name


def hertz_of(samples):
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return np.argmax(spectrum) * RATE / len(samples)


def read(path):
    with open_recording(path) as recording:
        return np.concatenate(list(recording.blocks(RATE)))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.m4a", ()),
        ("fast.m4a", ("-movflags", "+faststart")),
        ("a.mp4", ("-c:a", "aac")),
        ("a.m4b", ("-f", "mp4", "-c:a", "alac")),
        ("a.3gp", ("-c:a", "aac")),
        ("a.webm", ("-c:a", "libopus")),
        ("a.mka", ("-c:a", "libvorbis")),
        ("a.aac", ()),
        ("a.wma", ()),
        ("speex.ogg", ("-c:a", "libspeex")),
        ("flac.ogg", ("-c:a", "flac")),
        ("without an ending", ("-f", "ipod")),
    ],
)
def test_the_formats_of_phones_and_browsers_are_read(tmp_path, name, options):
    heard = read(converted(tmp_path, name, *options))

    assert len(heard) == pytest.approx(len(TONE), abs=0.1 * RATE)
    middle = heard[RATE : 3 * RATE]
    assert hertz_of(middle) == pytest.approx(300, abs=3)
    assert np.abs(middle).max() == pytest.approx(0.4 * 32768, rel=0.15)


def test_channels_that_cancel_each_other_are_not_silence_here_either(tmp_path):
    path = converted(tmp_path, "a.m4a", "-c:a", "alac", samples=np.stack([TONE, -TONE], 1))

    assert np.abs(read(path)).max() == pytest.approx(0.4 * 32768, rel=0.01)


def test_the_sound_of_a_video_is_read(tmp_path):
    video = ("-f", "lavfi", "-i", "color=s=64x64:d=4", "-shortest", "-c:a", "aac")

    assert len(read(converted(tmp_path, "a.mp4", *video))) == pytest.approx(4 * RATE, rel=0.05)


def test_a_video_without_sound_holds_none(tmp_path):
    path = converted(tmp_path, "a.mp4", "-f", "lavfi", "-i", "color=s=64x64:d=1", "-map", "1:v")

    with pytest.raises(CoachError) as caught:
        read(path)
    assert caught.value.code == "audio.no-sound"


def test_a_recording_that_is_cut_off_is_read_as_far_as_it_goes(tmp_path):
    for name, options in (("a.webm", ("-c:a", "libopus")), ("a.m4a", ("-movflags", "+faststart"))):
        path = converted(tmp_path, name, *options)
        path.write_bytes(path.read_bytes()[: path.stat().st_size * 3 // 4])

        blocks = []
        with open_recording(path) as recording, pytest.raises(CoachError) as caught:
            blocks.extend(recording.blocks(RATE))

        assert RATE < len(np.concatenate(blocks)) < 3.9 * RATE, name
        assert caught.value.code == "audio.damaged"
        assert "cut off" in caught.value.message


def test_what_only_begins_like_a_recording_is_damaged(tmp_path):
    path = tmp_path / "a.m4a"
    path.write_bytes(b"\0\0\0\x20ftypM4A \0\0\0\0M4A mp42isom" + bytes(2000))

    with pytest.raises(CoachError) as caught:
        read(path)
    assert caught.value.code == "audio.damaged"
    assert "ffmpeg" not in caught.value.message


def test_a_name_that_means_something_to_ffmpeg_is_a_name(tmp_path):
    for name in ("-y.m4a", "http:a.m4a", "%d.m4a", "a|b.m4a"):
        path = converted(tmp_path, "a.m4a").rename(tmp_path / name)

        assert len(read(path)) == pytest.approx(len(TONE), abs=0.1 * RATE)


def test_a_recording_that_has_no_name_is_read(tmp_path):
    path = converted(tmp_path, "a.m4a")
    with path.open("rb") as file:
        path.unlink()

        assert read_recording(Path(f"/proc/self/fd/{file.fileno()}")).seconds > 3.8


def test_no_program_is_left_behind_by_who_reads_only_the_beginning(tmp_path):
    path = converted(tmp_path, "a.webm", samples=np.tile(TONE, 20))
    before = set(Path("/proc/self/fd").iterdir())

    with open_recording(path) as recording:
        next(recording.blocks(RATE))

    assert set(Path("/proc/self/fd").iterdir()) == before
    assert [child for child in psutil.Process().children() if "ffmpeg" in child.name()] == []


def test_only_what_is_known_by_its_first_bytes_is_given_to_ffmpeg():
    assert demuxer_of(b"\0\0\0\x18ftypmp42") == "mov"
    assert demuxer_of(b"#EXTM3U\nhttp://") is None
    assert demuxer_of(b"\x89PNG\r\n\x1a\n") is None
    assert demuxer_of(b"ffconcat version 1.0") is None
