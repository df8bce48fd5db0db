"""One run: which figures there are, and the measuring of those that were asked for."""

import argparse
import tempfile
import time
import traceback
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from rich.console import Console

from benchmarks import (
    barge,
    breath,
    closed,
    commands,
    device_gap,
    ear,
    finding,
    long_answer,
    machine,
    replaying,
    report,
    room_gap,
    start,
    stop,
    turns,
    weight,
)
from benchmarks.bench import Bench, NotMeasuredError
from benchmarks.devices import NoDevicesError, SoundDevices
from benchmarks.figure import Figure, Result
from benchmarks.spoken_answers import HELD_OUT

FIGURES = (
    Figure(
        "turn-gap.room",
        "patience over to the next prompt's first sample, virtual room, p95",
        "ms",
        room_gap.room_gap,
        target=50,
    ),
    Figure(
        "turn-gap.devices",
        "the same through sound devices, p95",
        "ms",
        device_gap.device_gap,
        target=120,
    ),
    Figure(
        "turn-gap.decision",
        "answer found over to the next prompt's first sample, sound devices, p95",
        "ms",
        device_gap.decision_gap,
        usual="a recogniser's final, then pyttsx3 say and runAndWait",
    ),
    Figure(
        "stop.room",
        "command recognised to the last sample, virtual room, longest",
        "ms",
        stop.room_stop,
        target=150,
    ),
    Figure(
        "stop.devices",
        "the same through sound devices, longest",
        "ms",
        stop.device_stop,
        target=150,
        usual="pyttsx3 say, and stop from another thread",
    ),
    Figure(
        "breath.cue",
        "distance of a breathing cue from its place, 20 minutes at 48 kHz, largest",
        "samples",
        breath.cue_error,
        target=1,
        usual="a loop that sleeps from cue to cue",
    ),
    Figure(
        "breath.drift",
        "growth of that distance in a minute",
        "samples",
        breath.drift,
        target=1,
        usual="a loop that sleeps from cue to cue",
    ),
    Figure(
        "ear.cpu",
        "processor time for a second of sound",
        "ms",
        ear.processor_time,
        target=1.05,
        usual="a bare recogniser: AcceptWaveform, then Result or PartialResult",
        as_share=True,
    ),
    Figure(
        "ear.voice-activity",
        "processor time to look for a voice in a second of sound, beside the recogniser's",
        "ms",
        ear.voice_activity,
        usual="a bare recogniser: AcceptWaveform, then Result or PartialResult",
    ),
    Figure(
        "ear.real-time-factor",
        "time to hear a second of sound, from 48 kHz",
        "s",
        ear.real_time_factor,
    ),
    Figure(
        "turns.premature",
        "answers over while their speaker only paused, of a hundred",
        "%",
        turns.premature,
        target=2,
        usual="the recogniser's words alone",
    ),
    Figure(
        "turns.late",
        "answers over more than 0.5 s after their patience, of a hundred",
        "%",
        turns.late,
        target=5,
        usual="the recogniser's words alone",
    ),
    Figure(
        "turns.lost-at-start",
        "first words of answers not heard, of a hundred",
        "%",
        turns.lost_at_start,
        target=0,
        usual="the recogniser's words alone",
    ),
    Figure(
        "turns.lost-at-joins",
        "words beside a pause not heard, of a hundred",
        "%",
        turns.lost_at_joins,
        target=1,
        usual="the recogniser's words alone",
    ),
    Figure(
        "turns.words-from-nothing",
        "words heard in breath, sighs, a clock, a fan, noise and pauses",
        "words",
        turns.words_from_nothing,
        target=0,
        usual="the recogniser's words alone",
    ),
    *(
        Figure(
            f"held-out.{name}",
            "the same with sentences, voices and pauses that nothing was tuned on",
            unit,
            partial(measure, corpus=HELD_OUT),
            target=target,
            usual="the recogniser's words alone",
        )
        for name, unit, measure, target in (
            ("premature", "%", turns.premature, 2),
            ("late", "%", turns.late, 5),
            ("lost-at-start", "%", turns.lost_at_start, 0),
            ("lost-at-joins", "%", turns.lost_at_joins, 1),
            ("words-from-nothing", "words", turns.words_from_nothing, 0),
        )
    ),
    Figure(
        "turns.long-answer",
        "processor time for 20 ms in the last minute of an answer of 20 minutes, p95",
        "ms",
        long_answer.block_at_the_end,
        target=20,
        usual="the same in its first minute",
    ),
    Figure(
        "commands.missed",
        "commands not obeyed, of a hundred, in quiet",
        "%",
        commands.missed_in_quiet,
        target=3,
    ),
    Figure(
        "commands.missed-in-noise",
        "the same with white noise 10 dB below the voice",
        "%",
        commands.missed_in_noise,
        target=10,
    ),
    Figure(
        "commands.false",
        "commands in an hour of journal speech, in which there is none",
        "an hour",
        commands.false_commands,
        target=1,
    ),
    Figure(
        "answers.misunderstood",
        "closed answers not understood as meant, of a hundred, in quiet and in noise",
        "%",
        closed.misunderstood,
        usual="the same heard freely",
    ),
    Figure(
        "answers.taken",
        "other speech understood as a closed answer, of a hundred sentences",
        "%",
        closed.taken_for_answers,
        usual="the same heard freely",
    ),
    Figure(
        "barge.self",
        "commands the coach gives itself in 30 minutes, open speaker, with --echo",
        "commands",
        barge.self_transcript,
        target=0,
    ),
    Figure(
        "barge.missed-with-headphones",
        "commands said over the coach and not obeyed, of a hundred, with --headphones",
        "%",
        barge.missed_with_headphones,
        target=10,
    ),
    Figure(
        "barge.missed-through-echo",
        "the same with --echo, the echo as loud as the person",
        "%",
        barge.missed_through_echo,
        target=10,
    ),
    Figure(
        "start.help",
        "voice-coach --help, median",
        "ms",
        start.help_time,
        target=200,
    ),
    Figure(
        "start.word",
        "voice-coach practice to its first word, no devices, median",
        "ms",
        start.word_time,
        target=700,
    ),
    Figure(
        "start.sound",
        "voice-coach practice to its first audible sample, sound devices, median",
        "ms",
        start.sound_time,
        target=700,
    ),
    Figure(
        "start.replay",
        "voice-coach replay to its first word, of 10,000 sessions, no devices, median",
        "ms",
        replaying.first_word_time,
        target=1500,
    ),
    Figure(
        "memory.session",
        "all processes of a session without the speech model",
        "MB",
        weight.of_session,
        target=80,
    ),
    Figure(
        "search.p95",
        "a search in a journal of 100,000 turns, p95",
        "ms",
        finding.search_time,
        target=10,
        usual="a plain scan with LIKE, newest first",
    ),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and tell. The exit status is 1 where a measurement broke, whatever the figures."""
    options = _parser().parse_args(arguments)
    chosen = [figure for figure in FIGURES if _is_chosen(figure, options.only)]
    progress = Console(stderr=True)
    described, began = machine.describe(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="voice-coach-bench-") as name:
        bench = _open(options.quick, Path(name))
        try:
            results = [_measure(figure, bench, progress) for figure in chosen]
        finally:
            if bench.devices is not None:
                bench.devices.close()
    seconds = time.monotonic() - began
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
        "--only",
        metavar="NAME",
        nargs="+",
        default=(),
        type=_known,
        help="only these figures or groups of figures, such as ear or stop.room",
    )
    return parser


def _known(name: str) -> str:
    if not any(_is_chosen(figure, [name]) for figure in FIGURES):
        known = ", ".join(figure.name for figure in FIGURES)
        raise argparse.ArgumentTypeError(f"there is no figure {name}; there are: {known}")
    return name


def _is_chosen(figure: Figure, names: Sequence[str]) -> bool:
    return not names or figure.name in names or figure.name.partition(".")[0] in names


def _open(quick: bool, folder: Path) -> Bench:  # noqa: FBT001 - one of two parts
    try:
        return Bench(quick, folder, SoundDevices(folder))
    except NoDevicesError as error:
        return Bench(quick, folder, None, str(error))


def _measure(figure: Figure, bench: Bench, progress: Console) -> Result:
    """A figure that breaks is told as such and takes no other one with it."""
    progress.print(figure.name, end=" ", style="dim", markup=False)
    began = time.monotonic()
    try:
        return Result(figure, figure.measure(bench))
    except NotMeasuredError as error:
        return Result(figure, None, str(error))
    except Exception as error:  # noqa: BLE001 - the others are still worth having
        progress.print(traceback.format_exc(limit=-3), markup=False, highlight=False)
        return Result(figure, None, f"{type(error).__name__}: {error}", broken=True)
    finally:
        progress.print(f"{time.monotonic() - began:.1f} s", style="dim")
