"""The child process that speaks: one pyttsx3 engine, on its main thread, behind a pipe.

pyttsx3 can hang for good, on macOS it wants a thread's run loop to itself, and libespeak ends the
whole process when it misses its data. So it lives here, where the parent can put a deadline on it,
kill it and start another. It imports pyttsx3 and the standard library, nothing else of any size.

The parent writes requests to stdin, one JSON object a line: `{"text", "voice", "rate", "volume"}`
or `{"voices": true}`. Each is answered on stdout with one line of JSON: `{"rate", "frames",
"width"}` followed by that many frames of int16 mono in the machine's byte order, or `{"voices":
[...]}`, or `{"error": code, "detail": ...}`. Texts travel through this pipe only, and no error
quotes one. pyttsx3 prints, so the true stdout is set aside before it is imported. What it writes
goes to one file in the folder named by the first argument, which is read and deleted at once; the
folder goes with the process.

The end of stdin is the end of the process, also when the parent was killed. A thread waits for it,
because the engine may hang. (Linux could signal the parent's death, but it does so when the
thread that started the child ends, which is not the same.)
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
from typing import Any, BinaryIO, NoReturn

from voice_coach import allocating
from voice_coach.voice import espeak
from voice_coach.voice.pcm import UnreadableError, read_pcm

Request = dict[str, Any]
Header = dict[str, Any]

ATTEMPTS = 3
"""About one save in thousands was seen to leave a file without a sample; saving again helps."""

SETTLING = 0.003
"""Seconds an engine's callback may still be at work after it has said that it is finished."""

GRACE = 2.0
"""Seconds a request may go on after the parent has gone."""


class RefusalError(Exception):
    """A request that cannot be met: a code for the parent, and a detail without any spoken word."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.header: Header = {"error": code, "detail": detail}


class Speech:
    """A pyttsx3 engine that can only write files, one at a time.

    Raises:
        RefusalError: `voice.missing` if pyttsx3 or the engine behind it is not there.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "speech.wav"
        self._finished = threading.Event()
        self._errors: list[Exception] = []
        espeak.load_bundled()
        try:
            import pyttsx3  # noqa: PLC0415 - after the library it is to find, and after stdout

            self._engine = pyttsx3.init()
            self._is_espeak = self._engine.driver_name == "espeak"
            self._known = {str(voice.id) for voice in self._engine.getProperty("voices")}
            self._variants = espeak.variants() if self._is_espeak else set()
            self._default = self._engine.getProperty("voice") or ""
        except Exception as error:  # noqa: BLE001 - each platform's driver raises its own
            raise RefusalError("voice.missing", type(error).__name__) from None
        if self._is_espeak and espeak.AMERICAN in self._known:
            self._default = espeak.AMERICAN
        self._engine.connect("finished-utterance", lambda **_: self._finished.set())
        self._engine.connect("error", lambda exception, **_: self._errors.append(exception))
        self._run()  # the first run of an engine returns before its work is done: give it none

    def voices(self) -> list[str]:
        """The ids the engine lists, sorted."""
        return sorted(self._known)

    def render(self, text: str, voice: str, rate: int, volume: float) -> tuple[int, bytes]:
        """The rate in Hz and the samples of `text`; no samples if nothing in it is spoken.

        Raises:
            RefusalError: `voice.unknown` or `voice.failed`.
        """
        text = text.replace("\0", " ")  # ends a text in C
        if voice and not self._knows(voice):
            raise RefusalError("voice.unknown")
        self._set(voice or self._default, rate, volume)
        hz, pcm = 22050, b""
        for _ in range(ATTEMPTS if text.strip() else 0):
            hz, pcm = self._save(text)
            if pcm:
                break
        if volume > 0 and not pcm.strip(b"\0"):  # punctuation alone is a short silence
            if any(letter.isalnum() for letter in text):
                raise RefusalError("voice.failed", "the engine made no sound")
            pcm = b""
        return hz, pcm

    def _knows(self, voice: str) -> bool:
        """Whether the engine has this voice: an id of its list or, for espeak, more.

        espeak also takes a language (`en-us`) and a variant (`gmw/en-us+f3`), and takes a variant
        it does not have, or a variant by itself, without a word and then speaks otherwise or not.
        """
        if voice in self._known or not self._is_espeak:
            return voice in self._known
        base, plus, variant = voice.partition("+")
        languages = {known.rpartition("/")[2] for known in self._known}
        return base.lower() in self._known | languages and (not plus or variant in self._variants)

    def _set(self, voice: str, rate: int, volume: float) -> None:
        self._errors.clear()
        self._engine.setProperty("voice", voice)
        if self._errors:
            raise RefusalError("voice.unknown")
        self._engine.setProperty("rate", rate)
        self._engine.setProperty("volume", volume)
        if self._errors or (self._is_espeak and not espeak.set_exactly(rate, volume)):
            raise RefusalError("voice.failed", "the engine refused its rate or volume")

    def _save(self, text: str) -> tuple[int, bytes]:
        """One file, written, read and deleted."""
        self._finished.clear()
        self._errors.clear()
        if self._is_espeak:
            espeak.begin_alike()
        try:
            self._engine.save_to_file(text, str(self._file))
            self._run()
            if self._errors:
                raise RefusalError("voice.failed", type(self._errors[0]).__name__)
            if self._is_espeak:  # the others have finished when they return, and may not say so
                self._finished.wait()
            while self._engine.isBusy():
                time.sleep(0.001)
            time.sleep(SETTLING)
            return read_pcm(self._file)
        except UnreadableError as error:
            raise RefusalError("voice.failed", str(error)) from None
        finally:
            self._file.unlink(missing_ok=True)

    def _run(self) -> None:
        if self._is_espeak:
            espeak.come_to_rest()
        self._engine.runAndWait()


