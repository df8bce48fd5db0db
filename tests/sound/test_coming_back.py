"""Devices that go away and come back, as virtual ones that are unloaded and loaded again.

PulseAudio moves a stream to another device where there is one. So either nothing else is there, or
both go.
"""

from contextlib import contextmanager

import pytest

from voice_coach import texts
from voice_coach.journal.journal import Journal
from voice_coach.settings import wall_clock

from .conftest import SoundDevices
from .test_sessions import ANSWERS, PERSON, events_of, known, program

pytestmark = [pytest.mark.sound, pytest.mark.usefixtures("known")]
__all__ = ["known"]  # a fixture of the sessions'

WATCH = """
import sys
from queue import SimpleQueue

from voice_coach.audio.player import SoundSource, Track
from voice_coach.audio.portaudio import DeviceMicrophone, DeviceSpeaker
from voice_coach.audio.sound import silence
from voice_coach.protocol.events import Failed, Recovered

posted = SimpleQueue()
parts = sys.argv[1].split()
wanted = {part: name or None for part, name in zip(parts, sys.argv[2].split(","))}
devices = []
if "microphone" in parts:
    microphone = DeviceMicrophone(wanted["microphone"], posted.put)
    microphone.start(lambda block: posted.put("heard"))
    devices.append(microphone)
if "speaker" in parts:
    speaker = DeviceSpeaker(wanted["speaker"], posted.put)
    speaker.start()
    devices.append(speaker)
print("open")
told = []

def tell(event):
    while not told or type(told[-1]) is not event:
        came = posted.get(timeout=60)
        if isinstance(came, (Failed, Recovered)):
            told.append(came)
            print(type(came).__name__, came.part)

for line in sys.stdin:
    match line.split():
        case ["gone"]:
            tell(Failed)
        case ["back"]:
            tell(Recovered)
        case ["hear"]:
            while not posted.empty():
                posted.get()
            while posted.get(timeout=60) != "heard":
                pass
            print("heard")
        case ["play"]:
            speaker.player.play(Track(SoundSource(silence(0.2, speaker.rate)), [(99, "played")]))
            while posted.get(timeout=60) != "played":
                pass
            print("played")
for device in devices:
    device.close()
print("closed")
"""


class Watch:
    """A program with devices open, that tells what becomes of them."""

    def __init__(self, devices, parts, wanted=","):
        self.process = devices.start(WATCH, parts, wanted)
        assert self.line() == "open"

    def line(self):
        return self.process.stdout.readline().strip()

    def ask(self, what):
        self.process.stdin.write(f"{what}\n")
        self.process.stdin.flush()
        return self.line()

    def close(self):
        rest, _ = self.process.communicate(timeout=60)
        assert self.process.returncode == 0
        return rest.split()


def test_a_microphone_that_is_back_is_heard_again(sound_devices):
    sound_devices.unplug("speaker")
    watch = Watch(sound_devices, "microphone")

    for _ in range(2):
        sound_devices.unplug("mouth")
        assert watch.ask("gone") == "Failed microphone"
        sound_devices.plug("mouth")
        assert watch.ask("back") == "Recovered microphone"
        assert watch.ask("hear") == "heard"
    assert watch.close() == ["closed"]


def test_a_player_goes_on_unheard_while_its_speaker_is_away(sound_devices):
    sound_devices.unplug("mouth")
    watch = Watch(sound_devices, "speaker")

    sound_devices.unplug("speaker")
    assert watch.ask("gone") == "Failed speaker"
    assert watch.ask("play") == "played"
    sound_devices.plug("speaker")
    assert watch.ask("back") == "Recovered speaker"
    assert watch.ask("play") == "played"
    assert watch.close() == ["closed"]


def test_a_sound_server_that_hung_for_a_while_is_used_again(sound_devices):
    watch = Watch(sound_devices, "microphone")

    sound_devices.freeze()
    assert watch.ask("gone") == "Failed microphone"
    sound_devices.thaw()
    assert watch.ask("back") == "Recovered microphone"
    assert watch.ask("hear") == "heard"
    assert watch.close() == ["closed"]


def test_a_device_is_found_again_under_another_number_while_another_goes_on(
    sound_devices, tmp_path_factory
):
    another = SoundDevices(tmp_path_factory.mktemp("pulse"))
    sound_devices.add("zither", server=another)
    try:
        watch = Watch(sound_devices, "microphone speaker", "desk-right,zither")
        sound_devices.unplug("speaker")
        sound_devices.unplug("mouth")
        assert watch.ask("gone") == "Failed microphone"

        sound_devices.rename("desk-left", "zebra")  # what was number 1 is number 0 from here on
        sound_devices.plug("mouth")

        assert watch.ask("back") == "Recovered microphone"
        assert watch.ask("hear") == "heard"
        assert watch.ask("play") == "played"
        assert watch.close() == ["closed"]
    finally:
        another.close()


