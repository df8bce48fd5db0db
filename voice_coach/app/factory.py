"""The factory: makes a runtime out of the settings, with its voice, recognizer and devices.

The synthesizer's process starts first and the speech model loads in the recognizer's thread, so
that the first word is spoken while the rest is still getting ready.
"""

import sys
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from queue import SimpleQueue

from msgspec import structs

from voice_coach.app.event_stream import InputGate
from voice_coach.app.keyboard import Keyboard, KeyboardEvent, TypedAnswers, open_keyboard
from voice_coach.app.pump import DevicePump, Pump, SimulatorPump
from voice_coach.app.runtime import Runtime, RuntimeConfig
from voice_coach.app.simulated_user import SimulatedUser
from voice_coach.audio.recorder import AnswerRecorder
from voice_coach.audio.simulator import (
    FileMicrophone,
    PacedSpeaker,
    Recording,
    SessionRecorder,
    Simulator,
    start_monitor,
)
from voice_coach.audio.sound import BlockCallback, WavWriter, is_recording, is_wav
from voice_coach.audio.streams import Microphone, Speaker
from voice_coach.errors import CoachError
from voice_coach.nlu.pronunciations import Pronunciations
from voice_coach.practice.library import fixed_texts, openings
from voice_coach.practice.schema import Practice
from voice_coach.protocol.inbox import Inbox
from voice_coach.settings import Home, Settings, wall_clock
from voice_coach.stt.base import Recognizer, RecognizerWorker
from voice_coach.stt.listener import (
    InlineListener,
    Listener,
    RecordingRecognizer,
    TappedWorker,
)
from voice_coach.stt.models import SpeechModel, check_language, find_model, shipped_model
from voice_coach.tts.base import Synthesizer, VoiceSettings, make_synthesizer
from voice_coach.tts.cache import CachedSynthesizer, PromptCache
from voice_coach.tts.coach_voice import CoachVoice
from voice_coach.wyoming.address import Address, is_satellite
from voice_coach.wyoming.satellite import Satellite, SatelliteMicrophone, SatelliteSpeaker
from voice_coach.wyoming.takeover import listening_recognizer, session_synthesizer
from voice_coach.wyoming.whereabouts import whereabouts

CACHE_BYTES = 8 * 1024 * 1024
"""Three minutes of speech: the prompts that come again, and those rendered ahead."""

SIMULATOR_RATE = 16000
"""Hz. What the recognizer works at, so that nothing is converted on the way to it."""

DEMO_LATENCY = 0.3
"""Seconds. Nobody answers a demo, so it may be late, and need not break up on a busy machine."""

NONE = "none"

ListenerWrapper = Callable[[RecognizerWorker, int], RecognizerWorker]
"""Takes the recognizer at work and the microphone's rate in Hz; returns what the sound goes to."""


def start_synthesizer(
    settings: Settings, home: Home, system: Synthesizer | None = None
) -> CachedSynthesizer:
    """Return the voice, whose engine gets ready while the rest of the program does.

    `system` is the system's voice, where somebody else speaks with it, too.
    """
    engine = session_synthesizer(settings, home, system)
    pronunciations = Pronunciations.load(home.pronunciations)
    voice = CoachVoice(engine, pronunciations, PromptCache(home.prompts))
    voice.allow(fixed_texts)
    voice.start()
    return CachedSynthesizer(voice, CACHE_BYTES)


def speak_openings(settings: Settings, home: Home) -> None:
    """Have the voice speak, unheard, what a session may begin with; what can be kept is kept.

    Raises `CoachError` if it cannot speak.
    """
    voice = start_synthesizer(settings, home)
    voice.allow(openings)
    try:
        for sentence in openings():
            voice.render(sentence, voice_settings_of(settings))
    finally:
        voice.close()


def model_of(settings: Settings, home: Home) -> SpeechModel:
    """Return the speech model to hear practices with.

    Raises `CoachError` if the one asked for is missing, or for another language.
    """
    found = find_model(settings.model, home.models, settings.language)
    return check_language(found, settings.language)


