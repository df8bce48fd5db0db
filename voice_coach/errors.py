"""The one error a person may meet.

Every edge of the program turns what its library raises into a `CoachError`, so that the session
can say it aloud, the command line can print it, and neither has to know the library. What a person
said is never part of an error.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """A command of this program that a message tells a person to type.

    As a string it is typed where the home folder is the usual one. A message is written with that;
    where another folder was named, the command line puts it behind the name.

    Attributes:
        name: The words after the program's, such as `models install`.
    """

    name: str

    def __str__(self) -> str:
        return f"voice-coach {self.name}"


class CoachError(Exception):
    """Something failed, and this is how to tell the person.

    Attributes:
        code: A short, stable name for programs, such as `voice.missing` or `journal.newer`.
        message: One or two plain sentences: what happened, where, and what to do about it.
        command: The command that the message tells to type, if it does.
    """

    def __init__(self, code: str, message: str, command: Command | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.command = command
