"""The simulated user: speaks in the simulator, and answers what is asked.

It observes the event stream and says the practice's examples. The recognizer really hears it.
"""

from collections.abc import Callable

from voice_coach.app.event_stream import EventRecord
from voice_coach.audio.player import Player, SoundSource, Track
from voice_coach.audio.sound import silence
from voice_coach.nlu.answers import choice
from voice_coach.practice.schema import Practice
from voice_coach.practice.steps import Ask, Repeat, every_question
from voice_coach.tts.base import Synthesizer, VoiceSettings

THINKING_SECONDS = 0.6
"""From the open recognizer to the first word."""

PAUSE_SECONDS = 1.0
"""Between two items of a list, or two sentences of a letter: each is recognized by itself."""

VOICE_SETTINGS = VoiceSettings(voice="gmw/en-us+f3", rate=150)
"""Not the coach's voice, so that the two can be told apart."""

DONE = "i'm done"
NOTHING_MORE = "nothing more"

_SEPARATORS = {"list": ", ", "letter": ". "}
"""Where an example is spoken with pauses, by what a question expects."""

Reply = Callable[[EventRecord], str | None]
"""Return what to say at a `listening` record; None for an example, or for nothing to a command."""

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

    A question asked in rounds gets one example after the other, then "nothing more". `number` is
    which of the `examples` to say; 0 is `example` itself. `reply` says something else, and
    commands. `said` has each step with its words, without what only ends an answer.
    """

    def __init__(
        self,
        practice: Practice,
        voice: Synthesizer,
        user_player: Player,
        reply: Reply = lambda _: None,
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
        self._reply = reply
        self._number = number
        self._voice = voice
        self._player = user_player

    def observe(self, event_record: EventRecord) -> None:
        """Answer a `listening` record aloud."""
        if event_record["event"] != "listening":
            return
        expects = str(event_record["expects"])
        if expects == "command":
            command = self._reply(event_record)
            if command is not None:
                self._say(command)
            return
        answer = self.answer(event_record)
        pieces = answer.split(_SEPARATORS[expects]) if expects in _SEPARATORS else [answer]
        self.said.append((str(event_record["step"]), " ".join(pieces)))
        if expects in _SEPARATORS and answer != NOTHING_MORE:
            pieces.append(DONE)
        self._say(*pieces)

    def answer(self, event_record: EventRecord) -> str:
        """Return the answer to a question; without a reply or an example, the first that fits."""
        reply = self._reply(event_record)
        if reply is not None:
            return reply
        choices = event_record.get("choices")
        answer = self._example(str(event_record["step"]))
        if isinstance(choices, list) and choices:
            fits = answer is not None and choice(answer, choices) is not None
            return answer if answer is not None and fits else str(choices[0])
        return answer or _ANYTHING[str(event_record["expects"])]

    def _example(self, name: str) -> str | None:
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
            before = PAUSE_SECONDS if number else THINKING_SECONDS
            self._player.play(Track(SoundSource(silence(before, rate))))
            self._player.play(
                Track(SoundSource(self._voice.render(piece, VOICE_SETTINGS).at(rate)))
            )


def _asked_in_rounds(practice: Practice) -> dict[str, int]:
    """Return the questions asked round after round, each with its place in the round."""
    return {
        step.name: place
        for loop in practice.steps
        if isinstance(loop, Repeat)
        for place, step in enumerate(step for step in loop.do if isinstance(step, Ask))
    }
