"""The thread that listens, and recognizers that also copy their input.

Loading a model takes up to seconds, and decoding must never hold up the microphone. So the thread
loads the ear while the greeting is spoken and takes sound from a queue; what is said before the
model is ready waits there and is heard as soon as it is.
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
from voice_coach.stt.base import Recognizer, RecognizerWorker

WAITING_BLOCKS = 6000
"""Blocks that may wait: two minutes of 20 ms blocks. A model that is read from a slow disk takes
less, and twelve megabytes at 48000 Hz are no burden."""


RESTARTS = 2
"""So often a failed ear is made anew; one that fails again and again would end no session."""


_Errand = Callable[[Recognizer], Sequence[Event] | None]


class Listener:
    """Runs an ear in a thread. See `voice_coach.stt.base.RecognizerWorker`.

    An ear that fails in a way nobody expected is told of and made anew, and then that is told. What
    it had heard last is lost, as far as it was not final.

    Args:
        make_recognizer: Makes the ear, in the thread: this is where the model loads.
        post: Takes every event; called from the thread.
    """

    def __init__(
        self, make_recognizer: Callable[[], Recognizer], post: Callable[[object], None]
    ) -> None:
        self.dropped = 0
        self._make_ear = make_recognizer
        self._post = post
        self._open = False
        self._over = False
        # Putting something in never waits, as the microphone's thread needs it. Sound, opening and
        # closing share one queue, so that they happen in the order in which they were asked for.
        self._errands: SimpleQueue[_Errand | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="ear", daemon=True)
        self._thread.start()

    @property
    def is_open(self) -> bool:
        """Whether sound that is fed now counts."""
        return self._open and not self._over

    def open(self, turn: int, phrases: Sequence[str] = ()) -> None:
        """Begin to listen for a turn; returns at once."""
        if self._over:
            return
        self._errands.put(lambda recognizer: recognizer.open(turn, phrases))
        self._open = True

    def feed(self, block: NDArray[np.int16]) -> None:
        """Queue a block; drops it while closed, and counts it as dropped where too many wait."""
        if not self.is_open:
            return
        if self._errands.qsize() >= WAITING_BLOCKS:
            self.dropped += 1
            return
        sound = block.copy()
        self._errands.put(lambda recognizer: recognizer.feed(sound))

    def close(self) -> None:
        """Stop listening; the last final is posted when the sound until now is decoded."""
        if self._over:
            return
        self._open = False
        self._errands.put(lambda recognizer: recognizer.close())

    def stop(self) -> None:
        """End the thread and wait for it; sound that still waits is dropped."""
        self._over = True
        self._errands.put(None)
        self._thread.join()

    def _run(self) -> None:
        for left in reversed(range(1 + RESTARTS)):
            try:
                self._work(anew=left < RESTARTS)
            except Exception as error:  # noqa: BLE001 - the edge: the session decides what follows
                self._over = self._over or not left or isinstance(error, CoachError)
                self._post(failure(error, again=not self._over))
            else:
                return
            if self._over:
                return

    def _work(self, *, anew: bool) -> None:
        # The ear lives in here alone: a model may take gigabytes, and the next one is read after
        # this one was let go.
        recognizer = self._make_ear()
        if anew:
            self._post(Recovered("ear"))
        while (errand := self._errands.get()) is not None and not self._over:
            for event in errand(recognizer) or ():
                self._post(event)


class InlineListener:
    """Runs an ear where it is called. See `voice_coach.stt.base.RecognizerWorker`.

    Args:
        recognizer: The ear, ready.
        post: Takes every event, before the call that led to it returns.
    """

    def __init__(self, recognizer: Recognizer, post: Callable[[object], None]) -> None:
        self.dropped = 0
        self._recognizer = recognizer
        self._post = post
        self._over = False

    @property
    def is_open(self) -> bool:
        """Whether sound that is fed now counts."""
        return self._recognizer.is_open and not self._over

    def open(self, turn: int, phrases: Sequence[str] = ()) -> None:
        """Begin to listen for a turn."""
        self._carry_out(lambda recognizer: recognizer.open(turn, phrases))

    def feed(self, block: NDArray[np.int16]) -> None:
        """Listen to a block and post what is heard."""
        self._carry_out(lambda recognizer: recognizer.feed(block))

    def close(self) -> None:
        """Stop listening and post the last final."""
        self._carry_out(lambda recognizer: recognizer.close())

    def stop(self) -> None:
        """End for good."""
        self._over = True

    def _carry_out(self, errand: _Errand) -> None:
        if self._over:
            return
        try:
            events = errand(self._recognizer) or ()
        except Exception as error:  # noqa: BLE001 - the edge: the session decides what follows
            self._over = True
            self._post(failure(error))
            return
        for event in events:
            self._post(event)


def failure(error: Exception, *, again: bool = False) -> Failed:
    """What to tell of an ear's failure: a `CoachError` as it is, else only what kind it was.

    A library's message might quote what was said. `again` is whether the ear is made anew.
    """
    if isinstance(error, CoachError):
        return Failed("ear", error.code, error.message, error.command)
    kind = type(error).__name__
    what_next = "Start the session again, or answer by keyboard."
    return Failed(
        "ear",
        "ear.failed",
        f"Listening stopped because of an unexpected error ({kind}). "
        f"{'It is started anew.' if again else what_next}",
    )


class RecordingRecognizer:
    """Hears as another ear does, and hands all it hears to a tape first. See `Recognizer`.

    Args:
        recognizer: Who hears.
        answer_recorder: Decides whether it is kept.
        rate: Samples a second, in Hz, of what is fed.
    """

    def __init__(self, recognizer: Recognizer, answer_recorder: AnswerRecorder, rate: int) -> None:
        self._recognizer = recognizer
        self._answer_recorder = answer_recorder
        self._rate = rate

    @property
    def is_open(self) -> bool:
        """Whether sound that is fed now counts."""
        return self._recognizer.is_open

    def open(self, turn: int, phrases: Sequence[str] = ()) -> None:
        """Begin to listen for a turn."""
        self._answer_recorder.begin(turn, self._rate)
        self._recognizer.open(turn, phrases)

    def feed(self, block: NDArray[np.int16]) -> list[Event]:
        """Listen to the next block of sound."""
        if self._recognizer.is_open:
            self._answer_recorder.write(block)
        return self._recognizer.feed(block)

    def close(self) -> list[Event]:
        """Stop listening."""
        return self._recognizer.close()


class TappedWorker:
    """Hears what the other ear hears, open or not, before it does.

    Args:
        listener: The ear.
        tap: Takes every block, int16 mono, 20 ms, from the microphone's thread.
    """

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
        """Whether sound that is fed now counts."""
        return self._listener.is_open

    def open(self, turn: int, phrases: Sequence[str] = ()) -> None:
        """Begin to listen for a turn: see `Recognizer.open`."""
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
