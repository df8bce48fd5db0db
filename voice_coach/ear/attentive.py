"""An ear that knows a voice from a noise, around an ear of any engine.

Engines hear words; whether anybody spoke is looked for beside them. What an engine heard where
there was no voice, in a breath or in a fan, is taken out of it, and each `Passed` tells when there
last was a voice, so that the session knows a beginning sentence before its first word is made out.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from voice_coach.ear.activity import VoiceActivity, load_detector
from voice_coach.ear.port import Ear
from voice_coach.session.events import Event, Heard, Passed

MARGIN = 0.3
"""Seconds around a word within which there has to be a voice. An engine's word times are off by a
tenth of a second or two, and the detector wakes up a little late: no word that was spoken may be
lost for that."""

LAG = 1.2
"""Seconds after which a hypothesis, at the latest, has the words that were spoken."""


def attentive(ear: Ear, rate: int) -> Ear:
    """The ear with voice activity beside it; the ear alone where there is no detector to be had."""
    detector = load_detector()
    return ear if detector is None else AttentiveEar(ear, VoiceActivity(detector, rate))


class AttentiveEar:
    """Hears what another ear hears, where there was a voice. See `voice_coach.ear.port.Ear`.

    Args:
        ear: Hears the words.
        activity: Knows where there is a voice.
    """

    def __init__(self, ear: Ear, activity: VoiceActivity) -> None:
        self._ear = ear
        self._activity = activity
        self._is_told = False  # a hypothesis is, that nothing has settled yet
        self._seconds = 0.0

    @property
    def is_open(self) -> bool:
        """Whether sound that is fed now counts."""
        return self._ear.is_open

    def open(self, turn: int, phrases: Sequence[str] = ()) -> None:
        """Begin to listen for a turn."""
        self._activity.reset()
        self._is_told, self._seconds = False, 0.0
        self._ear.open(turn, phrases)

    def feed(self, block: NDArray[np.int16]) -> list[Event]:
        """Listen to the next block: what was spoken, and when there last was a voice."""
        if self._ear.is_open:
            self._activity.feed(block)
        return self._looked_at(self._ear.feed(block))

    def close(self) -> list[Event]:
        """Stop listening; returns the last final, if something was still unsettled."""
        return self._looked_at(self._ear.close())

    def _looked_at(self, events: Sequence[Event]) -> list[Event]:
        told: list[Event] = []
        for event in events:
            match event:
                case Heard():
                    told += self._final(event) if event.final else self._partial(event)
                case Passed():
                    self._seconds = event.seconds
                    told.append(replace(event, voiced=self._activity.last))
                case _:
                    told.append(event)
        return told

    def _partial(self, heard: Heard) -> list[Event]:
        if not heard.text:
            was_told, self._is_told = self._is_told, False
            return [heard] if was_told else []
        if not self._activity.spoke(heard.ended - LAG, heard.ended):
            return []
        self._is_told = True
        return [heard]

    def _final(self, heard: Heard) -> list[Event]:
        was_told, self._is_told = self._is_told, False
        words = tuple(
            word
            for word in heard.words
            if self._activity.spoke(word.start - MARGIN, word.end + MARGIN)
        )
        if len(words) == len(heard.words):  # an engine without word times is believed
            return [heard] if heard.text or was_told else []
        if not words:
            return [Heard(heard.turn, "", final=True)] if was_told else []
        text = " ".join(word.word for word in words)
        started, ended = words[0].start, words[-1].end
        return [replace(heard, text=text, words=words, started=started, ended=ended)]
