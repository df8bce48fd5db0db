"""Effects: what a session asks the coach to do, in order.

Words that were said are saved (`Save`) before any effect that acknowledges them. A `turn` numbers
one prompt and the listening after it; a `step` is the name of a practice's step, or of a prompt
around it.
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
class Pacing:
    """Words a minute, and seconds of silence after a sentence and at the end."""

    rate: int
    between: float
    after: float


PACES: dict[Pace, Pacing] = {
    "meditation": Pacing(120, between=0.6, after=0.6),
    "question": Pacing(145, between=0.3, after=0.1),
    "slow": Pacing(110, between=0.9, after=0.9),
}
"""120 words a minute in meditation, 145 in questions: see docs/experience."""


@dataclass(frozen=True, slots=True)
class Say:
    """Speak a prompt from sentence `first` on, or its `clips`: posts `Sentence`s, then `Spoke`.

    `volume` is a share of the volume that is set.
    """

    turn: int
    step: str
    sentences: tuple[str, ...]
    pace: Pace = "meditation"
    first: int = 0
    speaker: Speaker = "coach"
    clips: tuple[Clip, ...] = ()
    volume: float = 1.0


@dataclass(frozen=True, slots=True)
class Prepare:
    """Synthesize these sentences ahead: they are likely to be spoken next."""

    sentences: tuple[str, ...]
    pace: Pace = "meditation"
    speaker: Speaker = "coach"


@dataclass(frozen=True, slots=True)
class Listen:
    """Open the recognizer, which posts `Heard` and `AudioElapsed`; `phrases` are likely answers."""

    turn: int
    step: str
    expects: Expects
    choices: tuple[str, ...] = ()
    phrases: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Hush:
    """Stop all sound now, and drop what is queued."""


@dataclass(frozen=True, slots=True)
class Close:
    """Close the recognizer: later speech does not count."""


@dataclass(frozen=True, slots=True)
class Chime:
    """Play a signal tone."""

    name: Earcon


@dataclass(frozen=True, slots=True)
class Breathe:
    """Pace breathing by a timeline. The coach answers with `Cued` events, then with `Spoke`."""

    turn: int
    step: str
    timeline: Timeline


@dataclass(frozen=True, slots=True)
class Rest:
    """Play `seconds` of silence, then answer `Spoke`; no `silence` event unless `told`."""

    turn: int
    step: str
    seconds: float
    told: bool = True


@dataclass(frozen=True, slots=True)
class Save:
    """Commit what was said, as one row for each turn and speaker: saving again replaces its words.

    `started` and `ended` are seconds of audio since the recognizer opened (`you`), or None for now
    (`coach`); `confidence` is the recognizer's, 0 to 1. An answer that is still being spoken is not
    `complete`: its row has no end yet.
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
    """Mark the person's words of this turn as undone: they were heard wrong."""

    turn: int


@dataclass(frozen=True, slots=True)
class Keep:
    """Keep a memory for later sessions, from answer `turn`; `TakeBack` names it by `number`."""

    kind: str
    text: str
    data: dict[str, object] = field(default_factory=dict)
    turn: int | None = None
    status: str = "open"
    number: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Mark:
    """Change an earlier memory: its new `status`, and `data` to add to it."""

    memory: int
    status: str
    data: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Replace:
    """Mark the open memories of a kind that are from earlier sessions as replaced."""

    kind: str


@dataclass(frozen=True, slots=True)
class Recall:
    """Find the open memory of an earlier session that is nearest to these words.

    Without words: all memories of the kind that are open, or have one of the `statuses`, the oldest
    first, those of this session too. The coach answers with `Recalled` before any other event.
    """

    kind: str
    words: tuple[str, ...]
    statuses: tuple[str, ...] = ("open",)


@dataclass(frozen=True, slots=True)
class Forget:
    """Delete what the person said in this session to `steps`, and in `turns`, for good.

    `echoes` are steps whose prompts may quote those answers; these prompts are deleted as well.
    """

    steps: tuple[str, ...]
    echoes: tuple[str, ...] = ()
    turns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Care:
    """Report that talk of possible danger began or ended, without what the person said."""

    state: Literal["began", "ended"]
    numbers: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Undo an answer, and what was kept, marked and replaced because of it.

    `number` is for `BringBack`; `since` is the turn before the question, None in an earlier part of
    a resumed session. `forget` deletes the answer, its confirmation, and the later prompts of the
    steps in `echoes`, which may quote it; otherwise every answer since then stays, marked as
    undone. `kept` numbers the `Keep` effects whose memories are removed, `facts` those whose
    memories lose some facts. `marked` are earlier memories with the state they return to,
    `replaced` kinds whose earlier memories are no longer replaced.
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
    """Reverse the `TakeBack` of this number."""

    number: int


@dataclass(frozen=True, slots=True)
class Adjust:
    """Set the voice from here on, and remember it: `rate` in words a minute, `volume` 0 to 1."""

    rate: int
    volume: float


@dataclass(frozen=True, slots=True)
class CommandAccepted:
    """Report that a command was accepted."""

    name: str


@dataclass(frozen=True, slots=True)
class UnexpectedInput:
    """Report that something was typed where nothing was asked; it is not kept."""


@dataclass(frozen=True, slots=True)
class Report:
    """Report a failure of a part, or its recovery, on screen and in the event stream."""

    part: str
    code: str
    message: str
    recovered: bool
    command: Command | None = None


@dataclass(frozen=True, slots=True)
class End:
    """End the session."""

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
