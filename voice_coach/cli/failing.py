"""What is told of an unexpected error: where it happened and of what kind, never its words.

The message of such an error may quote what a person said: `KeyError('i am furious')`, or a library
that names what it could not encode. So neither the message nor the notes of an error are ever
printed, not with `--debug` either, and not by Python's own hooks for threads and for the garbage
collector. The lines of code a traceback shows are the program's.
"""

import sys
import threading
import traceback
from collections.abc import Iterator
from types import TracebackType

from voice_coach import texts
from voice_coach.errors import CoachError


def in_one_line(error: BaseException) -> str:
    """What a person is told of an error: what a `CoachError` says, of any other its kind."""
    if isinstance(error, CoachError):
        return error.spoken
    kind = getattr(error, "strerror", None) or type(error).__name__
    return texts.UNEXPECTED.format(kind=kind)


def where_it_was(error: BaseException) -> str:
    """A traceback, as Python prints it, with the words of `CoachError`s and of no other error.

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
    words = f": {error.spoken}" if isinstance(error, CoachError) else ""
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
        _print(error)

    def in_a_thread(arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None and not isinstance(arguments.exc_value, SystemExit):
            _print(arguments.exc_value)

    def in_passing(arguments: "sys.UnraisableHookArgs") -> None:
        if arguments.exc_value is not None:
            _print(arguments.exc_value)

    sys.excepthook = at_the_end
    threading.excepthook = in_a_thread
    sys.unraisablehook = in_passing


def _print(error: BaseException) -> None:
    print(where_it_was(error), end="", file=sys.stderr, flush=True)  # noqa: T201 - the last resort
