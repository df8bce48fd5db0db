import pytest

from voice_coach.errors import CoachError
from voice_coach.session.breathing import (
    PATTERNS,
    SPOKEN_CYCLES,
    Cue,
    cycles_for,
    find_pattern,
    remaining,
    unfold,
)


@pytest.mark.parametrize("name", ["extended exhale", "Extended-Exhale", " extended_exhale "])
def test_a_pattern_is_found_however_its_name_is_written(name):
    assert find_pattern(name).name == "extended exhale"


def test_an_unknown_pattern_is_refused_and_the_known_ones_are_named():
    with pytest.raises(CoachError) as caught:
        find_pattern("dragon")

    assert caught.value.code == "breathing.unknown"
    assert "'dragon'" in caught.value.spoken
    assert all(name in caught.value.spoken for name in PATTERNS)


def test_every_pattern_stands_under_its_own_name_and_says_where_its_timing_is_from():
    assert all(pattern.name == name for name, pattern in PATTERNS.items())
    assert all(pattern.source for pattern in PATTERNS.values())


def test_caution_goes_with_holding_the_breath():
    for pattern in PATTERNS.values():
        assert pattern.caution == any(phase in ("hold", "rest") for phase, _ in pattern.phases)


def test_the_default_breathes_out_longer_than_in():
    assert dict(find_pattern("extended exhale").phases) == {"in": 4.0, "out": 6.0}


def test_a_timeline_is_its_breaths_one_after_the_other():
    timeline = unfold(find_pattern("coherent"), 2)

    assert timeline.cues == (
        Cue("in", 1, 0.0, 5.0, "in"),
        Cue("out", 1, 5.0, 5.0, "out"),
        Cue("in", 2, 10.0, 5.0, "in"),
        Cue("out", 2, 15.0, 5.0, "out"),
    )
    assert timeline.seconds == 20.0


@pytest.mark.parametrize("name", PATTERNS)
def test_there_is_no_gap_between_the_cues_and_none_is_missing(name):
    pattern = find_pattern(name)
    timeline = unfold(pattern, 50)

    ends = [cue.start + cue.seconds for cue in timeline.cues]
    assert [cue.start for cue in timeline.cues] == [0.0, *ends[:-1]]
    assert timeline.seconds == pytest.approx(50 * pattern.seconds)
    assert [cue.phase for cue in timeline.cues] == [phase for phase, _ in pattern.phases] * 50


def test_words_are_spoken_on_the_first_breaths_only():
    timeline = unfold(find_pattern("box"), 4)

    spoken = [cue.word for cue in timeline.cues]
    assert spoken == ["in", "hold", "out", "rest"] * SPOKEN_CYCLES + [None] * 8


def test_an_exercise_without_a_breath_is_refused():
    with pytest.raises(CoachError) as caught:
        unfold(find_pattern("box"), 0)

    assert caught.value.code == "breathing.cycles"


@pytest.mark.parametrize(
    ("name", "minutes", "cycles"),
    [("extended exhale", 1, 6), ("box", 4, 15), ("coherent", 0.01, 1), ("box", 1, 4)],
)
def test_minutes_become_the_nearest_number_of_whole_breaths(name, minutes, cycles):
    assert cycles_for(find_pattern(name), minutes) == cycles


def test_what_remains_begins_with_the_breath_that_was_interrupted():
    timeline = unfold(find_pattern("box"), 4)
    left = remaining(timeline, 6)  # the out-breath of the second cycle

    assert [cue.cycle for cue in left.cues] == [2] * 4 + [3] * 4 + [4] * 4
    assert left.cues[0] == Cue("in", 2, 0.0, 4.0, "in")
    assert left.seconds == timeline.seconds - 16.0


def test_what_remains_of_a_later_breath_is_not_spoken_again():
    left = remaining(unfold(find_pattern("coherent"), 5), 7)

    assert [cue.word for cue in left.cues] == [None] * 4


def test_nothing_is_lost_of_a_timeline_that_was_interrupted_at_once():
    timeline = unfold(find_pattern("box"), 3)

    assert remaining(timeline, 0) == timeline
