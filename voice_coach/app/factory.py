"""Puts a stage together out of the settings: which voice, which ear, which devices.

The voice's child process is started first of all, and the speech model loads in the ear's own
thread, so that the first word is spoken while the rest is still getting ready.
"""

import sys
from contextlib import nullcontext, suppress
from queue import SimpleQueue

from msgspec import structs

from voice_coach.app.event_stream import InputGate
from voice_coach.app.keyboard import TypedAnswers, open_keyboard
from voice_coach.app.runtime import (
    DeviceRuntime,
    Runtime,
    SharedParts,
    SimulatedRuntime,
    wall_clock,
)
from voice_coach.app.simulated_user import SimulatedUser
from voice_coach.audio.recorder import AnswerRecorder
from voice_coach.audio.simulator import (
    FileMicrophone,
    PacedSpeaker,
    Recorder,
    Recording,
    Simulator,
    start_monitor,
)
from voice_coach.audio.sound import BlockCallback, WavWriter
from voice_coach.audio.streams import Microphone, Speaker
from voice_coach.errors import CoachError
from voice_coach.practice.schema import Practice
from voice_coach.settings import Home, Settings
from voice_coach.stt.base import Recognizer, RecognizerWorker, make_recognizer
from voice_coach.stt.listener import (
    InlineListener,
    Listener,
    RecordingRecognizer,
    TappedWorker,
)
from voice_coach.stt.models import SpeechModel, check_language, demo_model, find_model
from voice_coach.stt.vad import gated
from voice_coach.tts.base import VoiceSettings, make_synthesizer
from voice_coach.tts.cache import CachedSynthesizer

CACHE_BYTES = 8 * 1024 * 1024
"""Three minutes of speech: the prompts that come again, and those rendered ahead."""


SIMULATOR_RATE = 16000
"""Hz. What the recogniser works at, so that nothing is converted on the way to it."""


NONE = "none"


def start_synthesizer(settings: Settings) -> CachedSynthesizer:
    """The voice, whose engine gets ready while the rest of the program does."""
    voice = make_synthesizer(settings.voice_engine)
    start = getattr(voice, "start", None)
    if start is not None:
        start()
    return CachedSynthesizer(voice, CACHE_BYTES)


def model_of(settings: Settings, home: Home) -> SpeechModel:
    """The speech model to hear practices with.

    Raises:
        CoachError: The one that was asked for is not there, or for another language.
    """
    found = find_model(settings.model, home.models, settings.language)
    return check_language(found, settings.language)


def open_runtime(
    settings: Settings,
    home: Home,
    *,
    keyboard: bool,
    may_type: bool = False,
    shared: SharedParts | None = None,
) -> Runtime:
    """A stage for a person; one of several, where something is `shared`.

    Where there is nothing to listen with, commands are typed if they `may_type`.

    Two files, or a file of typed answers without a speaker, need no device and no waiting: they
    meet in the virtual room.

    Raises:
        CoachError: A device, a recording or the speech model cannot be had.
    """
    voice = start_synthesizer(settings)
    try:
        with suppress(CoachError) if may_type and not keyboard else nullcontext():
            return _open_runtime(settings, home, voice, keyboard=keyboard, shared=shared)
        return _open_runtime(settings, home, voice, keyboard=True, shared=shared)
    except BaseException:
        voice.close()
        raise


def _open_runtime(
    settings: Settings,
    home: Home,
    voice: CachedSynthesizer,
    *,
    keyboard: bool,
    shared: SharedParts | None,
) -> Runtime:
    inbox: SimpleQueue[object] = SimpleQueue() if shared is None else shared.inbox
    tap = shared.tap if shared is not None else None
    answer_recorder = AnswerRecorder(inbox.put) if settings.recordings and shared is None else None
    from_file = _is_wav(settings.microphone) and not keyboard
    silent = settings.speaker == NONE or _is_wav(settings.speaker)
    scripted = keyboard and not sys.stdin.isatty()
    if silent and (from_file or scripted):
        runtime: Runtime = _open_simulator(
            settings,
            home,
            voice,
            inbox,
            from_file=from_file,
            tap=tap,
            answer_recorder=answer_recorder,
        )
    else:
        runtime = _open_devices(
            settings,
            home,
            voice,
            inbox,
            keyboard=keyboard,
            tap=tap,
            answer_recorder=answer_recorder,
        )
    runtime.answer_recorder = answer_recorder
    runtime.prompt_speaker.second = settings.replay_voice or None
    if shared is not None and shared.reads_on(runtime):
        return runtime
    if scripted:
        typed = TypedAnswers(inbox.put)
        runtime.stream.observers.append(typed.observe)
        if shared is not None:
            shared.typed = typed
    elif isinstance(runtime, DeviceRuntime):
        runtime.keyboard = open_keyboard(inbox.put, alone=keyboard)
        if runtime.keyboard is not None:
            runtime.stream.observers.append(runtime.keyboard.observe)
        if shared is not None:
            shared.keyboard = runtime.keyboard
    return runtime


