"""What is said beside the coach: the ear stays open for commands while a prompt is spoken.

Only where the person says so: the coach's own voice must not come back to the ear, or has to be
taken out of what it hears. What is heard here is a command, or words of danger, or it is nothing:
it answers no question, and nobody is told of it.
"""

from collections.abc import Iterable
from dataclasses import replace
from math import inf

from voice_coach.session.answer import Answer, Verdict
from voice_coach.session.commands import OF_AN_ANSWER, plain
from voice_coach.session.events import Heard, Passed

BESIDE = 0
"""The turn of such an ear. It stays open from one prompt to the next, and belongs to none."""


class Beside:
    """Listens beside the coach, until an ear opens for what comes next.

    Args:
        hears_itself: Whether the coach's own words may be among what is heard.
    """

    def __init__(self, *, hears_itself: bool) -> None:
        self._hears_itself = hears_itself
        self._answer = Answer(inf, inf)

    @property
    def command(self) -> str | None:
        """The command that was heard, waits for the silence after it, and may do so elsewhere."""
        name = self._answer.command
        return None if name in OF_AN_ANSWER else name

    def without_echo(self, heard: Heard, spoken: Iterable[str]) -> Heard:
        """What was heard, or nothing if the coach has just said so itself.

        Args:
            heard: A hypothesis or a settled piece.
            spoken: The sentences that sound now, or did a moment ago.
        """
        words = f" {plain(heard.text)} "
        if self._hears_itself and words in f" {plain(' '.join(spoken))} ":
            return replace(heard, text="", words=())
        return heard

    def take(self, event: Heard | Passed) -> str | None:
        """Listen on; the command that is to be obeyed now, if any."""
        answer = self._answer
        if isinstance(event, Heard):
            if answer.command is None:  # what was no command counts for nothing
                answer = self._answer = Answer(inf, inf)
            return answer.hear(event)
        if answer.judge(event.seconds, event.voiced) is Verdict.WAIT:
            return None
        self._answer = Answer(inf, inf)
        return answer.command
