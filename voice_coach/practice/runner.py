"""The practice runner: what a session leads next, ready to be spoken.

The runner stands between the interpreter, which knows the steps, and the session, which knows the
states: it turns a step into something to lead, keeps the question that is open, and returns what is
to be remembered of an answer.

Going back is standing at an earlier question again, as if it had never been answered. Taking an
answer out leaves the practice where it is: the question counts as passed over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from voice_coach import texts
from voice_coach.breathing import Timeline
from voice_coach.nlu.numbers import number_word
from voice_coach.nlu.text import Value, sentences
from voice_coach.practice.history import (
    Asked,
    Consequences,
    MemoryWrite,
    Place,
    QuestionHistory,
    Remembered,
    everything,
    forgotten,
    is_undone,
    remember,
    without,
)
from voice_coach.practice.interpreter import Interpreter, ReachedStep, TakenOut
from voice_coach.practice.question import LetGo, Nothing, Question, Settled
from voice_coach.practice.schema import Practice
from voice_coach.practice.steps import Ask, Breathe, Nearest, Say, Silence
from voice_coach.practice.steps import Forget as ForgetStep
from voice_coach.protocol import effects as fx
from voice_coach.protocol.effects import Forget, Keep, Prepare
from voice_coach.protocol.events import Memory, SessionConfig
from voice_coach.protocol.transcript import Clip


@dataclass(frozen=True, slots=True)
class Prompt:
    """Something to be spoken: the sentences of one step, how fast, and whose words they are.

    `clips` are recordings of the sentences, one of each, where there are any. `volume` is a share
    of the person's own.
    """

    step: str
    sentences: tuple[str, ...]
    pace: fx.Pace = "question"
    speaker: fx.Speaker = "coach"
    clips: tuple[Clip, ...] = ()
    volume: float = 1.0


@dataclass(frozen=True, slots=True)
class Breath:
    """A breathing exercise to lead."""

    step: str
    timeline: Timeline


@dataclass(frozen=True, slots=True)
class TimedSilence:
    """Seconds of silence to keep, and whether it is one to tell of."""

    step: str
    seconds: float
    told: bool = True


@dataclass(frozen=True, slots=True)
class Search:
    """An open memory of this kind to look for, by these words, before anything is led."""

    kind: str
    words: tuple[str, ...]


FADED = 0.75
"""The share of its volume that the voice has lost at the end of a practice that fades."""

FRAMED_SESSIONS = 3
"""A person's first sessions, in which it is said what they can say, and that nothing leaves."""

