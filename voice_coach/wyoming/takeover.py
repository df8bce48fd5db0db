"""Engines of the settings, and what takes over from a server that does not answer.

Nobody lying down can mend a network. With `fallback` the recognizer and the voice of this machine
do its work until it answers again, and nothing of what was said is lost; without, the session waits
as for a device that was unplugged.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from voice_coach.errors import CoachError
from voice_coach.protocol.events import AudioElapsed, Event, Failed, Heard, Recovered, Replaced
from voice_coach.protocol.inbox import Post
from voice_coach.settings import Home, Settings
from voice_coach.stt.base import DEFAULT_ENGINE, Recognizer
from voice_coach.stt.models import SpeechModel
from voice_coach.stt.vad import make_gated
from voice_coach.tts.base import Synthesizer, make_synthesizer
from voice_coach.tts.fallback import FallbackSynthesizer, speaking_synthesizer
from voice_coach.tts.voices import AUTO
from voice_coach.wyoming.address import ENGINE
from voice_coach.wyoming.lookout import Lookout
from voice_coach.wyoming.speech_to_text import WyomingRecognizer, spread
from voice_coach.wyoming.text_to_speech import WyomingSynthesizer

MAX_KEPT_BLOCKS = 1500
"""Half a minute of what is said until the person hears that nobody listens."""


def listening_recognizer(
    settings: Settings, model: SpeechModel, rate: int, post: Post
) -> Recognizer:
    """Return the recognizer of a session: that of the settings, as gated by a voice.

    `post` takes what befalls a server. Raises as `make_gated`.
    """
    recognizer = make_gated(settings.ear_engine, model, rate, settings)
    if not isinstance(recognizer, WyomingRecognizer):
        return recognizer
    if not settings.fallback:
        return WaitingRecognizer(recognizer, post)

    def make_local() -> Recognizer:
        return make_gated(DEFAULT_ENGINE, model, rate)

    return ReplacedRecognizer(recognizer, make_local, rate, post)


def session_synthesizer(
    settings: Settings, home: Home, system: Synthesizer | None = None
) -> Synthesizer:
    """Return the synthesizer of a session, not started yet; see `speaking_synthesizer`."""
    if settings.voice_engine != ENGINE:
        return speaking_synthesizer(settings, home, system)
    remote = make_synthesizer(ENGINE, home, settings)
    if not settings.fallback or not isinstance(remote, WyomingSynthesizer):
        return remote
    own = structs.replace(settings, voice_engine=AUTO, voice="")
    local = speaking_synthesizer(own, home, system)
    return FallbackSynthesizer(remote, local, returns=Lookout(remote.voices))


class ReplacedRecognizer:
    """Recognizer whose place one of this machine takes while its server does not answer.

    What was said and not settled is heard again by the other one. Which of them hears changes back
    between two turns. Posts `Replaced("ear", …)` and `Recovered("ear")`. See `Recognizer`.
    """

    def __init__(
        self,
        remote: WyomingRecognizer,
        make_local: Callable[[], Recognizer],
        rate: int,
        post: Post,
    ) -> None:
        self._remote = remote
        self._make_local = make_local
        self._local: Recognizer | None = None
        self._rate = rate
        self._post = post
        self._lookout = Lookout(remote.check)
        self._is_local = False
        self._turn, self._phrases = 0, tuple[str, ...]()
        self._began = 0.0  # of what the local one hears of this turn
        self._voiced = 0.0  # before that

    @property
    def is_open(self) -> bool:
        """True while sound that is fed counts."""
        return self._now.is_open

    def open(self, turn: int, phrases: Sequence[str] = ()) -> None:
        """Begin to listen for a turn, with the server if it is back."""
        self._turn, self._phrases, self._began, self._voiced = turn, tuple(phrases), 0.0, 0.0
        if self._is_local and self._lookout.is_back:
            self._is_local = False
            self._post(Recovered("ear"))
        self._now.open(turn, phrases)

    def feed(self, block: NDArray[np.int16]) -> list[Event]:
        """Decode the next block."""
        if self._is_local:
            return self._later(self._now.feed(block))
        try:
            return self._remote.feed(block)
        except CoachError as error:
            return self._take_over(error)

    def close(self) -> list[Event]:
        """Stop listening; return the last final, if something was still unsettled."""
        if self._is_local:
            return self._later(self._now.close())
        try:
            return self._remote.close()
        except CoachError as error:
            heard = self._take_over(error)
            return [each for each in (*heard, *self._later(self._now.close())) if _is_final(each)]

    def release(self) -> None:
        """Look no longer whether the server is back."""
        self._lookout.close()

    @property
    def _now(self) -> Recognizer:
        if not self._is_local:
            return self._remote
        if self._local is None:
            self._local = self._make_local()
        return self._local

    def _take_over(self, error: CoachError) -> list[Event]:
        """Let the local one hear what is not settled; return what it makes of that."""
        self._began, unsettled = self._remote.unsettled()
        self._voiced = self._remote.voiced
        self._remote.open(self._turn)  # which forgets it
        self._remote.close()
        self._is_local = True
        self._post(Replaced("ear", error.code, error.message, error.command))
        self._lookout.begin()
        self._now.open(self._turn, self._phrases)
        step = self._rate // 50
        events: list[Event] = []
        for start in range(0, len(unsettled), step):
            events += self._later(self._now.feed(unsettled[start : start + step]))
        elapsed = [each for each in events if isinstance(each, AudioElapsed)]
        return [each for each in events if not isinstance(each, AudioElapsed)] + elapsed[-1:]

    def _later(self, events: Sequence[Event]) -> list[Event]:
        """Return events with times since the turn began."""
        return [_shifted(event, self._began, self._voiced) for event in events]


class WaitingRecognizer:
    """Recognizer that waits for its server. See `Recognizer`.

    Posts `Failed("ear", …)` when it is gone and `Recovered("ear")` when it answers again. What was
    said and not settled then is the first that is heard in the next turn.
    """

    def __init__(self, remote: WyomingRecognizer, post: Post) -> None:
        self._remote = remote
        self._post = post
        self._lookout = Lookout(remote.check, self._return)
        self._is_away = False
        self._turn = 0
        self._unsettled: list[NDArray[np.int16]] = []

    @property
    def is_open(self) -> bool:
        """True while sound that is fed counts."""
        return self._remote.is_open

    def open(self, turn: int, phrases: Sequence[str] = ()) -> None:
        """Begin to listen for a turn."""
        self._turn = turn
        self._remote.open(turn, phrases)

    def feed(self, block: NDArray[np.int16]) -> list[Event]:
        """Decode the next block; it is kept for later while the server is away."""
        if self._is_away:
            if len(self._unsettled) < MAX_KEPT_BLOCKS:
                self._unsettled.append(block)
            return []
        return self._guarded(lambda: [*self._earlier(), *self._remote.feed(block)])

    def close(self) -> list[Event]:
        """Stop listening; return the last final, if something was still unsettled."""
        return [] if self._is_away else self._guarded(self._remote.close)

    def release(self) -> None:
        """Look no longer whether the server is back."""
        self._lookout.close()

    def _earlier(self) -> list[Event]:
        """Return what was said before the server was away."""
        if not self._unsettled:
            return []
        text = self._remote.transcribe(np.concatenate(self._unsettled))
        self._unsettled.clear()
        return [Heard(self._turn, text, final=True, words=spread(text, 0.0, 0.0))] if text else []

    def _guarded(self, call: Callable[[], list[Event]]) -> list[Event]:
        try:
            return call()
        except CoachError as error:
            self._unsettled.append(self._remote.unsettled()[1])
            self._is_away = True
            self._lookout.begin()
            return [Failed("ear", error.code, error.message, error.command)]

    def _return(self) -> None:
        self._is_away = False
        self._post(Recovered("ear"))


def _is_final(event: Event) -> bool:
    return isinstance(event, Heard) and event.final


def _shifted(event: Event, began: float, voiced: float) -> Event:
    """Return an event of a recognizer that opened `began` seconds into the turn."""
    if isinstance(event, AudioElapsed):
        last = max(voiced, event.voiced + began) if event.voiced else voiced
        muted = event.muted and not began  # what came before `began` is not known here
        return replace(event, seconds=event.seconds + began, voiced=last, muted=muted)
    if not isinstance(event, Heard):
        return event
    words = tuple(
        replace(word, start=word.start + began, end=word.end + began) for word in event.words
    )
    return replace(event, words=words, started=event.started + began, ended=event.ended + began)
