"""The coach's own voice is taken out of what the microphone hears."""

import sys

import numpy as np
import pytest

from voice_coach.audio.echo import RATE, EchoCanceller, EchoFreeMicrophone, load_livekit
from voice_coach.audio.player import Player, SoundSource, Track
from voice_coach.audio.sound import Sound
from voice_coach.errors import CoachError
from voice_coach.voice.port import Manner

PROMPT = "Take a moment to settle in. Feel your feet, or whatever part of you is held."
DELAY = 0.05
GAIN = 0.5


@pytest.fixture(scope="module")
def coach(spoken):
    samples = spoken.render(PROMPT, Manner()).samples
    return Sound(np.concatenate([samples, samples]), spoken.render(PROMPT, Manner()).rate)


def level(samples):
    """dB, of anything."""
    return 20 * np.log10(np.sqrt(np.mean(np.square(samples.astype(np.float64)))) + 1e-9)


class Desk:
    """A microphone beside the speaker."""

    def __init__(self, player, rate=RATE, person=()):
        self.rate = rate
        self.heard = []
        self.closed = False
        self._player = player
        self._air = np.zeros(round(DELAY * player.rate))
        self._person = np.asarray(person, np.float64)

    def start(self, on_block):
        ratio, frames = self._player.rate // self.rate, self.rate // 50
        while not self._player.idle:
            self._air = np.concatenate([self._air, self._player.pull(frames * ratio)])
            arrived, self._air = self._air[: frames * ratio], self._air[frames * ratio :]
            block = GAIN * arrived[::ratio]
            person, self._person = self._person[:frames], self._person[frames:]
            block[: len(person)] += person
            self.heard.append(block.astype(np.int16))
            on_block(self.heard[-1])

    def close(self):
        self.closed = True


@pytest.mark.parametrize("rate", [16000, 48000], ids="{} Hz".format)
def test_what_the_speaker_plays_is_taken_out(coach, rate):
    player = Player(rate, lambda _: None)
    player.play(Track(SoundSource(coach.at(rate))))
    desk, cleaned = Desk(player), []
    EchoFreeMicrophone(desk, player).start(cleaned.append)
    heard, left = np.concatenate(desk.heard), np.concatenate(cleaned)

    assert len(left) == len(heard)
    half = len(heard) // 2
    assert level(heard[half:]) - level(left[half:]) > 25


def test_where_nothing_is_played_a_person_is_heard_as_they_are(spoken):
    person = spoken.render("i will take a slow walk", Manner()).at(RATE).samples
    canceller, cleaned = EchoCanceller(RATE, RATE), []
    for start in range(0, len(person) - 320, 320):
        canceller.play(np.zeros(320, np.int16))
        cleaned.append(canceller.clean(person[start : start + 320]))
    left = np.concatenate(cleaned)
    assert abs(level(left) - level(person[: len(left)])) < 1


def test_odd_blocks_lose_nothing():
    canceller = EchoCanceller(RATE, RATE)
    handed_on = sum(len(canceller.clean(np.zeros(size, np.int16))) for size in (100, 100, 37, 403))
    assert handed_on == 640


def test_the_microphone_behind_it_is_closed(coach):
    player = Player(RATE, lambda _: None)
    desk = Desk(player)
    EchoFreeMicrophone(desk, player).close()
    assert desk.closed


def test_without_the_extra_it_is_said_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "livekit", None)
    with pytest.raises(CoachError) as caught:
        load_livekit()
    assert caught.value.code == "echo.missing"
    assert "pip install 'voice-coach[echo]'" in caught.value.spoken
