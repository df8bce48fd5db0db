"""Puts a stage together out of the settings: which voice, which ear, which devices.

The voice's child process is started first of all, and the speech model loads in the ear's own
thread, so that the first word is spoken while the rest is still getting ready.
"""

import sys
from contextlib import nullcontext, suppress
from pathlib import Path
from queue import SimpleQueue

from msgspec import structs

from voice_coach.app.event_stream import Waiting
from voice_coach.app.keyboard import TypedAnswers, let_type
from voice_coach.app.runtime import DeviceStage, RoomStage, Shared, Stage, wall_clock
from voice_coach.app.simulated_user import Partner
from voice_coach.audio.recorder import Tape
from voice_coach.audio.simulator import (
    FileMicrophone,
    PacedSpeaker,
    Recorder,
    Recording,
    Room,
    listen_in,
)
from voice_coach.audio.sound import WavWriter
from voice_coach.audio.streams import Microphone, Speaker
from voice_coach.errors import CoachError
from voice_coach.practice.schema import Practice
from voice_coach.settings import Settings
from voice_coach.stt.base import Ear, Hearing, make_ear
from voice_coach.stt.listener import InlineListener, KeptEar, Listener, Tap, Tapped
from voice_coach.stt.models import SpeechModel, check_language, demo_model, find_model
from voice_coach.stt.vad import attentive
from voice_coach.tts.base import Manner, make_voice
from voice_coach.tts.cache import CachedVoice

CACHE_BYTES = 8 * 1024 * 1024
"""Three minutes of speech: the prompts that come again, and those rendered ahead."""


ROOM_RATE = 16000
"""Hz. What the recogniser works at, so that nothing is converted on the way to it."""


NONE = "none"


def start_voice(settings: Settings) -> CachedVoice:
    """The voice, whose engine gets ready while the rest of the program does."""
    voice = make_voice(settings.voice_engine)
    start = getattr(voice, "start", None)
    if start is not None:
        start()
    return CachedVoice(voice, CACHE_BYTES)


def model_of(settings: Settings, home: Path) -> SpeechModel:
    """The speech model to hear practices with.

    Raises:
        CoachError: The one that was asked for is not there, or for another language.
    """
    found = find_model(settings.model, home / "models", settings.language)
    return check_language(found, settings.language)


def open_stage(
    settings: Settings,
    home: Path,
    *,
    keyboard: bool,
    may_type: bool = False,
    shared: Shared | None = None,
) -> Stage:
    """A stage for a person; one of several, where something is `shared`.

    Where there is nothing to listen with, commands are typed if they `may_type`.

    Two files, or a file of typed answers without a speaker, need no device and no waiting: they
    meet in the virtual room.

    Raises:
        CoachError: A device, a recording or the speech model cannot be had.
    """
    voice = start_voice(settings)
    try:
        with suppress(CoachError) if may_type and not keyboard else nullcontext():
            return _open_stage(settings, home, voice, keyboard=keyboard, shared=shared)
        return _open_stage(settings, home, voice, keyboard=True, shared=shared)
    except BaseException:
        voice.close()
        raise


def _open_stage(
    settings: Settings, home: Path, voice: CachedVoice, *, keyboard: bool, shared: Shared | None
) -> Stage:
    inbox: SimpleQueue[object] = SimpleQueue() if shared is None else shared.inbox
    tap = shared.tap if shared is not None else None
    tape = Tape(inbox.put) if settings.recordings and shared is None else None
    from_file = _is_wav(settings.microphone) and not keyboard
    silent = settings.speaker == NONE or _is_wav(settings.speaker)
    scripted = keyboard and not sys.stdin.isatty()
    if silent and (from_file or scripted):
        stage: Stage = _open_room(
            settings, home, voice, inbox, from_file=from_file, tap=tap, tape=tape
        )
    else:
        stage = _open_devices(settings, home, voice, inbox, keyboard=keyboard, tap=tap, tape=tape)
    stage.tape = tape
    stage.prompter.second = settings.replay_voice or None
    if shared is not None and shared.reads_on(stage):
        return stage
    if scripted:
        typed = TypedAnswers(inbox.put)
        stage.stream.observers.append(typed.observe)
        if shared is not None:
            shared.typed = typed
    elif isinstance(stage, DeviceStage):
        stage.typing = let_type(stage.stream, inbox.put, alone=keyboard)
        if shared is not None:
            shared.typing = stage.typing
    return stage


