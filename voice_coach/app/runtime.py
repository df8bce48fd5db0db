"""A place to hold a session in: the voice, the ear, the sound, and the pump that drives them.

There are two. On the device stage real devices deliver sound in their own time and the coach waits
at its inbox. On the room stage the virtual room steps, twenty milliseconds at a time, in one
thread, as fast as the machine allows or at the pace of the wall clock. The coach cannot tell.

A device is tried on a stage of its own, and between two of them nothing may be lost: neither what
is typed, because only one can read a terminal, nor a Ctrl-C.
"""

import signal
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Self

from voice_coach.app.coach import Coach
from voice_coach.app.event_stream import EventStream
from voice_coach.app.journal_writer import JournalWriter
from voice_coach.app.keyboard import Keyboard, TypedAnswers
from voice_coach.audio.player import SoundSource, Track
from voice_coach.audio.recorder import AnswerRecorder
from voice_coach.audio.simulator import STOPPED_SECONDS, FileMicrophone, Recording, Simulator
from voice_coach.audio.sound import BlockCallback, Sound
from voice_coach.audio.streams import Microphone, Speaker
from voice_coach.dialogue.session import Session
from voice_coach.journal.journal import Journal
from voice_coach.practice.schema import Practice
from voice_coach.protocol.events import Interrupted, SessionConfig
from voice_coach.stt.base import RecognizerWorker
from voice_coach.tts.base import VoiceSettings
from voice_coach.tts.cache import CachedSynthesizer
from voice_coach.tts.speaker import BackgroundWorker, InlineWorker, PromptSpeaker, SynthesisWorker

STEP = 0.02
"""Seconds of one step of the room: the blocks a device delivers are as long."""


FADING_OUT = 3.0
"""Seconds the last sound may take after the session has ended."""


BREAKING_OFF = 0.3
"""Seconds of that where the session was interrupted: then nothing is left but an end of a tone."""


@dataclass(frozen=True, slots=True)
class _AllSounded:
    """Everything that was to sound has sounded."""


def wall_clock() -> datetime:
    """The time of day, aware, in UTC."""
    return datetime.now(UTC)


