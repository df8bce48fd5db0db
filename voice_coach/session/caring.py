"""Puts the practice aside where words of danger are heard, and cares for the person instead.

Stands in front of everything else a session does with what it is told: in every state, whatever is
going on. `safety` recognises the words, `care` knows the talk; this is what happens around them.
Nothing of the talk is kept: no row in the journal has what the coach says in it, or the replies.
"""

from voice_coach import texts
from voice_coach.session import effects as fx
from voice_coach.session import events as ev
from voice_coach.session.answer import Answer, Verdict
from voice_coach.session.beside import BESIDE
from voice_coach.session.care import OBEYED, Care, Reply, Then, command_in
from voice_coach.session.commanding import ADJUSTED, Commanding
from voice_coach.session.events import Began
from voice_coach.session.floor import Prompt
from voice_coach.session.practice import Practice
from voice_coach.session.safety import Watch, is_care_needed
from voice_coach.session.script import sentences
from voice_coach.session.states import ACTIVE, State
from voice_coach.texts import care as care_texts

REPLY_PATIENCE = 2.0
"""Seconds of silence that end a reply: there is no hurry, and nobody is cut off."""

REPLY_SILENCE = 20.0
"""Seconds without a word after which it is said that none is needed."""


class Caring(Commanding):
    """Leads through a practice, and stops leading where somebody may be in danger."""

    def __init__(self, practice: Practice, began: Began, *, patience: float = 1.0) -> None:
        super().__init__(practice, began, patience=patience)
        self._helpers = began.helpers
        self._is_kept = began.kept
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
        if isinstance(event, ev.Heard) and event.turn != BESIDE:
            self._floor.take(event)  # the words belong to the answer until it is said otherwise
        self._begin_care(self._noted(event.text) if isinstance(event, ev.Typed) else self._said())
        return True

    def _obey(self, name: str) -> bool:
        if name == "repeat" and self.state is State.PAUSED and self._has_cared:
            self._floor.add(fx.Obeyed(name))
            self._floor.hush()
            self._floor.say(Prompt("paused", sentences(care_texts.WAITS)), kept=False)
            return True
        if name != "help me":
            return super()._obey(name)
        if self.state not in ACTIVE:
            return False
        self._floor.add(fx.Obeyed(name))
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
            case ev.Heard() | ev.Passed():
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
        self._put_aside()
        return tuple(turn for turn, _ in self._said_before)

    def _noted(self, text: str) -> tuple[int, ...]:
        """The same for words that were typed: kept with the open question, if there is one."""
        question = self._guide.question
        if question is None or self.state not in (State.LISTENING, State.SPEAKING):
            return ()
        answer = self._floor.answer
        own = answer.own_text if answer is not None else ""
        said = question.marks.after(own, text.strip())
        self._floor.save_answer(complete=False, text=said, step=question.step.name)
        self._floor.close_ear()
        self._put_aside()
        before = [part for part in self._said_before if part[0] != self._floor.turn]
        self._said_before = [*before, (self._floor.turn, said)]
        return tuple(turn for turn, _ in self._said_before)

    def _resume(self) -> None:
        self._has_cared = False
        super()._resume()

    def _begin_care(self, turns: tuple[int, ...], *, asked_for: bool = False) -> None:
        """Stop whatever goes on, and talk. `turns` are those in which it was said."""
        self._was_closing = self.state is State.CLOSING
        self._put_aside()
        self._turns = turns
        # Where a practice lets words go by itself, it asks about that itself.
        may_forget = bool(turns) and self._is_kept and not self._guide.goes_unasked
        self._care = Care(self._helpers, asked_for=asked_for, may_forget=may_forget)
        self._floor.add(fx.Care("began", self._helpers.numbers))
        self.trigger("care", self._care.now)

    def _on_care(self, reply: Reply) -> None:
        self._reply = None
        prompt = Prompt("care", sentences(reply.text), reply.pace)
        self._floor.say(prompt, kept=False)

    # What happens in it.

    def _in_care(self, event: ev.Event) -> bool:
        """Take an event; False for what ends the session, or has nothing to do with the talk."""
        match event:
            case ev.Spoke():
                if event.completed:
                    self._listen_in_care()
            case ev.Heard() | ev.Passed():
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

    def _heard_in_care(self, event: ev.Heard | ev.Passed) -> None:
        if event.turn == BESIDE:
            name = self._floor.hear_beside(event)
            if name is not None:
                self._replied(name)
            return
        reply = self._reply
        if reply is None:
            return
        before = self._floor.end_beside()
        if before is not None:
            reply.begin_with(before)
        if isinstance(event, ev.Heard):
            obeyed = reply.hear(event)
            if obeyed is not None:
                self._floor.add(fx.Obeyed(obeyed))
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
            self._floor.hush()
            self._listen_in_care()

    def _trouble_in_care(self, event: ev.Failed | ev.Recovered) -> bool:
        """Without an ear or a voice the talk goes on as it can; without a journal nothing can."""
        if event.part == "journal":
            return False
        if isinstance(event, ev.Recovered):
            self._troubled.discard(event.part)
            self._floor.add(fx.Report(event.part, "recovered", texts.RECOVERED, recovered=True))
            if self._reply is not None:
                self._listen_in_care()
        else:
            if event.part != "voice":
                self._troubled.add(event.part)
            self._floor.add(fx.Report(event.part, event.code, event.message, recovered=False))
        return True

    def _listen_in_care(self) -> None:
        """Open the ear for a reply; it is not kept."""
        if self._used_up:
            self._leave_care("stop")
            return
        self._floor.add(fx.Chime("open"))
        self._floor.listen_for_commands()
        self._reply = self._open_reply()

    def _open_reply(self) -> Answer:
        return Answer(REPLY_PATIENCE * self._patience, REPLY_SILENCE * self._patience)

    def _replied(self, text: str) -> None:
        """The person said something, or gave a command."""
        if self._care is None:
            return
        name = command_in(text)
        if name in OBEYED or name in ADJUSTED:
            self._floor.add(fx.Obeyed(name))
        if name in ADJUSTED:  # and what was said last is said so at once
            self._speak_otherwise(name)
            self._follow(self._care.now)
        else:
            self._follow(self._care.hear(text))

    def _follow(self, reply: Reply) -> None:
        if reply.forget:
            self._floor.add(fx.Forget((), turns=self._turns))
            self._said_before = []
        if reply.then is not None:
            self._leave_care(reply.then, reply.text)
        elif reply.text:
            self._floor.hush()
            self.trigger("care", reply)
        elif self._reply is not None:  # it stays quiet, and listens on
            self._reply = self._open_reply()

    # Leaving.

    def _leave_care(self, then: Then, first: str = "") -> None:
        """The talk is over: end, go on because that was asked for, or wait, paused.

        `first` is what is still to be said of it.
        """
        self._floor.hush()
        self._floor.add(fx.Care("ended"))
        self._care, self._reply, self._turns = None, None, ()
        if self._was_closing:
            self.trigger("end", self._outcome)
        elif then == "stop":
            self._last_words = f"{first} {self._helpers.numbers_aloud()} {texts.CLOSING_STOPPED}"
            self.trigger("close", "stopped")
        elif then == "resume":
            self._go_on()
        else:
            self._waiting, self._has_cared = False, True
            self._last_words = f"{first} {care_texts.WAITS}"
            self.trigger("pause", care_texts.WAITS)

    def _on_close(self, outcome: fx.Outcome, first: str = "") -> None:
        if not self._last_words:
            super()._on_close(outcome, first)
            return
        self._outcome = outcome
        self._floor.add(*self._guide.leave())
        self._say_last_words("closing")

    def _on_pause(self, text: str, chime: fx.Earcon = "paused") -> None:
        if not self._last_words:
            super()._on_pause(text, chime)
            return
        self._floor.add(fx.Chime(chime))
        self._say_last_words("paused")

    def _say_last_words(self, step: str) -> None:
        """What is still to be said of care, when it is over: it is not kept either."""
        words, self._last_words = self._last_words.strip(), ""
        self._floor.say(Prompt(step, sentences(words)), kept=False)
