"""The state machine of a session, and how it leads on, puts aside and goes on again.

Callbacks only collect effects on the floor, so that an exception leaves nothing half done in the
world. Which event leads here is `machine`'s matter.
"""

from collections.abc import Callable
from dataclasses import replace

from transitions import Machine

from voice_coach import texts
from voice_coach.session import effects as fx
from voice_coach.session.answer import (
    FIRST_WORD,
    LETTER_PATIENCE,
    PATIENCE,
    SECOND_WORD,
    Answer,
)
from voice_coach.session.events import Began
from voice_coach.session.floor import Floor, Held, Prompt
from voice_coach.session.guide import Breath, Lead, Search, Silence
from voice_coach.session.practice import Practice, patience_of
from voice_coach.session.question import Question
from voice_coach.session.retelling import Replayer
from voice_coach.session.retracing import Retracer
from voice_coach.session.script import sentences
from voice_coach.session.states import TRANSITIONS, State


class Leading:
    """Leads through a practice, and can put aside what is going on."""

    state: State
    trigger: Callable[..., bool]  # fires a transition by its name; attached by `transitions`

    def __init__(self, practice: Practice, began: Began, *, patience: float = 1.0) -> None:
        self._guide = (
            Retracer(practice, began)
            if began.retold is None
            else Replayer(practice, began, began.retold)
        )
        self._floor = Floor(open_ear=began.open_ear, hears_itself=began.hears_itself)
        self._patience = patience
        self._said_before: list[tuple[int, str]] = []  # of the open answer: turns and words
        self._held: tuple[State, Held] | None = None
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
        greeting = self._guide.greeting()
        if not greeting.sentences:
            self._advance()
            return
        self._floor.say(greeting)
        self._floor.add(*self._guide.prepare())

    def _on_speak(self, prompt: Prompt, first: int = 0) -> None:
        self._floor.say(prompt, first)

    def _on_listen(self, question: Question) -> None:
        kind = "brief" if question.expects == "yes-no" else patience_of(question.step)
        silence = SECOND_WORD if question.nudged else FIRST_WORD
        patience = PATIENCE[kind] * (LETTER_PATIENCE if question.expects == "letter" else 1)
        before = question.marks.after(*(words for _, words in self._said_before))
        answer = Answer(patience * self._patience, silence * self._patience, before, question.marks)
        self._floor.listen(
            question.name, question.expects, question.choices, answer, question.phrases
        )
        self._floor.add(*self._guide.prepare())

    def _on_breathe(self, breath: Breath) -> None:
        self._floor.breathe(breath.step, breath.timeline)

    def _on_rest(self, silence: Silence) -> None:
        self._floor.rest(silence.step, silence.seconds, told=silence.told)
        self._floor.add(*self._guide.prepare())

    def _on_pause(self, text: str, chime: fx.Earcon = "paused") -> None:
        self._floor.add(fx.Chime(chime))
        self._floor.say(Prompt("paused", sentences(text)))

    def _on_close(self, outcome: fx.Outcome, first: str = "") -> None:
        self._outcome = outcome
        self._floor.add(*self._guide.leave())
        closing = self._guide.closing()
        if outcome == "stopped":
            closing = replace(closing, sentences=sentences(f"{first} {texts.CLOSING_STOPPED}"))
        if closing.sentences:
            self._floor.say(closing)
        else:
            self.trigger("end", outcome)

    def _on_end(self, outcome: fx.Outcome) -> None:
        self._floor.close_all()
        self._floor.add(*self._guide.leave(), fx.End(outcome))

    # Leading on.

    def _advance(self) -> None:
        """Lead to the next step of the practice, or to its end."""
        self._held, self._said_before, self._eased = None, [], None
        remembered, lead = self._guide.next(self._floor.turn)
        self._floor.add(*remembered)
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
                self._floor.add(fx.Recall(lead.kind, lead.words))
            case None:
                self.trigger("close", "completed")

    def _put_aside(self) -> None:
        """Keep what is going on, to go on with it later, and be silent."""
        if self._held is None:  # else this lies on top of what was put aside before
            self._held = (self.state, self._floor.hold())
        if self.state is State.LISTENING and self._floor.answer is not None:
            self._floor.save_answer(complete=False)
            if self._floor.answer.own_text:
                self._said_before.append((self._floor.turn, self._floor.answer.own_text))
        self._floor.hush()

    @property
    def _going_on(self) -> tuple[State, Held]:
        """What is led: what was put aside, or else what is going on now."""
        return self._held or (self.state, self._floor.hold())

    def _aside(self, name: str, text: str | tuple[str, ...], pace: fx.Pace = "question") -> None:
        """Put aside what is going on, and say something in between; a pause stays one."""
        self._put_aside()
        spoken = sentences(text) if isinstance(text, str) else text
        if self.state is State.PAUSED:
            self._floor.say(Prompt("paused", spoken, pace))
        else:
            self.trigger("speak", Prompt(name, spoken, pace))

    def _go_on(self) -> None:
        """Go on with what was put aside."""
        if self._held is None:
            self._advance()
            return
        (state, held), self._held = self._held, None
        question = self._guide.question
        if state is State.BREATHING and held.timeline is not None:
            self._lead(Breath(held.step, held.timeline))
        elif state is State.RESTING:
            self._lead(Silence(held.step, held.seconds))
        elif state is State.LISTENING and question is not None:
            again = sentences(texts.GO_ON) if self._said_before else question.prompt
            self._lead(Prompt(question.name, again))
        else:
            self.trigger("speak", held.prompt, held.sentence)
