"""The console: the standard streams, and how errors, JSON and numbers are printed on them.

The message of such an error may quote what a person said: `KeyError('i am furious')`, or a library
that names what it could not encode. So neither the message nor the notes of an error are ever
printed, not with `--debug` either, and not by Python's own hooks for threads and for the garbage
collector. The lines of code a traceback shows are the program's.
"""

import io
import os
import shlex
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import click

from voice_coach import texts
from voice_coach.errors import CoachError, Command
from voice_coach.plain_text import printable

INTERRUPTED = 130
"""The exit status after Ctrl-C, as of shells."""

NAMED_HOME = "voice_coach.home"
"""In the context's `meta`: the home folder as it was written after --home, if it was."""


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


def echo(text: str = "", *, err: bool = False, nl: bool = True) -> None:
    """Print a text, as `printable` makes it.

    All that a command prints goes through here, so that no text from outside, such as the title of
    an imported session, is obeyed by the terminal.
    """
    click.echo(printable(text), err=err, nl=nl)


def echo_utf8(text: str) -> None:
    """Print what was made for a file, as it would stand there, in UTF-8 at any terminal."""
    click.echo(text.encode(), nl=False)


def confirm(question: str, *, default: bool = False, err: bool = False) -> bool:
    """Ask a question, printed as by `echo`, and return whether it was answered with a yes."""
    return click.confirm(printable(question), default=default, err=err)


def prompt(
    question: str, *, default: str | None = None, hide_input: bool = False, err: bool = False
) -> str:
    """Ask for a line, with a question printed as by `echo`, and return it, or else the default."""
    typed = click.prompt(
        printable(question), default=default, show_default=False, hide_input=hide_input, err=err
    )
    return str(typed)


def warn(message: str | CoachError, command: Command | None = None) -> None:
    """Print an error, or a message, on stderr.

    Args:
        message: What is the matter.
        command: The command that a message tells to type, if it does; an error brings its own.
    """
    if isinstance(message, CoachError):
        command, message = message.command, message.message
    echo(f"voice-coach: {in_home(message, command)}", err=True)


def in_home(text: str, command: Command | None) -> str:
    """Return a text with the home folder that was named in the command that it tells to type."""
    ctx = click.get_current_context(silent=True)
    home = None if ctx is None else ctx.meta.get(NAMED_HOME)
    if home is None or command is None:
        return text
    return text.replace(str(command), f"{command} --home {shlex.quote(home)}")


def unexpected(error: BaseException) -> str:
    """Return what is told of an error that is no `CoachError`: its kind, and none of its words."""
    kind = getattr(error, "strerror", None) or type(error).__name__
    return texts.UNEXPECTED.format(kind=kind)


def traceback_of(error: BaseException) -> str:
    """Return a traceback, as Python prints it, with the words of `CoachError`s and no others.

    A `CoachError` never holds what was said.
    """
    return "".join(_lines(error, set()))


def _lines(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    cause, context = error.__cause__, error.__context__
    if cause is not None and id(cause) not in seen:
        yield from _lines(cause, seen)
        yield "\nwhich was the cause of:\n\n"
    elif context is not None and not error.__suppress_context__ and id(context) not in seen:
        yield from _lines(context, seen)
        yield "\nduring which there was:\n\n"
    yield "Traceback (most recent call last):\n"
    yield from traceback.format_tb(error.__traceback__)
    kind = type(error)
    words = f": {error.message}" if isinstance(error, CoachError) else ""
    yield f"{kind.__module__}.{kind.__qualname__}{words}\n"
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _lines(each, seen)


def keep_quiet() -> None:
    """Have Python's own hooks tell of errors without their words as well.

    They are for what no code of ours catches: an error in a thread, in a finalizer, or on the way
    out.
    """

    def at_the_end(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
        _print_unhandled(error)

    def in_a_thread(arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None and not isinstance(arguments.exc_value, SystemExit):
            _print_unhandled(arguments.exc_value)

    def in_passing(arguments: "sys.UnraisableHookArgs") -> None:
        if arguments.exc_value is not None:
            _print_unhandled(arguments.exc_value)

    sys.excepthook = at_the_end
    threading.excepthook = in_a_thread
    sys.unraisablehook = in_passing


def _print_unhandled(error: BaseException) -> None:
    print(traceback_of(error), end="", file=sys.stderr, flush=True)  # noqa: T201 - the last resort


def counted(number: int, one: str, more: str = "") -> str:
    """Return a number with its noun: "1 session", "2 sessions"."""
    return f"{number} {one if number == 1 else more or f'{one}s'}"


def megabytes(size: int) -> str:
    """Return a size in bytes as a person reads it, such as `41 MB`."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{max(1, round(size / 1e6))} MB"


def local_time(moment: datetime) -> str:
    """Return a time as a person reads it, in the time zone of this machine."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def print_json(value: Any) -> None:
    """Print rows as JSON, in UTF-8; times as in the journal: ISO 8601, UTC, milliseconds."""
    import msgspec  # noqa: PLC0415 - not for --help

    from voice_coach.journal.models import in_texts  # noqa: PLC0415 - the same

    plain = in_texts(msgspec.to_builtins(value, builtin_types=(datetime,)))
    echo_utf8(msgspec.json.format(msgspec.json.encode(plain), indent=2).decode() + "\n")


def is_plain() -> bool:
    """Return whether a terminal gets lines and nothing that is drawn again.

    So it is for screen readers and braille, where `captions = "plain"`, and where the terminal can
    do no more.
    """
    from voice_coach.settings import Home, load_settings, terminal_is_plain  # noqa: PLC0415 - not for help

    ctx = click.get_current_context(silent=True)
    with suppress(CoachError):
        named = None if ctx is None else ctx.meta.get(NAMED_HOME)
        return terminal_is_plain() or load_settings(Home.find(named)).captions == "plain"
    return terminal_is_plain()


@contextmanager
def at_work(what: str) -> Iterator[None]:
    """Show on a terminal, on stderr, what takes a while; gone when it is done.

    Where nothing may be drawn again it is a line that stays.
    """
    if not sys.stderr.isatty():
        yield
        return
    if is_plain():
        echo(what, err=True)
        yield
        return
    from rich.console import Console  # noqa: PLC0415 - where shown

    with Console(stderr=True).status(what):
        yield
