"""Waiting in the simulator, with the real recognizer, the real detector and real speech."""

from datetime import UTC, datetime, timedelta
from queue import SimpleQueue

import numpy as np
import pytest

from voice_coach.app.pump import SimulatorPump
from voice_coach.app.simulated_user import VOICE_SETTINGS
from voice_coach.audio.player import SoundSource, Track
from voice_coach.audio.simulator import Simulator
from voice_coach.audio.sound import Sound, silence
from voice_coach.protocol.events import Failed
from voice_coach.standby.staged_listener import StagedListener
from voice_coach.standby.wake_phrases import Call, call_in
from voice_coach.standby.watcher import Watcher
from voice_coach.stt.listener import InlineListener
from voice_coach.stt.models import shipped_model
from voice_coach.stt.vad import gated
from voice_coach.stt.vosk_engine import VoskRecognizer
from voice_coach.tts.base import make_synthesizer

pytestmark = pytest.mark.engine

RATE = 16000
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def voice():
    engine = make_synthesizer("pyttsx3")
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def model():
    return VoskRecognizer(shipped_model(), RATE)


def calls(text):
    return call_in(text, "wake up please")


class Room:
    """A simulated room in which standby waits."""

    def __init__(self, model, voice):
        self.inbox = SimpleQueue()
        self.simulator = Simulator(rate=RATE, post=self.inbox.put, start_time=NOON)
        self.worker = InlineListener(gated(model, RATE), self.inbox.put)
        self.listener = StagedListener(self.worker, RATE)
        self.pump = SimulatorPump(self.inbox, self.simulator, self.listener)
        self.said = []
        self.watcher = Watcher(self.pump, self.listener, self.said.append)
        self._voice = voice

    def say(self, *texts):
        for text in texts:
            sound = self._voice.render(text, VOICE_SETTINGS).at(RATE)
            for each in (silence(1.5, RATE), sound, silence(1.5, RATE)):
                self.simulator.user_player.play(Track(SoundSource(each)))

    def wait(self, seconds=30):
        return self.watcher.wait(calls, until=NOON + timedelta(seconds=seconds))


@pytest.fixture
def room(model, voice):
    return Room(model, voice)


@pytest.mark.parametrize(
    ("said", "call"),
    [
        ("coach, are you there?", Call("call")),
        ("hey coach", Call("call")),
        ("coach, good morning", Call("call")),
        ("coach, good night", Call("good night")),
        ("hey coach, box breathing", Call("wish", "box breathing")),
        ("wake up please", Call("call")),
    ],
)
def test_a_phrase_is_found(room, said, call):
    room.say(said)

    assert room.wait(10) == call


def test_speech_about_a_coach_is_not(room):
    room.say(
        "my coach was there for me today",
        "i talked to my coach and she said good morning",
        "the coach asked are you there for your team",
    )

    assert room.wait(25) is None


def test_nothing_that_was_heard_before_is_left_behind(room):
    room.say("i told nobody about the letter")
    room.wait(8)

    assert not room.listener._lead_in.any()
    assert not room.worker.is_open
    assert room.listener.is_over


def test_in_a_quiet_room_no_recognizer_is_opened(room):
    hiss = np.random.default_rng(3).normal(0, 20, RATE * 5).astype(np.int16)
    room.simulator.user_player.play(Track(SoundSource(Sound(hiss, RATE))))

    assert room.wait(6) is None
    assert room.listener.turn == 0


def test_a_moment_that_has_come_ends_the_wait(room):
    assert room.watcher.wait(calls, lambda now: now >= NOON + timedelta(seconds=3)) is None
    assert 3 <= room.simulator.seconds < 5


def test_a_microphone_that_goes_is_told_and_waited_for(room):
    room.inbox.put(Failed("microphone", "audio.failed", "The microphone is gone."))
    room.say("hey coach")

    assert room.wait(10) == Call("call")
    assert room.said == ["The microphone is gone."]


def test_while_it_sleeps_it_hears_nothing(room):
    room.say("hey coach")
    room.watcher.sleep(NOON + timedelta(seconds=8))

    assert room.listener.turn == 0
