"""The questions that were asked so far, and the memories that were kept of each answer.

A step may keep words as memories, mark the memory its loop is at, replace what was kept earlier, or
forget what was said. Nothing is kept with a hole in it: where an answer is missing, that part is
left out.

It is what "back" and "delete that" go by. A place is a question that was reached, with the
interpreter as it stood there; going back is standing at that place again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from voice_coach.practice.interpreter import Interpreter, ReachedStep
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

    Only where the words are the answer to a question that asks for a time, as it was said.
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
    """Return the rows of a session that hold what was said to these steps, or speak of it."""
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
class Done:
    """Something that was remembered, and the answers it was made of.

    Attributes:
        effect: What was asked for.
        words: The steps whose answers stand in its words, or in the new status.
        facts: The steps whose answers stand in each of its facts.
        before: For a mark, the memory as it was before.
        whole: For a keep, whether its words are one answer, or one item of it, and nothing else.
    """

    effect: Remembered
    words: frozenset[str] = frozenset()
    facts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    before: Memory | None = None
    whole: bool = False

    @property
    def sources(self) -> frozenset[str]:
        """Every step whose answer stands anywhere in it."""
        return self.words.union(*self.facts.values())


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
    done: list[Done] = field(default_factory=list)


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
        """Note that a question is left behind."""
        self._asked.append(Asked(place, turn, answered=answered))

    def note(self, done: Sequence[Done]) -> None:
        """Note that this was remembered because of the latest answer."""
        if self._asked:
            self._asked[-1].done += done

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

    def _since(self, index: int) -> list[Done]:
        return [done for asked in self._asked[index:] for done in asked.done]


def done_at(
    reached: ReachedStep, effect: Remembered, around: Mapping[str, str], before: Memory | None
) -> Done:
    """Return an effect of a step with the answers it was made of.

    Args:
        reached: The step it follows from.
        effect: What was remembered.
        around: The placeholders of the loop that stand for an answer: {it} for an item of a list.
        before: Of a mark, the memory before it.
    """
    step = reached.step
    data = step.data if isinstance(step, Ask | Keep | Mark) else {}
    facts = {name: _names(text, around) for name, text in data.items()}
    facts |= {f"{name} date": names for name, names in facts.items()}  # see `_dates`
    match effect:
        case fx.Keep() if isinstance(step, Ask | Keep):
            text = text_of(step)
            whole = PLACEHOLDER.fullmatch(text) is not None
            return Done(effect, _names(text, around), facts, whole=whole)
        case fx.Mark() if isinstance(step, Ask | Mark):
            return Done(effect, _names(step.mark or "", around), facts, before)
        case _:
            return Done(effect)


def _names(text: str, around: Mapping[str, str]) -> frozenset[str]:
    return frozenset(around.get(name, name) for name in PLACEHOLDER.findall(text))


def everything(done: Sequence[Done]) -> Consequences:
    """Return what follows when all of this never happened."""
    kept = tuple(each.effect.number for each in done if isinstance(each.effect, fx.Keep))
    before: dict[int, Memory] = {}
    for each in done:
        if each.before is not None:
            before.setdefault(each.before.id, each.before)
    replaced = tuple(each.effect.kind for each in done if isinstance(each.effect, fx.Replace))
    return Consequences(kept, (), tuple(before.values()), replaced)


def without(done: Sequence[Done], step: str, turn: int | None) -> Consequences:
    """Return what follows when the answer to `step`, said in `turn`, was never given."""
    kept: list[int] = []
    kinds: set[str] = set()
    facts: list[tuple[int, tuple[str, ...]]] = []
    marked: dict[int, Memory] = {}
    for each in done:
        data = getattr(each.effect, "data", {})
        lost = tuple(name for name, steps in each.facts.items() if step in steps and name in data)
        match each.effect:
            case fx.Keep() as keep if step in each.words and _said_in(each, keep, turn):
                kept.append(keep.number)
                kinds.add(keep.kind)
            case fx.Keep() as keep if lost:
                facts.append((keep.number, lost))
            case fx.Mark() as mark if each.before is not None and (step in each.words or lost):
                again = each.before
                if step not in each.words:
                    told = without_facts(mark.data, lost)
                    again = replace(again, status=mark.status, data=again.data | told)
                marked[again.id] = again
            case _:
                pass
    replaced = tuple(
        each.effect.kind
        for each in done
        if isinstance(each.effect, fx.Replace) and each.effect.kind in kinds
    )
    return Consequences(tuple(kept), tuple(facts), tuple(marked.values()), replaced)


def _said_in(done: Done, keep: fx.Keep, turn: int | None) -> bool:
    """Return whether a memory is of the answer of this turn, and not of another round's."""
    return not done.whole or keep.turn is None or turn is None or keep.turn == turn
