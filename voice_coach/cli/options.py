"""The options every command that speaks or listens has, and what they add up to."""

import shlex
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from voice_coach.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line, with the environment and the settings behind it."""

    home: Path
    home_chosen: bool
    home_named: bool
    settings: "Settings"
    events: str | None
    keyboard: bool
    captions_asked: bool | None

    @property
    def captions(self) -> bool:
        """Whether to show captions: as asked for, else on a terminal; not among the events."""
        asked = self.captions_asked
        return self.events != "-" and (sys.stdout.isatty() if asked is None else asked)

    def command(self, *words: str) -> str:
        """What to type to run `voice-coach` with these words, in this home."""
        program = "voice-coach" if shutil.which("voice-coach") else sys.argv[0]
        if program.endswith("__main__.py"):
            program = "python -m voice_coach"
        home = ("--home", str(self.home)) if self.home_named else ()
        return shlex.join([*shlex.split(program), *words, *home])


home_option = click.option(
    "--home", metavar="DIR", help="Where the journal, the settings and your practices live."
)
model_option = click.option("--model", metavar="NAME|DIR", help="The speech model.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")

_SESSION = (
    home_option,
    model_option,
    click.option(
        "--microphone", metavar="DEVICE|FILE.wav", help="Input device, or a recording instead."
    ),
    click.option(
        "--speaker", metavar="DEVICE|FILE.wav|none", help="Output device, a file, or silence."
    ),
    click.option(
        "--events", metavar="FILE|-", help="Write one JSON object a line, as things happen."
    ),
    click.option(
        "--recordings/--no-recordings",
        default=None,
        help="Keep your own voice, too. Default: as the settings say, or not.",
    ),
    click.option("--keyboard", is_flag=True, help="Type the answers instead of speaking them."),
    click.option(
        "--captions/--no-captions",
        default=None,
        help="Show what is said and heard. Default: on a terminal.",
    ),
)


def session_options(command: Command) -> Command:
    """Give a command the session options; it receives them as one `options`."""

    @wraps(command)
    def with_options(
        *,
        home: str | None,
        model: str | None,
        microphone: str | None,
        speaker: str | None,
        events: str | None,
        recordings: bool | None,
        keyboard: bool,
        captions: bool | None,
        **rest: Any,
    ) -> Any:
        from voice_coach.settings import home_folder, load_settings  # noqa: PLC0415 - not for help

        folder, chosen = home_folder(home)
        settings = load_settings(
            folder,
            {
                "model": model,
                "microphone": microphone,
                "speaker": speaker,
                "recordings": recordings,
            },
        )
        named = home is not None
        options = Options(folder, chosen, named, settings, events, keyboard, captions)
        return command(options=options, **rest)

    return with_session_options(with_options)  # type: ignore[return-value]  # click keeps it


def with_session_options(command: Command) -> Command:
    """Give a command the session options, each by its own name."""
    for option in reversed(_SESSION):
        command = option(command)
    return command
