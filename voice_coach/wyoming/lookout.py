"""A lookout for a server that does not answer: says when it does again."""

import threading
from collections.abc import Callable

from voice_coach.errors import CoachError

RETRY_SECONDS = 5.0
"""Between two attempts to reach a server that is away."""


class Lookout:
    """Tries `reach` in a thread of its own, from `begin` on, until it raises no more.

    `on_return` is called then, in that thread.
    """

    def __init__(
        self, reach: Callable[[], object], on_return: Callable[[], object] = lambda: None
    ) -> None:
        self._reach = reach
        self._on_return = on_return
        self._is_back = threading.Event()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def is_back(self) -> bool:
        """Return whether the server has answered since `begin`."""
        return self._is_back.is_set()

    def begin(self) -> None:
        """Begin to look; what looks already goes on."""
        if self._thread is not None and self._thread.is_alive():
            return
        self._is_back.clear()
        self._thread = threading.Thread(target=self._look, name="lookout", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no longer."""
        self._closed.set()

    def _look(self) -> None:
        while not self._closed.wait(RETRY_SECONDS):
            try:
                self._reach()
            except CoachError:
                continue
            self._is_back.set()
            self._on_return()
            return
