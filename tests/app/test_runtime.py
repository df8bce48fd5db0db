"""A stage on which one session follows another, as after the home menu."""

from queue import SimpleQueue

from voice_coach.app.runtime import FADING_OUT, DeviceStage
from voice_coach.audio.simulator import PacedSpeaker
from voice_coach.protocol.events import Ended, Interrupted, Spoke, Typed
from voice_coach.testing import ScriptedVoice
from voice_coach.tts.base import Manner
from voice_coach.tts.cache import CachedVoice


def test_what_happens_while_the_last_sound_fades_is_for_the_next_session() -> None:
    inbox: SimpleQueue[object] = SimpleQueue()
    with DeviceStage(
        inbox=inbox,
        voice=CachedVoice(ScriptedVoice([])),
        speaker=PacedSpeaker(16000, inbox.put, None),
        microphone=None,
        hearing=None,
        manner=Manner(),
    ) as stage:
        of_the_next = [Typed("walk"), Ended("keyboard"), Interrupted()]
        for event in (Spoke(3, completed=True), *of_the_next):
            inbox.put(event)

        stage._fade_out(FADING_OUT)

        assert [inbox.get_nowait() for _ in of_the_next] == of_the_next
        assert inbox.empty()
