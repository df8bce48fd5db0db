"""A thread that renders, so that nobody waits for the voice who could be obeyed.

Rendering a sentence takes milliseconds, but an engine may hang for seconds before it is replaced.
"Stop" has to work meanwhile. What is about to be spoken goes before what is rendered ahead.
"""

import itertools
import queue
import threading
from collections.abc import Callable
from typing import Protocol

Task = Callable[[], None]


class Runner(Protocol):
    """Runs tasks: in a thread of its own, or at once where one thread does everything."""

    def submit(self, task: Task, *, ahead: bool = False) -> None:
        """Run `task`; where it can wait (`ahead`), after those that cannot, or not at all."""
        ...

    def close(self) -> None:
        """Run nothing more."""
        ...


class Inline:
    """Runs each task at once, in the caller's thread: for the virtual room.

    Nothing is run ahead: there is no waiting in the room that it could be done in.
    """

    def submit(self, task: Task, *, ahead: bool = False) -> None:
        """Run `task` now, unless it can wait."""
        if not ahead:
            task()

    def close(self) -> None:
        """Nothing runs behind anybody's back."""


class Worker:
    """Runs tasks in order in one thread; those rendered ahead give way to the others."""

    def __init__(self, name: str = "voice") -> None:
        self._tasks: queue.PriorityQueue[tuple[int, int, Task | None]] = queue.PriorityQueue()
        self._order = itertools.count()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(self, task: Task, *, ahead: bool = False) -> None:
        """Queue `task`. It must handle its own errors."""
        self._tasks.put((2 if ahead else 1, next(self._order), task))

    def close(self) -> None:
        """Finish the task that runs, drop the rest, and end the thread."""
        self._tasks.put((0, next(self._order), None))
        self._thread.join(timeout=1.0)

    def _run(self) -> None:
        while (task := self._tasks.get()[2]) is not None:
            task()
