"""One endurance run: so many kills, so many hours, and their report."""

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from endurance.hours import HOUR, HoursResult, Sample, run_hours
from endurance.kills import Kill, kill_sessions
from voice_coach import allocator

KILLS = 100
HOURS = 8.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; return 1 if something was lost or grew, 130 if interrupted."""
    options = _parser().parse_args(arguments)
    progress = Console(stderr=True)
    allocator.give_back_freed_memory()  # as the program does, whose hours these are
    with tempfile.TemporaryDirectory(prefix="voice-coach-soak-") as folder:
        try:
            kills = _kills(options.kills, options.seed, Path(folder) / "kills", progress)
            lived = _hours(options.hours, options.seed, Path(folder) / "hours", progress)
        except KeyboardInterrupt:
            progress.print("broken off")
            return 130
    report = as_json(options.seed, kills, lived)
    if options.json == "-":
        print(json.dumps(report, indent=2))
    elif options.json is not None:
        Path(options.json).write_text(json.dumps(report, indent=2) + "\n")
    _tell(report, Console(stderr=options.json == "-"))
    return int(not report["ok"])


def as_json(seed: int, kills: Sequence[Kill], lived: HoursResult | None) -> dict[str, Any]:
    """Return the report of a run, for programs."""
    hours = None
    if lived is not None:
        hours = {
            "simulated": lived.samples[-1].seconds / HOUR if lived.samples else 0.0,
            "sessions": lived.samples[-1].sessions if lived.samples else 0,
            "megabytes_an_hour": lived.megabytes_an_hour,
            "problems": lived.problems,
            "samples": [asdict(sample) for sample in lived.samples],
        }
    return {
        "ok": not any(kill.problems for kill in kills) and not (lived and lived.problems),
        "seed": seed,
        "kills": [asdict(kill) for kill in kills],
        "hours": hours,
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/soak",
        description="Kill sessions at random moments, and lead them for hours. See docs/soak.md.",
    )
    parser.add_argument(
        "--kills", type=_count, default=KILLS, help="how many sessions to kill (default: 100)"
    )
    parser.add_argument(
        "--hours", type=_hours_of, default=HOURS, help="simulated hours of sessions (default: 8)"
    )
    parser.add_argument("--seed", type=int, default=1, help="for other moments and practices")
    parser.add_argument("--json", metavar="FILE", help="write JSON to a file, or - for stdout")
    return parser


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is not a number of sessions")
    return int(text)


def _hours_of(text: str) -> float:
    try:
        hours = float(text)
    except ValueError:
        hours = -1.0
    if not 0 <= hours < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not a number of hours")
    return hours


def _kills(kills: int, seed: int, folder: Path, progress: Console) -> list[Kill]:
    done = []
    for number, kill in enumerate(kill_sessions(kills, seed, folder), start=1):
        where = f"after {kill.lines} lines ({kill.last})" if kill.lines else "while starting"
        went_on = f", went on at {kill.resumed}" if kill.resumed else ""
        how = "spoken" if kill.spoken else "typed"
        line = f"kill {number} of {kills}: {kill.practice}, {how}, {where}{went_on}"
        progress.print(line, style="dim", markup=False, highlight=False)
        for problem in kill.problems:
            progress.print(f"  {problem}", style="red", markup=False, highlight=False)
        done.append(kill)
    return done


def _hours(hours: float, seed: int, folder: Path, progress: Console) -> HoursResult | None:
    if not hours:
        return None

    def told(sample: Sample) -> None:
        line = (
            f"hour {sample.seconds / HOUR:.2f} of {hours:g}: {sample.megabytes:.1f} MB, "
            f"{sample.threads} threads, {sample.descriptors} descriptors, "
            f"{sample.sessions} sessions"
        )
        progress.print(line, style="dim", markup=False, highlight=False)

    return run_hours(hours, seed, folder, told)


def _tell(report: dict[str, Any], table: Console) -> None:
    kills, hours = report["kills"], report["hours"]
    if kills:
        failed = sum(bool(kill["problems"]) for kill in kills)
        resumed = sum(bool(kill["resumed"]) for kill in kills)
        unsaved = sum(kill["unsaved"] for kill in kills)
        table.print(
            f"{len(kills)} kills: {failed} with something lost; {resumed} sessions went on where "
            f"they were; in {unsaved} a phrase was on its way to the journal.",
            highlight=False,
        )
    if hours is not None:
        table.print(
            f"{hours['simulated']:.1f} hours, {hours['sessions']} sessions: "
            f"{hours['megabytes_an_hour']:+.2f} MB an hour. "
            + ("; ".join(hours["problems"]) or "Nothing grew."),
            highlight=False,
        )
