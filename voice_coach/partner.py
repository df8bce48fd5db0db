"""A synthetic person to talk to: stands in the virtual room and answers what is asked.

The demo and the tests need someone who speaks. The partner hears of an open question as any
observer does, thinks for a moment, and says the practice's own example with a voice of its own.
Nothing else is pretended: the ear really hears it.
"""

from voice_coach.audio.player import Player, SoundSource, Track
from voice_coach.audio.sound import silence
from voice_coach.session.practice import Practice
from voice_coach.session.script import every_step
from voice_coach.stream import Telling
from voice_coach.voice.port import Manner, Voice

THINKING = 0.6
"""Seconds between the open ear and the first word."""

MANNER = Manner(voice="gmw/en-us+f3", rate=150)
"""Not the coach's voice, so that the two can be told apart by ear."""

_ANYTHING = {"yes-no": "yes", "number": "five", "text": "yes", "list": "yes"}


class Partner:
    """Answers questions aloud.

    Args:
        practice: Whose examples to say.
        voice: Speaks the answers.
        mouth: Where the sound goes.
        answers: What to say instead of an example, by step name.
    """

    def __init__(
        self,
        practice: Practice,
        voice: Voice,
        mouth: Player,
        answers: dict[str, str] | None = None,
        manner: Manner = MANNER,
    ) -> None:
        self._answers = {
            step.name: step.example for step in every_step(practice.steps) if step.example
        } | (answers or {})
        self._voice = voice
        self._mouth = mouth
        self._manner = manner

    def observe(self, telling: Telling) -> None:
        """Take one line of the event stream."""
        if telling["event"] == "listening" and telling["expects"] != "command":
            self._say(self.answer(telling))

    def answer(self, telling: Telling) -> str:
        """What to say to a question: its example; where it has none, the first thing that fits."""
        choices = telling.get("choices")
        first = choices[0] if isinstance(choices, list) and choices else None
        anything = first or _ANYTHING[str(telling["expects"])]
        return self._answers.get(str(telling["step"]), anything)

    def _say(self, text: str) -> None:
        rate = self._mouth.rate
        self._mouth.play(Track(SoundSource(silence(THINKING, rate))))
        self._mouth.play(Track(SoundSource(self._voice.render(text, self._manner).at(rate))))