def _open_room(
    settings: Settings,
    home: Path,
    voice: CachedVoice,
    inbox: SimpleQueue[object],
    *,
    from_file: bool,
    tap: Tap | None,
    tape: Tape | None,
) -> RoomStage:
    """A room with a recording in it, or with nobody, where answers are typed."""
    room = Room(rate=ROOM_RATE, post=inbox.put, begins=wall_clock())
    hearing: InlineListener | None = None
    turn: Waiting | None = None
    recording: Recording | None = None
    if from_file and settings.microphone is not None:
        ear = _ear(settings, model_of(settings, home), ROOM_RATE, tape)
        hearing = InlineListener(ear, inbox.put)
        turn = Waiting(hearing)
        recording = Recording(settings.microphone, ROOM_RATE, turn.is_open, inbox.put)
        room.voices.append(recording)
    stage = RoomStage(
        inbox=inbox,
        voice=voice,
        room=room,
        hearing=Tapped(hearing, tap) if hearing is not None and tap is not None else hearing,
        manner=manner_of(settings),
    )
    stage.recording = recording
    if turn is not None:
        stage.stream.observers.append(turn.observe)
    if settings.speaker is not None and _is_wav(settings.speaker):
        _record(stage, settings.speaker)
    return stage


def _open_devices(
    settings: Settings,
    home: Path,
    voice: CachedVoice,
    inbox: SimpleQueue[object],
    *,
    keyboard: bool,
    tap: Tap | None,
    tape: Tape | None,
) -> DeviceStage:
    """Real devices; a file or nothing may stand in for one of them."""
    microphone, hearing, turn = None, None, None
    speaker: Speaker | None = None
    if not keyboard:
        model = model_of(settings, home)
        if settings.interrupt == "echo" and not _is_wav(settings.microphone):
            speaker = _open_speaker(settings, inbox)
        microphone, hearing, turn = _open_ear(settings, model, inbox, speaker, tape)
    stage = DeviceStage(
        inbox=inbox,
        voice=voice,
        speaker=speaker or _open_speaker(settings, inbox),
        microphone=microphone,
        hearing=Tapped(hearing, tap) if hearing is not None and tap is not None else hearing,
        manner=manner_of(settings),
    )
    if turn is not None:
        stage.stream.observers.append(turn.observe)
    elif hearing is not None:  # a recording plays only while an answer is waited for
        stage.open_ear = settings.interrupt != "no"
        stage.hears_itself = settings.interrupt == "echo"
    return stage


def _open_ear(
    settings: Settings,
    model: SpeechModel,
    inbox: SimpleQueue[object],
    speaker: Speaker | None,
    tape: Tape | None,
) -> tuple[Microphone, Hearing, Waiting | None]:
    """The microphone, and the ear that loads its model while the greeting is spoken.

    It does not hear `speaker`, where one is given. Where a recording stands in for the microphone,
    also what tells it when to play.
    """
    if settings.microphone is not None and _is_wav(settings.microphone):
        hearing = Listener(lambda: _ear(settings, model, ROOM_RATE, tape), inbox.put)
        turn = Waiting(hearing)
        recording = Recording(settings.microphone, ROOM_RATE, turn.is_open, inbox.put)
        return FileMicrophone(recording, inbox.put), hearing, turn
    from voice_coach.audio.portaudio import DeviceMicrophone  # noqa: PLC0415 - needs PortAudio

    microphone: Microphone = DeviceMicrophone(_device(settings.microphone), inbox.put)
    if speaker is not None:
        from voice_coach.audio.echo import EchoFreeMicrophone  # noqa: PLC0415 - where asked for

        microphone = EchoFreeMicrophone(microphone, speaker.player)
    ear = Listener(lambda: _ear(settings, model, microphone.rate, tape), inbox.put)
    return microphone, ear, None


