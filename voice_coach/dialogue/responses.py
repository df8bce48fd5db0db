"""Help, reminders and ways of speaking: what the coach answers to commands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from voice_coach import texts
from voice_coach.dialogue.states import Active
from voice_coach.dialogue.turn import Suspended
from voice_coach.nlu.dates import ago
from voice_coach.nlu.text import in_words, sentences
from voice_coach.practice.question import Question
from voice_coach.practice.runner import Prompt
from voice_coach.protocol.effects import Expects
from voice_coach.protocol.events import Memory


def help_for(title: str, question: Question | None, suspended: Suspended) -> str:
    """Return the answer to "help": where one is, and what can be done there.

    Args:
        title: The practice's.
        question: The question that is open, if one is.
        suspended: What goes on, or did until it was interrupted.
    """
    where = texts.HELP_WHERE.format(title=title.rstrip("."))
    match suspended.state:
        case Active.BREATHING:
            here = texts.HELP_BREATHING
        case Active.RESTING:
            here = texts.HELP_RESTING.format(seconds=max(1, round(suspended.seconds)))
        case Active.LISTENING | Active.SPEAKING if question is not None:
            here = f"{_how_to_answer(question)} {texts.HELP_ANSWERING}"
        case _:
            here = texts.HELP_SPEAKING
    return f"{where} {here} {texts.HELP_MORE}"


def _how_to_answer(question: Question) -> str:
    """What the question that is open waits for."""
    step = question.step
    how = _HOW_TO_ANSWER.get(question.expects, texts.HELP_TEXT)
    return how.format(low=step.low, high=step.high, choices=in_words(question.choices or ("",)))


_HOW_TO_ANSWER: dict[Expects, str] = {
    "yes-no": texts.HELP_YES_NO,
    "number": texts.HELP_NUMBER,
    "choice": texts.HELP_CHOICE,
    "list": texts.HELP_LIST,
    "letter": texts.HELP_LETTER,
    "time": texts.HELP_TIME,
}


KINDS = {"remind me": "win", "read my letter": "letter", "what did i promise": "promise"}
"""Which kind of memory a command asks for."""


STEP = "reminded"
"""The name of such a prompt; it is no step of a practice."""


MOST = 3
"""So many wins and promises are told at most, the newest first: no list is longer than that."""


def reminder(name: str, memories: Sequence[Memory], now: datetime) -> Prompt:
    """What to say.

    Args:
        name: The command.
        memories: The open memories of its kind, the oldest first.
        now: When the session began.
    """
    newest = list(reversed(memories))
    if name == "read my letter":
        return _letter(newest[:1], now)
    none, one = {
        "remind me": (texts.NO_WINS, texts.WIN),
        "what did i promise": (texts.NO_PROMISES, texts.PROMISE),
    }[name]
    told = [
        one.format(ago=ago(memory.created_at, now), text=memory.text.rstrip("."))
        for memory in newest[:MOST]
    ]
    return Prompt(STEP, sentences(" ".join(told) if told else none), "meditation")


def _letter(letters: Sequence[Memory], now: datetime) -> Prompt:
    if not letters:
        return Prompt(STEP, sentences(texts.NO_LETTER))
    (letter,) = letters
    intro = texts.LETTER.format(ago=ago(letter.created_at, now))
    return Prompt(STEP, sentences(f"{intro} {letter.text}"), "slow")


SLOWEST, FASTEST = 80, 300
"""Words a minute in questions: what the setting `rate` may be."""


QUIETEST, LOUDEST = 0.2, 1.0
"""Of what the engine can do. It is never made silent by voice: nobody could hear the way back."""


BY_RATE = 1.15
"""One step of speed: clearly another, and not yet another voice."""


BY_VOLUME = 1.4
"""One step of loudness, about 3 dB: it is heard, and it does not startle."""


@dataclass(frozen=True, slots=True)
class Speech:
    """A way of speaking: `rate` in words a minute in questions, `volume` 0 to 1."""

    rate: int
    volume: float

    def changed(self, command: str) -> "Speech":
        """What a command makes of it: the same where it can go no further that way."""
        match command:
            case "slower":
                return replace(self, rate=min(self.rate, max(SLOWEST, round(self.rate / BY_RATE))))
            case "faster":
                return replace(self, rate=max(self.rate, min(FASTEST, round(self.rate * BY_RATE))))
            case "quieter":
                quieter = max(QUIETEST, round(self.volume / BY_VOLUME, 2))
                return replace(self, volume=min(self.volume, quieter))
            case "louder":
                louder = min(LOUDEST, round(self.volume * BY_VOLUME, 2))
                return replace(self, volume=max(self.volume, louder, QUIETEST))
            case _:
                return self


ADJUSTED = {
    "slower": (texts.SLOWER, texts.SLOWEST),
    "faster": (texts.FASTER, texts.FASTEST),
    "louder": (texts.LOUDER, texts.LOUDEST),
    "quieter": (texts.QUIETER, texts.QUIETEST),
}
"""What is said in the new way of speaking, and where it can go no further."""
