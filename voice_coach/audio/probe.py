"""Looks whether a device that has gone is back, in a process of its own.

PortAudio looks for devices only when it starts, and starting it again closes every stream there
is. And a device may be listed and not work, or a sound server may hang: opening it would print
complaints among the captions, or never return. So another process tries it, and only what worked
there is opened here.

`python -m voice_coach.audio.probe` takes one line of JSON on stdin (`part`, `device`, null for the
default one, `rate`) and prints one: the `devices` there are now, if that one delivers or takes
samples. If not, it prints nothing.
"""

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import astuple
from pathlib import Path
from typing import Any

from voice_coach.audio.devices import Device, Devices, Direction, load_sounddevice, query_devices
from voice_coach.errors import CoachError

DEADLINE = 8.0
"""Seconds one look may take. What hangs so long does not work; and a process whose parent was
killed ends by itself."""


FIRST_BLOCK = 2.0
"""Seconds until a device that works has delivered, or taken, its first samples."""


_LOOKING = 0.02


def probe(
    part: Direction, device: Device | None, rate: int, closing: threading.Event
) -> Devices | None:
    """The devices there are now, if this one works again; None while it does not.

    Args:
        part: What it is needed for.
        device: As it was known; None for whichever is the default one.
        rate: At how many Hz it has to work.
        closing: Set when nobody wants to know any more; the look ends then.
    """
    question = {"part": part, "device": astuple(device) if device else None, "rate": rate}
    try:
        child = subprocess.Popen(
            [sys.executable, "-m", "voice_coach.audio.probe"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,  # a terminal's signals are the parent's to obey
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError:
        return None
    with child:
        try:
            answer = _ask(child, json.dumps(question).encode(), closing)
        finally:
            child.kill()
    return _devices_of(json.loads(answer)) if answer else None


def _ask(child: subprocess.Popen[bytes], question: bytes, closing: threading.Event) -> bytes:
    """What the child answers, or nothing if it takes too long."""
    until = time.monotonic() + DEADLINE
    try:
        child.stdin.write(question)  # type: ignore[union-attr]  # both are pipes
        child.stdin.close()  # type: ignore[union-attr]
    except OSError:
        return b""
    while child.poll() is None and time.monotonic() < until:
        if closing.wait(_LOOKING):
            return b""
    return child.stdout.read() if child.returncode == 0 else b""  # type: ignore[union-attr]


def _environment() -> dict[str, str]:
    """The environment, with modules to be found where this process finds them."""
    ours = str(Path(__file__).resolve().parents[2])
    paths = [path for path in sys.path if path]
    if ours not in paths:
        paths.append(ours)
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONSAFEPATH": "1"}


def _devices_of(answer: dict[str, Any]) -> Devices:
    devices = tuple(Device(*each) for each in answer["devices"])
    return Devices(devices, answer["microphone"], answer["speaker"])


def main() -> None:
    """Answer one question; the exit status is 1 if the device does not work."""
    watchdog = threading.Timer(DEADLINE, os._exit, (1,))
    watchdog.daemon = True
    watchdog.start()
    question = json.load(sys.stdin)
    try:
        devices = query_devices()
    except CoachError:
        sys.exit(1)
    part: Direction = question["part"]
    known = question["device"]
    found = devices.rediscover(Device(*known), part) if known else devices.default(part)
    if found is None or not _works(found, part, question["rate"]):
        sys.exit(1)
    answer = {
        "devices": [astuple(each) for each in devices.all],
        "microphone": devices.microphone,
        "speaker": devices.speaker,
    }
    print(json.dumps(answer))  # noqa: T201 - this is the answer


def _works(device: Device, part: Direction, rate: int) -> bool:
    """Whether a stream opens and moves. What is heard is dropped; what is played is silence."""
    library = load_sounddevice()
    moves = threading.Event()

    def take(*_: object) -> None:
        moves.set()

    def give(block: Any, *_: object) -> None:
        block[:] = bytes(len(block))
        moves.set()

    listens = part == "microphone"
    kind, callback = (library.RawInputStream, take) if listens else (library.RawOutputStream, give)
    for channels in (1, 2):
        try:
            with kind(
                device=device.number,
                samplerate=rate,
                channels=channels,
                dtype="int16",
                callback=callback,
            ):
                return moves.wait(FIRST_BLOCK)
        except library.PortAudioError:
            continue
    return False


if __name__ == "__main__":
    main()