@dataclass
class SharedParts:
    """Parts shared by runtimes that are opened one after the other, to try devices.

    What is typed and a Ctrl-C are not lost in between. `tap` takes every block of a microphone, and
    `typed` is set once it was opened.
    """

    inbox: Inbox
    tap: BlockCallback
    post_typed: Callable[[KeyboardEvent], None]
    typed: "_Typed | None" = None


@dataclass(frozen=True, slots=True)
class _Typed:
    keyboard: Keyboard | None = None
    answers: TypedAnswers | None = None


@dataclass(frozen=True, slots=True)
class _Heard:
    """The parts that hear answers; all None where answers are typed.

    `microphone` is what the listener has beside the simulator, `recording` what is in its place.
    `speaker` is the loudspeaker whose sound is taken out of the microphone's.
    """

    listener: RecognizerWorker | None = None
    microphone: Microphone | None = None
    recording: Recording | None = None
    gate: InputGate | None = None
    speaker: Speaker | None = None


def open_runtime(
    settings: Settings,
    home: Home,
    *,
    keyboard: bool,
    may_type: bool = False,
    shared: SharedParts | None = None,
    wrap: ListenerWrapper | None = None,
) -> Runtime:
    """Open a runtime for a person; raises `CoachError` for what cannot be had.

    Two files, or a file of typed answers without a speaker, meet in the simulator and need no
    device. `keyboard` says whether answers are typed, and `may_type` whether commands are, where
    there is nothing to listen with. `wrap` stands between a microphone and its listener.
    """
    voice = start_synthesizer(settings, home)
    try:
        with suppress(CoachError) if may_type and not keyboard else nullcontext():
            return _open_runtime(settings, home, voice, shared, wrap, keyboard=keyboard)
        return _open_runtime(settings, home, voice, shared, wrap, keyboard=True)
    except BaseException:
        voice.close()
        raise


def _open_runtime(
    settings: Settings,
    home: Home,
    voice: CachedSynthesizer,
    shared: SharedParts | None,
    wrap: ListenerWrapper | None,
    *,
    keyboard: bool,
) -> Runtime:
    inbox: Inbox = SimpleQueue() if shared is None else shared.inbox
    parts = _Parts(settings, home, inbox, shared, wrap)
    from_file = is_recording(settings.microphone) and not keyboard
    silent = settings.speaker == NONE or is_wav(settings.speaker)
    scripted = keyboard and not sys.stdin.isatty()
    pump: Pump
    if silent and (from_file or scripted):
        simulator = Simulator(rate=SIMULATOR_RATE, post=parts.inbox.put, start_time=wall_clock())
        heard = parts.hear_in(simulator) if from_file else _Heard()
        pump = SimulatorPump(parts.inbox, simulator, heard.listener)
    else:
        heard = _Heard() if keyboard else parts.hear()
        speaker = heard.speaker or parts.open_speaker()
        pump = DevicePump(parts.inbox, speaker, heard.microphone, heard.listener)
    typed = parts.open_typed(
        scripted=scripted, alone=keyboard, at_devices=isinstance(pump, DevicePump)
    )
    observers = [each.observe for each in (heard.gate, typed.keyboard, typed.answers) if each]
    # A recording plays only while an answer is awaited, so nothing is said over the coach.
    open_ear = isinstance(pump, DevicePump) and heard.listener is not None and heard.gate is None
    config = RuntimeConfig(
        voice=voice,
        voice_settings=voice_settings_of(settings),
        second_voice=settings.replay_voice or None,
        listener=heard.listener,
        recording=heard.recording,
        keyboard=typed.keyboard,
        answer_recorder=parts.answer_recorder,
        observers=tuple(observers),
        open_ear=open_ear and settings.interrupt != "no",
        judges_ends=settings.patience_style == "adaptive",
        hears_itself=open_ear and settings.interrupt == "echo",
        elsewhere=whereabouts(settings),
    )
    runtime = Runtime(pump, config)
    if isinstance(pump, SimulatorPump) and is_wav(settings.speaker):
        _record(runtime, str(settings.speaker))
    return runtime


