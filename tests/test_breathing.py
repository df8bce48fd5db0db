"""The patterns, the timelines they unfold into, and the steps that lead them."""

import pytest

from voice_coach import texts
from voice_coach.breathing import (
    PATTERNS,
    SPOKEN_CYCLES,
    Cue,
    Pattern,
    at_rate,
    cycles_for,
    exercise,
    find_pattern,
    remaining,
    unfold,
    unpaced,
)
from voice_coach.errors import CoachError
from voice_coach.practice.parser import parse

LED = [name for name, pattern in PATTERNS.items() if pattern.phases]

# The patterns.


@pytest.mark.parametrize(
    ("name", "phases"),
    [
        ("extended exhale", [("in", 4), ("out", 6)]),
        ("coherent", [("in", 5), ("out", 5)]),
        ("resonance", [("in", 5.45), ("out", 5.45)]),
        ("cyclic sigh", [("in", 3), ("in", 1), ("out", 8)]),
        ("box", [("in", 4), ("hold", 4), ("out", 4), ("rest", 4)]),
        ("4-7-8", [("in", 4), ("hold", 7), ("out", 8)]),
        ("alternate nostril", [("in", 6), ("out", 6)]),
        ("natural", []),
    ],
)
def test_each_pattern_has_the_timing_it_is_known_for(name, phases):
    assert list(PATTERNS[name].phases) == phases


def test_there_are_eight_patterns_each_under_its_own_name_with_a_source():
    assert len(PATTERNS) == 8
    assert all(pattern.name == name for name, pattern in PATTERNS.items())
    assert all(pattern.source for pattern in PATTERNS.values())


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("coherent", "10.3389/fpubh.2017.00222"),
        ("coherent", "10.1007/s12671-023-02294-2"),
        ("cyclic sigh", "10.1016/j.xcrm.2022.100895"),
        ("box", "10.1016/j.xcrm.2022.100895"),
        ("4-7-8", "PMC9277512"),
        ("alternate nostril", "PMC4247229"),
    ],
)
def test_what_was_studied_names_its_study(name, source):
    assert source in PATTERNS[name].source


def test_caution_goes_with_holding_the_breath():
    assert [name for name, pattern in PATTERNS.items() if pattern.caution] == ["box", "4-7-8"]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("extended exhale", "extended exhale"),
        ("Extended-Exhale", "extended exhale"),
        (" extended_exhale ", "extended exhale"),
        ("4-7-8", "4-7-8"),
        ("4 7 8", "4-7-8"),
        ("4, 7, 8", "4-7-8"),
        ("478", "4-7-8"),
        ("four seven eight", "4-7-8"),
        ("Four-Seven-Eight breathing", "4-7-8"),
        ("box breathing", "box"),
        ("cyclic sighing", "cyclic sigh"),
        ("resonance breath", "resonance"),
        ("ALTERNATE_NOSTRIL", "alternate nostril"),
        ("natural breathing", "natural"),
    ],
)
def test_a_pattern_is_found_however_its_name_is_written(written, name):
    assert find_pattern(written).name == name


@pytest.mark.parametrize("name", ["dragon", "", "breathing", "4", "4 7 8 9 1", "exhale box"])
def test_an_unknown_pattern_is_refused_and_the_known_ones_are_named(name):
    with pytest.raises(CoachError) as caught:
        find_pattern(name)

    assert caught.value.code == "breathing.unknown"
    assert repr(name) in caught.value.message
    assert all(known in caught.value.message for known in PATTERNS)


def test_no_name_means_two_patterns():
    for pattern in PATTERNS.values():
        assert [find_pattern(name) for name in (pattern.name, *pattern.also)] == [pattern] * (
            1 + len(pattern.also)
        )


# The rate.


@pytest.mark.parametrize(("rate", "seconds"), [(4.5, 20 / 3), (5.0, 6.0), (6.5, 30 / 6.5)])
def test_resonance_is_led_at_a_rate_of_ones_own(rate, seconds):
    pattern = at_rate(find_pattern("resonance"), rate)

    assert pattern.phases == (("in", pytest.approx(seconds)), ("out", pytest.approx(seconds)))
    assert pattern.name == "resonance"


def test_without_a_rate_the_timing_is_as_written():
    assert at_rate(find_pattern("resonance"), None) == find_pattern("resonance")


