"""What is spoken out of memory when someone asks for it: wins, the letter, the open promises."""

from collections.abc import Sequence
from datetime import datetime

from voice_coach import texts
from voice_coach.session.ago import ago
from voice_coach.session.events import Memory
from voice_coach.session.floor import Prompt
from voice_coach.session.script import sentences

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