def _open_speaker(settings: Settings, inbox: SimpleQueue[object]) -> Speaker:
    if settings.speaker == NONE:
        return PacedSpeaker(ROOM_RATE, inbox.put, None)
    if settings.speaker is not None and _is_wav(settings.speaker):
        return PacedSpeaker(ROOM_RATE, inbox.put, WavWriter(settings.speaker, ROOM_RATE))
    from voice_coach.audio.portaudio import DeviceSpeaker  # noqa: PLC0415 - needs PortAudio

    return DeviceSpeaker(_device(settings.speaker), inbox.put, settings.latency)


def demo_ear(settings: Settings, home: Path) -> SpeechModel:
    """The model a synthetic person is heard with: the demo model, unless another is asked for.

    It understands synthetic voices best; a person's own model is for the person.

    Raises:
        CoachError: The one that was asked for is not there.
    """
    return demo_model() if settings.model is None else model_of(settings, home)


def open_demo(
    settings: Settings, home: Path, practice: Practice, *, real_time: bool, examples: int = 0
) -> RoomStage:
    """A virtual room with a synthetic person in it, who answers with the practice's examples.

    `examples` says with which ones: see `Partner`.

    Raises:
        CoachError: The speech model that was asked for cannot be had.
    """
    voice = start_voice(settings)
    inbox: SimpleQueue[object] = SimpleQueue()
    room = Room(rate=ROOM_RATE, post=inbox.put, begins=wall_clock())
    tape = Tape(inbox.put) if settings.recordings else None
    ear = _ear(settings, demo_ear(settings, home), ROOM_RATE, tape)
    hearing = InlineListener(ear, inbox.put)
    stage = RoomStage(
        inbox=inbox,
        voice=voice,
        room=room,
        hearing=hearing,
        manner=manner_of(settings),
        real_time=real_time,
    )
    stage.tape = tape
    partner = Partner(practice, voice, room.mouth, number=examples)
    stage.stream.observers.append(partner.observe)
    _listen_in(stage, settings, real_time=real_time)
    return stage


def _listen_in(stage: RoomStage, settings: Settings, *, real_time: bool) -> None:
    """Make a demo heard: into a file, or through a speaker where there is one."""
    if settings.speaker is not None and _is_wav(settings.speaker):
        _record(stage, settings.speaker)
    elif real_time and settings.speaker != NONE:
        try:
            # Nobody answers it, so it may be late, and need not break up on a busy machine.
            speaker = _open_speaker(structs.replace(settings, latency=0.3), SimpleQueue())
        except CoachError:
            if settings.speaker is not None:
                raise
            return  # nobody asked for it: a demo needs no sound device
        stage.on_close(speaker.close)
        stage.room.monitors.append(listen_in(ROOM_RATE, speaker).put)


def _record(stage: RoomStage, path: str) -> None:
    """Write what can be heard in the room to a file. If that fails, the session goes on without."""
    recorder = Recorder(WavWriter(path, ROOM_RATE), stage.inbox.put)
    stage.room.monitors.append(recorder.write)
    stage.on_close(recorder.close)


def manner_of(settings: Settings) -> Manner:
    """How the coach speaks."""
    return Manner(settings.voice, settings.rate, settings.volume)


def _ear(settings: Settings, model: SpeechModel, rate: int, tape: Tape | None = None) -> Ear:
    ear = attentive(make_ear(settings.ear_engine, model, rate), rate)
    return ear if tape is None else KeptEar(ear, tape, rate)


def _is_wav(device: str | None) -> bool:
    return device is not None and device.lower().endswith(".wav")


def _device(name: str | None) -> str | int | None:
    return int(name) if name is not None and name.isdecimal() else name
