"""The parameters of commands: the options they share, dates, and what to type to run one."""

import re
import shlex
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

import click

from voice_coach.cli.console import NAMED_HOME

if TYPE_CHECKING:
    from voice_coach.settings import Home, Settings

AUTO = "auto"

FORMS = (AUTO, "live", "plain", "none")
"""Of captions; `auto`, or none named, is the one that suits the terminal."""

Callback = TypeVar("Callback", bound=Callable[..., Any])

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


@dataclass(frozen=True, slots=True)
class Dates:
    """From the beginning of a day, month or year to the beginning of the one after; both aware."""

    begin: datetime
    end: datetime


def as_dates(_: click.Context, __: click.Parameter, typed: str | None) -> Dates | None:
    """The callback of an option that takes a day, a month, a year, `today` or `yesterday`."""
    if typed is None:
        return None
    try:
        return _dates(typed.strip().lower())
    except (ValueError, OverflowError):
        raise click.BadParameter(
            f"{typed!r} is no date. Write a day, a month or a year, such as 2026-11-22, 2026-11 "
            "or 2026; or today, or yesterday."
        ) from None


def as_day(_: click.Context, __: click.Parameter, typed: str | None) -> date | None:
    """The callback of an option that takes one day that has come: also "last sunday" and others."""
    if typed is None:
        return None
    from voice_coach.nlu.dates import days_of  # noqa: PLC0415 - not for --help

    today = datetime.now().astimezone().date()
    found: tuple[date, date] | None = None
    with suppress(ValueError, OverflowError):
        dates = _dates(typed.strip().lower())
        found = dates.begin.date(), dates.end.date()
    if found is None and (spoken := days_of(typed, today)) is not None and not spoken[1]:
        found = spoken[0].first, spoken[0].after
    if found is None or found[1] - found[0] != timedelta(days=1):
        raise click.BadParameter(
            f"{typed!r} is no day. Write one such as 2026-11-22, today, yesterday, or last sunday."
        )
    if found[0] > today:
        raise click.BadParameter(f"{typed!r} is a day that has not come yet.")
    return found[0]


def _dates(typed: str) -> Dates:
    """Return what was typed, as dates.

    Raises:
        ValueError: It is none.
        OverflowError: It is at an end of the calendar.
    """
    today = datetime.now().astimezone().date()
    if typed in ("today", "yesterday"):
        first = today - timedelta(days=int(typed == "yesterday"))
        return Dates(_midnight(first), _midnight(first + timedelta(days=1)))
    found = _DATE.fullmatch(typed)
    if found is None:
        raise ValueError
    year, month, day = (int(part) if part else None for part in found.groups())
    first = date(year or 0, month or 1, day or 1)
    if day is not None:
        after = first + timedelta(days=1)
    elif month is not None:
        after = date(first.year + month // 12, month % 12 + 1, 1)
    else:
        after = date(first.year + 1, 1, 1)
    return Dates(_midnight(first), _midnight(after))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time()).astimezone()


@dataclass(frozen=True, slots=True)
class Options:
    """The session options of a command line, with the environment and the settings behind them."""

    home: "Home"
    settings: "Settings"
    events: str | None
    keyboard: bool
    captions_asked: str | None
    interrupt_asked: str | None = None

    @property
    def captions(self) -> Literal["live", "plain"] | None:
        """Return the form of captions; None for no captions.

        As asked for, else as set, on a terminal; never among the events.
        """
        from voice_coach.settings import terminal_is_plain  # noqa: PLC0415 - not for help

        at_terminal = sys.stdout.isatty()
        if self.events == "-" or (self.captions_asked is None and not at_terminal):
            return None
        form, asked = self.settings.captions, self.captions_asked
        if asked is not None and (asked != AUTO or form == "none"):
            form = cast("Literal['auto', 'live', 'plain', 'none']", asked)
        match form:
            case "none":
                return None
            case "auto":
                return "plain" if at_terminal and terminal_is_plain() else "live"
            case _:
                return form

    def command(self, *words: str) -> str:
        """Return what to type to run `voice-coach` with these words, in this home."""
        return command_line(*words, home=self.home)


