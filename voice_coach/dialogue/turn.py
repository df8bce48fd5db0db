"""The turn: what sounds at this moment, and what the recognizer is open for.

A turn is one stretch of sound and the listening that follows it. `TurnState` numbers the turns,
knows how far the current one has come, and collects the effects. It knows nothing of practices.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import inf

from voice_coach.breathing import Timeline, remaining
from voice_coach.dialogue.endpointing import Answer, Verdict
from voice_coach.dialogue.states import Active, AnyState
from voice_coach.nlu.commands import OF_AN_ANSWER
from voice_coach.nlu.text import plain
from voice_coach.practice.runner import Prompt
from voice_coach.protocol import effects as fx
from voice_coach.protocol import events as ev
from voice_coach.protocol.events import AudioElapsed, Heard
from voice_coach.texts.elsewhere import truly

TAKE_BACK_SECONDS = 0.5
"""Of the coach's next words, in which a voice that goes on takes the turn back."""

BARGE_IN = 0
"""The turn of a barge-in. It stays open from one prompt to the next, and belongs to none."""


class BargeIn:
    """Listening while the coach speaks, until the recognizer opens for what comes next.

    What is heard is a command, or words of danger, or it is nothing: it answers no question. It is
    used only where the person says so: the coach's own voice must not reach the microphone, or has
    to be taken out of what is heard.

    Args:
        hears_itself: Whether the coach's own words may be among what is heard.
        interrupts: Whether an answer was just taken as finished because of a silence.

    Attributes:
        took_turn: Whether a voice took the turn back.
    """

    def __init__(self, *, hears_itself: bool, interrupts: bool = False) -> None:
        self._hears_itself = hears_itself
        self._interrupts = interrupts and not hears_itself
        self.took_turn = False
        self._seconds = 0.0
        self._sounds_since: float | None = None  # when the coach's first word sounded
        self._answer = Answer(inf, inf)

    def begin_to_sound(self) -> None:
        """Note that the coach's words begin to sound now."""
        if self._sounds_since is None:
            self._sounds_since = self._seconds

    def takes_turn_back(self, event: AudioElapsed) -> bool:
        """Return whether a voice goes on in the answer, before or as the coach's words begin."""
        self._seconds = event.seconds
        began = self._seconds if self._sounds_since is None else self._sounds_since
        voice = event.voiced or 0.0
        self.took_turn = self._interrupts and 0.0 < voice <= began + TAKE_BACK_SECONDS
        self._interrupts = self._interrupts and not voice
        return self.took_turn

    @property
    def words(self) -> str:
        """Return what was said with the voice that took the turn back."""
        return self._answer.own_text if self.took_turn else ""

    @property
    def command(self) -> str | None:
        """Return the command that waits for the silence after it, and may do so in a new turn."""
        name = self._answer.command
        return None if name in OF_AN_ANSWER else name

    def without_echo(self, heard: Heard, spoken: Iterable[str]) -> Heard:
        """Return what was heard, without text if the coach has just said so itself.

        Args:
            heard: A hypothesis or a settled piece.
            spoken: The sentences that sound now, or did a moment ago.
        """
        words = f" {plain(heard.text)} "
        if self._hears_itself and words in f" {plain(' '.join(spoken))} ":
            return replace(heard, text="", words=())
        return heard

    def take(self, event: Heard | AudioElapsed) -> str | None:
        """Listen on; return the command that is to be obeyed now, if any."""
        answer = self._answer
        if isinstance(event, Heard):
            if answer.command is None and not self.took_turn:  # it counts for nothing
                answer = self._answer = Answer(inf, inf)
            return answer.hear(event)
        if answer.judge(event.seconds, event.voiced) is Verdict.WAIT:
            return None
        self._answer = Answer(inf, inf)
        return answer.command


@dataclass(frozen=True, slots=True)
class Suspended:
    """What was going on when it was interrupted, so that it can go on from there.

    Attributes:
        state: The state the session was in.
        prompt: The latest prompt.
        sentence: How many sentences of it had begun, less one.
        step: The step that was led.
        timeline: What is left of a breathing exercise, from the beginning of a breath.
        seconds: What is left of a silence.
    """

    state: AnyState
    prompt: Prompt
    sentence: int
    step: str
    timeline: Timeline | None
    seconds: float


Said = tuple[tuple[int, str], ...]


