import threading
from queue import SimpleQueue

import numpy as np
import pytest

from voice_coach.audio.player import FADE_SECONDS, RAMP_SECONDS, Player, SoundSource, Track
from voice_coach.audio.sound import Sound
from voice_coach.breathing import PATTERNS, unfold

RATE = 16000
BLOCK = 320
FADE = int(FADE_SECONDS * RATE)


class Generated:
    """Samples worked out as they are asked for, with the sample's number in its value."""

    def __init__(self, frames):
        self.frames = frames
        self.done = 0

    def read(self, frames):
        frames = min(frames, self.frames - self.done)
        self.done += frames
        return (np.arange(self.done - frames, self.done) % 30000 + 1).astype(np.int16)


class Broken:
    def read(self, _frames):
        raise RuntimeError


def constant(frames, value=10000):
    return SoundSource(Sound(np.full(frames, value, np.int16), RATE))


def pull_all(player, frames=BLOCK):
    """Pull until idle: the samples, and with each posted event how much had been pulled before."""
    blocks = []
    while not player.idle:
        blocks.append(player.pull(frames))
    return np.concatenate(blocks)


def recording_player():
    """A player, and the list of (samples pulled before that block, event) it fills."""
    posted = []
    player = Player(RATE, lambda event: posted.append((player.position, event)))
    return player, posted


def test_where_nothing_plays_there_is_silence_of_exactly_the_asked_length():
    player, posted = recording_player()

    for frames in (0, 1, 320, 1234):
        block = player.pull(frames)
        assert block.dtype == np.int16
        assert block.tolist() == [0] * frames

    assert player.position == 1555
    assert player.idle
    assert not posted


def test_a_sound_comes_out_sample_by_sample_and_then_silence():
    samples = np.arange(1, 1001, dtype=np.int16)
    player, _ = recording_player()
    player.play(Track(SoundSource(Sound(samples, RATE))))

    heard = np.concatenate([player.pull(300) for _ in range(5)])

    assert heard[:1000].tolist() == samples.tolist()
    assert not heard[1000:].any()


def test_tracks_follow_one_another_without_a_gap():
    player, posted = recording_player()
    for number, length in enumerate((1000, 1, 0, 777), start=1):
        player.play(Track(constant(length, number), [(0, f"{number} begins")]))

    heard = pull_all(player)

    assert heard[:1778].tolist() == [1] * 1000 + [2] + [4] * 777
    assert not heard[1778:].any()
    assert [event for _, event in posted] == ["1 begins", "2 begins", "3 begins", "4 begins"]
    assert [position for position, _ in posted] == [0, 960, 960, 960]


def test_twenty_minutes_of_breathing_cues_are_posted_in_the_pull_that_contains_their_sample():
    timeline = unfold(PATTERNS["extended exhale"], 120)
    frames = round(timeline.seconds * RATE)
    marks = [(round(cue.start * RATE), cue) for cue in timeline.cues]
    player, posted = recording_player()
    player.play(Track(Generated(frames), [*marks, (frames, "over")]))

    heard = pull_all(player)

    assert timeline.seconds == 1200
    assert [event for _, event in posted] == [*timeline.cues, "over"]
    for (before, _), (sample, _) in zip(posted, [*marks, (frames, "over")], strict=True):
        assert before <= sample < before + BLOCK
    assert np.array_equal(heard[:frames], Generated(frames).read(frames))


def test_marks_are_exact_whatever_sizes_the_device_asks_for():
    sizes = np.random.default_rng(7)
    marks = [
        (int(offset), number) for number, offset in enumerate(sizes.integers(100_000, size=200))
    ]
    posted = []
    player = Player(RATE, lambda event: posted.append((player.position, event)))
    player.play(Track(Generated(100_000), marks))
    pulls = []
    while not player.idle:
        pulls.append((player.position, int(sizes.choice((1, 17, 64, 320, 1024, 4096)))))
        player.pull(pulls[-1][1])

    ends = {start: start + size for start, size in pulls}
    offsets = {number: offset for offset, number in marks}
    assert len(posted) == 200
    assert [offsets[number] for _, number in posted] == sorted(offsets.values())
    for before, number in posted:
        assert before <= offsets[number] < ends[before]


