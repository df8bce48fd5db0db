"""The table of spoken commands, and how one is told from an answer.

Someone thinking aloud says "I want to stop hiding" and means no command. So a command counts only
when it is the whole utterance between two pauses, or when "coach" stands in front of it.
One row a command: its name, the ways of saying it, and what it does, as help tells it.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """A spoken command: `phrases` are the whole utterances that mean it, `does` explains it."""

    name: str
    phrases: tuple[str, ...]
    does: str


COMMANDS: tuple[Command, ...] = (
    Command(
        "pause",
        ("pause", "pause please", "please pause", "wait", "hold on", "one moment"),
        "holds the session until you say resume",
    ),
    Command(
        "resume",
        ("resume", "continue", "go on", "carry on", "let's go on", "i'm back"),
        "goes on where it was paused",
    ),
    Command(
        "repeat",
        ("repeat", "repeat that", "say that again", "say it again", "again please", "pardon"),
        "says the last words again",
    ),
    Command(
        "skip",
        ("skip", "skip this", "skip that", "next", "next question", "pass"),
        "leaves this step and goes to the next",
    ),
    Command(
        "stop",
        ("stop", "stop now", "please stop", "stop please", "end the session", "quit"),
        "ends the session; what it keeps is saved",
    ),
    Command(
        "dizzy",
        (
            "dizzy",
            "i feel dizzy",
            "i'm dizzy",
            "i am dizzy",
            "i'm getting dizzy",
            "i feel light headed",
            "i'm light headed",
            "i feel lightheaded",
            "i'm lightheaded",
            "i feel faint",
            "stop the breathing",
            "breathe naturally",
        ),
        "while a breath is led: lets it go as it likes, for a minute, and then goes on",
    ),
    Command(
        "help",
        ("help", "help please", "what can i say", "what can i do", "commands"),
        "tells what you can say",
    ),
    Command(
        "help me",
        ("help me", "please help me", "help me please", "i need help now", "who can i call"),
        "tells whom you can call, from your own list and in your country",
    ),
    Command(
        "done",
        ("i'm done", "i am done", "im done", "that's all", "that is all", "that's it"),
        "ends your answer at once",
    ),
    Command(
        "more time",
        ("more time", "more time please", "give me more time", "i need more time"),
        "waits twice as long before it takes your answer as finished",
    ),
)

NAMES = tuple(command.name for command in COMMANDS)
_BY_PHRASE = {phrase: command.name for command in COMMANDS for phrase in command.phrases}


def plain(utterance: str) -> str:
    """The utterance in lower case, with single spaces and without punctuation."""
    return " ".join(re.sub(r"[^\w' ]+", " ", utterance.lower().replace("’", "'")).split())


def match(utterance: str) -> str | None:
    """The command this whole utterance is, or None."""
    return _BY_PHRASE.get(plain(utterance))


def addressed(utterance: str) -> tuple[str, str] | None:
    """For "…, coach, pause": the words before it and the command's name; else None."""
    before, called, phrase = f" {plain(utterance)}".rpartition(" coach ")
    name = _BY_PHRASE.get(phrase) if called else None
    return None if name is None else (before.removesuffix(" hey").strip(), name)
