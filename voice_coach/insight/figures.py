"""The figures of looking back, gathered from the journal and the library."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from voice_coach import texts
from voice_coach.builtin import JOURNAL
from voice_coach.insight.words import Recurring, recurring
from voice_coach.journal.counting import Led, Period, Said
from voice_coach.journal.store import Journal
from voice_coach.session.events import Memory
from voice_coach.session.practice import Practice, Step, every_step
from voice_coach.session.understand import Value, understand

PROMISE, RATING = "promise", "rating"
"""The kinds of memory that are counted."""

OUTCOMES = ("kept", "partly kept", "changed", "let go", "closed", "open")
"""The order in which promises are told; what a person called otherwise stands before the open."""

MOST_WORDS = 8
"""Words that recur: so many are told."""

WORDS_FROM = 500
"""Sessions whose words are counted, the newest: so a journal of many years answers at once."""

CLOSED = frozenset(("yes-no", "number", "choice"))
"""Answers to these are no words of one's own."""


@dataclass(frozen=True, slots=True)
class Visited:
    """A practice: how often and how long it was led, and in which sessions, the oldest first."""

    practice: str
    title: str
    minutes: float
    sessions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise, and where it was made: session and turn, or None where that is not known.

    `memory_id` is its number in `voice-coach memories`.
    """

    memory_id: int
    text: str
    session_id: str | None
    turn_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """The promises with one status, the oldest first."""

    status: str
    promises: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A number somebody gave: in which session, and in which turn or memory it stands."""

    number: float
    at: datetime
    session_id: str | None
    turn_id: int | None
    memory_id: int | None