def command_line(*words: str, home: "Home") -> str:
    """Return what to type to run `voice-coach` with these words, in a home folder."""
    program = "voice-coach" if shutil.which("voice-coach") else sys.argv[0]
    if program.endswith("__main__.py"):
        program = "python -m voice_coach"
    named = ("--home", str(home.path)) if home.named else ()
    return shlex.join([*shlex.split(program), *words, *named])


def _find_home(ctx: click.Context, _: click.Parameter, home: "str | Home | None") -> "Home | None":
    """Return the home folder, and note how it was named; a group hands its own to its commands."""
    if home is None and ctx.parent is None and isinstance(ctx.command, click.Group):
        return None  # the command that follows finds it, unless it only helps
    from voice_coach.settings import Home  # noqa: PLC0415 - msgspec, not for --help

    if isinstance(home, Home):
        return home
    if home is not None:
        ctx.meta[NAMED_HOME] = home
    return Home.find(home)


home_option = click.option(
    "--home",
    metavar="DIR",
    type=click.UNPROCESSED,
    callback=_find_home,
    help="Where the journal, the settings and your practices live.",
)

model_option = click.option("--model", metavar="NAME|DIR", help="The speech model.")

since_option = click.option(
    "--since", metavar="DATE", callback=as_dates, help="Not earlier: 2026, 2026-11 or 2026-11-22."
)

until_option = click.option(
    "--until", metavar="DATE", callback=as_dates, help="Not later; that day or month counts."
)

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")

_SESSION = (
    home_option,
    model_option,
    click.option(
        "--microphone", metavar="DEVICE|FILE", help="Input device, or a recording instead."
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
    click.option(
        "--headphones",
        "interrupt",
        flag_value="headphones",
        default=None,
        help="You wear headphones: hear commands while the coach speaks.",
    ),
    click.option(
        "--echo",
        "interrupt",
        flag_value="echo",
        default=None,
        help="The same with open speakers: takes the coach out of what is heard.",
    ),
    click.option(
        "--keyboard",
        is_flag=True,
        help="Type the answers instead of speaking them. At a terminal single keys pause, repeat, "
        "skip and stop; they are shown at the start.",
    ),
    click.option(
        "--captions",
        type=click.Choice(FORMS),
        metavar="[live|plain]",
        help="Show what is said and heard; plain: one line at a time, for screen readers and "
        "braille. Default: on a terminal.",
    ),
    click.option("--no-captions", "captions", flag_value="none", help="Show nothing of it."),
)


def with_forms(arguments: Sequence[str]) -> list[str]:
    """Return the arguments of a command line, in which each `--captions` has its form.

    The form may be left out, also before a word that is none: before the name of a practice.
    """
    words = list(arguments)
    end = words.index("--") if "--" in words else len(words)
    for at in reversed([at for at in range(end) if words[at] == "--captions"]):
        form = words.pop(at + 1) if at + 1 < end and words[at + 1] in FORMS else AUTO
        words[at] = f"--captions={form}"
    return words


def session_options(command: Callback) -> Callback:
    """Give a command the session options; it receives them as one `options`."""

    @wraps(command)
    def with_options(
        *,
        home: "Home",
        model: str | None,
        microphone: str | None,
        speaker: str | None,
        interrupt: str | None,
        events: str | None,
        recordings: bool | None,
        keyboard: bool,
        captions: str | None,
        **rest: Any,
    ) -> Any:
        from voice_coach.settings import load_settings  # noqa: PLC0415 - msgspec, not for --help

        given = {"model": model, "microphone": microphone, "speaker": speaker}
        asked = {"interrupt": interrupt, "recordings": recordings}
        settings = load_settings(home, given | asked)
        options = Options(home, settings, events, keyboard, captions, interrupt)
        return command(options=options, **rest)

    return with_session_options(with_options)  # type: ignore[return-value]  # click keeps it


def with_session_options(command: Callback) -> Callback:
    """Give a command the session options, each by its own name."""
    for option in reversed(_SESSION):
        command = option(command)
    return command
