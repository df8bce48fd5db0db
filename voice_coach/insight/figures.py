"""Figures of a journal: sessions, promises, ratings and recurring words, each with its sources."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from voice_coach import texts
from voice_coach.app.builtin import BREATHE, JOURNAL
from voice_coach.journal.journal import Journal
from voice_coach.journal.queries import GivenAnswer, Period, SessionDuration
from voice_coach.nlu.numbers import numbers
from voice_coach.nlu.text import Value, keywords, plain, stem
from voice_coach.practice.question import understand
from voice_coach.practice.recall import number_of
from voice_coach.practice.schema import Practice, every_step
from voice_coach.practice.steps import Ask, Keep, every_question
from voice_coach.protocol.events import Memory
from voice_coach.settings import HERE

PROMISE, RATING = "promise", "rating"
"""Kinds of memory that are counted."""

OUTCOMES = ("kept", "partly kept", "changed", "let go", "closed", "open")
"""Statuses of promises in the order they are shown; a person's own come before `open`."""

MAX_WORDS = 8
"""Recurring words that are shown."""

MAX_WORD_SESSIONS = 500
"""The newest sessions, whose words are counted: a journal of many years has to answer at once."""

CLOSED_ANSWERS = frozenset(("yes-no", "number", "choice"))
"""Types of answer that are not in one's own words."""

MIN_SESSIONS = 2
"""Sessions in which a word recurs, at least."""

MIN_LETTERS = 3
"""Letters of a recurring word, at least."""

CONTEXT_WORDS = 7
"""Words that are quoted before a recurring word, and after it."""


# Recurring words.


@dataclass(frozen=True, slots=True)
class Quote:
    """The part of an answer around a word, and the ids of the whole answer."""

    session_id: str
    turn_id: int
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Recurring:
    """A word that was said in several sessions.

    Attributes:
        word: In its most frequent form.
        sessions: The number of sessions.
        said: Every answer with it, in any form, the oldest first.
    """

    word: str
    sessions: int
    said: tuple[Quote, ...]


def recurring(answers: Iterable[GivenAnswer], most: int) -> list[Recurring]:
    """Return the words that were said in the most sessions, the newest first among equals.

    Forms of a word, as "walk" and "walked", are one. Stop words and numbers do not count.

    Args:
        answers: Answers, the oldest first.
        most: Words to return, at most.
    """
    found: dict[str, list[tuple[str, GivenAnswer]]] = {}
    for said in answers:
        for root, word in _words_of(said.text):
            found.setdefault(root, []).append((word, said))
    sessions = {root: len({said.session_id for _, said in of}) for root, of in found.items()}
    again = [root for root, count in sessions.items() if count >= MIN_SESSIONS]
    again.sort(key=lambda root: (sessions[root], found[root][-1][1].turn_id), reverse=True)
    return [_recurring(found[root], sessions[root]) for root in again[:most]]


def _recurring(places: list[tuple[str, GivenAnswer]], sessions: int) -> Recurring:
    word = Counter(word for word, _ in places).most_common(1)[0][0]
    quotes = (
        Quote(said.session_id, said.turn_id, said.at, excerpt(said.text, {form}))
        for form, said in places
    )
    return Recurring(word, sessions, tuple(quotes))


def _words_of(text: str) -> Iterator[tuple[str, str]]:
    """Yield the stems of an answer's keywords, each once, with the word it was first said in."""
    roots: dict[str, str] = {}
    for word in keywords(text):
        root = _root_of(word)
        if root:
            roots.setdefault(root, word)
    yield from roots.items()


@lru_cache(maxsize=4096)
def _root_of(word: str) -> str:
    """Return the stem of a word; "" of a number, and of a word that is too short."""
    return stem(word) if len(word) >= MIN_LETTERS and not numbers(word) else ""


def excerpt(text: str, forms: Collection[str]) -> str:
    """Return an answer's words around the first of these forms, with "…" for what is left out."""
    words = text.split()
    place = next((at for at, word in enumerate(words) if plain(word).strip("'") in forms), 0)
    first, last = max(0, place - CONTEXT_WORDS), place + CONTEXT_WORDS + 1
    before, after = "… " if first else "", " …" if last < len(words) else ""
    return f"{before}{' '.join(words[first:last])}{after}"


# Figures.


