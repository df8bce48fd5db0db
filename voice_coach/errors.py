"""The one error a person may meet.

Every edge of the program turns what its library raises into a `CoachError`, so that the session
can say it aloud, the command line can print it, and neither has to know the library. What a person
said is never part of an error.
"""


class CoachError(Exception):
    """Something failed, and this is how to tell the person.

    Attributes:
        code: A short, stable name for programs, such as `voice.missing` or `journal.newer`.
        message: One or two plain sentences: what happened, where, and what to do about it.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
