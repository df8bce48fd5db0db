"""The breath as it sounds: exact to the sample, and followed with closed eyes."""

import tracemalloc
from fractions import Fraction

import numpy as np
import pytest

from voice_coach.audio.player import Player
from voice_coach.audio.sound import Sound
from voice_coach.breathing import PATTERNS, Timeline, at_rate, cycles_for, unfold, unpaced
from voice_coach.protocol.effects import PACES
from voice_coach.protocol.events import Heard
from voice_coach.stt.models import shipped_model
from voice_coach.stt.vosk_engine import VoskRecognizer
from voice_coach.tts.base import VoiceSettings
from voice_coach.tts.pyttsx3_engine import Pyttsx3Synthesizer
from voice_coach.tts.tones import bell, breath_track

RATES = [16000, 44100, 48000]
LED = [pattern for pattern in PATTERNS.values() if pattern.phases]
DBFS = 20 * np.log10(1 / 32768)


def pytest_generate_tests(metafunc):
    """A test that takes `rate` runs at each, and one that takes `pattern` with each that is led."""
    if "rate" in metafunc.fixturenames:
        metafunc.parametrize("rate", RATES)
    if "pattern" in metafunc.fixturenames:
        metafunc.parametrize("pattern", LED, ids=lambda pattern: pattern.name)


@pytest.fixture(scope="module")
def words() -> dict[str, Sound]:
    """The sound of everything that is spoken in any exercise."""
    voice = Pyttsx3Synthesizer()
    voice_settings = VoiceSettings(rate=PACES["meditation"].rate)
    spoken = {text for pattern in LED for text in unfold(pattern, 8).spoken}
    words = {text: voice.render(text, voice_settings) for text in spoken}
    voice.close()
    return words


def track_of(timeline: Timeline, words, rate):
    return breath_track(timeline, words, rate, lambda cue: cue, "done", "cut")


def all_samples(source):
    blocks = []
    while len(block := source.read(10 * source.rate)):
        blocks.append(block)
    return np.concatenate(blocks)


def by_cue(timeline: Timeline, words, rate):
    """The cues of a timeline, each with its samples."""
    samples = all_samples(track_of(timeline, words, rate).source)
    starts = [round(cue.start * rate) for cue in timeline.cues]
    return list(zip(timeline.cues, np.split(samples, starts[1:]), strict=True))


def peak_dbfs(samples) -> float:
    return 20 * np.log10(np.abs(samples.astype(float)).max()) + DBFS


def pitch(samples, rate) -> float:
    """The strongest frequency in Hz; 0 in silence."""
    if not np.any(samples):
        return 0.0
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 8 * rate))
    return float(np.argmax(spectrum)) / 8


def exact(pattern):
    """Where each phase of its breath ends, in seconds, as the decimals it is written with."""
    ends, at = [], Fraction(0)
    for _, seconds in pattern.phases:
        at += Fraction(str(seconds))
        ends.append(at)
    return ends


# Exactness.


@pytest.mark.engine
def test_every_cue_of_twenty_minutes_is_exact_to_the_sample(pattern, rate, words):
    timeline = unfold(pattern, cycles_for(pattern, 20))
    track = track_of(timeline, words, rate)
    *within, breath = exact(pattern)
    cycles = len(timeline.cues) // len(pattern.phases)
    expected = [
        (cycle * breath + start) * rate for cycle in range(cycles) for start in (0, *within)
    ]

    assert [offset for offset, _ in track.marks] == [*expected, cycles * breath * rate]
    assert [event for _, event in track.marks] == [*timeline.cues, "done"]
    assert cycles == pattern.max_cycles or cycles * breath >= 20 * 60 - breath / 2


def test_the_tone_keeps_to_the_cues_for_twenty_minutes(pattern, rate):
    timeline = unfold(pattern, cycles_for(pattern, 20))
    source = track_of(timeline, {}, rate).source
    first: dict[tuple[str, bool], np.ndarray] = {}

    for cue in timeline.cues:
        phase = source.read(round(cue.seconds * rate))
        assert np.array_equal(phase, first.setdefault((cue.phase, cue.top_up), phase))
    assert len(source.read(1)) == 0

    lengths = [Fraction(str(seconds)) * rate for _, seconds in pattern.phases]
    assert [len(phase) for phase in first.values()] == lengths
    for (name, _), phase in first.items():
        assert phase.any() == (name in ("in", "out"))
        assert np.abs(phase[[0, -1]]).max() <= 4


@pytest.mark.parametrize("breaths_a_minute", [4.5, 4.7, 5.0, 6.4, 6.5])
def test_a_rate_of_ones_own_is_kept_to_the_sample_for_twenty_minutes(breaths_a_minute, rate):
    pattern = at_rate(PATTERNS["resonance"], breaths_a_minute)
    timeline = unfold(pattern, cycles_for(pattern, 20))
    offsets = [offset for offset, _ in track_of(timeline, {}, rate).marks]
    half = Fraction(60) / Fraction(str(breaths_a_minute)) / 2 * rate

    assert len(offsets) == 2 * round(20 * breaths_a_minute) + 1
    for number, offset in enumerate(offsets):
        assert abs(offset - number * half) <= Fraction(1, 2)


