"""Progress bars: what takes a while is shown on a terminal, and gone when it is done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from voice_coach import texts
from voice_coach.cli.console import counted, echo, is_plain, megabytes
from voice_coach.plain_text import in_one_line


class InstallSteps:
    """Shows the steps of an installation of a model. A context manager.

    Args:
        console: Where; without one, stderr.
    """

    def __init__(self, console: Console | None = None) -> None:
        console = console or Console(stderr=True, highlight=False)
        self._console = console
        self._still = not console.is_terminal or is_plain()
        self._bars: dict[str, TaskID] = {}
        self._progress = Progress(
            TextColumn("{task.description:<11}"),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=self._still,
        )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def show(self, step: str, done: int, total: int) -> None:
        """Take how many of a step's bytes are done."""
        name = texts.MODEL_STEPS[step]
        if step not in self._bars:
            self._bars[step] = self._progress.add_task(name, total=total, completed=done)
            if self._still:
                begun = f", {megabytes(done)} are here" if step == "download" and done else ""
                self._console.print(f"{name} {megabytes(total)}{begun}", soft_wrap=True)
        self._progress.update(self._bars[step], completed=done)


@contextmanager
def recording_progress(name: str) -> Iterator[Callable[[float, float | None], None]]:
    """Show how far a recording has been heard: seconds done, and in all where that is known."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[heard]}"),
        TimeRemainingColumn(),
    )
    hidden = is_plain()
    if hidden:
        echo(in_one_line(name), err=True)
    with Progress(
        *columns, console=Console(stderr=True), transient=True, disable=hidden
    ) as progress:
        task = progress.add_task(in_one_line(name), total=None, heard="")

        def show(done: float, total: float | None) -> None:
            heard = _clock(done) if total is None else f"{_clock(done)} of {_clock(total)}"
            progress.update(task, completed=done, total=total, heard=heard)

        yield show


def _clock(seconds: float) -> str:
    return str(timedelta(seconds=int(seconds)))


@contextmanager
def recordings_progress(number: int) -> Iterator[Callable[[Path, float], None]]:
    """Show on a terminal what share of so many recordings has been heard: a file, and its share."""
    console = Console(stderr=True)
    shares: dict[Path, float] = {}
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
    )
    hidden = not console.is_terminal or is_plain()
    if hidden and console.is_terminal:
        echo(counted(number, "recording"), err=True)
    with Progress(*columns, console=console, transient=True, disable=hidden) as progress:
        task = progress.add_task(counted(number, "recording"), total=number)

        def show(file: Path, share: float) -> None:
            shares[file] = share
            progress.update(task, completed=sum(list(shares.values())))

        yield show
