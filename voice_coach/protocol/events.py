"""What can happen to a session.

Events are the session's only senses. They carry time as data, in seconds of audio, so that a
practice of twenty minutes can be tested in milliseconds and a slow machine cuts nobody off.
A `turn` numbers one stretch of sound and the listening that follows it; events of an earlier turn
are stale and the session ignores them.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from voice_coach.errors import Command
from voice_coach.protocol.contacts import Helpers
from voice_coach.protocol.transcript import SessionTranscript


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word: `start` and `end` in seconds since the ear opened, `conf` 0 to 1."""

    word: str
    start: float
    end: float
    conf: float


@dataclass(frozen=True, slots=True)
class Memory:
    """Something kept between sessions, as the journal holds it.

    `created_at` and `updated_at` (when it last changed) are aware of their time zone; `status` is
    `open` until something closes it.
    """

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
    """Where an interrupted session stood: its answers by step name, and the step to go on at.

    `answers` has the last answer to each step; `rounds` has all of them, the oldest first, where a
    step was answered more than once.
    """

    step: str
    answers: dict[str, str]
    rounds: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SessionConfig:
    """How a session begins: at `now`, in local time, with the memories the practice goes back to.

    `resume` says where an interrupted session is gone on with, and `session` is its id, by which
    its own memories are told from earlier ones. `preface` is spoken before the greeting;
    `greeting` and `closing` replace the usual words, and an empty closing is none. `helpers` are
    whom the person can turn to; `kept` is whether the journal outlasts the session. `rate` (words a
    minute in questions) and `volume` (0 to 1) are how the coach speaks at first. `can_type` is
    whether somebody who speaks could type as well. `open_ear` is whether the ear stays open for
    commands while the coach speaks, and `hears_itself` whether it may hear the coach then. `retold`
    is what was said in a past session, where that is led in place of the practice's steps.
    """

    now: datetime
    memories: tuple[Memory, ...] = ()
    resume: Resumption | None = None
    preface: str = ""
    greeting: str | None = None
    closing: str | None = None
    session: str = ""
    helpers: Helpers = field(default_factory=Helpers)
    kept: bool = True
    rate: int = 145
    volume: float = 1.0
    transcript: SessionTranscript | None = None
    can_type: bool = False
    open_ear: bool = False
    hears_itself: bool = False


@dataclass(frozen=True, slots=True)
class Begin:
    """The session may start."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The recogniser has a hypothesis, or (`final`) has settled one piece of an answer.

    `started` and `ended` are seconds of audio since the ear opened for this turn, taken from the
    first and last word where there are any. A final with empty text settles that nothing was said.
    """

    turn: int
    text: str
    final: bool
    words: tuple[Word, ...] = ()
    started: float = 0.0
    ended: float = 0.0


@dataclass(frozen=True, slots=True)
class AudioElapsed:
    """The ear has now listened to `seconds` of audio in this turn, all told.

    `voiced` is the latest of them at which there was a voice, with words or without; None from an
    ear that cannot tell.
    """

    turn: int
    seconds: float
    voiced: float | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """An answer, or a command, came from the keyboard, whole."""

    text: str


@dataclass(frozen=True, slots=True)
class Composing:
    """Somebody has begun to type a line, or there is none any more: taken, or erased."""

    going_on: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """The first sample of sentence `index` of this turn's prompt reaches the speaker."""

    turn: int
    index: int


@dataclass(frozen=True, slots=True)
class Cued:
    """The first sample of breathing cue `index` of this turn's timeline reaches the speaker."""

    turn: int
    index: int


@dataclass(frozen=True, slots=True)
class Spoke:
    """The sound of this turn ended (prompt, breathing or silence), or was cut off."""

    turn: int
    completed: bool


@dataclass(frozen=True, slots=True)
class Recalled:
    """The memories a `Recall` found, the nearest first."""

    memories: tuple[Memory, ...]


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command by name, from a key or a signal rather than from the ear. See `commands`.

    `again` is what the same key means where that has no meaning: pressed once more it goes on.
    """

    name: str
    again: str = ""


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The program was told to end (Ctrl-C, SIGTERM): save and go."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A source of answers is used up: a recording or the keyboard's input has come to its end."""

    part: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A part (`voice`, `ear`, `microphone`, `speaker`, `journal`) failed; see `CoachError`."""

    part: str
    code: str
    message: str
    command: Command | None = None


@dataclass(frozen=True, slots=True)
class Recovered:
    """A part that had failed works again."""

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
    | Recovered
)
