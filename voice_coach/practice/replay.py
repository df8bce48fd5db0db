"""Leads through a replay: one part after the other, with a silence after each to speak up in."""

from collections.abc import Iterator

from voice_coach.practice.history import Remembered
from voice_coach.practice.runner import Lead, Prompt, Retracer, Silence
from voice_coach.practice.schema import Practice
from voice_coach.protocol.effects import Pace, Prepare
from voice_coach.protocol.events import SessionConfig
from voice_coach.protocol.transcript import MAX_WORDS, SessionTranscript, TranscriptLine


class Replayer(Retracer):
    """A guide through what was said in a past session.

    Attributes:
        only_mine: Whether the coach's lines are left out from here on.
    """

    def __init__(
        self, practice: Practice, config: SessionConfig, transcript: SessionTranscript
    ) -> None:
        super().__init__(practice, config)
        self.only_mine = transcript.only_mine
        self._window = transcript.window
        self._parts = [
            (number, part)
            for number, line in enumerate(transcript.lines)
            for part in _parts_of(line)
        ]
        self._now = -1  # the part that is, or was last, spoken
        self._spoken = False  # its silence is due

    def next(self, turn: int = 0) -> tuple[list[Remembered], Lead | None]:  # noqa: ARG002 - as in any guide
        """The silence after what was spoken, or the next part; None at the end."""
        if self._spoken:
            self._spoken = False
            return [], Silence(self._parts[self._now][1].step, self._window, told=False)
        self._now = self._following(self._now + 1)
        return [], self.again()

    def again(self) -> Lead | None:
        """The part that is, or was last, spoken; None at the end."""
        if not 0 <= self._now < len(self._parts):
            return None
        self._spoken = True
        return self._parts[self._now][1]

    def prepare(self) -> list[Prepare]:
        """The part that comes next."""
        ahead = self._following(self._now + 1)
        if ahead >= len(self._parts) or self._parts[ahead][1].clips:
            return []
        part = self._parts[ahead][1]
        return [Prepare(part.sentences, part.pace, part.speaker)]

    def skip(self) -> None:
        """Leave out what is left of this line; in the silence after its end, the next one."""
        between = self._now < 0 or not self._spoken
        last = self._now
        if between and self._is_over(self._now):
            last = self._following(self._now + 1)
        while not self._is_over(last):
            last += 1
        self._now, self._spoken = min(last, len(self._parts) - 1), False

    def back(self) -> None:
        """Stand before the line that came before this one, or before the first."""
        first = self._first_of(max(0, self._now))
        earlier = first - 1
        while earlier >= 0 and self._is_left_out(earlier):
            earlier -= 1
        if earlier >= 0:
            first = self._first_of(earlier)
        self._now, self._spoken = first - 1, False

    def _following(self, place: int) -> int:
        while place < len(self._parts) and self._is_left_out(place):
            place += 1
        return place

    def _is_left_out(self, place: int) -> bool:
        return self.only_mine and self._parts[place][1].speaker != "you"

    def _first_of(self, place: int) -> int:
        """The first part of the line which a part belongs to."""
        while place > 0 and self._parts[place - 1][0] == self._parts[place][0]:
            place -= 1
        return place

    def _is_over(self, place: int) -> bool:
        """Whether no part of the same line comes after this one."""
        if not 0 <= place < len(self._parts) - 1:
            return True
        return self._parts[place + 1][0] != self._parts[place][0]


def _parts_of(line: TranscriptLine) -> Iterator[Prompt]:
    """A line as prompts of at most so many words, whole stretches each."""
    pace: Pace = "question" if line.speaker == "coach" else "meditation"
    begin, count = 0, 0
    for end, sentence in enumerate(line.sentences):
        words = len(sentence.split())
        if end > begin and count + words > MAX_WORDS:
            yield _part(line, begin, end, pace)
            begin, count = end, 0
        count += words
    yield _part(line, begin, len(line.sentences), pace)


def _part(line: TranscriptLine, begin: int, end: int, pace: Pace) -> Prompt:
    clips = line.clips[begin:end]
    return Prompt(line.name, line.sentences[begin:end], pace, line.speaker, clips)
