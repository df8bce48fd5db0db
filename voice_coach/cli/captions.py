"""Captions: what is said and heard, as text, live.

An observer of the event stream. On a terminal the hypothesis that may still change stands in one
live line; elsewhere only what is settled is printed, a line at a time.
"""

from collections.abc import Callable
from textwrap import fill

import click
from rich.console import Console
from rich.live import Live
from rich.text import Text

from voice_coach.cli.standard import give_up_stdout
from voice_coach.stream import Telling

MARGIN = " " * 8
"""What stands before a line that goes on; the speaker's name takes as much."""

_BREATH = {"in": "in  ↗", "hold": "hold –", "out": "out ↘", "rest": "rest –"}


class _Console(Console):
    """A console that tells of a broken pipe as of any other error; rich's ends the program."""

    def on_broken_pipe(self) -> None:
        raise  # noqa: PLE0704 - rich calls this where it handles the error


class Captions:
    """Prints a session as it happens. Close it when the session is over.

    Args:
        console: Where to print.
        live: Whether to show hypotheses; not where someone types into the same lines.
    """

    def __init__(self, console: Console | None = None, *, live: bool = True) -> None:
        self._console = console or _Console(highlight=False)
        self._shows_live = live and self._console.is_terminal
        self._live: Live | None = None
        self._failed = False
        self._lines: dict[str, Callable[[Telling], None]] = {
            "coach.speaking": self._speaking,
            "heard": lambda telling: self._print("You", telling["text"], "cyan"),
            "heard.partial": self._partial,
            "listening": self._listening,
            "command": lambda telling: self._print("", f"({telling['name']})", "dim"),
            "replayed": lambda telling: self._print("You", telling["text"], "cyan"),
            "breath": self._breath,
            "memory": lambda telling: self._print("", f"kept as {telling['kind']}", "dim"),
            "care": self._numbers,
            "trouble": lambda telling: self._print("!", telling["message"], "yellow"),
            "session.ended": lambda _: self.close(),  # what is printed next has a line of its own
        }

    def observe(self, telling: Telling) -> None:
        """Take one line of the event stream. If it can not be shown, say so once: it goes on."""
        line = self._lines.get(str(telling["event"]))
        if line is None or self._failed:
            return
        try:
            line(telling)
        except OSError as error:
            self._failed = True
            give_up_stdout()
            reason = error.strerror or type(error).__name__
            click.echo(f"voice-coach: the captions have ended: {reason}.", err=True)

    def close(self) -> None:
        """Take the live line away."""
        if self._live is not None:
            live, self._live = self._live, None
            live.stop()

    def _print(self, who: str, what: object, style: str) -> None:
        self.close()
        text = fill(
            str(what),
            self._console.width,
            initial_indent=f"{who:>6}  ",
            subsequent_indent=MARGIN,
            break_on_hyphens=False,  # a command is copied as it stands
        )
        self._console.print(
            Text(text[: len(MARGIN)]).append(text[len(MARGIN) :], style), soft_wrap=True
        )

    def _speaking(self, telling: Telling) -> None:
        """What is spoken: the coach's words, or, in a replay, the person's own.

        Those of a recording are shown as they come.
        """
        if telling.get("recorded"):
            return
        who, style = ("You", "cyan") if telling.get("speaker") == "you" else ("Coach", "bold")
        self._print(who, telling["text"], style)

    def _breath(self, telling: Telling) -> None:
        phase = _BREATH[str(telling["phase"])]
        self._print("", f"{phase}  {telling['seconds']:g} s, breath {telling['cycle']}", "dim")

    def _numbers(self, telling: Telling) -> None:
        """Whom to call, in digits: what is spoken is hard to dial from."""
        for each in telling["numbers"]:  # type: ignore[attr-defined]  # a list, by contract
            self._print("", f"{each['number']}  {each['name']}", "bold")

    def _listening(self, telling: Telling) -> None:
        if telling["expects"] != "command":
            self._show(Text("   You  ").append("…", "dim cyan"))

    def _partial(self, telling: Telling) -> None:
        self._show(Text("   You  ").append(f"{telling['text']} …", "dim cyan"))

    def _show(self, line: Text) -> None:
        if not self._shows_live:
            return
        if self._live is None:
            self._live = Live(console=self._console, transient=True, auto_refresh=False)
            self._live.start()
        self._live.update(line, refresh=True)
