"""Runs the command line in this process as it would run in one of its own.

What it changes is put back: the standard streams, down to their descriptors, signals, hooks, the
environment, the folder, the time zone. It has ended when its threads have.
"""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

import voice_coach
from voice_coach.cli import main

PROGRAM = Path(voice_coach.__file__).with_name("__main__.py")
NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGWINCH", "SIGTSTP", "SIGCONT", "SIGPIPE")
SIGNALS = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
SECONDS = 60.0
"""What a program's threads may take to end when it has."""


def run_in_process(
    *arguments: str, typed: str = "", environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Runs `voice-coach` with these arguments, what is typed, and more of an environment."""
    with ExitStack() as stack:
        stdin, stdout, stderr = (stack.enter_context(tempfile.TemporaryFile()) for _ in range(3))
        stdin.write(typed.encode("utf-8", "surrogateescape"))
        stdin.seek(0)
        stack.enter_context(_as_found())
        os.environ.update(environment)
        time.tzset()
        tempfile.tempdir = None  # it may be another one here
        with _streams(stdin, stdout, stderr):
            status = _run(arguments)
        return subprocess.CompletedProcess(arguments, status, _text(stdout), _text(stderr))


def _run(arguments: tuple[str, ...]) -> int:
    others = set(threading.enumerate())
    sys.argv = [str(PROGRAM), *arguments]
    try:
        main.main(list(arguments), prog_name="python -m voice_coach")
    except SystemExit as end:
        status = end.code
    except Exception as error:  # noqa: BLE001 - as Python ends a process
        sys.excepthook(type(error), error, error.__traceback__)
        status = 1
    _see_ended(set(threading.enumerate()) - others)
    return status if isinstance(status, int) else int(status is not None)


def _see_ended(threads: set[threading.Thread]) -> None:
    for thread in threads:
        thread.join(SECONDS)
        if thread.is_alive():
            frame = sys._current_frames().get(thread.ident or 0)
            where = "".join(traceback.format_stack(frame))
            raise AssertionError(f"the thread {thread.name} does not end:\n{where}")


@contextmanager
def _as_found() -> Iterator[None]:
    environment, folder, scratch = dict(os.environ), Path.cwd(), tempfile.tempdir
    handlers = {number: signal.getsignal(number) for number in SIGNALS}
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook, sys.argv
    mask = os.umask(0o077)
    os.umask(mask)
    try:
        yield
    finally:
        os.umask(mask)
        sys.excepthook, threading.excepthook, sys.unraisablehook, sys.argv = hooks
        for number, handler in handlers.items():
            signal.signal(number, handler)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        time.tzset()
        tempfile.tempdir = scratch


@contextmanager
def _streams(stdin: IO[bytes], stdout: IO[bytes], stderr: IO[bytes]) -> Iterator[None]:
    """Has these files be the standard streams, for Python and for who knows only their numbers."""
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdout.flush()
    sys.stderr.flush()
    with ExitStack() as stack:
        for number, file in enumerate((stdin, stdout, stderr)):
            kept = os.dup(number)
            stack.callback(os.close, kept)
            stack.callback(os.dup2, kept, number)
            os.dup2(file.fileno(), number)
        sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
        sys.stderr = os.fdopen(2, "w", 1, "utf-8", "backslashreplace", closefd=False)
        given = sys.stdout, sys.stderr
        try:
            yield
        finally:
            sys.stdin, sys.stdout, sys.stderr = before
            for stream in given:
                with suppress(OSError):
                    stream.close()


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode().replace("\r\n", "\n").replace("\r", "\n")
