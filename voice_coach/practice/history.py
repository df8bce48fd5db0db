"""The history: questions that were asked so far, and what was remembered of each answer.

A step may keep words as memories, mark the memory its loop is at, replace what was kept earlier, or
forget what was said. Nothing is kept with a hole in it: where an answer is missing, that part is
left out.

"Back" and "delete that" go by it. A place is a question that was reached, with the interpreter as
it stood there; going back is standing at that place again. What follows from an answer that was
never given is found by asking again what is remembered, without it, and comparing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from voice_coach.practice.interpreter import Interpreter, ReachedStep
from voice_coach.practice.loops import Round
from voice_coach.practice.recall import PLACEHOLDER, without_facts
from voice_coach.practice.schema import Practice, every_step
from voice_coach.practice.steps import Ask, Forget, ForItems, Keep, Mark, Rank, Replace
from voice_coach.protocol import effects as fx
from voice_coach.protocol.events import Memory

Remembered = fx.Keep | fx.Mark | fx.Replace | fx.Forget


def remember(reached: ReachedStep, interpreter: Interpreter) -> list[Remembered]:
    """Return what follows from a step whose answer, where it asks, is known to the interpreter."""
    step = reached.step
    match step:
        case Ask() if step.name in interpreter.answers:
            kept = [] if step.keep is None else _keep(step, step.keep, interpreter)
            return kept + _mark(step, step.mark, reached.memory, interpreter)
        case Keep():
            return _keep(step, step.keep, interpreter)
        case Mark():
            return _mark(step, step.mark, reached.memory, interpreter)
        case Replace():
            return [fx.Replace(step.close)]
        case Forget():
            return [forgotten(step.forget, interpreter.practice)]
        case _:
            return []


def _keep(step: Ask | Keep, kind: str, interpreter: Interpreter) -> list[Remembered]:
    data = _facts(step, interpreter)
    status = step.status or "open"
    return [fx.Keep(kind, text, data, turn, status) for text, turn in _texts(step, interpreter)]


def _mark(
    step: Ask | Mark, status: str | None, memory: Memory | None, interpreter: Interpreter
) -> list[Remembered]:
    if status is None or memory is None or not interpreter.variables.is_complete(status):
        return []
    return [fx.Mark(memory.id, interpreter.variables.fill(status), _facts(step, interpreter))]


def _facts(step: Ask | Keep | Mark, interpreter: Interpreter) -> dict[str, object]:
    """Return the facts of a memory, but for those with a hole in them."""
    variables = interpreter.variables
    filled = {
        name: variables.fill(text)
        for name, text in step.data.items()
        if variables.is_complete(text)
    }
    return filled | _dates(step, interpreter)


def _dates(step: Ask | Keep | Mark, interpreter: Interpreter) -> dict[str, object]:
    """Return the days that were named: of a fact `when`, the fact `when date`; `date` of all.

    Only where the words are the answer to a question that asks for a time, as it was said, or the
    same in every session, as "today".
    """
    texts = {f"{name} date": text for name, text in step.data.items()}
    if not isinstance(step, Mark) and step.keep is not None:
        texts["date"] = text_of(step)
    named = {name: interpreter.date_of(text) for name, text in texts.items()}
    return {name: day.isoformat() for name, day in named.items() if day is not None}


def text_of(step: Ask | Keep) -> str:
    """Return the words a step keeps, as they are written; its own answer where it names none."""
    return step.text or f"{{{step.name}}}"


def _texts(step: Ask | Keep, interpreter: Interpreter) -> Iterator[tuple[str, int | None]]:
    """Yield the words to keep and the turn they were said in; of a list, those of each item."""
    text, variables = text_of(step), interpreter.variables
    if not variables.is_complete(text):
        return
    name = text[1:-1]
    if PLACEHOLDER.fullmatch(text) and isinstance(interpreter.answers.get(name), tuple):
        for item in variables.answers.items(name):
            yield item.text, item.turn
    else:
        yield variables.fill(text), variables.turn_of(text)


def forgotten(names: Sequence[str], practice: Practice) -> fx.Forget:
    """Return which rows of a session hold what was said to these steps: answers, and echoes."""
    steps = list(every_step(practice.steps))
    ordering = [step.name for step in steps if isinstance(step, Rank) and step.order in names]
    words = {f"{{{name}}}" for name in names}
    echoes = list(ordering)
    for step in steps:
        spoken = " ".join(step.prompts().values())
        chooses = isinstance(step, Ask) and step.choices_from in names
        if chooses or any(word in spoken for word in words):
            echoes.append(step.name)
        if isinstance(step, ForItems) and step.over in names:
            echoes += [inner.name for inner in step.do]
    return fx.Forget((*names, *ordering), tuple(dict.fromkeys(echoes)))


@dataclass(frozen=True, slots=True)
class Place:
    """A question that was reached.

    Attributes:
        step: The name of the step that asks.
        interpreter: The interpreter as it stood there.
        reached: The question; None where the interpreter has still to reach it.
        since: The latest turn before it; None for a question of an earlier part of the session.
    """

    step: str
    interpreter: Interpreter
    reached: ReachedStep | None
    since: int | None


@dataclass(frozen=True, slots=True)
class MemoryWrite:
    """What was remembered at one step.

    Attributes:
        reached: The step.
        interpreter: The interpreter as it stood before.
        effects: What was asked for.
    """

    reached: ReachedStep
    interpreter: Interpreter
    effects: tuple[Remembered, ...]

    def before(self, mark: fx.Mark) -> Memory | None:
        """Return a marked memory as it was before."""
        return self.interpreter.variables.memories.now(mark.memory)

    def without(self, step: str, turn: int | None) -> list[Remembered]:
        """Return what would have been remembered without the answer to `step` of this turn."""
        again = self.interpreter.copy()
        item = again.variables.item
        taken = again.take_out(step, turn)
        if item is not None and item not in taken.items:
            again.variables.enter(Round(item=item))  # not the item that goes
        return remember(self.reached, again)


@dataclass(slots=True)
class Asked:
    """A question that was asked and left behind.

    Attributes:
        place: Where.
        turn: The turn of its answer; None where there is none, or from an earlier part.
        answered: Whether there is an answer.
        done: What was remembered from there on, up to the next question's answer.
    """

    place: Place
    turn: int | None
    answered: bool
    done: list[MemoryWrite] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Consequences:
    """Changes to memories when answers are taken back. See `effects.TakeBack`."""

    kept: tuple[int, ...] = ()
    facts: tuple[tuple[int, tuple[str, ...]], ...] = ()
    marked: tuple[Memory, ...] = ()
    replaced: tuple[str, ...] = ()


class QuestionHistory:
    """The questions that were left behind, the oldest first.

    Args:
        asked: Those there are already.
    """

    def __init__(self, asked: Sequence[Asked] = ()) -> None:
        self._asked = list(asked)

    def copy(self) -> "QuestionHistory":
        """Return the history as it is now."""
        return QuestionHistory([replace(asked, done=list(asked.done)) for asked in self._asked])

    def leave(self, place: Place, turn: int | None, *, answered: bool) -> None:
        """Leave a question behind."""
        self._asked.append(Asked(place, turn, answered=answered))

    def note(self, write: MemoryWrite) -> None:
        """Note what was remembered: it follows from the latest answer."""
        if self._asked:
            self._asked[-1].done.append(write)

    def pop(self) -> Asked | None:
        """Take the latest question away; None if there is none."""
        return self._asked.pop() if self._asked else None

    def take_answered(self) -> Asked | None:
        """Take away the latest question that has an answer; what else followed stays."""
        for index in range(len(self._asked) - 1, -1, -1):
            found = self._asked[index]
            if found.answered:
                gone = replace(found, done=self._since(index))
                self._asked[index] = replace(found, turn=None, answered=False)
                return gone
        return None

    def give_back(self, asked: Asked) -> None:
        """Put an answer back that was taken away."""
        for index, found in enumerate(self._asked):
            if found.place is asked.place:
                self._asked[index] = replace(found, turn=asked.turn, answered=True)

    def is_open(self, asked: Asked) -> bool:
        """Return whether the question of an answer that was taken away has still no other."""
        return any(found.place is asked.place and not found.answered for found in self._asked)

    def _since(self, index: int) -> list[MemoryWrite]:
        return [done for asked in self._asked[index:] for done in asked.done]


def everything(done: Sequence[MemoryWrite]) -> Consequences:
    """Return what follows when all of this never happened."""
    kept: list[int] = []
    before: dict[int, Memory] = {}
    replaced: list[str] = []
    for write in done:
        for effect in write.effects:
            match effect:
                case fx.Keep():
                    kept.append(effect.number)
                case fx.Mark() if (memory := write.before(effect)) is not None:
                    before.setdefault(memory.id, memory)
                case fx.Replace():
                    replaced.append(effect.kind)
                case _:
                    pass
    return Consequences(tuple(kept), (), tuple(before.values()), tuple(replaced))


def without(done: Sequence[MemoryWrite], step: str, turn: int | None) -> Consequences:
    """Return what follows when one answer was never given: that to `step`, said in `turn`."""
    kept: list[fx.Keep] = []
    facts: list[tuple[int, tuple[str, ...]]] = []
    marked: dict[int, Memory] = {}
    for write in done:
        again = write.without(step, turn)
        for effect in write.effects:
            match effect:
                case fx.Keep():
                    lost = _lost(effect, again)
                    if lost is None:
                        kept.append(effect)
                    elif lost:
                        facts.append((effect.number, lost))
                case fx.Mark() if (memory := write.before(effect)) is not None:
                    lost = _lost(effect, again)
                    if lost:
                        data = memory.data | without_facts(effect.data, lost)
                        memory = replace(memory, status=effect.status, data=data)
                    if lost != ():
                        marked[memory.id] = memory
                case _:
                    pass
    kinds = {keep.kind for keep in kept}
    replaced = tuple(
        effect.kind
        for write in done
        for effect in write.effects
        if isinstance(effect, fx.Replace) and effect.kind in kinds
    )
    numbers = tuple(keep.number for keep in kept)
    return Consequences(numbers, tuple(facts), tuple(marked.values()), replaced)


def _lost(effect: fx.Keep | fx.Mark, again: Sequence[Remembered]) -> tuple[str, ...] | None:
    """Return the facts an effect has no more when it is asked for again; None if it is not."""
    for other in again:
        if isinstance(other, fx.Keep | fx.Mark) and _names(other) == _names(effect):
            return tuple(name for name in effect.data if other.data.get(name) != effect.data[name])
    return None


def _names(effect: fx.Keep | fx.Mark) -> tuple[object, ...]:
    """Return which memory an effect is about, and what it says of it but for the facts."""
    if isinstance(effect, fx.Keep):
        return effect.kind, effect.text, effect.turn
    return effect.memory, effect.status


def is_undone(effect: Remembered, consequences: Consequences) -> bool:
    """Return whether something was remembered that now is not, or not all of it."""
    match effect:
        case fx.Keep():
            return effect.number in (*consequences.kept, *dict(consequences.facts))
        case fx.Mark():
            return effect.memory in {memory.id for memory in consequences.marked}
        case fx.Replace():
            return effect.kind in consequences.replaced
        case _:
            return False
