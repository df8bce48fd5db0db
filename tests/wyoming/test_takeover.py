"""What takes over from a server that does not answer, and that nothing said is lost."""

import time
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from typing import Any

import numpy as np
import pytest

from tests.stt.test_base_contract import fed
from tests.wyoming.conftest import RATE, Relay, finals
from voice_coach.protocol.events import AudioElapsed, Failed, Recovered, Replaced
from voice_coach.settings import Home, Settings
from voice_coach.stt.base import Recognizer
from voice_coach.stt.models import shipped_model
from voice_coach.tts.base import VoiceSettings
from voice_coach.wyoming import lookout
from voice_coach.wyoming.takeover import listening_recognizer, session_synthesizer

pytestmark = [pytest.mark.engine, pytest.mark.program]


@pytest.fixture
def inbox() -> SimpleQueue[Any]:
    return SimpleQueue()


@pytest.fixture
def listening(
    cable: Relay, inbox: SimpleQueue[Any], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Recognizer]]:
    """Makes recognizers of a session with a server behind the cable."""
    monkeypatch.setattr(lookout, "RETRY_SECONDS", 0.2)
    made: list[Any] = []

    def make(*, fallback: bool = True) -> Recognizer:
        settings = Settings(ear_engine="wyoming", ear_uri=cable.uri, fallback=fallback)
        made.append(listening_recognizer(settings, shipped_model(), RATE, inbox.put))
        return made[-1]

    yield make
    for each in made:
        each.release()


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("trouble", ["unplugged", "noise"])
def test_what_was_being_said_is_heard_by_the_machine_itself(listening, cable, inbox, say, trouble):
    recognizer = listening()
    recognizer.open(1)
    cable.mode = trouble
    blocks = say(0.6, "I like the garden.", 1.0, "And the old trees.", 1.5)
    events = fed(recognizer, blocks)
    heard = finals([*events, recognizer.close()])

    text = " ".join(each.text for each in heard)
    assert "garden" in text
    assert "trees" in text
    assert 0.5 < heard[0].started < heard[0].ended < heard[-1].started < len(blocks) / 50
    ends = [each[-1] for each in events]
    assert [end.seconds for end in ends if isinstance(end, AudioElapsed)] == pytest.approx(
        [number / 50 for number in range(1, len(blocks) + 1)]
    )
    replaced = inbox.get_nowait()
    assert isinstance(replaced, Replaced)
    assert (replaced.part, inbox.empty()) == ("ear", True)


def test_a_server_that_is_back_hears_the_next_answer(listening, cable, inbox, say):
    recognizer = listening()
    recognizer.open(1)
    cable.mode = "unplugged"
    fed(recognizer, say(0.2, "I like the garden.", 0.8))
    recognizer.close()
    carried = cable.carried
    cable.mode = "whole"
    until(lambda: recognizer._lookout.is_back)
    recognizer.open(2)
    heard = finals([*fed(recognizer, say(0.2, "And the old trees.", 1.0)), recognizer.close()])

    assert "trees" in heard[0].text
    assert cable.carried > carried + RATE  # a second of sound, and more
    assert [type(inbox.get_nowait()) for _ in range(2)] == [Replaced, Recovered]


def test_without_fallback_the_session_waits_and_what_was_said_is_heard_then(
    listening, cable, inbox, say
):
    recognizer = listening(fallback=False)
    recognizer.open(1)
    cable.mode = "unplugged"
    events = fed(recognizer, say(0.4, "I like the garden.", 1.0))
    failed = [each for one in events for each in one if isinstance(each, Failed)]
    recognizer.close()

    assert [(each.part, each.code) for each in failed] == [("ear", "wyoming.lost")]
    cable.mode = "whole"
    assert inbox.get(timeout=30) == Recovered("ear")
    recognizer.open(2)
    heard = finals([*fed(recognizer, say(0.2, "And the old trees.", 1.0)), recognizer.close()])
    assert "garden" in heard[0].text
    assert "trees" in heard[-1].text
    assert all(each.turn == 2 for each in heard)


@pytest.mark.usefixtures("other_machines")
def test_the_own_voice_speaks_for_a_server_and_says_so_once(tmp_path):
    settings = Settings(voice_engine="wyoming", voice_uri="tcp://127.0.0.1:9")
    voice = session_synthesizer(settings, Home(tmp_path))
    told: list[str] = []
    voice.report_to(lambda error: told.append(error.code))
    try:
        sounds = [voice.render(text, VoiceSettings()) for text in ("Hello.", "And again.")]
    finally:
        voice.close()

    assert all(np.abs(sound.samples).max() > 100 for sound in sounds)
    assert told == ["wyoming.unreachable"]
