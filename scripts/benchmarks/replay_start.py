"""The time to the first word of a replay, in a journal of 10,000 sessions.

A session is asked for in each way there is: the latest, by day, by practice and by what was said.
Where several are meant, the first word is the one of the question which.
"""

import random
from datetime import UTC, datetime

from benchmarks import search_latency, session
from benchmarks.bench import Bench
from benchmarks.figure import Details, Measured, prefixed, spread
from benchmarks.practice import asked
from benchmarks.program import Program
from voice_coach.journal.journal import Journal

SESSIONS = 10_000
TURNS = 10
"""Of each session: 100,000 in all, as in `search.p95`."""

WAYS = {
    "latest": ("last",),
    "day": ("2023-05",),
    "practice": ("small-promises",),
    "words": ("about", "the", "breath"),
}


def first_word_time(bench: Bench) -> Measured:
    """Measure the median time to the first word in ms, of the way that takes the longest."""
    home = bench.folder / "replaying"
    with Journal.open(home / "journal.db", clock=lambda: datetime.now(UTC)) as journal:
        search_latency.fill(journal, random.Random(2026), SESSIONS, TURNS)  # noqa: S311 - the same each run
    recording = session.write_answers(bench.folder / "replaying.wav", asked(1))
    options = ("--home", str(home), "--speaker", "none", "--microphone", str(recording))
    details: Details = {"sessions": SESSIONS, "turns": SESSIONS * TURNS}
    medians = []
    for way, words in WAYS.items():
        times = []
        for _ in range(bench.times(5, 2)):
            with Program(bench, "voice_coach", "replay", *words, *options, "--events", "-") as told:
                word = told.until("coach.speaking")["arrival"]
                times.append(1000 * (float(word) - told.started))
        found = spread(times)
        medians.append(float(found["p50"]))
        details |= prefixed(way, found)
    return Measured(max(medians), details=details)