class _Parts:
    """The parts that post to one inbox."""

    def __init__(
        self,
        settings: Settings,
        home: Home,
        inbox: Inbox,
        shared: SharedParts | None = None,
        wrap: ListenerWrapper | None = None,
    ) -> None:
        self.inbox = inbox
        self._wrap = wrap
        self.answer_recorder = (
            AnswerRecorder(inbox.put) if settings.recordings and shared is None else None
        )
        self._settings = settings
        self._home = home
        self._shared = shared
        self._satellites: dict[Address, Satellite] = {}

    def open_typed(self, *, scripted: bool, alone: bool, at_devices: bool) -> _Typed:
        """Open what is typed, or take over what an earlier runtime has opened."""
        if self._shared is not None and self._shared.typed is not None:
            return self._shared.typed
        post = self.inbox.put if self._shared is None else self._shared.post_typed
        typed = _Typed()
        if scripted:
            typed = _Typed(answers=TypedAnswers(post))
        elif at_devices:
            typed = _Typed(open_keyboard(post, alone=alone))
        if self._shared is not None and typed != _Typed():
            self._shared.typed = typed
        return typed

    def open_speaker(self) -> Speaker:
        """Open the loudspeaker, or what stands in for it."""
        post, device = self.inbox.put, self._settings.speaker
        if device == NONE:
            return PacedSpeaker(SIMULATOR_RATE, post, None)
        if device is not None and is_satellite(device):
            return SatelliteSpeaker(self._satellite(device, "speaker"), post)
        if device is not None and is_wav(device):
            return PacedSpeaker(SIMULATOR_RATE, post, WavWriter(device, SIMULATOR_RATE))
        from voice_coach.audio.portaudio import DeviceSpeaker  # noqa: PLC0415 - needs PortAudio

        return DeviceSpeaker(_device(device), post, self._settings.latency)

    def recognizer(self, model: SpeechModel, rate: int) -> Recognizer:
        """Return a recognizer that hears with `model` at `rate` Hz."""
        recognizer = listening_recognizer(self._settings, model, rate, self.inbox.put)
        if self.answer_recorder is None:
            return recognizer
        return RecordingRecognizer(recognizer, self.answer_recorder, rate)

    def hear_in(self, simulator: Simulator) -> _Heard:
        """Play the recording in the simulator."""
        model = model_of(self._settings, self._home)
        listener = InlineListener(self.recognizer(model, SIMULATOR_RATE), self.inbox.put)
        gate, recording = self._open_recording(listener)
        simulator.sources.append(recording)
        return _Heard(self._tapped(listener), recording=recording, gate=gate)

    def hear(self) -> _Heard:
        """Open the microphone, and the recognizer, which loads while the greeting is spoken."""
        post, device = self.inbox.put, self._settings.microphone
        model = model_of(self._settings, self._home)
        if is_recording(device):
            listener = Listener(lambda: self.recognizer(model, SIMULATOR_RATE), post)
            gate, recording = self._open_recording(listener)
            from_file = FileMicrophone(recording, post)
            return _Heard(self._tapped(listener), from_file, recording, gate)
        if device is not None and is_satellite(device):
            room = SatelliteMicrophone(self._satellite(device, "microphone"), post)
            listener = Listener(lambda: self.recognizer(model, room.rate), post)
            return _Heard(self._wrapped(listener, room.rate), room)
        from voice_coach.audio.portaudio import DeviceMicrophone  # noqa: PLC0415 - needs PortAudio

        speaker = self.open_speaker() if self._settings.interrupt == "echo" else None
        microphone: Microphone = DeviceMicrophone(_device(device), post)
        if speaker is not None:
            from voice_coach.audio.echo import EchoFreeMicrophone  # noqa: PLC0415 - where asked for

            microphone = EchoFreeMicrophone(microphone, speaker.player)
        listener = Listener(lambda: self.recognizer(model, microphone.rate), post)
        return _Heard(self._wrapped(listener, microphone.rate), microphone, speaker=speaker)

    def _satellite(self, uri: str, part: str) -> Satellite:
        """Return the satellite at an address, one for both of its parts."""
        address = Address.parse(uri, part)
        if address not in self._satellites:
            allow_public = self._settings.allow_public
            self._satellites[address] = Satellite(
                address, self.inbox.put, allow_public=allow_public
            )
        return self._satellites[address]

    def _open_recording(self, listener: RecognizerWorker) -> tuple[InputGate, Recording]:
        gate = InputGate(listener)
        path = str(self._settings.microphone)
        return gate, Recording(path, SIMULATOR_RATE, gate.is_open, self.inbox.put)

    def _wrapped(self, listener: RecognizerWorker, rate: int) -> RecognizerWorker:
        """Return what a microphone's sound, at `rate` Hz, goes to."""
        worker = self._tapped(listener)
        return worker if self._wrap is None else self._wrap(worker, rate)

    def _tapped(self, listener: RecognizerWorker) -> RecognizerWorker:
        return listener if self._shared is None else TappedWorker(listener, self._shared.tap)


