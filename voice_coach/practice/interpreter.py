"""The interpreter: which step of a practice comes next.

Conditions are looked at when a step is reached, and a step whose placeholders have nothing to stand
there is passed over: a question that was skipped never leads to a sentence with a hole in it.

A session that broke off is taken up from its saved words: answers are read again, so that nothing
has to be saved twice. A loop goes on at its beginning, `rounds` after those that were led; what all
rounds of an earlier loop left behind is gathered from every answer to its questions.
"""

import copy
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from msgspec import structs

from voice_coach.nlu.dates import date_of
from voice_coach.nlu.text import Value, keywords
from voice_coach.practice.loops import Item, Loop, Ordering, Round, closes, items_of
from voice_coach.practice.question import is_no_answer, understand
from voice_coach.practice.recall import PLACEHOLDER, SessionMemories, status_in
from voice_coach.practice.schema import (
    CIRCUMSTANCES,
    MAX_MEMORIES,
    PLACEHOLDERS_OF_A_PAIR,
    Compare,
    Practice,
    Recurs,
    Step,
    every_step,
)
from voice_coach.practice.steps import (
    Ask,
    ForEach,
    Forget,
    ForItems,
    Keep,
    LoopStep,
    Mark,
    Nearest,
    Rank,
    Repeat,
    Say,
    every_question,
)
from voice_coach.practice.variables import (
    Answers,
    Circumstances,
    Variables,
    compares,
    is_answer,
)
from voice_coach.protocol.events import Memory, Resumption, SessionConfig


def place_of(name: str, steps: Sequence[Step]) -> int | None:
    """Return the index of the step called `name`, or of the loop that holds it; None if none is.

    `NAME/confirm` and `NAME/3` are questions of the step `NAME`.
    """
    name = name.partition("/")[0]
    for index, step in enumerate(steps):
        if name in {inner.name for inner in every_step((step,))}:
            return index
    return None


def answer_of(question: Ask, resume: Resumption) -> Value | None:
    """Return what was answered to a question, as it is understood."""
    said = resume.answers.get(question.name, "")
    return None if is_no_answer(question, said) else understand(question, said)


def gathered_of(question: Ask, resume: Resumption, most: int) -> list[tuple[Item, ...]]:
    """Return the answers to a question of a loop in its last `most` rounds, round by round."""
    last = resume.answers.get(question.name)
    said = resume.rounds.get(question.name, () if last is None else (last,))
    values = [
        value
        for text in said
        if (value := _understood(question, text)) is not None
        and not (closes(question, text, value) or is_no_answer(question, text))
    ]
    return [items_of(value, None) for value in values[-most:]]


def _understood(question: Ask, text: str) -> Value | None:
    if question.answer == "choice" and not question.choices:
        return text.strip() or None  # the choices were those of another round
    return understand(question, text)


@dataclass(frozen=True, slots=True)
class ReachedStep:
    """A step that has been reached, and the memory the loop around it is at.

    `words` are those to look for, where the step looks for the nearest memory.
    """

    step: Step
    memory: Memory | None = None
    words: tuple[str, ...] = ()


@dataclass(slots=True)
class Position:
    """The place of an interpreter in its practice.

    Attributes:
        index: The next step of the practice.
        loop: The loop that is led.
        ordering: The list that is put in order.
        asking: The name of the question that was reached last.
        left_open: Whether it was let go.
        searching: The step that waits for the nearest memory.
    """

    index: int = 0
    loop: Loop | None = None
    ordering: Ordering | None = None
    asking: str | None = None
    left_open: bool = False
    searching: Nearest | None = None

    def copy(self) -> "Position":
        """Return the same position, to go on from by itself."""
        loop = self.loop.copy() if self.loop is not None else None
        return replace(self, loop=loop, ordering=copy.copy(self.ordering))


@dataclass(frozen=True, slots=True)
class TakenOut:
    """An answer that was taken out.

    Attributes:
        step: The question.
        items: Its items, each with its turn.
        value: What was understood, where it stood alone; of a list of all rounds None.
        turn: The turn it was said in.
        round: The number of the round it stood in; None outside a loop.
    """

    step: str
    items: tuple[Item, ...] = ()
    value: Value | None = None
    turn: int | None = None
    round: int | None = None


