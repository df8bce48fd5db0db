"""Where we are in a practice: which step comes next, what was answered, what a loop is over.

A script walks through the steps of one practice. Conditions are looked at when a step is reached,
and a step whose placeholders have no answer is passed over: a question that was skipped never
leads to a sentence with a hole in it.
"""

import operator
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from voice_coach.session.ago import ago
from voice_coach.session.events import Began, Memory
from voice_coach.session.practice import Compare, Practice, Step
from voice_coach.session.understand import Value, in_words, understand

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_SENTENCE_END = re.compile(r"(?:(?<=[.?!…])|(?<=[.?!…][\"'”’]))\s+")


@dataclass(frozen=True, slots=True)
class Moment:
    """A step that has been reached, and the memory the loop around it is at."""

    step: Step
    memory: Memory | None = None


@dataclass(slots=True)
class _Frame:
    """Steps being walked through: those of the practice, or of one round of a loop."""

    steps: Sequence[Step]
    memory: Memory | None = None
    index: int = field(default=0)


def every_step(steps: Sequence[Step]) -> Iterator[Step]:
    """All steps, those of loops included, in the order they are written."""
    for step in steps:
        yield step
        yield from every_step(step.do)


def kinds_of(practice: Practice) -> set[str]:
    """The kinds of memory a practice goes back to, and so needs when it begins."""
    steps = list(every_step(practice.steps))
    names = {step.name for step in steps}
    conditions = {key for step in steps for key in step.when if key not in names}
    return {step.each for step in steps if step.each is not None} | conditions


def sentences(text: str) -> tuple[str, ...]:
    """A prompt, split into its sentences."""
    return tuple(part for part in _SENTENCE_END.split(" ".join(text.split())) if part)


class Script:
    """A walk through one practice."""

    def __init__(self, practice: Practice, began: Began) -> None:
        self.practice = practice
        self.answers: dict[str, Value] = {}
        self.turns: dict[str, int] = {}  # in which each answer was said
        self._now = began.now
        self._open: dict[str, list[Memory]] = {}
        for memory in began.memories:
            if memory.status == "open":
                self._open.setdefault(memory.kind, []).append(memory)
        self._frames = [_Frame(practice.steps)]
        self._memory: Memory | None = None
        if began.resume is not None:
            self._restore(began.resume.step, began.resume.answers)

    def _restore(self, name: str, answers: dict[str, str]) -> None:
        """Go on at the step called `name`; at the beginning of the loop that holds it.

        What was answered from there on is asked again. A step there is not leads to the beginning.
        """
        name = name.removesuffix("/confirm")
        steps = self.practice.steps
        for index, step in enumerate(steps):
            if name in {inner.name for inner in every_step((step,))}:
                self._frames[0].index = index
        for step in steps[: self._frames[0].index]:
            value = understand(step, answers.get(step.name, ""))
            if step.ask is not None and value is not None:
                self.answers[step.name] = value

    def next(self) -> Moment | None:
        """The next moment, or None at the end."""
        while self._frames:
            frame = self._frames[-1]
            if frame.index >= len(frame.steps):
                self._frames.pop()
                continue
            if frame.index == 0 and frame.memory is not None:
                for inner in every_step(frame.steps):  # each round asks afresh
                    self.answers.pop(inner.name, None)
            step = frame.steps[frame.index]
            frame.index += 1
            self._memory = frame.memory
            if not all(self._holds(key, wanted) for key, wanted in step.when.items()):
                continue
            if step.each is not None:
                rounds = self._open.get(step.each, [])[: step.most]
                self._frames += [_Frame(step.do, memory) for memory in reversed(rounds)]
                continue
            if self._complete(step):
                return Moment(step, frame.memory)
        return None

    def upcoming(self, count: int) -> list[Step]:
        """Up to `count` steps that will probably come next; nothing moves."""
        if not self._frames:
            return []
        frame = self._frames[-1]
        return list(frame.steps[frame.index : frame.index + count])

    def fill(self, text: str) -> str:
        """`text` with its placeholders filled in."""
        return _PLACEHOLDER.sub(lambda found: self._word(found[1]) or "", text)

    def turn_of(self, text: str) -> int | None:
        """The turn in which the first answer that stands in `text` was said."""
        turns = (self.turns.get(name) for name in _PLACEHOLDER.findall(text))
        return next((turn for turn in turns if turn is not None), None)

    def is_complete(self, text: str) -> bool:
        """Whether every placeholder in `text` has something to stand there."""
        return all(self._word(name) for name in _PLACEHOLDER.findall(text))

    def _complete(self, step: Step) -> bool:
        # What a question keeps may hold its own answer, so that is looked at after it.
        texts = (step.ask,) if step.ask is not None else (step.say, step.text, step.mark)
        return all(self.is_complete(text) for text in texts if text is not None)

    def _word(self, name: str) -> str | None:
        if self._memory is not None and name == "it":
            return self._memory.text
        if self._memory is not None and name == "ago":
            return ago(self._memory.created_at, self._now)
        value = self.answers.get(name)
        return None if value is None else in_words(value)

    def _holds(self, key: str, wanted: str | list[str] | Compare) -> bool:
        value = self.answers.get(key)
        if isinstance(wanted, Compare):
            return self._compares(value, wanted)
        accepted = [wanted] if isinstance(wanted, str) else wanted
        if not any(step.name == key for step in every_step(self.practice.steps)):
            return ("any" if self._open.get(key) else "none") in accepted
        if value is None:
            return "skipped" in accepted
        return "said" in accepted or in_words(value) in accepted

    def _compares(self, value: Value | None, wanted: Compare) -> bool:
        if not isinstance(value, float):
            return False
        for limit, fits in (
            (wanted.below, operator.lt),
            (wanted.above, operator.gt),
            (wanted.same, operator.eq),
        ):
            if limit is None:
                continue
            other = self.answers.get(limit) if isinstance(limit, str) else limit
            if not isinstance(other, int | float) or not fits(value, other):
                return False
        return True
