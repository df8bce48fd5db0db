"""What a session wants done.

The session only asks; the coach carries out, in the order given. Words that were said are saved
(`Save`) before anything acknowledges them.
"""

from dataclasses import dataclass, field
from typing import Literal

from voice_coach.breathing import Timeline
from voice_coach.errors import Command
from voice_coach.protocol.contacts import Number
from voice_coach.protocol.events import Memory, Word
from voice_coach.protocol.transcript import Clip

Pace = Literal["meditation", "question", "slow"]

Expects = Literal["text", "yes-no", "number", "choice", "list", "letter", "time", "command"]

Speaker = Literal["coach", "you"]

Outcome = Literal["completed", "stopped", "interrupted"]

Earcon = Literal["open", "close", "paused", "finished", "trouble", "you"]


@dataclass(frozen=True, slots=True)
class Say:
    """Speak `sentences`, one prompt. The coach answers with `Sentence` and `Spoke` events.

    `first` is the sentence to begin with: a prompt that was paused goes on where it stopped.
    `speaker` is whose words they are; `clips` are their recordings, one a sentence, if there are.
    """

    turn: int
    step: str
    sentences: tuple[str, ...]
    pace: Pace = "meditation"
    first: int = 0
    speaker: Speaker = "coach"
    clips: tuple[Clip, ...] = ()


@dataclass(frozen=True, slots=True)
class Prepare:
    """Render these sentences ahead: they are likely to be spoken next."""

    sentences: tuple[str, ...]
    pace: Pace = "meditation"
    speaker: Speaker = "coach"


@dataclass(frozen=True, slots=True)
class Listen:
    """Open the ear for this turn. The coach answers with `Heard` and `AudioElapsed` events.

    `phrases` are what is probably said to a closed question: a hint for the ear.
    """

    turn: int
    step: str
    expects: Expects
    choices: tuple[str, ...] = ()
    phrases: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Hush:
    """Be silent now: drop what sounds and what was to sound."""


@dataclass(frozen=True, slots=True)
class Close:
    """Close the ear: what is said from here on does not count."""


@dataclass(frozen=True, slots=True)
class Chime:
    """Play one of the few soft signal tones."""

    name: Earcon


@dataclass(frozen=True, slots=True)
class Breathe:
    """Pace the breath through `timeline`; `Spoke` when it is over."""

    turn: int
    step: str
    timeline: Timeline


@dataclass(frozen=True, slots=True)
class Rest:
    """Let `seconds` of silence pass; `Spoke` when they are over.

    One that is no part of a practice is not `told` of.
    """

    turn: int
    step: str
    seconds: float
    told: bool = True


@dataclass(frozen=True, slots=True)
class Save:
    """Commit what was said. One row a turn and speaker: saving again replaces its words.

    `started` and `ended` are seconds of audio since the ear opened (`you`) or None (`coach`: now).
    `complete` is False for an answer that is still being spoken; its row has no end yet.
    """

    turn: int
    step: str
    speaker: Speaker
    text: str
    words: tuple[Word, ...] = ()
    started: float | None = None
    ended: float | None = None
    confidence: float | None = None
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Undo:
    """The person's words of this turn were heard wrong: keep them, marked as undone."""

    turn: int


@dataclass(frozen=True, slots=True)
class Keep:
    """Remember something for later sessions.

    `turn` is the answer it came from; `status` is `open` unless the practice says otherwise.
    `number` names it in this session, so that it can be taken back.
    """

    kind: str
    text: str
    data: dict[str, object] = field(default_factory=dict)
    turn: int | None = None
    status: str = "open"
    number: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Mark:
    """An earlier memory changed: its new `status`, and `data` to add to it."""

    memory: int
    status: str
    data: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Replace:
    """The open memories of this kind that are from earlier sessions have been replaced."""

    kind: str


@dataclass(frozen=True, slots=True)
class Recall:
    """Look for the open memory of an earlier session in which these words come nearest.

    Without words: for all open memories of the kind, those of this session too, the oldest first.
    The coach answers with `Recalled` before anything else happens.
    """

    kind: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Forget:
    """Delete from this session's record, for good, what the person said to these steps.

    `echoes` are steps whose prompts may have spoken it back: those prompts are deleted with it.
    `turns` are single turns of this session whose answers go as well, whatever they answered.
    """

    steps: tuple[str, ...]
    echoes: tuple[str, ...] = ()
    turns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Care:
    """Tell that the practice stopped because somebody may be in danger, or that this is over.

    `numbers` are those that are spoken, for who reads. What was said is no part of it.
    """

    state: Literal["began", "ended"]
    numbers: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Take back what was answered, and what was kept and marked because of it.

    Attributes:
        number: Names it, so that it can be brought back.
        step: The question.
        since: It was asked after this turn. None: in an earlier part of a resumed session.
        forget: Delete the answer to this question, what asked whether it was right, and the
            prompts of the steps in `echoes` that came after it. Else every answer since then
            stays, marked as undone.
        echoes: Steps whose prompts may have spoken the answer back.
        kept: Numbers of the `Keep`s whose memories go.
        facts: Numbers of further `Keep`s, each with the facts that its memory loses.
        marked: Earlier memories, as they are again.
        replaced: Kinds whose earlier memories are not replaced after all.
    """

    number: int
    step: str
    since: int | None
    forget: bool = False
    echoes: tuple[str, ...] = ()
    kept: tuple[int, ...] = ()
    facts: tuple[tuple[int, tuple[str, ...]], ...] = ()
    marked: tuple[Memory, ...] = ()
    replaced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BringBack:
    """Undo the `TakeBack` of this number: everything is again as it was before."""

    number: int


@dataclass(frozen=True, slots=True)
class Adjust:
    """Speak so from here on, and remember it: `rate` in words a minute, `volume` 0 to 1."""

    rate: int
    volume: float


@dataclass(frozen=True, slots=True)
class CommandAccepted:
    """A command was obeyed."""

    name: str


@dataclass(frozen=True, slots=True)
class UnexpectedInput:
    """Something was typed where nothing was asked, and is not kept."""


@dataclass(frozen=True, slots=True)
class Report:
    """Tell of trouble, on screen and in the event stream."""

    part: str
    code: str
    message: str
    recovered: bool
    command: Command | None = None


@dataclass(frozen=True, slots=True)
class End:
    """The session is over."""

    outcome: Outcome


Effect = (
    Say
    | Prepare
    | Listen
    | Hush
    | Close
    | Chime
    | Breathe
    | Rest
    | Save
    | Undo
    | Keep
    | Mark
    | Replace
    | Recall
    | Forget
    | Care
    | TakeBack
    | BringBack
    | Adjust
    | CommandAccepted
    | UnexpectedInput
    | Report
    | End
)
