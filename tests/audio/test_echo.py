"""The coach's own voice is taken out of what the microphone hears."""

import subprocess
import sys

import numpy as np
import pytest
import soxr

from voice_coach.audio.echo import RATE, EchoCanceller, EchoFreeMicrophone
from voice_coach.audio.player import Player, SoundSource, Track
from voice_coach.audio.sound import Sound
from voice_coach.tts.base import VoiceSettings
from voice_coach.tts.cache import CachedSynthesizer
from voice_coach.tts.pyttsx3_engine import Pyttsx3Synthesizer

PROMPT = "Take a moment to settle in. Feel your feet, or whatever part of you is held."
DELAY = 0.05
GAIN = 0.5
LATE = 2 * 320
"""Samples by which it opens early. Another block is held back."""


class NewEachTime(Pyttsx3Synthesizer):
    """Begins anew with each sentence: how far something is taken out depends on each sample."""

    def render(self, text, voice_settings):
        self.close()
        return super().render(text, voice_settings)


@pytest.fixture(scope="module")
def spoken():
    voice = CachedSynthesizer(NewEachTime())
    yield voice
    voice.close()


@pytest.fixture(scope="module")
def coach(spoken):
    samples = spoken.render(PROMPT, VoiceSettings()).samples
    return Sound(np.concatenate([samples, samples]), spoken.render(PROMPT, VoiceSettings()).rate)


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

    if rate == RATE:
        assert len(heard) - len(left) == 320
    half = len(heard) // 2
    assert level(heard[half:]) - level(left[half:]) > 25


def over_and_over(sound, seconds):
    return np.resize(np.concatenate([sound.samples, np.zeros(sound.rate // 2)]), seconds * RATE)


def with_echo(played, delay=DELAY, gain=GAIN):
    late = round(delay * RATE)
    return np.concatenate([np.zeros(late), gain * played])[: len(played)]


def cleaned(played, heard):
    canceller, parts = EchoCanceller(RATE, RATE), []
    for start in range(0, len(played) - 319, 320):
        canceller.play(played[start : start + 320].astype(np.int16))
        parts.append(canceller.clean(heard[start : start + 320].astype(np.int16)))
    return np.concatenate(parts)


def test_where_nothing_is_played_a_person_is_heard_as_they_are(spoken):
    person = spoken.render("i will take a slow walk", VoiceSettings()).at(RATE).samples
    left = cleaned(np.zeros(len(person), np.int16), person)
    assert np.array_equal(left[LATE:], person[: len(left) - LATE])


@pytest.mark.parametrize("delay", [0.01, 0.06, 0.25], ids="{} s".format)
def test_a_person_who_speaks_as_loud_as_the_coach_is_heard_as_they_are(coach, spoken, delay):
    """Which no telephone's canceller does: what is left of them is more than ten times the rest."""
    played = over_and_over(coach.at(RATE), 20)
    person = np.zeros(len(played))
    words = spoken.render("please stop", VoiceSettings(voice="gmw/en-us+f3")).at(RATE).samples
    echo = with_echo(played, delay)
    person[16 * RATE : 16 * RATE + len(words)] = words * (np.std(echo) / np.std(words))
    left = cleaned(played, person + echo)

    said = slice(16 * RATE, 16 * RATE + len(words))
    heard = left[LATE:][said].astype(float)
    assert level(person[said]) - level(heard - person[said]) > 10
    silent = left[17 * RATE + len(words) :]
    assert level(echo[17 * RATE :]) - level(silent) > 50


def test_of_the_first_sentence_which_it_cannot_take_out_nothing_is_let_through(coach):
    played = over_and_over(coach.at(RATE), 2)
    echo = with_echo(played)
    assert level(echo) - level(cleaned(played, echo)) > 15


def test_a_room_that_changes_is_learnt_anew(coach):
    played = over_and_over(coach.at(RATE), 40)
    echo = with_echo(played)
    echo[15 * RATE :] = with_echo(played, 0.11, -GAIN)[15 * RATE :]
    left = cleaned(played, echo)
    assert level(echo[30 * RATE :]) - level(left[30 * RATE :]) > 30


@pytest.mark.parametrize("faster", [-50e-6, 20e-6], ids="{:+} of itself".format)
def test_two_clocks_that_run_apart_are_followed(coach, faster):
    played = over_and_over(coach.at(RATE), 60)
    drifting = soxr.resample(with_echo(played), 1 + faster, 1, quality="VHQ")[: 59 * RATE]
    left = cleaned(played[: len(drifting)], drifting)
    assert level(drifting[40 * RATE :]) - level(left[40 * RATE :]) > 45


def test_what_was_played_while_the_microphone_was_away_is_passed_over(coach):
    played = over_and_over(coach.at(RATE), 20)
    canceller, echo, left = EchoCanceller(RATE, RATE), with_echo(played), []
    for start in range(0, len(played) - 319, 320):
        canceller.play(played[start : start + 320].astype(np.int16))
        if start >= 3 * RATE:
            left.append(canceller.clean(echo[start : start + 320].astype(np.int16)))
    assert level(echo[12 * RATE :]) - level(np.concatenate(left)[9 * RATE :]) > 25


def test_odd_blocks_lose_nothing():
    canceller = EchoCanceller(RATE, RATE)
    handed_on = sum(len(canceller.clean(np.zeros(size, np.int16))) for size in (100, 100, 37, 403))
    assert handed_on == 320


def test_the_microphone_behind_it_is_closed(coach):
    player = Player(RATE, lambda _: None)
    desk = Desk(player)
    EchoFreeMicrophone(desk, player).close()
    assert desk.closed


@pytest.mark.program
def test_where_it_is_not_asked_for_nothing_of_it_is_loaded():
    look = "import voice_coach.app.factory, sys; print('voice_coach.audio.echo' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert shown.stdout == "False\n"
