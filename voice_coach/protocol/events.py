"""Events: everything that can happen to a session, and the data they carry.

Time is data, in seconds of audio: a practice of twenty minutes is tested in milliseconds, and a
slow machine cuts nobody off. The session ignores events of earlier turns.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from voice_coach.errors import Command
from voice_coach.protocol.contacts import Helpers
from voice_coach.protocol.transcript import SessionTranscript


@dataclass(frozen=True, slots=True)
class Word:
    """A recognized word; times in seconds since the recognizer opened, `conf` 0 to 1."""

    word: str
    start: float
    end: float
    conf: float


@dataclass(frozen=True, slots=True)
class Memory:
    """Something kept between sessions, `open` until it is closed; its two times are aware."""

    id: int
    kind: str
    text: str
    created_at: datetime
    data: dict[str, Any] = field(default_factory=dict)
    status: str = "open"
    session_id: str | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Resumption:
    """The state of an interrupted session, from `step` on.

    `answers` are the last to each step, by its name; `rounds` all, the oldest first, to each step
    that was answered more than once.
    """

    step: str
    answers: dict[str, str]
    rounds: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where words and sound go beside this machine: the `truth`, and how it is announced once."""

    truth: str
    announcement: str = ""


@dataclass(frozen=True, slots=True)
class SessionConfig:
    """The start of a session, at `now`, which is aware, in local time.

    `preface` is spoken before the greeting, `postscript` after the closing; an empty `closing` is
    none. `session` is the id of a resumed session, which tells its own memories from earlier ones;
    `kept` tells whether the journal outlasts the session. `rate` (words a minute in questions) and
    `volume` (0 to 1) are those at first. `visits` is how often this practice was led before,
    `sessions` how often any was, and `breaths` in how many of them tones led the breath. `minutes`
    is the time the person has, where they said so, and `length` the minutes this will take.
    `transcript` is replayed instead of the practice's steps. With `open_ear` commands are
    recognized while the coach speaks, who may be recognized then, too, if `hears_itself`.
    `elsewhere` is None where all stays on this machine.
    `judges_ends` tells whether what was said decides how long a silence ends an answer.
    """

    now: datetime
    memories: tuple[Memory, ...] = ()
    resume: Resumption | None = None
    preface: str = ""
    greeting: str | None = None
    closing: str | None = None
    postscript: str = ""
    session: str = ""
    helpers: Helpers = field(default_factory=Helpers)
    kept: bool = True
    rate: int = 145
    volume: float = 1.0
    visits: int = 0
    sessions: int = 0
    breaths: int = 0
    minutes: float | None = None
    length: float | None = None
    transcript: SessionTranscript | None = None
    can_type: bool = False
    open_ear: bool = False
    hears_itself: bool = False
    judges_ends: bool = True
    elsewhere: Elsewhere | None = None


@dataclass(frozen=True, slots=True)
class Begin:
    """The session is to start."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The recognizer has a hypothesis, or a final result for one piece of an answer.

    `started` and `ended`, of the first and last word, are seconds of audio since it opened for this
    turn. A final result without text means that nothing was said.
    """

    turn: int
    text: str
    final: bool
    words: tuple[Word, ...] = ()
    started: float = 0.0
    ended: float = 0.0


@dataclass(frozen=True, slots=True)
class AudioElapsed:
    """The recognizer has taken `seconds` of audio in this turn, in total.

    `voiced` is the latest second with a voice; None from a recognizer that detects none. `muted` is
    true while nothing at all has come in this turn, not even the noise of a microphone that is on.
    """

    turn: int
    seconds: float
    voiced: float | None = None
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """A whole answer or command came from the keyboard."""

    text: str


@dataclass(frozen=True, slots=True)
class Composing:
    """A typed line was begun (`going_on`), or taken or erased."""

    going_on: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """The first sample of sentence `index` of the prompt reaches the speaker."""

    turn: int
    index: int


@dataclass(frozen=True, slots=True)
class Cued:
    """The first sample of breathing cue `index` of the timeline reaches the speaker."""

    turn: int
    index: int


@dataclass(frozen=True, slots=True)
class Spoke:
    """The prompt, breathing or silence of this turn ended, or was stopped."""

    turn: int
    completed: bool


@dataclass(frozen=True, slots=True)
class Recalled:
    """The memories a `Recall` found, the nearest first."""

    memories: tuple[Memory, ...]


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command by name, from a key or a signal; `again` replaces it where it has no meaning."""

    name: str
    again: str = ""


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The program is to end (Ctrl-C, SIGTERM)."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A source of answers, a recording or the keyboard's input, has come to its end."""

    part: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A part (`voice`, `ear`, `microphone`, `speaker`, `journal`) failed; see `CoachError`."""

    part: str
    code: str
    message: str
    command: Command | None = None


@dataclass(frozen=True, slots=True)
class Replaced:
    """A part (`ear`, `voice`) on another machine failed, and one of this machine replaces it."""

    part: str
    code: str
    message: str
    command: Command | None = None


@dataclass(frozen=True, slots=True)
class Recovered:
    """A part that failed works again."""

    part: str


Event = (
    Begin
    | Heard
    | AudioElapsed
    | Typed
    | Composing
    | Sentence
    | Cued
    | Spoke
    | Recalled
    | Commanded
    | Interrupted
    | Ended
    | Failed
    | Replaced
    | Recovered
)
