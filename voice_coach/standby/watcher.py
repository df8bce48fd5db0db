"""The watcher of standby: waits, between sessions, until somebody calls or a moment has come.

It takes what the recognizer posts in the turns that `StagedListener` opens, and keeps the words of
one utterance until that is over, no longer.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from voice_coach.app.pump import Pump
from voice_coach.errors import CoachError
from voice_coach.protocol.events import Ended, Failed, Heard, Interrupted, Recovered
from voice_coach.protocol.inbox import Message
from voice_coach.standby.staged_listener import StagedListener

_Found = TypeVar("_Found")

TICK_SECONDS = 0.1
"""Between two looks at whether an utterance is over."""

SETTLE_TICKS = 2
"""After the end of an utterance, in which nothing more was recognized, it is complete."""


class Utterance:
    """The words of one turn, pieces and hypothesis. Only its last text is kept."""

    def __init__(self) -> None:
        self.turn = 0
        self._finals: list[str] = []
        self._partial = ""
        self._ticks = 0

    def hear(self, heard: Heard) -> None:
        """Take what was recognized; words of an earlier turn are forgotten."""
        if heard.turn != self.turn:
            self.forget()
            self.turn = heard.turn
        self._ticks = 0
        if heard.final:
            self._finals.append(heard.text)
            self._partial = ""
        else:
            self._partial = heard.text

    def complete(self) -> str | None:
        """Return its whole text once, some ticks after its end; None before, and without words."""
        self._ticks += 1
        if self._ticks < SETTLE_TICKS or self._partial or not any(self._finals):
            return None
        text = " ".join(filter(None, self._finals))
        self.forget()
        return text

    def forget(self) -> None:
        """Forget the words."""
        self._finals, self._partial, self._ticks = [], "", 0


class Watcher:
    """Waits for a call, or for an answer.

    Args:
        pump: Brings what is heard, and the time.
        listener: The recognizer, in stages.
        report: Takes trouble with a device, and its end, as a sentence.
    """

    def __init__(
        self,
        pump: Pump,
        listener: StagedListener,
        report: Callable[[str], object] = lambda _: None,
    ) -> None:
        self._pump = pump
        self._listener = listener
        self._report = report

    def wait(
        self,
        understand: Callable[[str], _Found | None],
        is_due: Callable[[datetime], bool] = lambda _: False,
        until: datetime | None = None,
    ) -> _Found | None:
        """Return what `understand` makes of an utterance; what it makes nothing of is forgotten.

        Returns None where `is_due`, asked each second, says so, or at `until`.

        Raises `CoachError` if the recognizer fails: then all is to be opened anew.
        """
        utterance = Utterance()
        next_look = self._pump.clock()
        self._listener.wait()
        try:
            while True:
                message = self._pump.wait(TICK_SECONDS)
                if message is not None:
                    self._take(message, utterance)
                elif self._listener.is_over and (text := utterance.complete()) is not None:
                    found = understand(text)
                    if found is not None:
                        return found
                now = self._pump.clock()
                if now >= next_look:
                    next_look = now + timedelta(seconds=1)
                    if (until is not None and now >= until) or is_due(now):
                        return None
        finally:
            self._listener.cease()

    def sleep(self, until: datetime) -> None:
        """Hear nothing until then; what is posted meanwhile is dropped."""
        while self._pump.clock() < until:
            message = self._pump.wait(1.0)
            if isinstance(message, Failed):
                self._trouble(message)
            elif isinstance(message, Interrupted):
                raise KeyboardInterrupt

    def _take(self, message: Message, utterance: Utterance) -> None:
        match message:
            case Heard() if message.turn == self._listener.turn:
                utterance.hear(message)
            case Failed():
                self._trouble(message)
            case Recovered(part):
                self._report(f"The {part} is back.")
            case Interrupted() | Ended():
                raise KeyboardInterrupt
            case _:
                pass

    def _trouble(self, failed: Failed) -> None:
        self._report(failed.message)
        if failed.part == "ear":
            raise CoachError(failed.code, failed.message, failed.command)
