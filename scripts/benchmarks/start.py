"""The start of the program: the time to its help, to its first word, and to its first sound.

Times are from the start of the process, with everything a person's shell would not have ready
either; but the files are in the system's cache, as they are on any start but a machine's first.
"""

import shutil
import subprocess
import sys
import time

from benchmarks import session
from benchmarks.bench import Bench, NotMeasuredError
from benchmarks.figure import Measured, spread
from benchmarks.levels import first_loud
from benchmarks.practice import asked
from benchmarks.program import Program

PRACTICE = "small-promises"
"""Of the package: what is the same for everybody may be kept on the disk."""

AUDIBLE_SECONDS = 0.5
"""For a word that has begun to be heard: a natural voice begins softly."""


def help_time(bench: Bench) -> Measured:
    """Measure the median time of `voice-coach --help`, in ms, from its start to its end."""
    ours = [_run_time(bench, "-m", "voice_coach", "--help") for _ in range(bench.times(9, 3))]
    python = [_run_time(bench, "-c", "pass") for _ in range(bench.times(9, 3))]
    details = spread(ours) | {"python_alone_p50": spread(python)["p50"]}
    return Measured(float(details["p50"]), details=details)


def _run_time(bench: Bench, *arguments: str) -> float:
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments],
        env=bench.environment(),
        cwd=bench.folder,
        check=True,
        capture_output=True,
    )
    return 1000 * (time.perf_counter() - started)


def _first_word(bench: Bench, *options: str, linger: float = 0.0) -> tuple[float, float]:
    """Return the moments at which the process started, and the event of its first word came.

    It is ended `linger` seconds later.
    """
    arguments = ("practice", PRACTICE, "--home", str(bench.folder / "home"))
    with Program(bench, "voice_coach", *arguments, "--events", "-", *options) as program:
        word = float(program.until("coach.speaking")["arrival"])
        time.sleep(linger)
        return program.started, word


def _options(bench: Bench) -> tuple[str, ...]:
    """Return the options for a file as microphone and no speaker, once a session has been held.

    In the simulator all sentences of the greeting are rendered before the first sounds, and those
    of a first session are many.
    """
    recording = session.write_answers(bench.folder / "start.wav", asked(1))
    options = ("--speaker", "none", "--microphone", str(recording))
    arguments = session.command(bench.folder / "home", asked(1), 0)
    with Program(bench, "voice_coach", *arguments, "--events", "-", *options) as program:
        program.until("session.ended")
    return options


def word_time(bench: Bench) -> Measured:
    """Measure the median time to the first spoken word, in ms, on any start but the first."""
    options = _options(bench)
    _first_word(bench, *options)
    moments = [_first_word(bench, *options) for _ in range(bench.times(7, 2))]
    details = spread([1000 * (word - started) for started, word in moments])
    return Measured(float(details["p50"]), details=details)


def first_word_time(bench: Bench) -> Measured:
    """Measure the same where nothing is on the disk that the voice has spoken before, in ms.

    With sound devices it is the very first start, as after an installation.
    """
    runs = [bench.anew(f"first-{number}") for number in range(bench.times(7, 2))]
    moments = []
    for run in runs:
        options = () if bench.devices is not None else _options(run)
        shutil.rmtree(run.cache, ignore_errors=True)
        moments.append(_first_word(run, *options))
    details = spread([1000 * (word - started) for started, word in moments])
    return Measured(float(details["p50"]), details=details)


def sound_time(bench: Bench) -> Measured:
    """Measure the median time to the first sample through sound devices, in ms."""
    devices = bench.need_devices()
    heard, told = [], []
    _first_word(bench)
    for _ in range(bench.times(5, 1)):
        recorder = devices.record()
        started, word = _first_word(bench, linger=AUDIBLE_SECONDS)
        recording = recorder.finish()
        first = first_loud(recording.coach, recording.sample_at(started))
        if first is not None:
            heard.append(1000 * (recording.began + first / recording.rate - started))
        told.append(1000 * (word - started))
    if not heard:
        raise NotMeasuredError("nothing was heard at the speaker")
    details = spread(heard) | {"told_p50": spread(told)["p50"]}
    return Measured(float(details["p50"]), details=details)
