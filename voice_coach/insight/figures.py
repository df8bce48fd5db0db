"""Figures of the journal: what is counted, and words that come again."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from voice_coach import texts
from voice_coach.app.builtin import JOURNAL
from voice_coach.journal.journal import Journal
from voice_coach.journal.queries import Led, Period, Said
from voice_coach.nlu.numbers import numbers
from voice_coach.nlu.text import Value, keywords, plain, stem
from voice_coach.practice.question import understand
from voice_coach.practice.schema import Practice, every_step
from voice_coach.practice.steps import Ask, Keep, every_question
from voice_coach.protocol.events import Memory

MIN_SESSIONS = 2
"""A word recurs if it was said in so many sessions."""

SHORTEST = 3
"""Letters of a word, at least."""

FRAME_STEPS = 7
"""Words that are quoted before a word that recurs, and after it."""


@dataclass(frozen=True, slots=True)
class Quote:
    """One answer in which a word stands: `text` is the part around it; ids lead to all of it."""

    session_id: str
    turn_id: int
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Recurring:
    """A word and the answers in which it was said, the oldest first.

    Attributes:
        word: In the form in which it was said most often.
        sessions: In how many sessions.
        said: Every answer in which it stands, in any form.
    """

    word: str
    sessions: int
    said: tuple[Quote, ...]


def recurring(answers: Iterable[Said], most: int) -> list[Recurring]:
    """The words that stand in the most sessions, the newest among equals.

    "Walk" and "walked" are one word. Small words and numbers are none.

    Args:
        answers: What was said, the oldest first.
        most: At most so many words.
    """
    found: dict[str, list[tuple[str, Said]]] = {}
    for said in answers:
        for root, word in _words_of(said.text):
            found.setdefault(root, []).append((word, said))
    told = {root: len({said.session_id for _, said in places}) for root, places in found.items()}
    again = [root for root, sessions in told.items() if sessions >= MIN_SESSIONS]
    again.sort(key=lambda root: (told[root], found[root][-1][1].turn_id), reverse=True)
    return [_recurring(found[root], told[root]) for root in again[:most]]


def _recurring(places: list[tuple[str, Said]], sessions: int) -> Recurring:
    word = Counter(word for word, _ in places).most_common(1)[0][0]
    quotes = (
        Quote(said.session_id, said.turn_id, said.at, excerpt(said.text, {form}))
        for form, said in places
    )
    return Recurring(word, sessions, tuple(quotes))


def _words_of(text: str) -> Iterator[tuple[str, str]]:
    """The words of an answer that may recur, each root once: its root, and the word."""
    roots: dict[str, str] = {}
    for word in keywords(text):
        root = _root_of(word)
        if root:
            roots.setdefault(root, word)
    yield from roots.items()


@lru_cache(maxsize=4096)
def _root_of(word: str) -> str:
    """What the forms of a word have in common; "" of a number, and of what is too short."""
    return stem(word) if len(word) >= SHORTEST and not numbers(word) else ""


def excerpt(text: str, forms: Collection[str]) -> str:
    """The part of an answer around the first of these words, with "…" where something is left out.

    It is in the person's own words, in order; only line breaks are spaces.
    """
    words = text.split()
    place = next((at for at, word in enumerate(words) if plain(word).strip("'") in forms), 0)
    first, last = max(0, place - FRAME_STEPS), place + FRAME_STEPS + 1
    before, after = "… " if first else "", " …" if last < len(words) else ""
    return f"{before}{' '.join(words[first:last])}{after}"


PROMISE, RATING = "promise", "rating"
"""The kinds of memory that are counted."""

OUTCOMES = ("kept", "partly kept", "changed", "let go", "closed", "open")
"""The order in which promises are told; what a person called otherwise stands before the open."""

MAX_WORDS = 8
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
        words=tuple(recurring(_free(journal.said(period, sessions=newest), practices), MAX_WORDS)),
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
        if isinstance(step, Ask) and step.answer == "number"
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
    for key, rated in given.items():
        practice, step = asked[key]
        yield Rating(
            practice.name,
            practice.title,
            _name_of(step, practice),
            step.low,
            step.high,
            tuple(rated.values()),
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
        if isinstance(step, Ask | Keep) and step.keep == RATING
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
    for (practice, name), rated in of.items():
        yield Rating(practice, titles[practice], name, None, None, tuple(rated))


def _name_of(step: Ask, practice: Practice) -> str:
    """What a question rates: as the practice keeps it, else as the step is called."""
    for keeping in practice.steps:
        if not isinstance(keeping, Ask | Keep) or keeping.keep != RATING:
            continue
        name = keeping.data.get("name", "")
        if keeping.data.get("number") == f"{{{step.name}}}" and name:
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
        for step in every_question(practice.steps)
        if step.answer in CLOSED
    }
    for said in answers:
        if "/" not in said.step and (said.practice, said.step) not in closed:
            yield said