Lead = Prompt | Breath | TimedSilence | Search


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where a runner stood, so that it can stand there again."""

    interpreter: Interpreter
    reached: ReachedStep | None
    question: Question | None
    place: Place | None
    history: QuestionHistory


@dataclass(frozen=True, slots=True)
class Erased:
    """An answer that was taken out of the practice.

    Attributes:
        asked: The question it was given to.
        taken: What stood in the practice.
        effects: What was remembered because of it.
        consequences: What becomes of that.
        echoes: Steps whose prompts may have spoken it back.
    """

    asked: Asked
    taken: TakenOut
    effects: tuple[Remembered, ...]
    consequences: Consequences
    echoes: tuple[str, ...]


class Runner(Protocol):
    """What a session leads: the steps of a practice, or a replay of an earlier session.

    Attributes:
        question: The question that is open, if any.
    """

    question: Question | None

    @property
    def answers(self) -> Mapping[str, Value]:
        """Return what was answered so far, by step name."""
        ...

    @property
    def goes_unasked(self) -> bool:
        """Return whether the answer to the open question is deleted at the end by the practice."""
        ...

    def greeting(self) -> Prompt:
        """Return the first words of the session."""
        ...

    def closing(self) -> Prompt:
        """Return the last words of a session that came to its end."""
        ...

    def help(self) -> str:
        """Return the answer to "help", where it is the same all the time; else nothing."""
        ...

    def what_can_i_say(self) -> str:
        """Return the list of commands, as it is spoken."""
        ...

    def next(self, turn: int) -> tuple[list[Remembered], Lead | None]:
        """Return what to remember on the way, and what to lead next; None at the end."""
        ...

    def again(self) -> Lead | None:
        """Return what is led now, from its beginning; None if it makes no sound."""
        ...

    def conclude(self, verdict: Settled | Nothing | LetGo, turn: int) -> list[Remembered]:
        """Leave the open question with this verdict; return what is to be remembered."""
        ...

    def recalled(self, memories: Sequence[Memory]) -> bool:
        """Take the memories that were looked for; False if none are waited for."""
        ...

    def leave(self) -> list[Forget]:
        """End here; return what is to be deleted unless someone had wanted it."""
        ...

    def prepare(self) -> list[Prepare]:
        """Return the prompts that will probably be spoken next, to be rendered ahead."""
        ...


def greeting_of(practice: Practice, config: SessionConfig) -> Prompt:
    """Return the first words of a session."""
    title = practice.title.rstrip(".")
    length = practice.minutes if config.length is None else config.length
    if config.greeting is not None:
        greeting = config.greeting
    elif not practice.frame:
        greeting = ""
    elif config.resume is not None:
        greeting = texts.GREETING_AGAIN.format(title=title)
    else:
        known = config.sessions >= FRAMED_SESSIONS
        if practice.announce_length:
            greeting = texts.GREETING_KNOWN if known else texts.GREETING
            greeting = greeting.format(title=title, minutes=spoken_length(length))
        else:
            greeting = f"{title}." if known else texts.GREETING_UNTIMED.format(title=title)
    return Prompt("greeting", sentences(f"{config.preface} {greeting}"))


def closing_of(practice: Practice, config: SessionConfig) -> Prompt:
    """Return the last words of a session that came to its end."""
    closing = config.closing
    if closing is None and not practice.frame:
        return Prompt("closing", ())
    if closing is None:
        known = config.sessions >= FRAMED_SESSIONS
        closing = "" if known else texts.CLOSING
    return Prompt("closing", sentences(f"{closing} {config.postscript}"), "meditation")


class PracticeRunner:
    """Leads through one practice. `question` is the one that is open, if any."""

    def __init__(self, practice: Practice, config: SessionConfig) -> None:
        self.question: Question | None = None
        self._practice = practice
        self._config = config
        self._interpreter = Interpreter(practice, config)
        self._reached: ReachedStep | None = None
        self.place: Place | None = None  # of the question that is open, or was let go
        self.answered = 0  # how often a question was left with an answer
        self._kept = 0  # memories so far
        self._forgotten: tuple[str, ...] = ()  # steps whose answers were deleted by the practice
        self._history = QuestionHistory(
            [
                Asked(Place(name, interpreter, None, None), None, answered=True)
                for name, interpreter in self._interpreter.restored
            ]
        )

    def greeting(self) -> Prompt:
        """Return the first words of a session."""
        return greeting_of(self._practice, self._config)

    def closing(self) -> Prompt:
        """Return the last words of a session that came to its end."""
        return closing_of(self._practice, self._config)

    def help(self) -> str:
        """Return nothing: what help says depends on the state of the session."""
        return ""

    def what_can_i_say(self) -> str:
        """Return the list of commands, as it is spoken."""
        return texts.WHAT_CAN_I_SAY

    @property
    def answers(self) -> Mapping[str, Value]:
        """Return what was answered so far, by step name."""
        return self._interpreter.answers

    def next(self, turn: int) -> tuple[list[Remembered], Lead | None]:
        """Return what to remember on the way, and what to lead next; None at the end.

        `turn` is the latest there was.
        """
        if self.place is not None:  # skipped, or let go
            self._history.leave(self.place, None, answered=False)
        self.question = self.place = None
        kept: list[Remembered] = []
        while (reached := self._interpreter.next()) is not None:
            self._reached = reached
            if not isinstance(reached.step, Ask):
                kept += self._remember(reached)
            else:
                self.place = Place(reached.step.name, self._interpreter.copy(), reached, turn)
            lead = self.again()
            if lead is not None:
                return kept, lead
        return kept, None

    def again(self) -> Lead | None:
        """Return the step that was reached, from its beginning; None if it makes no sound."""
        if self._reached is None:
            return None
        step, variables = self._reached.step, self._interpreter.variables
        lead: Lead | None = None
        match step:
            case Nearest():
                lead = Search(step.nearest, self._reached.words)
            case Say():
                prompt = sentences(variables.fill(variables.wording(step.say)))
                volume = 1 - FADED * self._interpreter.progress if self._practice.fade else 1.0
                lead = Prompt(step.name, prompt, step.pace or "meditation", volume=volume)
            case Ask():
                again = step.again if step.again and variables.is_complete(step.again) else None
                self.question = Question(
                    step,
                    variables.fill(variables.wording(step.ask)),
                    again and variables.fill(again),
                    may_close=self._interpreter.in_rounds,
                    can_type=self._config.can_type,
                )
                lead = Prompt(step.name, self.question.prompt, step.pace or "question")
            case Breathe():
                lead = Breath(step.name, step.timeline)
            case Silence():
                lead = TimedSilence(step.name, step.silence)
        return lead

    def conclude(self, verdict: Settled | Nothing | LetGo, turn: int) -> list[Remembered]:
        """Leave the open question with this verdict; return what is to be remembered."""
        match verdict:
            case Settled():
                if self.question is None or self._reached is None:
                    return []
                name = self.question.step.name
                self._interpreter.variables.answers.set(name, verdict.value, verdict.turn)
                self._leave(verdict.turn)
                return self._remember(self._reached)
            case Nothing():
                self._leave(turn)
            case LetGo():
                self.question = None
                self._interpreter.leave_open()
        return []

    def _leave(self, turn: int) -> None:
        if self.place is not None:
            self._history.leave(self.place, turn, answered=True)
            self.answered += 1
        self.place = None

    def recalled(self, memories: Sequence[Memory]) -> bool:
        """Take the memories that were looked for; False if none are waited for."""
        return self._interpreter.recalled(memories)

    def _remember(self, reached: ReachedStep) -> list[Remembered]:
        remembered = self._numbered(remember(reached, self._interpreter))
        if remembered:
            self._history.note(MemoryWrite(reached, self._interpreter.copy(), tuple(remembered)))
        self._interpreter.variables.memories.take(remembered)
        if isinstance(reached.step, ForgetStep):
            self._interpreter.variables.answers.forget(reached.step.forget)
            self._forgotten += reached.step.forget
        return remembered

    @property
    def goes_unasked(self) -> bool:
        """Return whether the answer to the open question is deleted at the end by the practice."""
        question = self.question
        return question is not None and question.step.name in self._interpreter.still_to_forget()

    def leave(self) -> list[Forget]:
        """End here; return what is to be deleted unless someone had wanted it."""
        names = self._interpreter.still_to_forget()
        self._interpreter.variables.answers.forget(names)
        return [forgotten(names, self._practice)] if names else []

    def _numbered(self, effects: Sequence[Remembered]) -> list[Remembered]:
        """Return the same effects; each memory that is kept has a number of its own."""
        numbered: list[Remembered] = []
        for effect in effects:
            if isinstance(effect, Keep):
                self._kept += 1
                numbered.append(replace(effect, number=self._kept))
            else:
                numbered.append(effect)
        return numbered

    def prepare(self) -> list[Prepare]:
        """Return the prompts that will probably be spoken next, to be rendered ahead."""
        likely: list[Prepare] = []
        for step in self._interpreter.upcoming(3):
            text = self._interpreter.preview(step)
            if text is not None and isinstance(step, Say | Ask):
                pace = step.pace or ("meditation" if isinstance(step, Say) else "question")
                likely.append(Prepare(sentences(text), pace))
        return likely

    # Going back, and taking out.

    def checkpoint(self) -> Checkpoint:
        """Return where the runner stands."""
        history = self._history.copy()
        return Checkpoint(self._interpreter, self._reached, self.question, self.place, history)

    def return_to(self, checkpoint: Checkpoint) -> None:
        """Stand there again."""
        self._interpreter, self._reached, self._history = (
            checkpoint.interpreter,
            checkpoint.reached,
            checkpoint.history,
        )
        self.question, self.place = checkpoint.question, checkpoint.place

    def go_back(self) -> tuple[Asked, Consequences, Lead] | None:
        """Stand at the question before this one, as if it had never been answered."""
        asked = self._history.pop()
        if asked is None:
            return None
        self._interpreter = asked.place.interpreter.copy()
        self._interpreter.keep_forgotten(self._forgotten)
        self._reached = asked.place.reached or self._interpreter.next()
        self.place = asked.place
        lead = self.again()
        return None if lead is None else (asked, everything(asked.done), lead)

    def erase(self) -> Erased | None:
        """Take the latest answer out of the practice, which stays where it is."""
        asked = self._history.take_answered()
        if asked is None:
            return None
        step = asked.place.step
        consequences = without(asked.done, step, asked.turn)
        self._interpreter.variables.memories.take_back(
            consequences.kept,
            dict(consequences.facts),
            consequences.marked,
            consequences.replaced,
        )
        taken = self._interpreter.take_out(step, asked.turn)
        effects = tuple(
            effect
            for write in asked.done
            for effect in write.effects
            if is_undone(effect, consequences)
        )
        return Erased(asked, taken, effects, consequences, self._echoes(step))

    def restore(self, erased: Erased) -> None:
        """Put an answer back that was taken out."""
        self._history.give_back(erased.asked)
        self._interpreter.variables.memories.bring_back(erased.effects)
        self._interpreter.put_back(erased.taken)

    def can_restore(self, erased: Erased) -> bool:
        """Return whether nothing else was answered in its place."""
        return self._history.is_open(erased.asked)

    def speaks_of(self, step: str) -> bool:
        """Return whether what is led now may speak of the answer to a step."""
        return self._reached is not None and self._reached.step.name in self._echoes(step)

    def close_question(self) -> None:
        """Leave the step that was reached, and ask nothing any more."""
        self.question = self.place = None

    def _echoes(self, step: str) -> tuple[str, ...]:
        return forgotten((step.partition("/")[0],), self._practice).echoes


HALVES_UNTIL = 4.25
"""Minutes up to which a length is told by halves: less than a fifth is lost in rounding."""


LESS_THAN_A_MINUTE = 0.6
"""Minutes up to which a length is half a minute."""


def spoken_length(minutes: float) -> str:
    """Return how long a practice takes, as the greeting says it: "about 7 minutes"."""
    whole, half = divmod(max(round(minutes * 2), 1 + (minutes > LESS_THAN_A_MINUTE)), 2)
    if minutes > HALVES_UNTIL:
        whole, half = round(minutes), 0
    if half:
        words = f"{number_word(whole)} and a half" if whole > 1 else ""
        fraction = texts.ABOUT_A_MINUTE_AND_A_HALF if whole else texts.ABOUT_HALF_A_MINUTE
        return texts.ABOUT_MINUTES.format(minutes=words) if words else fraction
    return texts.ABOUT_A_MINUTE if whole <= 1 else texts.ABOUT_MINUTES.format(minutes=whole)
