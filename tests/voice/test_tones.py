"""Signals and the breath's tone: soft, distinct, and exact to the sample."""

import tracemalloc
from fractions import Fraction
from itertools import combinations
from typing import get_args

import numpy as np
import pytest

from voice_coach.audio.player import Player
from voice_coach.audio.sound import Sound
from voice_coach.session.breathing import PATTERNS, SPOKEN, Timeline, cycles_for, unfold
from voice_coach.session.effects import Earcon
from voice_coach.voice.port import Manner
from voice_coach.voice.pyttsx3_voice import Pyttsx3Voice
from voice_coach.voice.tones import breath_track, earcon

RATES = [16000, 44100, 48000]
EARCONS = get_args(Earcon)
DBFS = 20 * np.log10(1 / 32768)


def peak_dbfs(samples) -> float:
    return 20 * np.log10(np.abs(samples.astype(float)).max()) + DBFS


def pitch(samples, rate) -> float:
    """The strongest frequency in Hz; 0 in silence."""
    if not np.any(samples):
        return 0.0
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 8 * rate))
    return float(np.argmax(spectrum)) / 8


@pytest.fixture(scope="module")
def words() -> dict[str, Sound]:
    voice = Pyttsx3Voice()
    words = {word: voice.render(word, Manner()) for word in SPOKEN.values()}
    voice.close()
    return words


def track_of(timeline: Timeline, words, rate):
    return breath_track(timeline, words, rate, lambda cue: cue, "done", "cut")


def all_samples(source):
    return np.concatenate(list(iter(lambda: source.read(10 * source.rate), Nothing())))


class Nothing:
    """Equal to a block without samples, which is how a source ends."""

    def __eq__(self, other):
        return len(other) == 0

    __hash__ = None


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("name", EARCONS)
def test_a_signal_is_short_and_soft_and_begins_and_ends_in_silence(name, rate):
    sound = earcon(name, rate)

    assert sound.rate == rate
    assert 0.09 <= sound.seconds <= 0.25
    assert -30 < peak_dbfs(sound.samples) <= -18
    assert np.abs(sound.samples[[0, -1]]).max() <= 20


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("name", EARCONS)
def test_a_signal_has_no_harsh_part(name, rate):
    power = np.abs(np.fft.rfft(earcon(name, rate).samples.astype(float))) ** 2
    hertz = np.fft.rfftfreq(len(earcon(name, rate).samples), 1 / rate)

    assert power[hertz > 1500].sum() < 0.001 * power.sum()


@pytest.mark.parametrize("rate", RATES)
def test_the_signal_to_speak_rises_and_the_one_after_falls(rate):
    opened, closed = (np.array_split(earcon(name, rate).samples, 2) for name in ("open", "close"))

    assert pitch(opened[1], rate) > 1.15 * pitch(opened[0], rate)
    assert pitch(closed[0], rate) > 1.15 * pitch(closed[1], rate)


def test_no_two_signals_sound_alike():
    melodies = {
        name: [pitch(part, 16000) for part in np.array_split(earcon(name, 16000).samples, 4)]
        for name in EARCONS
    }

    for one, other in combinations(EARCONS, 2):
        steps = np.abs(np.subtract(melodies[one], melodies[other]))
        assert steps.max() > 50, f"{one} and {other}"


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=lambda pattern: pattern.name)
def test_every_cue_of_twenty_minutes_is_exact_to_the_sample(pattern, rate, words):
    timeline = unfold(pattern, cycles_for(pattern, 20))
    track = track_of(timeline, words, rate)
    expected, start = [], Fraction(0)
    for _ in range(len(timeline.cues) // len(pattern.phases)):
        for _, seconds in pattern.phases:
            expected.append(start * rate)
            start += Fraction(seconds)

    assert [offset for offset, _ in track.marks] == [*expected, start * rate]
    assert [event for _, event in track.marks] == [*timeline.cues, "done"]
    assert start >= 20 * 60 - pattern.seconds


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=lambda pattern: pattern.name)
def test_the_tone_keeps_to_the_cues_for_twenty_minutes(pattern, rate):
    timeline = unfold(pattern, cycles_for(pattern, 20))
    source = track_of(timeline, {}, rate).source
    first: dict[str, np.ndarray] = {}

    for cue in timeline.cues:
        phase = source.read(round(cue.seconds * rate))
        assert np.array_equal(phase, first.setdefault(cue.phase, phase))
    assert len(source.read(1)) == 0

    for name, phase in first.items():
        assert len(phase) == dict(pattern.phases)[name] * rate
        assert phase.any() == (name in ("in", "out"))
        assert np.abs(phase[[0, -1]]).max() <= 2


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=lambda pattern: pattern.name)
def test_the_tone_rises_breathing_in_and_falls_breathing_out(pattern, words):
    rate = 16000
    source = track_of(unfold(pattern, 4), words, rate).source

    for cue in unfold(pattern, 4).cues:
        phase = source.read(round(cue.seconds * rate))
        if cue.word is None and cue.phase in ("in", "out"):
            first, *_, last = (pitch(part, rate) for part in np.array_split(phase, 5))
            low, high = (first, last) if cue.phase == "in" else (last, first)
            assert 170 < low < 205
            assert 245 < high < 280


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=lambda pattern: pattern.name)
def test_the_breath_is_soft_and_does_not_click(pattern, rate, words):
    spoken = all_samples(track_of(unfold(pattern, 6), words, rate).source)
    toned = all_samples(track_of(unfold(pattern, 6), {}, rate).source)

    assert -20 < peak_dbfs(spoken) <= -14
    assert -20 < peak_dbfs(toned) <= -14
    # No step is steeper than those of a plain 600 Hz sine of the same height: a click would be.
    steepest = 2 * np.pi * 600 / rate * np.abs(toned.astype(int)).max()
    assert np.abs(np.diff(toned.astype(int))).max() < steepest


