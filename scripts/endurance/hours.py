"""Hours of sessions in one process, in the simulator, and the growth of memory and counts.

Voice, recognizer and journal are the real ones; only the time is simulated, and goes as fast as the
machine decodes. Practices and breathing follow one another in one runtime, which is closed and
opened again each hour, as programs are. What is counted is counted between two sessions, after the
garbage was collected and what was freed given back: up to ten megabytes that the C library keeps
for a while, and gives back by itself later, are no growth.
"""

import ctypes
import gc
import itertools
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil  # type: ignore[import-untyped] # it publishes no type information
from benchmarks.memory import MEGABYTE

from voice_coach.app.builtin import breathing
from voice_coach.app.factory import open_demo
from voice_coach.app.runtime import Runtime
from voice_coach.app.simulated_user import SimulatedUser
from voice_coach.journal.journal import Journal
from voice_coach.practice.library import Library
from voice_coach.practice.recall import needs_of
from voice_coach.practice.schema import Practice
from voice_coach.protocol.events import SessionConfig
from voice_coach.settings import Home, Settings

HOUR = 3600.0
SAMPLE_SECONDS = 600.0

MAX_MEGABYTES_AN_HOUR = 1.0
"""A session of an hour takes 80 MB; one that goes on all day may not take a tenth more."""

WARM = 0.25
"""The part of the time in which caches fill; what is taken then is not growth."""


@dataclass(frozen=True)
class Sample:
    """A sample of the process after so many simulated seconds: memory in MB, and counts."""

    seconds: float
    megabytes: float
    threads: int
    descriptors: int
    children: int
    objects: int
    sessions: int


@dataclass(frozen=True)
class HoursResult:
    """The result of the hours; `problems` is empty where nothing grew."""

    samples: tuple[Sample, ...]
    megabytes_an_hour: float
    problems: tuple[str, ...]


def run_hours(
    hours: float,
    seed: int,
    folder: Path,
    told: Callable[[Sample], None] = lambda _: None,
    *,
    every: float = SAMPLE_SECONDS,
    max_seconds: float = HOUR,
) -> HoursResult:
    """Run sessions for so many simulated hours.

    Args:
        hours: How long.
        seed: Which practices, in which order.
        folder: The home folder.
        told: Takes every sample.
        every: Simulated seconds between two samples.
        max_seconds: Simulated seconds after which the runtime is closed and another is opened.

    Raises:
        KeyboardInterrupt: A signal ended a session, and with it the hours.
    """
    samples: list[Sample] = []
    practices = _practices(seed)
    seconds, sessions = 0.0, 0
    with Journal.open(folder / "journal.db", clock=lambda: datetime.now(UTC)) as journal:
        while seconds < hours * HOUR:
            runtime = open_demo(Settings(), Home(folder), next(practices), real_time=False)
            runtime.stream.observers.clear()
            with runtime:
                while runtime.simulator.seconds < max_seconds and seconds < hours * HOUR:
                    before = runtime.simulator.seconds
                    _run_session(runtime, journal, next(practices), sessions)
                    seconds += runtime.simulator.seconds - before
                    sessions += 1
                    if seconds >= every * (len(samples) + 1):
                        samples.append(_sample(seconds, sessions))
                        told(samples[-1])
    return _judged(tuple(samples))


def _practices(seed: int) -> Iterator[Practice]:
    """Yield the library's practices in a random order, and breathing as each third."""
    chance = random.Random(seed)  # noqa: S311 - the same order for the same seed
    library = Library(Path("no-home")).all()[0]
    breaths = itertools.cycle(("coherent", "box", "natural"))
    for number in itertools.count(1):
        yield breathing(next(breaths), 10) if number % 3 == 0 else chance.choice(library)


def _run_session(runtime: Runtime, journal: Journal, practice: Practice, number: int) -> None:
    """Run one session with a simulated user."""
    simulated_user = SimulatedUser(
        practice, runtime.voice, runtime.simulator.user_player, number=number % 3
    )
    memories = tuple(
        memory for kind, status in needs_of(practice) for memory in journal.memories(kind, status)
    )
    runtime.stream.observers.append(simulated_user.observe)
    try:
        session_id = journal.begin(practice.name, practice.title, "soak")
        _, coach = runtime.run(
            practice, journal, session_id, SessionConfig(runtime.clock(), memories)
        )
    finally:
        runtime.stream.observers.remove(simulated_user.observe)
    if coach.outcome == "interrupted":
        raise KeyboardInterrupt


def _sample(seconds: float, sessions: int) -> Sample:
    gc.collect()
    with suppress(OSError, AttributeError):  # another C library than glibc
        ctypes.CDLL(None).malloc_trim(0)
    process = psutil.Process()
    return Sample(
        seconds,
        process.memory_info().rss / MEGABYTE,
        threading.active_count(),
        process.num_fds(),
        len(process.children(recursive=True)),
        len(gc.get_objects()),
        sessions,
    )


def _judged(samples: tuple[Sample, ...]) -> HoursResult:
    """Return the result: what grew, once everything was warm."""
    warm = samples[int(len(samples) * WARM) :]
    slope = _slope([sample.seconds / HOUR for sample in warm], [each.megabytes for each in warm])
    problems = []
    if slope > MAX_MEGABYTES_AN_HOUR:
        problems.append(f"memory grows by {slope:.2f} MB an hour")
    for name in ("threads", "descriptors", "children"):
        counts = [getattr(sample, name) for sample in warm]
        if len(counts) > 1 and counts[-1] > min(counts) and counts == sorted(counts):
            problems.append(f"{name} grow: {', '.join(map(str, counts))}")
    return HoursResult(samples, slope, tuple(problems))


def _slope(places: list[float], values: list[float]) -> float:
    """Return the slope of the straight line that comes nearest to the values."""
    if len(places) < 2:
        return 0.0
    middle, mean = sum(places) / len(places), sum(values) / len(values)
    across = sum((place - middle) ** 2 for place in places)
    pairs = zip(places, values, strict=True)
    return sum((place - middle) * (value - mean) for place, value in pairs) / across
