"""The session: events in, effects out.

Callbacks only collect effects on the floor, so that an exception leaves nothing half done in the
world. Which event leads here is `machine`'s matter.

What is taken back goes with all that followed from it: memories that were kept, changes to earlier
ones. "Back" keeps the old answer, marked as undone. "Delete that" deletes it, and stays where one
is: the question counts as passed over. Until the session ends, "undo" makes either undone.

A deed may put aside what is going on and say something in between; then it goes on from there.
Taking back what was said is `taking_back`'s matter.

Stands in front of everything else a session does with what it is told: in every state, whatever is
going on. `safety` recognises the words, `care` knows the talk; this is what happens around them.
Nothing of the talk is kept: no row in the journal has what the coach says in it, or the replies.

`Session.handle` is the whole of it. It is told what happened, fires a trigger where something
follows, and returns what is to be done, in order. It touches nothing: no device, no thread, no
file, no clock.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from transitions import Machine

from voice_coach import texts
from voice_coach.breathing import EASING_SECONDS, unpaced
from voice_coach.dialogue.endpointing import (
    FIRST_WORD,
    LETTER_PATIENCE,
    PATIENCE,
    SECOND_WORD,
    Answer,
    Verdict,
)
from voice_coach.dialogue.responses import KINDS, Speech, help_for, reminder
from voice_coach.dialogue.states import ACTIVE, LED, TRANSITIONS, State
from voice_coach.dialogue.turn import BARGE_IN, Suspended, TurnState
from voice_coach.nlu import commands
from voice_coach.nlu.text import Value, sentences
from voice_coach.practice.history import Place
from voice_coach.practice.question import AskAgain, LetGo, Nothing, Question, Settled
from voice_coach.practice.replay import Replayer
from voice_coach.practice.runner import (
    Bookmark,
    Breath,
    Erased,
    Lead,
    Prompt,
    Retracer,
    Search,
    Silence,
)
from voice_coach.practice.schema import Practice, patience_of
from voice_coach.protocol import effects as fx
from voice_coach.protocol import events as ev
from voice_coach.protocol.events import Memory, SessionConfig
from voice_coach.safety.conversation import OBEYED, Care, Reply, Then, command_in
from voice_coach.safety.detector import Watch, is_care_needed
from voice_coach.safety.helplines import numbers_aloud
from voice_coach.texts import care as care_texts
from voice_coach.texts import playback as playback_texts


class Leading:
    """Leads through a practice, and can put aside what is going on."""

    state: State
    trigger: Callable[..., bool]  # fires a transition by its name; attached by `transitions`

    def __init__(self, practice: Practice, config: SessionConfig, *, patience: float = 1.0) -> None:
        self._runner = (
            Retracer(practice, config)
            if config.transcript is None
            else Replayer(practice, config, config.transcript)
        )
        self._turn = TurnState(open_ear=config.open_ear, hears_itself=config.hears_itself)
        self._patience = patience
        self._said_before: list[tuple[int, str]] = []  # of the open answer: turns and words
        self._suspended: tuple[State, Suspended] | None = None
        self._waiting = False  # paused until a part that failed is back
        self._eased: Breath | None = None  # left to itself, in place of the exercise
        self._outcome: fx.Outcome = "completed"
        self._used_up = False  # nothing more will be heard
        self._composing = False  # a line is being typed: nobody is hurried
        self._troubled: set[str] = set()
        self._machine = Machine(
            self,
            states=State,
            initial=State.IDLE,
            auto_transitions=False,
            transitions=[
                {
                    "trigger": name,
                    "source": list(sources),
                    "dest": dest,
                    "after": getattr(self, f"_on_{name}"),
                }
                for name, sources, dest in TRANSITIONS
            ],
        )

    # What is done when a state is entered. `transitions` calls these by the trigger's name.

    def _on_begin(self) -> None:
        greeting = self._runner.greeting()
        if not greeting.sentences:
            self._advance()
            return
        self._turn.say(greeting)
        self._turn.add(*self._runner.prepare())

    def _on_speak(self, prompt: Prompt, first: int = 0) -> None:
        self._turn.say(prompt, first)

    def _on_listen(self, question: Question) -> None:
        kind = "brief" if question.expects == "yes-no" else patience_of(question.step)
        silence = SECOND_WORD if question.nudged else FIRST_WORD
        patience = PATIENCE[kind] * (LETTER_PATIENCE if question.expects == "letter" else 1)
        before = question.marks.after(*(words for _, words in self._said_before))
        answer = Answer(patience * self._patience, silence * self._patience, before, question.marks)
        self._turn.listen(
            question.name, question.expects, question.choices, answer, question.phrases
        )
        self._turn.add(*self._runner.prepare())

    def _on_breathe(self, breath: Breath) -> None:
        self._turn.breathe(breath.step, breath.timeline)

    def _on_rest(self, silence: Silence) -> None:
        self._turn.rest(silence.step, silence.seconds, told=silence.told)
        self._turn.add(*self._runner.prepare())

    def _on_pause(self, text: str, chime: fx.Earcon = "paused") -> None:
        self._turn.add(fx.Chime(chime))
        self._turn.say(Prompt("paused", sentences(text)))

    def _on_close(self, outcome: fx.Outcome, first: str = "") -> None:
        self._outcome = outcome
        self._turn.add(*self._runner.leave())
        closing = self._runner.closing()
        if outcome == "stopped":
            closing = replace(closing, sentences=sentences(f"{first} {texts.CLOSING_STOPPED}"))
        if closing.sentences:
            self._turn.say(closing)
        else:
            self.trigger("end", outcome)

    def _on_end(self, outcome: fx.Outcome) -> None:
        self._turn.close_all()
        self._turn.add(*self._runner.leave(), fx.End(outcome))

    # Leading on.

    def _advance(self) -> None:
        """Lead to the next step of the practice, or to its end."""
        self._suspended, self._said_before, self._eased = None, [], None
        remembered, lead = self._runner.next(self._turn.turn)
        self._turn.add(*remembered)
        self._lead(lead)

    def _lead(self, lead: Lead | None) -> None:
        match lead:
            case Prompt():
                self.trigger("speak", lead)
            case Breath():
                self.trigger("breathe", lead)
            case Silence():
                self.trigger("rest", lead)
            case Search():
                self._turn.add(fx.Recall(lead.kind, lead.words))
            case None:
                self.trigger("close", "completed")

    def _suspend(self) -> None:
        """Keep what is going on, to go on with it later, and be silent."""
        if self._suspended is None:  # else this lies on top of what was put aside before
            self._suspended = (self.state, self._turn.suspend())
        if self.state is State.LISTENING and self._turn.answer is not None:
            self._turn.save_answer(complete=False)
            if self._turn.answer.own_text:
                self._said_before.append((self._turn.turn, self._turn.answer.own_text))
        self._turn.hush()

    @property
    def _going_on(self) -> tuple[State, Suspended]:
        """What is led: what was put aside, or else what is going on now."""
        return self._suspended or (self.state, self._turn.suspend())

    def _aside(self, name: str, text: str | tuple[str, ...], pace: fx.Pace = "question") -> None:
        """Put aside what is going on, and say something in between; a pause stays one."""
        self._suspend()
        spoken = sentences(text) if isinstance(text, str) else text
        if self.state is State.PAUSED:
            self._turn.say(Prompt("paused", spoken, pace))
        else:
            self.trigger("speak", Prompt(name, spoken, pace))

    def _resume_suspended(self) -> None:
        """Go on with what was put aside."""
        if self._suspended is None:
            self._advance()
            return
        (state, suspended), self._suspended = self._suspended, None
        question = self._runner.question
        if state is State.BREATHING and suspended.timeline is not None:
            self._lead(Breath(suspended.step, suspended.timeline))
        elif state is State.RESTING:
            self._lead(Silence(suspended.step, suspended.seconds))
        elif state is State.LISTENING and question is not None:
            again = sentences(texts.GO_ON) if self._said_before else question.prompt
            self._lead(Prompt(question.name, again))
        else:
            self.trigger("speak", suspended.prompt, suspended.sentence)


_MAY_TELL = ("reminded", "help")
"""Prompts around a practice that may speak an answer back: promises, and what can be chosen."""


@dataclass(frozen=True, slots=True)
class _WentBack:
    """A question was gone back to. `answered` is how often one had been answered by then."""

    number: int
    bookmark: Bookmark
    suspended: tuple[State, Suspended] | None
    said_before: tuple[tuple[int, str], ...]
    answered: int


@dataclass(frozen=True, slots=True)
class _Deleted:
    """An answer was deleted."""

    number: int
    erased: Erased


@dataclass(frozen=True, slots=True)
class _DeletedHere:
    """What had been said to the question that was open was deleted."""

    number: int
    place: Place
    question: Question
    said_before: tuple[tuple[int, str], ...]
    to_confirm: Settled | None


class TakingBack(Leading):
    """Takes back what was said, and brings it back."""

    _number = 0  # of what was taken back latest
    _undoable: tuple[_WentBack | _Deleted | _DeletedHere, ...] = ()

    def _back(self) -> None:
        """Ask the question before this one again."""
        self._suspend()
        bookmark, suspended = self._runner.bookmark(), self._suspended
        answered, said_before = self._runner.answered, tuple(self._said_before)
        gone = self._runner.go_back()
        if gone is None:
            self._aside("taken back", texts.NO_QUESTION_BEFORE)
            return
        asked, follows, lead = gone
        self._number += 1
        self._turn.add(
            fx.TakeBack(
                self._number,
                asked.place.step,
                asked.place.since,
                kept=follows.kept,
                marked=follows.marked,
                replaced=follows.replaced,
            )
        )
        was = _WentBack(self._number, bookmark, suspended, said_before, answered)
        self._undoable = (*self._undoable, was)
        self._suspended, self._said_before, self._eased = None, [], None
        self._lead(_announced(lead))

    def _delete(self) -> None:
        """Delete what was said last: of the answer that is being given, or else the latest one."""
        self._suspend()
        question, place = self._runner.question, self._runner.place
        to_confirm = question.take_back() if question is not None else None
        if question is not None and place is not None and (self._said_before or to_confirm):
            self._delete_here(question, place, to_confirm)
            return
        erased = self._runner.erase()
        if erased is None:
            self._aside("taken back", texts.NOTHING_TO_DELETE)
            return
        place, follows = erased.asked.place, erased.consequences
        self._number += 1
        self._turn.add(
            fx.TakeBack(
                self._number,
                place.step,
                place.since,
                forget=True,
                echoes=(*erased.echoes, *_MAY_TELL),
                kept=follows.kept,
                facts=follows.facts,
                marked=follows.marked,
                replaced=follows.replaced,
            )
        )
        self._undoable = (*self._undoable, _Deleted(self._number, erased))
        spoken_of = self._runner.speaks_of(place.step)
        self._aside("taken back", texts.DELETED)
        if spoken_of:  # what was led would speak it back: leave it out
            self._runner.close_question()
            self._suspended, self._said_before = None, []

    def _delete_here(self, question: Question, place: Place, to_confirm: Settled | None) -> None:
        self._number += 1
        self._turn.add(
            fx.TakeBack(self._number, place.step, place.since, forget=True, echoes=_MAY_TELL)
        )
        said_before, self._said_before = tuple(self._said_before), []
        was = _DeletedHere(self._number, place, question, said_before, to_confirm)
        self._undoable = (*self._undoable, was)
        self._ask_again_later()
        self._aside("taken back", texts.DELETED)

    def _undo(self) -> None:
        """Bring back what was deleted last, or go forward again to where one was."""
        self._suspend()
        *before, last = self._undoable or (None,)
        while last is not None and not self._can_undo(last):
            *before, last = before or (None,)
        self._undoable = tuple(each for each in before if each is not None)
        if last is None:
            self._aside("taken back", texts.NOTHING_TO_UNDO)
            return
        self._turn.add(fx.BringBack(last.number))
        match last:
            case _WentBack():
                self._runner.return_to(last.bookmark)
                self._suspended, self._said_before = last.suspended, list(last.said_before)
            case _Deleted():
                self._runner.restore(last.erased)
            case _DeletedHere() if self._runner.place is last.place:
                last.question.bring_back(last.to_confirm)
                self._said_before = [*last.said_before, *self._said_before]
                self._ask_again_later()
            case _:
                pass
        self._aside("taken back", texts.UNDONE)

    def _can_undo(self, was: _WentBack | _Deleted | _DeletedHere) -> bool:
        """Whether nothing was answered since then that would stand in its place."""
        match was:
            case _WentBack():
                return was.answered == self._runner.answered
            case _Deleted():
                return self._runner.can_restore(was.erased)
            case _DeletedHere():
                return self._runner.place is was.place

    def _ask_again_later(self) -> None:
        """Have the question that is open asked, or gone on with, whatever was being said."""
        if self._suspended is not None:
            self._suspended = (State.LISTENING, self._suspended[1])


def _announced(lead: Lead) -> Lead:
    """The same question, after a word that says where it comes from."""
    if not isinstance(lead, Prompt):
        return lead
    return Prompt(lead.step, (*sentences(texts.BACK), *lead.sentences), lead.pace)


ADJUSTED = {
    "slower": (texts.SLOWER, texts.SLOWEST),
    "faster": (texts.FASTER, texts.FASTEST),
    "louder": (texts.LOUDER, texts.LOUDEST),
    "quieter": (texts.QUIETER, texts.QUIETEST),
}
"""What is said in the new way of speaking, and where it can go no further."""


class Commanding(TakingBack):
    """Obeys."""

    def __init__(self, practice: Practice, config: SessionConfig, *, patience: float = 1.0) -> None:
        super().__init__(practice, config, patience=patience)
        self._config = config
        self._practice = practice
        self._speech = Speech(config.rate, config.volume)
        self._reminding: str | None = None  # the command that waits for what is remembered

    def _handle_command(self, name: str) -> bool:
        """Do what a command asks; False where it means nothing in this state."""
        paused = self.state is State.PAUSED
        if self.state not in ACTIVE or (name == "pause" and paused):
            return False
        if name == "resume" and not paused:
            return False
        handlers = self._handlers()
        if name not in handlers:
            return False
        self._turn.add(fx.CommandAccepted(name))
        handlers[name]()
        return True

    def _handlers(self) -> dict[str, Callable[[], None]]:
        """What can be done now, by the names of the commands."""
        handlers: dict[str, Callable[[], None]] = {
            "pause": self._pause,
            "resume": self._resume,
            "repeat": self._repeat,
            "skip": self._skip,
            "back": self._back,
            "stop": self._stop,
            "help": self._help,
            "what can i say": lambda: self._aside("help", texts.WHAT_CAN_I_SAY),
            "delete that": self._delete,
            "undo": self._undo,
        }
        handlers |= {name: partial(self._adjust, name) for name in ADJUSTED}
        handlers |= {name: partial(self._remind, name) for name in KINDS}
        if self._breath is not None:
            handlers["dizzy"] = self._ease
        return handlers

    def _pause(self, text: str = texts.PAUSED) -> None:
        self._suspend()
        self._waiting = False
        self.trigger("pause", text)

    def _wait(self, text: str) -> None:
        """Pause until what failed is back; a pause that was asked for outlasts that."""
        self._suspend()
        if self.state is State.PAUSED:
            self._on_pause(text, "trouble")
        else:
            self._waiting = True
            self.trigger("pause", text, "trouble")

    def _resume(self) -> None:
        self._turn.hush()
        self._resume_suspended()

    def _repeat(self) -> None:
        if self.state is State.SPEAKING:
            self._turn.hush()
            self.trigger("speak", self._turn.prompt)
            return
        self._suspend()
        state, suspended = self._going_on
        self._suspended = None
        question = self._runner.question
        if state in (State.BREATHING, State.RESTING):
            self._lead(self._eased or self._runner.again())
        elif state is State.LISTENING and question is not None:
            self._lead(Prompt(question.name, question.prompt, suspended.prompt.pace))
        else:
            self._lead(suspended.prompt)

    def _skip(self) -> None:
        self._suspend()
        self._advance()

    def _stop(self) -> None:
        first = texts.EASE_AND_END if self._breath is not None else ""
        self._suspend()
        self.trigger("close", "stopped", first)

    # Help.

    def _help(self) -> None:
        state, suspended = self._going_on
        if self.state is State.PAUSED:
            self._aside("help", texts.HELP_PAUSED)
        else:
            told = help_for(state, self._practice.title, self._runner.question, suspended)
            self._aside("help", told)

    # The breath.

    @property
    def _breath(self) -> Suspended | None:
        """The breath that is led, or was until a pause or help; else None."""
        state, suspended = self._going_on
        return suspended if state is State.BREATHING else None

    def _ease(self) -> None:
        """Someone is dizzy: let the breath go as it likes for a while, in place of the exercise."""
        suspended = self._breath
        if suspended is None or suspended.timeline is None:
            return
        self._suspend()
        eased = unpaced(min(EASING_SECONDS, suspended.timeline.seconds))
        self._eased = Breath(suspended.step, eased)
        self._suspended = (State.BREATHING, replace(suspended, timeline=eased))
        self.trigger("speak", Prompt("eased", sentences(texts.EASE), "meditation"))

    # How the coach speaks.

    def _adjust(self, name: str) -> None:
        """Speak in another way from here on, and let it be heard at once."""
        done, at_its_end = ADJUSTED[name]
        self._suspend()  # what was rendered in the old way does not sound any more
        self._aside("adjusted", done if self._speak_otherwise(name) else at_its_end)

    def _speak_otherwise(self, name: str) -> bool:
        """Speak slower, faster, louder or quieter from here on; False if it goes no further."""
        before, self._speech = self._speech, self._speech.changed(name)
        if self._speech == before:
            return False
        self._turn.add(fx.Adjust(self._speech.rate, self._speech.volume))
        return True

    # What is remembered.

    def _remind(self, name: str) -> None:
        self._suspend()
        self._reminding = name
        self._turn.add(fx.Recall(KINDS[name], ()))

    def _reminded(self, memories: Sequence[Memory]) -> bool:
        """Speak of what was found, if it was a command that asked; False if not."""
        name, self._reminding = self._reminding, None
        if name is None:
            return False
        prompt = reminder(name, memories, self._config.now)
        self._aside(prompt.step, prompt.sentences, prompt.pace)
        return True


REPLY_PATIENCE = 2.0
"""Seconds of silence that end a reply: there is no hurry, and nobody is cut off."""


REPLY_SILENCE = 20.0
"""Seconds without a word after which it is said that none is needed."""


class Caring(Commanding):
    """Leads through a practice, and stops leading where somebody may be in danger."""

    def __init__(self, practice: Practice, config: SessionConfig, *, patience: float = 1.0) -> None:
        super().__init__(practice, config, patience=patience)
        self._helpers = config.helpers
        self._is_kept = config.kept
        self._watch = Watch()
        self._watched = 0  # the turn that is listened to
        self._care: Care | None = None
        self._reply: Answer | None = None
        self._turns: tuple[int, ...] = ()  # in which it was said
        self._was_closing = False
        self._last_words = ""  # to say when the talk is over
        self._has_cared = False  # it is over, and the session waits since then

    def _cares(self, event: ev.Event) -> bool:
        """Whether this event is care's, and nothing else follows from it."""
        if self.state is State.CARING:
            return self._in_care(event)
        if self.state not in (*ACTIVE, State.CLOSING) or not self._alarms(event):
            return False
        if isinstance(event, ev.Heard) and event.turn != BARGE_IN:
            self._turn.take(event)  # the words belong to the answer until it is said otherwise
        self._begin_care(self._noted(event.text) if isinstance(event, ev.Typed) else self._said())
        return True

    def _handle_command(self, name: str) -> bool:
        if name == "repeat" and self.state is State.PAUSED and self._has_cared:
            self._turn.add(fx.CommandAccepted(name))
            self._turn.hush()
            self._turn.say(Prompt("paused", sentences(care_texts.WAITS)), kept=False)
            return True
        if name != "help me":
            return super()._handle_command(name)
        if self.state not in ACTIVE:
            return False
        self._turn.add(fx.CommandAccepted(name))
        self._begin_care((), asked_for=True)
        return True

    def _learn(self, effects: list[fx.Effect]) -> None:
        """Whoever was put on the person's own list in this session is on it from now on."""
        for kept in effects:
            if isinstance(kept, fx.Keep) and kept.status == "open":
                self._helpers = self._helpers.with_own(kept.kind, kept.text)

    def _alarms(self, event: ev.Event) -> bool:
        """Whether there are words of danger in what just happened."""
        match event:
            case ev.Heard() | ev.AudioElapsed():
                if event.turn != self._watched:
                    self._watch, self._watched = Watch(), event.turn
                if isinstance(event, ev.Heard):
                    return self._watch.hear(event)
                return self._watch.passed(event.seconds)
            case ev.Typed():
                return is_care_needed(event.text)
            case _:
                return False

    # Beginning.

    def _said(self) -> tuple[int, ...]:
        """The turns of the open answer, which is saved with what was said until now."""
        if self.state is not State.LISTENING:
            return ()
        self._suspend()
        return tuple(turn for turn, _ in self._said_before)

    def _noted(self, text: str) -> tuple[int, ...]:
        """The same for words that were typed: kept with the open question, if there is one."""
        question = self._runner.question
        if question is None or self.state not in (State.LISTENING, State.SPEAKING):
            return ()
        answer = self._turn.answer
        own = answer.own_text if answer is not None else ""
        said = question.marks.after(own, text.strip())
        self._turn.save_answer(complete=False, text=said, step=question.step.name)
        self._turn.close_ear()
        self._suspend()
        before = [part for part in self._said_before if part[0] != self._turn.turn]
        self._said_before = [*before, (self._turn.turn, said)]
        return tuple(turn for turn, _ in self._said_before)

    def _resume(self) -> None:
        self._has_cared = False
        super()._resume()

    def _begin_care(self, turns: tuple[int, ...], *, asked_for: bool = False) -> None:
        """Stop whatever goes on, and talk. `turns` are those in which it was said."""
        self._was_closing = self.state is State.CLOSING
        self._suspend()
        self._turns = turns
        # Where a practice lets words go by itself, it asks about that itself.
        may_forget = bool(turns) and self._is_kept and not self._runner.goes_unasked
        self._care = Care(self._helpers, asked_for=asked_for, may_forget=may_forget)
        self._turn.add(fx.Care("began", self._helpers.numbers))
        self.trigger("care", self._care.now)

    def _on_care(self, reply: Reply) -> None:
        self._reply = None
        prompt = Prompt("care", sentences(reply.text), reply.pace)
        self._turn.say(prompt, kept=False)

    # What happens in it.

    def _in_care(self, event: ev.Event) -> bool:
        """Take an event; False for what ends the session, or has nothing to do with the talk."""
        match event:
            case ev.Spoke():
                if event.completed:
                    self._listen_in_care()
            case ev.Heard() | ev.AudioElapsed():
                self._heard_in_care(event)
            case ev.Typed():
                self._typed_in_care(event.text)
            case ev.Commanded():
                self._replied(event.name)
            case ev.Ended():
                self._used_up = True
                if event.part == "keyboard" or self._reply is not None:
                    self._leave_care("stop")
            case ev.Failed() | ev.Recovered():
                return self._trouble_in_care(event)
            case _:
                return False
        return True

    def _heard_in_care(self, event: ev.Heard | ev.AudioElapsed) -> None:
        if event.turn == BARGE_IN:
            name = self._turn.hear_barge_in(event)
            if name is not None:
                self._replied(name)
            return
        reply = self._reply
        if reply is None:
            return
        before = self._turn.end_barge_in()
        if before is not None:
            reply.begin_with(before)
        if isinstance(event, ev.Heard):
            obeyed = reply.hear(event)
            if obeyed is not None:
                self._turn.add(fx.CommandAccepted(obeyed))
            return
        match reply.judge(event.seconds, event.voiced):
            case Verdict.OVER | Verdict.SILENT if self._composing:
                pass  # a reply is being typed
            case Verdict.COMMAND | Verdict.OVER:
                self._replied(reply.command or reply.text)
            case Verdict.SILENT if self._care is not None:
                self._follow(self._care.silence())
            case _:
                pass

    def _typed_in_care(self, text: str) -> None:
        if text.strip():
            self._replied(text)
        else:  # Enter alone passes over what is said
            self._turn.hush()
            self._listen_in_care()

    def _trouble_in_care(self, event: ev.Failed | ev.Recovered) -> bool:
        """Without an ear or a voice the talk goes on as it can; without a journal nothing can."""
        if event.part == "journal":
            return False
        if isinstance(event, ev.Recovered):
            self._troubled.discard(event.part)
            self._turn.add(fx.Report(event.part, "recovered", texts.RECOVERED, recovered=True))
            if self._reply is not None:
                self._listen_in_care()
        else:
            if event.part != "voice":
                self._troubled.add(event.part)
            self._turn.add(
                fx.Report(
                    event.part, event.code, event.message, recovered=False, command=event.command
                )
            )
        return True

    def _listen_in_care(self) -> None:
        """Open the ear for a reply; it is not kept."""
        if self._used_up:
            self._leave_care("stop")
            return
        self._turn.add(fx.Chime("open"))
        self._turn.listen_for_commands()
        self._reply = self._open_reply()

    def _open_reply(self) -> Answer:
        return Answer(REPLY_PATIENCE * self._patience, REPLY_SILENCE * self._patience)

    def _replied(self, text: str) -> None:
        """The person said something, or gave a command."""
        if self._care is None:
            return
        name = command_in(text)
        if name in OBEYED or name in ADJUSTED:
            self._turn.add(fx.CommandAccepted(name))
        if name in ADJUSTED:  # and what was said last is said so at once
            self._speak_otherwise(name)
            self._follow(self._care.now)
        else:
            self._follow(self._care.hear(text))

    def _follow(self, reply: Reply) -> None:
        if reply.forget:
            self._turn.add(fx.Forget((), turns=self._turns))
            self._said_before = []
        if reply.then is not None:
            self._leave_care(reply.then, reply.text)
        elif reply.text:
            self._turn.hush()
            self.trigger("care", reply)
        elif self._reply is not None:  # it stays quiet, and listens on
            self._reply = self._open_reply()

    # Leaving.

    def _leave_care(self, then: Then, first: str = "") -> None:
        """The talk is over: end, go on because that was asked for, or wait, paused.

        `first` is what is still to be said of it.
        """
        self._turn.hush()
        self._turn.add(fx.Care("ended"))
        self._care, self._reply, self._turns = None, None, ()
        if self._was_closing:
            self.trigger("end", self._outcome)
        elif then == "stop":
            self._last_words = f"{first} {numbers_aloud(self._helpers)} {texts.CLOSING_STOPPED}"
            self.trigger("close", "stopped")
        elif then == "resume":
            self._resume_suspended()
        else:
            self._waiting, self._has_cared = False, True
            self._last_words = f"{first} {care_texts.WAITS}"
            self.trigger("pause", care_texts.WAITS)

    def _on_close(self, outcome: fx.Outcome, first: str = "") -> None:
        if not self._last_words:
            super()._on_close(outcome, first)
            return
        self._outcome = outcome
        self._turn.add(*self._runner.leave())
        self._say_last_words("closing")

    def _on_pause(self, text: str, chime: fx.Earcon = "paused") -> None:
        if not self._last_words:
            super()._on_pause(text, chime)
            return
        self._turn.add(fx.Chime(chime))
        self._say_last_words("paused")

    def _say_last_words(self, step: str) -> None:
        """What is still to be said of care, when it is over: it is not kept either."""
        words, self._last_words = self._last_words.strip(), ""
        self._turn.say(Prompt(step, sentences(words)), kept=False)


