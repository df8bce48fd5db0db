"""The child process that holds a session and tells when things happen in it.

`python -m benchmarks.drive PRACTICE.toml HOME` uses the sound devices; with a third argument, a
recording answers and nothing is heard. It is the program's own command line from the stage on;
only the inbox and the hush are watched, because the moment at which an answer counts as over, or a
command as recognised, is not in the event stream. And the greeting is short, as it is not measured.
"""

import json
import sys
import time
from pathlib import Path
from queue import SimpleQueue

from voice_coach.cli import leading
from voice_coach.cli.options import Options
from voice_coach.journal.store import Journal
from voice_coach.library import read_file
from voice_coach.session.events import Began
from voice_coach.settings import Settings
from voice_coach.stage import Stage
from voice_coach.stream import Telling


def tell(event: str, moment: float, **fields: object) -> None:
    """Tell that something happened at a moment of the monotonic clock."""
    print(json.dumps({"event": event, "moment": moment, **fields}), flush=True)


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

    def empty(self) -> bool:
        """Whether there is no event now."""
        return self._inbox.empty()


def watch(stage: Stage) -> None:
    """Tell of every event, of the decision behind an answer, and of every hush."""
    inbox = stage.inbox = WatchedInbox(stage.inbox)
    hush = stage.prompter.hush

    def observe(telling: Telling) -> None:
        if telling["event"] == "heard":
            tell("decided", inbox.taken)
        fields = {key: value for key, value in telling.items() if key not in ("event", "text")}
        tell(str(telling["event"]), time.monotonic(), **fields)

    def watched_hush() -> None:
        tell("hush", time.monotonic())
        hush()

    stage.stream.observers.append(observe)
    stage.prompter.hush = watched_hush  # type: ignore[method-assign] # to see when it is called


def main() -> None:
    """Hold the session."""
    practice, home = read_file(Path(sys.argv[1])), Path(sys.argv[2])
    recorded = Settings(microphone=sys.argv[3], speaker="none") if len(sys.argv) > 3 else Settings()
    options = Options(home, True, recorded, None, False, None)  # noqa: FBT003 - its order is fixed
    with leading.on_stage(options) as stage:
        watch(stage)
        with Journal.open(home / "journal.db", clock=stage.clock) as journal:
            began = Began(stage.clock(), greeting="Welcome.", closing="")
            session = journal.begin(practice.name, practice.title, "benchmark")
            stage.lead(practice, journal, session, began)
        underflows = getattr(stage.speaker, "underflows", 0)
        dropped = stage.hearing.dropped if stage.hearing is not None else 0
        latency = stage.speaker.latency
        tell("over", time.monotonic(), underflows=underflows, dropped=dropped, latency=latency)


if __name__ == "__main__":
    main()
