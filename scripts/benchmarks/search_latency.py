"""The time of a search in a journal of 100,000 turns, beside a plain scan with LIKE.

Its turns are made of the library's own words, each as often as it stands there, so it has
common and rare words as speech has. The questions are taken out of them: words as often as they
were said, so common ones often, two words of one turn, phrases, and each of these narrowed down.
Every question is asked three times, ours and the scan's, and the least time counts: whatever else
runs on the machine can only add.
"""

import random
import re
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.bench import Bench
from benchmarks.figure import Details, Measured, prefixed, spread
from voice_coach.journal.journal import Journal
from voice_coach.journal.models import SessionRecord, SessionRow, TurnRow
from voice_coach.practice.library import Library
from voice_coach.practice.schema import every_step

SESSIONS = 2500
TURNS = 40
"""Of each session; the coach and the person take them by turns."""

LONGEST = 40
"""Words of an answer; the shortest has 3."""

BEGINS = datetime(2021, 1, 1, 20, tzinfo=UTC)
PRACTICES = ("small-promises", "evening", "choose-again", "journal")
ASKED = 3
LIMIT = 20  # as `voice-coach search` has it

_LIKE = """
    SELECT turns.id, text FROM turns JOIN sessions ON sessions.id = turns.session_id
    WHERE NOT undone AND {} ORDER BY turns.id DESC LIMIT 20
"""


@dataclass(frozen=True)
class Question:
    """A question: words or one phrase, in all sessions or some."""

    words: tuple[str, ...]
    phrase: bool
    narrowed: dict[str, Any]


def search_time(bench: Bench) -> Measured:
    """Measure the 95th percentile of `Journal.search` over many questions, in ms."""
    chance = random.Random(2026)  # noqa: S311 - the same journal in every run
    path = bench.folder / "finding" / "journal.db"
    with Journal.open(path, clock=lambda: BEGINS) as journal:
        said = fill(journal, chance)
        questions = [_question(chance, said) for _ in range(bench.times(200, 30))]
        journal.search("warm")
        ours = _times(lambda question: _ask(journal, question), questions)
        (common,) = _times(lambda question: _ask(journal, question), [_of_most_common(said)])
    with closing(sqlite3.connect(path)) as connection:
        scans = _times(lambda question: _scan(connection, question), questions)
    details: Details = {
        "turns": SESSIONS * TURNS,
        "megabytes": path.stat().st_size / 1_000_000,
        "most_common_word": min(common),
        **spread([min(times) for times in ours]),
        **prefixed("first", spread([times[0] for times in ours])),
        **prefixed("usual", spread([min(times) for times in scans])),
    }
    path.unlink()
    return Measured(float(details["p95"]), float(details["usual_p95"]), details)


def fill(
    journal: Journal, chance: random.Random, sessions: int = SESSIONS, turns: int = TURNS
) -> list[str]:
    """Fill the journal, and return the text of every turn."""
    prompts = [
        text
        for practice in Library(Path("no-home")).all()[0]
        for step in every_step(practice.steps)
        for key, text in step.prompts().items()
        if key[0] != "again"
    ]
    vocabulary = re.findall(r"[a-z']+", " ".join(prompts).lower())
    said: list[str] = []

    def text(number: int) -> str:
        length = chance.randint(3, LONGEST)
        spoken = (
            " ".join(chance.choices(vocabulary, k=length)) if number % 2 else chance.choice(prompts)
        )
        said.append(spoken)
        return spoken

    apart = timedelta(hours=20 * SESSIONS / sessions)
    journal.receive(
        [_session(number, text, chance, turns, apart * number) for number in range(sessions)]
    )
    return said


def _session(
    number: int,
    text: Callable[[int], str],
    chance: random.Random,
    count: int,
    after: timedelta,
) -> SessionRecord:
    started = BEGINS + after
    session_id = f"{started:%Y%m%d-%H%M%S}000-aaaa"
    row = SessionRow(
        session_id,
        chance.choice(PRACTICES),
        "Title",
        started,
        started,
        "completed",
        "0",
        count,
        count,
    )
    turns = tuple(
        TurnRow(
            id=number * count + place + 1,
            session_id=session_id,
            seq=place + 1,
            speaker="you" if place % 2 else "coach",
            step="step",
            text=text(place),
            started_at=started + timedelta(seconds=10 * place),
            ended_at=None,
            confidence=None,
            words=(),
            undone=False,
        )
        for place in range(count)
    )
    return SessionRecord(row, turns, ())


def _question(chance: random.Random, said: Sequence[str]) -> Question:
    """Return a question that finds something, unless it is narrowed down."""
    words = re.findall(r"[a-z']+", chance.choice(said).lower()) or ["walk"]
    first = chance.randrange(len(words))
    phrase = chance.random() < 0.25
    if phrase:
        words = words[first : first + chance.randint(2, 3)]
    else:
        words = chance.sample(words, min(len(words), chance.choice((1, 1, 2))))
    since = BEGINS + timedelta(hours=20 * chance.randrange(SESSIONS))
    narrowed: dict[str, Any] = chance.choice(
        (
            {},
            {},
            {},
            {"speaker": "you"},
            {"practice": chance.choice(PRACTICES)},
            {"since": since, "until": since + timedelta(days=365)},
        )
    )
    return Question(tuple(words), phrase, narrowed)


def _of_most_common(said: Sequence[str]) -> Question:
    words = re.findall(r"[a-z']+", " ".join(said[:5000]).lower())
    return Question((max(set(words), key=words.count),), phrase=False, narrowed={})


def _ask(journal: Journal, question: Question) -> None:
    words = " ".join(question.words)
    journal.search(f'"{words}"' if question.phrase else words, LIMIT, **question.narrowed)


def _scan(connection: sqlite3.Connection, question: Question) -> None:
    conditions, values = zip(*_conditions(question), strict=True)
    connection.execute(_LIKE.format(" AND ".join(conditions)), values).fetchall()


def _conditions(question: Question) -> Iterator[tuple[str, str]]:
    """Yield the conditions of the scan in SQL, each with its value."""
    for text in (" ".join(question.words),) if question.phrase else question.words:
        yield "text LIKE ?", f"%{text}%"
    columns = {
        "speaker": "speaker = ?",
        "practice": "practice = ?",
        "since": "turns.started_at >= ?",
        "until": "turns.started_at < ?",
    }
    for name, value in question.narrowed.items():
        yield columns[name], value.isoformat() if isinstance(value, datetime) else value


def _times(ask: Callable[[Question], None], questions: Sequence[Question]) -> list[list[float]]:
    """Return how long each question took, each time it was asked, in ms."""
    times: list[list[float]] = [[] for _ in questions]
    for _ in range(ASKED):
        for question, taken in zip(questions, times, strict=True):
            started = time.perf_counter()
            ask(question)
            taken.append(1000 * (time.perf_counter() - started))
    return times