@pytest.mark.parametrize("rate", [4.49, 6.51, 0, -5, float("nan"), float("inf")])
def test_a_rate_outside_its_limits_is_refused_and_they_are_named(rate):
    with pytest.raises(CoachError, match=r"resonance has 4\.5 to 6\.5 breaths a minute") as caught:
        at_rate(find_pattern("resonance"), rate)

    assert caught.value.code == "breathing.rate"


@pytest.mark.parametrize("name", [name for name in PATTERNS if name != "resonance"])
def test_where_the_timing_is_what_was_studied_no_rate_is_taken(name):
    with pytest.raises(CoachError, match=rf"^{name} has a timing of its own.*resonance") as caught:
        at_rate(find_pattern(name), 5.0)

    assert caught.value.code == "breathing.rate"


# Timelines.


def test_a_timeline_is_its_breaths_one_after_the_other():
    timeline = unfold(find_pattern("coherent"), 2)

    assert timeline.cues == (
        Cue("in", 1, 0.0, 5.0, "in"),
        Cue("out", 1, 5.0, 5.0, "out"),
        Cue("in", 2, 10.0, 5.0, "in"),
        Cue("out", 2, 15.0, 5.0, "out"),
    )
    assert timeline.seconds == 20.0


@pytest.mark.parametrize("name", LED)
def test_there_is_no_gap_between_the_cues_and_none_is_missing(name):
    pattern = find_pattern(name)
    count = pattern.max_cycles or 50
    timeline = unfold(pattern, count)

    ends = [cue.start + cue.seconds for cue in timeline.cues]
    assert [cue.start for cue in timeline.cues] == [0.0, *ends[:-1]]
    assert timeline.seconds == pytest.approx(count * pattern.seconds)
    assert [cue.phase for cue in timeline.cues] == [phase for phase, _ in pattern.phases] * count


def test_the_second_breath_in_is_a_top_up_of_the_same_cycle():
    timeline = unfold(find_pattern("cyclic sigh"), 2)

    assert [(cue.phase, cue.cycle, cue.top_up) for cue in timeline.cues] == [
        ("in", 1, False), ("in", 1, True), ("out", 1, False),
        ("in", 2, False), ("in", 2, True), ("out", 2, False),
    ]  # fmt: skip


def test_an_exercise_without_a_breath_is_refused():
    with pytest.raises(CoachError) as caught:
        unfold(find_pattern("box"), 0)

    assert caught.value.code == "breathing.cycles"


def test_breaths_that_are_not_led_are_not_counted():
    for count in (unfold, lambda pattern, cycles: exercise(pattern, cycles=cycles)):
        with pytest.raises(CoachError) as caught:
            count(find_pattern("natural"), 3)

        assert caught.value.code == "breathing.cycles"


@pytest.mark.parametrize(
    ("name", "minutes", "cycles"),
    [("extended exhale", 1, 6), ("box", 4, 15), ("coherent", 0.01, 1), ("box", 1, 4)],
)
def test_minutes_become_the_nearest_number_of_whole_breaths(name, minutes, cycles):
    assert cycles_for(find_pattern(name), minutes) == cycles
    assert exercise(find_pattern(name), minutes=minutes) == unfold(find_pattern(name), cycles)


def test_four_seven_eight_has_four_breaths_unless_more_are_asked_for():
    pattern = find_pattern("4-7-8")

    assert exercise(pattern) == unfold(pattern, 4)
    assert exercise(pattern, cycles=7) == unfold(pattern, 7)
    assert exercise(pattern, minutes=2) == unfold(pattern, 6)


def test_four_seven_eight_never_has_more_than_eight_breaths():
    pattern = find_pattern("4-7-8")

    assert {cue.cycle for cue in exercise(pattern, minutes=10).cues} == set(range(1, 9))
    assert unfold(pattern, 50) == unfold(pattern, 8) == unfold(find_pattern("4-7-8-0"), 50)


@pytest.mark.parametrize(
    ("written", "phases"),
    [
        ("4-6", (("in", 4), ("out", 6))),
        ("4-2-6-0", (("in", 4), ("hold", 2), ("out", 6))),
        ("three zero five one", (("in", 3), ("out", 5), ("rest", 1))),
        ("2.5-1-5 breathing", (("in", 2.5), ("hold", 1), ("out", 5))),
    ],
)
def test_a_pattern_may_be_written_as_seconds(written, phases):
    pattern = find_pattern(written)

    assert pattern.phases == phases
    assert pattern.caution == any(phase in ("hold", "rest") for phase, _ in phases)


