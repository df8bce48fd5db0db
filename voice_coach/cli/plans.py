"""Plans in the journal: which one is followed, what comes today, and what is done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import click

from voice_coach.cli.console import echo, print_json, warn
from voice_coach.cli.journal_access import has_journal, open_journal
from voice_coach.cli.params import home_option, json_option
from voice_coach.journal.journal import Journal
from voice_coach.practice.library import Library
from voice_coach.practice.plans import (
    COURSE,
    PAUSED,
    Plan,
    Progress,
    all_plans,
    paused_in,
    progress_of,
)
from voice_coach.practice.schema import Practice
from voice_coach.protocol.events import Memory
from voice_coach.settings import Home, load_settings
from voice_coach.texts import plan as plan_texts

PAUSE = "pause-plan"
"""The name of the choice to pause the plan that is followed."""


def choices(plans: Sequence[Plan], progress: Progress | None) -> list[Practice]:
    """Return what the home menu can name of plans: each of them, and pausing what is followed."""
    found = [plan.as_choice() for plan in plans]
    if progress is not None:
        found.append(
            Practice(
                name=PAUSE,
                title=plan_texts.PAUSE_TITLE,
                about=plan_texts.PAUSE_ABOUT,
                minutes=120,
                steps=(),
                wishes=plan_texts.PAUSE_WISHES,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """The next day of the plan that is followed, while its practice is led."""

    progress: Progress

    @classmethod
    def of(
        cls, practice: Practice, journal: Journal, plans: Callable[[], Sequence[Plan]]
    ) -> "PlannedDay | None":
        """Return the day a practice is of; None if it is the next of no plan that is followed."""
        courses = journal.memories(COURSE, "open")
        progress = progress_of(courses, plans()) if courses else None
        if progress is None or progress.day.practice != practice.name:
            return None
        return cls(progress)

    @property
    def minutes(self) -> float | None:
        """The time it is led for, where the plan says so."""
        return self.progress.day.minutes

    @property
    def opening(self) -> str:
        """What is said before it."""
        return self.progress.spoken(plan_texts.OPENING)

    @property
    def closing(self) -> str:
        """What is said after it."""
        is_last = self.progress.done + 1 == len(self.progress.plan.days)
        return self.progress.spoken(plan_texts.PLAN_DONE if is_last else plan_texts.DAY_DONE)

    def finish(self, journal: Journal, today: date) -> None:
        """Note that it is done, unless the course was closed or deleted meanwhile."""
        after = self.progress.after(self.progress.day.practice, today)
        still = {course.id for course in journal.memories(COURSE, "open")}
        if after is not None and self.progress.memory in still:
            journal.mark(self.progress.memory, *after)


def follow(journal: Journal, plan: Plan, plans: Sequence[Plan]) -> Progress:
    """Follow a plan, from where it was left; another one that was followed is paused."""
    courses = journal.memories(COURSE)
    current = progress_of(courses, plans)
    if current is not None and current.plan.name == plan.name:
        return current
    if current is not None:
        journal.mark(current.memory, PAUSED, {})
    paused = paused_in(courses, plan)
    if paused is not None:
        journal.mark(paused.memory, "open", {})
        return paused
    facts: dict[str, object] = {"plan": plan.name, "day": 0}
    return Progress(plan, journal.keep(COURSE, plan.title, facts, None))


def pause(journal: Journal, plans: Sequence[Plan]) -> str:
    """Pause the plan that is followed; return what to say about it."""
    current = progress_of(journal.memories(COURSE, "open"), plans)
    if current is None:
        return plan_texts.NOTHING_TO_PAUSE
    journal.mark(current.memory, PAUSED, {})
    return current.spoken(plan_texts.PAUSED)


@click.command(name="plans")
@json_option
@home_option
@click.pass_context
def list_plans(ctx: click.Context, home: Home, as_json: bool) -> None:  # noqa: FBT001 - a flag
    """List the plans over days: the program's and those in your home folder.

    Ask for one at the home menu by its title.
    """
    settings = load_settings(home)
    library = Library(home.practices, settings.language)
    found, errors = all_plans(home.plans, library.names(), settings.language)
    courses: list[Memory] = []
    if has_journal(home):
        with open_journal(home, to_read=True) as journal:
            courses = journal.memories(COURSE)
    if as_json:
        print_json([_as_row(plan, courses) for plan in found])
    else:
        for plan in found:
            echo(f"{plan.name:<24} {len(plan.days):>3} days  {plan.about}{_note(plan, courses)}")
    for error in errors:
        warn(error)
    if errors:
        ctx.exit(1)


def _as_row(plan: Plan, courses: Sequence[Memory]) -> dict[str, object]:
    status, done = _stand(plan, courses)
    return {
        "name": plan.name,
        "title": plan.title,
        "about": plan.about,
        "days": [day.practice for day in plan.days],
        "status": status,
        "done": done,
    }


def _note(plan: Plan, courses: Sequence[Memory]) -> str:
    """Return how far somebody is in a plan, in brackets; "" where they do not follow it."""
    status, done = _stand(plan, courses)
    if status not in {"open", PAUSED}:
        return ""
    return f"  [day {done + 1} comes next{', paused' if status == PAUSED else ''}]"


def _stand(plan: Plan, courses: Sequence[Memory]) -> tuple[str | None, int]:
    """Return the status of a plan, None where it is not followed, and how many days are done."""
    current = progress_of(courses, [plan])
    if current is not None:
        return "open", current.done
    paused = paused_in(courses, plan)
    return (PAUSED, paused.done) if paused is not None else (None, 0)
