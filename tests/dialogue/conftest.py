"""A practice with one step of every sort, and the way to every place a session can be at in it."""

from collections.abc import Callable

import pytest

from voice_coach.protocol.events import Begin, Failed, Heard
from voice_coach.testing import Rehearsal, practice_of, step

PRACTICE = practice_of(
    step(name="arrive", say="Sit down. Close your eyes. Let go."),
    step(name="settle", breathe="box", cycles=4),
    step(name="rest", silence=20),
    step(name="promise", ask="Take your time. What will you do?", confirm=True, keep="promise"),
    step(name="before", ask="How strong is it?", answer="number", again="A number, please."),
    step(name="echo", say="You will {promise}."),
)


def begun() -> Rehearsal:
    rehearsal = Rehearsal(PRACTICE)
    rehearsal.handle(Begin())
    return rehearsal


def listening() -> Rehearsal:
    return begun().spoke().spoke().spoke().spoke().spoke()


def answering() -> Rehearsal:
    rehearsal = listening()
    rehearsal.hear("i will walk")
    return rehearsal


def nudging() -> Rehearsal:
    rehearsal = listening()
    rehearsal.silence(12)
    return rehearsal


def in_trouble() -> Rehearsal:
    rehearsal = answering()
    rehearsal.handle(Failed("microphone", "audio.failed", "It was unplugged."))
    return rehearsal


def half_heard() -> Rehearsal:
    rehearsal = listening()
    rehearsal.handle(Heard(rehearsal.turn, "i will", final=False, ended=1.0))
    return rehearsal


PLACES: dict[str, Callable[[], Rehearsal]] = {
    "greeting": begun,
    "saying": lambda: begun().spoke(),
    "breathing": lambda: begun().spoke().spoke(),
    "resting": lambda: begun().spoke().spoke().spoke(),
    "asking": lambda: begun().spoke().spoke().spoke().spoke(),
    "listening": listening,
    "half heard": half_heard,
    "answering": answering,
    "nudging": nudging,
    "listening longer": lambda: nudging().spoke(),
    "asking whether it is right": lambda: listening().say("i will walk"),
    "hearing whether it is right": lambda: listening().say("i will walk").spoke(),
    "pausing": lambda: begun().spoke().command("pause"),
    "paused in a prompt": lambda: begun().spoke().command("pause").spoke(),
    "paused in a breath": lambda: begun().spoke().spoke().command("pause").spoke(),
    "paused in a silence": lambda: begun().spoke().spoke().spoke().command("pause").spoke(),
    "paused in an answer": lambda: answering().command("pause").spoke(),
    "helping in a prompt": lambda: begun().spoke().command("help"),
    "helping in a breath": lambda: begun().spoke().spoke().command("help"),
    "helping in an answer": lambda: answering().command("help"),
    "helping in a pause": lambda: begun().spoke().command("pause").command("help"),
    "going on with an answer": lambda: answering().command("pause").command("resume"),
    "in trouble": in_trouble,
    "waiting in trouble": lambda: in_trouble().spoke(),
}
"""Every place, by name: how a new session gets there."""

ACTIVE = sorted(PLACES)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes `place` is run at every place of a session that is going on."""
    if "place" in metafunc.fixturenames:
        metafunc.parametrize("place", ACTIVE)


@pytest.fixture
def at() -> Callable[[str], Rehearsal]:
    """A session that has come to the place of that name."""
    return lambda place: PLACES[place]()