class Interpreter:
    """A walk through one practice, which can be taken up again where it was.

    Attributes:
        practice: What is led.
        variables: What was answered and remembered, and what placeholders stand for.
        restored: The questions that were answered in an earlier part of the session, each with the
            interpreter as it stood before it.
    """

    def __init__(self, practice: Practice, config: SessionConfig) -> None:
        self.practice = practice
        self.variables = Variables(Answers(), SessionMemories(config), config.now, config.visits)
        self._circumstances = Circumstances(practice, config)
        self.restored: list[tuple[str, Interpreter]] = []
        self._names = {step.name for step in every_step(practice.steps)}
        asked = every_question(practice.steps)
        self._times = {question.name for question in asked if question.answer == "time"}
        self._now = config.now
        self._resume: Resumption | None = None
        self._position = Position()
        if config.resume is not None:
            self._restore(config.resume)

    def copy(self) -> "Interpreter":
        """Return the same walk, which goes on by itself; the steps are shared."""
        other = copy.copy(self)
        other.restored = []
        other.variables = self.variables.copy()
        other.begin_at(self._position.copy(), self._resume)
        return other

    def begin_at(self, position: Position, resume: Resumption | None = None) -> None:
        """Stand at `position`, having been led there from what `resume` holds."""
        self._position, self._resume = position, resume

    @property
    def answers(self) -> dict[str, Value]:
        """What was answered so far, by step name."""
        return self.variables.answers.values

    def _restore(self, resume: Resumption) -> None:
        """Go on at the step that was reached; at the beginning of the loop that holds it.

        What was answered from there on is asked again. A step there is not leads to the beginning.
        """
        index = place_of(resume.step, self.practice.steps)
        if index is None:
            return
        self._position.index, self._resume = index, resume
        for step in self.practice.steps[:index]:
            match step:
                case Rank():
                    self._begin_ordering(step)
                    self._end_ordering()
                case ForEach() | ForItems() | Repeat() | Nearest():
                    for name, rounds in self._gathered(step, resume).items():
                        items = [item for items in rounds for item in items]
                        self.variables.answers.set_list(name, items)
                case Ask():
                    value = answer_of(self._with_choices(step) or step, resume)
                    if value is not None:
                        self.answers[step.name] = value
        for number, step in enumerate(self.practice.steps[:index]):
            if isinstance(step, Ask) and step.name in self.answers:
                self.restored.append((step.name, self._before(number)))

    def _before(self, index: int) -> "Interpreter":
        """Return the same walk before a step; from there on, nothing was answered."""
        before = self.copy()
        before.begin_at(Position(index))
        for step in every_step(self.practice.steps[index:]):
            before.variables.answers.drop(step.name)
        return before

    def _gathered(self, loop: LoopStep, resume: Resumption) -> dict[str, list[tuple[Item, ...]]]:
        """Return what was answered in the rounds of a loop before the session broke off."""
        match loop:
            case Repeat():
                most = loop.rounds
            case ForItems():
                most = len(self.variables.answers.items(loop.over)[: loop.most])
            case ForEach():
                most = loop.most or MAX_MEMORIES
            case Nearest():
                most = MAX_MEMORIES
        return {
            step.name: gathered_of(self._with_choices(step) or step, resume, most)
            for step in loop.do
            if isinstance(step, Ask)
        }

    # Walking.

    def next(self) -> ReachedStep | None:
        """Return the next step to lead or to remember something of, or None at the end."""
        self._leave()
        while True:
            reached = self._next_pair()
            if reached is None:
                step = self._step()
                if step is None:
                    return None
                reached = self._reach(step)
            if reached is not None:
                asks = isinstance(reached.step, Ask)
                self._position.asking = reached.step.name if asks else None
                return reached

    @property
    def progress(self) -> float:
        """Return which part of its steps the practice has come to, 0 to 1."""
        return self._position.index / len(self.practice.steps)

    @property
    def in_rounds(self) -> bool:
        """Return whether the loop that is led ends when there is nothing more."""
        return self._position.loop is not None and isinstance(self._position.loop.step, Repeat)

    def leave_open(self) -> None:
        """Leave the question that was reached without an answer; it was not skipped."""
        self._position.left_open = True

    def recalled(self, memories: Sequence[Memory]) -> bool:
        """Take the memories that were looked for; False if none are any more."""
        step, self._position.searching = self._position.searching, None
        if step is not None and memories:
            self._begin(step, [Round(memories[0])])
        return step is not None

    def _leave(self) -> None:
        """Draw what follows from the question that was reached last having no answer."""
        position = self._position
        name, position.asking = position.asking, None
        left_open, position.left_open = position.left_open, False
        position.searching = None
        if name is None:
            return
        if position.ordering is not None:
            self._settle_pair(name, skipped=not left_open)
        elif position.loop is not None and self.in_rounds and name not in self.answers:
            position.loop.close(answered=any(ask in self.answers for ask in position.loop.asks))

    def _step(self) -> Step | None:
        """Return the next step as it is written, of this round or of the practice."""
        while self._position.loop is not None:
            step = self._position.loop.take()
            if step is not None:
                return step
            self._end_round(self._position.loop)
        if self._position.index >= len(self.practice.steps):
            return None
        self._position.index += 1
        return self.practice.steps[self._position.index - 1]

    def _reach(self, step: Step) -> ReachedStep | None:
        """Return the step reached; None if it is passed over, or only sets out for others."""
        self.variables.step_words = {}
        if not self._is_led(step):
            return None
        found: Step | None = step
        match step:
            case Nearest():
                return self._look_for(step)
            case ForEach() | ForItems() | Repeat():
                self._begin(step, self._rounds(step))
                return None
            case Rank():
                self._begin_ordering(step)
                return None
            case Ask(recurs=Recurs() as recurs):
                words = self.variables.memories.recurring(recurs)
                found, self.variables.step_words = step if words is not None else None, words or {}
            case Ask():
                found = self._with_choices(step)
            case Say():
                words = self.variables.memories.words_for(step, self.answers)
                found, self.variables.step_words = step if words is not None else None, words or {}
        if found is None or not self._is_complete(found):
            return None
        loop = self._position.loop
        return ReachedStep(found, loop.round.memory if loop is not None else None)

    def _with_choices(self, question: Ask) -> Ask | None:
        """Return the question with the choices there are now; None if there are none."""
        if question.choices_from is None:
            return question
        items = self.variables.answers.items(question.choices_from)
        choices = tuple(dict.fromkeys(item.text for item in items))
        return structs.replace(question, choices=choices) if choices else None

    def date_of(self, text: str) -> date | None:
        """Return the day `text` names: the answer to a question that asks when, or fixed words."""
        if not PLACEHOLDER.search(text):
            return date_of(text, self._now.date())
        name = text[1:-1]
        if f"{{{name}}}" != text or name not in self._times:
            return None
        return date_of(self.variables.word(name) or "", self._now.date())

    # Loops.

    def _rounds(self, step: ForEach | ForItems | Repeat) -> list[Round]:
        match step:
            case ForEach():
                return [Round(memory) for memory in self.variables.memories.rounds(step)]
            case ForItems():
                items = self.variables.answers.items(step.over)
                return [Round(item=item) for item in items[: step.most]]
            case Repeat():
                return [Round()] * step.rounds

    def _begin(self, step: LoopStep, rounds: list[Round]) -> None:
        gathered: dict[str, list[Item]] = {}
        if isinstance(step, Repeat) and self._resume is not None:
            led = self._gathered(step, self._resume)
            rounds = rounds[min(max(map(len, led.values()), default=0), len(rounds) - 1) :]
            gathered = {name: [item for items in led[name] for item in items] for name in led}
        if rounds:
            self._position.loop = Loop(step, rounds, gathered)
            self.variables.enter(rounds[0])

    def _end_round(self, loop: Loop) -> None:
        """Ask afresh in each round; after the last one the names stand for all answers."""
        answers = self.variables.answers
        for name in loop.asks:
            loop.gathered.setdefault(name, []).extend(answers.items(name))
            answers.drop(name)
        if loop.go_round():
            self.variables.enter(loop.round)
            return
        self._end_loop()
        for name, items in loop.gathered.items():
            answers.set_list(name, items)

    def _end_loop(self) -> None:
        self._position.loop = None
        self.variables.enter(None)

    def _look_for(self, step: Nearest) -> ReachedStep | None:
        """Look for the memory nearest to an answer, if there is one and it says anything."""
        words = keywords(self.variables.word(step.to) or "")
        if not words:
            return None
        self._position.searching = step
        return ReachedStep(step, words=words)

    # Putting a list in order.

    def _begin_ordering(self, step: Rank) -> None:
        self._position.ordering = Ordering(step, self.variables.answers.items(step.order))
        if self._resume is not None:
            self._position.ordering.replay(self._resume.answers)

    def _next_pair(self) -> ReachedStep | None:
        """Return the question which of the next two comes first."""
        if self._position.ordering is None:
            return None
        question = self._position.ordering.question
        if question is None:
            self._end_ordering()
            return None
        words = zip(PLACEHOLDERS_OF_A_PAIR, question.choices, strict=True)
        self.variables.step_words = dict(words)
        return ReachedStep(question)

    def _settle_pair(self, name: str, *, skipped: bool) -> None:
        """Take which of the two comes first, or neither; "skip" leaves the whole step."""
        first = self.answers.get(name)
        self.variables.answers.drop(name)
        if first is None and skipped:
            self._end_ordering()
        elif self._position.ordering is not None:
            self._position.ordering.settle(first if isinstance(first, str) else None)

    def _end_ordering(self) -> None:
        ordering, self._position.ordering = self._position.ordering, None
        if ordering is not None:
            self.variables.answers.set_list(ordering.step.order, ordering.items)

    # What comes next, and whether it is led.

    def upcoming(self, count: int) -> list[Step]:
        """Return up to `count` steps that will probably come next; nothing moves."""
        position = self._position
        if position.loop is not None:
            return list(position.loop.ahead[:count])
        return list(self.practice.steps[position.index : position.index + count])

    def preview(self, step: Step) -> str | None:
        """Return what a step that is still to come would say now; None if that is not known yet."""
        match step:
            case Say(say=text, count=None, recurs=None, earlier=None) | Ask(ask=text, recurs=None):
                words = self.variables.wording(text)
                return self.variables.fill(words) if self.variables.is_complete(words) else None
            case _:
                return None

    def still_to_forget(self) -> tuple[str, ...]:
        """Return whose answers are to be forgotten if the session ends here.

        Nobody asked to keep them.
        """
        loop, index = self._position.loop, self._position.index
        inner = loop.ahead if loop is not None else ()
        names = [
            name
            for step in every_step((*inner, *self.practice.steps[index:]))
            if isinstance(step, Forget) and self._is_led(step)
            for name in step.forget
        ]
        answers = self.variables.answers
        return tuple(name for name in dict.fromkeys(names) if not answers.is_forgotten(name))

    def _is_complete(self, step: Step) -> bool:
        match step:  # what a question keeps may hold its own answer, so that is looked at after it
            case Say(say=text) | Ask(ask=text):
                return self.variables.is_complete(self.variables.wording(text))
            case Mark(mark=text) | Keep(text=str(text)):
                return self.variables.is_complete(text)
            case _:
                return True

    def _is_led(self, step: Step) -> bool:
        return all(self._holds(key, wanted) for key, wanted in step.when.items())

    def _holds(self, key: str, wanted: str | list[str] | Compare) -> bool:
        if key in CIRCUMSTANCES and key not in self._names:
            return self._circumstances.hold(key, wanted)
        if isinstance(wanted, Compare):
            return compares(self.answers.get(key), wanted, self.answers)
        if key in self._names:
            return is_answer(self.answers.get(key), wanted)
        return any(
            self.variables.memories.were_there(key, status_in(word)) == word.startswith("any")
            for word in ([wanted] if isinstance(wanted, str) else wanted)
        )

    # Taking one answer out.

    def keep_forgotten(self, names: Sequence[str]) -> None:
        """Forget again what was deleted for good, when one has gone back before that."""
        self.variables.answers.forget([name for name in names if name in self.answers])

    def take_out(self, step: str, turn: int | None) -> TakenOut:
        """Take the answer to a step out, as if it was never given, and return it.

        Args:
            step: The name of the question.
            turn: The turn it was said in, where other rounds of a loop have answers, too.
        """
        answers, loop = self.variables.answers, self._position.loop
        items = answers.items(step)
        gone = tuple(item for item in items if turn is None or item.turn == turn)
        self._close_what_goes_through(step)
        if loop is not None and step in loop.asks and not gone:  # of a round that is over
            gathered = loop.gathered.get(step, [])
            led = tuple(item for item in gathered if item.turn == turn)
            loop.gathered[step] = [item for item in gathered if item not in led]
            return TakenOut(step, led)
        if len(gone) < len(items):
            answers.set_list(step, [item for item in items if item not in gone])
            return TakenOut(step, gone)
        number = loop.number if loop is not None and step in loop.asks else None
        taken = TakenOut(step, gone, self.answers.get(step), turn, number)
        answers.drop(step)
        return taken

    def put_back(self, taken: TakenOut) -> None:
        """Put an answer back that was taken out."""
        step, loop, answers = taken.step, self._position.loop, self.variables.answers
        asked_here = loop is not None and step in loop.asks
        same_round = loop is not None and taken.round == loop.number
        if taken.value is not None and (same_round if asked_here else taken.round is None):
            answers.drop(step)
            answers.set(step, taken.value, taken.turn)
        elif loop is not None and asked_here:
            loop.gathered[step] = _in_order([*loop.gathered.get(step, []), *taken.items])
        else:
            answers.set_list(step, _in_order([*answers.items(step), *taken.items]))

    def _close_what_goes_through(self, name: str) -> None:
        """End a loop over this list, and its putting in order."""
        loop, ordering = self._position.loop, self._position.ordering
        if loop is not None and isinstance(loop.step, ForItems) and loop.step.over == name:
            self._end_loop()
        if ordering is not None and ordering.step.order == name:
            self._position.ordering = None


def _in_order(items: Sequence[Item]) -> list[Item]:
    return sorted(items, key=lambda item: item.turn or 0)