@pytest.mark.engine
def test_a_player_posts_each_cue_with_its_block(pattern, words):
    rate, block = 16000, 160
    timeline = unfold(pattern, 6)
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


@pytest.mark.engine
@pytest.mark.parametrize(
    "timeline",
    [unfold(PATTERNS["box"], 4), unfold(PATTERNS["alternate nostril"], 4), unpaced(130)],
    ids=lambda timeline: timeline.pattern,
)
def test_the_blocks_in_which_it_is_read_do_not_matter(timeline, words):
    whole = all_samples(track_of(timeline, words, 16000).source)
    source = track_of(timeline, words, 16000).source
    sizes = [1, 319, 320, 63999, 64001, 2, *[160] * 5000, 70000, 10_000_000]

    assert np.array_equal(np.concatenate([source.read(size) for size in sizes]), whole)


@pytest.mark.engine
@pytest.mark.parametrize("name", PATTERNS)
def test_twenty_minutes_are_never_held_in_memory(name, words):
    rate, pattern = 48000, PATTERNS[name]
    timeline = unfold(pattern, cycles_for(pattern, 20)) if pattern.phases else unpaced(20 * 60)
    tracemalloc.start()
    source = track_of(timeline, words, rate).source
    while len(source.read(rate)):
        pass
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 10 * 1024 * 1024  # the whole is 110 MB


# Told apart by sound alone.


def test_the_tone_rises_breathing_in_and_falls_breathing_out(pattern, rate):
    for cue, phase in by_cue(unfold(pattern, 2), {}, rate):
        if cue.phase in ("in", "out") and not cue.top_up:
            first, *_, last = (pitch(part, rate) for part in np.array_split(phase, 5))
            low, high = (first, last) if cue.phase == "in" else (last, first)
            assert 170 < low < 205
            assert 245 < high < 280


def test_holding_and_resting_are_silent(pattern, rate):
    for cue, phase in by_cue(unfold(pattern, 2), {}, rate):
        assert phase.any() == (cue.phase not in ("hold", "rest"))


