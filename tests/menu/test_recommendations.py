"""What is proposed next, and why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from voice_coach.menu.recommendations import PastSession, Recommender
from voice_coach.practice.schema import Practice
from voice_coach.protocol.events import Memory
from voice_coach.testing import step

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
"""A Thursday, at an hour that asks for nothing."""


def practice(name, minutes=5, tags=(), about="It is a practice."):
    title = name.replace("-", " ").capitalize()
    the_step = step(name="one", say="Hello.")
    return Practice(
        name=name, title=title, about=about, minutes=minutes, tags=tuple(tags), steps=(the_step,)
    )


SHELF = [
    practice(name)
    for name in (
        "before-a-performance", "body-alarm", "courage-ladder", "evening", "morning", "repair",
        "saying-no", "small-promises", "values-map", "weekly-review", "where-to-begin",
    )
]  # fmt: skip


def memory(kind, *, days=0.0, hours=0.0, status="open", text="something", now=NOON):
    created = now - timedelta(days=days, hours=hours)
    return Memory(1, kind, text, created, status=status)


def visit(name, *, days=0.0, hours=0.0, now=NOON):
    return PastSession(name, name.capitalize(), now - timedelta(days=days, hours=hours))


RECENTLY = visit("values-map", days=1)
"""Someone who is not here for the first time."""


def past(*memories, visits=(RECENTLY,), shelf=SHELF, now=NOON):
    return Recommender(now, memories, visits, shelf)


def names(found):
    return [proposal.practice.name for proposal in found.proposals()]


def reasons(found):
    return {proposal.practice.name: proposal.reason for proposal in found.proposals()}


# Each reason.


@pytest.mark.parametrize(
    ("kept", "proposed"),
    [
        (memory("promise", hours=20), "small-promises"),
        (memory("event", days=1), "before-a-performance"),
        (memory("step", hours=1), "courage-ladder"),
        (memory("step", hours=1, status="chosen"), "courage-ladder"),
        (memory("boundary", days=3), "saying-no"),
    ],
)
def test_what_is_open_is_proposed_first(kept, proposed):
    assert names(past(kept))[0] == proposed
    assert "new to you" not in reasons(past(kept))[proposed]


@pytest.mark.parametrize(
    "kept",
    [
        memory("promise", hours=19),
        memory("promise", days=2, status="kept"),
        memory("event", hours=11),
        memory("event", days=2, status="past"),
        memory("step", days=2, status="tried"),
        memory("boundary", days=2),
        memory("boundary", days=4, status="said"),
    ],
)
def test_what_is_not_due_yet_or_closed_is_left_alone(kept):
    assert past(kept).proposals() == past().proposals()


def test_an_event_of_last_night_is_asked_about_the_day_after():
    late = memory("event", now=NOON - timedelta(hours=15))  # at nine in the evening

    assert past(late).proposals() == past(memory("event", days=1)).proposals()
    assert names(past(late, now=NOON - timedelta(hours=13)))[0] == "evening"


def test_a_promise_is_named_by_when_it_was_made_and_never_by_its_words():
    told = reasons(past(memory("promise", days=1, text="i will call my mother")))

    assert (
        told["small-promises"] == "In Small promises, we come back to your promise from yesterday."
    )


@pytest.mark.parametrize(
    ("made_days_ago", "day", "hour", "is_due"),
    [
        (2, "2026-03-06", 12, False),
        (2, "2026-03-05", 7, True),
        (2, "2026-03-04", 7, True),
        (0, "2026-03-05", 12, False),
        (0, "2026-03-05", 19, True),
    ],
)
def test_a_promise_is_asked_after_on_the_day_it_was_made_for(made_days_ago, day, hour, is_due):
    now = NOON.replace(hour=hour)
    made = replace(memory("promise", days=made_days_ago, now=now), data={"when date": day})
    found = names(past(made, visits=(visit("values-map", days=1),), now=now))

    assert ("small-promises" in found) is is_due


def test_the_oldest_open_promise_is_the_one_that_is_spoken_of():
    newer, older = memory("promise", days=2), memory("promise", days=8)

    assert "last week" in reasons(past(newer, older))["small-promises"]


def test_two_are_proposed_the_most_pressing_first():
    kept = (memory("boundary", days=9), memory("step", days=9), memory("promise", days=1))

    assert names(past(*kept)) == ["small-promises", "courage-ladder"]


def test_a_week_without_a_review_after_two_weeks_of_use_proposes_one():
    first = visit("repair", days=14)

    assert names(past(visits=(first, RECENTLY)))[0] == "weekly-review"
    assert "weekly-review" not in names(past(visits=(visit("repair", days=13), RECENTLY)))


def test_a_review_of_this_week_is_enough():
    visits = (visit("repair", days=30), visit("weekly-review", days=6), RECENTLY)
    before = (visit("repair", days=30), visit("weekly-review", days=7), RECENTLY)

    assert "weekly-review" not in names(past(visits=visits))
    assert names(past(visits=before))[0] == "weekly-review"


@pytest.mark.parametrize(
    ("hour", "proposed"),
    [(3, None), (4, "morning"), (10, "morning"), (11, None), (17, None), (18, "evening"),
     (23, "evening"), (0, None)],
)  # fmt: skip
def test_the_hour_proposes_what_belongs_to_it(hour, proposed):
    now = NOON.replace(hour=hour)
    found = set(names(past(now=now))) & {"morning", "evening"}

    assert found == ({proposed} if proposed else set())


def test_what_was_not_met_yet_is_proposed_the_short_ones_first():
    shelf = [practice("long", 10), practice("short", 2), practice("met", 1), practice("short-b", 2)]
    found = past(visits=(visit("met", days=2),), shelf=shelf)

    assert names(found) == ["short", "short-b"]
    assert reasons(found)["short"] == "Short would be new to you. It is a practice."


def test_near_to_the_focus_comes_before_what_is_short():
    shelf = [practice("short", 1), practice("talk", 9, tags=("decisions",)), practice("met", 1)]
    found = past(memory("focus", text="decisions"), visits=(visit("met", days=2),), shelf=shelf)

    assert names(found) == ["talk", "short"]
    assert "close to what you wanted to look at" in reasons(found)["talk"]


def test_a_focus_is_also_near_to_what_goes_with_it_and_the_newest_counts():
    shelf = [practice("a"), practice("alarm", tags=("anxiety",)), practice("met")]
    stress, growth = memory("focus", days=1, text="stress"), memory("focus", days=9, text="growth")

    assert names(past(growth, stress, visits=(visit("met", days=2),), shelf=shelf))[0] == "alarm"


def test_when_all_were_met_the_one_met_longest_ago_is_proposed():
    shelf = [practice("a"), practice("b"), practice("c")]
    visits = (visit("a", days=5), visit("b", days=9), visit("b", days=2), visit("c", days=6))
    found = past(visits=visits, shelf=shelf)

    assert names(found) == ["c", "a"]
    assert reasons(found)["c"] == "C is there again, if you like."


# Whom it is proposed to.


@pytest.mark.parametrize(
    ("shelf", "proposed"),
    [
        (SHELF, ["where-to-begin"]),
        ([each for each in SHELF if each.name != "where-to-begin"], ["small-promises"]),
        ([practice("tea"), practice("walk")], ["tea", "walk"]),
        ([], []),
    ],
)
def test_someone_who_is_here_for_the_first_time_is_led_to_where_to_begin(shelf, proposed):
    assert names(past(visits=(), shelf=shelf)) == proposed


def test_breathing_alone_has_not_met_any_practice_yet():
    assert names(past(visits=(visit("breathe", days=1),))) == ["where-to-begin"]


def test_where_to_begin_is_for_the_first_time_only():
    everything = [visit(each.name, days=2) for each in SHELF if each.name != "where-to-begin"]

    assert "where-to-begin" not in names(past(visits=everything))


def test_what_has_a_time_of_its_own_is_not_proposed_at_another():
    shelf = [practice(name) for name in ("evening", "morning", "weekly-review", "tea", "walk")]

    assert names(past(visits=(visit("walk", days=2),), shelf=shelf)) == ["tea", "walk"]


def test_with_everything_met_just_now_there_is_nothing_to_propose():
    shelf = [practice("tea"), practice("walk")]

    assert names(past(visits=(visit("tea", hours=1), visit("walk", hours=1)), shelf=shelf)) == []


def test_only_practices_that_exist_are_proposed():
    kept = (memory("promise", days=1), memory("step"), memory("event", days=1))

    assert names(past(*kept, shelf=[practice("tea"), practice("values-map")])) == [
        "tea",
        "values-map",
    ]


def test_what_was_met_today_is_not_proposed_again():
    kept = memory("promise", days=1)
    today = visit("small-promises", hours=2)

    assert "small-promises" not in names(past(kept, visits=(RECENTLY, today)))
    assert names(past(kept, visits=(RECENTLY, visit("small-promises", hours=12))))[0] == (
        "small-promises"
    )


def test_a_practice_that_is_not_wanted_now_is_left_out():
    found = past(memory("promise", days=1)).proposals(without="small-promises")

    assert "small-promises" not in [proposal.practice.name for proposal in found]
    assert len(found) == 2


def test_the_same_is_proposed_whatever_order_things_come_in():
    kept = [memory("boundary", days=4), memory("promise", days=3), memory("promise", days=1)]
    visits = [visit("repair", days=20), visit("values-map", days=1), visit("body-alarm", days=8)]
    forth = Recommender(NOON, kept, visits, SHELF)
    back = Recommender(NOON, kept[::-1], visits[::-1], SHELF[::-1])

    assert forth.proposals() == back.proposals()
    assert forth.longest_unmet() == back.longest_unmet()


def test_a_part_of_the_title_that_would_end_the_sentence_is_not_spoken():
    shelf = [practice("what-now").__class__(
        name="what-now", title="What now?", about="One question", minutes=1,
        steps=(step(name="one", say="Hello."),),
    ), practice("values-map")]  # fmt: skip

    assert reasons(past(shelf=shelf))["what-now"] == "What now would be new to you. One question."


# The greeting.


@pytest.mark.parametrize(
    ("now", "since", "greeting"),
    [
        (NOON, timedelta(days=1), "Hello, and welcome."),
        (NOON.replace(hour=7), timedelta(days=1), "Good morning, and welcome."),
        (NOON.replace(hour=20), timedelta(days=1), "Good evening, and welcome."),
        (NOON.replace(hour=2), timedelta(days=1), "Hello, and welcome."),
        (NOON.replace(hour=20), timedelta(hours=3), "Hello again."),
        (
            NOON.replace(hour=7),
            timedelta(days=14),
            "Welcome back. There's nothing to catch up on.",
        ),
        (NOON, timedelta(days=400), "Welcome back. There's nothing to catch up on."),
    ],
)
def test_a_greeting_fits_the_hour_and_counts_no_days(now, since, greeting):
    assert (
        past(visits=(PastSession("repair", "Repair", now - since),), now=now).greeting() == greeting
    )


def test_the_first_greeting_says_that_any_beginning_will_do():
    assert past(visits=()).greeting() == "Let's begin wherever it's easy."


def test_what_it_is_about_is_left_out_of_the_second_where_both_would_be_too_long():
    short = [practice(name, about="It is short.") for name in ("body-alarm", "repair")]
    long = [
        practice(name, about="It is long" + " and on" * 10) for name in ("body-alarm", "repair")
    ]

    both, first = (list(reasons(past(shelf=shelf)).values()) for shelf in (short, long))

    assert ["It is short." in reason for reason in both] == [True, True]
    assert ["It is long" in reason for reason in first] == [True, False]
