"""The replay of a past session: one part after the other, with a silence after each to speak up in.

It is led as a practice is. Nothing is asked in it, so nothing is answered, kept or taken back.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from voice_coach import texts
from voice_coach.nlu.text import Value, sentences
from voice_coach.practice.history import Remembered
from voice_coach.practice.question import LetGo, Nothing, Question, Settled
from voice_coach.practice.runner import Lead, Prompt, TimedSilence, closing_of, greeting_of
from voice_coach.practice.schema import Practice
from voice_coach.protocol.effects import Forget, Pace, Prepare
from voice_coach.protocol.events import Memory, SessionConfig
from voice_coach.protocol.transcript import MAX_WORDS, SessionTranscript, TranscriptLine
from voice_coach.texts import playback as playback_texts


class TranscriptRunner:
    """Leads through what was said in a past session. See `voice_coach.practice.runner.Runner`.

    Args:
        practice: The practice of that session.
        config: How the replay begins and ends.
        transcript: What was said.

    Attributes:
        commands: Those that mean something else than in a practice, or in a replay only.
    """

    def __init__(
        self, practice: Practice, config: SessionConfig, transcript: SessionTranscript
    ) -> None:
        self.question: Question | None = None
        self.commands: Mapping[str, Callable[[], Prompt | None]] = {
            "skip": self._skip,
            "back": self._back,
            "delete that": partial(_say, texts.NOTHING_TO_DELETE),
            "undo": partial(_say, texts.NOTHING_TO_UNDO),
            "only my words": partial(self._choose, only_mine=True),
            "both of us": partial(self._choose, only_mine=False),
        }
        self._practice = practice
        self._config = config
        self._only_mine = transcript.only_mine
        self._window = transcript.window
        self._parts = [
            (number, part)
            for number, line in enumerate(transcript.lines)
            for part in _parts_of(line)
        ]
        self._now = -1  # the part that is, or was last, spoken
        self._spoken = False  # its silence is due

    @property
    def answers(self) -> Mapping[str, Value]:
        """Return no answers."""
        return {}

    @property
    def goes_unasked(self) -> bool:
        """Return False: nothing is asked."""
        return False

    def greeting(self) -> Prompt:
        """Return the first words of the session."""
        return greeting_of(self._practice, self._config)

    def closing(self) -> Prompt:
        """Return the last words of a session that came to its end."""
        return closing_of(self._practice, self._config)

    def help(self) -> str:
        """Return the answer to "help"."""
        return playback_texts.HELP.format(title=self._practice.title.rstrip("."))

    def what_can_i_say(self) -> str:
        """Return the list of commands, as it is spoken."""
        return playback_texts.WHAT_CAN_I_SAY

    def conclude(self, verdict: Settled | Nothing | LetGo, turn: int) -> list[Remembered]:  # noqa: ARG002 - no question is open
        """Return nothing to remember."""
        return []

    def recalled(self, memories: Sequence[Memory]) -> bool:  # noqa: ARG002 - none are looked for
        """Return False: no memories are waited for."""
        return False

    def leave(self) -> list[Forget]:
        """Return nothing to delete."""
        return []

    def next(self, turn: int) -> tuple[list[Remembered], Lead | None]:  # noqa: ARG002 - as in a practice
        """Return the silence after what was spoken, or the next part; None at the end."""
        if self._spoken:
            self._spoken = False
            return [], TimedSilence(self._parts[self._now][1].step, self._window, told=False)
        self._now = self._following(self._now + 1)
        return [], self.again()

    def again(self) -> Lead | None:
        """Return the part that is, or was last, spoken; None at the end."""
        if not 0 <= self._now < len(self._parts):
            return None
        self._spoken = True
        return self._parts[self._now][1]

    def prepare(self) -> list[Prepare]:
        """Return the part that comes next, to be rendered ahead."""
        ahead = self._following(self._now + 1)
        if ahead >= len(self._parts) or self._parts[ahead][1].clips:
            return []
        part = self._parts[ahead][1]
        return [Prepare(part.sentences, part.pace, part.speaker)]

    def is_left_out(self, prompt: Prompt) -> bool:
        """Return whether these are the coach's words, and only the person's are spoken."""
        return self._only_mine and prompt.speaker != "you"

    def _skip(self) -> None:
        """Leave out what is left of this line; in the silence after its end, the next one."""
        between = self._now < 0 or not self._spoken
        last = self._now
        if between and self._is_over(self._now):
            last = self._following(self._now + 1)
        while not self._is_over(last):
            last += 1
        self._now, self._spoken = min(last, len(self._parts) - 1), False

    def _back(self) -> None:
        """Stand before the line that came before this one, or before the first."""
        first = self._first_of(max(0, self._now))
        earlier = first - 1
        while earlier >= 0 and self.is_left_out(self._parts[earlier][1]):
            earlier -= 1
        if earlier >= 0:
            first = self._first_of(earlier)
        self._now, self._spoken = first - 1, False

    def _choose(self, *, only_mine: bool) -> Prompt:
        """Leave the coach's lines out from here on, or speak them again."""
        self._only_mine = only_mine
        said = playback_texts.ONLY_MINE if only_mine else playback_texts.BOTH
        return Prompt("adjusted", sentences(said))

    def _following(self, place: int) -> int:
        while place < len(self._parts) and self.is_left_out(self._parts[place][1]):
            place += 1
        return place

    def _first_of(self, place: int) -> int:
        """Return the first part of the line which a part belongs to."""
        while place > 0 and self._parts[place - 1][0] == self._parts[place][0]:
            place -= 1
        return place

    def _is_over(self, place: int) -> bool:
        """Return whether no part of the same line comes after this one."""
        if not 0 <= place < len(self._parts) - 1:
            return True
        return self._parts[place + 1][0] != self._parts[place][0]


def _say(text: str) -> Prompt:
    return Prompt("taken back", sentences(text))


def _parts_of(line: TranscriptLine) -> Iterator[Prompt]:
    """Yield a line as prompts of at most `MAX_WORDS` words, whole stretches each."""
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