ONLY_MINE, BOTH = "only my words", "both of us"


class Replaying(Caring):
    """Obeys in a replay; in any other session it changes nothing."""

    def _handlers(self) -> dict[str, Callable[[], None]]:
        handlers = super()._handlers()
        runner = self._runner
        if not isinstance(runner, Replayer):
            return handlers
        return handlers | {
            "skip": partial(self._move, runner.skip),
            "back": partial(self._move, runner.back),
            ONLY_MINE: partial(self._leave_out, runner, only_mine=True),
            BOTH: partial(self._leave_out, runner, only_mine=False),
            "help": partial(
                self._aside,
                "help",
                playback_texts.HELP.format(title=self._practice.title.rstrip(".")),
            ),
            "what can i say": partial(self._aside, "help", playback_texts.WHAT_CAN_I_SAY),
        }

    def _move(self, move: Callable[[], None]) -> None:
        self._suspend()
        move()
        self._advance()

    def _leave_out(self, runner: Replayer, *, only_mine: bool) -> None:
        """Leave the coach's lines out from here on, or speak them again."""
        runner.only_mine = only_mine
        self._suspend()
        state, suspended = self._going_on
        unwanted = only_mine and state is State.SPEAKING and suspended.prompt.speaker == "coach"
        said = playback_texts.ONLY_MINE if only_mine else playback_texts.BOTH
        self._aside("adjusted", said)
        if unwanted:
            self._suspended = None


