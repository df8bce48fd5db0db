"""The display of a session: captions for people, and events for programs."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

import msgspec

from voice_coach.app.event_stream import EventRecord
from voice_coach.app.keyboard import Keyboard
from voice_coach.app.runtime import Runtime
from voice_coach.cli.captions import Captions, Echo, PlainCaptions
from voice_coach.cli.console import give_up_stdout, warn
from voice_coach.cli.params import Options
from voice_coach.errors import CoachError
from voice_coach.private_files import PRIVATE_FILE, private_opener
from voice_coach.protocol.effects import Report
from voice_coach.texts import caption as caption_texts


class EventWriter:
    """Writes each event at once, to a file readable by its owner alone, or to stdout (`-`).

    Raises:
        CoachError: `events.unwritable`.
    """

    def __init__(self, target: str) -> None:
        self._target = target
        self._failed = False
        self._encoder = msgspec.json.Encoder()
        self._file: IO[bytes]
        if target == "-":
            self._file = sys.stdout.buffer
            return
        try:
            self._file = open(target, "wb", opener=private_opener)  # noqa: SIM115 - until `close`
        except OSError as error:
            raise CoachError(
                "events.unwritable",
                f"The events can not be written to {target}: {error.strerror}.",
            ) from error
        if Path(target).is_file():  # it may have been there, and open to others
            Path(target).chmod(PRIVATE_FILE)

    def observe(self, event_record: EventRecord) -> None:
        """Write one line. If it can not be written, say so once: the session goes on."""
        if self._failed:
            return
        try:
            self._file.write(self._encoder.encode(event_record) + b"\n")
            self._file.flush()
        except OSError as error:
            self._failed = True
            reason = error.strerror or type(error).__name__
            warn(f"the event stream has ended: {reason}.")

    def close(self) -> None:
        """Close the file; stdout stays open, but is not written to again if that failed."""
        if self._target != "-":
            with suppress(OSError):
                self._file.close()
        elif self._failed:
            give_up_stdout()


@contextmanager
def watched(runtime: Runtime, options: Options, *, tells_keys: bool = True) -> Iterator[None]:
    """Show and write down what happens in a runtime; `tells_keys` is whether to say how to type."""
    with ExitStack() as closing:
        echo = _echo(runtime, closing)
        captions = _captions(runtime, options, echo)
        if captions is not None:
            closing.callback(captions.close)
            runtime.stream.observers.insert(0, captions.observe)
        else:
            runtime.stream.report_observers.append(_print_trouble)
        if runtime.keyboard is not None:
            _show_typing(runtime, runtime.keyboard, captions, echo)
            if tells_keys and captions is not None:
                _tell_keys(runtime, runtime.keyboard, captions)
        if options.events is not None:
            writer = EventWriter(options.events)
            closing.callback(writer.close)
            runtime.stream.observers.insert(0, writer.observe)
        yield


def _captions(runtime: Runtime, options: Options, echo: Echo | None) -> Captions | None:
    if options.captions == "plain":
        return PlainCaptions(sys.stdout, echo if sys.stdout.isatty() else None)
    if options.captions == "live":
        from voice_coach.cli.live_captions import LiveCaptions  # noqa: PLC0415 - rich

        # Where the terminal itself shows what is typed, both would write into the same line.
        return LiveCaptions(live=runtime.keyboard is None or runtime.keyboard.has_keys)
    return None


def _show_typing(
    runtime: Runtime, keyboard: Keyboard, captions: Captions | None, echo: Echo | None
) -> None:
    """Show people what they type."""
    if keyboard.has_keys:
        if captions is not None and sys.stdout.isatty():
            keyboard.show = captions.type
        elif echo is not None:
            keyboard.show = echo.type
            runtime.stream.observers.append(echo.observe)


def _tell_keys(runtime: Runtime, keyboard: Keyboard, captions: Captions) -> None:
    speaks_too = runtime.listener is not None
    keys = caption_texts.KEYS_BESIDE if speaks_too else caption_texts.KEYS
    lines = caption_texts.LINES_BESIDE if speaks_too else caption_texts.LINES
    captions.notice(keys if keyboard.has_keys else lines)


def _echo(runtime: Runtime, closing: ExitStack) -> Echo | None:
    """Return what shows single keys where no captions do: on stdout, or else on their terminal.

    Where the terminal can only be read, nothing can be shown.
    """
    if runtime.keyboard is None or not runtime.keyboard.has_keys:
        return None
    if sys.stdout.isatty():
        return Echo(sys.stdout)
    try:
        path = Path(os.ttyname(0))
        return Echo(closing.enter_context(path.open("w", encoding="utf-8", errors="replace")))
    except OSError:
        return None


def _print_trouble(report: Report) -> None:
    """Say what failed where no captions say it. Of the journal's failure the end tells."""
    if report.part != "journal" and not report.recovered:
        warn(report.message, report.command)
