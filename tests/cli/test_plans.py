"""A plan over days, followed by voice: begun, gone on with, paused, and none of it lost."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from voice_coach.cli import main
from voice_coach.cli.plans import PAUSE, PlannedDay, choices, follow, pause
from voice_coach.journal.journal import Journal
from voice_coach.menu.dialogues import Menu
from voice_coach.menu.intents import Intent
from voice_coach.menu.recommendations import PastSession, Recommender
from voice_coach.practice.library import Library
from voice_coach.practice.plans import all_plans, progress_of
from voice_coach.testing import FakeClock

LIBRARY = Library(Path("/nonexistent"))
PRACTICES = LIBRARY.all()[0]
PLANS = all_plans(Path("/nonexistent"), LIBRARY.names())[0]
FIRST_WEEK, FOUR_WEEKS = PLANS


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def kept(clock):
    with Journal.in_memory(clock) as journal:
        yield journal


def progress(journal):
    return progress_of(journal.memories("course", "open"), PLANS)


def lead(journal, clock, name, days=1):
    """Lead a practice to its end, and let days pass; what was said of the plan around it."""
    day = PlannedDay.of(LIBRARY.load(name), journal, lambda: PLANS)
    if day is not None:
        day.finish(journal, clock.now.date())
    clock.advance(days * 86400)
    return None if day is None else (day.opening, day.closing)


def menu(journal, clock):
    past = [PastSession("repair", "Repair", clock.now - timedelta(days=9))]
    practices = [*PRACTICES, *choices(PLANS, progress(journal))]
    recommender = Recommender(
        clock.now, journal.memories(), past, practices, progress=progress(journal)
    )
    return Menu(recommender)


def asked(journal, clock, said):
    dialogue = menu(journal, clock)
    dialogue.hear(said)
    return dialogue.intent


def test_a_week_is_led_day_by_day(kept, clock):
    follow(kept, FIRST_WEEK, PLANS)
    said = [lead(kept, clock, day.practice) for day in FIRST_WEEK.days]

    assert [opening for opening, _ in said][:3] == [
        "Day one of your first week.",
        "Day two of your first week.",
        "Day three of your first week.",
    ]
    assert said[-1][1].startswith("That was the last day of your first week.")
    assert progress(kept) is None
    assert [course.status for course in kept.memories("course")] == ["finished"]


def test_the_menu_says_which_day_it_is_and_yes_leads_it(kept, clock):
    follow(kept, FIRST_WEEK, PLANS)
    for day in FIRST_WEEK.days[:2]:
        lead(kept, clock, day.practice)

    assert "It's day three of your first week: Emotional check-in." in menu(kept, clock).question
    assert asked(kept, clock, "the first one") == Intent("practice", "first-week")


def test_what_was_led_today_is_not_followed_by_the_next_day_at_once(kept, clock):
    follow(kept, FIRST_WEEK, PLANS)
    lead(kept, clock, "where-to-begin", days=0)

    assert "your first week" not in menu(kept, clock).question


def test_another_practice_leaves_the_plan_where_it_is(kept, clock):
    follow(kept, FIRST_WEEK, PLANS)

    assert lead(kept, clock, "repair") is None
    assert progress(kept).done == 0


@pytest.mark.parametrize("title", ["the first week", "first week please"])
def test_a_plan_is_begun_by_its_title(kept, clock, title):
    assert asked(kept, clock, title) == Intent("practice", "first-week")


def test_a_plan_is_proposed_to_whoever_is_new_and_has_followed_none(kept, clock):
    clock.now = clock.now.replace(hour=14)
    assert "First week" in menu(kept, clock).question

    follow(kept, FOUR_WEEKS, PLANS)
    pause(kept, PLANS)

    assert "First week" not in menu(kept, clock).question


def test_pausing_loses_nothing(kept, clock):
    follow(kept, FIRST_WEEK, PLANS)
    lead(kept, clock, "where-to-begin")
    said = pause(kept, PLANS)

    assert said == (
        "Your first week is paused, and nothing is lost. Ask for it, and it goes on with day two."
    )
    assert progress(kept) is None
    clock.advance(90 * 86400)
    assert follow(kept, FIRST_WEEK, PLANS).day.practice == "small-promises"


def test_another_plan_pauses_the_one_that_was_followed(kept):
    follow(kept, FIRST_WEEK, PLANS)
    follow(kept, FOUR_WEEKS, PLANS)

    assert progress(kept).plan == FOUR_WEEKS
    assert [course.status for course in kept.memories("course")] == ["paused", "open"]
    assert follow(kept, FIRST_WEEK, PLANS) == replace(follow(kept, FIRST_WEEK, PLANS))
    assert len(kept.memories("course")) == 2


def test_pausing_is_a_choice_while_a_plan_is_followed_and_says_so_where_none_is(kept):
    assert PAUSE not in [choice.name for choice in choices(PLANS, None)]
    assert pause(kept, PLANS) == "There's no plan that you follow right now."

    follow(kept, FIRST_WEEK, PLANS)

    assert PAUSE in [choice.name for choice in choices(PLANS, progress(kept))]


def test_a_course_that_was_forgotten_meanwhile_is_not_brought_back(kept, clock):
    following = follow(kept, FIRST_WEEK, PLANS)
    day = PlannedDay.of(LIBRARY.load("where-to-begin"), kept, lambda: PLANS)
    kept.forget_memories([following.memory])
    day.finish(kept, clock.now.date())

    assert kept.memories("course") == []


def test_the_plans_are_listed_with_the_day_that_comes_next(home, clock):
    def listed(*options):
        return CliRunner().invoke(main, ["plans", *options], catch_exceptions=False).stdout

    before = json.loads(listed("--json"))
    home.mkdir()
    with Journal.open(home / "journal.db", clock=clock) as journal:
        follow(journal, FOUR_WEEKS, PLANS)
        follow(journal, FIRST_WEEK, PLANS)
    rows = json.loads(listed("--json"))

    assert [(row["name"], row["status"]) for row in before] == [
        ("first-week", None), ("four-weeks", None),
    ]  # fmt: skip
    assert [(row["name"], row["status"], row["done"]) for row in rows] == [
        ("first-week", "open", 0), ("four-weeks", "paused", 0),
    ]  # fmt: skip
    assert rows[0]["days"] == [day.practice for day in FIRST_WEEK.days]
    assert "[day 1 comes next]" in listed()
    assert "[day 1 comes next, paused]" in listed()


def test_a_broken_plan_of_ones_own_is_named_and_the_others_are_listed(home):
    (home / "plans").mkdir(parents=True)
    (home / "plans" / "mine.toml").write_text('title = "Mine"\n', encoding="utf-8")
    result = CliRunner().invoke(main, ["plans"])

    assert result.exit_code == 1
    assert "first-week" in result.stdout
    assert "mine.toml" in result.stderr
