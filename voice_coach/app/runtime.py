"""The runtime: everything a session needs around it, put together once.

It runs one session after the other. The pump, with the devices or the simulator, drives each.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from types import FrameType
from typing import Self

from voice_coach.app.coach import Coach
from voice_coach.app.event_stream import EventRecord, EventStream
from voice_coach.app.journal_writer import JournalWriter
from voice_coach.app.keyboard import Keyboard
from voice_coach.app.pump import Pump, SimulatorPump
from voice_coach.audio.player import SoundSource, Track
from voice_coach.audio.recorder import AnswerRecorder
from voice_coach.audio.simulator import Recording, Simulator
from voice_coach.audio.sound import Sound
from voice_coach.dialogue.session import Session
from voice_coach.errors import CoachError
from voice_coach.journal.journal import Journal
from voice_coach.practice.library import fixed_sentences
from voice_coach.practice.schema import Practice
from voice_coach.protocol.events import Elsewhere, Failed, Interrupted, Replaced, SessionConfig
from voice_coach.stt.base import RecognizerWorker
from voice_coach.tts.base import VoiceSettings
from voice_coach.tts.cache import CachedSynthesizer
from voice_coach.tts.speaker import PromptSpeaker

FADE_OUT_SECONDS = 3.0
"""How long the last sound may take after the session has ended."""

INTERRUPTED_FADE_OUT_SECONDS = 0.3
"""The same where the session was interrupted: nothing is left then but the end of a tone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuntimeConfig:
    """The parts of a runtime beside its pump.

    Attributes:
        voice: Speaks the prompts; the runtime closes it.
        voice_settings: How it speaks at first.
        second_voice: The id of the voice for the person's own words; None: one is chosen.
        listener: The recognizer at work, which the runtime stops; None where answers are typed.
        recording: What is heard in place of a microphone.
        keyboard: Where somebody types, at a terminal.
        answer_recorder: Records the person's answers, where they want that.
        observers: Are given each record of the event stream.
        open_ear: Whether the recognizer hears commands while the coach speaks.
        judges_ends: Whether what is said decides how long a silence ends an answer.
        hears_itself: Whether it may hear the coach then.
    """

    voice: CachedSynthesizer
    voice_settings: VoiceSettings
    second_voice: str | None = None
    listener: RecognizerWorker | None = None
    recording: Recording | None = None
    keyboard: Keyboard | None = None
    answer_recorder: AnswerRecorder | None = None
    observers: tuple[Callable[[EventRecord], None], ...] = ()
    open_ear: bool = False
    judges_ends: bool = True
    hears_itself: bool = False
    elsewhere: Elsewhere | None = None


class Runtime:
    """Runs sessions. A context manager, which closes all it was given."""

    def __init__(self, pump: Pump, config: RuntimeConfig) -> None:
        self.pump = pump
        self.inbox = pump.inbox
        self.clock = pump.clock
        self.speaker = pump.speaker
        self.voice = config.voice
        self.listener = config.listener
        self.recording = config.recording
        self.keyboard = config.keyboard
        self.answer_recorder = config.answer_recorder
        self.stream = EventStream(pump.clock)
        self.stream.observers.extend(config.observers)
        self.prompt_speaker = PromptSpeaker(
            config.voice,
            pump.speaker.player,
            pump.inbox.put,
            pump.worker,
            config.voice_settings,
            second=config.second_voice,
            tells_time=config.listener is None,
        )
        self._report_failures()
        self._config = config
        self._elsewhere = config.elsewhere
        self._closing = ExitStack()
        self._closing.callback(self._close_voice)
        self._closing.callback(self.prompt_speaker.close)
        if config.listener is not None:
            self._closing.callback(config.listener.stop)
        self._closing.callback(pump.close)

    def _close_voice(self) -> None:
        self.voice.close()  # the one that speaks then

    def _report_failures(self) -> None:
        def post(error: CoachError) -> None:
            # Of a server the person hears; the natural voice's place is taken by one alike.
            kind = Replaced if error.code.startswith("wyoming.") else Failed
            self.inbox.put(kind("voice", error.code, error.message, error.command))

        self.voice.report_to(post)

    def change_voice(self, voice: CachedSynthesizer, voice_settings: VoiceSettings) -> None:
        """Speak with another voice from the next prompt on; the runtime closes it, too."""
        before, self.voice = self.voice, voice
        self._report_failures()
        self.prompt_speaker.change_voice(voice, voice_settings)
        before.close()

    @property
    def simulator(self) -> Simulator:
        """The simulator that sessions run in; raises TypeError if they run on devices."""
        if not isinstance(self.pump, SimulatorPump):
            raise TypeError("there is no simulator: sessions run on devices")
        return self.pump.simulator

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def on_close(self, callback: Callable[[], object]) -> None:
        """Call this, too, on closing; what came last goes first."""
        self._closing.callback(callback)

    def close(self) -> None:
        """Close everything."""
        self._closing.close()

    def run(
        self,
        practice: Practice,
        journal: Journal,
        session_id: str,
        config: SessionConfig,
        patience: float = 1.0,
        *,
        remembered: Journal | None = None,
        remember: Callable[[int, float], None] | None = None,
    ) -> tuple[Session, Coach]:
        """Run a whole session, whose row is committed; return when it is over.

        `patience` is a factor for all silences that end an answer. `remembered` is the journal of
        what is remembered, where `journal` keeps nothing. `remember` takes the rate and the volume
        a person has asked for, to keep them.
        """
        self.voice.allow(partial(fixed_sentences, practice))
        voice_settings = self.prompt_speaker.voice_settings
        config = replace(
            config,
            rate=voice_settings.rate,
            volume=voice_settings.volume,
            can_type=self.keyboard is not None and self.listener is not None,
            open_ear=self._config.open_ear,
            judges_ends=self._config.judges_ends,
            hears_itself=self._config.hears_itself,
            elsewhere=self._elsewhere,
        )
        if self._elsewhere is not None:
            self._elsewhere = Elsewhere(self._elsewhere.truth)  # announced once
        session = Session(practice, config, patience=patience)
        coach = Coach(
            session,
            JournalWriter(journal, session_id, self.clock, remembered),
            self.prompt_speaker,
            self.listener,
            self.stream,
            tail=self.pump.tail,
            remember=remember,
            answer_recorder=self.answer_recorder,
        )
        with self._interruptible(), self.keyboard or nullcontext():
            coach.begin(practice.name, resumed=config.resume is not None)
            self.pump.run(coach)
            interrupted = coach.outcome == "interrupted"
            seconds = INTERRUPTED_FADE_OUT_SECONDS if interrupted else FADE_OUT_SECONDS
            self.pump.fade_out(self.prompt_speaker, seconds)
        return session, coach

    def play(self, sound: Sound) -> None:
        """Play a sound, at whatever rate, to its end. Nothing is listened to meanwhile."""
        player = self.speaker.player
        player.play(Track(SoundSource(sound.at(player.rate))))
        self.pump.fade_out(self.prompt_speaker, sound.seconds + FADE_OUT_SECONDS)

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        """Ctrl-C and the like end the session with everything saved; a second one ends at once."""

        def interrupt(number: int, _: FrameType | None) -> None:
            at_once = signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
            signal.signal(number, at_once)
            if self.keyboard is not None:
                self.keyboard.give_back()
            self.inbox.put(Interrupted())

        names = ("SIGINT", "SIGTERM", "SIGHUP")
        numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
        before = {number: signal.signal(number, interrupt) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
