"""The session's state machine: events in, effects out.

`Session.handle` is the whole of it. It is told what happened, fires a trigger where something
follows, and returns what is to be done, in order. It touches nothing: no device, no thread, no
file, no clock.
"""

from collections.abc import Mapping

from voice_coach import texts
from voice_coach.session import commands
from voice_coach.session import effects as fx
from voice_coach.session import events as ev
from voice_coach.session.answer import Answer, Verdict
from voice_coach.session.beside import BESIDE
from voice_coach.session.floor import Prompt
from voice_coach.session.question import AskAgain, LetGo, Nothing, Settled
from voice_coach.session.replaying import Replaying
from voice_coach.session.script import sentences
from voice_coach.session.states import ACTIVE, LED, State
from voice_coach.session.understand import Value


class Session(Replaying):
    """One session of one practice.

    Args:
        practice: What is led.
        began: When it begins, what is remembered from before, and where to go on, if anywhere.
        patience: Scales every silence that is waited for.
    """

    _overdue = -1  # the turn whose silence is over, but for what is being said in it

    @property
    def answers(self) -> Mapping[str, Value]:
        """What was answered so far, by step name."""
        return self._guide.answers

    def handle(self, event: ev.Event) -> list[fx.Effect]:
        """Take one event; what is to be done about it, in order."""
        if isinstance(event, ev.Composing):
            self._composing = event.going_on
        if not self._floor.is_stale(event):
            event = self._floor.without_echo(event)
            if not self._cares(event):  # a person comes before any practice
                self._take(event)
        effects = self._floor.drain()
        self._learn(effects)
        return effects

    def _take(self, event: ev.Event) -> None:
        match event:
            case ev.Begin() if self.state is State.IDLE:
                self.trigger("begin")
            case ev.Sentence() | ev.Cued():
                self._floor.take(event)
            case ev.Heard() | ev.Passed():
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
        question = self._guide.question
        match self.state:
            case State.SPEAKING if self._held is not None:
                self._go_on()
            case State.SPEAKING if question is not None:
                self.trigger("listen", question)
            case State.PAUSED if self._used_up:
                self._stop()
            case State.PAUSED:
                self._floor.listen_for_commands()
            case State.CLOSING:
                self._floor.add(fx.Chime("finished"))
                self.trigger("end", self._outcome)
            case State.RESTING if self._floor.is_spoken_to:
                self._overdue = self._floor.turn  # nobody is cut off: see `_listened`
            case State.GREETING | State.SPEAKING | State.BREATHING | State.RESTING:
                self._advance()
            case _:
                pass

    def _listened(self, event: ev.Heard | ev.Passed) -> None:
        """The ear heard something, or time went by while it listened."""
        if event.turn == BESIDE:
            name = self._floor.hear_beside(event)
            if name is not None:
                self._obey(name)
            return
        answer, listening = self._floor.answer, self.state is State.LISTENING
        if answer is None:
            return
        before = self._floor.end_beside()
        if before is not None:
            answer.begin_with(before)
        obeyed = self._floor.take(event)
        if obeyed is not None and listening:
            self._floor.add(fx.Obeyed(obeyed))
        if isinstance(event, ev.Passed):
            self._judged(answer, answer.judge(event.seconds, event.voiced))
            if self._overdue == self._floor.turn and not self._floor.is_spoken_to:
                self._advance()
        elif event.final and listening:
            self._floor.save_answer(complete=False)

    def _judged(self, answer: Answer, verdict: Verdict) -> None:
        """The silence after what was heard means something now."""
        match verdict:
            case Verdict.COMMAND if answer.command is not None:
                if not self._obey(answer.command):
                    answer.take_command_as_words()
            case Verdict.OVER | Verdict.SILENT if self._composing:
                pass  # whoever types is neither silent nor done
            case Verdict.OVER if self.state is State.LISTENING and answer.command is not None:
                self._floor.add(fx.Obeyed(answer.command))
                self._done(answer.command_text)
            case Verdict.OVER if self.state is State.LISTENING:
                self._answered(answer.text)
            case Verdict.SILENT:
                self._silent()
            case _:
                pass

    def _done(self, said: str) -> None:
        """The answer was ended in these words, which may be all that was said."""
        question, answer = self._guide.question, self._floor.answer
        if answer is not None and question is not None:
            self._answered(answer.text or question.said_by_ending(said))

    def _by_hand(self, name: str, said: str = "") -> bool:
        """Obey a command that was typed, or came from a key; False where it means nothing."""
        answer = self._floor.answer
        if self.state is not State.LISTENING or answer is None or name not in commands.OF_AN_ANSWER:
            return self._obey(name)
        self._floor.add(fx.Obeyed(name))
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
        question, answer = self._guide.question, self._floor.answer
        match self.state:
            case State.PAUSED if not text:
                self._obey("resume")
            case State.PAUSED:
                self._help()
            case State.LISTENING if not text and answer is not None:
                self._answered(answer.text)
            case State.GREETING | State.SPEAKING if not text:
                self._floor.hush()
                self._spoke()
            case State.LISTENING | State.SPEAKING if question and name not in commands.OF_AN_ANSWER:
                self._floor.hush()  # no need to hear the question out
                self._held, self._said_before = None, []
                self._answered(question.written(text))
            case _ if text and name is None and self.state in ACTIVE:
                self._floor.add(fx.Unasked())
            case _:
                pass

    def _recalled(self, event: ev.Event) -> None:
        """What was looked for in the journal is found, or is not there; all else means nothing."""
        if not isinstance(event, ev.Recalled) or self._reminded(event.memories):
            return
        if not self._guide.recalled(event.memories):
            return
        if self.state in LED:
            self._advance()
        else:
            self._held = None  # it goes on from here when the pause is over

    def _answered(self, text: str) -> None:
        """The open question has its answer, of which `text` is the whole."""
        question = self._guide.question
        if question is None:
            return
        name, turn = question.name, self._floor.turn
        question.nudged = False
        before, self._said_before = self._said_before, []
        verdict = question.hear(text, turn)
        if isinstance(verdict, AskAgain) and verdict.corrected:
            self._floor.save_answer(complete=True, text=verdict.corrected, step=question.step.name)
        else:
            self._floor.save_answer(complete=True, text=text)
        self._floor.add(*(fx.Undo(part) for part, _ in before))  # they are part of the whole now
        self._floor.close_ear()
        match verdict:
            case Settled():
                self._floor.add(*self._guide.settle(verdict))
                self._advance()
            case AskAgain():
                if verdict.undo is not None:
                    self._floor.add(fx.Undo(verdict.undo))
                self.trigger("speak", Prompt(question.name, verdict.prompt))
            case Nothing():
                if verdict.undo is not None:
                    self._floor.add(fx.Undo(verdict.undo))
                self._guide.nothing_more(turn)
                self._advance()
            case LetGo():
                self._guide.let_go()
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
            self._floor.save_answer(complete=False)
        self._floor.hush()
        self._end_now()

    def _silent(self) -> None:
        """Nobody has said a word for a while: a gentle one, and later a pause."""
        question = self._guide.question
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
            self._floor.add(fx.Report(event.part, "recovered", texts.RECOVERED, recovered=True))
            if event.part in self._troubled:
                self._troubled.remove(event.part)
                self._recovered()
            return
        self._floor.add(fx.Report(event.part, event.code, event.message, recovered=False))
        if event.part == "journal" and self.state is not State.ENDED:
            self._floor.hush()
            self.trigger("end", "interrupted")
        elif event.part in ("ear", "microphone", "speaker") and self.state in ACTIVE:
            self._troubled.add(event.part)
            deaf = event.part in ("ear", "microphone")
            text = texts.TROUBLE_TYPE if deaf and self._began.can_type else texts.TROUBLE
            self._wait(text.format(part=texts.PARTS[event.part]))
        elif event.part == "speaker" and self.state is State.CLOSING:
            self._floor.hush()
            self._end_now()

    def _recovered(self) -> None:
        """A part the session waits for is back: go on, once it is the last one."""
        if self.state is not State.PAUSED or self._troubled:
            return
        self._floor.hush()
        if self._waiting:
            self.trigger("speak", Prompt("trouble", sentences(texts.TROUBLE_BACK)))
        else:
            self._on_pause(texts.PAUSED)

    def _end_now(self) -> None:
        """End without another word; what was already closing ends as it would have."""
        closing = self.state is State.CLOSING
        self.trigger("end", self._outcome if closing else "interrupted")