def demo_recognizer_model(settings: Settings, home: Home) -> SpeechModel:
    """Return the model that ships, for simulated users, unless another is asked for.

    It understands synthetic voices best. Raises `CoachError` if the one asked for is missing.
    """
    return shipped_model() if settings.model is None else model_of(settings, home)


def open_demo(
    settings: Settings, home: Home, practice: Practice, *, real_time: bool, examples: int = 0
) -> Runtime:
    """Open a simulator with a user in it, who answers with the examples of the practice.

    `real_time` is at the pace of the wall clock; for `examples` see `SimulatedUser`. Raises
    `CoachError` if the speech model that was asked for cannot be had.
    """
    system = make_synthesizer(home=home)
    voice = start_synthesizer(settings, home, system)
    parts = _Parts(settings, home, SimpleQueue())
    simulator = Simulator(rate=SIMULATOR_RATE, post=parts.inbox.put, start_time=wall_clock())
    recognizer = parts.recognizer(demo_recognizer_model(settings, home), SIMULATOR_RATE)
    listener = InlineListener(recognizer, parts.inbox.put)
    simulated_user = SimulatedUser(
        practice, CachedSynthesizer(system), simulator.user_player, number=examples
    )
    config = RuntimeConfig(
        voice=voice,
        voice_settings=voice_settings_of(settings),
        listener=listener,
        answer_recorder=parts.answer_recorder,
        observers=(simulated_user.observe,),
        elsewhere=whereabouts(settings),
    )
    runtime = Runtime(SimulatorPump(parts.inbox, simulator, listener, real_time=real_time), config)
    if is_wav(settings.speaker):
        _record(runtime, str(settings.speaker))
    elif real_time and settings.speaker != NONE:
        _monitor(runtime, settings, home)
    return runtime


def _monitor(runtime: Runtime, settings: Settings, home: Home) -> None:
    """Play a demo through a speaker, if there is one; raises `CoachError` for a missing device."""
    try:
        settings = structs.replace(settings, latency=DEMO_LATENCY)
        speaker = _Parts(settings, home, SimpleQueue()).open_speaker()
    except CoachError:
        if settings.speaker is not None:
            raise
        return
    runtime.on_close(speaker.close)
    runtime.simulator.monitors.append(start_monitor(SIMULATOR_RATE, speaker).put)


def _record(runtime: Runtime, path: str) -> None:
    """Write what sounds in the simulator to a file. If that fails, the session goes on without."""
    recorder = SessionRecorder(WavWriter(path, SIMULATOR_RATE), runtime.inbox.put)
    runtime.simulator.monitors.append(recorder.write)
    runtime.on_close(recorder.close)


def voice_settings_of(settings: Settings) -> VoiceSettings:
    """Return how the coach speaks."""
    return VoiceSettings(settings.voice, settings.rate, settings.volume)


def _device(name: str | None) -> str | int | None:
    return int(name) if name is not None and name.isdecimal() else name
