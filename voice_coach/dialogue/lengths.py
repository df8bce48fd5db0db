"""Lengths: how many minutes a practice will take one person now.

A practice is walked through with the memories there are, and the `example` of each question for an
answer: so what is left out and what comes back is counted as it will be led. Speech is counted by
words.
"""

from dataclasses import dataclass

from voice_coach.dialogue.endpointing import PATIENCE
from voice_coach.nlu.answers import choice
from voice_coach.nlu.text import keywords
from voice_coach.practice.question import AskAgain, LetGo, Nothing, Question, Settled
from voice_coach.practice.runner import Breath, PracticeRunner, Prompt, Search, TimedSilence
from voice_coach.practice.schema import Practice
from voice_coach.practice.steps import patience_of
from voice_coach.protocol.effects import PACES
from voice_coach.protocol.events import Memory, SessionConfig

ANSWER_RATE = 150.0
"""Words a minute of a person who answers."""

THINKING_SECONDS = 1.0
"""From the open recognizer to the first word."""

USUAL_RATE = PACES["question"].rate

MAX_STEPS = 500
"""Steps of one walk at most; no practice is so long that it would matter."""

_ANYTHING = {"yes-no": "yes", "number": "five", "time": "tomorrow"}

DONE_SECONDS = 2.0
"""To say "I'm done", which ends a list or a letter."""


def length_of(practice: Practice, config: SessionConfig, patience: float = 1.0) -> float:
    """Return the minutes a practice will take.

    Args:
        practice: The practice.
        config: The start of the session, with its memories.
        patience: Scales every silence that is waited for.
    """
    return _Walk(practice, config, patience).seconds() / 60


@dataclass(slots=True)
class _Walk:
    """One walk through a practice."""

    practice: Practice
    config: SessionConfig
    patience: float
    turn: int = 0

    def seconds(self) -> float:
        """Return how long it takes, the words around it included."""
        runner = PracticeRunner(self.practice, self.config)
        asked: dict[str, int] = {}
        total = self._spoken(runner.greeting()) + self._spoken(runner.closing())
        for _ in range(MAX_STEPS):
            _, lead = runner.next(self.turn)
            match lead:
                case None:
                    break
                case Prompt():
                    total += self._spoken(lead)
                    if runner.question is not None:
                        total += self._answered(runner, runner.question, asked)
                case Breath():
                    total += lead.timeline.seconds
                case TimedSilence():
                    total += lead.seconds
                case Search():
                    runner.recalled(self._nearest(lead))
        return total

    def _nearest(self, search: Search) -> list[Memory]:
        """Return an open memory that shares a word with those looked for, if there is one."""
        return [
            memory
            for memory in self.config.memories
            if (memory.kind, memory.status) == (search.kind, "open")
            and set(keywords(memory.text)) & set(search.words)
        ][:1]

    def _spoken(self, prompt: Prompt) -> float:
        """Return the seconds of a prompt, with the pauses in it."""
        if not prompt.sentences:
            return 0.0
        pacing = PACES[prompt.pace]
        words = sum(len(sentence.split()) for sentence in prompt.sentences)
        rate = pacing.rate * self.config.rate / USUAL_RATE
        return words * 60 / rate + pacing.between * (len(prompt.sentences) - 1) + pacing.after

    def _answered(self, runner: PracticeRunner, question: Question, asked: dict[str, int]) -> float:
        """Return the seconds of an answer, and of what is asked about it; note the answer."""
        total = 0.0
        said = self._example(question, asked)
        while True:
            self.turn += 1
            total += self._heard(question, said)
            verdict = question.hear(said, self.turn)
            match verdict:
                case AskAgain():
                    total += self._spoken(Prompt(question.name, verdict.prompt))
                    said = "yes"
                case Settled() | Nothing() | LetGo():
                    runner.conclude(verdict, self.turn)
                    return total

    def _heard(self, question: Question, said: str) -> float:
        """Return the seconds of an answer, from the open recognizer to the end of the silence."""
        kind = "brief" if question.expects == "yes-no" else patience_of(question.step)
        silence = PATIENCE[kind] * self.patience
        if question.expects in ("list", "letter"):
            silence = DONE_SECONDS
        return THINKING_SECONDS + len(said.split()) * 60 / ANSWER_RATE + silence

    def _example(self, question: Question, asked: dict[str, int]) -> str:
        """Return what a person might say; in rounds one example after the other, then no more."""
        step = question.step
        examples = step.all_examples() or (_ANYTHING.get(step.answer, "yes"),)
        times = asked[step.name] = asked.get(step.name, -1) + 1
        said = examples[0]
        if question.may_close:
            if times >= len(examples) and step.answer not in ("number", "yes-no"):
                return "nothing more"
            said = examples[min(times, len(examples) - 1)]
        if step.choices and choice(said, step.choices) is None:
            return step.choices[0]
        return said
