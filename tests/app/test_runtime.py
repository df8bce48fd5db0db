"""A runtime in which one session follows another, as after the home menu."""

from queue import SimpleQueue

from voice_coach.app.pump import DevicePump
from voice_coach.app.runtime import FADE_OUT_SECONDS, Runtime, RuntimeConfig
from voice_coach.audio.simulator import PacedSpeaker
from voice_coach.protocol.events import Ended, Interrupted, Spoke, Typed
from voice_coach.testing import ScriptedSynthesizer
from voice_coach.tts.base import VoiceSettings
from voice_coach.tts.cache import CachedSynthesizer


def test_what_happens_while_the_last_sound_fades_is_for_the_next_session() -> None:
    inbox: SimpleQueue[object] = SimpleQueue()
    pump = DevicePump(inbox, PacedSpeaker(16000, inbox.put, None))
    voice = CachedSynthesizer(ScriptedSynthesizer([]))
    with Runtime(pump, RuntimeConfig(voice=voice, voice_settings=VoiceSettings())) as runtime:
        of_the_next = [Typed("walk"), Ended("keyboard"), Interrupted()]
        for event in (Spoke(3, completed=True), *of_the_next):
            inbox.put(event)

        pump.fade_out(runtime.prompt_speaker, FADE_OUT_SECONDS)

        assert [inbox.get_nowait() for _ in of_the_next] == of_the_next
        assert inbox.empty()
