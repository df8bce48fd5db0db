"""`voice-coach breathe`: what is said before, how long it takes, and what it takes for a name."""

import json
import re

import pytest
from click.testing import CliRunner

from voice_coach import texts
from voice_coach.app.builtin import breathing
from voice_coach.breathing import PATTERNS, unfold, unpaced
from voice_coach.cli import main
from voice_coach.errors import CoachError
from voice_coach.practice.linter import findings
from voice_coach.practice.steps import Breathe

QUIET = ("--keyboard", "--speaker", "none", "--no-captions", "--events", "-")


def said_before(name: str) -> str:
    steps = breathing(name).steps
    return " ".join(step.say for step in steps[: steps.index(breath_of(name))])


def breath_of(name: str, minutes: float | None = None) -> Breathe:
    return next(step for step in breathing(name, minutes).steps if isinstance(step, Breathe))


def phases_of(stdout: str) -> list[tuple[str, float]]:
    events = [json.loads(line) for line in stdout.splitlines()]
    return [(e["phase"], e["seconds"]) for e in events if e["event"] == "breath"]


# What is said before.


@pytest.mark.parametrize(
    ("name", "caution"),
    [
        ("box", texts.HOLD_CAUTION),
        ("4-7-8", texts.HOLD_CAUTION),
        ("cyclic sigh", texts.SIGH_CARE),
        ("alternate nostril", texts.SIDES_CARE),
    ],
)
def test_before_it_begins_it_says_what_to_be_careful_of(name, caution) -> None:
    assert caution in said_before(name)


@pytest.mark.parametrize("name", [name for name, found in PATTERNS.items() if not found.caution])
def test_where_no_breath_is_held_nobody_is_warned_of_holding_it(name) -> None:
    assert texts.HOLD_CAUTION not in said_before(name)


@pytest.mark.parametrize(
    "who", ["pregnant", "driving", "water", "heart", "lung", "seizure", "dizzy"]
)
def test_the_caution_before_a_hold_names_everyone_it_is_for(who) -> None:
    for name in ("box", "4-7-8"):
        assert re.search(rf"\b{who}", said_before(name))


def test_breathing_through_one_side_of_the_nose_needs_one_hand_and_an_open_nose() -> None:
    assert "one hand" in said_before("alternate nostril")
    assert "blocked" in said_before("alternate nostril")


@pytest.mark.parametrize("name", PATTERNS)
def test_all_that_is_said_around_a_breath_keeps_the_writing_rules(name) -> None:
    assert findings(breathing(name)) == []


@pytest.mark.parametrize("name", PATTERNS)
def test_whoever_is_led_is_told_what_to_say_when_dizzy(name) -> None:
    assert ("I feel dizzy" in said_before(name)) == (name != "natural")


def test_a_name_of_numbers_is_spoken_as_words() -> None:
    assert "four, seven, eight" in said_before("4-7-8")


# How long.


@pytest.mark.parametrize("name", PATTERNS)
def test_it_takes_five_minutes_or_what_is_usual(name) -> None:
    practice = breathing(name)
    timeline = breath_of(name).timeline

    if name == "4-7-8":
        assert timeline == unfold(PATTERNS[name], 4)
    else:
        assert timeline.seconds == pytest.approx(300, abs=PATTERNS[name].seconds / 2)
    assert practice.minutes == pytest.approx(timeline.seconds / 60)


def test_four_seven_eight_takes_longer_when_that_is_asked_for() -> None:
    assert breath_of("4-7-8", 5).timeline == unfold(PATTERNS["4-7-8"], 16)


def test_natural_breathing_takes_as_long_as_asked_for() -> None:
    assert breath_of("natural", 3).timeline == unpaced(180)


def test_a_rate_that_can_not_be_is_refused_before_anything_is_spoken() -> None:
    for name, rate in (("resonance", 7.0), ("box", 5.0)):
        with pytest.raises(CoachError) as caught:
            breathing(name, rate=rate)

        assert caught.value.code == "breathing.rate"


# The command.


def test_the_help_tells_every_pattern_with_its_seconds() -> None:
    told = " ".join(CliRunner().invoke(main, ["breathe", "--help"]).stdout.split())

    for name, pattern in PATTERNS.items():
        line = told.partition(f" {name} ")[2][:60]
        assert line
        for _, seconds in pattern.phases:
            assert f"{seconds:g}" in line


@pytest.mark.engine
def test_resonance_is_led_at_the_rate_asked_for(run) -> None:
    done = run("breathe", "resonance", "--rate", "5.0", "--minutes", "0.4", *QUIET)

    assert done.returncode == 0, done.stderr
    assert phases_of(done.stdout) == [("in", 6.0), ("out", 6.0)] * 2


@pytest.mark.engine
def test_the_words_of_a_name_need_no_quotes(run) -> None:
    done = run("breathe", "four", "seven", "eight", "--minutes", "0.3", *QUIET)

    assert phases_of(done.stdout) == [("in", 4.0), ("hold", 7.0), ("out", 8.0)]


@pytest.mark.engine
def test_natural_breathing_tells_no_breath(run) -> None:
    done = run("breathe", "natural", "--minutes", "1", *QUIET)

    assert done.returncode == 0, done.stderr
    assert phases_of(done.stdout) == []


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("resonance", "--rate", "7"), "resonance has 4.5 to 6.5 breaths a minute"),
        (("box", "--rate", "5"), "A rate can be chosen for: resonance."),
        (("dragon",), "There is no breathing pattern called 'dragon'."),
    ],
)
def test_what_can_not_be_led_ends_with_one_line_that_says_why(run, arguments, what) -> None:
    done = run("breathe", *arguments, *QUIET)

    assert done.returncode == 1
    assert done.stdout == ""
    assert what in done.stderr
    assert len(done.stderr.splitlines()) == 1