def test_the_first_breaths_are_spoken_and_the_others_are_not(words):
    rate = 16000
    pattern = PATTERNS["box"]
    source = track_of(unfold(pattern, 3), words, rate).source
    silent = track_of(unfold(pattern, 3), {}, rate).source

    for cue in unfold(pattern, 3).cues:
        frames = round(cue.seconds * rate)
        difference = source.read(frames).astype(int) - silent.read(frames)
        assert difference[: rate // 2].any() == (cue.cycle <= 2)
        assert not difference[rate:].any()


def test_a_word_that_is_longer_than_its_phase_ends_with_it(words):
    rate = 16000
    long = Sound(np.tile(words["hold"].samples, 20), words["hold"].rate)
    pattern = PATTERNS["box"]
    spoken = all_samples(track_of(unfold(pattern, 2), words | {"hold": long}, rate).source)
    usual = all_samples(track_of(unfold(pattern, 2), words, rate).source)

    hold = slice(4 * rate, 8 * rate)
    assert np.abs(spoken[hold][-rate // 2 :].astype(int)).max() > 500
    assert np.array_equal(spoken[8 * rate : 20 * rate], usual[8 * rate : 20 * rate])
    assert peak_dbfs(spoken) <= -14


def test_the_blocks_in_which_it_is_read_do_not_matter(words):
    timeline = unfold(PATTERNS["box"], 2)
    whole = all_samples(track_of(timeline, words, 16000).source)
    source = track_of(timeline, words, 16000).source
    sizes = [1, 319, 320, 63999, 64001, 2, 70000, 10_000_000]

    assert np.array_equal(np.concatenate([source.read(size) for size in sizes]), whole)


def test_a_player_posts_each_cue_with_its_block(words):
    rate, block = 16000, 160
    timeline = unfold(PATTERNS["extended exhale"], 6)
    posted = []
    player = Player(rate, lambda event: posted.append((event, player.position)))
    player.play(track_of(timeline, words, rate))
    while not player.idle:
        player.pull(block)

    *cues, last = posted
    assert last[0] == "done"
    assert [event for event, _ in cues] == list(timeline.cues)
    for cue, position in cues:
        assert position <= round(cue.start * rate) < position + block


def test_a_hushed_breath_posts_that_it_was_cut(words):
    posted = []
    player = Player(16000, posted.append)
    player.play(track_of(unfold(PATTERNS["coherent"], 3), words, 16000))
    player.pull(16000)
    player.hush()
    player.pull(16000)

    assert posted[1:] == ["cut"]
    assert player.idle


def test_an_exercise_without_a_breath_is_done_at_once(words):
    track = track_of(Timeline("none", ()), words, 16000)

    assert track.marks == [(0, "done")]
    assert len(track.source.read(100)) == 0


def test_twenty_minutes_are_never_held_in_memory(words):
    rate = 48000
    timeline = unfold(PATTERNS["box"], cycles_for(PATTERNS["box"], 20))
    tracemalloc.start()
    source = track_of(timeline, words, rate).source
    while len(source.read(rate)):
        pass
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 8 * 1024 * 1024  # the whole is 110 MB
