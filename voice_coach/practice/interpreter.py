"""The interpreter: which step of a practice comes next.

Answers are read again from the words that were saved, so that nothing has to be saved twice. A loop
goes on at its beginning, `rounds` after those that were led; what all rounds of an earlier loop
left behind is gathered from every answer to its questions.

A script walks through the steps of one practice. Conditions are looked at when a step is reached,
and a step whose placeholders have nothing to stand there is passed over: a question that was
skipped never leads to a sentence with a hole in it.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from msgspec import structs

from voice_coach.nlu.dates import ago, date_of
from voice_coach.nlu.text import Value, keywords
from voice_coach.practice.loops import Item, Loop, Ordering, Round, closes, is_loop, items_of
from voice_coach.practice.question import is_no_answer, understand
from voice_coach.practice.recall import SessionMemories, its_words
from voice_coach.practice.schema import (
    MAX_MEMORIES,
    PLACEHOLDERS_OF_A_PAIR,
    Compare,
    Practice,
    Step,
    every_step,
)
from voice_coach.practice.variables import Answers, Wording, compares, is_answer
from voice_coach.protocol.events import Memory, Resumption, SessionConfig


def place_of(name: str, steps: Sequence[Step]) -> int | None:
    """Which of `steps` is the step called `name`, or the loop that holds it; None if none is.

    `NAME/confirm` and `NAME/3` are questions of the step `NAME`.
    """
    name = name.partition("/")[0]
    for index, step in enumerate(steps):
        if name in {inner.name for inner in every_step((step,))}:
            return index
    return None


def answer_of(step: Step, resume: Resumption) -> Value | None:
    """What was answered to a question, as it is understood."""
    said = resume.answers.get(step.name, "")
    return None if is_no_answer(step, said) else understand(step, said)


def gathered_of(step: Step, resume: Resumption, most: int) -> list[tuple[Item, ...]]:
    """What was answered to a question of a loop in its last `most` rounds, round by round."""
    last = resume.answers.get(step.name)
    said = resume.rounds.get(step.name, () if last is None else (last,))
    values = [
        value
        for text in said
        if (value := _understood(step, text)) is not None
        and not (closes(step, text, value) or is_no_answer(step, text))
    ]
    return [items_of(value, None) for value in values[-most:]]


def _understood(step: Step, text: str) -> Value | None:
    if step.answer == "choice" and not step.choices:
        return text.strip() or None  # the choices were those of another round
    return understand(step, text)


@dataclass(frozen=True, slots=True)
class Moment:
    """A step that has been reached, and the memory the loop around it is at.

    `words` are those to look for, where the step looks for the nearest memory.
    """

    step: Step
    memory: Memory | None = None
    words: tuple[str, ...] = ()


class Interpreter(Wording):
    """A walk through one practice.

    Attributes:
        practice: What is led.
        answers: What was answered, by step name.
        turns: In which turn it was said, by step name.
    """

    def __init__(self, practice: Practice, config: SessionConfig) -> None:
        super().__init__(Answers(), SessionMemories(config))
        self.practice = practice
        self.answers, self.turns = self.given.values, self.given.turns
        self._names = {step.name for step in every_step(practice.steps)}
        self._times = {step.name for step in every_step(practice.steps) if step.answer == "time"}
        self._now = config.now
        self._resume: Resumption | None = None
        self._index = 0
        self._loop: Loop | None = None
        self._ordering: Ordering | None = None
        self._asking: str | None = None  # the question that was reached last
        self._left_open = False  # it was let go
        self._nearest: Step | None = None  # waits for the memory that comes nearest
        if config.resume is not None:
            self._restore(config.resume)

    def _restore(self, resume: Resumption) -> None:
        """Go on at the step that was reached; at the beginning of the loop that holds it.

        What was answered from there on is asked again. A step there is not leads to the beginning.
        """
        index = place_of(resume.step, self.practice.steps)
        if index is None:
            return
        self._index, self._resume = index, resume
        for step in self.practice.steps[:index]:
            if step.order is not None:
                self._begin_ordering(step)
                self._end_ordering()
            elif is_loop(step):
                for name, rounds in self._gathered(step, resume).items():
                    self.given.set_list(name, [item for items in rounds for item in items])
            elif step.ask is not None:
                value = answer_of(self._with_choices(step) or step, resume)
                if value is not None:
                    self.answers[step.name] = value

    def _gathered(self, loop: Step, resume: Resumption) -> dict[str, list[tuple[Item, ...]]]:
        """What was answered in the rounds of a loop before the session broke off."""
        most = loop.rounds or loop.most or MAX_MEMORIES
        if loop.over is not None:
            most = len(self.given.items(loop.over)[: loop.most])
        return {
            step.name: gathered_of(self._with_choices(step) or step, resume, most)
            for step in loop.do
            if step.ask is not None
        }

    # Walking.

    def next(self) -> Moment | None:
        """The next moment, or None at the end."""
        self._leave()
        while True:
            moment = self._next_pair()
            if moment is None:
                step = self._step()
                if step is None:
                    return None
                moment = self._reach(step)
            if moment is not None:
                self._asking = moment.step.name if moment.step.ask is not None else None
                return moment

    @property
    def in_rounds(self) -> bool:
        """Whether the loop that is led ends when there is nothing more."""
        return self._loop is not None and self._loop.step.rounds is not None

    def leave_open(self) -> None:
        """The question that was reached stays without an answer, and was not skipped."""
        self._left_open = True

    def recalled(self, memories: Sequence[Memory]) -> bool:
        """Take the memories that were looked for; False if none are any more."""
        step, self._nearest = self._nearest, None
        if step is not None and memories:
            self._begin(step, [Round(memories[0])])
        return step is not None

    def _leave(self) -> None:
        """What follows from the question that was reached last having no answer."""
        name, self._asking = self._asking, None
        left_open, self._left_open = self._left_open, False
        self._nearest = None
        if name is None:
            return
        if self._ordering is not None:
            self._settle_pair(name, skipped=not left_open)
        elif self._loop is not None and self.in_rounds and name not in self.answers:
            self._loop.close(answered=any(ask in self.answers for ask in self._loop.asks))

    def _step(self) -> Step | None:
        """The next step as it is written, of this round or of the practice."""
        while self._loop is not None:
            step = self._loop.take()
            if step is not None:
                return step
            self._end_round(self._loop)
        if self._index >= len(self.practice.steps):
            return None
        self._index += 1
        return self.practice.steps[self._index - 1]

    def _reach(self, step: Step) -> Moment | None:
        """The moment of a step; None if it is passed over, or only sets out for others."""
        self._words = {}
        if not all(self._holds(key, wanted) for key, wanted in step.when.items()):
            return None
        if step.nearest is not None:
            return self._look_for(step)
        if is_loop(step):
            self._begin(step, self._rounds(step))
            return None
        if step.order is not None:
            self._begin_ordering(step)
            return None
        found, words = self._with_choices(step), self.memories.words_for(step, self.answers)
        if found is None or words is None:
            return None
        self._words = words
        memory = self._loop.round.memory if self._loop is not None else None
        return Moment(found, memory) if self._complete(found) else None

    def _with_choices(self, step: Step) -> Step | None:
        """The step with the choices of this moment; None if there are none."""
        if step.choices_from is None:
            return step
        choices = tuple(dict.fromkeys(item.text for item in self.given.items(step.choices_from)))
        return structs.replace(step, choices=choices) if choices else None

    def date_of(self, text: str) -> date | None:
        """The day that is named where `text` is the answer to a question that asks when."""
        name = text[1:-1]
        if f"{{{name}}}" != text or name not in self._times:
            return None
        return date_of(self._word(name) or "", self._now.date())

    # Loops.

    def _rounds(self, step: Step) -> list[Round]:
        if step.each is not None:
            return [Round(memory) for memory in self.memories.rounds(step)]
        if step.over is not None:
            return [Round(item=item) for item in self.given.items(step.over)[: step.most]]
        return [Round()] * (step.rounds or 0)

    def _begin(self, step: Step, rounds: list[Round]) -> None:
        gathered: dict[str, list[Item]] = {}
        if step.rounds is not None and self._resume is not None:
            led = self._gathered(step, self._resume)
            rounds = rounds[min(max(map(len, led.values()), default=0), len(rounds) - 1) :]
            gathered = {name: [item for items in led[name] for item in items] for name in led}
        if rounds:
            self._loop = Loop(step, rounds, gathered)
            self._enter(rounds[0])

    def _enter(self, entered: Round | None) -> None:
        """Begin a round: what its placeholders stand for. None: the loop is over."""
        self._around, self._item = {}, entered.item if entered is not None else None
        if self._item is not None:
            self._around = {"it": self._item.text}
        elif entered is not None and entered.memory is not None:
            when = ago(entered.memory.created_at, self._now)
            self._around = {"it": entered.memory.text, "ago": when} | its_words(entered.memory)

    def _end_round(self, loop: Loop) -> None:
        """Each round asks afresh; after the last one the names stand for all answers."""
        for name in loop.asks:
            loop.gathered.setdefault(name, []).extend(self.given.items(name))
            self.given.drop(name)
        if loop.go_round():
            self._enter(loop.round)
            return
        self._loop = None
        self._enter(None)
        for name, items in loop.gathered.items():
            self.given.set_list(name, items)

    def _look_for(self, step: Step) -> Moment | None:
        """Look for the memory nearest to an answer, if there is one and it says anything."""
        words = keywords(self._word(step.to or "") or "")
        if not words:
            return None
        self._nearest = step
        return Moment(step, words=words)

    # Putting a list in order.

    def _begin_ordering(self, step: Step) -> None:
        self._ordering = Ordering(step, self.given.items(step.order or ""))
        if self._resume is not None:
            self._ordering.replay(self._resume.answers)

    def _next_pair(self) -> Moment | None:
        """The question which of the next two comes first."""
        if self._ordering is None:
            return None
        question = self._ordering.question
        if question is None:
            self._end_ordering()
            return None
        self._words = dict(zip(PLACEHOLDERS_OF_A_PAIR, question.choices, strict=True))
        return Moment(question)

    def _settle_pair(self, name: str, *, skipped: bool) -> None:
        """One of the two comes first, or neither; "skip" leaves the whole step."""
        first = self.answers.get(name)
        self.given.drop(name)
        if first is None and skipped:
            self._end_ordering()
        elif self._ordering is not None:
            self._ordering.settle(first if isinstance(first, str) else None)

    def _end_ordering(self) -> None:
        if self._ordering is not None:
            self.given.set_list(self._ordering.step.order or "", self._ordering.items)
            self._ordering = None

    # What comes next, and whether it is led.

    def upcoming(self, count: int) -> list[Step]:
        """Up to `count` steps that will probably come next; nothing moves."""
        if self._loop is not None:
            return list(self._loop.step.do[self._loop.index : self._loop.index + count])
        return list(self.practice.steps[self._index : self._index + count])

    def preview(self, step: Step) -> str | None:
        """What a step that is still to come would say now; None if that is not known yet."""
        text = step.say or (step.ask if step.order is None else None)
        if text is None or step.count or step.recurs or step.earlier:
            return None
        return self.fill(text) if self.is_complete(text) else None

    def still_to_forget(self) -> tuple[str, ...]:
        """Whose answers are to be forgotten if the session ends here: nobody asked to keep them."""
        inner = self._loop.step.do[self._loop.index :] if self._loop is not None else ()
        ahead = every_step((*inner, *self.practice.steps[self._index :]))
        names = [
            name
            for step in ahead
            if step.forget and all(self._holds(key, wanted) for key, wanted in step.when.items())
            for name in step.forget
        ]
        return tuple(name for name in dict.fromkeys(names) if not self.given.is_forgotten(name))

    def _complete(self, step: Step) -> bool:
        # What a question keeps may hold its own answer, so that is looked at after it.
        said = (step.ask,) if step.ask is not None else (step.say, step.text, step.mark)
        return all(self.is_complete(text) for text in said if text is not None)

    def _holds(self, key: str, wanted: str | list[str] | Compare) -> bool:
        if isinstance(wanted, Compare):
            return compares(self.answers.get(key), wanted, self.answers)
        if key not in self._names:
            return ("any" if self.memories.was_open(key) else "none") in wanted
        return is_answer(self.answers.get(key), wanted)


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


class Revision(Interpreter):
    """A walk through a practice that can be taken up again where it was.

    Attributes:
        restored: The questions that were answered in an earlier part of the session, each with the
            script as it stood before it.
    """

    def __init__(self, practice: Practice, config: SessionConfig) -> None:
        self.restored: list[tuple[str, Revision]] = []
        super().__init__(practice, config)

    def _restore(self, resume: Resumption) -> None:
        super()._restore(resume)
        for index, step in enumerate(self.practice.steps[: self._index]):
            if step.ask is not None and step.name in self.answers:
                before = self.copy()
                before.begin_at(index)
                self.restored.append((step.name, before))

    def begin_at(self, index: int) -> None:
        """Stand before a step; from there on, nothing was answered."""
        self._index, self._resume = index, None
        for step in every_step(self.practice.steps[index:]):
            self.given.drop(step.name)

    def copy(self) -> "Revision":
        """The same script, which goes on by itself."""
        shared: dict[int, object] = {id(self.practice): self.practice, id(self.restored): []}
        return copy.deepcopy(self, shared)

    @property
    def around(self) -> Mapping[str, str]:
        """Which placeholders stand for an answer that a loop goes through."""
        over = self._loop.step.over if self._loop is not None else None
        return {"it": over} if over is not None else {}

    def keep_forgotten(self, names: Sequence[str]) -> None:
        """What was deleted for good stays so when one has gone back before that."""
        self.given.forget([name for name in names if name in self.answers])

    # One answer alone.

    def take_out(self, step: str, turn: int | None) -> TakenOut:
        """The answer to a step was never given: what stood there.

        Args:
            step: The name of the question.
            turn: The turn it was said in, where other rounds of a loop have answers, too.
        """
        items, loop = self.given.items(step), self._loop
        gone = tuple(item for item in items if turn is None or item.turn == turn)
        self._close_what_goes_through(step)
        if loop is not None and step in loop.asks and not gone:  # of a round that is over
            gathered = loop.gathered.get(step, [])
            led = tuple(item for item in gathered if item.turn == turn)
            loop.gathered[step] = [item for item in gathered if item not in led]
            return TakenOut(step, led)
        if len(gone) < len(items):
            self.given.set_list(step, [item for item in items if item not in gone])
            return TakenOut(step, gone)
        number = loop.number if loop is not None and step in loop.asks else None
        taken = TakenOut(step, gone, self.answers.get(step), turn, number)
        self.given.drop(step)
        return taken

    def put_back(self, taken: TakenOut) -> None:
        """An answer that was taken out is there again."""
        step, loop = taken.step, self._loop
        asked_here = loop is not None and step in loop.asks
        same_round = loop is not None and taken.round == loop.number
        if taken.value is not None and (same_round if asked_here else taken.round is None):
            self.given.drop(step)
            self.answers[step] = taken.value
            if taken.turn is not None:
                self.turns[step] = taken.turn
        elif loop is not None and asked_here:
            loop.gathered[step] = _in_order([*loop.gathered.get(step, []), *taken.items])
        else:
            self.given.set_list(step, _in_order([*self.given.items(step), *taken.items]))

    def _close_what_goes_through(self, step: str) -> None:
        """End a loop over this list, and its putting in order."""
        if self._loop is not None and self._loop.step.over == step:
            self._loop = None
            self._enter(None)
        if self._ordering is not None and self._ordering.step.order == step:
            self._ordering = None


def _in_order(items: Sequence[Item]) -> list[Item]:
    return sorted(items, key=lambda item: item.turn or 0)
