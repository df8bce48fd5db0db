"""A child process that emits, a line of JSON at a time, what happens in it."""

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from typing import Any, Self

from benchmarks.bench import ROOT, Bench

EventRecord = dict[str, Any]

PATIENCE = 60.0
"""Seconds a child may be silent; then it hangs."""

ENDING = 5.0
"""Seconds a child may take to end after it was asked to."""


class BrokenProgramError(Exception):
    """A child process died or hangs; the message ends with what it said about it."""


class Program:
    """`python -m module arguments…`, started at the moment `started` of the monotonic clock.

    As a context manager it ends the process, if need be by force.
    """

    def __init__(self, bench: Bench, module: str, *arguments: str) -> None:
        self._complaints = tempfile.TemporaryFile(dir=bench.folder)  # noqa: SIM115 - closed in stop
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=bench.folder,
            env=bench.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            bufsize=0,
        )
        self._lines: queue.SimpleQueue[tuple[float, bytes] | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def records(self) -> Iterator[EventRecord]:
        """Yield its records until it ends, each with the moment of its `arrival`.

        Raises:
            BrokenProgramError: It is silent for too long, or ends with an error.
        """
        while (line := self._next()) is not None:
            arrival, text = line
            yield {**json.loads(text), "arrival": arrival}
        if self.process.wait() != 0:
            raise self._broken(f"ended with status {self.process.returncode}")

    def until(self, event: str) -> EventRecord:
        """Return the next record of `event`, past all others.

        Raises:
            BrokenProgramError: There is none.
        """
        for event_record in self.records():
            if event_record["event"] == event:
                return event_record
        raise self._broken(f"ended without {event}")

    def stop(self) -> None:
        """End it, politely first."""
        self.process.terminate()
        try:
            self.process.wait(ENDING)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._reader.join(ENDING)  # a grandchild may still hold the pipe
        self._complaints.close()

    def _next(self) -> tuple[float, bytes] | None:
        try:
            return self._lines.get(timeout=PATIENCE)
        except queue.Empty:
            raise self._broken(f"told nothing for {PATIENCE:g} seconds") from None

    def _read(self) -> None:
        if self.process.stdout is not None:
            with self.process.stdout as stdout:
                rest = b""
                while piece := os.read(stdout.fileno(), 65536):
                    arrival = time.monotonic()
                    *lines, rest = (rest + piece).split(b"\n")
                    for line in lines:
                        self._lines.put((arrival, line))
        self._lines.put(None)

    def _broken(self, what: str) -> BrokenProgramError:
        self._complaints.seek(0)
        said = self._complaints.read().decode(errors="replace").strip().splitlines()
        last = f": {said[-1]}".replace(str(ROOT), ".") if said else ""
        return BrokenProgramError(f"a child process {what}{last}")
