"""What a session does when it is told to: one deed for each command of the table.

A deed may put aside what is going on and say something in between; then it goes on from there.
Taking back what was said is `taking_back`'s matter.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from voice_coach import texts
from voice_coach.session import effects as fx
from voice_coach.session.adjusting import Speech
from voice_coach.session.breathing import EASING_SECONDS, unpaced
from voice_coach.session.events import Began, Memory
from voice_coach.session.floor import Held, Prompt
from voice_coach.session.guide import Breath
from voice_coach.session.helping import help_for
from voice_coach.session.practice import Practice
from voice_coach.session.reminding import KINDS, reminder
from voice_coach.session.script import sentences
from voice_coach.session.states import ACTIVE, State
from voice_coach.session.taking_back import TakingBack

ADJUSTED = {
    "slower": (texts.SLOWER, texts.SLOWEST),
    "faster": (texts.FASTER, texts.FASTEST),
    "louder": (texts.LOUDER, texts.LOUDEST),
    "quieter": (texts.QUIETER, texts.QUIETEST),
}
"""What is said in the new way of speaking, and where it can go no further."""


class Commanding(TakingBack):
    """Obeys."""

    def __init__(self, practice: Practice, began: Began, *, patience: float = 1.0) -> None:
        super().__init__(practice, began, patience=patience)
        self._began = began
        self._practice = practice
        self._speech = Speech(began.rate, began.volume)
        self._reminding: str | None = None  # the command that waits for what is remembered

    def _obey(self, name: str) -> bool:
        """Do what a command asks; False where it means nothing in this state."""
        paused = self.state is State.PAUSED
        if self.state not in ACTIVE or (name == "pause" and paused):
            return False
        if name == "resume" and not paused:
            return False
        deeds = self._deeds()
        if name not in deeds:
            return False
        self._floor.add(fx.Obeyed(name))
        deeds[name]()
        return True

    def _deeds(self) -> dict[str, Callable[[], None]]:
        """What can be done now, by the names of the commands."""
        deeds: dict[str, Callable[[], None]] = {
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
        deeds |= {name: partial(self._adjust, name) for name in ADJUSTED}
        deeds |= {name: partial(self._remind, name) for name in KINDS}
        if self._breath is not None:
            deeds["dizzy"] = self._ease
        return deeds

    def _pause(self, text: str = texts.PAUSED) -> None:
        self._put_aside()
        self._waiting = False
        self.trigger("pause", text)

    def _wait(self, text: str) -> None:
        """Pause until what failed is back; a pause that was asked for outlasts that."""
        self._put_aside()
        if self.state is State.PAUSED:
            self._on_pause(text, "trouble")
        else:
            self._waiting = True
            self.trigger("pause", text, "trouble")

    def _resume(self) -> None:
        self._floor.hush()
        self._go_on()

    def _repeat(self) -> None:
        if self.state is State.SPEAKING:
            self._floor.hush()
            self.trigger("speak", self._floor.prompt)
            return
        self._put_aside()
        state, held = self._going_on
        self._held = None
        question = self._guide.question
        if state in (State.BREATHING, State.RESTING):
            self._lead(self._eased or self._guide.again())
        elif state is State.LISTENING and question is not None:
            self._lead(Prompt(question.name, question.prompt, held.prompt.pace))
        else:
            self._lead(held.prompt)

    def _skip(self) -> None:
        self._put_aside()
        self._advance()

    def _stop(self) -> None:
        first = texts.EASE_AND_END if self._breath is not None else ""
        self._put_aside()
        self.trigger("close", "stopped", first)

    # Help.

    def _help(self) -> None:
        state, held = self._going_on
        if self.state is State.PAUSED:
            self._aside("help", texts.HELP_PAUSED)
        else:
            told = help_for(state, self._practice.title, self._guide.question, held)
            self._aside("help", told)

    # The breath.

    @property
    def _breath(self) -> Held | None:
        """The breath that is led, or was until a pause or help; else None."""
        state, held = self._going_on
        return held if state is State.BREATHING else None

    def _ease(self) -> None:
        """Someone is dizzy: let the breath go as it likes for a while, in place of the exercise."""
        held = self._breath
        if held is None or held.timeline is None:
            return
        self._put_aside()
        eased = unpaced(min(EASING_SECONDS, held.timeline.seconds))
        self._eased = Breath(held.step, eased)
        self._held = (State.BREATHING, replace(held, timeline=eased))
        self.trigger("speak", Prompt("eased", sentences(texts.EASE), "meditation"))

    # How the coach speaks.

    def _adjust(self, name: str) -> None:
        """Speak in another way from here on, and let it be heard at once."""
        done, at_its_end = ADJUSTED[name]
        self._put_aside()  # what was rendered in the old way does not sound any more
        self._aside("adjusted", done if self._speak_otherwise(name) else at_its_end)

    def _speak_otherwise(self, name: str) -> bool:
        """Speak slower, faster, louder or quieter from here on; False if it goes no further."""
        before, self._speech = self._speech, self._speech.changed(name)
        if self._speech == before:
            return False
        self._floor.add(fx.Adjust(self._speech.rate, self._speech.volume))
        return True

    # What is remembered.

    def _remind(self, name: str) -> None:
        self._put_aside()
        self._reminding = name
        self._floor.add(fx.Recall(KINDS[name], ()))

    def _reminded(self, memories: Sequence[Memory]) -> bool:
        """Speak of what was found, if it was a command that asked; False if not."""
        name, self._reminding = self._reminding, None
        if name is None:
            return False
        prompt = reminder(name, memories, self._began.now)
        self._aside(prompt.step, prompt.sentences, prompt.pace)
        return True
