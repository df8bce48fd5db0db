"""The crisis handler: what a session does when somebody may be in danger, or asks for help.

It stands before everything else a session does: words of danger count in every state. `safety`
recognises the words and knows the talk; this is what happens around it. Nothing of the talk is
kept: no row in the journal has what the coach says in it, or the replies.
"""

from collections.abc import Callable, Iterable

from voice_coach.dialogue.endpointing import Answer, Verdict
from voice_coach.dialogue.responses import ADJUSTED
from voice_coach.dialogue.turn import BARGE_IN, TurnState
from voice_coach.nlu.text import sentences
from voice_coach.practice.runner import Prompt
from voice_coach.protocol import effects as fx
from voice_coach.protocol import events as ev
from voice_coach.protocol.events import SessionConfig
from voice_coach.safety.conversation import CARE_COMMANDS, CareConversation, Reply, command_in
from voice_coach.safety.detector import Watch
from voice_coach.safety.helplines import numbers_aloud

REPLY_PATIENCE_SECONDS = 2.0
"""Seconds of silence that end a reply: there is no hurry, and nobody is cut off."""

REPLY_SILENCE_SECONDS = 20.0
"""Seconds without a word after which it is said that none is needed."""


class CrisisHandler:
    """Watches for words of danger, and holds the talk that follows.

    Args:
        turn: What sounds, and what the recognizer is open for.
        config: Whom the person can turn to, and whether the journal is kept.
        patience: Scales every silence that is waited for.
        adjust: Called with a command to speak in another way.

    Attributes:
        interrupted_closing: Whether the talk began in the last words of the session.
    """

    def __init__(
        self,
        turn: TurnState,
        config: SessionConfig,
        *,
        patience: float,
        adjust: Callable[[str], object],
    ) -> None:
        self.interrupted_closing = False
        self._turn = turn
        self._helpers = config.helpers
        self._is_kept = config.kept
        self._patience = patience
        self._adjust = adjust
        self._watch = Watch()
        self._misheard = False  # something that the person says was not meant
        self._talk: CareConversation | None = None
        self._answer: Answer | None = None  # the reply that is being given
        self._turns: tuple[int, ...] = ()  # in which the words were said that began the talk

    @property
    def numbers(self) -> str:
        """Return the numbers to call, as they are spoken."""
        return numbers_aloud(self._helpers)

    def learn(self, effects: Iterable[fx.Effect]) -> None:
        """Know whoever was put on the person's own list in this session."""
        for kept in effects:
            if isinstance(kept, fx.Keep) and kept.status == "open":
                self._helpers = self._helpers.with_own(kept.kind, kept.text)

    def is_alarmed_by(self, event: ev.Event) -> bool:
        """Return whether there are words of danger in what just happened."""
        match event:
            case ev.Heard():
                return self._watch.hear(event)
            case ev.AudioElapsed():
                return self._watch.elapsed(event.turn, event.seconds)
            case ev.Typed():
                return self._watch.read(event.text)
            case _:
                return False

    # The talk.

    def begin(
        self,
        turns: tuple[int, ...],
        *,
        asked_for: bool,
        goes_unasked: bool,
        interrupts_closing: bool,
    ) -> Reply:
        """Begin a talk; return its first words.

        Args:
            turns: Those in which the words of danger were said.
            asked_for: Whether it begins with "help me".
            goes_unasked: Whether the practice deletes those words by itself, or asks about it.
            interrupts_closing: Whether the last words were being spoken.
        """
        self.interrupted_closing = interrupts_closing
        self._turns = turns
        may_forget = bool(turns) and self._is_kept and not goes_unasked
        self._talk = CareConversation(
            self._helpers,
            asked_for=asked_for,
            may_forget=may_forget,
            is_second=self._misheard and not asked_for,
        )
        self._turn.add(fx.Care("began", self._helpers.numbers))
        return self._talk.now

    def end(self) -> None:
        """End the talk. What was not meant is not asked about again in this session."""
        if self._talk is not None and self._talk.was_misheard:
            self._misheard = True
            self._watch.dismiss()
        self._turn.hush()
        self._turn.add(fx.Care("ended"))
        self._talk, self._answer, self._turns = None, None, ()

    def say(self, reply: Reply) -> None:
        """Speak; nothing of it is kept."""
        self._answer = None
        self._turn.say(Prompt("care", sentences(reply.text), reply.pace), kept=False)

    def listen(self) -> None:
        """Open the recognizer for a reply; it is not kept."""
        self._turn.add(fx.Chime("open"))
        self._turn.listen_for_commands()
        self._answer = self._new_answer()

    def take(self, event: ev.Event, *, composing: bool) -> Reply | None:
        """Return what follows from something heard, typed or commanded; None if nothing yet.

        Args:
            event: What happened.
            composing: Whether a line is being typed: then no silence ends a reply.
        """
        match event:
            case ev.Typed():
                return self._reply_to(event.text)
            case ev.Commanded():
                return self._reply_to(event.name)
            case ev.Heard() | ev.AudioElapsed() if event.turn == BARGE_IN:
                name = self._turn.hear_barge_in(event)
                return self._reply_to(name) if name is not None else None
            case ev.Heard() | ev.AudioElapsed() if self._answer is not None:
                return self._heard(self._answer, event, composing=composing)
            case _:
                return None

    def _heard(
        self, answer: Answer, event: ev.Heard | ev.AudioElapsed, *, composing: bool
    ) -> Reply | None:
        before = self._turn.end_barge_in()
        if before is not None:
            answer.begin_with(before)
        if isinstance(event, ev.Heard):
            obeyed = answer.hear(event)
            if obeyed is not None:
                self._turn.add(fx.CommandAccepted(obeyed))
            return None
        match answer.judge(event.seconds, event.voiced):
            case Verdict.OVER | Verdict.SILENT if composing:
                return None
            case Verdict.COMMAND | Verdict.OVER:
                return self._reply_to(answer.command or answer.text)
            case Verdict.SILENT if self._talk is not None:
                return self._follow(self._talk.silence())
            case _:
                return None

    def _reply_to(self, text: str) -> Reply | None:
        """Return what follows from words or a command of the person."""
        if self._talk is None:
            return None
        name = command_in(text)
        if name in CARE_COMMANDS or name in ADJUSTED:
            self._turn.add(fx.CommandAccepted(name))
        if name in ADJUSTED:  # what was said last is said again, in the new way
            self._adjust(name)
            return self._follow(self._talk.now)
        return self._follow(self._talk.hear(text))

    def _follow(self, reply: Reply) -> Reply:
        if reply.forget:
            self._turn.add(fx.Forget((), turns=self._turns))
        if reply.then is None and not reply.text and self._answer is not None:
            self._answer = self._new_answer()  # it says nothing, and listens on
        return reply

    def _new_answer(self) -> Answer:
        return Answer(
            REPLY_PATIENCE_SECONDS * self._patience, REPLY_SILENCE_SECONDS * self._patience
        )
