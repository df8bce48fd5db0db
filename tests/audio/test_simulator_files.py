import resource
import threading
import time
from queue import SimpleQueue

import numpy as np
import pytest
import soundfile

from voice_coach.audio.player import SoundSource, Track
from voice_coach.audio.simulator import FileMicrophone, PacedSpeaker, Recording
from voice_coach.audio.sound import Sound, WavWriter, is_recording, read_wav
from voice_coach.errors import CoachError
from voice_coach.protocol.events import Ended, Failed

RATE = 16000


def counting(frames, rate=RATE):
    return Sound(np.arange(1, frames + 1, dtype=np.int16), rate)


def test_a_recording_waits_while_the_ear_is_closed_and_loses_nothing():
    recognizer = {"open": False}
    recording = Recording(counting(500), RATE, lambda: recognizer["open"], print)

    assert not recording.read(320).any()
    recognizer["open"] = True
    assert recording.read(320).tolist() == list(range(1, 321))
    recognizer["open"] = False
    assert not recording.read(320).any()
    recognizer["open"] = True
    assert recording.read(320).tolist() == [*range(321, 501), *([0] * 140)]


def test_a_recording_tells_its_end_once_after_its_last_sample_was_taken_and_stays_silent():
    posted = []
    recording = Recording(counting(640), RATE, lambda: True, posted.append)

    recording.read(320)
    recording.read(320)
    assert not posted

    assert recording.read(320).tolist() == [0] * 320
    assert posted == [Ended("microphone")]
    assert recording.read(320).tolist() == [0] * 320
    assert posted == [Ended("microphone")]


def test_a_recording_is_given_at_the_rate_it_is_asked_for(tmp_path):
    with WavWriter(tmp_path / "answer.wav", 8000) as writer:
        writer.write(np.full(8000, 7000, np.int16))

    recording = Recording(tmp_path / "answer.wav", RATE, lambda: True, print)

    assert recording.rate == RATE
    assert recording.read(RATE)[4000:12000] == pytest.approx(7000, abs=10)
    assert not recording.read(RATE).any()


def test_a_recording_that_cannot_be_read_is_refused_at_once(tmp_path):
    with pytest.raises(CoachError) as caught:
        Recording(tmp_path / "gone.wav", RATE, lambda: True, print)

    assert caught.value.code == "audio.no-file"


def test_a_file_microphone_hands_over_the_whole_recording_in_blocks_of_twenty_milliseconds():
    posted, blocks = SimpleQueue(), []
    recording = Recording(counting(5000), RATE, lambda: True, posted.put)
    microphone = FileMicrophone(recording, posted.put)

    microphone.start(blocks.append)
    assert posted.get(timeout=60) == Ended("microphone")
    microphone.close()

    assert microphone.rate == RATE
    assert {len(block) for block in blocks} == {320}
    heard = np.concatenate(blocks)
    assert heard[:5000].tolist() == list(range(1, 5001))
    assert not heard[5000:].any()
    assert not any(thread.name == "microphone" for thread in threading.enumerate())


def test_a_file_microphone_tells_when_whoever_listens_fails():
    posted = SimpleQueue()
    recording = Recording(counting(5000), RATE, lambda: True, posted.put)
    microphone = FileMicrophone(recording, posted.put)

    def fail(_block):
        raise RuntimeError("what was said")

    microphone.start(fail)
    failed = posted.get(timeout=60)
    microphone.close()

    assert (failed.part, failed.code) == ("microphone", "audio.failed")
    assert "RuntimeError" in failed.message
    assert "what was said" not in failed.message


def test_a_paced_speaker_records_what_is_played_unbroken(tmp_path):
    posted = SimpleQueue()
    speaker = PacedSpeaker(RATE, posted.put, WavWriter(tmp_path / "out.wav", RATE))

    speaker.player.play(Track(SoundSource(counting(5000)), [(5000, "over")]))
    speaker.start()
    assert posted.get(timeout=60) == "over"
    speaker.close()
    speaker.close()

    heard = read_wav(tmp_path / "out.wav").samples
    assert len(heard) == speaker.player.position
    assert heard[:5000].tolist() == list(range(1, 5001))
    assert not heard[5000:].any()
    assert not any(thread.name == "speaker" for thread in threading.enumerate())


def test_a_paced_speaker_needs_no_recording():
    posted = SimpleQueue()
    speaker = PacedSpeaker(22050, posted.put, None)

    speaker.start()
    speaker.player.play(Track(SoundSource(counting(1000, 22050)), [(1000, "over")]))

    assert posted.get(timeout=60) == "over"
    speaker.close()


def test_a_paced_speaker_plays_on_when_its_recording_cannot_be_written(tmp_path):
    posted = SimpleQueue()
    writer = WavWriter(tmp_path / "out.wav", RATE)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        speaker = PacedSpeaker(RATE, posted.put, writer)
        speaker.start()
        failed = posted.get(timeout=60)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    speaker.player.play(Track(SoundSource(counting(1000)), [(1000, "over")]))

    assert failed == Failed("recording", "audio.unwritable", failed.message)
    assert "out.wav" in failed.message
    assert posted.get(timeout=60) == "over"
    speaker.close()
    assert not list(tmp_path.iterdir())


def test_the_time_in_which_the_program_was_stopped_is_not_made_up_for():
    posted = SimpleQueue()
    speaker = PacedSpeaker(RATE, posted.put, None)
    speaker.player.play(
        Track(StoppedBeforeIt(counting(RATE)), [(0, "begins"), (RATE // 2, "half")])
    )

    speaker.start()
    assert posted.get(timeout=60) == "begins"
    begun = time.monotonic()
    assert posted.get(timeout=60) == "half"
    speaker.close()

    assert time.monotonic() - begun > 0.4


@pytest.mark.parametrize("subtype", ["PCM_24", "FLOAT", "ULAW"])
def test_a_recording_of_any_encoding_stands_in_for_a_microphone(tmp_path, subtype):
    path = tmp_path / "a.wav"
    soundfile.write(path, np.full(RATE, 0.25), RATE, subtype=subtype)

    recording = Recording(path, RATE, lambda: True, print)

    assert recording.seconds_left == 1
    assert np.allclose(recording.read(RATE), 8192, atol=256)


@pytest.mark.parametrize("name", ["a.flac", "a.ogg", "a.MP3", "a.m4a", "a.wav", "C:\\me\\a.opus"])
def test_a_name_of_a_recording_is_no_device(name):
    assert is_recording(name)


@pytest.mark.parametrize("name", [None, "USB", "3", "wav", "wyoming://host"])
def test_a_device_is_no_recording(name):
    assert not is_recording(name)


def test_a_recording_that_is_cut_off_does_not_pass_for_a_whole_one(tmp_path):
    path = tmp_path / "a.wav"
    soundfile.write(path, np.full(RATE, 0.25), RATE)
    path.write_bytes(path.read_bytes()[:-RATE])

    with pytest.raises(CoachError) as caught:
        Recording(path, RATE, lambda: True, print)
    assert caught.value.code == "audio.damaged"


class StoppedBeforeIt(SoundSource):
    """A second of sound, before which the program is stopped for longer than that."""

    def read(self, frames):
        if not self._done:
            threading.Event().wait(1.5)
        return super().read(frames)


def test_a_speaker_that_was_never_started_can_be_closed(tmp_path):
    speaker = PacedSpeaker(RATE, print, WavWriter(tmp_path / "out.wav", RATE))

    speaker.close()

    assert len(read_wav(tmp_path / "out.wav").samples) == 0
