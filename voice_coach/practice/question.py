"""A question that is open: what counts as its answer, and what to do when none is understood.

A closed question that was not understood is asked once more in other words; after that "skip" is
offered, and the keyboard where there is one, and then the question is let go. A promise is said
back, because a mistake there would cost something, and so is what was hardly heard; "no, I said …"
corrects it.
"""

import re
from dataclasses import dataclass

from voice_coach import texts
from voice_coach.nlu.answers import (
    THAT_IS_IT,
    choice,
    items,
    letter,
    phrases_for,
    says_nothing,
    yes_no,
)
from voice_coach.nlu.numbers import number
from voice_coach.nlu.punctuation import LETTER, LINES, PROSE, WORDS, Marks
from voice_coach.nlu.text import Value, in_words, plain, sentences
from voice_coach.practice.loops import closes
from voice_coach.practice.schema import AnswerKind
from voice_coach.practice.steps import Ask
from voice_coach.protocol.effects import Expects


def understand(step: Ask, text: str) -> Value | None:
    """Return what `text` means as an answer to `step`, or None when it cannot be told."""
    if not text.strip():
        return None
    match step.answer:
        case "yes-no":
            return yes_no(text)
        case "number":
            return number(text, step.low, step.high)
        case "choice":
            return choice(text, step.choices)
        case "list":
            return items(text) or None
        case "letter" | "text" | "time":  # of a time the date is found where it is kept
            return letter(text) if step.answer == "letter" else " ".join(text.split())


def is_no_answer(step: Ask, text: str) -> bool:
    """Return whether what was said to a question, in one's own words, is no answer to it.

    Closed questions know their own answers, and `literal` says what else is one.
    """
    if step.literal == "all" or step.answer not in ("text", "list", "letter"):
        return False
    no_tells = step.literal == "no"
    parts = items(text) if step.answer == "list" else (text,)
    return bool(parts) and all(says_nothing(part, no_tells=no_tells) for part in parts)


UNSURE_BELOW = 0.6
"""Of the words of an answer, the share that is probably right, below which it is said back."""

HARDLY_HEARD_BELOW = 0.35
"""Likewise, below which it is asked for once more: most of it would be other words."""

MAX_WORDS_SAID_BACK = 12
"""A longer answer is a story, and too long to hear again."""

MAX_WORDS_SAID_AGAIN = 30
"""Whoever spoke for longer is not asked to say it all once more."""

