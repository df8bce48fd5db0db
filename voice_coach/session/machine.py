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
from voice_coach.session.answer import Verdict
from voice_coach.session.floor import Prompt
from voice_coach.session.leading import Leading
from voice_coach.session.question import AskAgain, LetGo, Settled
from voice_coach.session.script import sentences
from voice_coach.session.states import ACTIVE, State
from voice_coach.session.understand import Value


class Session(Leading):
    """One session of one practice.

    Args:
        practice: What is led.
        began: When it begins, what is remembered from before, and where to go on, if anywhere.
        patience: Scales every silence that is waited for.
    """

    @property
    def answers(self) -> Mapping[str, Value]:
        """What was answered so far, by step name."""
        return self._guide.answers

    def handle(self, event: ev.Event) -> list[fx.Effect]:
        """Take one event; what is to be done about it, in order."""
        if getattr(event, "turn", self._floor.turn) == self._floor.turn:  # else it is stale
            self._take(event)
        return self._floor.drain()

    def _take(self, event: ev.Event) -> None:
        match event:
            case ev.Begin():
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
                self._obey(event.name)
            case ev.Ended() if self.state in ACTIVE:
                self._ended(event.part)
            case ev.Interrupted() if self.state is not State.ENDED:
                self._floor.save_answer(complete=True)
                self._floor.hush()
                self.trigger("end", "interrupted")
            case ev.Failed() | ev.Recovered():
                self._trouble(event)
            case _:
                pass  # it changes nothing here

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
            case State.GREETING | State.SPEAKING | State.BREATHING | State.RESTING:
                self._advance()
            case _:
                pass

    def _listened(self, event: ev.Heard | ev.Passed) -> None:
        """The ear heard something, or time went by while it listened."""
        answer, listening = self._floor.answer, self.state is State.LISTENING
        if answer is None:
            return
        obeyed = self._floor.take(event)
        if obeyed is not None and listening:
            self._floor.add(fx.Obeyed(obeyed))
        if isinstance(event, ev.Heard):
            if event.final and listening:
                self._floor.save_answer(complete=False)
            return
        match answer.judge(event.seconds):
            case Verdict.COMMAND if answer.command is not None:
                if not self._obey(answer.command):
                    answer.take_command_as_words()
            case Verdict.OVER if listening:
                if answer.command is not None:
                    self._floor.add(fx.Obeyed(answer.command))
                self._answered(answer.text)
            case Verdict.SILENT:
                self._silent()
            case _:
                pass

    def _typed(self, text: str) -> None:
        """Something was typed: a command, an answer, or just Enter to hear on."""
        name, question = commands.match(text), self._guide.question
        if name is not None:
            self._obey(name)
        elif not text.strip():
            if self.state in (State.GREETING, State.SPEAKING):
                self._floor.hush()
                self._spoke()
        elif question is not None and self.state in (State.SPEAKING, State.LISTENING):
            if self.state is State.SPEAKING:  # no need to hear the question out
                self._floor.hush()
                self._held = None
                self.trigger("listen", question)
            self._answered(text.strip())

    def _answered(self, text: str) -> None:
        """The open question has its answer, of which `text` is the whole."""
        question = self._guide.question
        if question is None:
            return
        name, turn = question.name, self._floor.turn
        verdict = question.hear(text, turn)
        if isinstance(verdict, AskAgain) and verdict.corrected:
            self._floor.save_answer(complete=True, text=verdict.corrected, step=question.step.name)
        else:
            self._floor.save_answer(complete=True, text=text)
        self._floor.close_ear()
        match verdict:
            case Settled():
                self._floor.add(*self._guide.settle(verdict))
                self._advance()
            case AskAgain():
                if verdict.undo is not None:
                    self._floor.add(fx.Undo(verdict.undo))
                self.trigger("speak", Prompt(question.name, verdict.prompt))
            case LetGo():
                self._guide.question = None
                self.trigger("speak", Prompt(name, sentences(texts.LET_GO)))

    def _ended(self, part: str) -> None:
        """Nothing more will be heard, or typed."""
        self._used_up = True
        if part == "keyboard" or self.state is State.PAUSED:
            self._stop()

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
            self._troubled.discard(event.part)
            if self.state is State.PAUSED and not self._troubled:
                self._floor.hush()
                self.trigger("speak", Prompt("trouble", sentences(texts.TROUBLE_BACK)))
            return
        self._floor.add(fx.Report(event.part, event.code, event.message, recovered=False))
        if event.part == "journal" and self.state is not State.ENDED:
            self._floor.hush()
            self.trigger("end", "interrupted")
        elif event.part in ("ear", "microphone", "speaker") and self.state in ACTIVE:
            self._troubled.add(event.part)
            self._floor.add(fx.Chime("trouble"))
            self._pause(texts.TROUBLE.format(part=event.part))
