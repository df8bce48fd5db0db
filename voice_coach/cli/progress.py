"""How far an installation is: a bar on a terminal, a line a step elsewhere. On stderr."""

from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from voice_coach import texts


class Steps:
    """Shows the steps of an installation as they are done. A context manager.

    Args:
        console: Where; without one, stderr.
    """

    def __init__(self, console: Console | None = None) -> None:
        console = console or Console(stderr=True, highlight=False)
        self._console = console
        self._bars: dict[str, TaskID] = {}
        self._progress = Progress(
            TextColumn("{task.description:<11}"),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def tell(self, step: str, done: int, total: int) -> None:
        """Take how many of a step's bytes are done."""
        name = texts.MODEL_STEPS[step]
        if step not in self._bars:
            self._bars[step] = self._progress.add_task(name, total=total, completed=done)
            if not self._console.is_terminal:
                begun = f", {megabytes(done)} are here" if step == "download" and done else ""
                self._console.print(f"{name} {megabytes(total)}{begun}", soft_wrap=True)
        self._progress.update(self._bars[step], completed=done)


def megabytes(size: int) -> str:
    """A size as a person reads it, such as `41 MB`."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{max(1, round(size / 1e6))} MB"
