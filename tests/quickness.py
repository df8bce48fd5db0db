"""Which tests are quick: those that start no program and load no engine.

The others are marked `program` or `engine`, by the fixtures they take or by themselves, and
`scripts/test --fast` leaves them out. A test that starts one without such a mark fails.
"""

import sys
from pathlib import Path

import pytest

from voice_coach.stt import vosk_engine

ENGINES = {"spoken"}
"""The fixtures with a synthesizer or a recogniser in them."""

PROGRAMS = {"run_program", "at_terminal", "program", "watch"}
"""The fixtures that start a program."""

WAITS = {"at_terminal"}
"""The fixtures whose programs run in real time and mostly wait."""

MARKS = ("engine", "program", "sound", "builder")

STARTS = {"subprocess.Popen", "os.posix_spawn", "os.fork", "os.forkpty", "os.exec", "os.system"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test whose fixtures start a program or an engine."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if fixtures & ENGINES:
            item.add_marker("engine")
        if fixtures & PROGRAMS:
            item.add_marker("program")
        if fixtures & WAITS:
            item.add_marker("waits")


class Slow:
    """Whether a test may start programs and engines, and what it started though it may not."""

    allowed = True

    def __init__(self) -> None:
        self.started: list[str] = []

    def hook(self, event: str, arguments: tuple[object, ...]) -> None:
        """An audit hook; cannot be taken away again."""
        if not self.allowed and event in STARTS:
            self.refuse(f"{event} {arguments[0] if arguments else ''}")

    def load(self, folder: Path) -> object:
        """Loads a model for an ear, where the test may."""
        if not self.allowed:
            self.refuse(f"a speech model in {folder}")
        return LOAD(folder)

    def refuse(self, what: str) -> None:
        told = f"{what}: only a test marked `engine` or `program` may start that"
        self.started.append(told)
        raise RuntimeError(told)


LOAD = vosk_engine._load
SLOW = Slow()
sys.addaudithook(SLOW.hook)
vosk_engine._load = SLOW.load


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let the test start what its marks say."""
    SLOW.allowed = any(item.get_closest_marker(name) for name in MARKS)
    SLOW.started = []


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """A test fails that started something all the same, whatever became of it."""
    SLOW.allowed = True
    assert SLOW.started == []
