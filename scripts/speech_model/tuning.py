"""Tuning of the cost of an unknown word: how `graph.UNKNOWN_COST` was chosen.

Commands, and phrases that are none, are heard with a grammar of all commands at each of several
costs. The phrases are those of `data/held_out/development_others.txt`: words that differ in one
sound from a command of one word, found with the dictionary, phrases that share most words with a
command, and others. None is in the evaluation, and no speaker here says commands there.

The choice is the cost with the fewest mistakes, commands missed and other phrases taken for one, of
all speakers together. Of several it is the lowest: lower costs take less other speech for commands.
"""

import json
import multiprocessing
import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from speech_model import acoustic_model, graph, texts
from speech_model.build import Size, WordsSource, words_source
from speech_model.errors import check_model
from speech_model.evaluation import US, Speaker, some_of, transcribe
from voice_coach.nlu.commands import match

COSTS = (1.2, 1.6, 2.0, 2.5)
"""Costs that are tried."""

SPEAKERS = (
    Speaker("espeak-ng en-us+m3, 165 wpm", "clean", "espeak", f"{US}+m3", 165),
    Speaker("espeak-ng en-us+f2, 190 wpm", "clean", "espeak", f"{US}+f2", 190),
    *(Speaker(f"flite {voice}", "clean", "flite", voice) for voice in ("rms", "awb", "kal16")),
    Speaker("espeak-ng en-us+m3, 165 wpm, white noise 10 dB below", "noise", "espeak", f"{US}+m3",
            165, snr=10),
    Speaker("espeak-ng en-us+f2, 150 wpm, white noise 10 dB below", "noise", "espeak", f"{US}+f2",
            snr=10),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measured:
    """Results of one speaker's commands and other phrases, at one cost.

    Attributes:
        missed: The commands that were not heard as such.
        false: The other phrases that were.
    """

    cost: float
    speaker: str
    commands: int
    missed: list[str]
    others: int
    false: list[str]


@dataclass(frozen=True, slots=True)
class Tuning:
    """All measurements."""

    measured: list[Measured]

    @property
    def chosen(self) -> float:
        """The lowest of the costs with the fewest mistakes."""
        mistakes: defaultdict[float, int] = defaultdict(int)
        for one in self.measured:
            mistakes[one.cost] += len(one.missed) + len(one.false)
        return min(mistakes, key=lambda cost: (mistakes[cost], cost))

    def table(self) -> str:
        """Return the report as Markdown."""
        rows = ["| cost | speaker | commands missed | other phrases taken for one |"]
        rows.append("| --- | --- | --- | --- |")
        rows += [
            f"| {one.cost} | {one.speaker} | {some_of(one.missed, one.commands)} "
            f"| {some_of(one.false, one.others)} |"
            for one in self.measured
        ]
        rows += ["", f"Chosen: {self.chosen}. Built with: {graph.UNKNOWN_COST}."]
        return "\n".join(rows)

    def json(self) -> str:
        """Return the report for scripts."""
        found = {"chosen": self.chosen, "measured": [asdict(one) for one in self.measured]}
        return json.dumps(found, indent=1)


def tune(size: Size, *, folder: Path, model: Path, practices: Path, jobs: int) -> Tuning:
    """Measure every cost with the network of a finished model; the arguments are `build`'s.

    Raises:
        BuildError: There is no model; a source or a tool is missing.
    """
    check_model(model)
    os.environ["OMP_NUM_THREADS"] = "1"
    (folder / size.name).mkdir(parents=True, exist_ok=True)
    source = words_source(size, folder=folder, practices=practices, jobs=jobs)
    with tempfile.TemporaryDirectory() as temporary:
        folders = {cost: _with_cost(source, model, Path(temporary), cost) for cost in COSTS}
        with multiprocessing.get_context("spawn").Pool(jobs) as pool:
            found = pool.map(partial(_measure, folders), SPEAKERS, chunksize=1)
    measured = [one for by_cost in found for one in by_cost]
    return Tuning(sorted(measured, key=lambda one: one.cost))


def _with_cost(source: WordsSource, model: Path, folder: Path, cost: float) -> Path:
    """Return the model with another cost of unknown words, in a folder of its own."""
    other = folder / str(cost)
    for part in ("am", "conf"):
        shutil.copytree(model / part, other / part)
    graph.write(
        source.pronunciations,
        source.estimated,
        other / "graph",
        cost,
        acoustic_model.lefts(model),
    )
    return other


def _measure(folders: Mapping[float, Path], speaker: Speaker) -> list[Measured]:
    """One speaker at every cost; everything is said once and heard several times."""
    said, others = texts.commands(), texts.held_out("development_others")
    missed: dict[float, list[str]] = {cost: [] for cost in folders}
    false: dict[float, list[str]] = {cost: [] for cost in folders}
    for line in (*said, *others):
        sound = speaker.say(line)
        for cost, folder in folders.items():
            heard = match(transcribe(folder, sound, said))
            if heard != match(line):
                (false if match(line) is None else missed)[cost].append(line)
    return [
        Measured(cost, speaker.name, len(said), missed[cost], len(others), false[cost])
        for cost in folders
    ]
