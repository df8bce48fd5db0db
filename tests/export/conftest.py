"""A session as it may come out of a journal, with texts that mean something to every format."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from voice_coach.journal.models import SessionRecord, SessionRow, TurnRow
from voice_coach.protocol.events import Memory, Word

BEGAN = datetime(2026, 11, 22, 9, 15, 3, 123000, UTC)
VIENNA = "CET-1CEST,M3.5.0,M10.5.0/3"

NASTY = (
    "# no heading",
    "- no list",
    "12. no list",
    "> no quote",
    "*no* _emphasis_ `code` [[link]] [a](b) <b>bold</b> & ~~no~~ ==no== $x$ %%no%% #tag ^id",
    "<script>alert('no')</script>",
    "--- ... ```",
    "quotes \" and ' and \\ and : and #",
    "a --> b",
    "日本語 😀 é",
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs a test that asks for `nasty` once with each of these texts."""
    if "nasty" in metafunc.fixturenames:
        metafunc.parametrize("nasty", NASTY)


@pytest.fixture(autouse=True)
def in_vienna(monkeypatch):
    """The person's time zone, whatever the machine's is."""
    with monkeypatch.context() as inside:
        inside.setenv("TZ", VIENNA)
        time.tzset()
        yield
    time.tzset()


def make_turn(number, text, *, speaker="you", at=0.0, lasts=None, words=(), undone=False):
    config = BEGAN + timedelta(seconds=at)
    return TurnRow(
        id=number,
        session_id="20261122-091503123-k7qf",
        seq=number,
        speaker=speaker,
        step="step",
        text=text,
        started_at=config,
        ended_at=None if lasts is None else config + timedelta(seconds=lasts),
        confidence=None,
        words=tuple(words),
        undone=undone,
    )


def make_word(text, start):
    return Word(text, start, start + 0.3, 1.0)


def make_whole(*turns, title="Small promises", memories=(), ended=True):
    session = SessionRow(
        id="20261122-091503123-k7qf",
        practice="small-promises",
        title=title,
        started_at=BEGAN,
        ended_at=BEGAN + timedelta(minutes=5) if ended else None,
        outcome="completed" if ended else None,
        app_version="0.1.0",
        turns=len(turns),
        answers=0,
    )
    return SessionRecord(session, turns, tuple(memories))


def make_memory(number, text, kind="promise", session="20261122-091503123-k7qf"):
    return Memory(number, kind, text, BEGAN, {"turn": 2}, "open", session, BEGAN)


@pytest.fixture
def turn() -> Callable[..., TurnRow]:
    return make_turn


@pytest.fixture
def word() -> Callable[..., Word]:
    return make_word


@pytest.fixture
def whole() -> Callable[..., SessionRecord]:
    return make_whole


@pytest.fixture
def memory() -> Callable[..., Memory]:
    return make_memory


@pytest.fixture
def talk():
    """A question, an answer that was heard wrong, the right one, and a promise kept from it."""
    return make_whole(
        make_turn(1, "What will you do?", speaker="coach", at=0, lasts=2),
        make_turn(2, "i will wok", at=4, lasts=1, undone=True),
        make_turn(3, "i will walk\nand rest", at=10, lasts=2),
        memories=[make_memory(1, "i will walk")],
    )