_CORRECTION = re.compile(
    r"(?:no|nope|not quite)[ ,.]+(?:i said|i meant|(?:it is|it's)(?! (?:not|wrong)\b))[ ,.:]+"
    r"(?P<text>.+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Settled:
    """The question is answered with `value`, which was said in `turn`."""

    value: Value
    turn: int


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Speak this and listen once more.

    `undo` is the turn of an answer that was heard wrong, `corrected` what stands in its place.
    """

    prompt: tuple[str, ...]
    undo: int | None = None
    corrected: str = ""


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is nothing to answer, or nothing more. `undo` is a turn that was heard wrong before."""

    undo: int | None = None


@dataclass(frozen=True, slots=True)
class LetGo:
    """The question stays open; go on without an answer."""


class Question:
    """One question of a practice while it is open.

    Args:
        step: The step that asks.
        prompt: The question.
        again: The question in other words, where there are some.
        may_close: Whether "nothing more" is an answer that ends a loop.
        can_type: Whether what is not understood could be typed.
    """

    def __init__(
        self,
        step: Ask,
        prompt: str,
        again: str | None = None,
        *,
        may_close: bool = False,
        can_type: bool = False,
    ) -> None:
        self.step = step
        self.prompt = sentences(prompt)  # what is asked at present: it is asked again after a pause
        self._first_prompt = self.prompt
        self._again = again
        self.may_close = may_close
        self._can_type = can_type
        self.nudged = False  # a gentle word was said in the silence after it
        self._misses = 0
        self._to_confirm: Settled | None = None

    @property
    def name(self) -> str:
        """The step's name; while a confirmation is asked for, `name/confirm`."""
        return f"{self.step.name}/confirm" if self._to_confirm is not None else self.step.name

    @property
    def expects(self) -> Expects:
        """The kind of answer that is expected."""
        return "yes-no" if self._to_confirm is not None else self.step.answer

    @property
    def choices(self) -> tuple[str, ...]:
        """The answers there are, where there are some to choose from."""
        return () if self._to_confirm is not None else self.step.choices

    @property
    def phrases(self) -> tuple[str, ...]:
        """The phrases that are probably said, where the question is closed."""
        return phrases_for(self.expects, self.choices, self.step.low, self.step.high)

    @property
    def marks(self) -> Marks:
        """The marks between the pieces of an answer, where a pause was."""
        return _MARKS.get(self.expects, WORDS)

    def written(self, text: str) -> str:
        """Return a typed answer as it would stand if it had been spoken, piece by piece."""
        match self.expects:
            case "list":
                return "\n".join(items(text))
            case "letter":
                return "\n".join(sentences(text))
            case _:
                return " ".join(line.strip() for line in text.splitlines() if line.strip())

    def said_by_ending(self, said: str) -> str:
        """Return what is answered by ending in these words, and no others.

        "That's it" is a yes where one is waited for. Else nothing was said, or it was not heard.
        """
        return said if self.expects == "yes-no" and plain(said) in THAT_IS_IT else ""

    def take_back(self) -> Settled | None:
        """Take back what was to be confirmed, and return it, if there was anything."""
        heard, self._to_confirm = self._to_confirm, None
        if heard is not None:
            self.prompt = self._first_prompt
        return heard

    def bring_back(self, heard: Settled | None) -> None:
        """Ask again to confirm what was taken back."""
        if heard is not None:
            self._ask_whether(heard)

    def hear(
        self, text: str, turn: int, confidence: float | None = None
    ) -> Settled | AskAgain | LetGo | Nothing:
        """Return what follows from a finished answer.

        Args:
            text: What was said.
            turn: The turn it was said in.
            confidence: The share of its words that is probably right; None where it was typed.
        """
        if self._to_confirm is not None:
            return self._confirm(text, turn, self._to_confirm)
        value = understand(self.step, text)
        if (self.may_close and closes(self.step, text, value)) or is_no_answer(self.step, text):
            return Nothing()
        if value is None:
            return self._missed()
        sure = 1.0 if confidence is None else confidence
        count = len(text.split())
        if sure < HARDLY_HEARD_BELOW and not self._misses and count <= MAX_WORDS_SAID_AGAIN:
            self._misses += 1
            return AskAgain(sentences(texts.HARDLY_HEARD), undo=turn)
        settled = Settled(value, turn)
        if sure < UNSURE_BELOW and count <= MAX_WORDS_SAID_BACK and self.step.answer != "yes-no":
            return self._ask_whether(settled, texts.CONFIRM_UNSURE)
        return self._ask_whether(settled) if self.step.confirm else settled

    def _ask_whether(
        self,
        heard: Settled,
        words: str = texts.CONFIRM,
        undo: int | None = None,
        corrected: str = "",
    ) -> AskAgain:
        self._to_confirm = heard
        self.prompt = sentences(words.format(heard=in_words(heard.value).rstrip(".")))
        return AskAgain(self.prompt, undo, corrected)

    def _confirm(
        self, text: str, turn: int, heard: Settled
    ) -> Settled | AskAgain | LetGo | Nothing:
        correction = _CORRECTION.fullmatch(text.strip())
        corrected = correction["text"].strip() if correction is not None else ""
        if is_no_answer(self.step, corrected):
            return Nothing(undo=heard.turn)
        value = understand(self.step, corrected)
        if value is not None:
            return self._ask_whether(Settled(value, turn), undo=heard.turn, corrected=corrected)
        match yes_no(text):
            case "yes":
                return heard
            case "no":
                self._to_confirm, self.prompt = None, self._first_prompt
                return AskAgain(sentences(texts.ASK_AFTER_NO), undo=heard.turn)
            case _:
                return self._missed(heard)

    def _missed(self, heard: Settled | None = None) -> Settled | AskAgain | LetGo:
        self._misses += 1
        if self._misses == 1:
            return AskAgain(sentences(self._in_other_words()))
        if self._misses == 2:
            return AskAgain(sentences(texts.OFFER_TYPING if self._can_type else texts.OFFER_SKIP))
        # A confirmation nobody could make out is no reason to lose the answer itself.
        return heard or LetGo()

    def _in_other_words(self) -> str:
        if self._to_confirm is not None:
            return texts.AGAIN_YES_NO
        if self._again is not None:
            self.prompt = sentences(self._again)
            return self._again
        again = _AGAIN.get(self.step.answer, texts.AGAIN_TEXT)
        choices = in_words(self.step.choices or ("",))
        return again.format(low=self.step.low, high=self.step.high, choices=choices)


_MARKS: dict[Expects, Marks] = {"text": PROSE, "list": LINES, "letter": LETTER}

_AGAIN: dict[AnswerKind, str] = {
    "yes-no": texts.AGAIN_YES_NO,
    "number": texts.AGAIN_NUMBER,
    "choice": texts.AGAIN_CHOICE,
    "time": texts.AGAIN_TIME,
}