class SteadyClock:
    """A clock that never goes back, however the one behind it is set.

    Where that is set back, this one goes on from where it was, at the same pace: within a session
    what is later has a later time. Where it jumps ahead, as after a suspend, this one does, too.

    Args:
        clock: The one behind it; gives aware times.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._ahead = timedelta(0)
        self._latest = clock()

    def __call__(self) -> datetime:
        """The time, aware."""
        now = self._clock() + self._ahead
        if now < self._latest:
            self._ahead += self._latest - now
            now = self._latest
        self._latest = now
        return now


class Runtime(ABC):
    """What both stages have. Use as a context manager: it closes what it was given."""

    def __init__(
        self,
        *,
        inbox: SimpleQueue[object],
        clock: Callable[[], datetime],
        voice: CachedSynthesizer,
        speaker: Speaker,
        listener: RecognizerWorker | None,
        worker: SynthesisWorker,
        voice_settings: VoiceSettings,
    ) -> None:
        self.inbox = inbox
        self.clock = clock
        self.stream = EventStream(clock)
        self.voice = voice
        self.speaker = speaker
        self.listener = listener
        self.recording: Recording | None = None  # in place of a microphone
        self.keyboard: Keyboard | None = None  # at a terminal
        self.open_ear = False  # while the coach speaks, for commands
        self.hears_itself = False  # what the coach says may come back to that ear
        self.prompt_speaker = PromptSpeaker(
            voice, speaker.player, inbox.put, worker, voice_settings
        )
        self.remember: Callable[[int, float], None] | None = None  # see `Coach`
        self.answer_recorder: AnswerRecorder | None = None  # where the person's voice is kept
        self._closing = ExitStack()
        self._closing.callback(voice.close)
        self._closing.callback(self.prompt_speaker.close)
        if listener is not None:
            self._closing.callback(listener.stop)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def on_close(self, callback: Callable[[], object]) -> None:
        """Call this, too, when the stage closes; what came last goes first."""
        self._closing.callback(callback)

    def close(self) -> None:
        """Let everything go."""
        self._closing.close()

    def lead(
        self,
        practice: Practice,
        journal: Journal,
        session_id: str,
        config: SessionConfig,
        patience: float = 1.0,
        *,
        remembered: Journal | None = None,
    ) -> tuple[Session, Coach]:
        """Hold a whole session, whose row is committed, and come back when it is over.

        `remembered` is the journal that holds what is remembered, where `journal` is of nothing
        that is kept.
        """
        voice_settings = self.prompt_speaker.voice_settings
        config = replace(
            config,
            rate=voice_settings.rate,
            volume=voice_settings.volume,
            can_type=self.keyboard is not None and self.listener is not None,
            open_ear=self.open_ear,
            hears_itself=self.hears_itself,
        )
        session = Session(practice, config, patience=patience)
        coach = Coach(
            session,
            JournalWriter(journal, session_id, self.clock, remembered),
            self.prompt_speaker,
            self.listener,
            self.stream,
            tail=self.speaker.latency,
            remember=self.remember,
            answer_recorder=self.answer_recorder,
        )
        with self._interruptible(), self.keyboard or nullcontext():
            coach.begin(practice.name, resumed=config.resume is not None)
            self._pump(coach)
            self._fade_out(BREAKING_OFF if coach.outcome == "interrupted" else FADING_OUT)
        return session, coach

    def play(self, sound: Sound) -> None:
        """Play a sound, at whatever rate, to its end. Nothing is listened to meanwhile."""
        player = self.speaker.player
        player.play(Track(SoundSource(sound.at(player.rate))))
        self._fade_out(sound.seconds + FADING_OUT)

    @abstractmethod
    def _pump(self, coach: Coach) -> None:
        """Drive the coach until the session is over."""

    @abstractmethod
    def _fade_out(self, seconds: float) -> None:
        """Let the last sound be heard, if it takes no longer than this."""

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


class DeviceRuntime(Runtime):
    """Real devices, or files that stand in for one of them, in the time of the wall clock."""

    def __init__(
        self,
        *,
        inbox: SimpleQueue[object],
        voice: CachedSynthesizer,
        speaker: Speaker,
        microphone: Microphone | None,
        listener: RecognizerWorker | None,
        voice_settings: VoiceSettings,
    ) -> None:
        super().__init__(
            inbox=inbox,
            clock=SteadyClock(wall_clock),
            voice=voice,
            speaker=speaker,
            listener=listener,
            worker=BackgroundWorker(),
            voice_settings=voice_settings,
        )
        self.on_close(speaker.close)
        speaker.start()
        if isinstance(microphone, FileMicrophone):
            self.recording = microphone.recording
        if microphone is not None and listener is not None:
            self.on_close(microphone.close)
            microphone.start(listener.feed)

    def _pump(self, coach: Coach) -> None:
        while coach.outcome is None:
            coach.take(self.inbox.get())

    def _fade_out(self, seconds: float) -> None:
        self.prompt_speaker.then(_AllSounded(), after=self.speaker.latency)
        deadline = time.monotonic() + seconds
        meanwhile = []  # what concerns the next session on this stage, such as Ctrl-C
        with suppress(Empty):
            while (left := deadline - time.monotonic()) > 0:
                event = self.inbox.get(timeout=left)
                if isinstance(event, _AllSounded):
                    break
                if not hasattr(event, "turn"):
                    meanwhile.append(event)
        for event in meanwhile:
            self.inbox.put(event)


class SimulatedRuntime(Runtime):
    """The virtual room; `real_time` is at the wall clock's pace, else it is the machine's."""

    def __init__(
        self,
        *,
        inbox: SimpleQueue[object],
        voice: CachedSynthesizer,
        simulator: Simulator,
        listener: RecognizerWorker | None,
        voice_settings: VoiceSettings,
        real_time: bool = False,
    ) -> None:
        super().__init__(
            inbox=inbox,
            clock=simulator.now,
            voice=voice,
            speaker=simulator.speaker,
            listener=listener,
            worker=InlineWorker(),
            voice_settings=voice_settings,
        )
        self.simulator = simulator
        self._real_time = real_time
        self._config = time.monotonic()
        if listener is not None:
            simulator.on_block = listener.feed

    def _pump(self, coach: Coach) -> None:
        self._config = time.monotonic() - self.simulator.seconds
        while coach.outcome is None:
            while coach.outcome is None and not self.inbox.empty():
                coach.take(self.inbox.get())
            if coach.outcome is None:
                self._step(coach)

    def _step(self, coach: Coach) -> None:
        self.simulator.step(STEP)
        due = self._config + self.simulator.seconds
        late = time.monotonic() - due
        if late > STOPPED_SECONDS:
            self._config += late
        while self._real_time and coach.outcome is None and (left := due - time.monotonic()) > 0:
            with suppress(Empty):
                coach.take(self.inbox.get(timeout=left))

    def _fade_out(self, seconds: float) -> None:
        ends = self.simulator.seconds + seconds
        while not self.speaker.player.idle and self.simulator.seconds < ends:
            self.simulator.step(STEP)


@dataclass
class SharedParts:
    """What stages share that are opened one after the other, to try one device after the other.

    Attributes:
        inbox: Of all of them.
        tap: Takes every block a microphone delivers.
        keyboard: Who reads the terminal.
        typed: Who reads answers from a file or a pipe.
    """

    inbox: SimpleQueue[object]
    tap: BlockCallback
    keyboard: Keyboard | None = None
    typed: TypedAnswers | None = None

    def reads_on(self, runtime: Runtime) -> bool:
        """Let whoever typed on an earlier stage type on this one; whether there was somebody."""
        runtime.keyboard = self.keyboard
        for each in (self.keyboard, self.typed):
            if each is not None:
                runtime.stream.observers.append(each.observe)
        return self.keyboard is not None or self.typed is not None