def _answer(speech: Speech, request: Request) -> tuple[Header, bytes]:
    """The header and the samples that answer one request."""
    try:
        if request.get("voices"):
            return {"voices": speech.voices()}, b""
        rate, pcm = speech.render(
            request["text"], request["voice"], request["rate"], request["volume"]
        )
    except RefusalError as refusal:
        return refusal.header, b""
    except Exception as error:  # noqa: BLE001 - whatever a driver raises; it may quote the text
        return RefusalError("voice.failed", type(error).__name__).header, b""
    return {"rate": rate, "frames": len(pcm) // 2, "width": 2}, pcm


def _serve(folder: Path, requests: "queue.SimpleQueue[Request | None]", replies: BinaryIO) -> None:
    """Answer until the requests end. An engine that is missing is the answer to every request."""
    speech, missing = None, {}
    try:
        speech = Speech(folder)
        speech.render("ready", "", 145, 1.0)  # loads the dictionary before anybody waits for it
    except RefusalError as refusal:
        missing = refusal.header
    while (request := requests.get()) is not None:
        header, pcm = _answer(speech, request) if speech else (missing, b"")
        replies.write(json.dumps(header).encode() + b"\n" + pcm)
        replies.flush()


def _listen(requests: "queue.SimpleQueue[Request | None]", leave: Callable[[], None]) -> None:
    """Pass on what the parent asks; when it has gone, end even if the engine hangs."""
    try:
        for line in sys.stdin.buffer:
            requests.put(json.loads(line))
    finally:  # also when the parent was killed within a line
        requests.put(None)
        time.sleep(GRACE)
        leave()


def main() -> NoReturn:
    """Serve the parent at the other end of stdin and stdout, then take the folder along."""
    allocating.give_back_freed_memory()
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
    threading.Thread(target=_listen, args=(requests, leave), daemon=True).start()
    try:
        _serve(folder, requests, replies)
    finally:
        leave()


if __name__ == "__main__":
    main()
