import json

import numpy as np
import pytest

from voice_coach.audio.sound import Sound, read_wav

pytestmark = pytest.mark.sound

HOW = "Give its number or its name, or choose one by ear: voice-coach setup"

PLAY_A_TONE = """
import json
from queue import SimpleQueue

import numpy as np

from voice_coach.audio.player import SoundSource, Track
from voice_coach.audio.portaudio import DeviceSpeaker
from voice_coach.audio.sound import Sound, read_wav

posted = SimpleQueue()
# More latency than a session asks for: whether the machine is busy is not what is tested.
speaker = DeviceSpeaker("desk-left", posted.put, latency=0.5)
moments = np.arange(3 * speaker.rate) / speaker.rate
tone = Sound((10000 * np.sin(2 * np.pi * 440 * moments)).astype(np.int16), speaker.rate)
speaker.start()
# A second of silence after it, so that closing does not cut off what is still on its way.
after = Sound(np.zeros(speaker.rate, np.int16), speaker.rate)
speaker.player.play(Track(SoundSource(tone), [(0, "begins"), (len(tone.samples), "ends")]))
speaker.player.play(Track(SoundSource(after), [(len(after.samples), "over")]))
events = [posted.get(timeout=60) for _ in range(3)]
speaker.close()
print(json.dumps([events, speaker.rate, speaker.latency, speaker.underflows]))
"""

LISTEN_UNTIL_TOLD = """
import sys

import numpy as np

from voice_coach.audio.portaudio import DeviceMicrophone
from voice_coach.audio.sound import WavWriter

blocks = []
microphone = DeviceMicrophone(None, print)
microphone.start(lambda block: (blocks or print("listening"), blocks.append(block)))
sys.stdin.readline()
microphone.close()
assert {len(block) for block in blocks} == {microphone.rate // 50}
assert {block.dtype.name for block in blocks} == {"int16"}
with WavWriter(sys.argv[1], microphone.rate) as writer:
    writer.write(np.concatenate(blocks))
print(microphone.dropped, microphone.overflows)
"""

WAIT_FOR_FAILURE = """
import sys
from queue import SimpleQueue

from voice_coach.audio.player import SoundSource, Track
from voice_coach.audio.portaudio import DeviceMicrophone, DeviceSpeaker
from voice_coach.audio.sound import silence

posted = SimpleQueue()
if sys.argv[1] == "microphone":
    device = DeviceMicrophone(None, posted.put)
    device.start(lambda block: posted.put("works"))
else:
    device = DeviceSpeaker(None, posted.put)
    device.player.play(Track(SoundSource(silence(0.1, device.rate)), [(0, "works")]))
    device.start()
while True:
    event = posted.get(timeout=60)
    if event == "works" and sys.argv:
        sys.argv.clear()
        print("works")
    elif event != "works":
        break
print(event.part, event.code, event.message)
device.close()
while not posted.empty():
    assert posted.get() == "works", "told more than once"
print("closed")
"""

FALL_BEHIND = """
import threading

from voice_coach.audio import portaudio

portaudio.QUEUED_SECONDS = 1
microphone = portaudio.DeviceMicrophone(None, print)
full = threading.Event()
blocks = []

def listen(block):
    blocks.append(block)
    while not microphone.dropped:
        full.wait(0.01)
    full.set()

microphone.start(listen)
assert full.wait(60)
microphone.close()
print(microphone.dropped > 0)
"""

CLOSE_WHILE_A_BLOCK_IS_TAKEN = """
import threading

from voice_coach.audio.portaudio import DeviceMicrophone

microphone = DeviceMicrophone(None, print)
taking = threading.Event()
taken = []

def listen(block):
    taking.set()
    microphone._stream.closing.wait()
    taken.append(sum(range(3_000_000)))

microphone.start(listen)
assert taking.wait(60)
microphone.close()
print(len(taken))
"""

RAISE_WHILE_LISTENING = """
from queue import SimpleQueue

from voice_coach.audio.portaudio import DeviceMicrophone

posted = SimpleQueue()
microphone = DeviceMicrophone(None, posted.put)

def fail(block):
    raise RuntimeError("what was said")

microphone.start(fail)
print(posted.get(timeout=60).message)
microphone.close()
"""

RAISE_WHILE_PLAYING = """
from queue import SimpleQueue

from voice_coach.audio.player import Track
from voice_coach.audio.portaudio import DeviceSpeaker

class Broken:
    def read(self, frames):
        raise RuntimeError("what was said")

posted = SimpleQueue()
speaker = DeviceSpeaker(None, posted.put)
speaker.player.play(Track(Broken()))
speaker.start()
print(posted.get(timeout=60).message)
speaker.close()
"""

