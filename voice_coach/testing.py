"""Testing tools: scripted stand-ins for the engines, and a rehearsal of a session without any.

For our tests and for plugins. A script that does not fit fails at once, and `assert_complete` fails
where something scripted was not used. No pytest is needed, and numpy only for sound.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import structs

from voice_coach.dialogue.session import Session
from voice_coach.dialogue.states import AnyState, State
from voice_coach.dialogue.turn import BARGE_IN
from voice_coach.practice.schema import Practice, Step
from voice_coach.practice.steps import KINDS, every_question, naming_keys
from voice_coach.protocol import effects as fx
from voice_coach.protocol import events as ev

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voice_coach.audio.sound import Sound
    from voice_coach.tts.base import VoiceSettings


EVENING = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
"""When clocks and rehearsals begin by default, a Sunday."""

_Kind = TypeVar("_Kind")


def step(**fields: Any) -> Step:
    """Return a step with the keys of a practice file; `with` is called `data`."""
    (key,) = naming_keys(fields)
    return KINDS[key](**fields)


def practice_of(*steps: Step) -> Practice:
    """Return a practice of these steps; those without a name get one, as in a file."""
    named = (
        structs.replace(each, name=each.name or f"step-{number}")
        for number, each in enumerate(steps, start=1)
    )
    return Practice(name="tea", title="Tea", about="A cup of tea.", minutes=2, steps=tuple(named))


def sets_of(practice: Practice) -> int:
    """Return how many runs it takes to say every example of a practice."""
    return 1 + max((len(step.examples) for step in every_question(practice.steps)), default=0)


class FakeClock:
    """A clock that stands still until it is moved. Call it for the time, aware, in UTC."""

    def __init__(self, now: datetime = EVENING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the time it shows."""
        return self.now

    def advance(self, seconds: float) -> None:
        """Move it on by so many seconds."""
        self.now += timedelta(seconds=seconds)


class ScriptedSynthesizer:
    """A synthesizer that returns scripted sounds. See `voice_coach.tts.base.Synthesizer`.

    `script` has a sound, or an exception to raise, for each rendering; `asked` has each text that
    was rendered, with its settings.
    """

    name = "scripted"

    def __init__(
        self, script: Sequence["Sound | Exception"], names: tuple[str, ...] = ("scripted",)
    ) -> None:
        self.asked: list[tuple[str, VoiceSettings]] = []
        self.closed = False
        self._script = list(script)
        self._names = names

    def render(self, text: str, voice_settings: "VoiceSettings") -> "Sound":
        """Return the script's next sound, or raise its exception; AssertionError at its end."""
        self.asked.append((text, voice_settings))
        if not self._script:
            raise AssertionError(f"nothing is scripted for rendering number {len(self.asked)}")
        sound = self._script.pop(0)
        if isinstance(sound, Exception):
            raise sound
        return sound

    def voices(self) -> tuple[str, ...]:
        """Return the names it was given."""
        return self._names

    def close(self) -> None:
        """Note that it was closed."""
        self.closed = True

    def assert_complete(self) -> None:
        """Fail if something that was scripted was not asked for."""
        if self._script:
            raise AssertionError(f"{len(self._script)} renderings were not asked for")


class ScriptedRecognizer:
    """A recognizer that hears scripted words. See `voice_coach.stt.base.Recognizer`.

    `script` has, by turn, each `Heard`, heard at its `ended`, and exceptions, raised when all
    before them was heard. `rate` is in Hz; `opened` has the turns and the phrases it was told.
    """

    def __init__(
        self, script: Mapping[int, Sequence[ev.Heard | Exception]], rate: int = 16000
    ) -> None:
        self.opened: list[tuple[int, tuple[str, ...]]] = []
        self._script = {turn: list(heard) for turn, heard in script.items()}
        self._rate = rate
        self._frames = 0
        self._turn: int | None = None

    @property
    def is_open(self) -> bool:
        """Sound that is fed now is listened to."""
        return self._turn is not None

    def open(self, turn: int, phrases: Sequence[str] = ()) -> None:
        """Begin to listen for a turn."""
        self.opened.append((turn, tuple(phrases)))
        self._turn, self._frames = turn, 0

    def feed(self, block: "NDArray[np.int16]") -> list[ev.Event]:
        """Return what is heard by the end of this block, or raise the exception scripted here."""
        if self._turn is None:
            return []
        self._frames += len(block)
        seconds = self._frames / self._rate
        heard: list[ev.Event] = []
        script = self._script.get(self._turn, [])
        while script:
            due = script[0]
            if isinstance(due, Exception):
                if heard:
                    break  # with the next block: what was heard comes through first
                raise script.pop(0)  # type: ignore[misc]  # it is the exception looked at above
            if due.ended > seconds:
                break
            heard.append(due)
            script.pop(0)
        return [*heard, ev.AudioElapsed(self._turn, seconds)]

    def close(self) -> list[ev.Event]:
        """Stop listening; nothing is left unsettled."""
        self._turn = None
        return []

    def assert_complete(self) -> None:
        """Fail if something that was scripted was not heard."""
        if left := {turn: len(heard) for turn, heard in self._script.items() if heard}:
            raise AssertionError(f"not heard, by turn: {left}")