def test_the_top_up_rises_above_the_breath_it_comes_on_top_of(rate):
    (_, first), (top_up, second), *_ = by_cue(unfold(PATTERNS["cyclic sigh"], 1), {}, rate)

    assert top_up.top_up
    assert len(second) == rate
    highest = max(pitch(part, rate) for part in np.array_split(first, 5))
    heights = [pitch(part, rate) for part in np.array_split(second, 3)]
    assert highest <= heights[0] < heights[1] < heights[2]
    assert heights[2] > 1.15 * highest
    # Between the two there is a dip, so that they are heard as two.
    around = np.concatenate([first[-rate // 50 :], second[: rate // 50]])
    assert np.abs(around.astype(int)).max() < 0.05 * np.abs(first.astype(int)).max()


@pytest.mark.engine
def test_the_breath_is_soft_and_does_not_click(pattern, rate, words):
    spoken = all_samples(track_of(unfold(pattern, 6), words, rate).source)
    toned = all_samples(track_of(unfold(pattern, 6), {}, rate).source)

    assert -20 < peak_dbfs(spoken) <= -14
    assert -20 < peak_dbfs(toned) <= -14
    # No step is steeper than those of a plain 600 Hz sine of the same height: a click would be.
    steepest = 2 * np.pi * 600 / rate * np.abs(toned.astype(int)).max()
    assert np.abs(np.diff(toned.astype(int))).max() < steepest


# What is spoken.


@pytest.mark.engine
def test_the_first_breaths_are_spoken_and_the_others_are_not(words):
    rate = 16000
    timeline = unfold(PATTERNS["box"], 3)
    silent = by_cue(timeline, {}, rate)

    for (cue, phase), (_, tone) in zip(by_cue(timeline, words, rate), silent, strict=True):
        difference = phase.astype(int) - tone
        assert difference[: rate // 2].any() == (cue.cycle <= 2)
        assert not difference[rate:].any()


@pytest.mark.engine
def test_a_word_that_is_longer_than_its_phase_ends_with_it(words):
    rate = 16000
    long = Sound(np.tile(words["hold"].samples, 20), words["hold"].rate)
    pattern = PATTERNS["box"]
    spoken = all_samples(track_of(unfold(pattern, 2), words | {"hold": long}, rate).source)
    usual = all_samples(track_of(unfold(pattern, 2), words, rate).source)

    hold_session = slice(4 * rate, 8 * rate)
    assert np.abs(spoken[hold_session][-rate // 2 :].astype(int)).max() > 500
    assert np.array_equal(spoken[8 * rate : 20 * rate], usual[8 * rate : 20 * rate])
    assert peak_dbfs(spoken) <= -14


@pytest.mark.engine
def test_the_end_is_announced_over_the_tone_and_changes_nothing_else(pattern, rate, words):
    timeline = unfold(pattern, 7)
    unannounced = {text: sound for text, sound in words.items() if text != "Two more breaths."}
    announced = track_of(timeline, words, rate)

    assert announced.marks == track_of(timeline, unannounced, rate).marks
    for (cue, with_it), (_, without) in zip(
        by_cue(timeline, words, rate), by_cue(timeline, unannounced, rate), strict=True
    ):
        assert np.array_equal(with_it, without) == (cue.notice is None)


@pytest.mark.engine
def test_an_announcement_comes_after_the_word_of_its_phase(pattern, rate, words):
    timeline = unfold(pattern, 4)  # the second breath has words, and the announcement
    unannounced = {text: sound for text, sound in words.items() if text != "Two more breaths."}

    for (cue, with_it), (_, without) in zip(
        by_cue(timeline, words, rate), by_cue(timeline, unannounced, rate), strict=True
    ):
        if cue.notice is not None:
            word = len(words[cue.word].at(rate).samples)
            assert np.array_equal(with_it[:word], without[:word])
            end = word + len(words[cue.notice].at(rate).samples) + rate // 2 + 1
            assert np.array_equal(with_it[end:], without[end:])
            assert end < len(with_it)


@pytest.mark.engine
def test_an_announcement_can_be_understood_through_the_tone(pattern, words):
    for cue, phase in by_cue(unfold(pattern, 7), words, 16000):
        if cue.notice is not None:
            assert {"two", "to"} & set(heard(phase))
            assert "more" in heard(phase)


@pytest.mark.engine
def test_the_side_can_be_understood_through_the_tone(words):
    timeline = unfold(PATTERNS["alternate nostril"], 6)
    sides = [
        ({"left", "right", "write"} & set(heard(phase)), cue)
        for cue, phase in by_cue(timeline, words, 16000)
        if cue.word is not None
    ]

    assert len(sides) == 8
    for found, cue in sides:
        assert {"write": "right"}.get(*found, *found) in cue.word


def heard(samples) -> list[str]:
    """The words the ear hears in these samples, at 16000 Hz."""
    recognizer = VoskRecognizer(shipped_model(), 16000)
    recognizer.open(1)
    pause = np.zeros(8000, np.int16)
    found = [
        event.text
        for block in np.array_split(np.concatenate([pause, samples, pause, pause]), 200)
        for event in recognizer.feed(block)
        if isinstance(event, Heard) and event.final
    ]
    found += [event.text for event in recognizer.close() if isinstance(event, Heard)]
    return " ".join(found).split()


@pytest.mark.engine
def test_a_side_that_is_only_recalled_is_spoken_softly(words):
    timeline = unfold(PATTERNS["alternate nostril"], 6)
    only = {text: sound for text, sound in words.items() if text in ("left", "right")}
    tones = by_cue(timeline, {}, 16000)
    loud = {text: np.abs(sound.at(16000).samples.astype(int)).max() for text, sound in only.items()}
    again = [
        (cue, np.abs(phase.astype(int) - tone).max())
        for (cue, phase), (_, tone) in zip(by_cue(timeline, only, 16000), tones, strict=True)
        if cue.word in only
    ]

    assert [cue.word for cue, _ in again] == ["right", "left", "right", "left"]
    for cue, height in again:
        assert 300 < height < 0.35 * loud[cue.word]


# Where the breath is not led.


def test_a_bell_sounds_at_each_minute_to_the_sample_and_nothing_else(rate):
    source = track_of(unpaced(20 * 60), {}, rate).source
    strike = bell(rate).samples
    rest = 60 * rate - len(strike)

    assert source.frames == 20 * 60 * rate + len(strike)
    assert not source.read(60 * rate).any()
    for minute in range(1, 21):
        assert np.array_equal(source.read(len(strike)), strike), minute
        assert not source.read(rest).any(), minute


def test_less_than_a_minute_has_no_bell():
    source = track_of(unpaced(45), {}, 16000).source

    assert source.frames == 45 * 16000
    assert not all_samples(source).any()


def test_the_last_bell_is_heard_out_before_it_is_done():
    track = track_of(unpaced(60), {}, 16000)

    assert track.marks == [(60 * 16000 + len(bell(16000).samples), "done")]


# As a track.


@pytest.mark.engine
def test_a_hushed_breath_posts_that_it_was_cut(words):
    posted = []
    player = Player(16000, posted.append)
    player.play(track_of(unfold(PATTERNS["coherent"], 3), words, 16000))
    player.pull(16000)
    player.hush()
    player.pull(16000)

    assert posted[1:] == ["cut"]
    assert player.idle


@pytest.mark.engine
def test_an_exercise_without_a_breath_is_done_at_once(words):
    track = track_of(Timeline("none", ()), words, 16000)

    assert track.marks == [(0, "done")]
    assert len(track.source.read(100)) == 0