OPEN = """
import sys

from voice_coach.audio.devices import query_devices
from voice_coach.audio.portaudio import DeviceMicrophone, DeviceSpeaker
from voice_coach.errors import CoachError

names = [(device.number, device.name) for device in query_devices().all]
print(names)
for wanted in sys.argv[1:]:
    for kind, part in ((DeviceSpeaker, "speaker"), (DeviceMicrophone, "microphone")):
        try:
            kind(wanted or None, print).close()
        except CoachError as error:
            print(error.code, error.message)
        else:
            print(part, query_devices().find(wanted or None, part).name)
"""

OPEN_WHEN_TOLD = """
import sys

from voice_coach.audio.devices import query_devices
from voice_coach.audio.portaudio import DeviceMicrophone, DeviceSpeaker
from voice_coach.errors import CoachError

assert query_devices().all
print("listed")
sys.stdin.readline()
for kind in (DeviceSpeaker, DeviceMicrophone):
    try:
        kind(None, print)
    except CoachError as error:
        print(error.code, error.message)
"""


def assert_unbroken_tone(sound, hertz, seconds, amplitude):
    """That it holds one stretch of a tone in which not a single sample is missing or doubled.

    Within 50 ms, which are whole periods of the tone, a missing sample turns the phase by a
    fiftieth of a circle or more.
    """
    loud = np.flatnonzero(np.abs(sound.samples) > amplitude / 10)
    assert len(loud), "nothing was heard"
    tone = sound.samples[loud[0] : loud[-1] + 1].astype(float)
    assert len(tone) / sound.rate == pytest.approx(seconds, abs=0.005)
    turning = np.exp(-2j * np.pi * hertz * np.arange(len(tone)) / sound.rate)
    window = sound.rate // 20
    windows = (tone * turning)[: len(tone) // window * window].reshape(-1, window).mean(axis=1)
    assert 2 * np.abs(windows) == pytest.approx(amplitude, rel=0.02)
    assert np.angle(windows[1:] / windows[:-1]) == pytest.approx(0, abs=0.01)


def output_of(process, line=None):
    output, _ = process.communicate(line, timeout=120)
    assert process.returncode == 0, output
    return output.splitlines()


def test_a_tone_is_heard_at_its_pitch_and_unbroken(sound_devices):
    with sound_devices.hear() as listener:
        (report,) = output_of(sound_devices.start(PLAY_A_TONE))

    events, rate, latency, underflows = json.loads(report)
    assert events == ["begins", "ends", "over"]
    assert rate == 44100
    assert latency == pytest.approx(0.5, rel=0.3)
    assert underflows == 0
    assert_unbroken_tone(listener.sound, hertz=440, seconds=3, amplitude=10000)


def test_what_is_said_is_captured_whole(sound_devices, tmp_path):
    moments = np.arange(3 * 16000) / 16000
    said = Sound((10000 * np.sin(2 * np.pi * 700 * moments)).astype(np.int16), 16000)
    program = sound_devices.start(LISTEN_UNTIL_TOLD, str(tmp_path / "heard.wav"))
    assert program.stdout.readline() == "listening\n"

    sound_devices.say(said)
    (report,) = output_of(program, "\n")

    assert report == "0 0"
    assert_unbroken_tone(read_wav(tmp_path / "heard.wav"), hertz=700, seconds=3, amplitude=10000)


@pytest.mark.parametrize("part", ["microphone", "speaker"])
def test_a_device_that_is_unplugged_is_told_once(sound_devices, part):
    program = sound_devices.start(WAIT_FOR_FAILURE, part)
    assert program.stdout.readline() == "works\n"

    # PulseAudio would move the stream to the other one, so that one goes first.
    sound_devices.unplug("speaker" if part == "microphone" else "mouth")
    sound_devices.unplug("mouth" if part == "microphone" else "speaker")

    failed, closed = output_of(program)
    assert failed.startswith(f"{part} audio.failed The {part} 'default' is gone.")
    assert closed == "closed"


@pytest.mark.parametrize("part", ["microphone", "speaker"])
def test_a_sound_server_that_hangs_is_told_and_does_not_take_the_program_with_it(
    sound_devices, part
):
    program = sound_devices.start(WAIT_FOR_FAILURE, part)
    assert program.stdout.readline() == "works\n"

    sound_devices.freeze()

    failed, closed = output_of(program)
    assert failed.startswith(f"{part} audio.failed ")
    assert closed == "closed"


def test_blocks_nobody_takes_are_dropped_and_counted(sound_devices):
    assert output_of(sound_devices.start(FALL_BEHIND)) == ["True"]


def test_no_block_is_handed_over_once_the_microphone_is_closed(sound_devices):
    assert output_of(sound_devices.start(CLOSE_WHILE_A_BLOCK_IS_TAKEN)) == ["1"]


@pytest.mark.parametrize("code", [RAISE_WHILE_LISTENING, RAISE_WHILE_PLAYING])
def test_an_error_of_our_own_at_the_edge_is_told_without_its_words(sound_devices, code):
    (message,) = output_of(sound_devices.start(code))

    assert "RuntimeError" in message
    assert "what was said" not in message


def test_a_device_is_found_by_number_by_name_and_by_a_part_of_its_name(sound_devices):
    names, *found = output_of(sound_devices.start(OPEN, "", "1", "DESK-LEFT", "right"))

    assert names == "[(0, 'desk-left'), (1, 'desk-right'), (2, 'default')]"
    expected = ["default", "desk-right", "desk-left", "desk-right"]
    assert found == [f"{part} {name}" for name in expected for part in ("speaker", "microphone")]


def test_a_device_that_is_unknown_or_ambiguous_is_an_error_that_names_the_candidates(sound_devices):
    _, *errors = output_of(sound_devices.start(OPEN, "headset", "desk", "17"))

    everything = "0 desk-left, 1 desk-right, 2 default. " + HOW
    ambiguous = "0 desk-left, 1 desk-right. " + HOW
    assert errors == [
        f"audio.unknown-device No speaker is called 'headset': {everything}",
        f"audio.unknown-device No microphone is called 'headset': {everything}",
        f"audio.unknown-device 'desk' could be any of these: {ambiguous}",
        f"audio.unknown-device 'desk' could be any of these: {ambiguous}",
        f"audio.unknown-device No speaker is called '17': {everything}",
        f"audio.unknown-device No microphone is called '17': {everything}",
    ]


def test_without_a_sound_device_the_list_is_empty_and_the_error_says_what_to_do(sound_devices):
    sound_devices.environment["PULSE_SERVER"] = "unix:/nowhere"

    names, *errors = output_of(sound_devices.start(OPEN, ""))

    demo = "The demo needs no sound device."
    silent, typed = "do without sound with --speaker none", "type your answers with --keyboard"
    assert names == "[]"
    assert errors == [
        f"audio.no-device There is no speaker. Connect one, or {silent}. {demo}",
        f"audio.no-device There is no microphone. Connect one, or {typed}. {demo}",
    ]


def test_a_device_that_refuses_to_open_is_an_error_that_names_it(sound_devices):
    program = sound_devices.start(OPEN_WHEN_TOLD)
    assert program.stdout.readline() == "listed\n"

    sound_devices.close()

    speaker, microphone = output_of(program, "\n")
    assert speaker.startswith("audio.failed The speaker 'default' cannot be used: ")
    assert microphone.startswith("audio.failed The microphone 'default' cannot be used: ")


TELL_THE_DELAY = """
import json
from threading import Event

import numpy as np

from voice_coach.audio.player import SoundSource, Track
from voice_coach.audio.portaudio import DeviceSpeaker
from voice_coach.audio.sound import Sound

over = Event()
speaker = DeviceSpeaker(None, lambda event: over.set())
promised = speaker.latency
sound = Sound(np.zeros(2 * speaker.rate, np.int16), speaker.rate)
speaker.player.play(Track(SoundSource(sound), [(len(sound.samples), "over")]))
speaker.start()
assert over.wait(30)
print(json.dumps([promised, speaker.latency]))
speaker.close()
"""


@pytest.mark.parametrize("seconds", [0.6, 1.5])
def test_a_speaker_that_is_late_is_known_to_be(sound_devices, seconds) -> None:
    # The server holds so much back, as it does for Bluetooth, whatever the program asked for.
    sound_devices.environment["PULSE_LATENCY_MSEC"] = str(round(1000 * seconds))
    running = sound_devices.start(TELL_THE_DELAY)
    output, _ = running.communicate(timeout=60)
    promised, told = json.loads(output)
    assert promised < 0.2
    assert seconds - 0.1 <= told <= seconds + 0.5
