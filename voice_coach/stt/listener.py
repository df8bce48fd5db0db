"""Recognizer workers: in a thread, or in the caller's; and wrappers that copy the input.

Loading and decoding must never hold up the microphone, so a thread takes sound from a queue.
"""

import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.recorder import AnswerRecorder
from voice_coach.audio.sound import BlockCallback
from voice_coach.errors import CoachError
from voice_coach.protocol.events import Event, Failed, Recovered
from voice_coach.protocol.inbox import Post
from voice_coach.stt.base import Recognizer, RecognizerWorker

MAX_WAITING_BLOCKS = 6000
"""Two minutes of 20 ms blocks. A model that is read from a slow disk takes less, and twelve
megabytes at 48000 Hz are no burden."""

MAX_RESTARTS = 2
"""A recognizer that fails again and again would end no session."""

_Call = Callable[[Recognizer], Sequence[Event] | None]


class Listener:
    """A `RecognizerWorker` in a thread, which also makes the recognizer and posts its events.

    One that fails in an unexpected way is posted as failed, made anew, and posted as recovered;
    what it had recognized last is lost, as far as it was not final.
    """

    def __init__(self, make_recognizer: Callable[[], Recognizer], post: Post) -> None:
        self.dropped = 0
        self._make_recognizer = make_recognizer
        self._post = post
        self._open = False
        self._stopped = False
        # Its `put` never waits, as the microphone's thread needs it. Sound, opening and closing
        # share one queue, so that they happen in order.
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="ear", daemon=True)
        self._thread.start()

    @property
    def is_open(self) -> bool:
        """True while sound that is fed counts."""
        return self._open and not self._stopped

    def open(self, turn: int, phrases: Sequence[str] = ()) -> None:
        """Begin to listen for a turn; returns at once."""
        if self._stopped:
            return
        self._calls.put(lambda recognizer: recognizer.open(turn, phrases))
        self._open = True

    def feed(self, block: NDArray[np.int16]) -> None:
        """Queue a block; drops it while closed, and counts it as dropped where too many wait."""
        if not self.is_open:
            return
        if self._calls.qsize() >= MAX_WAITING_BLOCKS:
            self.dropped += 1
            return
        sound = block.copy()

        def feed(recognizer: Recognizer) -> Sequence[Event]:
            try:
                return recognizer.feed(sound)
            finally:
                sound.fill(0)  # what was said lies about nowhere

        self._calls.put(feed)

    def close(self) -> None:
        """Stop listening; the last final is posted when the sound until now is decoded."""
        if self._stopped:
            return
        self._open = False
        self._calls.put(lambda recognizer: recognizer.close())

    def stop(self) -> None:
        """End the thread and wait for it; sound that still waits is dropped."""
        self._stopped = True
        self._calls.put(None)
        self._thread.join()

    def _run(self) -> None:
        for attempts_left in reversed(range(1 + MAX_RESTARTS)):
            try:
                self._work(restarted=attempts_left < MAX_RESTARTS)
            except Exception as error:  # noqa: BLE001 - the edge: the session decides what follows
                self._stopped = self._stopped or not attempts_left or isinstance(error, CoachError)
                self._post(_failed_event(error, restarts=not self._stopped))
            else:
                return
            if self._stopped:
                return

    def _work(self, *, restarted: bool) -> None:
        # It lives in here alone: a model may take gigabytes, and the next one is loaded after this
        # one was freed.
        recognizer = self._make_recognizer()
        if restarted:
            self._post(Recovered("ear"))
        try:
            while (call := self._calls.get()) is not None and not self._stopped:
                for event in call(recognizer) or ():
                    self._post(event)
        finally:
            _release(recognizer)


class InlineListener:
    """A `RecognizerWorker` in the caller's thread: events are posted before each call returns."""

    def __init__(self, recognizer: Recognizer, post: Post) -> None:
        self.dropped = 0
        self._recognizer = recognizer
        self._post = post
        self._stopped = False

    @property
    def is_open(self) -> bool:
        """True while sound that is fed counts."""
        return self._recognizer.is_open and not self._stopped

    def open(self, turn: int, phrases: Sequence[str] = ()) -> None:
        """Begin to listen for a turn."""
        self._run(lambda recognizer: recognizer.open(turn, phrases))

    def feed(self, block: NDArray[np.int16]) -> None:
        """Decode a block and post what is recognized."""
        self._run(lambda recognizer: recognizer.feed(block))

    def close(self) -> None:
        """Stop listening and post the last final."""
        self._run(lambda recognizer: recognizer.close())

    def stop(self) -> None:
        """End for good."""
        self._stopped = True
        _release(self._recognizer)

    def _run(self, call: _Call) -> None:
        if self._stopped:
            return
        try:
            events = call(self._recognizer) or ()
        except Exception as error:  # noqa: BLE001 - the edge: the session decides what follows
            self._stopped = True
            self._post(_failed_event(error))
            return
        for event in events:
            self._post(event)


def _release(recognizer: Recognizer) -> None:
    """Have a recognizer release what it holds, where it can."""
    if release := getattr(recognizer, "release", None):
        release()


def _failed_event(error: Exception, *, restarts: bool = False) -> Failed:
    """Return the event for a recognizer's failure; an error not ours might quote what was said."""
    if isinstance(error, CoachError):
        return Failed("ear", error.code, error.message, error.command)
    kind = type(error).__name__
    what_next = "Start the session again, or answer by keyboard."
    return Failed(
        "ear",
        "ear.failed",
        f"Listening stopped because of an unexpected error ({kind}). "
        f"{'It is started anew.' if restarts else what_next}",
    )


class RecordingRecognizer:
    """Recognizer that also writes its input, at `rate` Hz, to an answer recorder."""

    def __init__(self, recognizer: Recognizer, answer_recorder: AnswerRecorder, rate: int) -> None:
        self._recognizer = recognizer
        self._answer_recorder = answer_recorder
        self._rate = rate

    @property
    def is_open(self) -> bool:
        """True while sound that is fed counts."""
        return self._recognizer.is_open

    def open(self, turn: int, phrases: Sequence[str] = ()) -> None:
        """Begin to listen for a turn."""
        self._answer_recorder.begin(turn, self._rate)
        self._recognizer.open(turn, phrases)

    def feed(self, block: NDArray[np.int16]) -> list[Event]:
        """Decode the next block of sound."""
        if self._recognizer.is_open:
            self._answer_recorder.write(block)
        return self._recognizer.feed(block)

    def close(self) -> list[Event]:
        """Stop listening."""
        return self._recognizer.close()

    def release(self) -> None:
        """Release what the recognizer holds."""
        _release(self._recognizer)


class TappedWorker:
    """Worker whose `tap` takes every block first, open or not, from the microphone's thread."""

    def __init__(self, listener: RecognizerWorker, tap: BlockCallback) -> None:
        self._listener = listener
        self._tap = tap

    @property
    def dropped(self) -> int:
        """Blocks that were lost while open."""
        return self._listener.dropped

    @dropped.setter
    def dropped(self, blocks: int) -> None:
        self._listener.dropped = blocks

    @property
    def is_open(self) -> bool:
        """True while sound that is fed counts."""
        return self._listener.is_open

    def open(self, turn: int, phrases: Sequence[str] = ()) -> None:
        """Begin to listen for a turn."""
        self._listener.open(turn, phrases)

    def feed(self, block: NDArray[np.int16]) -> None:
        """Take the next block of sound."""
        self._tap(block)
        self._listener.feed(block)

    def close(self) -> None:
        """Stop listening."""
        self._listener.close()

    def stop(self) -> None:
        """End for good."""
        self._listener.stop()
