"""Audio import: makes journal entries of recordings, as if they had been spoken to the journal.

A recording is known by its content, so that an import can be resumed or repeated.
"""

import os
import threading
from base64 import b32encode
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from voice_coach import __version__
from voice_coach.app.builtin import JOURNAL
from voice_coach.audio.recording_time import RecordingTime, recording_time
from voice_coach.errors import CoachError
from voice_coach.journal.models import SessionRecord, SessionRow, TurnRow, next_id
from voice_coach.settings import HERE
from voice_coach.stt.transcription import Segment, Transcriber, Transcript

STEP = "recording-"
"""Prefix of the step of an entry's turns; the recording's fingerprint follows."""

MAX_AT_ONCE = 4
"""Recordings transcribed at the same time; each needs a core, and a speech model in memory."""

Progress = Callable[[Path, float], None]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recording to transcribe, and when it was made.

    `step`, the step of its entry's turns, is the same for every copy of the file.
    """

    path: Path
    step: str
    time: RecordingTime


def recorded(path: Path, now: datetime) -> Recorded:
    """Return a recording with its fingerprint; raises `import.unreadable`."""
    import hashlib  # noqa: PLC0415 - it loads OpenSSL, and no session takes recordings in

    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").digest()
            written = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
    except OSError as error:
        raise CoachError(
            "import.unreadable", f"{path} cannot be read: {error.strerror}. Check its name."
        ) from None
    step = f"{STEP}{b32encode(digest)[:16].decode().lower()}"
    return Recorded(path, step, recording_time(path, written, now))


def transcripts(
    recordings: Iterable[Recorded],
    make_transcriber: Callable[[], Transcriber],
    on_progress: Progress,
) -> Iterator[tuple[Recorded, Transcript | CoachError]]:
    """Transcribe recordings in several threads; yield each transcript when it is done.

    One with words and a failure is that of a recording that could be read in part.

    Each thread makes its own transcriber: one recognizer hears one thing at a time. `on_progress`
    takes, from several threads, a file and the share of it that is done, 0 to 1.
    """
    wanted = list(recordings)
    own = threading.local()
    given_up = threading.Event()

    def transcribe(recording: Recorded) -> Transcript:
        if not hasattr(own, "transcriber"):
            own.transcriber = make_transcriber()

        def report(done: float, total: float | None) -> None:
            if given_up.is_set():
                raise _GivenUpError
            on_progress(recording.path, min(1.0, done / total) if total else 0.0)

        transcript: Transcript = own.transcriber.transcribe(recording.path, report)
        return transcript

    at_once = max(1, min(len(wanted), os.cpu_count() or 1, MAX_AT_ONCE))
    with ThreadPoolExecutor(at_once, "transcribe") as pool:
        try:
            futures = {pool.submit(transcribe, recording): recording for recording in wanted}
            for future in as_completed(futures):
                yield futures[future], _outcome(future)
        finally:  # Ctrl-C: who is at work stops at the next block, and the rest does not begin
            given_up.set()
            pool.shutdown(cancel_futures=True)


class _GivenUpError(Exception):
    """The import was broken off."""


def _outcome(future: "Future[Transcript]") -> Transcript | CoachError:
    try:
        transcript = future.result()
    except CoachError as error:
        return error
    return transcript if transcript.segments else transcript.failure or transcript


def entry_of(recording: Recorded, transcript: Transcript, day: date | None = None) -> SessionRecord:
    """Return a recording as a session at the time it was made, or at that hour of another `day`.

    Ids are numbered from 1: the journal gives them new ones.
    """
    length = timedelta(seconds=transcript.seconds)
    began = recording.time.moment - (length if recording.time.ended else timedelta())
    if day is not None:
        clock = began.astimezone(HERE).time()
        began = datetime.combine(day, clock, HERE).astimezone(UTC)
    session_id = next_id(began, None)
    turns = tuple(
        _turn(number, segment, session_id, recording.step, began)
        for number, segment in enumerate(transcript.segments, start=1)
    )
    session = SessionRow(
        id=session_id,
        practice=JOURNAL,
        title=recording.path.stem,
        started_at=began,
        ended_at=began + length,
        outcome="completed",
        app_version=__version__,
        turns=len(turns),
        answers=len(turns),
    )
    return SessionRecord(session, turns, ())


def _turn(number: int, segment: Segment, session_id: str, step: str, began: datetime) -> TurnRow:
    return TurnRow(
        id=number,
        session_id=session_id,
        seq=number,
        speaker="you",
        step=step,
        text=segment.text,
        started_at=began + timedelta(seconds=segment.start),
        ended_at=began + timedelta(seconds=segment.end),
        confidence=segment.confidence,
        words=segment.words,
        undone=False,
    )
