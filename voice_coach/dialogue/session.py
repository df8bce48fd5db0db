"""The session: events in, effects out.

`Session.handle` is the whole of it. It is given what happened, fires a trigger where something
follows, and returns what is to be done, in order. It touches nothing: no device, no thread, no
file, no clock.

Callbacks of the state machine only collect effects, so that an exception leaves nothing half done
in the world. A command may interrupt what goes on and say something in between; then that is
resumed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from voice_coach import texts
from voice_coach.breathing import EASING_SECONDS, unpaced
from voice_coach.dialogue.crisis import CrisisHandler
from voice_coach.dialogue.endpointing import Answer, OwnPauses, Verdict, answer_to
from voice_coach.dialogue.responses import (
    ADJUSTED,
    KINDS,
    RELIEF,
    WIN_STATUSES,
    Speech,
    help_for,
    relief,
    reminder,
)
from voice_coach.dialogue.states import STATES, Active, AnyState, Crisis, Paused, State, machine_of
from voice_coach.dialogue.turn import BARGE_IN, Suspended, TurnState
from voice_coach.dialogue.undo import UndoStack
from voice_coach.errors import Command
from voice_coach.nlu import commands
from voice_coach.nlu.text import Value, sentences
from voice_coach.practice.question import AskAgain, LetGo, Question
from voice_coach.practice.replay import TranscriptRunner
from voice_coach.practice.runner import (
    Breath,
    Lead,
    PracticeRunner,
    Prompt,
    Runner,
    Search,
    TimedSilence,
)
from voice_coach.practice.schema import Practice
from voice_coach.protocol import effects as fx
from voice_coach.protocol import events as ev
from voice_coach.protocol.events import Memory, SessionConfig
from voice_coach.safety.conversation import Reply, Then
from voice_coach.texts import care as care_texts


@dataclass(frozen=True, slots=True)
class LatestAnswer:
    """The answer given last, in which the person may want to go on: the turn and the words."""

    question: Question
    said: tuple[int, str]


class Session:
    """One session of one practice, or the replay of an earlier one.

    Args:
        practice: What is led.
        config: When it begins, what is remembered from before, and where to resume, if anywhere.
        patience: Scales every silence that is waited for.
    """

    state_name: str  # the value of `state`; this and `trigger` are set by `machine_of`
    trigger: Callable[..., bool]  # fires an event by its name

    def __init__(self, practice: Practice, config: SessionConfig, *, patience: float = 1.0) -> None:
        self._title = practice.title
        self._config = config
        self._patience = patience
        self._pauses = OwnPauses() if config.judges_ends else None
        self._latest: LatestAnswer | None = None
        self._take_turn_back: Callable[[], bool] = lambda: False
        elsewhere = config.elsewhere or ev.Elsewhere("")
        self._turn = TurnState(
            open_ear=config.open_ear, hears_itself=config.hears_itself, truth=elsewhere.truth
        )
        self._speech = Speech(config.rate, config.volume)
        self._crisis = CrisisHandler(
            self._turn, config, patience=patience, adjust=self._change_speech
        )
        self._unpaced: Breath | None = None  # left to itself, in place of the exercise
        self._relief: list[Prompt | Breath] | None = None  # what is still to be led of it
        self._reminding: str | None = None  # the command that waits for memories
        self._outcome: fx.Outcome = "completed"
        self._used_up = False  # nothing more will be heard
        self._muted = False  # nothing at all comes from the microphone
        self._composing = False  # a line is being typed: nobody is hurried
        self._troubled: set[str] = set()
        self._cut_off: Question | None = None  # whose answer the program broke off
        # To be said before the next prompt, by part.
        self._notices = {"elsewhere": elsewhere.announcement}
        self._machine = machine_of(self)
        self._handlers = self._common_handlers()
        self._runner: Runner
        if config.transcript is None:
            runner = PracticeRunner(practice, config)
            undo = UndoStack(runner, self._turn)
            self._runner = runner
            self._take_turn_back = partial(self._reopen, undo)
            self._handlers["back"] = partial(self._back, undo)
            self._handlers["not finished"] = partial(self._go_on_answering, undo)
            self._handlers["delete that"] = partial(self._delete, runner, undo)
            self._handlers["undo"] = partial(self._undo, undo)
        else:
            replay = TranscriptRunner(practice, config, config.transcript)
            self._runner = replay
            for name, obey in replay.commands.items():
                self._handlers[name] = partial(self._obey_in_replay, replay, obey)
        self._conditions: dict[str, Callable[[], bool]] = {
            "pause": lambda: isinstance(self.state, Active),
            "resume": lambda: isinstance(self.state, Paused),
            "dizzy": lambda: self._breath is not None or self._relief is not None,
        }

    def _common_handlers(self) -> dict[str, Callable[[], object]]:
        """Return what each command does in every session, by its name."""
        handlers: dict[str, Callable[[], object]] = {
            "pause": partial(self.trigger, "command_pause"),
            "resume": partial(self.trigger, "command_resume"),
            "stop": self._stop,
            "repeat": self._repeat,
            "skip": self._skip,
            "help": self._help,
            "help me": self._help_me,
            "what can i say": self._what_can_i_say,
            "dizzy": self._ease,
            "steady": self._steady,
        }
        handlers |= {name: partial(self._adjust, name) for name in ADJUSTED}
        handlers |= {name: partial(self._remind, name) for name in KINDS}
        return handlers

    @property
    def state(self) -> AnyState:
        """Return the state it is in."""
        return STATES[self.state_name]

    @property
    def answers(self) -> Mapping[str, Value]:
        """Return what was answered so far, by step name."""
        return self._runner.answers

    @property
    def _is_running(self) -> bool:
        """Return whether the session has begun, and is neither closing nor over."""
        return not isinstance(self.state, State)

    def handle(self, event: ev.Event) -> list[fx.Effect]:
        """Take one event; return what is to be done about it, in order."""
        if isinstance(event, ev.Composing):
            self._composing = event.going_on
        if not self._turn.is_stale(event):
            event = self._turn.without_echo(event)
            if not self._is_for_crisis(event):  # a person comes before any practice
                self._take(event)
        effects = self._turn.drain()
        self._crisis.learn(effects)
        return effects

    # Guards and actions of the state machine, as `states` names them.

    def _is_suspended(self) -> bool:
        return self._turn.suspended is not None

    def _is_asking(self) -> bool:
        return self._runner.question is not None

    def _is_relieving(self) -> bool:
        return self._relief is not None

    def _is_spoken_to(self) -> bool:
        return self._turn.is_spoken_to

    def _is_used_up(self) -> bool:
        return self._used_up

    def _is_nudged(self) -> bool:
        question = self._runner.question
        return question is not None and question.nudged

    def _greet(self) -> None:
        greeting = self._runner.greeting()
        if not greeting.sentences:
            self._advance()
            return
        self._turn.say(greeting)
        self._turn.add(*self._runner.prepare())

    def _speak(self, prompt: Prompt, first: int = 0) -> None:
        self._turn.say(prompt, first)

    def _breathe(self, breath: Breath) -> None:
        self._turn.breathe(breath.step, breath.timeline)

    def _rest(self, silence: TimedSilence) -> None:
        self._turn.rest(silence.step, silence.seconds, told=silence.told)
        self._turn.add(*self._runner.prepare())

    def _listen(self) -> None:
        question = self._runner.question
        if question is None:
            return
        before = question.marks.after(*(words for _, words in self._turn.said_before))
        answer = answer_to(
            question, before, self._patience, self._pauses, cut_off=self._cut_off is question
        )
        self._turn.listen(
            question.name, question.expects, question.choices, answer, question.phrases
        )
        self._turn.add(*self._runner.prepare())

    def _listen_for_commands(self) -> None:
        self._turn.listen_for_commands()

    def _nudge(self) -> None:
        """Say gently that there is no hurry; the next time it is a pause.

        Where not even the room is heard, the microphone is what is named.
        """
        question = self._runner.question
        if question is None:
            return
        question.nudged = True
        text = texts.NUDGE
        if self._muted:
            text = texts.NUDGE_MUTED_TYPE if self._config.can_type else texts.NUDGE_MUTED
            setup = Command("setup")
            told = texts.MUTED.format(command=setup)
            self._turn.add(
                fx.Report("microphone", "microphone.muted", told, recovered=False, command=setup)
            )
        self._turn.say(Prompt(question.name, sentences(text)))

    def _pause_by_silence(self) -> None:
        if self._runner.question is not None:
            self._runner.question.nudged = False
        self._say_paused(texts.PAUSED_MUTED if self._muted else texts.PAUSED_BY_SILENCE)

    def _say_paused(
        self, text: str = texts.PAUSED, chime: fx.Earcon = "paused", *, kept: bool = True
    ) -> None:
        self._turn.add(fx.Chime(chime))
        self._turn.say(Prompt("paused", sentences(text)), kept=kept)

    def _say_trouble(self, text: str) -> None:
        self._say_paused(text, "trouble")

    def _say_trouble_is_over(self) -> None:
        self._turn.say(Prompt("trouble", sentences(texts.TROUBLE_BACK)))

    def _say_stopped(self) -> None:
        first = texts.EASE_AND_END if self._breath is not None else ""
        words = sentences(f"{first} {texts.CLOSING_STOPPED}")
        self._close("stopped", replace(self._runner.closing(), sentences=words))

    def _close(self, outcome: fx.Outcome, closing: Prompt, *, kept: bool = True) -> None:
        self._outcome = outcome
        self._turn.add(*self._runner.leave())
        if closing.sentences:
            self._turn.say(closing, kept=kept)
        else:
            self.trigger("end", outcome)

    def _finish(self) -> None:
        self._turn.add(fx.Chime("finished"))
        self._end(self._outcome)

    def _end(self, outcome: fx.Outcome) -> None:
        self._turn.close_all()
        self._turn.add(*self._runner.leave(), fx.End(outcome))

    # Running the practice.

    def _advance(self) -> None:
        """Run the next step, or close at the end."""
        self._turn.drop_suspended()
        self._unpaced = self._relief = None
        remembered, lead = self._runner.next(self._turn.turn)
        self._turn.add(*remembered)
        self._run(lead)

    def _run(self, lead: Lead | None) -> None:
        match lead:
            case Prompt():
                self.trigger("speak", self._with_notices(lead))
            case Breath():
                self.trigger("breathe", lead)
            case TimedSilence():
                self.trigger("rest", lead)
            case Search():
                self._turn.add(fx.Recall(lead.kind, lead.words))
            case None:
                self.trigger("steps_over", "completed", self._runner.closing())

    def _with_notices(self, prompt: Prompt) -> Prompt:
        """Return a prompt that first says what the person should know, once."""
        if prompt.clips:  # of a replay, one a sentence
            return prompt
        notices = sentences(" ".join(self._notices.values()))
        self._notices.clear()
        return replace(prompt, sentences=(*notices, *prompt.sentences)) if notices else prompt

    def _suspend(self) -> None:
        self._turn.suspend(self.state)

    @property
    def _current(self) -> Suspended:
        """Return what was interrupted, or else what goes on now."""
        return self._turn.current(self.state)

    def _interject(
        self, name: str, text: str | tuple[str, ...], pace: fx.Pace = "question"
    ) -> None:
        """Suspend what is going on, and say something in between; a pause stays one."""
        self._suspend()
        spoken = sentences(text) if isinstance(text, str) else text
        if isinstance(self.state, Paused):
            self._turn.say(Prompt("paused", spoken, pace))
        else:
            self.trigger("speak", Prompt(name, spoken, pace))

    def _resume_suspended(self) -> None:
        if self._relief is not None:
            self._relieve()
            return
        if self._turn.suspended is None:
            self._advance()
            return
        suspended, self._turn.suspended = self._turn.suspended, None
        question = self._runner.question
        if suspended.state is Active.BREATHING and suspended.timeline is not None:
            self._run(Breath(suspended.step, suspended.timeline))
        elif suspended.state is Active.RESTING:
            self._run(TimedSilence(suspended.step, suspended.seconds))
        elif suspended.state is Active.LISTENING and question is not None:
            again = sentences(texts.GO_ON) if self._turn.said_before else question.prompt
            self._run(Prompt(question.name, again))
        else:
            self.trigger("speak", suspended.prompt, suspended.sentence)

    # Events.

    def _take(self, event: ev.Event) -> None:
        match event:
            case ev.Begin() if self.state is State.IDLE:
                self.trigger("begin")
            case ev.Sentence() | ev.Cued():
                self._turn.take(event)
            case ev.Heard() | ev.AudioElapsed():
                self._hear(event)
            case ev.Spoke() if event.completed:
                self._turn.is_over = True
                self.trigger("sound_ended")
            case ev.Typed():
                self._take_typed(event.text)
            case ev.Commanded():
                _ = self._obey_by_hand(event.name) or self._obey_by_hand(event.again)
            case ev.Recalled():
                self._take_recalled(event.memories)
            case _:
                self._take_disturbance(event)

    def _take_disturbance(self, event: ev.Event) -> None:
        match event:
            case ev.Ended():
                self._input_ended(event.part)
            case ev.Interrupted():
                self._interrupt()
            case ev.Failed() | ev.Replaced():
                self._part_failed(event)
            case ev.Recovered():
                self._part_recovered(event.part)
            case _:
                pass

    def _hear(self, event: ev.Heard | ev.AudioElapsed) -> None:
        """Take what was heard, or that time went by; obey the command or take the answer in it."""
        if event.turn == BARGE_IN:
            self._hear_barge_in(event)
            return
        answer, listening = self._turn.answer, self.state is Active.LISTENING
        if answer is None:
            return
        answer.begin_with_words(self._turn.words_over_coach)
        before = self._turn.end_barge_in()
        if before is not None:
            answer.begin_with(before)
        obeyed = self._turn.take(event)
        if obeyed is not None and listening:
            self._turn.add(fx.CommandAccepted(obeyed))
        if isinstance(event, ev.AudioElapsed):
            self._muted = event.muted
            self._judge(answer, answer.judge(event.seconds, event.voiced))
            overdue = self.state is Active.RESTING and self._turn.is_over
            if overdue and not self._turn.is_spoken_to:
                self.trigger("sound_ended")
        elif event.final and listening:
            self._turn.save_answer(complete=False)

    def _hear_barge_in(self, event: ev.Heard | ev.AudioElapsed) -> None:
        """Take what was heard while the coach speaks: a command, or a voice that goes on."""
        if self.state is Active.SPEAKING and self._turn.takes_turn_back(event):
            self._turn.hush()
            if self._take_turn_back():
                self.trigger("voice_went_on")
            return
        name = self._turn.hear_barge_in(event)
        if name is not None:
            self._obey(name)

    def _judge(self, answer: Answer, verdict: Verdict) -> None:
        """Do what the silence after what was heard means now."""
        match verdict:
            case Verdict.COMMAND if answer.command is not None:
                if not self._obey(answer.command):
                    answer.take_command_as_words()
            case Verdict.OVER | Verdict.SILENT if self._composing:
                pass  # whoever types is neither silent nor done
            case Verdict.OVER if self.state is Active.LISTENING and answer.command is not None:
                self._turn.add(fx.CommandAccepted(answer.command))
                self._end_answer(answer.command_text)
            case Verdict.OVER if self.state is Active.LISTENING:
                self._turn.expect_more()
                self._take_answer(answer.text)
            case Verdict.SILENT:
                self.trigger("silence_over")
            case _:
                pass

    def _end_answer(self, said: str) -> None:
        """End the answer, as these words asked for; they may be all that was said."""
        question, answer = self._runner.question, self._turn.answer
        if answer is not None and question is not None:
            self._take_answer(answer.text or question.said_by_ending(said))

    def _take_typed(self, text: str) -> None:
        """Take a typed line: a command, an answer, or just Enter to hear on."""
        text, name = text.strip(), commands.match(text)
        if name is not None and self._obey_by_hand(name, text):
            return
        before, called = commands.addressed(text) or (text, "")  # "coach, pause"
        if not before and self._obey_by_hand(called):
            return
        question, answer = self._runner.question, self._turn.answer
        ends_answer = name in commands.OF_AN_ANSWER
        match self.state:
            case Paused() if not text:
                self._obey("resume")
            case Paused():
                self._help()
            case Active.LISTENING if not text and answer is not None:
                self._take_answer(answer.text)
            case Active.GREETING | Active.SPEAKING if not text:
                self._turn.hush()
                self.trigger("sound_ended")
            case Active.LISTENING | Active.SPEAKING if question and not ends_answer:
                self._turn.hush()  # no need to hear the question out
                self._turn.drop_suspended()
                self._take_answer(question.written(text))
            case _ if text and name is None and self._is_running:
                self._turn.add(fx.UnexpectedInput())
            case _:
                pass

    def _take_answer(self, text: str) -> None:
        """Take `text` as the whole answer to the open question."""
        question = self._runner.question
        if question is None:
            return
        name, turn = question.name, self._turn.turn
        question.nudged = False
        self._cut_off = None
        before, self._turn.said_before = self._turn.said_before, ()
        answer = self._turn.answer
        spoken = answer is not None and answer.text == text  # else it was typed
        confidence = answer.confidence if answer is not None and spoken else None
        verdict = question.hear(text, turn, confidence)
        self._latest = LatestAnswer(question, (turn, text)) if text else None
        if isinstance(verdict, AskAgain) and verdict.corrected:
            self._turn.save_answer(complete=True, text=verdict.corrected, step=question.step.name)
        else:
            self._turn.save_answer(complete=True, text=text)
        self._turn.add(*(fx.Undo(part) for part, _ in before))  # they are part of the whole now
        self._turn.stop_listening()
        wrong = getattr(verdict, "undo", None)
        if wrong is not None:
            self._turn.add(fx.Undo(wrong))
        if isinstance(verdict, AskAgain):
            self.trigger("speak", Prompt(question.name, verdict.prompt))
            return
        self._turn.add(*self._runner.conclude(verdict, turn))
        if isinstance(verdict, LetGo):
            self.trigger("speak", Prompt(name, sentences(texts.LET_GO)))
        else:
            self._advance()

    def _take_recalled(self, memories: Sequence[Memory]) -> None:
        """Take the memories that were looked for in the journal: speak of them, or run on."""
        name, self._reminding = self._reminding, None
        if name is not None:
            prompt = reminder(name, memories, self._config.now)
            self._interject(prompt.step, prompt.sentences, prompt.pace)
        elif not self._runner.recalled(memories):
            pass  # nobody waits for it any more
        elif isinstance(self.state, Active):
            self._advance()
        else:
            self._turn.suspended = None  # it goes on from here when the pause is over

    def _input_ended(self, part: str) -> None:
        """Note that nothing more will be heard, or typed; stop where that is waited for."""
        self._used_up = True
        match self.state:
            case Paused():
                self._stop()
            case Active() if part == "keyboard":
                self._stop()
            case Crisis.LISTENING:
                self._stop_in_crisis()
            case Crisis.ASKING if part == "keyboard":
                self._stop_in_crisis()
            case _:
                pass

    def _interrupt(self) -> None:
        """End, with what was said saved."""
        if self.state is State.ENDED:
            return
        if self.state is Active.LISTENING:
            self._turn.save_answer(complete=False)
        self._turn.hush()
        self._end_now()

    def _end_now(self) -> None:
        """End without another word; what was already closing ends as it would have."""
        closing = self.state is State.CLOSING
        self.trigger("end", self._outcome if closing else "interrupted")

    # Parts that fail.

    def _part_failed(self, event: ev.Failed | ev.Replaced) -> None:
        """Report that a part failed, and do what follows.

        Of one that was replaced the person hears before the next prompt. Without a recognizer the
        session waits; without a journal it ends before anything is lost; without a voice it goes
        on, shown instead of spoken.
        """
        self._turn.add(
            fx.Report(event.part, event.code, event.message, recovered=False, command=event.command)
        )
        if isinstance(event, ev.Replaced):
            self._notices[event.part] = texts.REPLACED[event.part]
        elif event.part == "journal" and self.state is not State.ENDED:
            self._turn.hush()
            self.trigger("end", "interrupted")
        elif event.part in ("ear", "microphone", "speaker") and self._is_running:
            self._troubled.add(event.part)
            self._cut_off = self._runner.question
            deaf = event.part in ("ear", "microphone")
            text = texts.TROUBLE_TYPE if deaf and self._config.can_type else texts.TROUBLE
            self.trigger("part_failed", text.format(part=texts.PARTS[event.part]))
        elif event.part == "speaker" and self.state is State.CLOSING:
            self._turn.hush()
            self._end_now()

    def _part_recovered(self, part: str) -> None:
        """Report that a part works again; resume, once it is the last one that is waited for."""
        self._turn.add(fx.Report(part, "recovered", texts.RECOVERED, recovered=True))
        was_troubled = part in self._troubled
        self._troubled.discard(part)
        if self.state is Crisis.LISTENING:
            self._crisis.listen()
        elif was_troubled and not self._troubled and isinstance(self.state, Paused):
            self._turn.hush()
            self.trigger("part_back")

    # Commands.

    def _obey(self, name: str) -> bool:
        """Obey a command; return False where it means nothing in this state."""
        handler, is_allowed = self._handlers.get(name), self._conditions.get(name)
        if handler is None or not self._is_running or not (is_allowed is None or is_allowed()):
            return False
        self._turn.add(fx.CommandAccepted(name))
        handler()
        return True

    def _obey_by_hand(self, name: str, said: str = "") -> bool:
        """Obey a command that was typed, or came from a key; False where it means nothing."""
        answer = self._turn.answer if self.state is Active.LISTENING else None
        if answer is None or name not in commands.OF_AN_ANSWER:
            return self._obey(name)
        self._turn.add(fx.CommandAccepted(name))
        if name == "more time":
            answer.wait_longer()
        else:
            self._end_answer(said)
        return True

    def _resume(self) -> None:
        self._turn.hush()
        self._resume_suspended()

    def _repeat(self) -> None:
        if self.state is Paused.AFTER_CRISIS:
            self._turn.hush()
            self._turn.say(Prompt("paused", sentences(care_texts.WAITS)), kept=False)
            return
        if self.state is Active.SPEAKING:
            self._turn.hush()
            self.trigger("speak", self._turn.prompt)
            return
        if self._relief is not None:
            self._steady()
            return
        self._suspend()
        suspended, self._turn.suspended = self._current, None
        question = self._runner.question
        if suspended.state in (Active.BREATHING, Active.RESTING):
            self._run(self._unpaced or self._runner.again())
        elif suspended.state is Active.LISTENING and question is not None:
            self._run(Prompt(question.name, question.prompt, suspended.prompt.pace))
        else:
            self._run(suspended.prompt)

    def _skip(self) -> None:
        self._suspend()
        if self._relief is None:
            self._advance()
        else:  # the practice stays where it is
            self._relief = []
            self._relieve()

    def _stop(self) -> None:
        self.trigger("command_stop")

    def _help(self) -> None:
        if self._runner.help():
            told = self._runner.help()
        elif isinstance(self.state, Paused):
            told = texts.HELP_PAUSED
        else:
            told = help_for(self._title, self._runner.question, self._current)
        self._interject("help", told)

    def _what_can_i_say(self) -> None:
        self._interject("help", self._runner.what_can_i_say())

    @property
    def _breath(self) -> Suspended | None:
        """Return the breath that is led, or was until a pause or help; else None."""
        return self._current if self._current.state is Active.BREATHING else None

    def _ease(self) -> None:
        """Let the breath of someone dizzy go as it likes for a while, in place of the exercise."""
        suspended = self._breath
        if self._relief is not None:
            self._suspend()
            self._relief = [Breath(RELIEF, unpaced(EASING_SECONDS / 2))]
            self.trigger("speak", Prompt("eased", sentences(texts.EASE), "meditation"))
            return
        if suspended is None or suspended.timeline is None:
            return
        self._suspend()
        eased = unpaced(min(EASING_SECONDS, suspended.timeline.seconds))
        self._unpaced = Breath(suspended.step, eased)
        self._turn.suspended = replace(suspended, timeline=eased)
        self.trigger("speak", Prompt("eased", sentences(texts.EASE), "meditation"))

    def _steady(self) -> None:
        """Help in a bad minute, whatever goes on; then wait, paused."""
        self._suspend()
        self._relief = relief()
        self._relieve()

    def _relieve(self) -> None:
        """Lead what comes next of the relief; after it, wait."""
        if self._relief:
            self._run(self._relief.pop(0))
        else:
            self._relief = None
            self.trigger("relief_over", texts.STEADY_OVER)

    def _adjust(self, name: str) -> None:
        """Speak in another way from here on, and let it be heard at once."""
        done, at_its_end = ADJUSTED[name]
        self._suspend()  # what was rendered in the old way does not sound any more
        self._interject("adjusted", done if self._change_speech(name) else at_its_end)

    def _change_speech(self, name: str) -> bool:
        """Speak slower, faster, louder or quieter from here on; False if it goes no further."""
        before, self._speech = self._speech, self._speech.changed(name)
        if self._speech == before:
            return False
        self._turn.add(fx.Adjust(self._speech.rate, self._speech.volume))
        return True

    def _remind(self, name: str) -> None:
        """Look for what is remembered; see `_take_recalled`."""
        self._suspend()
        self._reminding = name
        kind = KINDS[name]
        statuses = WIN_STATUSES if kind == "win" else ("open",)
        self._turn.add(fx.Recall(kind, (), statuses))

    # Commands of a practice, and of a replay.

    def _back(self, undo: UndoStack) -> None:
        """Ask the question before this one again."""
        self._suspend()
        lead = undo.go_back()
        if lead is None:
            self._interject("taken back", texts.NO_QUESTION_BEFORE)
            return
        self._unpaced = self._relief = None
        if isinstance(lead, Prompt):
            lead = replace(lead, sentences=(*sentences(texts.BACK), *lead.sentences))
        self._run(lead)

    def _go_on_answering(self, undo: UndoStack) -> None:
        """Go back into the answer given last; in one that is being given, wait longer."""
        answer = self._turn.answer
        if self.state is Active.LISTENING and answer is not None and answer.own_text:
            answer.go_on()
            return
        self._suspend()
        if self._reopen(undo):
            question = self._runner.question
            name = question.name if question is not None else ""
            self.trigger("speak", Prompt(name, sentences(texts.GO_ON)))
        else:
            self._interject("taken back", texts.NO_ANSWER_BEFORE)

    def _reopen(self, undo: UndoStack) -> bool:
        """Open the question answered last again, with that answer; False if there is none."""
        latest, said = self._latest, self._turn.said_before
        if latest is None:
            return False
        if latest.question is self._runner.question:  # it was said back, or not understood
            latest.question.take_back()
        elif undo.go_back() is None:
            return False
        self._unpaced = self._relief = self._latest = None
        self._turn.drop_suspended()
        question = self._runner.question
        if question is not None and question.step is latest.question.step:
            self._turn.said_before = (latest.said, *said)
        return question is not None

    def _delete(self, runner: PracticeRunner, undo: UndoStack) -> None:
        """Delete what was said last: of the answer that is being given, or else the latest one."""
        self._suspend()
        if undo.delete_part():
            self._interject("taken back", texts.DELETED)
            return
        step = undo.delete_answer()
        if step is None:
            self._interject("taken back", texts.NOTHING_TO_DELETE)
            return
        is_spoken_of = runner.speaks_of(step)
        self._interject("taken back", texts.DELETED)
        if is_spoken_of:  # what was led would speak it back: leave it out
            runner.close_question()
            self._turn.drop_suspended()

    def _undo(self, undo: UndoStack) -> None:
        """Bring back what was deleted last, or go forward again to where one was."""
        self._suspend()
        self._interject("taken back", texts.UNDONE if undo.undo() else texts.NOTHING_TO_UNDO)

    def _obey_in_replay(self, replay: TranscriptRunner, obey: Callable[[], Prompt | None]) -> None:
        self._suspend()
        prompt = obey()
        if prompt is None:
            self._advance()
            return
        going_on = self._current
        self._interject(prompt.step, prompt.sentences, prompt.pace)
        if going_on.state is Active.SPEAKING and replay.is_left_out(going_on.prompt):
            self._turn.suspended = None

    # Somebody may be in danger.

    def _is_for_crisis(self, event: ev.Event) -> bool:
        """Return whether this event belongs to the crisis, and nothing else follows from it."""
        if not isinstance(self.state, Crisis):
            alarmed = (
                self._is_running or self.state is State.CLOSING
            ) and self._crisis.is_alarmed_by(event)
            if alarmed:
                self._stop_for_danger(event)
            return alarmed
        match event:
            case ev.Typed() if not event.text.strip():  # Enter alone passes over what is said
                self._turn.hush()
                self.trigger("sound_ended")
            case ev.Heard() | ev.AudioElapsed() | ev.Typed() | ev.Commanded():
                reply = self._crisis.take(event, composing=self._composing)
                if reply is not None:
                    self._follow(reply)
            case _:
                return False
        return True

    def _stop_for_danger(self, event: ev.Event) -> None:
        """Save what was said until now, with the words of danger in it, and talk."""
        if isinstance(event, ev.Typed):
            self._begin_crisis(self._save_typed(event.text))
            return
        if isinstance(event, ev.Heard) and event.turn != BARGE_IN:
            self._turn.take(event)  # the words belong to the answer until it is said otherwise
        turns: tuple[int, ...] = ()
        if self.state is Active.LISTENING:
            self._suspend()
            turns = tuple(turn for turn, _ in self._turn.said_before)
        self._begin_crisis(turns)

    def _save_typed(self, text: str) -> tuple[int, ...]:
        """Save typed words with the open question, if there is one; return the answer's turns."""
        question = self._runner.question
        if question is None or self.state not in (Active.LISTENING, Active.SPEAKING):
            return ()
        answer = self._turn.answer
        own = answer.own_text if answer is not None else ""
        said = question.marks.after(own, text.strip())
        self._turn.save_answer(complete=False, text=said, step=question.step.name)
        self._turn.stop_listening()
        self._suspend()
        before = [part for part in self._turn.said_before if part[0] != self._turn.turn]
        self._turn.said_before = (*before, (self._turn.turn, said))
        return tuple(turn for turn, _ in self._turn.said_before)

    def _help_me(self) -> None:
        self._begin_crisis((), asked_for=True)

    def _begin_crisis(self, turns: tuple[int, ...], *, asked_for: bool = False) -> None:
        """Stop whatever goes on, and talk. `turns` are those the words of danger were said in."""
        closing = self.state is State.CLOSING
        self._suspend()
        self._cut_off = None if asked_for else self._runner.question
        reply = self._crisis.begin(
            turns,
            asked_for=asked_for,
            goes_unasked=self._runner.goes_unasked,
            interrupts_closing=closing,
        )
        self.trigger("danger", reply)

    def _say_in_crisis(self, reply: Reply) -> None:
        self._crisis.say(reply)

    def _listen_in_crisis(self) -> None:
        self._crisis.listen()

    def _stop_in_crisis(self) -> None:
        self._leave_crisis("stop")

    def _say_it_waits(self, first: str) -> None:
        self._say_paused(f"{first} {care_texts.WAITS}".strip(), kept=False)

    def _follow(self, reply: Reply) -> None:
        """Go on with the talk, or leave it."""
        if reply.forget:
            self._turn.said_before = ()
        if reply.then is not None:
            self._leave_crisis(reply.then, reply.text)
        elif reply.text:
            self._turn.hush()
            self.trigger("reply_over", reply)

    def _leave_crisis(self, then: Then, first: str = "") -> None:
        """End the talk; then end the session, resume because that was asked for, or wait, paused.

        `first` is what is still to be said of it; like the talk itself it is not kept.
        """
        self._crisis.end()
        if self._crisis.interrupted_closing:
            self.trigger("end", self._outcome)
        elif then == "stop":
            words = sentences(f"{first} {self._crisis.numbers} {texts.CLOSING_STOPPED}".strip())
            self.trigger("crisis_stopped", "stopped", Prompt("closing", words), kept=False)
        elif then == "resume" and self._relief != []:
            self._resume_suspended()
        else:  # after the last of the relief the session would wait anyway
            self._relief = self._relief or None
            self.trigger("crisis_over", first)
