"""A file is read to its end, whatever its container tells, or does not tell, of it."""

import itertools
import struct

import numpy as np
import pytest
import soundfile

from voice_coach.audio.containers import Section, sections
from voice_coach.audio.files import open_recording
from voice_coach.errors import CoachError

RATE = 16000
TONE = 0.4 * np.sin(2 * np.pi * 300 * np.arange(2 * RATE) / RATE)

CHAINS = [
    ("OGG", "VORBIS"),
    ("OGG", "OPUS"),
    ("MP3", "MPEG_LAYER_III"),
    ("FLAC", "PCM_16"),
    ("WAV", "PCM_16"),
    ("AIFF", "PCM_16"),
]


def encoded(folder, form, subtype, hertz=300, *, rate=RATE, seconds=2, channels=1):
    """A tone in a file, as bytes."""
    path = folder / "encoded"
    tone = 0.4 * np.sin(2 * np.pi * hertz * np.arange(seconds * rate) / rate)
    soundfile.write(path, np.stack([tone] * channels, 1), rate, format=form, subtype=subtype)
    return path.read_bytes()


def written(folder, *pieces):
    path = folder / "recording"
    path.write_bytes(b"".join(pieces))
    return path


def read(path):
    with open_recording(path) as recording:
        return np.concatenate(list(recording.blocks(RATE))), recording.seconds


def read_until_it_fails(path):
    blocks = [np.zeros(0, np.int16)]
    with open_recording(path) as recording, pytest.raises(CoachError) as caught:
        blocks.extend(recording.blocks(RATE))
    return np.concatenate(blocks), caught.value


def hertz_at(samples, second):
    piece = samples[round((second - 0.25) * RATE) : round((second + 0.25) * RATE)]
    spectrum = np.abs(np.fft.rfft(piece * np.hanning(len(piece))))
    return np.argmax(spectrum) * RATE / len(piece)


@pytest.mark.parametrize(("form", "subtype"), CHAINS)
def test_recordings_one_behind_the_other_are_read_to_the_end_of_the_file(tmp_path, form, subtype):
    tones = (300, 500, 700)
    path = written(tmp_path, *(encoded(tmp_path, form, subtype, hertz) for hertz in tones))

    samples, seconds = read(path)

    assert len(samples) == pytest.approx(6 * RATE, abs=0.2 * RATE)
    assert seconds == pytest.approx(6, abs=0.2)
    for second, hertz in zip((1, 3, 5), tones, strict=True):
        assert hertz_at(samples, second) == pytest.approx(hertz, abs=3)


@pytest.mark.parametrize(("form", "subtype"), [("OGG", "VORBIS"), ("MP3", "MPEG_LAYER_III")])
def test_a_later_part_may_have_another_rate_and_other_channels(tmp_path, form, subtype):
    first = encoded(tmp_path, form, subtype)
    second = encoded(tmp_path, form, subtype, 500, rate=44100, channels=2)

    samples, _ = read(written(tmp_path, first, second))

    assert len(samples) == pytest.approx(4 * RATE, abs=0.2 * RATE)
    assert hertz_at(samples, 1) == pytest.approx(300, abs=3)
    assert hertz_at(samples, 3) == pytest.approx(500, abs=3)


def without_its_header(mp3):
    """An MP3 without the frame that tells how many there are."""
    return mp3[mp3.index(b"\xff\xf3", 4) :]


ID3 = b"ID3\x04\0\0\0\0\x01\x00" + bytes(128)

ID3V1 = b"TAG" + bytes(125)


@pytest.mark.parametrize("between", [b"", ID3, ID3V1, bytes(1000), ID3V1 + ID3])
def test_an_mp3_is_read_to_its_end_whatever_stands_in_between(tmp_path, between):
    one = encoded(tmp_path, "MP3", "MPEG_LAYER_III")
    bare = without_its_header(one)
    kinds = {"header": one, "bare": bare}

    for first, second in itertools.product(kinds, repeat=2):
        samples, _ = read(written(tmp_path, kinds[first], between, kinds[second]))

        assert len(samples) == pytest.approx(4 * RATE, abs=0.25 * RATE), (first, second)
        assert hertz_at(samples, 3) == pytest.approx(300, abs=3)