def _open_simulator(
    settings: Settings,
    home: Home,
    voice: CachedSynthesizer,
    inbox: SimpleQueue[object],
    *,
    from_file: bool,
    tap: BlockCallback | None,
    answer_recorder: AnswerRecorder | None,
) -> SimulatedRuntime:
    """A room with a recording in it, or with nobody, where answers are typed."""
    simulator = Simulator(rate=SIMULATOR_RATE, post=inbox.put, begins=wall_clock())
    listener: InlineListener | None = None
    turn: InputGate | None = None
    recording: Recording | None = None
    if from_file and settings.microphone is not None:
        recognizer = _recognizer(
            settings, model_of(settings, home), SIMULATOR_RATE, answer_recorder
        )
        listener = InlineListener(recognizer, inbox.put)
        turn = InputGate(listener)
        recording = Recording(settings.microphone, SIMULATOR_RATE, turn.is_open, inbox.put)
        simulator.sources.append(recording)
    runtime = SimulatedRuntime(
        inbox=inbox,
        voice=voice,
        simulator=simulator,
        listener=TappedWorker(listener, tap)
        if listener is not None and tap is not None
        else listener,
        voice_settings=voice_settings_of(settings),
    )
    runtime.recording = recording
    if turn is not None:
        runtime.stream.observers.append(turn.observe)
    if settings.speaker is not None and _is_wav(settings.speaker):
        _record(runtime, settings.speaker)
    return runtime


def _open_devices(
    settings: Settings,
    home: Home,
    voice: CachedSynthesizer,
    inbox: SimpleQueue[object],
    *,
    keyboard: bool,
    tap: BlockCallback | None,
    answer_recorder: AnswerRecorder | None,
) -> DeviceRuntime:
    """Real devices; a file or nothing may stand in for one of them."""
    microphone, listener, turn = None, None, None
    speaker: Speaker | None = None
    if not keyboard:
        model = model_of(settings, home)
        if settings.interrupt == "echo" and not _is_wav(settings.microphone):
            speaker = _open_speaker(settings, inbox)
        microphone, listener, turn = _open_recognizer(
            settings, model, inbox, speaker, answer_recorder
        )
    runtime = DeviceRuntime(
        inbox=inbox,
        voice=voice,
        speaker=speaker or _open_speaker(settings, inbox),
        microphone=microphone,
        listener=TappedWorker(listener, tap)
        if listener is not None and tap is not None
        else listener,
        voice_settings=voice_settings_of(settings),
    )
    if turn is not None:
        runtime.stream.observers.append(turn.observe)
    elif listener is not None:  # a recording plays only while an answer is waited for
        runtime.open_ear = settings.interrupt != "no"
        runtime.hears_itself = settings.interrupt == "echo"
    return runtime


def _open_recognizer(
    settings: Settings,
    model: SpeechModel,
    inbox: SimpleQueue[object],
    speaker: Speaker | None,
    answer_recorder: AnswerRecorder | None,
) -> tuple[Microphone, RecognizerWorker, InputGate | None]:
    """The microphone, and the ear that loads its model while the greeting is spoken.

    It does not hear `speaker`, where one is given. Where a recording stands in for the microphone,
    also what tells it when to play.
    """
    if settings.microphone is not None and _is_wav(settings.microphone):
        listener = Listener(
            lambda: _recognizer(settings, model, SIMULATOR_RATE, answer_recorder), inbox.put
        )
        turn = InputGate(listener)
        recording = Recording(settings.microphone, SIMULATOR_RATE, turn.is_open, inbox.put)
        return FileMicrophone(recording, inbox.put), listener, turn
    from voice_coach.audio.portaudio import DeviceMicrophone  # noqa: PLC0415 - needs PortAudio

    microphone: Microphone = DeviceMicrophone(_device(settings.microphone), inbox.put)
    if speaker is not None:
        from voice_coach.audio.echo import EchoFreeMicrophone  # noqa: PLC0415 - where asked for

        microphone = EchoFreeMicrophone(microphone, speaker.player)
    recognizer = Listener(
        lambda: _recognizer(settings, model, microphone.rate, answer_recorder), inbox.put
    )
    return microphone, recognizer, None


