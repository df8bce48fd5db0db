"""The sound files of speech engines, read without numpy."""

import struct
import wave

import numpy as np
import pytest

from voice_coach.tts.pyttsx3_process import UnreadableError, read_pcm

SAMPLES = [0, 1, -1, 12345, -12345, 32767, -32768]


def write_wav(path, samples, channels=1, width=2):
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, width, 22050, 0, "NONE", ""))
        file.writeframes(samples)
    return path


def aiff(samples: bytes, *, channels=1, bits=16, packing=b"", rate=22050):
    """An AIFF file with an odd chunk before the sound, as macOS writes them."""
    exponent = rate.bit_length() - 1
    hertz = struct.pack(">HQ", 16383 + exponent, rate << (63 - exponent))
    frames = len(samples) // (channels * bits // 8)
    common = struct.pack(">hIh", channels, frames, bits) + hertz + packing
    chunks = b"".join(
        name + struct.pack(">I", len(body)) + body + b"\0" * (len(body) % 2)
        for name, body in (
            (b"COMM", common),
            (b"ANNO", b"odd"),
            (b"SSND", struct.pack(">II", 0, 0) + samples),
        )
    )
    kind = b"AIFC" if packing else b"AIFF"
    return b"FORM" + struct.pack(">I", 4 + len(chunks)) + kind + chunks


def read(path):
    rate, data = read_pcm(path)
    return rate, np.frombuffer(data, np.int16).tolist()


def test_a_wav_file_is_read_as_it_is(tmp_path):
    path = write_wav(tmp_path / "a.wav", np.array(SAMPLES, "<i2").tobytes())

    assert read(path) == (22050, SAMPLES)


def test_the_channels_of_a_wav_file_are_averaged(tmp_path):
    pairs = np.array([[100, 300], [-100, -300], [32767, 32767]], "<i2")
    path = write_wav(tmp_path / "a.wav", pairs.tobytes(), channels=2)

    assert read(path) == (22050, [200, -200, 32767])


def test_an_empty_wav_file_is_no_samples(tmp_path):
    assert read(write_wav(tmp_path / "a.wav", b"")) == (22050, [])


@pytest.mark.parametrize(
    ("packing", "order"), [(b"", ">i2"), (b"NONE", ">i2"), (b"twos", ">i2"), (b"sowt", "<i2")]
)
def test_an_aiff_file_is_read_whatever_its_name(tmp_path, packing, order):
    path = tmp_path / "speech.wav"
    path.write_bytes(aiff(np.array(SAMPLES, order).tobytes(), packing=packing))

    assert read(path) == (22050, SAMPLES)


@pytest.mark.parametrize("rate", [8000, 16000, 44100, 48000])
def test_the_rate_of_an_aiff_file_is_exact(tmp_path, rate):
    path = tmp_path / "a.aiff"
    path.write_bytes(aiff(bytes(4), rate=rate))

    assert read(path) == (rate, [0, 0])


def test_the_channels_of_an_aiff_file_are_averaged(tmp_path):
    path = tmp_path / "a.aiff"
    path.write_bytes(aiff(np.array([[100, 300], [-5, -7]], ">i2").tobytes(), channels=2))

    assert read(path) == (22050, [200, -6])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not sound at all",
        b"RIFF\0\0\0\0WAVE",
        b"FORM\0\0\0\4AIFF",
        aiff(bytes(4), bits=8),
        aiff(bytes(4), packing=b"ima4"),
    ],
)
def test_what_is_not_16_bit_sound_is_refused(tmp_path, content):
    path = tmp_path / "speech.wav"
    path.write_bytes(content)

    with pytest.raises(UnreadableError):
        read_pcm(path)


def test_a_wav_file_of_another_width_is_refused_by_its_width(tmp_path):
    with pytest.raises(UnreadableError, match="8 bits"):
        read_pcm(write_wav(tmp_path / "a.wav", bytes(10), width=1))
