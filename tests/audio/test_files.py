"""Recordings of every kind are read as they are, and what cannot be read is named."""

import os
import struct
import subprocess
import sys
import warnings
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest
import soundfile

from voice_coach.audio.files import open_recording, stderr_kept
from voice_coach.errors import CoachError

RATE = 16000
TONE = 0.4 * np.sin(2 * np.pi * 300 * np.arange(2 * RATE) / RATE)


def read(path, rate=RATE):
    with open_recording(path) as recording:
        return np.concatenate(list(recording.blocks(rate)))


def read_until_it_fails(path, rate=RATE):
    blocks = []
    with open_recording(path) as recording, pytest.raises(CoachError) as caught:
        blocks.extend(recording.blocks(rate))
    return np.concatenate([np.zeros(0, np.int16), *blocks]), caught.value


def refusal(path):
    with pytest.raises(CoachError) as caught:
        read(path)
    assert str(path) in caught.value.message
    assert "Error" not in caught.value.message, "a library's words"
    return caught.value


def written(path, samples=TONE, rate=RATE, **kind):
    soundfile.write(path, samples, rate, **kind)
    return path


def test_sixteen_bits_at_the_rate_asked_for_are_read_sample_by_sample(tmp_path):
    samples = np.random.default_rng(3).integers(-32768, 32767, 5 * RATE + 7, dtype=np.int16)

    assert np.array_equal(read(written(tmp_path / "a.wav", samples)), samples)
    assert np.array_equal(read(written(tmp_path / "a.flac", samples)), samples)