@dataclass(frozen=True, slots=True)
class PracticeTotal:
    """The minutes and the sessions of one practice, the oldest first."""

    practice: str
    title: str
    minutes: float
    sessions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """The minutes of one week, of breathing alone and of all else, and its sessions.

    `begins` is its Monday, at midnight in local time.
    """

    begins: datetime
    breathing: float
    practices: float
    sessions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise; `session_id` and `turn_id` are None where unknown."""

    memory_id: int
    text: str
    session_id: str | None
    turn_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class PromiseOutcome:
    """The promises of one status, the oldest first."""

    status: str
    promises: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class GivenNumber:
    """A number that was given, and the turn or memory that holds it."""

    number: float
    at: datetime
    session_id: str | None
    turn_id: int | None
    memory_id: int | None


@dataclass(frozen=True, slots=True)
class Rating:
    """The answers to one question of one practice, the oldest first.

    They are comparable with each other, and with those of no other question.

    Attributes:
        name: What was rated, as the practice calls it.
        low: The lowest possible number, where known.
        high: The highest.
    """

    practice: str
    title: str
    name: str
    low: float | None
    high: float | None
    numbers: tuple[GivenNumber, ...]


@dataclass(frozen=True, slots=True)
class Insight:
    """All figures of a period. `words_from` is the number of sessions searched for words."""

    since: datetime | None
    until: datetime | None
    minutes: float
    sessions: tuple[str, ...]
    practices: tuple[PracticeTotal, ...]
    weeks: tuple[Week, ...]
    promises: tuple[PromiseOutcome, ...]
    ratings: tuple[Rating, ...]
    words: tuple[Recurring, ...]
    words_from: int

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to show."""
        return not (self.sessions or self.promises or self.ratings)


def gather(journal: Journal, practices: Sequence[Practice], period: Period) -> Insight:
    """Return the figures of a period.

    Args:
        journal: The journal to read.
        practices: The library, which knows the type of each question's answer.
        period: The sessions to count; promises count by when they were made.

    Raises:
        CoachError: The journal failed.
    """
    sessions = journal.statistics.durations(period)
    by_id = {each.session_id: each for each in sessions}
    memories = [memory for memory in journal.memories() if _is_in(memory, period, by_id)]
    newest = [each.session_id for each in sessions if each.over][-MAX_WORD_SESSIONS:]
    answers = _open_answers(journal.statistics.answers(period, sessions=newest), practices)
    return Insight(
        since=period.since,
        until=period.until,
        minutes=_minutes(sessions),
        sessions=tuple(by_id),
        practices=tuple(_practices(sessions)),
        weeks=tuple(_weeks(sessions)),
        promises=tuple(_outcomes(memories)),
        ratings=tuple(_ratings(journal, practices, period, memories, by_id)),
        words=tuple(recurring(answers, MAX_WORDS)),
        words_from=len(newest),
    )


def _is_in(memory: Memory, period: Period, sessions: dict[str, SessionDuration]) -> bool:
    if period.practices is not None and memory.session_id not in sessions:
        return False
    if period.since is not None and memory.created_at < period.since:
        return False
    return period.until is None or memory.created_at < period.until


def _minutes(sessions: Sequence[SessionDuration]) -> float:
    return round(sum(each.seconds for each in sessions) / 60, 1)


def _practices(sessions: Sequence[SessionDuration]) -> list[PracticeTotal]:
    """Return the practices, the one run most often first."""
    of: dict[str, list[SessionDuration]] = {}
    for each in sessions:
        of.setdefault(each.practice, []).append(each)
    found = [
        PracticeTotal(
            practice,
            several[-1].title if practice != JOURNAL else texts.JOURNAL_TITLE,
            _minutes(several),
            tuple(each.session_id for each in several),
        )
        for practice, several in of.items()
    ]
    return sorted(found, key=lambda total: (-len(total.sessions), total.practice))


def _weeks(sessions: Sequence[SessionDuration]) -> Iterator[Week]:
    """Yield every week from the first session to the last, also those without any."""
    of: dict[date, list[SessionDuration]] = {}
    for each in sessions:
        day = each.started_at.astimezone(HERE).date()
        of.setdefault(day - timedelta(days=day.weekday()), []).append(each)
    monday = min(of, default=date.max)
    while monday <= max(of, default=date.min):
        led = of.get(monday, [])
        yield Week(
            datetime.combine(monday, time(), HERE),
            _minutes([each for each in led if each.practice == BREATHE]),
            _minutes([each for each in led if each.practice != BREATHE]),
            tuple(each.session_id for each in led),
        )
        monday += timedelta(days=7)


