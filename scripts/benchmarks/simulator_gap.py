"""The turn gap in the simulator: from the end of the patience to the coach's first sample.

Sessions of the library in which the simulated user says the examples. Everything is counted in its
samples. The end of the answer is where the recogniser has the end of its last word, because that
is all the session can know; beside it the gap from the last loud sample is told, in which the
recogniser's own error, of either sign, is contained.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from benchmarks.bench import Bench
from benchmarks.figure import Measured, percentile_95, prefixed, spread
from benchmarks.levels import first_loud, last_loud
from voice_coach.app.event_stream import EventRecord
from voice_coach.app.factory import open_demo
from voice_coach.app.runtime import Runtime
from voice_coach.audio.player import Player
from voice_coach.dialogue.endpointing import PATIENCE
from voice_coach.journal.journal import Journal
from voice_coach.practice.library import Library
from voice_coach.practice.schema import Practice
from voice_coach.practice.steps import every_question, patience_of
from voice_coach.protocol.events import SessionConfig
from voice_coach.settings import Home

PRACTICES = ("choose-again", "emotional-check-in", "small-promises")


class Tap:
    """A tap on a player: it keeps all samples that are played."""

    def __init__(self, player: Player) -> None:
        self._blocks: list[NDArray[np.int16]] = []
        self._pull = player.pull
        player.pull = self._tapped  # type: ignore[method-assign] # to hear what it plays

    @property
    def samples(self) -> NDArray[np.int16]:
        """Return all samples, int16 mono, from the simulator's first one on."""
        return np.concatenate([np.zeros(0, np.int16), *self._blocks])

    def _tapped(self, frames: int) -> NDArray[np.int16]:
        block = self._pull(frames)
        self._blocks.append(block)
        return block


@dataclass
class Turn:
    """An answer: its patience and, in seconds of the simulator, when its events came.

    `computing` is how long, by the wall clock, it took from the decision to the prompt.
    """

    patience: float
    opened: float
    decided: float = 0.0
    last_word: float = 0.0
    answered: bool = False
    computing: float = 0.0


class Watcher:
    """Collects the turns of one session: observes its event stream."""

    def __init__(self, practice: Practice, runtime: Runtime) -> None:
        self.turns: list[Turn] = []
        self._runtime = runtime
        self._patience = {
            step.name: PATIENCE[patience_of(step)] for step in every_question(practice.steps)
        }

    def observe(self, event_record: EventRecord) -> None:
        """Take one line of the event stream."""
        match event_record["event"]:
            case "listening" if event_record["expects"] != "command":
                brief = (
                    event_record["expects"] == "yes-no"
                )  # a confirmation, whatever the step says
                step = str(event_record["step"])
                patience = PATIENCE["brief"] if brief else self._patience[step]
                self.turns.append(Turn(patience, self._runtime.simulator.seconds))
            case "heard":
                turn = self.turns[-1]
                turn.decided = self._runtime.simulator.seconds
                turn.last_word = turn.opened + float(str(event_record["ended"]))
                turn.computing = time.perf_counter()
            case "coach.speaking" if self.turns and not self.turns[-1].answered:
                turn = self.turns[-1]
                if turn.decided:
                    turn.answered = True
                    turn.computing = time.perf_counter() - turn.computing


@dataclass(frozen=True)
class Gap:
    """The gap after one answer; all in ms.

    Attributes:
        by_words: From the end of the last word, as the recogniser has it, and the patience.
        by_samples: From the last loud sample of the answer, and the patience.
        computing: What the machine took of the wall clock, which the simulator does not count.
    """

    by_words: float
    by_samples: float
    computing: float


def _session(bench: Bench, name: str) -> Iterator[Gap]:
    """Yield the gap after every answer of a session."""
    home = bench.folder / f"room-{name}"
    home.mkdir()
    practice = Library(Home(home).practices).load(name)
    # The end of each answer is known beforehand.
    settings = msgspec.structs.replace(bench.settings, patience_style="fixed")
    with open_demo(settings, Home(home), practice, real_time=False) as runtime:
        coach, person = Tap(runtime.speaker.player), Tap(runtime.simulator.user_player)
        watcher = Watcher(practice, runtime)
        runtime.stream.observers.append(watcher.observe)
        with Journal.open(home / "journal.db", clock=runtime.clock) as journal:
            session = journal.begin(practice.name, practice.title, "benchmark")
            runtime.run(practice, journal, session, SessionConfig(runtime.clock()))
    rate = runtime.simulator.rate
    for turn in watcher.turns:
        decided = round(turn.decided * rate)
        ends = last_loud(person.samples, decided)
        begins = first_loud(coach.samples, decided)
        if turn.answered and ends is not None and begins is not None:
            yield Gap(
                1000 * (begins / rate - turn.last_word - turn.patience),
                1000 * ((begins - ends) / rate - turn.patience),
                1000 * turn.computing,
            )


def simulator_gap(bench: Bench) -> Measured:
    """Measure the 95th percentile of the gaps, in ms."""
    names = PRACTICES[: bench.times(len(PRACTICES), 1)]
    gaps = [gap for name in names for gap in _session(bench, name)]
    by_words = [gap.by_words for gap in gaps]
    details = (
        spread(by_words)
        | {"practices": ", ".join(names)}
        | prefixed("by_samples", spread([gap.by_samples for gap in gaps]))
        | prefixed("computing", spread([gap.computing for gap in gaps]))
    )
    return Measured(percentile_95(by_words), details=details)