def test_seconds_of_a_named_pattern_are_that_pattern():
    assert find_pattern("4-4-4-4").name == "box"
    assert find_pattern("5-5").name == "coherent"


@pytest.mark.parametrize("written", ["0-6", "4-0-0-0", "4-30", "25-2-6-0"])
def test_seconds_nobody_can_breathe_are_refused(written):
    with pytest.raises(CoachError) as caught:
        find_pattern(written)

    assert caught.value.code == "breathing.seconds"


def test_a_ramp_begins_with_shorter_breaths_and_comes_to_whole_ones():
    pattern = find_pattern("extended exhale")
    cues = unfold(pattern, 7, ramp=True).cues
    breaths = [round(cues[at].seconds + cues[at + 1].seconds, 3) for at in range(0, 14, 2)]
    assert breaths == [7.0, 7.75, 8.5, 9.25, 10.0, 10.0, 10.0]
    ends = [round(cue.start + cue.seconds, 6) for cue in cues[:-1]]
    assert [round(cue.start, 6) for cue in cues[1:]] == ends


def test_other_patterns_have_six_breaths_unless_a_length_is_asked_for():
    for name in LED:
        if name != "4-7-8":
            assert exercise(find_pattern(name)) == unfold(find_pattern(name), 6)


def test_breathing_as_it_comes_has_no_cues_and_a_bell_at_each_full_minute():
    assert unpaced(200).cues == ()
    assert unpaced(200).seconds == 200
    assert unpaced(200).bells == (60, 120, 180)
    assert unpaced(60).bells == (60,)
    assert unpaced(59.9).bells == ()
    assert exercise(find_pattern("natural"), minutes=5) == unpaced(300)
    assert exercise(find_pattern("natural")) == unpaced(60)


# Words.


def test_words_are_spoken_on_the_first_breaths_only():
    timeline = unfold(find_pattern("box"), 4)

    spoken = [cue.word for cue in timeline.cues]
    assert spoken == ["in", "hold", "out", "rest"] * SPOKEN_CYCLES + [None] * 8


def test_a_top_up_has_a_word_of_its_own():
    words = [cue.word for cue in unfold(find_pattern("cyclic sigh"), 3).cues]

    assert words == ["in", "more", "out"] * SPOKEN_CYCLES + [None] * 3


def test_the_side_is_spoken_with_each_phase_at_first_and_then_softly_with_each_change():
    cues = unfold(find_pattern("alternate nostril"), 5).cues

    assert [cue.word for cue in cues] == [
        "in, left", "out, right", "in, right", "out, left",
        None, "right", None, "left", None, "right",
    ]  # fmt: skip
    assert [cue.soft for cue in cues] == [False] * 5 + [True, False, True, False, True]


def test_a_breath_goes_in_where_the_one_before_went_out():
    said = [cue.word for cue in unfold(find_pattern("alternate nostril"), 2).cues]

    assert said[1].removeprefix("out, ") == said[2].removeprefix("in, ")
    assert said[3].removeprefix("out, ") == said[0].removeprefix("in, ")


@pytest.mark.parametrize("name", LED)
@pytest.mark.parametrize("cycles", [4, 5, 6, 30])
def test_the_end_is_announced_once_with_two_whole_breaths_to_come(name, cycles):
    timeline = unfold(find_pattern(name), cycles)
    (announcing,) = [cue for cue in timeline.cues if cue.notice]

    assert announcing.notice == texts.TWO_MORE_BREATHS
    assert announcing.phase in ("out", "rest")
    after = {cue.cycle for cue in timeline.cues if cue.cycle > announcing.cycle}
    assert len(after) == 2


@pytest.mark.parametrize("cycles", [1, 2, 3])
def test_a_short_exercise_announces_no_end(cycles):
    for name in LED:
        assert not any(cue.notice for cue in unfold(find_pattern(name), cycles).cues)


def test_the_announcement_is_where_there_is_most_room_for_it():
    resting = Pattern("resting", (("in", 2.0), ("out", 2.0), ("rest", 3.0)), source="here")

    assert [cue.phase for cue in unfold(resting, 4).cues if cue.notice] == ["rest"]
    assert [cue.phase for cue in unfold(find_pattern("box"), 4).cues if cue.notice] == ["out"]