class Rehearsal:
    """A session on its own, to which the test is the world: no sound, no clock, no waiting.

    It keeps the time of the turn that is listened to, and refuses what could not happen, such as
    words while nothing listens. By default it is a Sunday evening, with nothing remembered;
    `patience` scales every silence that is waited for. `effects` is all it has asked for so far,
    and `remembered` what is found where all open memories of a kind are looked for.
    """

    def __init__(
        self, practice: Practice, config: ev.SessionConfig | None = None, *, patience: float = 1.0
    ) -> None:
        self._config = config or ev.SessionConfig(EVENING)
        self.session = Session(practice, self._config, patience=patience)
        self.remembered = self._config.memories
        self.effects: list[fx.Effect] = []
        self.listening: fx.Listen | None = None
        self._sounding: fx.Say | fx.Breathe | fx.Rest | None = None
        self._seconds = 0.0  # of the turn that is, or was last, listened to
        self._before = 0.0  # of what sounded, and of the turns before it

    # What has come of it.

    @property
    def state(self) -> AnyState:
        """The state of the session."""
        return self.session.state

    @property
    def turn(self) -> int:
        """The number of the latest turn."""
        return max((say.turn for say in self.effects if isinstance(say, _SOUNDS)), default=0)

    @property
    def said(self) -> list[str]:
        """The prompts spoken so far, each from the sentence it began with."""
        return [" ".join(say.sentences[say.first :]) for say in self.all(fx.Say)]

    @property
    def saved(self) -> list[fx.Save]:
        """The answers that were committed, in order; saving again replaces."""
        saved = {save.turn: save for save in self.all(fx.Save) if save.speaker == "you"}
        return list(saved.values())

    @property
    def minutes(self) -> float:
        """How long it has taken so far: speech by its words and pace, breath, silence, listening.

        Prompts that were cut off do not count.
        """
        return (self._before + self._seconds) / 60

    @property
    def kept(self) -> list[fx.Keep]:
        """The memories kept for later sessions."""
        return self.all(fx.Keep)

    @property
    def memories(self) -> tuple[ev.Memory, ...]:
        """The memories a next session finds: those it began with, as they are now, and the kept."""
        found = {memory.id: memory for memory in self._config.memories}
        for effect in self.effects:
            match effect:
                case fx.Keep():
                    number = 1 + max(found, default=0)
                    kept = (effect.kind, effect.text, self._config.now, dict(effect.data))
                    found[number] = ev.Memory(number, *kept, effect.status)
                case fx.Mark():
                    data = found[effect.memory].data | effect.data
                    found[effect.memory] = replace(
                        found[effect.memory],
                        status=effect.status,
                        data=data,
                        updated_at=self._config.now,
                    )
                case fx.Replace():
                    found |= {
                        memory.id: replace(memory, status="replaced")
                        for memory in self._config.memories
                        if (memory.kind, found[memory.id].status) == (effect.kind, "open")
                    }
        return tuple(found.values())

    @property
    def outcome(self) -> str | None:
        """The outcome of the session, if it has ended."""
        return next((end.outcome for end in self.all(fx.End)), None)

    def all(self, kind: type[_Kind]) -> list[_Kind]:
        """Return every effect of one kind so far."""
        return [effect for effect in self.effects if isinstance(effect, kind)]

    # What happens to it.

    def handle(self, event: ev.Event) -> list[fx.Effect]:
        """Let any event happen; return the effects of the session."""
        effects = self.session.handle(event)
        self.effects += effects
        for effect in effects:
            match effect:
                case fx.Say() | fx.Breathe() | fx.Rest():
                    self._sounding = effect
                case fx.Listen() if effect.turn != BARGE_IN:
                    self._before += self._seconds
                    self.listening, self._seconds = effect, 0.0
                case fx.Hush():
                    self._sounding = None
                case fx.Close():
                    self.listening = None
                case fx.Recall(kind=kind, words=()):
                    found = tuple(memory for memory in self.remembered if memory.kind == kind)
                    return [*effects, *self.handle(ev.Recalled(found))]
        return effects

    def begin(self) -> "Rehearsal":
        """Begin, and have the greeting spoken to its end."""
        self.handle(ev.Begin())
        return self.spoke()

    def spoke(self) -> "Rehearsal":
        """Bring what sounds (a prompt, a breath, a silence) to its end."""
        if self._sounding is None:
            raise AssertionError("nothing sounds")
        sound, self._sounding = self._sounding, None
        self._before += _seconds_of(sound)
        self.handle(ev.Spoke(sound.turn, completed=True))
        return self

    def until_heard(self) -> "Rehearsal":
        """Let prompts be spoken until the session listens."""
        while self.listening is None and self.state is not State.ENDED:
            self.spoke()
        return self

    def sentence(self, index: int) -> None:
        """Begin to sound sentence `index` of the prompt."""
        self.handle(ev.Sentence(self.turn, index))

    def cue(self, index: int) -> None:
        """Begin to sound cue `index` of the breathing."""
        self.handle(ev.Cued(self.turn, index))

    def hear(self, text: str, *, final: bool = True) -> None:
        """Hear `text` from now on, three words a second, as a final result if `final`."""
        if self.listening is None:
            raise AssertionError("the ear is closed")
        turn, started, spoken = self.listening.turn, self._seconds, text.split()
        times = [started + number / 3 for number in range(len(spoken) + 1)]
        words = [ev.Word(*word, 0.9) for word in zip(spoken, times, times[1:], strict=False)]
        self._seconds = times[-1]
        self.handle(ev.Heard(turn, text, final, tuple(words) if final else (), started, times[-1]))

    def silence(self, seconds: float, *, muted: bool = False) -> None:
        """Hear nothing for so many seconds, or until the session stops listening.

        With `muted` there is not even the noise of a microphone.
        """
        until = self._seconds + seconds
        while self.listening is not None and self._seconds < until:
            self._seconds = min(until, round(self._seconds + 0.1, 6))
            turn = self.listening.turn
            self.handle(ev.AudioElapsed(turn, self._seconds, muted=muted))

    def say(self, text: str) -> "Rehearsal":
        """Say something whole, and be silent until the session does something about it."""
        before, until = self.listening, self._seconds + _LONGEST
        self.hear(text)
        while self.listening is before and self._seconds < until:
            self.silence(0.1)
        return self

    def typed(self, text: str) -> "Rehearsal":
        """Type a line at the keyboard."""
        self.handle(ev.Typed(text))
        return self

    def command(self, name: str) -> "Rehearsal":
        """Give a command by a key."""
        self.handle(ev.Commanded(name))
        return self


def _seconds_of(sound: fx.Say | fx.Breathe | fx.Rest) -> float:
    match sound:
        case fx.Breathe():
            return sound.timeline.seconds
        case fx.Rest():
            return sound.seconds
        case fx.Say():
            pacing, spoken = fx.PACES[sound.pace], sound.sentences[sound.first :]
            words = sum(len(sentence.split()) for sentence in spoken)
            return words * 60 / pacing.rate + pacing.between * (len(spoken) - 1) + pacing.after


_SOUNDS = (fx.Say, fx.Breathe, fx.Rest)
_LONGEST = 15.0  # seconds that `say` is silent at most: longer than any patience

ScriptedVoice, ScriptedEar = ScriptedSynthesizer, ScriptedRecognizer
"""Their old names, kept for one version."""
