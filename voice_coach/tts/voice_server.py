"""The child's end of a voice process: reads requests, has an engine answer them, and ends in time.

The process stays small: this module imports the standard library only.

Requests on stdin are one JSON object a line: `{"text", "voice", "rate", "volume"}` or `{"voices":
true}`. Each is answered on stdout with one line of JSON: `{"rate", "frames", "width"}` followed by
that many frames of int16 mono in the machine's byte order, or `{"voices": [...]}`, or `{"error":
code, "detail": ...}`. No error quotes a text. The first argument names a private folder, which goes
with the process.

A thread ends the process with stdin, even while the engine hangs: Linux's signal of the parent's
death comes when the thread that started the child ends.
"""

import json
import os
import queue
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, Protocol

from voice_coach import allocator

Request = dict[str, Any]

Header = dict[str, Any]

GRACE_SECONDS = 2.0
"""For a request to end after the parent has gone."""


class RefusalError(Exception):
    """A request that cannot be met: a code for the parent, and a detail without any spoken word."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.header: Header = {"error": code, "detail": detail}


class ServedEngine(Protocol):
    """An engine as it speaks in the child; its methods raise RefusalError."""

    def voices(self) -> list[str]:
        """Return the ids of its voices, sorted."""
        ...

    def render(self, text: str, voice: str, rate: int, volume: float) -> tuple[int, bytes]:
        """Return the rate in Hz and the samples of `text`; no samples if nothing in it is spoken.

        Raises RefusalError: `voice.unknown` or `voice.failed`.
        """
        ...


def silence_onnxruntime() -> None:
    """Keep onnxruntime from telling its makers what it runs: call this before it is imported.

    As it comes (1.32), it counts sessions in files of its own, and sends what it counts.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"


def serve_parent(make_engine: Callable[[Path, list[str]], ServedEngine]) -> NoReturn:
    """Serve the parent at the other end of stdin and stdout, then take the folder along.

    `make_engine` is given the folder and the other arguments; what it raises as RefusalError
    (`voice.missing`) is the answer to every request.
    """
    allocator.give_back_freed_memory()
    folder = Path(sys.argv[1])
    replies = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)

    def leave() -> NoReturn:
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)  # libespeak fails assertions when the interpreter tidies up

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's; it will close the pipe
    signal.signal(signal.SIGTERM, lambda *_: leave())
    requests: queue.SimpleQueue[Request | None] = queue.SimpleQueue()
    threading.Thread(target=_read_requests, args=(requests, leave), daemon=True).start()
    try:
        engine, missing = None, {}
        try:
            engine = make_engine(folder, sys.argv[2:])
        except RefusalError as refusal:
            missing = refusal.header
        _serve(engine, missing, requests, replies)
    finally:
        leave()


def _serve(
    engine: ServedEngine | None,
    missing: Header,
    requests: "queue.SimpleQueue[Request | None]",
    replies: BinaryIO,
) -> None:
    """Answer until the requests end."""
    while (request := requests.get()) is not None:
        header, pcm = _answer(engine, request) if engine else (missing, b"")
        replies.write(json.dumps(header).encode() + b"\n" + pcm)
        replies.flush()


def _answer(engine: ServedEngine, request: Request) -> tuple[Header, bytes]:
    try:
        if request.get("voices"):
            return {"voices": engine.voices()}, b""
        rate, pcm = engine.render(
            request["text"], request["voice"], request["rate"], request["volume"]
        )
    except RefusalError as refusal:
        return refusal.header, b""
    except Exception as error:  # noqa: BLE001 - whatever an engine raises; it may quote the text
        return RefusalError("voice.failed", type(error).__name__).header, b""
    return {"rate": rate, "frames": len(pcm) // 2, "width": 2}, pcm


def _read_requests(
    requests: "queue.SimpleQueue[Request | None]", leave: Callable[[], None]
) -> None:
    """Pass on the parent's requests; when it has gone, end even if the engine hangs."""
    try:
        for line in sys.stdin.buffer:
            requests.put(json.loads(line))
    finally:  # also when the parent was killed within a line
        requests.put(None)
        time.sleep(GRACE_SECONDS)
        leave()
