import gc
import resource
import stat
import wave

import numpy as np
import pytest

from voice_coach.audio.sound import Sound, WavWriter, read_wav, silence
from voice_coach.errors import CoachError


def tone(hertz, seconds, rate, amplitude=12000):
    moments = np.arange(round(seconds * rate)) / rate
    return Sound((amplitude * np.sin(2 * np.pi * hertz * moments)).astype(np.int16), rate)


def loudest_frequency(sound):
    spectrum = np.abs(np.fft.rfft(sound.samples * np.hanning(len(sound.samples))))
    return np.argmax(spectrum) * sound.rate / len(sound.samples)


def write_pcm(path, rate, width, channels, data):
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, width, rate, 0, "NONE", ""))
        file.writeframes(data)


@pytest.mark.parametrize("rate", [8000, 16000, 44100, 48000])
def test_a_tone_keeps_its_pitch_length_and_level_at_another_rate(rate):
    resampled = tone(440, 1, 22050).at(rate)

    assert resampled.rate == rate
    assert resampled.samples.dtype == np.int16
    assert resampled.seconds == pytest.approx(1, abs=2 / rate)
    assert loudest_frequency(resampled) == pytest.approx(440, abs=1)
    middle = resampled.samples[rate // 4 : 3 * rate // 4]
    assert np.abs(middle).max() == pytest.approx(12000, rel=0.01)


def test_a_sound_at_its_own_rate_is_itself():
    sound = tone(440, 0.1, 16000)

    assert sound.at(16000) is sound


def test_silence_stays_silent_at_another_rate():
    quiet = silence(0.5, 22050).at(16000)

    assert quiet.seconds == 0.5
    assert not quiet.samples.any()


def test_a_full_scale_sound_is_limited_rather_than_wrapped_around():
    square = np.where(np.arange(4410) // 50 % 2, 32767, -32768).astype(np.int16)

    resampled = Sound(square, 44100).at(16000).samples

    assert np.abs(np.diff(resampled.astype(int))).max() <= 65535
    # Where the square wave is high for a while, an overshoot must not have become negative.
    assert np.array_equal(resampled[20:30] > 0, square[55:83:3] > 0)


@pytest.mark.parametrize(
    "samples", [np.zeros(3, np.float32), np.zeros((3, 1), np.int16)], ids=["floats", "columns"]
)
def test_a_sound_refuses_what_is_not_int16_mono(samples):
    with pytest.raises(ValueError, match="int16 mono"):
        Sound(samples, 16000)


def test_what_is_written_is_read_again_sample_by_sample(tmp_path):
    sound = tone(300, 0.5, 16000)

    with WavWriter(tmp_path / "tone.wav", 16000) as writer:
        writer.write(sound.samples[:1000])
        writer.write(sound.samples[1000:])

    again = read_wav(tmp_path / "tone.wav")
    assert again.rate == 16000
    assert np.array_equal(again.samples, sound.samples)


@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("channels", [1, 2, 3])
def test_every_pcm_width_and_channel_count_is_read_as_int16_mono(tmp_path, width, channels):
    sound = tone(300, 1.5, 8000)
    wide = sound.samples.astype(np.int64) << 16
    if width == 1:
        data = ((wide >> 24) + 128).astype(np.uint8)[:, np.newaxis]
    else:
        data = wide.astype("<i4").view(np.uint8).reshape(-1, 4)[:, 4 - width :]
    write_pcm(tmp_path / "a.wav", 8000, width, channels, np.tile(data, channels).tobytes())

    read = read_wav(tmp_path / "a.wav")

    assert read.rate == 8000
    assert len(read.samples) == len(sound.samples)
    difference = np.abs(read.samples.astype(int) - sound.samples)
    assert difference.max() <= (256 if width == 1 else 0)


def test_channels_are_averaged(tmp_path):
    frames = np.array([[1000, 3000], [-500, 500], [32767, 32767]], "<i2")
    write_pcm(tmp_path / "a.wav", 8000, 2, 2, frames.tobytes())

    assert read_wav(tmp_path / "a.wav").samples.tolist() == [2000, 0, 32767]


def test_a_recording_that_is_not_there_is_an_error_naming_it(tmp_path):
    with pytest.raises(CoachError, match=r"no recording at .*gone\.wav") as caught:
        read_wav(tmp_path / "gone.wav")

    assert caught.value.code == "audio.no-file"


def test_a_folder_is_not_a_recording(tmp_path):
    with pytest.raises(CoachError) as caught:
        read_wav(tmp_path)

    assert caught.value.code == "audio.unreadable"


def test_a_wav_file_cut_off_anywhere_is_read_as_far_as_it_goes_or_refused(tmp_path):
    path = tmp_path / "cut.wav"
    with WavWriter(path, 8000) as writer:
        writer.write(np.arange(100, dtype=np.int16))
    whole = path.read_bytes()

    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        if length < 44:
            with pytest.raises(CoachError) as caught:
                read_wav(path)
            assert caught.value.code == "audio.bad-wav"
        else:
            assert read_wav(path).samples.tolist() == list(range((length - 44) // 2))


def test_a_damaged_header_gives_a_sound_or_a_coach_error_and_nothing_else(tmp_path):
    path = tmp_path / "damaged.wav"
    with WavWriter(path, 8000) as writer:
        writer.write(np.arange(100, dtype=np.int16))
    whole = path.read_bytes()
    codes = []

    for place in range(44):
        for byte in (0x00, 0x01, 0x7F, 0xFF):
            path.write_bytes(whole[:place] + bytes([byte]) + whole[place + 1 :])
            try:
                read_wav(path)
            except CoachError as error:
                codes.append(error.code)

    assert len(codes) > 44
    assert set(codes) == {"audio.bad-wav"}


def test_a_recording_appears_whole_and_private_when_it_is_closed(tmp_path):
    path = tmp_path / "session.wav"
    writer = WavWriter(path, 16000)
    writer.write(np.ones(16000, np.int16))

    assert not path.exists()
    (part,) = tmp_path.iterdir()
    assert stat.S_IMODE(part.stat().st_mode) == 0o600

    writer.close()
    writer.close()
    assert list(tmp_path.iterdir()) == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_wav(path).seconds == 1


def test_a_recording_that_fails_on_the_way_leaves_the_older_one_untouched(tmp_path):
    path = tmp_path / "session.wav"
    path.write_bytes(b"older")

    def fail_on_the_way():
        with WavWriter(path, 16000) as writer:
            writer.write(np.ones(16000, np.int16))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_on_the_way()

    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == b"older"


def test_a_forgotten_writer_leaves_nothing_behind(tmp_path):
    writer = WavWriter(tmp_path / "session.wav", 16000)
    writer.write(np.ones(16000, np.int16))

    del writer
    gc.collect()

    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("target", ["missing/session.wav", "."])
def test_a_recording_that_cannot_be_written_is_refused_at_once(tmp_path, target):
    with pytest.raises(CoachError, match="cannot be written") as caught:
        WavWriter(tmp_path / target, 16000)

    assert caught.value.code == "audio.unwritable"
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_a_coach_error_and_leaves_nothing_behind(tmp_path):
    writer = WavWriter(tmp_path / "session.wav", 16000)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(CoachError) as caught:
            writer.write(np.ones(100_000, np.int16))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert caught.value.code == "audio.unwritable"
    assert not list(tmp_path.iterdir())


def test_a_sound_can_be_quieter():
    sound = Sound(np.array([-32768, 0, 1000], np.int16), 16000)

    assert sound.scaled(0.25).samples.tolist() == [-8192, 0, 250]
    assert sound.scaled(1.0) is sound
