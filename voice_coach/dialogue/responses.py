"""Responses: what the coach answers to commands that ask for help, memories or another voice."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from voice_coach import texts
from voice_coach.breathing import exercise, find_pattern
from voice_coach.dialogue.states import Active
from voice_coach.dialogue.turn import Suspended
from voice_coach.nlu.dates import ago
from voice_coach.nlu.text import in_words, sentences
from voice_coach.practice.question import Question
from voice_coach.practice.runner import Breath, Prompt
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
    """Return how the open question can be answered."""
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

WIN_STATUSES = ("open", "held", "told")
"""What went well stays so when it was told the next morning."""

KINDS = {"remind me": "win", "read my letter": "letter", "what did i promise": "promise"}
"""The kind of memory each command asks for."""

RELIEF = "relief"
"""The name of what is led in a bad minute; it is no step of a practice."""


def relief() -> list[Prompt | Breath]:
    """Return what helps in a bad minute: feet and eyes, three sighs, a word of care, and breath."""
    sighs = exercise(find_pattern("cyclic sigh"), cycles=3)
    breaths = exercise(find_pattern("extended exhale"), cycles=4, ramp=True)
    return [
        Prompt(RELIEF, sentences(texts.STEADY), "meditation"),
        Breath(RELIEF, sighs),
        Prompt(RELIEF, sentences(texts.STEADY_CARE), "meditation"),
        Breath(RELIEF, breaths),
    ]


REMINDED = "reminded"
"""The name of a prompt that tells of memories; it is no step of a practice."""

MAX_REMINDED = 3
"""Wins and promises that are told at once, the newest first: nobody keeps a longer list in mind."""


def reminder(name: str, memories: Sequence[Memory], now: datetime) -> Prompt:
    """Return what to say about memories that were asked for.

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
        for memory in newest[:MAX_REMINDED]
    ]
    return Prompt(REMINDED, sentences(" ".join(told) if told else none), "meditation")


def _letter(letters: Sequence[Memory], now: datetime) -> Prompt:
    if not letters:
        return Prompt(REMINDED, sentences(texts.NO_LETTER))
    (letter,) = letters
    intro = texts.LETTER.format(ago=ago(letter.created_at, now))
    return Prompt(REMINDED, sentences(f"{intro} {letter.text}"), "slow")


MIN_RATE, MAX_RATE = 80, 300
"""Words a minute in questions: what the setting `rate` may be."""

MIN_VOLUME, MAX_VOLUME = 0.2, 1.0
"""Of what the engine can do. It is never made silent by voice: nobody could hear the way back."""

RATE_STEP = 1.15
"""One step of speed: clearly another, and not yet another voice."""

VOLUME_STEP = 1.4
"""One step of loudness, about 3 dB: it is heard, and it does not startle."""


@dataclass(frozen=True, slots=True)
class Speech:
    """A way of speaking: `rate` in words a minute in questions, `volume` 0 to 1."""

    rate: int
    volume: float

    def changed(self, command: str) -> "Speech":
        """Return what a command makes of it: the same where it can go no further that way."""
        match command:
            case "slower":
                return replace(
                    self, rate=min(self.rate, max(MIN_RATE, round(self.rate / RATE_STEP)))
                )
            case "faster":
                return replace(
                    self, rate=max(self.rate, min(MAX_RATE, round(self.rate * RATE_STEP)))
                )
            case "quieter":
                quieter = max(MIN_VOLUME, round(self.volume / VOLUME_STEP, 2))
                return replace(self, volume=min(self.volume, quieter))
            case "louder":
                louder = min(MAX_VOLUME, round(self.volume * VOLUME_STEP, 2))
                return replace(self, volume=max(self.volume, louder, MIN_VOLUME))
            case _:
                return self


ADJUSTED = {
    "slower": (texts.SLOWER, texts.SLOWEST),
    "faster": (texts.FASTER, texts.FASTEST),
    "louder": (texts.LOUDER, texts.LOUDEST),
    "quieter": (texts.QUIETER, texts.QUIETEST),
}
"""What is said in the new way of speaking, and where it can go no further."""