@dataclass(frozen=True, slots=True)
class Rating:
    """The answers to one question of one practice, the oldest first.

    They compare with each other, and with those of no other question.

    Attributes:
        name: What was rated, as the practice calls it.
        low: The lowest number that could be given, where it is known.
        high: The highest.
    """

    practice: str
    title: str
    name: str
    low: float | None
    high: float | None
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Insight:
    """All that is counted. `words_from` is how many sessions the words were looked for in."""

    since: datetime | None
    until: datetime | None
    minutes: float
    sessions: tuple[str, ...]
    practices: tuple[Visited, ...]
    promises: tuple[Outcome, ...]
    ratings: tuple[Rating, ...]
    words: tuple[Recurring, ...]
    words_from: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell of."""
        return not (self.sessions or self.promises or self.ratings)


def gather(journal: Journal, practices: Sequence[Practice], period: Period) -> Insight:
    """Count what there is.

    Args:
        journal: Where.
        practices: The library, which knows what a question asks for.
        period: Which sessions; promises count by when they were made.

    Raises:
        CoachError: The journal failed.
    """
    led = journal.led(period)
    by_id = {each.session_id: each for each in led}
    memories = [memory for memory in journal.memories() if _is_of(memory, period, by_id)]
    newest = [each.session_id for each in led if each.over][-WORDS_FROM:]
    return Insight(
        since=period.since,
        until=period.until,
        minutes=_minutes(led),
        sessions=tuple(by_id),
        practices=tuple(_visited(led)),
        promises=tuple(_outcomes(memories)),
        ratings=tuple(_ratings(journal, practices, period, memories, by_id)),
        words=tuple(recurring(_free(journal.said(period, sessions=newest), practices), MOST_WORDS)),
        words_from=len(newest),
    )


def _is_of(memory: Memory, period: Period, sessions: dict[str, Led]) -> bool:
    if period.practices is not None and memory.session_id not in sessions:
        return False
    if period.since is not None and memory.created_at < period.since:
        return False
    return period.until is None or memory.created_at < period.until


def _minutes(led: Sequence[Led]) -> float:
    return round(sum(each.seconds for each in led) / 60, 1)


def _visited(led: Sequence[Led]) -> list[Visited]:
    """Each practice, the one led most often first."""
    of: dict[str, list[Led]] = {}
    for each in led:
        of.setdefault(each.practice, []).append(each)
    found = [
        Visited(
            practice,
            several[-1].title if practice != JOURNAL else texts.JOURNAL_TITLE,
            _minutes(several),
            tuple(each.session_id for each in several),
        )
        for practice, several in of.items()
    ]
    return sorted(found, key=lambda visited: (-len(visited.sessions), visited.practice))


def _outcomes(memories: Sequence[Memory]) -> Iterator[Outcome]:
    of: dict[str, list[Promise]] = {}
    for memory in memories:
        if memory.kind == PROMISE:
            of.setdefault(memory.status, []).append(_promise(memory))
    others = sorted(set(of) - set(OUTCOMES))
    for status in (*OUTCOMES[:-1], *others, OUTCOMES[-1]):
        if status in of:
            yield Outcome(status, tuple(of[status]))


def _promise(memory: Memory) -> Promise:
    turn = memory.data.get("turn")
    return Promise(
        memory.id,
        memory.text,
        memory.session_id,
        turn if isinstance(turn, int) else None,
        memory.created_at,
    )


def _ratings(
    journal: Journal,
    practices: Sequence[Practice],
    period: Period,
    memories: Sequence[Memory],
    sessions: dict[str, Led],
) -> Iterator[Rating]:
    """The questions that ask for a number; in a loop, what they ask about tells them apart."""
    asked = {
        (practice.name, step.name): (practice, step)
        for practice in practices
        for step in practice.steps
        if step.ask and step.answer == "number"
    }
    given: dict[tuple[str, str], dict[str, Number]] = {}
    understood: dict[tuple[str, str, str], Value | None] = {}  # "seven" is said many times
    for said in journal.said(_of_practices(period, asked), steps={name for _, name in asked}):
        key = said.practice, said.step
        if key not in asked:
            continue
        if (*key, said.text) not in understood:
            understood[*key, said.text] = understand(asked[key][1], said.text)
        number = understood[*key, said.text]
        if isinstance(number, int | float):
            # Who was asked twice in one session meant what was said last.
            given.setdefault(key, {})[said.session_id] = Number(
                float(number), said.at, said.session_id, said.turn_id, None
            )
    for key, numbers in given.items():
        practice, step = asked[key]
        yield Rating(
            practice.name,
            practice.title,
            _name_of(step, practice),
            step.low,
            step.high,
            tuple(numbers.values()),
        )
    yield from _ratings_in_loops(practices, memories, sessions)


def _of_practices(period: Period, asked: Iterable[tuple[str, str]]) -> Period:
    """The same period, of the practices that ask for a number."""
    names = {practice for practice, _ in asked}
    if period.practices is not None:
        names &= set(period.practices)
    return replace(period, practices=sorted(names))


def _ratings_in_loops(
    practices: Sequence[Practice], memories: Sequence[Memory], sessions: dict[str, Led]
) -> Iterator[Rating]:
    """What is rated one after the other, such as values: each has a name of its own in memory."""
    looped = {
        practice.name
        for practice in practices
        for outer in practice.steps
        for step in every_step(outer.do)
        if step.keep == RATING
    }
    of: dict[tuple[str, str], list[Number]] = {}
    titles: dict[str, str] = {}
    for memory in memories:
        name, number = memory.data.get("name"), _number(memory.data.get("number"))
        led = sessions.get(memory.session_id or "")
        if memory.kind != RATING or not isinstance(name, str) or number is None or led is None:
            continue
        if led.practice in looped:
            titles[led.practice] = led.title
            of.setdefault((led.practice, name), []).append(
                Number(number, memory.created_at, memory.session_id, None, memory.id)
            )
    for (practice, name), numbers in of.items():
        yield Rating(practice, titles[practice], name, None, None, tuple(numbers))


def _name_of(step: Step, practice: Practice) -> str:
    """What a question rates: as the practice keeps it, else as the step is called."""
    for keeping in practice.steps:
        name = keeping.data.get("name", "")
        if keeping.keep == RATING and keeping.data.get("number") == f"{{{step.name}}}" and name:
            at = keeping.data.get("at")
            return f"{name}, {at}" if at else name
    return step.name.replace("-", " ")


def _number(fact: object) -> float | None:
    try:
        return float(fact) if isinstance(fact, str | int | float) else None
    except ValueError:
        return None


def _free(answers: Sequence[Said], practices: Sequence[Practice]) -> Iterator[Said]:
    """Answers in words of one's own: to no closed question, and to none whether it was right."""
    closed = {
        (practice.name, step.name)
        for practice in practices
        for step in every_step(practice.steps)
        if step.ask and step.answer in CLOSED
    }
    for said in answers:
        if "/" not in said.step and (said.practice, said.step) not in closed:
            yield said