def test_marks_at_one_sample_keep_their_order_and_marks_need_not_be_sorted():
    player, posted = recording_player()
    player.play(Track(constant(100), [(50, "c"), (10, "a"), (50, "d"), (20, "b")]))

    pull_all(player)

    assert [event for _, event in posted] == ["a", "b", "c", "d"]


def test_a_track_that_ends_early_still_posts_the_marks_that_are_left():
    player, posted = recording_player()
    player.play(Track(Generated(500), [(100, "inside"), (9999, "beyond")]))
    player.play(Track(constant(10), [(0, "next")]))

    pull_all(player)

    assert posted == [(0, "inside"), (320, "beyond"), (320, "next")]


def test_a_mark_at_the_length_belongs_to_the_first_sample_after_the_track():
    player, posted = recording_player()
    player.play(Track(constant(BLOCK), [(BLOCK, "over")]))

    player.pull(BLOCK)
    assert not posted
    assert not player.idle

    player.pull(BLOCK)
    assert posted == [(BLOCK, "over")]
    assert player.idle


@pytest.mark.parametrize("frames", [1, 7, 64, BLOCK])
def test_a_hush_fades_within_five_milliseconds_and_then_all_is_silent(frames):
    player, posted = recording_player()
    player.play(Track(constant(RATE), [(RATE, "over")], cut="cut"))
    player.pull(BLOCK)

    player.hush()
    after = np.concatenate([player.pull(frames) for _ in range(1 + RATE // 10 // frames)])

    assert FADE <= RATE * 0.005
    assert np.all(np.diff(after[:FADE].astype(int)) < 0)
    assert 0 < after[0] < 10000
    assert not after[FADE - 1 :].any()
    assert posted == [(BLOCK, "cut")]
    assert player.idle


def test_a_hush_does_not_click():
    player, _ = recording_player()
    player.play(Track(constant(RATE)))
    before = player.pull(BLOCK)
    player.hush()
    heard = np.concatenate([before, player.pull(BLOCK)]).astype(int)

    # A cosine over FADE samples is nowhere steeper than this.
    assert np.abs(np.diff(heard[BLOCK - 1 :])).max() <= 10000 * np.pi / 2 / FADE + 1


def test_a_hush_drops_what_was_queued_before_it_and_nothing_after():
    player, posted = recording_player()
    player.play(Track(constant(RATE, 1), cut="first cut"))
    player.pull(BLOCK)
    player.play(Track(constant(RATE, 2), [(0, "second begins")], cut="second cut"))
    player.play(Track(constant(RATE, 3)))
    player.hush()
    player.play(Track(constant(1000, 4), [(0, "fourth begins"), (1000, "fourth ends")], cut="no"))

    heard = pull_all(player)

    assert [event for _, event in posted] == [
        "first cut",
        "second cut",
        "fourth begins",
        "fourth ends",
    ]
    assert set(heard[FADE : FADE + 1000].tolist()) == {4}
    assert not heard[FADE + 1000 :].any()


def test_a_track_hushed_before_its_first_sample_is_not_heard():
    player, posted = recording_player()
    player.play(Track(constant(RATE), [(0, "begins")], cut="cut"))
    player.hush()

    assert not player.pull(BLOCK).any()
    assert posted == [(0, "cut")]


def test_marks_that_fall_into_the_fade_are_not_posted():
    player, posted = recording_player()
    player.play(Track(constant(RATE), [(BLOCK + 10, "next sentence")], cut="cut"))
    player.pull(BLOCK)
    player.hush()

    pull_all(player)

    assert [event for _, event in posted] == ["cut"]


def test_a_track_whose_last_sample_was_pulled_has_ended_and_is_not_cut():
    player, posted = recording_player()
    player.play(Track(constant(BLOCK), [(BLOCK, "over")], cut="cut"))
    player.pull(BLOCK)
    player.hush()

    assert not player.pull(BLOCK).any()
    assert [event for _, event in posted] == ["over"]


def test_hushing_twice_cuts_once_and_does_not_lengthen_the_fade():
    player, posted = recording_player()
    player.play(Track(constant(RATE), cut="cut"))
    player.pull(BLOCK)
    player.hush()
    heard = [player.pull(FADE // 2)]
    player.hush()
    heard += [player.pull(FADE), player.pull(BLOCK)]

    assert not np.concatenate(heard)[FADE - 1 :].any()
    assert [event for _, event in posted] == ["cut"]


def test_a_hush_in_silence_does_nothing():
    player, posted = recording_player()
    player.hush()

    assert not player.pull(BLOCK).any()
    assert not posted
    assert player.idle


@pytest.mark.parametrize(("start", "end"), [(1.0, 0.0), (0.0, 1.0), (1.0, 2.0), (2.0, 0.5)])
def test_a_change_of_volume_glides_without_a_click_and_arrives_exactly(start, end):
    player, _ = recording_player()
    player.volume = start
    player.pull(1)
    player.play(Track(constant(RATE)))
    before = player.pull(BLOCK)
    player.volume = end
    heard = np.concatenate([before, *(player.pull(BLOCK) for _ in range(20))]).astype(int)

    assert set(heard[:BLOCK].tolist()) == {10000 * start}
    assert np.abs(np.diff(heard)).max() <= 10000 / (RAMP_SECONDS * RATE) + 1
    glide = round(abs(end - start) * RAMP_SECONDS * RATE)
    assert set(heard[BLOCK + glide :].tolist()) == {10000 * end}
    assert heard[BLOCK + glide - 100] != 10000 * end


def test_a_volume_of_two_is_limited_rather_than_wrapped_around():
    player, _ = recording_player()
    player.volume = 5
    player.pull(1)
    player.play(Track(constant(100, -30000)))

    assert player.volume == 2.0
    assert set(player.pull(100).tolist()) == {-32768}


def test_the_sound_itself_is_left_as_it_was():
    sound = Sound(np.full(1000, 10000, np.int16), RATE)
    player, _ = recording_player()
    player.volume = 0.5
    player.play(Track(SoundSource(sound)))
    player.pull(BLOCK)
    player.hush()
    player.pull(BLOCK)

    assert set(sound.samples.tolist()) == {10000}


def test_a_sound_at_another_rate_is_refused():
    player, _ = recording_player()

    with pytest.raises(ValueError, match="22050 Hz in a player at 16000 Hz"):
        player.play(Track(SoundSource(Sound(np.zeros(1, np.int16), 22050))))


def test_a_source_that_raises_is_not_hidden():
    player, _ = recording_player()
    player.play(Track(Broken()))

    with pytest.raises(RuntimeError):
        player.pull(BLOCK)


def test_a_player_is_idle_only_when_nothing_sounds_fades_or_waits():
    player, _ = recording_player()
    assert player.idle

    player.play(Track(constant(RATE)))
    assert not player.idle
    player.pull(BLOCK)
    assert not player.idle

    player.hush()
    player.pull(FADE // 2)
    assert not player.idle
    player.pull(FADE)
    assert player.idle


def test_tracks_from_another_thread_are_all_played_in_their_order():
    posted = SimpleQueue()
    player = Player(RATE, posted.put)

    def play():
        for number in range(2000):
            player.play(Track(constant(number % 7, 1), [(0, number)]))

    other = threading.Thread(target=play)
    other.start()
    heard = 0
    while other.is_alive() or not player.idle:
        heard += int(player.pull(64).sum())
    other.join()

    assert [posted.get_nowait() for _ in range(2000)] == list(range(2000))
    assert heard == sum(number % 7 for number in range(2000))
