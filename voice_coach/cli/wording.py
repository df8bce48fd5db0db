"""How the command line counts, and says what it is at."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


def counted(number: int, one: str, more: str = "") -> str:
    """A number with its noun: "1 session", "2 sessions"."""
    return f"{number} {one if number == 1 else more or f'{one}s'}"


@contextmanager
def at_work(what: str) -> Iterator[None]:
    """Says on a terminal what takes a while, on stderr; gone when it is done."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # noqa: PLC0415 - where shown

    with Console(stderr=True).status(what):
        yield
