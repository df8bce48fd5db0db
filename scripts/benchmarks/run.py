"""One run of the benchmarks: it measures the figures that were asked for."""

import argparse
import multiprocessing
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from benchmarks import machine, people, report, standby
from benchmarks.bench import Bench, NotMeasuredError
from benchmarks.devices import NoDevicesError, SoundDevices
from benchmarks.figure import Figure, Result
from benchmarks.figures import FIGURES
from voice_coach.stt.models import shipped_model


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and report. The exit status is 1 where a measurement broke, whatever the figures."""
    options = _parser().parse_args(arguments)
    if options.speech:
        return _measure_people(options)
    chosen = [figure for figure in FIGURES if _is_chosen(figure, options.only)]
    progress = Console(stderr=True)
    described, started = machine.describe(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="voice-coach-bench-") as name:
        bench = _open(options.quick, Path(name))
        try:
            results = [_measure(figure, bench, progress) for figure in chosen]
        finally:
            if bench.devices is not None:
                bench.devices.close()
    seconds = time.monotonic() - started
    as_json = report.as_json(described, results, quick=options.quick, seconds=seconds)
    if options.json == "-":
        print(as_json)
    elif options.json is not None:
        Path(options.json).write_text(as_json + "\n")
    table = progress if options.json == "-" else Console()
    report.print_table(table, described, results, seconds=seconds)
    return int(any(result.broken for result in results))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Measure how fast, exact and small Voice Coach is. See docs/benchmarks.md.",
        epilog="Figures: " + ", ".join(figure.name for figure in FIGURES),
    )
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, two minutes")
    parser.add_argument("--json", metavar="FILE", help="write JSON to a file, or - for stdout")
    parser.add_argument(
        "--speech",
        metavar="DIR",
        type=Path,
        nargs="+",
        default=(),
        help="measure instead how the model hears the people in these folders of recordings",
    )
    parser.add_argument(
        "--model",
        metavar="DIR",
        type=Path,
        default=shipped_model().path,
        help="with --speech: the folder of the model (default: the one that ships)",
    )
    parser.add_argument(
        "--accents",
        metavar="LIST",
        nargs="+",
        default=(),
        help="with --speech: lists in which speakers are accents, to be told apart",
    )
    parser.add_argument(
        "--only",
        metavar="NAME",
        nargs="+",
        default=(),
        type=_known,
        help="only these figures or groups of figures, such as ear or stop.room",
    )
    return parser


def _measure_people(options: argparse.Namespace) -> int:
    """Print how the model hears people: every recording, or quickly every tenth."""
    every, jobs = 10 if options.quick else 1, multiprocessing.cpu_count()
    found = people.measure(options.speech, options.model, options.accents, every=every, jobs=jobs)
    print(found.table())
    print(standby.among_people(options.speech, options.model, every=every))
    return 0


def _known(name: str) -> str:
    if not any(_is_chosen(figure, [name]) for figure in FIGURES):
        known = ", ".join(figure.name for figure in FIGURES)
        raise argparse.ArgumentTypeError(f"there is no figure {name}; there are: {known}")
    return name


def _is_chosen(figure: Figure, names: Sequence[str]) -> bool:
    if not names:
        return not figure.on_request
    return figure.name in names or figure.name.partition(".")[0] in names


def _open(quick: bool, folder: Path) -> Bench:  # noqa: FBT001 - one of two parts
    try:
        return Bench(quick, folder, SoundDevices(folder))
    except NoDevicesError as error:
        return Bench(quick, folder, None, str(error))


def _measure(figure: Figure, bench: Bench, progress: Console) -> Result:
    """Measure a figure; one that breaks is reported as such and breaks no other."""
    progress.print(figure.name, end=" ", style="dim", markup=False)
    started = time.monotonic()
    try:
        return Result(figure, figure.measure(bench))
    except NotMeasuredError as error:
        return Result(figure, None, str(error))
    except Exception as error:  # noqa: BLE001 - the others are still worth having
        progress.print(traceback.format_exc(limit=-3), markup=False, highlight=False)
        return Result(figure, None, f"{type(error).__name__}: {error}", broken=True)
    finally:
        progress.print(f"{time.monotonic() - started:.1f} s", style="dim")
