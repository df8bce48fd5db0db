"""What a person sees of the sessions of one command: captions, events, and what they type."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from voice_coach.cli.options import Options, warn
from voice_coach.keyboard import Typing
from voice_coach.stage import Stage
from voice_coach.stream import Telling
from voice_coach.texts import caption as texts

if TYPE_CHECKING:  # where nothing is shown, none of it is loaded
    from voice_coach.cli.plain import Echo
    from voice_coach.cli.shown import Shown


@contextmanager
def watched(stage: Stage, options: Options, *, tells_keys: bool = True) -> Iterator[None]:
    """Show and write down what happens on a stage; `tells_keys` is whether to tell how to type."""
    with ExitStack() as closing:
        echo = _echo(stage, closing)
        captions = _captions(stage, options, echo)
        if captions is not None:
            closing.callback(captions.close)
            stage.stream.observers.insert(0, captions.observe)
        else:
            stage.stream.observers.insert(0, _print_trouble)
        if stage.typing is not None:
            _show_typing(stage, stage.typing, captions, echo)
            if tells_keys and captions is not None:
                _tell_keys(stage, stage.typing, captions)
        if options.events is not None:
            from voice_coach.cli.events import EventWriter  # noqa: PLC0415 - only where asked for

            writer = EventWriter(options.events)
            closing.callback(writer.close)
            stage.stream.observers.insert(0, writer.observe)
        yield


def _captions(stage: Stage, options: Options, echo: "Echo | None") -> "Shown | None":
    if options.captions == "plain":
        from voice_coach.cli.plain import PlainCaptions  # noqa: PLC0415 - where shown

        return PlainCaptions(sys.stdout, echo if sys.stdout.isatty() else None)
    if options.captions == "live":
        from voice_coach.cli.captions import Captions  # noqa: PLC0415 - rich, where shown

        # Where the terminal itself shows what is typed, both would write into the same line.
        return Captions(live=stage.typing is None or stage.typing.has_keys)
    return None


def _show_typing(
    stage: Stage, typing: Typing, captions: "Shown | None", echo: "Echo | None"
) -> None:
    """Have somebody see what they type."""
    if typing.has_keys:
        if captions is not None and sys.stdout.isatty():
            typing.show = captions.type
        elif echo is not None:
            typing.show = echo.type
            stage.stream.observers.append(echo.observe)


def _tell_keys(stage: Stage, typing: Typing, captions: "Shown") -> None:
    beside = stage.hearing is not None
    keys = texts.KEYS_BESIDE if beside else texts.KEYS
    lines = texts.LINES_BESIDE if beside else texts.LINES
    captions.notice(keys if typing.has_keys else lines)


def _echo(stage: Stage, closing: ExitStack) -> "Echo | None":
    """What shows single keys where no captions do: on stdout, or else the terminal they come from.

    Where the terminal can only be read, nothing can be shown.
    """
    if stage.typing is None or not stage.typing.has_keys:
        return None
    from voice_coach.cli.plain import Echo  # noqa: PLC0415 - where somebody types

    if sys.stdout.isatty():
        return Echo(sys.stdout)
    try:
        path = Path(os.ttyname(0))
        return Echo(closing.enter_context(path.open("w", encoding="utf-8", errors="replace")))
    except OSError:
        return None


def _print_trouble(telling: Telling) -> None:
    """Say what failed where no captions say it. Of the journal's failure the end tells."""
    if telling["event"] == "trouble" and telling["part"] != "journal" and not telling["recovered"]:
        warn(str(telling["message"]))
