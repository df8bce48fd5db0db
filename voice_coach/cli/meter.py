"""The level meter: how loud a microphone is, as a bar that moves or a line each second."""

from typing import Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

from voice_coach.cli.console import is_plain

BAR_WIDTH = 40
"""Columns of the bar."""

MIN_DBFS = -60.0
"""The left end of the bar; at the right end is full scale."""

LOUD, TOO_LOUD = -12.0, -3.0
"""dBFS from which the bar is yellow, and red."""

LEVELS_PER_SECOND = 10
"""As `soundcheck` measures them."""


class Meter:
    """Shows levels as they come. A context manager; its line is gone afterwards.

    Args:
        console: Where; without one, stderr.
        quiet: Show nothing where it is no terminal.
    """

    def __init__(self, console: Console | None = None, *, quiet: bool = False) -> None:
        self._console = console or Console(stderr=True, highlight=False)
        moves = self._console.is_terminal and not is_plain()
        self._live = (
            Live(console=self._console, transient=True, auto_refresh=False) if moves else None
        )
        self._quiet = quiet
        self._second: list[float] = []

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live is not None:
            self._live.stop()

    def show(self, level: float) -> None:
        """Take the next level, in dBFS."""
        if self._live is not None:
            self._live.update(bar(level), refresh=True)
            return
        self._second.append(level)
        if len(self._second) == LEVELS_PER_SECOND:
            if not self._quiet:
                self._console.print(f"Level: {max(self._second):.0f} dBFS", soft_wrap=True)
            self._second.clear()


def bar(level: float) -> Text:
    """Return a level in dBFS as a bar, and as a number for whoever cannot see its colours."""
    share = min(max((level - MIN_DBFS) / -MIN_DBFS, 0.0), 1.0)
    filled = round(share * BAR_WIDTH)
    style = "red" if level > TOO_LOUD else "yellow" if level > LOUD else "green"
    text = Text("Level  ").append("█" * filled, style).append("░" * (BAR_WIDTH - filled), "dim")
    return text.append(f"  {level:4.0f} dBFS")
