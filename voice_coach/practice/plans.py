"""Plans: practices over days, one file a plan, and how far a person is in one.

A plan waits for the person: its next day is due from the day after the last one on, whenever they
come. What is followed is a memory of the kind `course`; so pausing loses nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta, Struct, field, structs

from voice_coach.errors import CoachError
from voice_coach.nlu.numbers import number_word
from voice_coach.practice.library import name_of, read_text
from voice_coach.practice.parser import convert, read_values
from voice_coach.practice.schema import Minutes, Practice
from voice_coach.practice.source import Source, nearest
from voice_coach.protocol.events import Memory

COURSE = "course"
"""The kind of memory that a plan which is followed is."""

PAUSED, FINISHED = "paused", "finished"
"""Statuses of a course that is not followed at present."""


class PlanDay(Struct, frozen=True, forbid_unknown_fields=True):
    """One day of a plan."""

    practice: Annotated[str, Meta(description="The practice of that day, by its name.")]
    minutes: Annotated[
        Minutes | None, Meta(description="The time it is led for, where that is less than usual.")
    ] = None
    why: Annotated[str, Meta(description="A sentence on why it comes that day.")] = ""


class Plan(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Practices over days, as their file says it."""

    title: Annotated[str, Meta(min_length=1, description="What it is called: your TITLE.")]
    about: Annotated[str, Meta(min_length=1, description="One sentence: what it is for.")]
    days: Annotated[tuple[PlanDay, ...], Meta(min_length=1, description="Its days, in order.")] = (
        field(name="day")
    )
    wishes: Annotated[
        tuple[str, ...], Meta(description="What people say who want it, in their words.")
    ] = ()
    name: str = ""

    @property
    def spoken_title(self) -> str:
        """The title as it stands inside a sentence, after "your"."""
        return self.title[:1].lower() + self.title[1:].rstrip(".")

    def as_choice(self) -> Practice:
        """Return the plan as something the home menu can name, find and propose."""
        minutes = sum(day.minutes or 5.0 for day in self.days)
        return Practice(
            name=self.name,
            title=self.title,
            about=self.about,
            minutes=min(120.0, minutes),
            steps=(),
            wishes=self.wishes,
        )


def is_plan(practice: Practice) -> bool:
    """Return whether this is a plan, as the home menu names it: it has no steps of its own."""
    return not practice.steps


def parse_plan(text: str, *, name: str, file: str, practices: Collection[str]) -> Plan:
    """Return the plan that a text describes.

    Args:
        text: The whole file.
        name: What the plan is called by, from the name of its file.
        file: How errors name the file.
        practices: The names of the practices there are.

    Raises:
        CoachError: `practice.syntax`, `practice.value`, `plan.key`, `plan.missing` or
            `plan.practice`; each names the file, the line and the day.
    """
    values = read_values(text, file)
    source = Source(file, text, values)
    _check_keys(source, values, (), Plan)
    days = values["day"] if isinstance(values["day"], list) else []
    for index, day in enumerate(days):
        if isinstance(day, dict):
            _check_keys(source, day, ("day", index), PlanDay)
    plan: Plan = convert(source, (), values, Plan)
    for index, each in enumerate(plan.days):
        if each.practice not in practices:
            what = f"there is no practice called `{each.practice}`. "
            what += nearest(each.practice, practices)
            raise source.error("plan.practice", ("day", index, "practice"), what)
    return structs.replace(plan, name=name)


def _check_keys(
    source: Source, table: dict[str, Any], path: tuple[str | int, ...], kind: type[Struct]
) -> None:
    """Refuse keys that a table does not have, and the lack of one that it needs."""
    fields = {each.encode_name: each for each in structs.fields(kind) if each.name != "name"}
    for key in table:
        if key not in fields:
            where = "in a day" if path else "at the top of a plan"
            what = f"there is no `{key}` {where}. {nearest(key, fields)}"
            raise source.error("plan.key", (*path, key), what)
    for key, each in fields.items():
        if each.required and key not in table:
            what = f"`{key}` is missing." if key != "day" else "there are no days: write [[day]]."
            raise source.error("plan.missing", path, what)


def all_plans(
    own: Path, practices: Collection[str], language: str = "en"
) -> tuple[list[Plan], list[CoachError]]:
    """Return the plans there are, by name, and what is wrong with the files of others.

    Args:
        own: The folder of the person's own plans, which win over ours. It need not exist.
        practices: The names of the practices there are.
        language: The package's folder of plans.
    """
    found: dict[str, tuple[str, str]] = {}
    errors = []
    folder = files("voice_coach").joinpath("plans", language)
    for entry in folder.iterdir() if folder.is_dir() else ():
        if entry.name.endswith(".toml"):
            name = name_of(entry.name.removesuffix(".toml"))
            found[name] = entry.name, entry.read_text(encoding="utf-8")
    for path in sorted(own.glob("*.toml")) if own.is_dir() else ():
        try:
            found[name_of(path.stem)] = str(path), read_text(path)
        except CoachError as error:
            errors.append(error)
    plans = []
    for name, (file, text) in sorted(found.items()):
        try:
            plans.append(parse_plan(text, name=name, file=file, practices=practices))
        except CoachError as error:
            errors.append(error)
    return plans, errors


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a person is in a plan.

    Attributes:
        plan: The plan.
        memory: The id of the course in the journal.
        done: How many of its days are done.
        done_on: The date on which the latest was; None where none is.
    """

    plan: Plan
    memory: int
    done: int = 0
    done_on: date | None = None

    @property
    def day(self) -> PlanDay:
        """The day that comes next."""
        return self.plan.days[self.done]

    def spoken(self, text: str) -> str:
        """Return a text with the {day} that comes next, and the title of the {plan}."""
        return text.format(day=number_word(self.done + 1), plan=self.plan.spoken_title)

    def is_due(self, today: date) -> bool:
        """Return whether the next day has come: no two are proposed on one date."""
        return self.done_on is None or self.done_on < today

    def after(self, practice: str, today: date) -> tuple[str, dict[str, object]] | None:
        """Return the status and the facts of the course after a practice; None if it is no part.

        The next day's practice counts however it was begun.
        """
        if practice != self.day.practice:
            return None
        done = self.done + 1
        status = FINISHED if done == len(self.plan.days) else "open"
        return status, {"day": done, "done": today.isoformat()}


def progress_of(memories: Sequence[Memory], plans: Sequence[Plan]) -> Progress | None:
    """Return how far the person is in the plan they follow; None if they follow none."""
    return next(iter(_courses(memories, plans, "open")), None)


def paused_in(memories: Sequence[Memory], plan: Plan) -> Progress | None:
    """Return how far the person was in a plan that they paused; None if they did not."""
    return next(iter(_courses(memories, [plan], PAUSED)), None)


def _courses(memories: Sequence[Memory], plans: Sequence[Plan], status: str) -> list[Progress]:
    """Return the courses of a status, the newest first; of plans that are still there."""
    by_name = {plan.name: plan for plan in plans}
    found = []
    for memory in sorted(memories, key=lambda memory: memory.id, reverse=True):
        plan = by_name.get(str(memory.data.get("plan", "")))
        if plan is None or (memory.kind, memory.status) != (COURSE, status):
            continue
        done, on = memory.data.get("day", 0), memory.data.get("done")
        if isinstance(done, int) and 0 <= done < len(plan.days):
            day = date.fromisoformat(on) if isinstance(on, str) else None
            found.append(Progress(plan, memory.id, done, day))
    return found
