"""Plans over days: their files, and how far somebody is in one."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from voice_coach.errors import CoachError
from voice_coach.practice.library import Library
from voice_coach.practice.plans import (
    FINISHED,
    Progress,
    all_plans,
    parse_plan,
    paused_in,
    progress_of,
)
from voice_coach.protocol.events import Memory
from voice_coach.testing import EVENING

NAMES = Library(Path("/nonexistent")).names()
HEAD = 'title = "Quiet mornings"\nabout = "Two quiet days."\n'
DAYS = (
    '[[day]]\npractice = "morning"\nminutes = 2\n\n[[day]]\npractice = "evening"\nwhy = "Rest."\n'
)
TODAY = date(2026, 3, 5)


def read(text):
    return parse_plan(text, name="quiet", file="quiet.toml", practices=NAMES)


PLAN = read(HEAD + DAYS)


def course(number=1, status="open", plan="quiet", **facts):
    return Memory(number, "course", "Quiet mornings", EVENING, {"plan": plan, **facts}, status)


def test_our_plans_can_be_read_and_lead_to_practices_there_are(tmp_path):
    plans, errors = all_plans(tmp_path, NAMES)

    assert errors == []
    assert {plan.name: len(plan.days) for plan in plans} == {"first-week": 7, "four-weeks": 28}


def test_a_plan_is_read_from_its_file():
    assert PLAN.name == "quiet"
    assert PLAN.spoken_title == "quiet mornings"
    assert [day.practice for day in PLAN.days] == ["morning", "evening"]
    assert (PLAN.days[0].minutes, PLAN.days[1].why) == (2, "Rest.")


@pytest.mark.parametrize(
    ("text", "code", "where", "what"),
    [
        (
            HEAD + DAYS.replace('"evening"', '"evning"'),
            "plan.practice",
            "line 8, day 2",
            "`evening`",
        ),
        (HEAD + DAYS.replace("why", "wy"), "plan.key", "line 9, day 2", "`why`"),
        (HEAD + 'titel = "x"\n' + DAYS, "plan.key", "line 3", "`title`"),
        (HEAD, "plan.missing", "line 1", "no days"),
        (HEAD + "[[day]]\nminutes = 2\n", "plan.missing", "line 3, day 1", "`practice` is missing"),
        (HEAD + DAYS.replace("= 2", '= "2"'), "practice.value", "line 5, day 1", "a number"),
        (HEAD + DAYS.replace("= 2", "= 0"), "practice.value", "line 5, day 1", "above 0"),
        ("title = ", "practice.syntax", "line 1", "TOML"),
    ],
)
def test_a_mistake_is_told_with_its_line_its_day_and_the_nearest_right_word(
    text, code, where, what
):
    with pytest.raises(CoachError) as caught:
        read(text)

    assert caught.value.code == code
    assert caught.value.message.startswith(f"In quiet.toml, {where}: ")
    assert what in caught.value.message


def test_a_plan_of_ones_own_wins_and_a_broken_one_hides_no_other(tmp_path):
    (tmp_path / "first-week.toml").write_text(HEAD + DAYS, encoding="utf-8")
    (tmp_path / "broken.toml").write_text("title = ", encoding="utf-8")
    plans, errors = all_plans(tmp_path, NAMES)

    assert [(plan.name, plan.title) for plan in plans] == [
        ("first-week", "Quiet mornings"),
        ("four-weeks", "Four weeks"),
    ]
    assert [error.code for error in errors] == ["practice.syntax"]
    assert str(tmp_path / "broken.toml") in errors[0].message


# How far.


def test_a_course_that_was_only_begun_is_at_its_first_day():
    progress = progress_of([course()], [PLAN])

    assert progress == Progress(PLAN, 1)
    assert progress.day.practice == "morning"
    assert progress.is_due(TODAY)


def test_the_next_day_is_due_from_the_day_after_on_and_waits_for_as_long_as_it_takes():
    progress = progress_of([course(day=1, done="2026-03-05")], [PLAN])

    assert progress.day.practice == "evening"
    assert not progress.is_due(TODAY)
    assert progress.is_due(TODAY + timedelta(days=1))
    assert progress.is_due(TODAY + timedelta(days=400))


def test_a_day_is_done_with_its_practice_and_with_no_other():
    progress = progress_of([course()], [PLAN])

    assert progress.after("evening", TODAY) is None
    assert progress.after("morning", TODAY) == ("open", {"day": 1, "done": "2026-03-05"})


def test_the_last_day_finishes_the_plan():
    progress = progress_of([course(day=1, done="2026-03-01")], [PLAN])

    assert progress.after("evening", TODAY) == (FINISHED, {"day": 2, "done": "2026-03-05"})


@pytest.mark.parametrize(
    "memory",
    [
        course(status="paused"),
        course(status="finished", day=2),
        course(plan="gone"),
        course(day=7),
        course(day="three"),
    ],
)
def test_what_is_paused_finished_or_gone_is_not_followed(memory):
    assert progress_of([memory], [PLAN]) is None


def test_of_several_courses_the_newest_is_followed():
    assert progress_of([course(1, day=1), course(2)], [PLAN]).memory == 2


def test_a_paused_course_is_found_where_it_was_left():
    paused = [course(1, "paused", day=1, done="2026-01-01"), course(2)]

    assert paused_in(paused, PLAN) == Progress(PLAN, 1, 1, date(2026, 1, 1))


def test_a_text_says_which_day_it_is():
    progress = progress_of([course(day=1)], [PLAN])

    assert progress.spoken("Day {day} of your {plan}.") == "Day two of your quiet mornings."