def test_an_mp3_that_tells_no_length_is_not_guessed_at(tmp_path):
    noisy = tmp_path / "encoded.mp3"
    noise = np.random.default_rng(5).standard_normal(4 * RATE) * 0.2
    samples = np.concatenate([np.zeros(4 * RATE), noise])  # so that the bit rate varies
    soundfile.write(noisy, samples, RATE, compression_level=0.5)
    bare = without_its_header(noisy.read_bytes())

    heard, seconds = read(written(tmp_path, bare))

    assert seconds == pytest.approx(8, abs=0.25)
    assert len(heard) == pytest.approx(8 * RATE, abs=0.25 * RATE)


def test_a_single_recording_is_read_as_it_is(tmp_path):
    for form, subtype in CHAINS:
        path = written(tmp_path, encoded(tmp_path, form, subtype))
        with path.open("rb") as file:
            assert sections(file.fileno()) == [Section(0, path.stat().st_size)], form


@pytest.mark.parametrize(
    ("form", "subtype"), [("OGG", "VORBIS"), ("OGG", "OPUS"), ("MP3", "MPEG_LAYER_III")]
)
def test_a_recording_that_is_cut_off_says_so(tmp_path, form, subtype):
    whole = encoded(tmp_path, form, subtype, seconds=20)

    heard, error = read_until_it_fails(written(tmp_path, whole[: len(whole) * 3 // 4]))

    assert 5 * RATE < len(heard) < 18 * RATE
    assert error.code == "audio.damaged"
    assert "cut off" in error.message


# A recorder that crashed.


def without_lengths(whole):
    """A WAV file whose recorder never wrote how much it recorded."""
    data = bytearray(whole)
    place = data.index(b"data")
    data[4:8] = data[place + 4 : place + 8] = bytes(4)
    return bytes(data)


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize(
    ("subtype", "within"),
    [("PCM_U8", 256), ("PCM_16", 1), ("PCM_24", 1), ("FLOAT", 1), ("ULAW", 700), ("ALAW", 700)],
)
def test_a_wav_whose_recorder_crashed_is_read_to_its_end(tmp_path, subtype, within, channels):
    whole = encoded(tmp_path, "WAV", subtype, channels=channels)
    whole = whole[: whole.index(b"data") + 8 + len(TONE) * channels * bytes_of(subtype)]

    samples, seconds = read(written(tmp_path, without_lengths(whole)))

    assert seconds == 2
    assert len(samples) == len(TONE)
    assert np.abs(samples - 32768 * TONE).max() <= within


def bytes_of(subtype):
    return {"PCM_16": 2, "PCM_24": 3, "FLOAT": 4}.get(subtype, 1)


@pytest.mark.parametrize("subtype", ["IMA_ADPCM", "MS_ADPCM"])
def test_a_compressed_wav_whose_recorder_crashed_is_read_to_its_end(tmp_path, subtype):
    samples, _ = read(written(tmp_path, without_lengths(encoded(tmp_path, "WAV", subtype))))

    assert len(samples) == pytest.approx(2 * RATE, abs=0.05 * RATE)
    assert hertz_at(samples, 1) == pytest.approx(300, abs=3)


def test_a_length_that_was_written_once_and_not_again_is_not_believed(tmp_path):
    whole = bytearray(encoded(tmp_path, "WAV", "PCM_16"))
    place = whole.index(b"data") + 4
    whole[place : place + 4] = struct.pack("<I", RATE)

    samples, _ = read(written(tmp_path, bytes(whole)))

    assert np.abs(samples - 32768 * TONE).max() <= 1


def test_what_stands_behind_the_sound_is_not_heard(tmp_path):
    whole = encoded(tmp_path, "WAV", "PCM_16")
    for behind in (b"LIST" + struct.pack("<I", 9000) + bytes(9000), b"note\4\0\0\0abcd"):
        samples, _ = read(written(tmp_path, whole, behind))

        assert len(samples) == len(TONE)


@pytest.mark.parametrize(
    ("form", "mark", "before", "count"),
    [
        ("AU", b".snd", 8, 4),
        ("CAF", b"data", 4, 8),
        ("RF64", b"ds64", 8, 16),
        ("AIFF", b"SSND", 4, 4),
    ],
)
def test_other_containers_whose_length_was_never_written_are_read(
    tmp_path, form, mark, before, count
):
    data = bytearray(encoded(tmp_path, form, "PCM_16"))
    place = data.index(mark) + before
    data[place : place + count] = bytes(count)

    samples, _ = read(written(tmp_path, bytes(data)))

    assert len(samples) == len(TONE)
    assert np.abs(samples - 32768 * TONE).max() <= 1