class Session(Replaying):
    """One session of one practice.

    Args:
        practice: What is led.
        config: When it begins, what is remembered from before, and where to go on, if anywhere.
        patience: Scales every silence that is waited for.
    """

    _overdue = -1  # the turn whose silence is over, but for what is being said in it

    @property
    def answers(self) -> Mapping[str, Value]:
        """What was answered so far, by step name."""
        return self._runner.answers

    def handle(self, event: ev.Event) -> list[fx.Effect]:
        """Take one event; what is to be done about it, in order."""
        if isinstance(event, ev.Composing):
            self._composing = event.going_on
        if not self._turn.is_stale(event):
            event = self._turn.without_echo(event)
            if not self._cares(event):  # a person comes before any practice
                self._take(event)
        effects = self._turn.drain()
        self._learn(effects)
        return effects

    def _take(self, event: ev.Event) -> None:
        match event:
            case ev.Begin() if self.state is State.IDLE:
                self.trigger("begin")
            case ev.Sentence() | ev.Cued():
                self._turn.take(event)
            case ev.Heard() | ev.AudioElapsed():
                self._listened(event)
            case ev.Spoke() if event.completed:
                self._spoke()
            case ev.Typed():
                self._typed(event.text)
            case ev.Commanded():
                _ = self._by_hand(event.name) or self._by_hand(event.again)
            case ev.Ended():
                self._ended(event.part)
            case ev.Interrupted():
                self._interrupted()
            case ev.Failed() | ev.Recovered():
                self._trouble(event)
            case _:
                self._recalled(event)

    # What happens.

    def _spoke(self) -> None:
        """The sound of this turn is over."""
        question = self._runner.question
        match self.state:
            case State.SPEAKING if self._suspended is not None:
                self._resume_suspended()
            case State.SPEAKING if question is not None:
                self.trigger("listen", question)
            case State.PAUSED if self._used_up:
                self._stop()
            case State.PAUSED:
                self._turn.listen_for_commands()
            case State.CLOSING:
                self._turn.add(fx.Chime("finished"))
                self.trigger("end", self._outcome)
            case State.RESTING if self._turn.is_spoken_to:
                self._overdue = self._turn.turn  # nobody is cut off: see `_listened`
            case State.GREETING | State.SPEAKING | State.BREATHING | State.RESTING:
                self._advance()
            case _:
                pass

    def _listened(self, event: ev.Heard | ev.AudioElapsed) -> None:
        """The ear heard something, or time went by while it listened."""
        if event.turn == BARGE_IN:
            name = self._turn.hear_barge_in(event)
            if name is not None:
                self._handle_command(name)
            return
        answer, listening = self._turn.answer, self.state is State.LISTENING
        if answer is None:
            return
        before = self._turn.end_barge_in()
        if before is not None:
            answer.begin_with(before)
        obeyed = self._turn.take(event)
        if obeyed is not None and listening:
            self._turn.add(fx.CommandAccepted(obeyed))
        if isinstance(event, ev.AudioElapsed):
            self._judged(answer, answer.judge(event.seconds, event.voiced))
            if self._overdue == self._turn.turn and not self._turn.is_spoken_to:
                self._advance()
        elif event.final and listening:
            self._turn.save_answer(complete=False)

    def _judged(self, answer: Answer, verdict: Verdict) -> None:
        """The silence after what was heard means something now."""
        match verdict:
            case Verdict.COMMAND if answer.command is not None:
                if not self._handle_command(answer.command):
                    answer.take_command_as_words()
            case Verdict.OVER | Verdict.SILENT if self._composing:
                pass  # whoever types is neither silent nor done
            case Verdict.OVER if self.state is State.LISTENING and answer.command is not None:
                self._turn.add(fx.CommandAccepted(answer.command))
                self._done(answer.command_text)
            case Verdict.OVER if self.state is State.LISTENING:
                self._answered(answer.text)
            case Verdict.SILENT:
                self._silent()
            case _:
                pass

    def _done(self, said: str) -> None:
        """The answer was ended in these words, which may be all that was said."""
        question, answer = self._runner.question, self._turn.answer
        if answer is not None and question is not None:
            self._answered(answer.text or question.said_by_ending(said))

    def _by_hand(self, name: str, said: str = "") -> bool:
        """Obey a command that was typed, or came from a key; False where it means nothing."""
        answer = self._turn.answer
        if self.state is not State.LISTENING or answer is None or name not in commands.OF_AN_ANSWER:
            return self._handle_command(name)
        self._turn.add(fx.CommandAccepted(name))
        if name == "more time":
            answer.wait_longer()
        else:
            self._done(said)
        return True

    def _typed(self, text: str) -> None:
        """Something was typed: a command, an answer, or just Enter to hear on."""
        text, name = text.strip(), commands.match(text)
        if name is not None and self._by_hand(name, text):
            return
        before, called = commands.addressed(text) or (text, "")  # "coach, pause"
        if not before and self._by_hand(called):
            return
        question, answer = self._runner.question, self._turn.answer
        match self.state:
            case State.PAUSED if not text:
                self._handle_command("resume")
            case State.PAUSED:
                self._help()
            case State.LISTENING if not text and answer is not None:
                self._answered(answer.text)
            case State.GREETING | State.SPEAKING if not text:
                self._turn.hush()
                self._spoke()
            case State.LISTENING | State.SPEAKING if question and name not in commands.OF_AN_ANSWER:
                self._turn.hush()  # no need to hear the question out
                self._suspended, self._said_before = None, []
                self._answered(question.written(text))
            case _ if text and name is None and self.state in ACTIVE:
                self._turn.add(fx.UnexpectedInput())
            case _:
                pass

    def _recalled(self, event: ev.Event) -> None:
        """What was looked for in the journal is found, or is not there; all else means nothing."""
        if not isinstance(event, ev.Recalled) or self._reminded(event.memories):
            return
        if not self._runner.recalled(event.memories):
            return
        if self.state in LED:
            self._advance()
        else:
            self._suspended = None  # it goes on from here when the pause is over

    def _answered(self, text: str) -> None:
        """The open question has its answer, of which `text` is the whole."""
        question = self._runner.question
        if question is None:
            return
        name, turn = question.name, self._turn.turn
        question.nudged = False
        before, self._said_before = self._said_before, []
        verdict = question.hear(text, turn)
        if isinstance(verdict, AskAgain) and verdict.corrected:
            self._turn.save_answer(complete=True, text=verdict.corrected, step=question.step.name)
        else:
            self._turn.save_answer(complete=True, text=text)
        self._turn.add(*(fx.Undo(part) for part, _ in before))  # they are part of the whole now
        self._turn.close_ear()
        match verdict:
            case Settled():
                self._turn.add(*self._runner.settle(verdict))
                self._advance()
            case AskAgain():
                if verdict.undo is not None:
                    self._turn.add(fx.Undo(verdict.undo))
                self.trigger("speak", Prompt(question.name, verdict.prompt))
            case Nothing():
                if verdict.undo is not None:
                    self._turn.add(fx.Undo(verdict.undo))
                self._runner.nothing_more(turn)
                self._advance()
            case LetGo():
                self._runner.let_go()
                self.trigger("speak", Prompt(name, sentences(texts.LET_GO)))

    def _ended(self, part: str) -> None:
        """Nothing more will be heard, or typed."""
        self._used_up = True
        if self.state in ACTIVE and (part == "keyboard" or self.state is State.PAUSED):
            self._stop()

    def _interrupted(self) -> None:
        """End, with what was said saved."""
        if self.state is State.ENDED:
            return
        if self.state is State.LISTENING:
            self._turn.save_answer(complete=False)
        self._turn.hush()
        self._end_now()

    def _silent(self) -> None:
        """Nobody has said a word for a while: a gentle one, and later a pause."""
        question = self._runner.question
        if self._used_up or question is None:
            self._stop()
        elif not question.nudged:
            question.nudged = True
            self.trigger("speak", Prompt(question.name, sentences(texts.NUDGE)))
        else:
            question.nudged = False
            self._pause(texts.PAUSED_BY_SILENCE)

    def _trouble(self, event: ev.Failed | ev.Recovered) -> None:
        """A part failed, or works again.

        Without an ear the session waits; without a journal it ends before anything is lost;
        without a voice it goes on, shown instead of spoken.
        """
        if isinstance(event, ev.Recovered):
            self._turn.add(fx.Report(event.part, "recovered", texts.RECOVERED, recovered=True))
            if event.part in self._troubled:
                self._troubled.remove(event.part)
                self._recovered()
            return
        self._turn.add(
            fx.Report(event.part, event.code, event.message, recovered=False, command=event.command)
        )
        if event.part == "journal" and self.state is not State.ENDED:
            self._turn.hush()
            self.trigger("end", "interrupted")
        elif event.part in ("ear", "microphone", "speaker") and self.state in ACTIVE:
            self._troubled.add(event.part)
            deaf = event.part in ("ear", "microphone")
            text = texts.TROUBLE_TYPE if deaf and self._config.can_type else texts.TROUBLE
            self._wait(text.format(part=texts.PARTS[event.part]))
        elif event.part == "speaker" and self.state is State.CLOSING:
            self._turn.hush()
            self._end_now()

    def _recovered(self) -> None:
        """A part the session waits for is back: go on, once it is the last one."""
        if self.state is not State.PAUSED or self._troubled:
            return
        self._turn.hush()
        if self._waiting:
            self.trigger("speak", Prompt("trouble", sentences(texts.TROUBLE_BACK)))
        else:
            self._on_pause(texts.PAUSED)

    def _end_now(self) -> None:
        """End without another word; what was already closing ends as it would have."""
        closing = self.state is State.CLOSING
        self.trigger("end", self._outcome if closing else "interrupted")
