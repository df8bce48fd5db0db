"""The child process that holds a session and tells when things happen in it.

`python -m benchmarks.drive ARGUMENTS…` is `voice-coach ARGUMENTS…`, with the inbox and the hush
watched, because the moment at which an answer counts as over, or a command as recognised, is not in
the event stream. And greeting and closing are short, as they are not measured.
"""

import sys
import time
from dataclasses import replace
from queue import SimpleQueue

from benchmarks.telling import tell
from voice_coach.app.coach import Coach
from voice_coach.app.event_stream import EventRecord
from voice_coach.app.runtime import Runtime
from voice_coach.cli import main
from voice_coach.dialogue.session import Session
from voice_coach.journal.journal import Journal
from voice_coach.practice.schema import Practice
from voice_coach.protocol.events import SessionConfig


class WatchedInbox(SimpleQueue[object]):
    """An inbox that knows when its latest event was taken out."""

    def __init__(self, inbox: SimpleQueue[object]) -> None:
        super().__init__()
        self.taken = 0.0
        self._inbox = inbox

    def get(self, block: bool = True, timeout: float | None = None) -> object:  # noqa: FBT001, FBT002 - as a queue's
        """The next event."""
        event = self._inbox.get(block, timeout)
        self.taken = time.monotonic()
        return event

    def put(self, item: object, block: bool = True, timeout: float | None = None) -> None:  # noqa: FBT001, FBT002 - as a queue's
        """Post an event."""
        self._inbox.put(item, block, timeout)

    def empty(self) -> bool:
        """Whether there is no event now."""
        return self._inbox.empty()


def watch(runtime: Runtime) -> None:
    """Tell of every event, of the decision behind an answer, and of every hush."""
    inbox = runtime.inbox = WatchedInbox(runtime.inbox)
    hush = runtime.prompt_speaker.hush

    def observe(event_record: EventRecord) -> None:
        if event_record["event"] == "heard":
            tell("decided", moment=inbox.taken)
        fields = {key: value for key, value in event_record.items() if key not in ("event", "text")}
        tell(str(event_record["event"]), **fields)

    def watched_hush() -> None:
        tell("hush")
        hush()

    runtime.stream.observers.append(observe)
    runtime.prompt_speaker.hush = watched_hush  # type: ignore[method-assign] # to see when it is called


lead = Runtime.lead


def watched_lead(  # noqa: PLR0917 - as the one it stands for
    runtime: Runtime,
    practice: Practice,
    journal: Journal,
    session_id: str,
    config: SessionConfig,
    patience: float = 1.0,
    *,
    remembered: Journal | None = None,
) -> tuple[Session, Coach]:
    """`Runtime.lead`, watched, with few words around it."""
    watch(runtime)
    config = replace(config, preface="", greeting="Welcome.", closing="")
    led = lead(runtime, practice, journal, session_id, config, patience, remembered=remembered)
    underflows = getattr(runtime.speaker, "underflows", 0)
    dropped = runtime.listener.dropped if runtime.listener is not None else 0
    tell("over", underflows=underflows, dropped=dropped, latency=runtime.speaker.latency)
    return led


if __name__ == "__main__":
    Runtime.lead = watched_lead  # type: ignore[assignment,method-assign] # wherever it is called
    main(sys.argv[1:])
