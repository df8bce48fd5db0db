"""A satellite as microphone and speaker of a session: a real one, whose devices are pipes."""

import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

import numpy as np
import pytest

from tests.wyoming.conftest import RATE, Room
from voice_coach.audio.player import SoundSource, Track
from voice_coach.audio.sound import Sound
from voice_coach.protocol.events import Failed, Recovered
from voice_coach.wyoming import satellite as satellites
from voice_coach.wyoming.address import Address
from voice_coach.wyoming.satellite import (
    SPEAKER_RATE,
    Satellite,
    SatelliteMicrophone,
    SatelliteSpeaker,
)

pytestmark = [pytest.mark.program, pytest.mark.waits]


def until(is_so: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def inbox() -> SimpleQueue[Any]:
    return SimpleQueue()


@pytest.fixture
def satellite(room: Room, inbox: SimpleQueue[Any], monkeypatch: pytest.MonkeyPatch) -> Satellite:
    monkeypatch.setattr(satellites, "PROBE_SECONDS", 0.5)
    monkeypatch.setattr(satellites, "RETRY_SECONDS", 0.2)
    return Satellite(Address("127.0.0.1", room.server.port), inbox.put, allow_public=False)


def tone(seconds: float, rate: int) -> np.ndarray:
    times = np.arange(round(seconds * rate)) / rate
    return (8000 * np.sin(2 * np.pi * 440 * times)).astype(np.int16)


def test_what_is_said_in_the_room_arrives_in_blocks_of_20_ms(satellite, room, inbox):
    blocks: list[np.ndarray] = []
    microphone = SatelliteMicrophone(satellite, inbox.put)
    microphone.start(lambda block: blocks.append(block.copy()))
    said = tone(1.0, RATE)
    until(lambda: len(blocks) > 20)
    room.say([said[at : at + RATE // 50] for at in range(0, len(said), RATE // 50)])
    until(lambda: sum(block.any() for block in blocks) >= 48)
    microphone.close()

    assert {len(block) for block in blocks} == {RATE // 50}
    heard = np.concatenate(blocks)
    assert np.abs(heard).max() == np.abs(said).max()


def test_what_the_coach_says_is_heard_in_the_room_and_whole(satellite, room, inbox):
    speaker = SatelliteSpeaker(satellite, inbox.put)
    speaker.start()
    said = tone(1.0, SPEAKER_RATE)
    speaker.player.play(Track(SoundSource(Sound(said, SPEAKER_RATE)), [(len(said), "over")]))

    assert inbox.get(timeout=30) == "over"
    until(lambda: np.count_nonzero(np.abs(room.heard) > 4000) >= 0.6 * len(said))
    speaker.close()
    loud = np.flatnonzero(np.abs(room.heard) > 1000)
    assert loud[-1] - loud[0] == pytest.approx(len(said), abs=SPEAKER_RATE // 100)


def test_a_satellite_that_is_switched_off_and_on_is_lost_and_comes_back(satellite, room, inbox):
    blocks: list[np.ndarray] = []
    microphone = SatelliteMicrophone(satellite, inbox.put)
    microphone.start(blocks.append)
    until(lambda: len(blocks) > 20)
    room.server.stop()

    lost = inbox.get(timeout=30)
    assert isinstance(lost, Failed)
    assert (lost.part, lost.code) == ("microphone", "wyoming.lost")
    room.server.start()
    assert inbox.get(timeout=30) == Recovered("microphone")
    microphone.close()


def test_a_satellite_behind_a_cut_cable_is_found_out(satellite, room, inbox, monkeypatch):
    microphone = SatelliteMicrophone(satellite, inbox.put)
    microphone.start(lambda _: None)
    room.server.freeze()

    lost = inbox.get(timeout=30)
    assert isinstance(lost, Failed)
    assert (lost.part, lost.code) == ("microphone", "wyoming.slow")
    room.server.thaw()
    assert inbox.get(timeout=30) == Recovered("microphone")
    microphone.close()