def _open_speaker(settings: Settings, inbox: SimpleQueue[object]) -> Speaker:
    if settings.speaker == NONE:
        return PacedSpeaker(SIMULATOR_RATE, inbox.put, None)
    if settings.speaker is not None and _is_wav(settings.speaker):
        return PacedSpeaker(SIMULATOR_RATE, inbox.put, WavWriter(settings.speaker, SIMULATOR_RATE))
    from voice_coach.audio.portaudio import DeviceSpeaker  # noqa: PLC0415 - needs PortAudio

    return DeviceSpeaker(_device(settings.speaker), inbox.put, settings.latency)


def demo_recognizer_model(settings: Settings, home: Home) -> SpeechModel:
    """The model a synthetic person is heard with: the demo model, unless another is asked for.

    It understands synthetic voices best; a person's own model is for the person.

    Raises:
        CoachError: The one that was asked for is not there.
    """
    return demo_model() if settings.model is None else model_of(settings, home)


def open_demo(
    settings: Settings, home: Home, practice: Practice, *, real_time: bool, examples: int = 0
) -> SimulatedRuntime:
    """A virtual room with a synthetic person in it, who answers with the practice's examples.

    `examples` says with which ones: see `SimulatedUser`.

    Raises:
        CoachError: The speech model that was asked for cannot be had.
    """
    voice = start_synthesizer(settings)
    inbox: SimpleQueue[object] = SimpleQueue()
    simulator = Simulator(rate=SIMULATOR_RATE, post=inbox.put, begins=wall_clock())
    answer_recorder = AnswerRecorder(inbox.put) if settings.recordings else None
    recognizer = _recognizer(
        settings, demo_recognizer_model(settings, home), SIMULATOR_RATE, answer_recorder
    )
    listener = InlineListener(recognizer, inbox.put)
    runtime = SimulatedRuntime(
        inbox=inbox,
        voice=voice,
        simulator=simulator,
        listener=listener,
        voice_settings=voice_settings_of(settings),
        real_time=real_time,
    )
    runtime.answer_recorder = answer_recorder
    simulated_user = SimulatedUser(practice, voice, simulator.user_player, number=examples)
    runtime.stream.observers.append(simulated_user.observe)
    _listen_in(runtime, settings, real_time=real_time)
    return runtime


def _listen_in(runtime: SimulatedRuntime, settings: Settings, *, real_time: bool) -> None:
    """Make a demo heard: into a file, or through a speaker where there is one."""
    if settings.speaker is not None and _is_wav(settings.speaker):
        _record(runtime, settings.speaker)
    elif real_time and settings.speaker != NONE:
        try:
            # Nobody answers it, so it may be late, and need not break up on a busy machine.
            speaker = _open_speaker(structs.replace(settings, latency=0.3), SimpleQueue())
        except CoachError:
            if settings.speaker is not None:
                raise
            return  # nobody asked for it: a demo needs no sound device
        runtime.on_close(speaker.close)
        runtime.simulator.monitors.append(start_monitor(SIMULATOR_RATE, speaker).put)


def _record(runtime: SimulatedRuntime, path: str) -> None:
    """Write what can be heard in the room to a file. If that fails, the session goes on without."""
    recorder = Recorder(WavWriter(path, SIMULATOR_RATE), runtime.inbox.put)
    runtime.simulator.monitors.append(recorder.write)
    runtime.on_close(recorder.close)


def voice_settings_of(settings: Settings) -> VoiceSettings:
    """How the coach speaks."""
    return VoiceSettings(settings.voice, settings.rate, settings.volume)


def _recognizer(
    settings: Settings, model: SpeechModel, rate: int, answer_recorder: AnswerRecorder | None = None
) -> Recognizer:
    recognizer = gated(make_recognizer(settings.ear_engine, model, rate), rate)
    return (
        recognizer
        if answer_recorder is None
        else RecordingRecognizer(recognizer, answer_recorder, rate)
    )


def _is_wav(device: str | None) -> bool:
    return device is not None and device.lower().endswith(".wav")


def _device(name: str | None) -> str | int | None:
    return int(name) if name is not None and name.isdecimal() else name
