"""Recommendations: a greeting and two practices to propose, by memories, past sessions and hour.

What is open is proposed first, such as a promise that is due, then what belongs to the hour, then
what is new. A person who listens with closed eyes cannot choose from a long list. Nothing tells
what was missed, and no days are counted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from voice_coach import texts
from voice_coach.menu.intents import near, weight_of
from voice_coach.nlu.dates import EVENING, NIGHT_BEGINS, NIGHT_ENDS, NOON, ago
from voice_coach.nlu.text import stems
from voice_coach.practice.plans import COURSE, Progress, is_plan
from voice_coach.practice.recall import day_of
from voice_coach.practice.schema import Practice
from voice_coach.protocol.effects import Outcome
from voice_coach.protocol.events import Memory
from voice_coach.texts import plan as plan_texts

MAX_PROPOSALS = 2
"""Practices proposed at once: as many as a listener can keep in mind."""

MAX_WORDS = 42
"""Words of the reasons: about 14 seconds, and less than 20 with the question after them. If there
are more, the last practice is named without what it is about."""

FIRST = "where-to-begin"

PROMISES = "small-promises"

REVIEW = "weekly-review"

PROMISE_IS_DUE = timedelta(hours=20)
"""For a promise that names no day: it is often made for "this time tomorrow"."""

PLANS_ARE_NEW = timedelta(days=14)
"""Time since the first session in which a plan is proposed to whoever has followed none."""

NIGHT = timedelta(hours=12)
"""An event is taken to be over on another day, and after so much time."""

BOUNDARY_WAITS = timedelta(days=3)

RECENT = timedelta(hours=12)
"""A practice that was run within this time is not proposed again."""

WEEK = timedelta(days=7)

GAP = timedelta(days=14)
"""Time away after which the greeting says welcome back."""

REVIEW_FROM = timedelta(days=14)
"""Time since the first session after which a weekly review makes sense."""

BY_HOUR = {"morning": (NIGHT_ENDS, NOON), "evening": (EVENING, 24)}
"""Practices that belong to a part of the day, each with its hours."""


@dataclass(frozen=True, slots=True)
class PastSession:
    """A past session: its practice, its title, when it ended (or began), and how it ended."""

    practice: str
    title: str
    at: datetime
    outcome: Outcome | None = "completed"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A practice to do next; `reason` is the prompt that names it and says why."""

    practice: Practice
    reason: str