@pytest.mark.parametrize(
    ("name", "subtype", "within"),
    [
        ("a.wav", "PCM_U8", 256),
        ("a.wav", "PCM_24", 1),
        ("a.wav", "PCM_32", 1),
        ("a.wav", "FLOAT", 1),
        ("a.wav", "DOUBLE", 1),
        ("a.wav", "ULAW", 512),
        ("a.flac", "PCM_24", 1),
        ("a.aiff", "PCM_16", 1),
        ("a.ogg", "VORBIS", 1500),
        ("a.mp3", "MPEG_LAYER_III", 1500),
    ],
)
def test_every_kind_of_sample_is_read_at_its_level(tmp_path, name, subtype, within):
    heard = read(written(tmp_path / name, subtype=subtype))

    assert len(heard) == pytest.approx(len(TONE), abs=1)
    middle = slice(RATE // 2, 3 * RATE // 2)  # an encoder may need a moment to begin and to end
    assert np.abs(heard[middle] - 32768 * TONE[middle]).max() <= within


@pytest.mark.parametrize("rate", [8000, 11025, 44100, 48000, 192000])
def test_a_recording_of_any_rate_is_converted_without_a_seam_between_blocks(tmp_path, rate):
    moments = np.arange(2 * rate) / rate
    heard = read(written(tmp_path / "a.wav", 0.4 * np.sin(2 * np.pi * 300 * moments), rate))

    assert len(heard) == pytest.approx(2 * RATE, abs=2)
    middle = slice(RATE // 4, 7 * RATE // 4)
    assert np.abs(heard[middle] - 32768 * TONE[middle]).max() < 40


@pytest.mark.parametrize(
    "shares", [(1, -0.99), (0.5, -0.55), (1, -0.5, -0.5), (0, 0, 0, 0, 0, 0, 0, 1)]
)
def test_channels_that_cancel_each_other_are_not_silence(tmp_path, shares):
    path = written(tmp_path / "a.wav", np.outer(TONE, shares))
    loudest = TONE * max(shares, key=abs)

    assert np.allclose(read(path), 32768 * loudest, atol=2)


def test_channels_are_averaged(tmp_path):
    frames = np.array([[1000, 3000], [-500, 500], [32767, 32767]], np.int16)

    assert read(written(tmp_path / "a.wav", frames)).tolist() == [2000, 0, 32767]


def test_what_is_louder_than_full_scale_is_limited(tmp_path):
    loud = np.array([0.5, 3.0, -3.0, 0.5])

    heard = read(written(tmp_path / "a.wav", loud, subtype="FLOAT"))

    assert heard.tolist() == [16384, 32767, -32768, 16384]


def test_numbers_beyond_all_measure_are_limited_without_a_word(tmp_path):
    loud = np.tile([[3e38, 3e38], [-3e38, -3e38]], (4000, 1))

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        heard = read(written(tmp_path / "a.wav", loud, 8000, subtype="FLOAT"))

    assert len(heard) == RATE
    assert heard.max() > 0 > heard.min()


def test_a_recording_tells_how_long_it_is_before_it_is_read(tmp_path):
    with open_recording(written(tmp_path / "a.flac", rate=8000)) as recording:
        assert recording.seconds == 4.0
        assert recording.rate == 8000


def test_only_a_block_at_a_time_is_in_memory(tmp_path):
    path = tmp_path / "long.flac"
    with soundfile.SoundFile(path, "w", 48000, 2) as file:
        for _ in range(600):
            file.write(np.zeros((48000, 2), np.int16))

    with open_recording(path) as recording:
        sizes = [len(block) for block in recording.blocks(RATE)]

    assert sum(sizes) == 600 * RATE
    assert max(sizes) <= RATE // 2


def test_the_ending_of_a_name_does_not_matter(tmp_path):
    samples = np.arange(1000, dtype=np.int16)
    for name in ("a.raw", "a.m4a", "a", "b.gsm"):
        path = written(tmp_path / "a.wav", samples).rename(tmp_path / name)
        assert np.array_equal(read(path), samples)


def test_a_decoder_that_complains_by_itself_is_not_heard(tmp_path, capfd):
    noise = np.random.default_rng(2).standard_normal(20 * RATE) * 0.2
    path = written(tmp_path / "a.mp3", noise)
    path.write_bytes(path.read_bytes()[:20_000] + bytes(300) + path.read_bytes()[20_300:])
    read(path)
    os.write(2, b"and stderr is there again")

    assert capfd.readouterr() == ("", "and stderr is there again")


# What cannot be read.


def test_a_recording_that_is_not_there_is_named(tmp_path):
    assert refusal(tmp_path / "gone.wav").code == "audio.no-file"


def test_what_is_no_file_is_not_a_recording(tmp_path):
    os.mkfifo(tmp_path / "pipe.wav")

    assert "folder" in refusal(tmp_path).message
    assert "no ordinary file" in refusal(tmp_path / "pipe.wav").message
    assert refusal(Path("/dev/null")).code == "audio.unreadable"


def test_a_link_that_leads_in_a_circle_cannot_be_read(tmp_path):
    (tmp_path / "a.wav").symlink_to(tmp_path / "a.wav")

    assert refusal(tmp_path / "a.wav").code == "audio.unreadable"


@pytest.mark.program
def test_a_file_that_nobody_may_read_is_named(tmp_path):
    path = written(tmp_path / "a.wav")
    code = (
        "import os, pathlib, soundfile, sys\n"
        "from voice_coach.audio.files import open_recording\n"
        "from voice_coach.errors import CoachError\n"
        "if os.getuid() == 0: os.setuid(65534)\n"  # who may read everything
        "try: open_recording(pathlib.Path(sys.argv[1])).__enter__()\n"
        "except CoachError as error: print(error.code, error.message)\n"
    )
    path.chmod(0)
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", code, path], capture_output=True, text=True, check=False
    )

    assert done.stdout.startswith("audio.unreadable "), done.stderr
    assert "Permission denied. Check who may read it." in done.stdout


def test_a_file_without_sound_is_told_from_a_damaged_one(tmp_path):
    (tmp_path / "empty.wav").touch()
    written(tmp_path / "silent.wav", TONE[:0])

    assert refusal(tmp_path / "empty.wav").code == "audio.no-sound"
    assert refusal(tmp_path / "silent.wav").code == "audio.no-sound"


@pytest.mark.program
@pytest.mark.parametrize(
    "head", [b"\0\0\0\x20ftypM4A \0\0\0\0M4A mp42isom", b"\x1a\x45\xdf\xa3", b"\xff\xf1\x50\x80"]
)
def test_what_needs_ffmpeg_says_so_and_how_to_get_it(tmp_path, monkeypatch, head):
    path = tmp_path / "voice note.m4a"
    path.write_bytes(head + bytes(2000))

    monkeypatch.setenv("PATH", str(tmp_path))
    error = refusal(path)

    assert error.code == "audio.no-ffmpeg"
    assert "sudo apt-get install ffmpeg" in error.message
    assert "brew install ffmpeg" in error.message


def test_what_nothing_here_reads_is_named(tmp_path):
    path = tmp_path / "a.xyz"
    path.write_bytes(b"\x01\x02\x03\x04" * 500)

    error = refusal(path)

    assert error.code == "audio.format"
    assert "WAV, FLAC" in error.message


def test_a_recording_that_is_cut_off_is_read_as_far_as_it_goes_and_named(tmp_path):
    for name in ("a.wav", "a.aiff", "a.au", "a.flac"):
        path = written(tmp_path / name)
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

        heard, error = read_until_it_fails(path)

        assert 0.6 * RATE < len(heard) < 1.2 * RATE, name
        assert np.abs(heard[: RATE // 2] - 32768 * TONE[: RATE // 2]).max() <= 1
        assert error.code == "audio.damaged"
        assert "Of its 2.0 seconds, the first" in error.message


def with_data_length(path, length):
    """A WAV file whose header claims to have so many bytes of samples."""
    whole = path.read_bytes()
    place = whole.index(b"data") + 4
    path.write_bytes(whole[:place] + struct.pack("<I", length) + whole[place + 4 :])
    return path


@pytest.mark.parametrize("claimed", [0xFFFF_FFFF, 0x7FFF_FFFF, 0x7FFF_F000])
def test_a_wav_file_that_was_written_into_a_pipe_is_whole(tmp_path, claimed):
    path = with_data_length(written(tmp_path / "a.wav"), claimed)

    assert len(read(path)) == len(TONE)


def test_a_few_samples_too_few_are_no_damage(tmp_path):
    path = with_data_length(written(tmp_path / "a.wav"), 2 * len(TONE) + 100)

    assert len(read(path)) == len(TONE)


@pytest.mark.parametrize("strange", [np.nan, np.inf, -np.inf])
def test_samples_that_are_no_numbers_end_a_recording(tmp_path, strange):
    samples = TONE.copy()
    samples[RATE] = strange
    path = written(tmp_path / "a.wav", np.stack([samples, -samples[::-1]], 1), subtype="FLOAT")

    heard, error = read_until_it_fails(path)

    assert len(heard) == RATE - 1
    assert error.code == "audio.damaged"
    assert "samples that are no numbers" in error.message
    assert "Of its 2.0 seconds, the first 1.0 were read" in error.message


@pytest.mark.parametrize(
    ("place", "kind", "value"),
    [(24, "<I", rate) for rate in (0, 1, 3999, 768_001, 0x7FFF_FFFF, 0xFFFF_FFFF)]
    + [(22, "<H", channels) for channels in (0, 65, 1024, 65535)],
)
def test_what_no_recorder_makes_is_refused_before_it_costs_anything(tmp_path, place, kind, value):
    whole = written(tmp_path / "a.wav").read_bytes()
    number = struct.pack(kind, value)
    (tmp_path / "a.wav").write_bytes(whole[:place] + number + whole[place + len(number) :])

    assert refusal(tmp_path / "a.wav").code == "audio.damaged"


@pytest.mark.program
@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.ogg", "a.mp3", "a.aiff", "a.caf"])
def test_damage_anywhere_gives_sound_or_a_coach_error_and_nothing_else(tmp_path, name, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    path = written(tmp_path / name, TONE[: RATE // 4])
    whole = path.read_bytes()
    codes = []
    for place in [*range(60), *range(60, len(whole), max(1, len(whole) // 60))]:
        for damaged in (whole[:place], whole[:place] + b"\xff" + whole[place + 1 :]):
            path.write_bytes(damaged)
            try:
                read(path)
            except CoachError as error:
                codes.append(error.code)

    assert len(codes) > 20
    assert set(codes) <= {"audio.damaged", "audio.format", "audio.no-ffmpeg", "audio.no-sound"}


def test_without_libsndfile_it_is_said_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "soundfile", None)

    with pytest.raises(CoachError, match="package soundfile again, or libsndfile") as caught:
        read(written(tmp_path / "a.wav"))

    assert caught.value.code == "audio.no-soundfile"


@contextmanager
def in_another_thread(deed):
    """`deed` is done again and again in another thread, for the length of the block."""
    over = Event()

    def go_on():
        while not over.is_set():
            deed()

    thread = Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_what_is_said_on_stderr_is_heard_although_recordings_are_opened_meanwhile(tmp_path, capfd):
    noise = tmp_path / "noise.mp3"
    noise.write_text("words")

    def try_to_open():
        with suppress(CoachError), open_recording(noise):
            pass

    with in_another_thread(try_to_open):
        for _ in range(300):
            with stderr_kept():
                os.write(2, b"said\n")

    assert capfd.readouterr().err.count("said") == 300


def test_reading_what_is_no_mp3_keeps_nobody_from_being_heard(tmp_path, capfd):
    path = tmp_path / "entry.flac"
    soundfile.write(path, np.zeros(16000 * 60, np.int16), 16000)
    with open_recording(path) as recording:
        blocks = recording.blocks(16000)
        with in_another_thread(lambda: next(blocks, None)):
            for _ in range(300):
                os.write(2, b"said\n")

    assert capfd.readouterr().err.count("said") == 300
