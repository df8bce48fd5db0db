"""Loops: what each of their rounds is about, and what all rounds together leave behind.

There are four: over memories, over the items of an answer, so many rounds until there is nothing
more, and over the one memory that comes nearest. A loop holds no loop. An answer given in a round
stands in that round; after the loop its name stands for the list of all rounds' answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from voice_coach.session.commands import plain
from voice_coach.session.events import Memory
from voice_coach.session.nothing import CLOSINGS
from voice_coach.session.practice import Step
from voice_coach.session.understand import Value, in_words

LOOPS = ("each", "over", "rounds", "nearest")
"""The deeds that lead other steps."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list, and the turn it was said in, where that is known."""

    text: str
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """What one round is about: a memory, an item, or nothing in particular."""

    memory: Memory | None = None
    item: Item | None = None


@dataclass(slots=True)
class Loop:
    """A loop that is being led.

    Args:
        step: The step whose `do` is led.
        rounds: What each round is about.
        gathered: The answers of the rounds that are over, by step name.
    """

    step: Step
    rounds: Sequence[Round]
    gathered: dict[str, list[Item]] = field(default_factory=dict)
    number: int = 0
    index: int = 0
    closing: bool = False

    @property
    def round(self) -> Round:
        """The round that is being led."""
        return self.rounds[self.number]

    @property
    def asks(self) -> list[str]:
        """The names of the questions in it."""
        return [step.name for step in self.step.do if step.ask is not None]

    def take(self) -> Step | None:
        """The next step of this round, or None at its end.

        When the loop closes, what was answered in its last round is still kept, without a sound.
        """
        while self.index < len(self.step.do):
            step = self.step.do[self.index]
            self.index += 1
            if not self.closing or is_silent(step):
                return step
        return None

    def close(self, *, answered: bool) -> None:
        """End with this round; `answered` says whether anything in it is to be kept still."""
        self.closing = True
        if not answered:
            self.index = len(self.step.do)

    def go_round(self) -> bool:
        """Begin the next round; False if this was the last."""
        if self.closing or self.number + 1 >= len(self.rounds):
            return False
        self.number, self.index = self.number + 1, 0
        return True


def is_loop(step: Step) -> bool:
    """Whether a step leads others."""
    return any(getattr(step, deed) is not None for deed in LOOPS)


def is_silent(step: Step) -> bool:
    """Whether a step makes no sound and asks nothing: it only keeps, marks, closes or forgets."""
    sounding = (step.say, step.ask, step.breathe, step.silence, step.order)
    return not is_loop(step) and all(deed is None for deed in sounding)


def closes(step: Step, text: str, value: Value | None) -> bool:
    """Whether an answer to a question in `rounds` says that there is nothing more.

    Args:
        step: The question.
        text: What was said.
        value: What was understood of it.
    """
    said = plain(text)
    match step.answer:
        case "yes-no":
            return value == "no" or not said or said in CLOSINGS
        case "number":  # of which "nothing" is one
            return not said or (said in CLOSINGS and said not in ("nothing", "none"))
        case "choice":
            return value is None and (not said or said in CLOSINGS)
        case _:
            return not said or said in CLOSINGS


def items_of(value: Value | None, turn: int | None) -> tuple[Item, ...]:
    """The items of an answer; one that is no list is one item."""
    if value is None:
        return ()
    parts = value if isinstance(value, tuple) else (in_words(value),)
    return tuple(Item(part, turn) for part in parts)