def test_a_timeline_knows_all_that_is_spoken_in_it():
    assert unfold(find_pattern("4-7-8"), 4).spoken == ("in", "hold", "out", "Two more breaths.")
    assert unfold(find_pattern("coherent"), 2).spoken == ("in", "out")
    assert unpaced(120).spoken == ()


# What remains after a pause.


def test_what_remains_begins_with_the_breath_that_was_interrupted():
    timeline = unfold(find_pattern("box"), 4)
    left = remaining(timeline, 6)  # the out-breath of the second cycle

    assert [cue.cycle for cue in left.cues] == [2] * 4 + [3] * 4 + [4] * 4
    assert left.cues[0] == Cue("in", 2, 0.0, 4.0, "in")
    assert left.seconds == timeline.seconds - 16.0


def test_what_remains_of_a_later_breath_is_not_spoken_again():
    left = remaining(unfold(find_pattern("coherent"), 5), 7)

    assert [cue.word for cue in left.cues] == [None] * 4


def test_after_a_pause_the_side_is_told_again():
    left = remaining(unfold(find_pattern("alternate nostril"), 6), 7)  # out, of the fourth breath

    assert [cue.word for cue in left.cues] == ["in, right", "left", None, "right", None, "left"]


def test_nothing_is_lost_of_a_timeline_that_was_interrupted_at_once():
    for name in LED:
        timeline = unfold(find_pattern(name), 3)

        assert remaining(timeline, 0) == timeline


def test_what_remains_of_breathing_as_it_comes_keeps_its_bells_at_the_full_minutes():
    left = remaining(unpaced(300), 0, passed=70.0)

    assert left.seconds == 230
    assert left.bells == (50, 110, 170, 230)
    assert remaining(left, 0, passed=60.0).bells == (50, 110, 170)


# Steps of a practice.


HEAD = 'title = "Tea"\nabout = "A cup of tea."\nminutes = 2\n[[step]]\nname = "air"\n'


def timeline_of(lines):
    return parse(HEAD + lines, name="tea", file="tea.toml").steps[0].timeline


@pytest.mark.parametrize("rate", ["5", "5.0"])
def test_a_step_may_choose_a_rate_where_the_pattern_leaves_a_choice(rate):
    timeline = timeline_of(f'breathe = "resonance"\nrate = {rate}\nminutes = 1\n')

    assert [cue.seconds for cue in timeline.cues] == [6.0] * 10


@pytest.mark.parametrize(
    ("lines", "code", "where", "what"),
    [
        ('breathe = "box"\nrate = 5.0', "value", "line 7", "box has a timing of its own"),
        ('breathe = "resonance"\nrate = 7', "value", "line 7", "4.5 to 6.5 breaths a minute"),
        ('breathe = "resonance"\nrate = nan', "value", "line 7", "4.5 to 6.5 breaths a minute"),
        ('breathe = "resonance"\nrate = "slow"', "value", "line 7", "rate"),
        ('breathe = "natural"\ncycles = 5', "deed", "line 7", "natural counts no breaths"),
        ('say = "Breathe."\nrate = 5.0', "deed", "line 7", "`breathe`"),
    ],
)
def test_a_length_or_a_rate_that_a_pattern_can_not_have_is_refused(lines, code, where, what):
    with pytest.raises(CoachError) as caught:
        timeline_of(lines + "\n")

    assert caught.value.code == f"practice.{code}"
    assert caught.value.message.startswith(f"In tea.toml, {where}, step 1 (air): ")
    assert what in caught.value.message


@pytest.mark.parametrize("name", PATTERNS)
def test_every_pattern_can_be_led_by_a_step_for_minutes(name):
    timeline = timeline_of(f'breathe = "{name}"\nminutes = 2\n')

    assert timeline.pattern == name
    assert timeline.seconds == pytest.approx(120, abs=PATTERNS[name].seconds / 2 + 0.001)


def test_a_step_that_says_no_length_leads_no_more_than_four_breaths_of_four_seven_eight():
    assert len(timeline_of('breathe = "four seven eight"\n').cues) == 4 * 3
    assert len(timeline_of('breathe = "4-7-8"\ncycles = 8\n').cues) == 8 * 3
