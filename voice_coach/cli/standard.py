"""The three standard streams, made usable whatever they are: closed, full, or not of Unicode."""

import io
import os
import sys
from pathlib import Path


def make_usable() -> None:
    """Have all three streams, and have them take any text.

    A stream that was closed leaves its number to the next file that is opened, and a library that
    complains on stderr would write into that. And no session may end because a terminal has no
    sign for an arrow.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # the lowest free number is its own
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - kept
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors="replace")


def give_up_stdout() -> None:
    """Have nothing more written to stdout, which takes nothing more, not even at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