class Recommender:
    """Chooses a greeting and practices for a person.

    Args:
        now: The time, aware, in local time.
        memories: All memories, of any kind and status.
        visits: The past sessions, in any order.
        practices: The library, and the plans over days; nothing else is proposed.
        progress: How far the person is in the plan they follow.
    """

    def __init__(
        self,
        now: datetime,
        memories: Sequence[Memory],
        visits: Sequence[PastSession],
        practices: Sequence[Practice],
        *,
        progress: Progress | None = None,
    ) -> None:
        self.now = now
        self.visits = sorted(visits, key=lambda visit: visit.at)
        self._memories = sorted(memories, key=lambda memory: (memory.created_at, memory.id))
        self._plans = [practice.name for practice in practices if is_plan(practice)]
        self._progress = progress
        self._practices = {practice.name: practice for practice in practices}
        self._met = {visit.practice: visit.at for visit in self.visits}  # the last time counts

    def greeting(self) -> str:
        """Return a greeting of a sentence or two."""
        if not self.visits:
            return texts.GREET_FIRST
        away = self.now - self.visits[-1].at
        if away >= GAP:
            return texts.GREET_AFTER_A_GAP
        if away < RECENT:
            return texts.GREET_AGAIN
        hour = self.now.hour
        if NIGHT_ENDS <= hour < NOON:
            return texts.GREET_MORNING
        return texts.GREET_EVENING if EVENING <= hour < NIGHT_BEGINS else texts.GREET

    def proposals(self, without: str = "") -> tuple[Proposal, ...]:
        """Return two practices to do next, or one to begin with, or as many as there are.

        Args:
            without: A practice to leave out.
        """
        if self._is_new():
            for name in (FIRST, PROMISES):
                if name in self._practices:
                    return (self._propose(name, texts.PROPOSE_FIRST),)
        found: dict[str, str] = {}
        for name, reason in self._reasons():
            if len(found) == MAX_PROPOSALS:
                break
            if name in self._practices and name not in (*found, without):
                found[name] = reason
        proposals = [self._propose(name, reason) for name, reason in found.items()]
        if sum(len(each.reason.split()) for each in proposals) > MAX_WORDS:
            proposals[-1] = self._propose(*list(found.items())[-1], briefly=True)
        return tuple(proposals)

    def pressing(self) -> list[Practice]:
        """Return the practices that may be proposed now, the most pressing first."""
        names = dict.fromkeys(name for name, _ in self._reasons())
        return [self._practices[name] for name in names if name in self._practices]

    def longest_unmet(self) -> list[Practice]:
        """Return every practice, the one not run for longest first.

        Those never run are sorted by how near they are to the person's focus, then by length, then
        by name.
        """
        focus = self._focus()
        never = datetime.min.replace(tzinfo=UTC)

        def rank(practice: Practice) -> tuple[datetime, int, float, str]:
            near = weight_of(practice, focus)
            return self._met.get(practice.name, never), -near, practice.minutes, practice.name

        return sorted(self._practices.values(), key=rank)

    # Reasons.

    def _reasons(self) -> Iterator[tuple[str, str]]:
        """Yield practices by name, the most pressing first, each with the text of its reason."""
        for name, reason in (*self._planned(), *self._open(), *self._by_time()):
            if not self._is_recent(name):
                yield name, reason
        focus = self._focus()
        for practice in self.longest_unmet():
            name = practice.name
            if self._is_recent(name) or name in (FIRST, REVIEW, *BY_HOUR, *self._plans):
                continue  # these have a time of their own
            if name in self._met:
                yield name, texts.PROPOSE_ANOTHER_TIME
            elif weight_of(practice, focus):
                yield name, texts.PROPOSE_NEAR_FOCUS
            else:
                yield name, texts.PROPOSE_NEW

    def _open(self) -> Iterator[tuple[str, str]]:
        """Yield practices that come back to an open memory which is due."""
        promises = [promise for promise in self._all("promise") if self._is_due(promise)]
        if promises:
            yield PROMISES, self._with_ago(texts.PROPOSE_PROMISE, promises[0])
        if any(
            event.created_at.astimezone(self.now.tzinfo).date() < self.now.date()
            for event in self._since(NIGHT, "event")
        ):
            yield "before-a-performance", texts.PROPOSE_EVENT
        if self._all("step", "open", "chosen"):
            yield "courage-ladder", texts.PROPOSE_STEP
        boundaries = self._since(BOUNDARY_WAITS, "boundary")
        if boundaries:
            yield "saying-no", self._with_ago(texts.PROPOSE_BOUNDARY, boundaries[0])

    def _planned(self) -> Iterator[tuple[str, str]]:
        """Yield the plan that is followed, if its next day has come."""
        progress = self._progress
        if progress is None or not progress.is_due(self.now.date()):
            return
        day = progress.day
        title = spoken_title(self._practices[day.practice])
        yield (
            progress.plan.name,
            progress.spoken(
                plan_texts.PROPOSE_DAY.replace("{title}", title).replace("{why}", day.why)
            ).strip(),
        )

    def _by_time(self) -> Iterator[tuple[str, str]]:
        """Yield practices that belong to the week or the hour."""
        in_use = bool(self.visits) and self.now - self.visits[0].at >= REVIEW_FROM
        reviewed = self._met.get(REVIEW)
        if in_use and (reviewed is None or self.now - reviewed >= WEEK):
            yield REVIEW, texts.PROPOSE_REVIEW
        for name, (since, until) in BY_HOUR.items():
            if since <= self.now.hour < until:
                yield name, texts.PROPOSE_BY_HOUR[name]
        is_new = bool(self.visits) and self.now - self.visits[0].at < PLANS_ARE_NEW
        if is_new and not any(memory.kind == COURSE for memory in self._memories):
            yield from ((name, plan_texts.PROPOSE_PLAN) for name in self._plans[:1])

    # Memories and sessions.

    def _is_new(self) -> bool:
        """Return whether no practice was run yet; breathing and journal entries do not count."""
        return not any(visit.practice in self._practices for visit in self.visits)

    def _all(self, kind: str, *statuses: str) -> list[Memory]:
        """Return the memories of a kind with one of these statuses, or open ones, oldest first."""
        wanted = statuses or ("open",)
        return [
            memory for memory in self._memories if memory.kind == kind and memory.status in wanted
        ]

    def _since(self, age: timedelta, kind: str) -> list[Memory]:
        """Return the open memories of a kind that are at least so old, oldest first."""
        return [memory for memory in self._all(kind) if self.now - memory.created_at >= age]

    def _is_due(self, promise: Memory) -> bool:
        """Return whether to ask after a promise: from its day on; on the day it was made at dusk.

        One that names no day is asked after a day later.
        """
        day, age = day_of(promise), self.now - promise.created_at
        if day is None:
            return age >= PROMISE_IS_DUE
        made = promise.created_at.astimezone(self.now.tzinfo).date()
        return self.now.date() > day or (
            day == self.now.date() and (made < day or self.now.hour >= EVENING)
        )

    def _focus(self) -> frozenset[str]:
        """Return the stems of the focus that the person chose, and of topics near it."""
        found = self._all("focus")
        if not found:
            return frozenset()
        return near(found[-1].text) | frozenset(stems(found[-1].text))

    def _is_recent(self, name: str) -> bool:
        met = self._met.get(name)
        return met is not None and self.now - met < RECENT

    def _with_ago(self, reason: str, memory: Memory) -> str:
        return reason.replace("{ago}", ago(memory.created_at, self.now))

    def _propose(self, name: str, reason: str, *, briefly: bool = False) -> Proposal:
        practice = self._practices[name]
        about = "" if briefly else f"{practice.about.strip().rstrip('.')}."
        prompt = reason.format(title=spoken_title(practice), about=about)
        return Proposal(practice, prompt.strip())


def spoken_title(named: Practice | PastSession) -> str:
    """Return a title as it stands inside a sentence."""
    return named.title.strip().rstrip(".?!")
