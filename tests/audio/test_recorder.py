"""The person's voice, written down as it is spoken."""

import errno
import io
import stat
from pathlib import Path

import numpy as np
import pytest

from voice_coach.audio.recorder import RATE, AnswerRecorder, read_excerpt
from voice_coach.errors import CoachError
from voice_coach.protocol.events import Failed

TONE = (8000 * np.sin(2 * np.pi * 440 * np.arange(2 * RATE) / RATE)).astype(np.int16)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "recordings" / "one"


@pytest.fixture
def posted() -> list:
    return []


@pytest.fixture
def answer_recorder(folder, posted) -> AnswerRecorder:
    answer_recorder = AnswerRecorder(posted.append)
    answer_recorder.record_into(folder)
    return answer_recorder


def speak(answer_recorder: AnswerRecorder, turn: int, samples=TONE, *, rate: int = RATE) -> None:
    answer_recorder.arm(turn)
    answer_recorder.begin(turn, rate)
    for block in np.array_split(samples, 100):
        answer_recorder.write(block)


def test_an_answer_is_kept_to_the_sample_and_for_its_owner_alone(answer_recorder, folder) -> None:
    speak(answer_recorder, 3)
    answer_recorder.belongs_to(3, 17)
    answer_recorder.finish()

    file = folder / "17.flac"
    assert np.array_equal(read_excerpt(file, 0, 10).samples, TONE)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {stat.S_IMODE(each.stat().st_mode) for each in (folder, folder.parent)} == {0o700}


def test_a_stretch_is_what_lies_between_its_times(answer_recorder, folder) -> None:
    speak(answer_recorder, 3)
    answer_recorder.belongs_to(3, 17)
    answer_recorder.finish()

    assert np.array_equal(read_excerpt(folder / "17.flac", 0.5, 1.25).samples, TONE[8000:20000])
    assert len(read_excerpt(folder / "17.flac", 1.5, 9).samples) == RATE // 2


def test_a_microphone_at_another_rate_is_heard_in_step(answer_recorder, folder) -> None:
    at_48 = (8000 * np.sin(2 * np.pi * 440 * np.arange(2 * 48000) / 48000)).astype(np.int16)
    speak(answer_recorder, 3, at_48, rate=48000)
    answer_recorder.belongs_to(3, 17)
    answer_recorder.finish()
    sound = read_excerpt(folder / "17.flac", 0, 10)

    assert len(sound.samples) == pytest.approx(2 * RATE, abs=2)
    middle = slice(RATE // 2, RATE)
    assert np.abs(sound.samples[middle].astype(int) - TONE[middle]).max() < 200


def test_what_no_answer_belongs_to_is_not_kept(answer_recorder, folder) -> None:
    speak(answer_recorder, 3)
    answer_recorder.finish()

    assert list(folder.iterdir()) == []


def test_a_turn_it_is_not_armed_for_is_not_recorded(answer_recorder, folder) -> None:
    answer_recorder.begin(3, RATE)
    answer_recorder.write(TONE)
    answer_recorder.belongs_to(3, 17)
    answer_recorder.finish()

    assert not folder.exists()


def test_nothing_is_recorded_where_nothing_is_to_be_kept(answer_recorder, folder) -> None:
    answer_recorder.record_into(None)
    speak(answer_recorder, 3)
    answer_recorder.belongs_to(3, 17)
    answer_recorder.finish()

    assert not folder.exists()


def test_of_an_answer_that_was_broken_off_all_but_a_moment_can_be_played(
    answer_recorder, folder
) -> None:
    speak(answer_recorder, 3)
    answer_recorder.belongs_to(3, 17)
    cut = folder / "18.flac"
    cut.write_bytes((folder / "17.flac").read_bytes())  # as a kill leaves it
    sound = read_excerpt(cut, 0, 10)

    assert len(sound.samples) >= 1.4 * RATE
    assert np.array_equal(sound.samples, TONE[: len(sound.samples)])
    assert np.array_equal(read_excerpt(cut, 0.5, 1.0).samples, TONE[8000:16000])


def test_what_was_deleted_while_it_was_spoken_stays_deleted(answer_recorder, folder) -> None:
    speak(answer_recorder, 3)
    answer_recorder.belongs_to(3, 17)
    (folder / "17.flac").unlink()
    answer_recorder.write(TONE)
    answer_recorder.finish()

    assert list(folder.iterdir()) == []


def test_a_disk_that_takes_nothing_is_told_of_once_and_the_session_goes_on(
    answer_recorder, folder, posted
) -> None:
    folder.parent.write_text("in the way")
    for turn in (3, 4):
        speak(answer_recorder, turn)
        answer_recorder.belongs_to(turn, turn)
        answer_recorder.finish()

    assert [(failed.part, failed.code) for failed in posted] == [
        ("recordings", "recordings.unwritable")
    ]
    assert isinstance(posted[0], Failed)


@pytest.mark.parametrize("data", [b"", b"no flac at all", None])
def test_what_cannot_be_played_is_one_error(tmp_path, data) -> None:
    file = tmp_path / "1.flac"
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(CoachError) as raised:
        read_excerpt(file, 0, 1)

    assert raised.value.code == "recordings.unreadable"


def test_a_recording_is_handed_on_once_its_answer_is_complete_and_not_before(
    answer_recorder, folder
) -> None:
    complete: list[tuple[str, int]] = []
    answer_recorder.record_into(
        folder, lambda file: complete.append((file.name, file.stat().st_size))
    )
    speak(answer_recorder, 3)
    answer_recorder.belongs_to(3, 17)
    assert complete == []
    answer_recorder.finish()
    speak(answer_recorder, 4)  # and no answer belongs to it
    answer_recorder.finish()

    assert complete == [("17.flac", (folder / "17.flac").stat().st_size)]


def test_what_cannot_be_handed_on_is_told_and_the_recording_stays(
    answer_recorder, folder, posted
) -> None:
    def full(_: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    answer_recorder.record_into(folder, full)
    speak(answer_recorder, 3)
    answer_recorder.belongs_to(3, 17)
    answer_recorder.finish()

    assert [failed.code for failed in posted] == ["recordings.unwritable"]
    assert np.array_equal(read_excerpt(folder / "17.flac", 0, 10).samples, TONE)


def test_a_recording_is_played_out_of_memory_to_the_same_sample(answer_recorder, folder) -> None:
    speak(answer_recorder, 3)
    answer_recorder.belongs_to(3, 17)
    answer_recorder.finish()
    file = folder / "17.flac"
    data = file.read_bytes()
    cut = data[: len(data) // 2]

    whole = read_excerpt(file, 0.5, 1.25, lambda _: io.BytesIO(data))
    assert np.array_equal(whole.samples, TONE[8000:20000])
    half = read_excerpt(file, 0, 10, lambda _: io.BytesIO(cut)).samples
    assert len(half) > RATE // 2
    assert np.array_equal(half, TONE[: len(half)])
