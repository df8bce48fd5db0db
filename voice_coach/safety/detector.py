"""Detector of words of danger: the rules, and beside them the learned model.

Either one leads to a question, and to nothing else: no score is kept, and nothing is concluded
about a person. What the person said was not meant is not asked about again in the session.
"""

from voice_coach.protocol.events import Heard
from voice_coach.safety import classifier
from voice_coach.safety.rules import has_danger, normalised

HOLD_SECONDS = 1.0
"""Seconds of audio for which a hypothesis has to hold words of danger before they count. The words
that make an idiom of them come later: "i'm dying … to see her"."""

CONTEXT_WORDS = 12
"""Final words of the same turn that are looked at together with new ones."""

CONTEXT_SECONDS = 60.0
"""Seconds of listening within which two remarks that would each pass alone are clear together."""

MIN_REMARK_WORDS = 4
"""Words from which a remark is judged by itself, without those before it."""


def is_care_needed(text: str) -> bool:
    """Return whether `text` has words for which a session has to stop and ask."""
    return has_danger(text) or classifier.is_danger(normalised(text))


class Watch:
    """Watches what is said in a session for words of danger.

    A final result counts at once, a hypothesis once it has held them for `HOLD_SECONDS`. Time is
    that of the audio that was listened to, over all turns.
    """

    def __init__(self) -> None:
        self._turn = 0
        self._before = ""
        self._since: float | None = None
        self._earlier = 0.0  # seconds of audio in earlier turns
        self._now = 0.0  # and in this one
        self._doubtful: float | None = None  # when a remark was said that passed just so
        self._alarming = ""
        self._dismissed: list[str] = []

    def hear(self, heard: Heard) -> bool:
        """Take a hypothesis or a final result, and return whether care is needed now."""
        self._begin(heard.turn)
        self._now = heard.ended
        said = f"{self._before} {heard.text}"
        found = bool(heard.text) and self._judge(heard.text, said)
        if heard.final:
            self._since = None
            self._before = " ".join(said.split()[-CONTEXT_WORDS:])
            self._note(heard.text)
            return found
        if not found:
            self._since = None
        elif self._since is None:
            self._since = heard.ended
        return self.elapsed(heard.turn, heard.ended)

    def elapsed(self, turn: int, seconds: float) -> bool:
        """Return whether care is needed after so many seconds of the turn's audio."""
        self._begin(turn)
        self._now = seconds
        return self._since is not None and seconds - self._since >= HOLD_SECONDS

    def read(self, text: str) -> bool:
        """Take a typed line, and return whether care is needed."""
        found = self._judge(text, text)
        self._note(text)
        return found

    def dismiss(self) -> None:
        """Take the words that were asked about last as not meant: do not ask about them again."""
        self._dismissed.append(normalised(self._alarming))
        self._doubtful, self._before = None, ""  # the end of a long remark would be asked about

    def _begin(self, turn: int) -> None:
        if turn != self._turn:
            self._earlier += self._now
            self._turn, self._now, self._before, self._since = turn, 0.0, "", None

    def _judge(self, remark: str, said: str) -> bool:
        """Return whether to ask about a remark, or about it and the words just before."""
        remarks = [normalised(part) for part in self._undismissed(remark)]
        found = (
            any(map(has_danger, self._undismissed(said)))
            or any(map(classifier.is_danger, remarks))  # what joins two remarks means nothing to it
            or (self._is_context_doubtful() and self._is_doubtful(remark))
        )
        if found:
            self._alarming = said if has_danger(said) and not has_danger(remark) else remark
        return found

    def _is_doubtful(self, remark: str) -> bool:
        return len(remark.split()) >= MIN_REMARK_WORDS and any(
            map(classifier.is_doubtful, map(normalised, self._undismissed(remark)))
        )

    def _is_context_doubtful(self) -> bool:
        now = self._earlier + self._now
        return self._doubtful is not None and now - self._doubtful <= CONTEXT_SECONDS

    def _note(self, remark: str) -> None:
        """Remember that a settled remark passed just so; not what it was."""
        if self._is_doubtful(remark):
            self._doubtful = self._earlier + self._now

    def _undismissed(self, text: str) -> list[str]:
        """Return what is left of a text without what was dismissed: one part, or several."""
        if not self._dismissed:
            return [text]
        left = normalised(text)
        for words in self._dismissed:
            left = left.replace(words, " | ")
        return [part for part in left.split("|") if part.strip()]
