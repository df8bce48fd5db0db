"""Sound devices without hardware: a private PulseAudio with a speaker and a mouth.

What is played to the null sink `speaker` can be heard at its monitor; the monitor of the null sink
`mouth` is the microphone. The program under test runs in a child process, because the environment
that leads it here has to be set before its sound library is loaded.
"""

import os
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from voice_coach.audio.sound import Sound, WavWriter, read_wav, silence

ROOT = Path(__file__).parents[2]
RATE = 48000
PADDING = 0.2
TAIL = 0.5
PACKAGES = "pulseaudio pulseaudio-utils libasound2-plugins libportaudio2"

# `norewinds`: without it a null sink works in blocks of two seconds, and first words are lost.
SINK = f"module-null-sink sink_name={{}} norewinds=1 rate={RATE} channels=1 format=s16le"

# Two devices with a common part in their names, so that a name can be ambiguous.
ALSA = """
pcm.!default { type pulse }
ctl.!default { type pulse }
pcm.desk-left { type pulse hint { show on } }
pcm.desk-right { type pulse hint { show on } }
"""


class RecognizerWorker:
    """What is heard at the speaker; `sound` is there when listening is over."""

    sound = None

    def __init__(self, recorder):
        self._recorder = recorder
        self._enough = None
        self._pieces = [recorder.stdout.read(2 * RATE // 50)]
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def finish(self):
        """Wait for a little more sound, so that nothing on its way is missed, and stop."""
        self._enough = round(TAIL * 50)
        self._thread.join()
        self._recorder.terminate()
        self._recorder.wait()
        self._recorder.stdout.close()
        self.sound = Sound(np.frombuffer(b"".join(self._pieces), np.int16), RATE)

    def _listen(self):
        while self._enough is None or self._enough > 0:
            piece = self._recorder.stdout.read(2 * RATE // 50)
            if not piece:
                return
            self._pieces.append(piece)
            if self._enough is not None:
                self._enough -= 1


class SoundDevices:
    """A speaker and a microphone made of software, and a person between them.

    Attributes:
        environment: What a child process needs to find them (a whole environment).
    """

    def __init__(self, folder):
        self._folder = folder
        (folder / "asound.conf").write_text(ALSA)
        self.environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
            "PULSE_SERVER": f"unix:{folder / 'native'}",
            "PULSE_RUNTIME_PATH": str(folder),
            "PULSE_STATE_PATH": str(folder),
            "PULSE_CONFIG_PATH": str(folder),
            "PULSE_COOKIE": str(folder / "cookie"),
            "ALSA_CONFIG_PATH": str(folder / "asound.conf"),
            "PULSE_SINK": "speaker",
            "PULSE_SOURCE": "mouth.monitor",
        }
        options = "--daemonize=no --system=no --use-pid-file=no --exit-idle-time=-1"
        options += " --disable-shm=yes --realtime=no --high-priority=no"
        options += " --log-level=info --log-target=stderr"
        modules = [
            f"module-native-protocol-unix auth-anonymous=1 socket={folder / 'native'}",
            SINK.format("speaker"),
            SINK.format("mouth"),
        ]
        loads = [word for module in modules for word in ("-L", module)]
        self._server = subprocess.Popen(
            ["pulseaudio", "-n", *options.split(), *loads],
            env=self.environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        log = []
        for line in self._server.stderr:
            log.append(line)
            if "startup complete" in line:
                break
        else:
            pytest.fail("PulseAudio does not start:\n" + "".join(log))
        # Its log has to be read for as long as it runs, or it would stop at a full pipe.
        self._reader = threading.Thread(target=self._server.stderr.read)
        self._reader.start()

    def close(self):
        self._server.send_signal(signal.SIGCONT)
        self._server.terminate()
        self._server.wait()
        self._reader.join()
        self._server.stderr.close()

    def echo(self):
        """From now on the microphone hears what the speaker plays, 20 dB quieter."""
        loop = "source=speaker.monitor sink=mouth latency_msec=40"
        self._run("pactl", "load-module", "module-loopback", *loop.split())
        stream = self._run("pactl", "list", "short", "sink-inputs").split()[0]
        self._run("pactl", "set-sink-input-volume", stream, "-20dB")

    def say(self, recording):
        """Say a Sound or a WAV file to the microphone, with a little silence around it."""
        sound = recording if isinstance(recording, Sound) else read_wav(recording)
        padding = silence(PADDING, sound.rate).samples
        path = self._folder / "said.wav"
        with WavWriter(path, sound.rate) as writer:
            writer.write(np.concatenate([padding, sound.samples, padding]))
        self._run("paplay", "--device=mouth", str(path))

    @contextmanager
    def hear(self):
        """Listen at the speaker for the length of the block; its `sound` is at 48000 Hz."""
        recorder = subprocess.Popen(
            [
                *("parec", "--device=speaker.monitor", "--raw", "--format=s16le"),
                *("--channels=1", f"--rate={RATE}", "--latency-msec=20"),
            ],
            env=self.environment,
            stdout=subprocess.PIPE,
        )
        listener = RecognizerWorker(recorder)
        try:
            yield listener
        finally:
            listener.finish()

    def unplug(self, sink):
        """Take the sink `speaker` or `mouth` away, and with it what its monitor feeds."""
        for line in self._run("pactl", "list", "short", "modules").splitlines():
            number, _, arguments = line.split("\t")[:3]
            if f"sink_name={sink} " in arguments:
                self._run("pactl", "unload-module", number)

    def plug(self, sink):
        """Put the sink `speaker` or `mouth` back."""
        self._run("pactl", "load-module", *SINK.format(sink).split())

    def add(self, name, server):
        """Have one more device, which belongs to other SoundDevices."""
        with (self._folder / "asound.conf").open("a") as file:
            address = server.environment["PULSE_SERVER"]
            file.write(f'pcm.{name} {{ type pulse server "{address}" hint {{ show on }} }}\n')

    def rename(self, old, new):
        """Give a device another name, as if another had come in its place."""
        path = self._folder / "asound.conf"
        path.write_text(path.read_text().replace(f"pcm.{old} ", f"pcm.{new} "))

    def freeze(self):
        """Let the sound server hang: it stays there and answers nothing."""
        self._server.send_signal(signal.SIGSTOP)

    def thaw(self):
        """Let the sound server go on."""
        self._server.send_signal(signal.SIGCONT)

    def start(self, code, *arguments):
        """Run Python code in a child process that has these devices; stdin and stdout are pipes."""
        return subprocess.Popen(
            [sys.executable, "-u", "-c", code, *arguments],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def _run(self, *command):
        return subprocess.run(
            command, env=self.environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout


@pytest.fixture
def sound_devices(tmp_path_factory):
    """A private PulseAudio, for one test."""
    missing = [
        each for each in ("pulseaudio", "pactl", "paplay", "parec") if not shutil.which(each)
    ]
    if missing:
        pytest.fail(f"{', '.join(missing)} not found. Install: apt-get install {PACKAGES}")
    # Not `tmp_path`, which carries the test's name: a socket's path is at most 107 bytes long.
    devices = SoundDevices(tmp_path_factory.mktemp("pulse"))
    try:
        yield devices
    finally:
        devices.close()
