"""Sessions in child processes, their answers, and their end by SIGKILL at a given moment."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from benchmarks.bench import child_environment

from voice_coach.app.event_stream import takes_input
from voice_coach.app.simulated_user import SimulatedUser
from voice_coach.audio.player import Player
from voice_coach.practice.schema import Practice
from voice_coach.tts.pyttsx3_engine import Pyttsx3Synthesizer

TOO_LONG = 300.0
"""Seconds after which a session counts as hung."""

Line = dict[str, Any]


@dataclass
class Output:
    """The output of a session until it ended, and its exit status."""

    lines: list[Line] = field(default_factory=list)
    stderr: str = ""
    status: int | None = None

    def of(self, event: str) -> list[Line]:
        """Return the lines of one kind."""
        return [line for line in self.lines if line["event"] == event]

    def stream(self, event: str) -> list[Line]:
        """Return the events of one kind in the event stream."""
        return [line for line in self.of("told") if line["told"] == event]


@dataclass(frozen=True)
class Moment:
    """The moment to kill: seconds after the start, or after so many lines and seconds more."""

    lines: int
    seconds: float


def run_session(
    arguments: list[str], practice: Practice, moment: Moment | None = None, *, typed: bool
) -> Output:
    """Run a session to its end, or to the moment it is killed.

    Args:
        arguments: As for `voice-coach`.
        practice: Whose examples are typed.
        moment: When it is killed; None: never.
        typed: Whether questions are answered here; else somebody answers aloud.

    Raises:
        TimeoutError: It hung.
    """
    output = Output()
    answers = _answers(practice) if typed else None
    with tempfile.TemporaryFile() as stderr, _program(arguments, stderr) as program:
        watchdog = threading.Timer(TOO_LONG, program.kill)
        watchdog.start()
        if moment is not None and moment.lines == 0:
            time.sleep(moment.seconds)
            program.kill()
        assert program.stdout is not None  # noqa: S101 - it is a pipe
        for text in program.stdout:
            with suppress(json.JSONDecodeError):  # a line cut short by the kill
                output.lines.append(json.loads(text))
            if moment is not None and len(output.lines) == moment.lines:
                time.sleep(moment.seconds)
                program.kill()
            elif answers is not None:
                _answer(program, answers, output.lines[-1])
        output.status = program.wait()
        hung = watchdog.finished.is_set()
        watchdog.cancel()
        stderr.seek(0)
        output.stderr = stderr.read().decode(errors="replace")
    if hung:
        raise TimeoutError(f"the session has not ended after {TOO_LONG:.0f} seconds")
    return output


@contextmanager
def _program(arguments: list[str], stderr: Any) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "endurance.drive", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        env=child_environment(),
    ) as program:
        try:
            yield program
        finally:
            program.kill()


def _answers(practice: Practice) -> Callable[[Line], str]:
    """Return what gives the simulated user's answers; here they are typed."""
    nobody = SimulatedUser(practice, Pyttsx3Synthesizer(), Player(16000, lambda _: None))
    return nobody.answer


def _answer(program: subprocess.Popen[str], answers: Callable[[Line], str], line: Line) -> None:
    if line["event"] != "told" or line["told"] != "listening":
        return
    event_record = {**line, "event": "listening"}
    if takes_input(event_record) and program.stdin is not None:
        # Past the file's buffer: what a killed program no longer read would be written again, and
        # fail again, when its pipe is closed.
        with suppress(BrokenPipeError):
            os.write(program.stdin.fileno(), f"{answers(event_record)}\n".encode())
