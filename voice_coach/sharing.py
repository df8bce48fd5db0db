"""What stages have in common that are opened one after the other.

A device is tried on a stage of its own, and between two of them nothing may be lost: neither what
is typed, because only one can read a terminal, nor a Ctrl-C.
"""

from dataclasses import dataclass
from queue import SimpleQueue

from voice_coach.ear.tapped import Tap
from voice_coach.keyboard import TypedAnswers, Typing
from voice_coach.stage import Stage


@dataclass
class Shared:
    """What stages share that are opened one after the other, to try one device after the other.

    Attributes:
        inbox: Of all of them.
        tap: Takes every block a microphone delivers.
        typing: Who reads the terminal.
        typed: Who reads answers from a file or a pipe.
    """

    inbox: SimpleQueue[object]
    tap: Tap
    typing: Typing | None = None
    typed: TypedAnswers | None = None

    def reads_on(self, stage: Stage) -> bool:
        """Let whoever typed on an earlier stage type on this one; whether there was somebody."""
        stage.typing = self.typing
        for each in (self.typing, self.typed):
            if each is not None:
                stage.stream.observers.append(each.observe)
        return self.typing is not None or self.typed is not None
