"""From a spoken command to silence, beside a voice that cannot be stopped.

"skip" is said in breathing exercises while their tone sounds. Measured is from the hush, which is
what follows a recognised command at once, to the last sample of the tone.
"""

import time

from benchmarks import person, session
from benchmarks.bench import Bench
from benchmarks.device_gap import NO_APLAY
from benchmarks.figure import Measured, spread
from benchmarks.levels import falls_silent, last_loud
from benchmarks.practice import write_practice
from benchmarks.program import Program
from benchmarks.session import COMMAND, exercise_begins
from benchmarks.simulator_gap import Tap
from voice_coach.app.event_stream import EventRecord
from voice_coach.app.factory import open_demo
from voice_coach.app.runtime import Runtime
from voice_coach.audio.player import SoundSource, Track
from voice_coach.journal.journal import Journal
from voice_coach.practice.library import read_file
from voice_coach.protocol.events import SessionConfig
from voice_coach.settings import Home

BEFORE_STOP = 1.0
"""Seconds a voice has spoken when it is told to stop."""

AFTER_STOP = 3.5
"""Seconds to wait until it has surely ended: longer than what it says."""


class Commander:
    """Says the command in every exercise in the simulator: observes its events."""

    def __init__(self, runtime: Runtime) -> None:
        self.hushed: list[int] = []
        self._runtime = runtime
        self._said = person.speak([COMMAND])[COMMAND].at(runtime.simulator.rate)
        self._hush = runtime.prompt_speaker.hush
        runtime.prompt_speaker.hush = self._watched  # type: ignore[method-assign] # to see when it is called

    def observe(self, event_record: EventRecord) -> None:
        """Take one line of the event stream."""
        if exercise_begins(dict(event_record)):
            self._runtime.simulator.user_player.play(Track(SoundSource(self._said)))

    def _watched(self) -> None:
        self.hushed.append(self._runtime.speaker.player.position)
        self._hush()


def simulator_stop(bench: Bench) -> Measured:
    """Measure the longest time, in ms, in the simulator."""
    file = write_practice(bench.folder / "breaths.toml", (), bench.times(8, 3))
    practice, home = read_file(file), bench.folder / "simulator-stop"
    home.mkdir()
    with open_demo(bench.settings, Home(home), practice, real_time=False) as runtime:
        coach, commander = Tap(runtime.speaker.player), Commander(runtime)
        runtime.stream.observers.append(commander.observe)
        with Journal.open(home / "journal.db", clock=runtime.clock) as journal:
            session_id = journal.begin(practice.name, practice.title, "benchmark")
            runtime.run(practice, journal, session_id, SessionConfig(runtime.clock(), closing=""))
    rate, samples = runtime.simulator.rate, coach.samples
    silent = [falls_silent(samples, hushed, rate) for hushed in commander.hushed]
    times = [
        1000 * (end - hushed) / rate
        for hushed, end in zip(commander.hushed, silent, strict=True)
        if end is not None
    ]
    return Measured(max(times), details=spread(times))


def device_stop(bench: Bench) -> Measured:
    """Measure the longest time, in ms, through sound devices."""
    seen = session.with_devices(bench)
    if seen.recording is None:
        raise ValueError("a session with devices is recorded")
    times = []
    for moment in seen.hushes:
        start = seen.recording.sample_at(moment)
        silent = falls_silent(seen.recording.coach, start, seen.recording.rate)
        if silent is not None:
            times.append(1000 * (silent - start) / seen.recording.rate)
    usual = _usual_stop(bench)
    details = spread(times) | ({"usual": NO_APLAY} if usual is None else {})
    return Measured(max(times), usual, details)


def _usual_stop(bench: Bench) -> float | None:
    """Return how long, in ms, pyttsx3 goes on after `stop()`."""
    devices = bench.need_devices()
    if not devices.can_aplay:
        return None
    recorder = devices.record()
    with Program(bench, "benchmarks.usual", "stop", str(BEFORE_STOP)) as program:
        moment = program.until("stop")["moment"]
        time.sleep(AFTER_STOP)
    recording = recorder.finish()
    ends = last_loud(recording.coach, len(recording.coach))
    start = recording.sample_at(moment)
    return None if ends is None else max(0.0, 1000 * (ends - start) / recording.rate)