def test_a_device_that_stays_away_keeps_nobody_from_ending(sound_devices):
    watch = Watch(sound_devices, "microphone speaker")
    sound_devices.unplug("speaker")
    sound_devices.unplug("mouth")
    assert watch.ask("gone").startswith("Failed ")

    assert watch.close()[-1] == "closed"


def test_a_session_waits_for_its_microphone_and_goes_on_when_it_is_back(
    sound_devices, home, spoken
) -> None:
    sound_devices.unplug("speaker")
    with program(sound_devices, home, "practice", "short", "--speaker", "none") as running:
        events, answers = [], dict(ANSWERS)
        for event in events_of(running):
            events.append(event)
            match event:
                case {"event": "listening", "step": "left"} if "trouble" not in names(events):
                    sound_devices.unplug("mouth")
                case {"event": "trouble", "recovered": False}:
                    sound_devices.plug("mouth")
                case {"event": "listening", "step": step} if step in answers:
                    sound_devices.say(spoken.render(answers.pop(step), PERSON))
        assert running.wait(30) == 0, running.stderr.read()

    assert troubles(events) == [("microphone", False), ("microphone", True)]
    assert prompts(events)[1:4] == [
        "Where did you leave yourself today?",
        texts.TROUBLE.format(part="the microphone"),
        texts.TROUBLE_BACK,
    ]
    assert events[-1]["outcome"] == "completed"
    assert set(kept(home)) == set(ANSWERS)


def test_a_session_waits_for_its_speaker_and_says_again_what_was_not_heard(
    sound_devices, home
) -> None:
    sound_devices.unplug("mouth")
    with typed(sound_devices, home) as running:
        events = []
        for event in events_of(running):
            events.append(event)
            match event:
                case {"event": "coach.speaking", "step": "left"} if "trouble" not in names(events):
                    sound_devices.unplug("speaker")
                case {"event": "trouble", "recovered": False}:
                    sound_devices.plug("speaker")
        assert running.wait(30) == 0, running.stderr.read()

    assert troubles(events) == [("speaker", False), ("speaker", True)]
    assert prompts(events).count("Where did you leave yourself today?") == 2
    assert events[-1]["outcome"] == "completed"


def test_a_headset_that_goes_and_comes_back_is_spoken_to_again(sound_devices, home, spoken) -> None:
    with program(sound_devices, home, "practice", "short") as running:
        events, answers = [], dict(ANSWERS)
        for event in events_of(running):
            events.append(event)
            match event:
                case {"event": "listening", "step": "left"} if "trouble" not in names(events):
                    sound_devices.unplug("speaker")
                    sound_devices.unplug("mouth")
                case {"event": "trouble", "recovered": False}:
                    if len(troubles(events)) == 2:
                        sound_devices.plug("speaker")
                        sound_devices.plug("mouth")
                case {"event": "listening", "step": step} if step in answers:
                    sound_devices.say(spoken.render(answers.pop(step), PERSON))
        assert running.wait(30) == 0, running.stderr.read()

    assert sorted(troubles(events)) == [
        ("microphone", False),
        ("microphone", True),
        ("speaker", False),
        ("speaker", True),
    ]
    assert events[-1]["outcome"] == "completed"
    assert set(kept(home)) == set(ANSWERS)


@contextmanager
def typed(devices, home):
    """The short practice, answered from a pipe, one line for each question."""
    lines = home / "answers.txt"
    lines.write_text("\n".join(ANSWERS.values()) + "\n")
    with lines.open() as answers, program(devices, home, *TYPED, stdin=answers) as running:
        yield running


TYPED = ("practice", "short", "--keyboard")


def names(events):
    return [event["event"] for event in events]


def troubles(events):
    return [(e["part"], e["recovered"]) for e in events if e["event"] == "trouble"]


def prompts(events):
    return [event["text"] for event in events if event["event"] == "coach.speaking"]


def kept(home):
    """What was answered, by step."""
    with Journal.open(home / "journal.db", clock=wall_clock) as journal:
        turns = journal.turns(journal.find("last").id)
        return {turn.step: turn.text for turn in turns if turn.speaker == "you"}
