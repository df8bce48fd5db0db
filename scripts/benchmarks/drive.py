"""The child process that runs a session and emits when things happen in it.

`python -m benchmarks.drive ARGUMENTS…` is `voice-coach ARGUMENTS…`, with `Coach.take` and the hush
watched, because the moment at which an answer counts as over, or a command as recognized, is not in
the event stream. Greeting and closing are short, as they are not measured.
"""

import sys
import time
from dataclasses import replace
from typing import Any

from benchmarks.emitter import emit
from voice_coach.app.coach import Coach
from voice_coach.app.event_stream import EventRecord
from voice_coach.app.runtime import Runtime
from voice_coach.cli import main
from voice_coach.dialogue.session import Session
from voice_coach.journal.journal import Journal
from voice_coach.practice.schema import Practice
from voice_coach.protocol.events import SessionConfig
from voice_coach.protocol.inbox import Message

take, run = Coach.take, Runtime.run
taken = 0.0
"""The moment the latest event was taken from the inbox, by the monotonic clock."""


def watched_take(coach: Coach, event: Message) -> None:
    """Call `Coach.take`, and note the moment."""
    global taken  # noqa: PLW0603 - there is one session in this process
    taken = time.monotonic()
    take(coach, event)


def watch(runtime: Runtime) -> None:
    """Emit every event, the decision behind an answer, and every hush."""
    hush = runtime.prompt_speaker.hush

    def observe(event_record: EventRecord) -> None:
        if event_record["event"] == "heard":
            emit("decided", moment=taken)
        fields = {key: value for key, value in event_record.items() if key not in ("event", "text")}
        emit(str(event_record["event"]), **fields)

    def watched_hush() -> None:
        emit("hush")
        hush()

    runtime.stream.observers.append(observe)
    runtime.prompt_speaker.hush = watched_hush  # type: ignore[method-assign] # to see when it is called


def watched_run(
    runtime: Runtime,
    practice: Practice,
    journal: Journal,
    session_id: str,
    config: SessionConfig,
    *arguments: Any,
    **options: Any,
) -> tuple[Session, Coach]:
    """Call `Runtime.run`, watched, with a short greeting and no closing."""
    watch(runtime)
    config = replace(config, preface="", greeting="Welcome.", closing="")
    ran = run(runtime, practice, journal, session_id, config, *arguments, **options)
    underflows = getattr(runtime.speaker, "underflows", 0)
    dropped = runtime.listener.dropped if runtime.listener is not None else 0
    emit("over", underflows=underflows, dropped=dropped, latency=runtime.speaker.latency)
    return ran


if __name__ == "__main__":
    Coach.take = watched_take  # type: ignore[method-assign,assignment] # wherever it is called
    Runtime.run = watched_run  # type: ignore[method-assign,assignment] # wherever it is called
    main(sys.argv[1:])
