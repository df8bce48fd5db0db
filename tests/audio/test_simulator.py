from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from voice_coach.audio.player import SoundSource, Track
from voice_coach.audio.simulator import Acoustics, Recording, Simulator
from voice_coach.audio.sound import Sound
from voice_coach.protocol.events import Ended

RATE = 16000
BEGINS = datetime(2024, 2, 29, 23, 59, 50, tzinfo=UTC)


def a_simulator(**options):
    """A room, and the blocks its microphone hears and the events it posts, as they come."""
    blocks, posted = [], []
    simulator = Simulator(post=posted.append, start_time=BEGINS, **options)
    simulator.on_block = blocks.append
    return simulator, blocks, posted


def sounding(frames, value):
    return SoundSource(Sound(np.full(frames, value, np.int16), RATE))


def noise(frames, seed):
    return np.random.default_rng(seed).integers(-8000, 8000, frames).astype(np.int16)


def test_the_microphone_hears_the_mouth_in_blocks_of_twenty_milliseconds():
    simulator, blocks, _ = a_simulator()
    simulator.user_player.play(Track(sounding(700, 5)))

    for _ in range(3):
        simulator.step()

    assert [len(block) for block in blocks] == [320, 320, 320]
    assert blocks[0].dtype == np.int16
    assert np.concatenate(blocks).tolist() == [5] * 700 + [0] * 260


def test_without_echo_the_microphone_does_not_hear_the_coach():
    simulator, blocks, _ = a_simulator()
    simulator.speaker.player.play(Track(sounding(640, 9000)))

    simulator.step()

    assert not blocks[0].any()


def test_the_echo_comes_late_and_quieter():
    simulator, blocks, _ = a_simulator(acoustics=Acoustics(echo_gain=0.25, echo_delay=0.05))
    simulator.speaker.player.play(Track(sounding(1000, 8000)))

    for _ in range(6):
        simulator.step()

    assert np.concatenate(blocks).tolist() == [0] * 800 + [2000] * 1000 + [0] * 120


def test_noise_has_its_level_and_is_the_same_in_every_run():
    first, heard, _ = a_simulator(acoustics=Acoustics(noise_dbfs=-40))
    second, again, _ = a_simulator(acoustics=Acoustics(noise_dbfs=-40))
    other, different, _ = a_simulator(acoustics=Acoustics(noise_dbfs=-40, seed=1))
    for simulator in (first, second, other):
        for _ in range(500):
            simulator.step()

    samples = np.concatenate(heard).astype(float)
    level = 20 * np.log10(np.sqrt(np.mean(samples**2)) / 32768)
    assert level == pytest.approx(-40, abs=0.1)
    assert np.array_equal(np.concatenate(heard), np.concatenate(again))
    assert not np.array_equal(np.concatenate(heard), np.concatenate(different))


def whole_session(step):
    """What is heard in four seconds in which everything there is in a room sounds at once."""
    simulator, blocks, posted = a_simulator(
        acoustics=Acoustics(echo_gain=0.5, echo_delay=0.041, noise_dbfs=-50)
    )
    audible = []
    simulator.monitors.append(audible.append)
    simulator.sources.append(SoundSource(Sound(noise(40000, 1), RATE)))
    simulator.user_player.play(Track(SoundSource(Sound(noise(30000, 2), RATE)), [(15000, "mouth")]))
    simulator.speaker.player.play(
        Track(SoundSource(Sound(noise(50000, 3), RATE)), [(50000, "coach")])
    )
    while simulator.seconds < 4:
        simulator.step(step)
    return np.concatenate(blocks), np.concatenate(audible), posted


def test_two_runs_are_identical_whatever_the_length_of_the_steps():
    heard, audible, posted = whole_session(0.02)

    assert posted == ["mouth", "coach"]
    for step in (0.02, 0.0025, 0.05):
        again = whole_session(step)
        assert np.array_equal(again[0], heard)
        assert np.array_equal(again[1], audible)
        assert again[2] == posted


def test_monitors_hear_the_coach_and_the_mouth_but_neither_echo_nor_noise():
    simulator, _, _ = a_simulator(
        acoustics=Acoustics(echo_gain=1.0, echo_delay=0.0, noise_dbfs=-20)
    )
    first, second = [], []
    simulator.monitors += [first.append, second.append]
    simulator.speaker.player.play(Track(sounding(320, 100)))
    simulator.user_player.play(Track(sounding(160, 11)))

    simulator.step()

    assert first[0].tolist() == [111] * 160 + [100] * 160
    assert second[0].tolist() == first[0].tolist()


def test_what_is_too_loud_is_clipped_rather_than_wrapped_around():
    simulator, blocks, _ = a_simulator(acoustics=Acoustics(echo_gain=1.0, echo_delay=0.0))
    audible = []
    simulator.monitors.append(audible.append)
    simulator.speaker.player.play(Track(sounding(320, 30000)))
    simulator.user_player.play(Track(sounding(320, 30000)))

    simulator.step()

    assert set(blocks[0].tolist()) == set(audible[0].tolist()) == {32767}


def test_a_voice_that_has_ended_leaves_the_room():
    simulator, blocks, _ = a_simulator()
    simulator.sources += [sounding(400, 3), sounding(5000, 4)]

    simulator.step()
    simulator.step()

    assert np.concatenate(blocks).tolist() == [7] * 400 + [4] * 240
    assert len(simulator.sources) == 1


def test_a_recording_answers_in_the_room_only_while_the_ear_is_open():
    simulator, blocks, posted = a_simulator()
    recognizer = {"open": False}
    answer = Sound(np.arange(1, 801, dtype=np.int16), RATE)
    simulator.sources.append(Recording(answer, RATE, lambda: recognizer["open"], posted.append))

    for is_open in (False, True, True, False, False, True, True, True):
        recognizer["open"] = is_open
        simulator.step()

    heard = np.concatenate(blocks)
    assert heard[heard > 0].tolist() == list(range(1, 801))
    assert [bool(block.any()) for block in blocks] == [0, 1, 1, 0, 0, 1, 0, 0]
    assert posted == [Ended("microphone")]


def test_the_clock_moves_with_the_samples_and_does_not_drift():
    simulator, _, _ = a_simulator(rate=44100)
    seen = []
    simulator.on_block = lambda _block: seen.append((simulator.seconds, simulator.now()))

    assert simulator.now() == BEGINS
    for _ in range(60_000):
        simulator.step()

    assert simulator.seconds == 1200
    assert simulator.now() == BEGINS + timedelta(minutes=20)
    # A block is heard when it is over.
    assert seen[0] == (0.02, BEGINS + timedelta(milliseconds=20))
