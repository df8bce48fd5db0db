"""The recognizer's contract, and the table of its engines.

Silence is measured in audio: each block fed moves time on, nothing else does. Packages list their
engines in the entry point group `voice_coach.ears`; the class is called with a speech model and the
microphone's rate in Hz, and is a `Recognizer`.
"""

from collections.abc import Sequence
from importlib.metadata import EntryPoint
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from voice_coach import plugins
from voice_coach.protocol.events import Event
from voice_coach.settings import Settings
from voice_coach.stt.models import SpeechModel

ENTRY_POINT_GROUP = "voice_coach.ears"

DEFAULT_ENGINE = "vosk"

BUILT_IN = {
    DEFAULT_ENGINE: "voice_coach.stt.vosk_engine:VoskRecognizer",
    "wyoming": "voice_coach.wyoming.speech_to_text:WyomingRecognizer",
}


class Recognizer(Protocol):
    """Sound in, words out: called step by step, always from one thread.

    An engine may also have a method `set_settings(settings)`, which is called before all others
    with the person's `Settings`, and a method `release()`, which is called after all others. Where
    its attribute `detects_voice` is true, it tells by itself when there is a voice
    (`AudioElapsed.voiced`) and no other detector is put before it.
    """

    @property
    def is_open(self) -> bool:
        """True while sound that is fed counts."""
        ...

    def open(self, turn: int, phrases: Sequence[str] = ()) -> None:
        """Begin to listen for a turn; seconds of audio count from here.

        A turn that is still open ends without a result, and nothing of it reaches into this one.
        `phrases` are likely answers to a closed question: a hint that an engine may ignore, and
        whatever else is said has to be recognized as it is.
        """
        ...

    def feed(self, block: NDArray[np.int16]) -> list[Event]:
        """Decode the next block of sound, int16 mono at the microphone's rate, 20 ms by custom.

        Returns `Heard` events (a partial only where its text changed), and last, always, one
        `AudioElapsed` with the seconds listened to in this turn. Nothing at all while closed.
        """
        ...

    def close(self) -> list[Event]:
        """Stop listening; return the last final `Heard`, if something was still unsettled."""
        ...


class RecognizerWorker(Protocol):
    """A recognizer that takes sound as it comes and posts every event it leads to.

    When it fails, it posts `Failed("ear", code, message)` and drops all later sound; when it works
    again, `Recovered("ear")`.
    """

    dropped: int
    """Blocks that were lost while open because the recognizer could not keep up."""

    @property
    def is_open(self) -> bool:
        """True while sound that is fed counts."""
        ...

    def open(self, turn: int, phrases: Sequence[str] = ()) -> None:
        """Begin to listen for a turn: see `Recognizer.open`."""
        ...

    def feed(self, block: NDArray[np.int16]) -> None:
        """Take the next block, from any thread; the caller may reuse the block afterwards."""
        ...

    def close(self) -> None:
        """Stop listening; what was said until now is settled and posted."""
        ...

    def stop(self) -> None:
        """End for good; no event is posted after this returns."""
        ...


def engines() -> dict[str, EntryPoint]:
    """Return every recognizer engine, by name."""
    return plugins.engines(ENTRY_POINT_GROUP, BUILT_IN)


def make_recognizer(
    name: str, model: SpeechModel, rate: int, settings: Settings | None = None
) -> Recognizer:
    """Return a new recognizer of the engine called `name`, for `model` and sound at `rate` Hz.

    Raises `ear.engine` if there is no such engine, or its package cannot be loaded;
    `ear.missing`, `ear.model-missing` or `ear.model-broken` if it cannot work.
    """
    recognizer: Recognizer = plugins.load_engine("ear", name, engines())(model, rate)
    set_settings = getattr(recognizer, "set_settings", None)
    if settings is not None and set_settings is not None:
        set_settings(settings)
    return recognizer