class TurnState:
    """The turn that is going on.

    Args:
        open_ear: Whether commands count while a prompt is spoken. See `BargeIn`.
        hears_itself: Whether the coach's own words may be heard then.
        truth: Where words go beside this machine; "" if nowhere.

    Attributes:
        effects: What is to be done, in order.
        turn: The number of the turn.
        is_over: Whether its sound has ended.
        prompt: The latest prompt.
        answer: What is said in the turn, while the recognizer is open; else None.
        suspended: What was interrupted, and is resumed later.
        said_before: Parts of the open answer from before: the turn and the words of each.
    """

    def __init__(
        self, *, open_ear: bool = False, hears_itself: bool = False, truth: str = ""
    ) -> None:
        self.effects: list[fx.Effect] = []
        self.turn = 0
        self.is_over = False
        self.prompt = Prompt("greeting", ())
        self.answer: Answer | None = None
        self.suspended: Suspended | None = None
        self.said_before: Said = ()
        self._open_recognizer = open_ear
        self._hears_itself = hears_itself
        self._truth = truth
        self._barge_in: BargeIn | None = None  # open while the coach speaks
        self._commands_only = False
        self._cut_in_turn: int | None = None  # whose words follow an answer a silence ended
        self._step = ""
        self._sentence = 0
        self._spoken: deque[str] = deque(maxlen=2)  # the sentence that sounds, and the one before
        self._timeline: Timeline | None = None
        self._cue = 0
        self._seconds = 0.0  # of the silence that is kept
        self._elapsed = 0.0  # of audio heard in this turn

    def add(self, *effects: fx.Effect) -> None:
        """Add effects at the end."""
        self.effects += effects

    def drain(self) -> list[fx.Effect]:
        """Return the effects added since the last call."""
        effects, self.effects = self.effects, []
        return effects

    def say(self, prompt: Prompt, first: int = 0, *, kept: bool = True) -> None:
        """Speak `prompt` from its sentence number `first` on, in a turn of its own.

        Where it is not `kept`, the journal does not learn of it.
        """
        self._next_turn(prompt.step)
        if not prompt.clips:  # of a replay: what was said then
            true = tuple(truly(each, self._truth) for each in prompt.sentences)
            prompt = replace(prompt, sentences=true)
        self.prompt, self._sentence = prompt, first
        if kept:
            spoken = " ".join(prompt.sentences[first:])
            self.add(fx.Save(self.turn, prompt.step, "coach", spoken))
        of = prompt
        words = (of.step, of.sentences, of.pace, first, of.speaker, of.clips)
        self.add(fx.Say(self.turn, *words, of.volume))
        if self._open_recognizer and self._barge_in is None:
            interrupts = self._cut_in_turn == self.turn
            self._barge_in = BargeIn(hears_itself=self._hears_itself, interrupts=interrupts)
            self.add(fx.Listen(BARGE_IN, prompt.step, "command"))

    def breathe(self, step: str, timeline: Timeline) -> None:
        """Pace the breath, and listen for commands."""
        self._next_turn(step)
        self._timeline, self._cue = timeline, 0
        self.listen_for_commands()
        self.add(fx.Breathe(self.turn, step, timeline))

    def rest(self, step: str, seconds: float, *, told: bool = True) -> None:
        """Let `seconds` of silence pass, and listen for commands."""
        self._next_turn(step)
        self._seconds = seconds
        self.listen_for_commands()
        self.add(fx.Rest(self.turn, step, seconds, told))

    def listen(
        self,
        step: str,
        expects: fx.Expects,
        choices: Sequence[str],
        answer: Answer,
        phrases: Sequence[str] = (),
    ) -> None:
        """Listen for an answer, in the turn of the prompt that asked for it.

        No tone interrupts a voice that has taken the turn back.
        """
        self._step, self.answer, self._elapsed = step, answer, 0.0
        self._commands_only = False
        listen = fx.Listen(self.turn, step, expects, tuple(choices), tuple(phrases))
        goes_on = self._barge_in is not None and self._barge_in.took_turn
        self.add(*() if goes_on else (fx.Chime("open"),), listen)

    def listen_for_commands(self) -> None:
        """Listen for commands alone; whatever else is said is not kept."""
        self.answer, self._elapsed = Answer(inf, inf), 0.0
        self._commands_only = True
        self.add(fx.Listen(self.turn, self._step, "command"))

    def take(self, event: ev.Sentence | ev.Cued | ev.Heard | ev.AudioElapsed) -> str | None:
        """Note how far this turn has come; return the command that is obeyed at once, if any."""
        match event:
            case ev.Sentence():
                self._sentence = event.index
                if self._barge_in is not None:
                    self._barge_in.begin_to_sound()
                self._spoken.append(self.prompt.sentences[event.index])
            case ev.Cued():
                self._cue = event.index
            case ev.AudioElapsed():
                self._elapsed = event.seconds
            case ev.Heard() if self.answer is not None:
                if self._commands_only and self.answer.command is None:
                    self.answer = Answer(inf, inf)  # what was no command is not kept
                obeyed = self.answer.hear(event)
                if self._commands_only and self.answer.command in OF_AN_ANSWER:
                    self.answer = Answer(inf, inf)  # nor one that means nothing here
                return obeyed
        return None

    @property
    def is_spoken_to(self) -> bool:
        """Return whether something is being said now, or a command waits for its silence."""
        return self.answer is not None and self.answer.is_under_way

    def is_stale(self, event: ev.Event) -> bool:
        """Return whether an event belongs to an earlier turn, so that nothing comes of it."""
        turn = getattr(event, "turn", self.turn)
        if turn == BARGE_IN and isinstance(event, ev.Heard | ev.AudioElapsed):
            return self._barge_in is None
        return turn != self.turn

    def without_echo(self, event: ev.Event) -> ev.Event:
        """Return the event, without what the coach may have heard itself say."""
        if self._barge_in is None or not isinstance(event, ev.Heard) or event.turn != BARGE_IN:
            return event
        return self._barge_in.without_echo(event, self._spoken)

    def hear_barge_in(self, event: ev.Heard | ev.AudioElapsed) -> str | None:
        """Listen on while the coach speaks; return the command that is obeyed now, if any."""
        return self._barge_in.take(event) if self._barge_in is not None else None

    def expect_more(self) -> None:
        """Let a voice that goes on take the turn back from the words that come next."""
        self._cut_in_turn = self.turn + 1

    def takes_turn_back(self, event: ev.Heard | ev.AudioElapsed) -> bool:
        """Return whether a voice goes on in the answer that was just taken as finished."""
        barge_in = self._barge_in
        if barge_in is None or not isinstance(event, AudioElapsed):
            return False
        return barge_in.takes_turn_back(event)

    @property
    def words_over_coach(self) -> str:
        """Return what was said with the voice that took the turn back."""
        return self._barge_in.words if self._barge_in is not None else ""

    def end_barge_in(self) -> str | None:
        """End the barge-in, as a turn is listened to; return its last command, if any."""
        barge_in, self._barge_in = self._barge_in, None
        return barge_in.command if barge_in is not None else None

    def stop_listening(self) -> None:
        """Stop listening; where only a barge-in is open, it stays so."""
        if self.answer is not None:
            self.answer, self._barge_in = None, None
            self.add(fx.Close())

    def close_all(self) -> None:
        """Stop listening for good."""
        if self.answer is not None or self._barge_in is not None:
            self.answer, self._barge_in = None, None
            self.add(fx.Close())

    def hush(self) -> None:
        """Stop sounding and listening."""
        self.stop_listening()
        self.add(fx.Hush())

    # Interruptions.

    def current(self, state: AnyState) -> Suspended:
        """Return what was interrupted, or else what goes on in `state` now."""
        if self.suspended is not None:
            return self.suspended
        timeline = self._timeline
        return Suspended(
            state,
            self.prompt,
            self._sentence,
            self._step,
            remaining(timeline, self._cue, self._elapsed) if timeline is not None else None,
            max(0.1, self._seconds - self._elapsed),
        )

    def suspend(self, state: AnyState) -> None:
        """Keep what goes on in `state`, to resume it later, and be silent."""
        self.suspended = self.current(state)  # of several interruptions the outermost
        if state is Active.LISTENING and self.answer is not None:
            self.save_answer(complete=False)
            if self.answer.own_text:
                self.said_before = (*self.said_before, (self.turn, self.answer.own_text))
        self.hush()

    def drop_suspended(self) -> None:
        """Resume nothing: something else comes next."""
        self.suspended, self.said_before = None, ()

    def ask_again_later(self) -> None:
        """Have the open question asked, or its answer continued, whatever was interrupted."""
        if self.suspended is not None:
            self.suspended = replace(self.suspended, state=Active.LISTENING)

    # What is said.

    def save_answer(self, *, complete: bool, text: str = "", step: str = "") -> None:
        """Save what was said in this turn so far; `text` and `step` where they are others."""
        answer = self.answer
        own = answer.own_text if answer is not None else ""
        said = text or own
        if not said:
            return
        save = fx.Save(self.turn, step or self._step, "you", said, complete=complete)
        if answer is not None and own and said.endswith(own):  # else it was typed, or corrected
            save = replace(
                save,
                words=answer.words,
                started=answer.started,
                ended=answer.ended,
                confidence=answer.confidence,
            )
        self.add(save)

    def _next_turn(self, step: str) -> None:
        self.stop_listening()
        self.turn += 1
        self.is_over = False
        self._step = step
        self._timeline = None