def _outcomes(memories: Sequence[Memory]) -> Iterator[PromiseOutcome]:
    of: dict[str, list[Promise]] = {}
    for memory in memories:
        if memory.kind == PROMISE:
            of.setdefault(memory.status, []).append(_promise(memory))
    others = sorted(set(of) - set(OUTCOMES))
    for status in (*OUTCOMES[:-1], *others, OUTCOMES[-1]):
        if status in of:
            yield PromiseOutcome(status, tuple(of[status]))


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
    sessions: dict[str, SessionDuration],
) -> Iterator[Rating]:
    """Yield the ratings of each question that asks for a number, then those asked in loops."""
    asked = {
        (practice.name, step.name): (practice, step)
        for practice in practices
        for step in practice.steps
        if isinstance(step, Ask) and step.answer == "number"
    }
    given: dict[tuple[str, str], dict[str, GivenNumber]] = {}
    understood: dict[tuple[str, str, str], Value | None] = {}  # "seven" is said many times
    for said in journal.statistics.answers(
        _of_practices(period, asked), steps={name for _, name in asked}
    ):
        key = said.practice, said.step
        if key not in asked:
            continue
        if (*key, said.text) not in understood:
            understood[*key, said.text] = understand(asked[key][1], said.text)
        number = understood[*key, said.text]
        if isinstance(number, int | float):
            # asked twice in one session: the last answer counts
            given.setdefault(key, {})[said.session_id] = GivenNumber(
                float(number), said.at, said.session_id, said.turn_id, None
            )
    for key, rated in given.items():
        practice, step = asked[key]
        yield Rating(
            practice.name,
            practice.title,
            _rating_name(step, practice),
            step.low,
            step.high,
            tuple(rated.values()),
        )
    yield from _ratings_in_loops(practices, memories, sessions)


def _of_practices(period: Period, asked: Iterable[tuple[str, str]]) -> Period:
    """Return the same period, of the practices that ask for a number."""
    names = {practice for practice, _ in asked}
    if period.practices is not None:
        names &= set(period.practices)
    return replace(period, practices=sorted(names))


def _ratings_in_loops(
    practices: Sequence[Practice], memories: Sequence[Memory], sessions: dict[str, SessionDuration]
) -> Iterator[Rating]:
    """Yield ratings of the items of a loop, such as values, by their names in memory."""
    looped = {
        practice.name
        for practice in practices
        for outer in practice.steps
        for step in every_step(outer.do)
        if isinstance(step, Ask | Keep) and step.keep == RATING
    }
    of: dict[tuple[str, str], list[GivenNumber]] = {}
    titles: dict[str, str] = {}
    for memory in memories:
        name, number = memory.data.get("name"), number_of(memory)
        session = sessions.get(memory.session_id or "")
        if memory.kind != RATING or not isinstance(name, str) or number is None or session is None:
            continue
        if session.practice in looped:
            titles[session.practice] = session.title
            of.setdefault((session.practice, name), []).append(
                GivenNumber(number, memory.created_at, memory.session_id, None, memory.id)
            )
    for (practice, name), rated in of.items():
        yield Rating(practice, titles[practice], name, None, None, tuple(rated))


def _rating_name(step: Ask, practice: Practice) -> str:
    """Return what a question rates: the name the practice keeps, else the step's."""
    for keeping in practice.steps:
        if not isinstance(keeping, Ask | Keep) or keeping.keep != RATING:
            continue
        name = keeping.data.get("name", "")
        if keeping.data.get("number") == f"{{{step.name}}}" and name:
            at = keeping.data.get("at")
            return f"{name}, {at}" if at else name
    return step.name.replace("-", " ")


def _open_answers(
    answers: Sequence[GivenAnswer], practices: Sequence[Practice]
) -> Iterator[GivenAnswer]:
    """Yield answers in one's own words: to no closed question and no confirmation."""
    closed = {
        (practice.name, step.name)
        for practice in practices
        for step in every_question(practice.steps)
        if step.answer in CLOSED_ANSWERS
    }
    for said in answers:
        if "/" not in said.step and (said.practice, said.step) not in closed:
            yield said
