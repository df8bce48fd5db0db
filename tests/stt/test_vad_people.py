"""Voice activity of people, who breathe, hesitate, and sit at their own microphones."""

import numpy as np
import pytest

from tests import people_recorded
from voice_coach.audio.sound import silence
from voice_coach.protocol.events import AudioElapsed
from voice_coach.stt.vad import gated
from voice_coach.testing import ScriptedRecognizer

pytestmark = pytest.mark.engine

RATE = 16000


def voiced(samples) -> list[tuple[float, float | None]]:
    """When something was fed, and when there last was a voice then, in seconds."""
    recognizer = gated(ScriptedRecognizer({}), RATE)
    recognizer.open(1)
    events = [e for at in range(0, len(samples), 320) for e in recognizer.feed(samples[at:][:320])]
    return [(e.seconds, e.voiced) for e in events if isinstance(e, AudioElapsed)]


@pytest.mark.parametrize("name", ["librispeech", "common-voice"])
def test_every_person_is_noticed_and_their_silence_too(name):
    quiet = silence(1.5, RATE).samples
    unheard = []
    for said in people_recorded.of(name):
        samples = said.sound.at(RATE).samples
        found = voiced(np.concatenate([samples, quiet]))
        end = len(samples) / RATE
        latest = found[-1][1] or 0.0
        if not end - 2.0 <= latest <= end + 0.5:
            unheard.append((said.id, end, latest))
    assert unheard == []
