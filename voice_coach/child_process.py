"""Child processes that run a module of ours."""

import os
import subprocess
import sys
from pathlib import Path


def start_module(name: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Start `python -m name`, with pipes to its stdin and stdout; its stderr is dropped.

    Raises:
        OSError: No process can be started.
    """
    ours = str(Path(__file__).resolve().parents[1])
    paths = [path for path in sys.path if path]
    if ours not in paths:
        paths.append(ours)
    return subprocess.Popen(  # noqa: S603 - ourselves, with arguments of our own
        [sys.executable, "-m", name, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # C libraries write there, and may quote what is spoken
        # `-m` alone would look for modules in the current folder first, whatever lies there.
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONSAFEPATH": "1"},
        start_new_session=True,  # a terminal's signals are for the parent
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
