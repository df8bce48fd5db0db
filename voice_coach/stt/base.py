"""The recognizer's contract, and the table of its engines.

A recognizer has a synchronous heart (`Recognizer`) that is called step by step, so that it can be
tested and run in the virtual room faster than real time; and around it a shell
(`RecognizerWorker`) that belongs to
whoever delivers the sound. Silence is measured in audio: each block fed moves time on, nothing
else does.

Packages list theirs in the entry point group `voice_coach.ears`; the class is called with a speech
model and the microphone's rate in Hz, and is an `Recognizer`.
"""

from collections.abc import Sequence
from importlib.metadata import EntryPoint
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from voice_coach import plugins
from voice_coach.protocol.events import Event
from voice_coach.stt.models import SpeechModel


class Recognizer(Protocol):
    """The heart: step by step, always from one thread.

    An implementation is made with its speech model and the microphone's sample rate in Hz. Loading
    a model may take seconds, so the ear is made where nobody waits for it.
    """

    @property
    def is_open(self) -> bool:
        """Whether sound that is fed now counts."""
        ...

    def open(self, turn: int, phrases: Sequence[str] = ()) -> None:
        """Begin to listen for a turn; seconds of audio count from here.

        A turn that is still open ends unheard. Nothing of an earlier turn reaches into this one.

        Args:
            turn: The number every event of this turn carries.
            phrases: What is probably said, where the question is closed. A hint that an engine may
                use to hear better, and may ignore; whatever else is said has to be heard as it is.
        """
        ...

    def feed(self, block: NDArray[np.int16]) -> list[Event]:
        """Listen to the next block of sound.

        Args:
            block: int16 mono at the microphone's rate, shape (frames,), 20 ms by custom.

        Returns:
            What was heard, `Heard` (a partial only where its text changed), and last, always, one
            `AudioElapsed` with the seconds listened to in this turn. Nothing at all while closed:
            then the block is dropped.
        """
        ...

    def close(self) -> list[Event]:
        """Stop listening; returns the last final `Heard`, if something was still unsettled."""
        ...


class RecognizerWorker(Protocol):
    """An ear at work: takes sound as it comes and posts every event it leads to.

    When the ear fails, `Failed("ear", code, message)` is posted and all later sound is dropped. If
    it works again, `Recovered("ear")` is posted.
    """

    dropped: int
    """Blocks that were lost while open because the ear could not keep up."""

    @property
    def is_open(self) -> bool:
        """Whether sound that is fed now counts."""
        ...

    def open(self, turn: int, phrases: Sequence[str] = ()) -> None:
        """Begin to listen for a turn: see `Recognizer.open`."""
        ...

    def feed(self, block: NDArray[np.int16]) -> None:
        """Take the next block of sound; safe to call from the microphone's own thread.

        The block may be reused by the caller afterwards.
        """
        ...

    def close(self) -> None:
        """Stop listening; what was said until now is settled and posted."""
        ...

    def stop(self) -> None:
        """End for good; no event is posted after this returns."""
        ...


GROUP = "voice_coach.ears"


DEFAULT_ENGINE = "vosk"


BUILT_IN = {DEFAULT_ENGINE: "voice_coach.stt.vosk_engine:VoskRecognizer"}


def engines() -> dict[str, EntryPoint]:
    """Every ear engine there is, by name."""
    return plugins.engines(GROUP, BUILT_IN)


def make_recognizer(name: str, model: SpeechModel, rate: int) -> Recognizer:
    """A new ear of the engine called `name`, which hears with `model` at `rate` Hz.

    Raises:
        CoachError: `ear.engine` if there is no such engine, or its package cannot be loaded;
            `ear.missing`, `ear.model-missing` or `ear.model-broken` if it cannot hear.
    """
    recognizer: Recognizer = plugins.load_engine("ear", name, engines())(model, rate)
    return recognizer
