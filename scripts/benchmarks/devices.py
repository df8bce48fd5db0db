"""Sound devices without hardware: a private PulseAudio, and a recording of both sides of the air.

The coach's speaker and the person's mouth are the two channels of one null sink, and one recording
takes both. So a gap between what the person said and what the coach says is counted in samples of
one clock, wherever the processes in between get their time from.
"""

import os
import shutil
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 48000
"""Hz, of the devices and of every recording."""

TAIL = 0.4
"""Seconds that are still recorded when enough was heard, so that nothing on its way is missed."""

PACKAGES = "pulseaudio pulseaudio-utils libasound2-plugins libportaudio2 alsa-utils"

OPTIONS = (
    "--daemonize=no --system=no --use-pid-file=no --exit-idle-time=-1 --disable-shm=yes "
    "--realtime=no --high-priority=no --log-level=info --log-target=stderr"
)

STEREO = "channels=2 channel_map=left,right"
MONO = "remix=no channels=1 channel_map=mono master_channel_map"

MODULES = (
    # `norewinds`: without it a null sink works in blocks of two seconds, and first words are lost.
    f"module-null-sink sink_name=air norewinds=1 format=s16le rate={RATE} {STEREO}",
    f"module-remap-sink sink_name=speaker master=air {MONO}=left",
    f"module-remap-sink sink_name=mouth master=air {MONO}=right",
    f"module-remap-source source_name=microphone master=air.monitor {MONO}=right",
)


class NoDevicesError(Exception):
    """There can be no virtual sound devices here; the message says why."""


@dataclass(frozen=True)
class Recording:
    """Both sides of the air, int16, shape (frames,) each, sample by sample at the same moments.

    `began` is the moment of the first sample on the monotonic clock, good to a few milliseconds.
    """

    coach: NDArray[np.int16]
    person: NDArray[np.int16]
    began: float
    rate = RATE

    def sample_at(self, moment: float) -> int:
        """Return the index of the sample that sounded at a moment of the monotonic clock."""
        return max(0, round((moment - self.began) * RATE))


class Recorder:
    """Records until it is finished. It is recording when the constructor returns."""

    def __init__(self, environment: dict[str, str]) -> None:
        command = "parec --device=air.monitor --raw --format=s16le --channels=2 --latency-msec=20"
        self._process = subprocess.Popen(
            [*command.split(), f"--rate={RATE}"], env=environment, stdout=subprocess.PIPE
        )
        self._pieces: list[bytes] = []
        self._began = float("inf")
        self._frames = 0
        self._take()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def finish(self) -> Recording:
        """Record a little more, and stop."""
        time.sleep(TAIL)
        self._process.terminate()
        self._process.wait()
        self._thread.join()
        data = b"".join(self._pieces)
        both = np.frombuffer(data[: len(data) // 4 * 4], np.int16).reshape(-1, 2)
        return Recording(both[:, 0].copy(), both[:, 1].copy(), self._began)

    def _run(self) -> None:
        while self._take():
            pass

    def _take(self) -> bool:
        stdout = self._process.stdout
        piece = os.read(stdout.fileno(), 65536) if stdout is not None else b""
        if not piece:
            return False
        self._pieces.append(piece)
        self._frames += len(piece) // 4
        # Pieces come late, some more and some less, never early: the earliest one is nearest.
        self._began = min(self._began, time.monotonic() - self._frames / RATE)
        return True


class SoundDevices:
    """The private PulseAudio; a child process finds it with `environment`.

    Raises:
        NoDevicesError: A program is missing, or the server does not start.
    """

    def __init__(self, folder: Path) -> None:
        missing = [name for name in ("pulseaudio", "paplay", "parec") if shutil.which(name) is None]
        if missing:
            raise NoDevicesError(f"{', '.join(missing)} not found; apt-get install {PACKAGES}")
        config = folder / "asound.conf"
        config.write_text("pcm.!default { type pulse }\nctl.!default { type pulse }\n")
        self.environment = {
            "PULSE_SERVER": f"unix:{folder / 'native'}",
            "PULSE_RUNTIME_PATH": str(folder),
            "PULSE_STATE_PATH": str(folder),
            "PULSE_CONFIG_PATH": str(folder),
            "PULSE_COOKIE": str(folder / "cookie"),
            "ALSA_CONFIG_PATH": str(config),
            "PULSE_SINK": "speaker",
            "PULSE_SOURCE": "microphone",
        }
        self.can_aplay = shutil.which("aplay") is not None  # what pyttsx3 plays with
        self._whole = {**os.environ, **self.environment}
        modules = (
            f"module-native-protocol-unix auth-anonymous=1 socket={folder / 'native'}",
            *MODULES,
        )
        loads = [word for module in modules for word in ("-L", module)]
        self._server = subprocess.Popen(
            ["pulseaudio", "-n", *OPTIONS.split(), *loads],
            env=self._whole,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        )
        log = self._server.stderr
        if log is None or not any("startup complete" in line for line in log):
            self._server.wait()
            raise NoDevicesError("PulseAudio does not start")
        # Its log has to be read for as long as it runs, or it would stop at a full pipe.
        self._reader = threading.Thread(target=log.read, daemon=True)
        self._reader.start()

    def say(self, recording: Path) -> None:
        """Begin to play a WAV file to the microphone; returns at once."""
        command = ["paplay", "--device=mouth", "--latency-msec=50", str(recording)]
        player = subprocess.Popen(command, env=self._whole, stderr=subprocess.DEVNULL)
        threading.Thread(target=player.wait, daemon=True).start()

    def record(self) -> Recorder:
        """Begin to record."""
        return Recorder(self._whole)

    def close(self) -> None:
        """End the server, and with it everything that plays or records."""
        self._server.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._server.wait(5)
        self._server.kill()
        self._server.wait()
        self._reader.join()
