"""The device probe: tries in another process whether a device that was lost works again.

PortAudio looks for devices only when it starts, which closes every stream; and opening one that
does not work may print complaints, or never return.

`python -m voice_coach.audio.probe` takes one line of JSON on stdin (`part`, `device`, null for the
default one, `rate` in Hz) and prints one: the `devices` there are now, if that one delivers or
takes samples. If not, it prints nothing.
"""

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import astuple
from typing import Any

from voice_coach.audio.devices import Device, Devices, Direction, load_sounddevice, query_devices
from voice_coach.child_process import start_module
from voice_coach.errors import CoachError

DEADLINE_SECONDS = 8.0
"""A probe that takes longer has failed; and if its parent was killed, it ends by itself."""

FIRST_BLOCK_SECONDS = 2.0
"""For a device that works to deliver, or take, its first samples."""

_POLL_SECONDS = 0.02


def probe(
    part: Direction, device: Device | None, rate: int, closing: threading.Event
) -> Devices | None:
    """Return the devices there are now if this one works again at `rate` Hz; else None.

    `device` is as it was known, None for the default one; `closing` ends the probe early.
    """
    question = {"part": part, "device": astuple(device) if device else None, "rate": rate}
    try:
        child = start_module("voice_coach.audio.probe")
    except OSError:
        return None
    with child:
        try:
            answer = _ask(child, json.dumps(question).encode(), closing)
        finally:
            child.kill()
    if not answer:
        return None
    found = json.loads(answer)
    devices = tuple(Device(*each) for each in found["devices"])
    return Devices(devices, found["microphone"], found["speaker"])


def _ask(child: subprocess.Popen[bytes], question: bytes, closing: threading.Event) -> bytes:
    """Return the child's answer, or nothing if it takes too long."""
    until = time.monotonic() + DEADLINE_SECONDS
    try:
        child.stdin.write(question)  # type: ignore[union-attr]  # both are pipes
        child.stdin.close()  # type: ignore[union-attr]
    except OSError:
        return b""
    while child.poll() is None and time.monotonic() < until:
        if closing.wait(_POLL_SECONDS):
            return b""
    return child.stdout.read() if child.returncode == 0 else b""  # type: ignore[union-attr]


def main() -> None:
    """Answer one question; the exit status is 1 if the device does not work."""
    watchdog = threading.Timer(DEADLINE_SECONDS, os._exit, (1,))
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
    """Return whether a stream opens and moves: input is dropped, output is silence."""
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
                return moves.wait(FIRST_BLOCK_SECONDS)
        except library.PortAudioError:
            continue
    return False


if __name__ == "__main__":
    main()
