"""A synthetic person to talk to: stands in the virtual room and answers what is asked.

The demo and the tests need someone who speaks. The partner hears of an open question as any
observer does, thinks for a moment, and says the practice's own example with a voice of its own.
Nothing else is pretended: the ear really hears it.
"""

from voice_coach.app.event_stream import EventRecord
from voice_coach.audio.player import Player, SoundSource, Track
from voice_coach.audio.sound import silence
from voice_coach.nlu.answers import choice
from voice_coach.practice.schema import Practice
from voice_coach.practice.steps import Ask, Repeat, every_question
from voice_coach.tts.base import Synthesizer, VoiceSettings

THINKING = 0.6
"""Seconds between the open ear and the first word."""


PAUSE = 1.0
"""Seconds between two things in a list, or two sentences of a letter: the ear takes each by
itself."""


VOICE_SETTINGS = VoiceSettings(voice="gmw/en-us+f3", rate=150)
"""Not the coach's voice, so that the two can be told apart by ear."""


DONE = "i'm done"


NOTHING_MORE = "nothing more"


_PIECES = {"list": ", ", "letter": ". "}
"""What stands in an example where the partner makes a pause."""


_ANYTHING = {
    "yes-no": "yes",
    "number": "five",
    "text": "yes",
    "list": "yes",
    "letter": "yes",
    "time": "tomorrow",
}


class SimulatedUser:
    """Answers questions aloud.

    A question that is asked round after round gets one example after the other, and "nothing more"
    after the last.

    Args:
        practice: Whose examples to say.
        voice: Speaks the answers.
        user_player: Where the sound goes.
        answers: What to say instead of an example, by step name.
        number: Which of the `examples` to say where there are so many; 0 is `example` itself.

    Attributes:
        said: What was said so far: each step with the words, without what only ends an answer.
    """

    def __init__(
        self,
        practice: Practice,
        voice: Synthesizer,
        user_player: Player,
        answers: dict[str, str] | None = None,
        voice_settings: VoiceSettings = VOICE_SETTINGS,
        *,
        number: int = 0,
    ) -> None:
        self.said: list[tuple[str, str]] = []
        self._examples = {
            step.name: step.all_examples()
            for step in every_question(practice.steps)
            if step.example is not None
        }
        self._rounds = _asked_in_rounds(practice)
        self._times: dict[str, int] = {}  # each question was asked
        self._answers = answers or {}
        self._number = number
        self._voice = voice
        self._player = user_player
        self._manner = voice_settings

    def observe(self, event_record: EventRecord) -> None:
        """Take one line of the event stream."""
        if event_record["event"] != "listening" or event_record["expects"] == "command":
            return
        expects, answer = str(event_record["expects"]), self.answer(event_record)
        pieces = answer.split(_PIECES[expects]) if expects in _PIECES else [answer]
        self.said.append((str(event_record["step"]), " ".join(pieces)))
        if expects in _PIECES and answer != NOTHING_MORE:
            pieces.append(DONE)
        self._say(*pieces)

    def answer(self, event_record: EventRecord) -> str:
        """What to say to a question: its example; where it has none, the first thing that fits."""
        name, choices = str(event_record["step"]), event_record.get("choices")
        answer = self._answers.get(name) or self._example(name)
        if isinstance(choices, list) and choices:
            fits = answer is not None and choice(answer, choices) is not None
            return answer if answer is not None and fits else str(choices[0])
        return answer or _ANYTHING[str(event_record["expects"])]

    def _example(self, name: str) -> str | None:
        """The example of this run, or of this round."""
        examples = self._examples.get(name)
        if examples is None:
            return None
        times = self._times[name] = self._times.get(name, -1) + 1
        index = self._number if self._number < len(examples) else 0
        if name not in self._rounds:
            return examples[index]
        index += times
        if index >= len(examples) and self._rounds[name] == 0:
            return NOTHING_MORE
        return examples[min(index, len(examples) - 1)]

    def _say(self, *pieces: str) -> None:
        rate = self._player.rate
        for number, piece in enumerate(pieces):
            before = PAUSE if number else THINKING
            self._player.play(Track(SoundSource(silence(before, rate))))
            self._player.play(Track(SoundSource(self._voice.render(piece, self._manner).at(rate))))


def sets_of(practice: Practice) -> int:
    """How many runs it takes to say every example of a practice."""
    return 1 + max((len(step.examples) for step in every_question(practice.steps)), default=0)


def _asked_in_rounds(practice: Practice) -> dict[str, int]:
    """The questions that are asked round after round, each with its place in the round."""
    return {
        step.name: place
        for loop in practice.steps
        if isinstance(loop, Repeat)
        for place, step in enumerate(step for step in loop.do if isinstance(step, Ask))
    }
