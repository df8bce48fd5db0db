"""The parent's end of a voice process: a child in which an engine speaks, with a deadline.

A call that hangs inside a library cannot be ended otherwise. A child that hangs is killed at its
deadline, a child that died is replaced, and the request is made once more; only then is it an
error. `voice_server` is the other end.
"""

import contextlib
import difflib
import json
import math
import os
import queue
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from voice_coach.audio.sound import Sound
from voice_coach.child_process import start_module
from voice_coach.errors import CoachError, Command
from voice_coach.tts.base import VoiceSettings

_DOCTOR = Command("doctor")

CLOSE_SECONDS = 1.0
"""For a request to end when the process is closed."""

SILENCE_LEVEL = 16
"""Samples up to this size (of 32767) are silence."""

MARGIN_SECONDS = 0.01
"""Of an engine's silence that is left before and after the speech."""


class VoiceProcess:
    """A child process that runs `module` and speaks; started when it is needed, or by `start`.

    Args:
        module: Calls `voice_server.serve_parent`.
        install_hint: What to do where its library is missing; ends the error's message.
        rates: The lowest and the highest rate of the engine; beyond them it is the nearest.
        deadline: Seconds for an answer.
        start_seconds: Beyond the deadline, for the first answer of a child.
        retries_hung: Whether a request at which a child hung is made once more.

    Attributes:
        arguments: Of the module, for a child that is started from now on.
    """

    def __init__(
        self,
        module: str,
        install_hint: str,
        rates: tuple[int, int],
        deadline: float,
        *,
        start_seconds: float = 0.0,
        retries_hung: bool = True,
    ) -> None:
        self.arguments: tuple[str, ...] = ()
        self._module = module
        self._install_hint = install_hint
        self._rates = rates
        self._deadline = deadline
        self._start_seconds = start_seconds
        self._retries_hung = retries_hung
        self._lock = threading.Lock()
        self._child: _Child | None = None
        self._closings = 0

    @property
    def pid(self) -> int | None:
        """The child's process id, or None while there is none."""
        child = self._child
        return child.process.pid if child else None

    def start(self) -> None:
        """Start the child and return at once; raises `voice.failed` if there can be no process."""
        with self._lock:
            self._running_child()

    def render(self, pieces: Iterable[str], voice_settings: VoiceSettings) -> Sound:
        """Return the sound of pieces of a text, one after the other; raises as `Synthesizer`."""
        rate = checked_rate(voice_settings, self._rates)
        request = {
            "voice": voice_settings.voice,
            "rate": rate,
            "volume": voice_settings.volume,
        }
        hz, pcm = 0, bytearray()
        for piece in pieces:
            text = piece.encode("utf-8", "replace").decode()  # half a surrogate has no code
            reply = self._request(request | {"text": text})
            hz = int(reply.header["rate"])
            pcm += reply.pcm
        return trimmed(Sound(np.frombuffer(pcm, np.int16), hz))

    def voices(self) -> tuple[str, ...]:
        """Return the ids of the engine's voices; raises as `render`."""
        return tuple(self._request({"voices": True}).header["voices"])

    def close(self) -> None:
        """End the child, soon even if it hangs. A later request would start another."""
        self._closings += 1
        if not self._lock.acquire(timeout=CLOSE_SECONDS):
            if child := self._child:
                child.process.kill()  # whoever waits for its answer is told, and lets go of it
            self._lock.acquire()
        try:
            if self._child:
                self._child.close()
                self._child = None
        finally:
            self._lock.release()

    def _running_child(self) -> "_Child":
        if self._child and not self._child.is_in_sync:  # after Ctrl-C, its answer is yet to come
            self._drop()
        if self._child is None:
            try:
                self._child = _Child(self._module, self.arguments)
            except OSError as error:
                raise CoachError(
                    "voice.failed", f"The voice could not be started: {error.strerror}."
                ) from error
        return self._child

    def _drop(self) -> None:
        if self._child:
            self._child.kill()
            self._child = None

    def _request(self, request: dict[str, Any]) -> "_Reply":
        """Return the child's reply; its errors are raised as ours."""
        with self._lock:
            reply = self._exchange(request)
        if (code := reply.header.get("error")) is not None:
            raise self._error(code, reply.header["detail"], request.get("voice", ""))
        return reply

    def _exchange(self, request: dict[str, Any]) -> "_Reply":
        """Ask the child, and once more a new one if this one hangs or dies."""
        code, closings = "", self._closings
        for _ in range(2):
            try:
                child = self._running_child()
                more = 0.0 if child.has_answered else self._start_seconds
                return child.ask(request, self._deadline + more)
            except TimeoutError:
                code = "voice.hung"
                if not self._retries_hung:
                    break
            except EOFError:
                code = "voice.failed"
            if self._closings != closings:
                break
        self._drop()
        raise self._error(code, "it died twice on the same sentence", "")

    def _error(self, code: str, detail: str, voice: str) -> CoachError:
        if code == "voice.missing":
            return CoachError(
                code, f"There is no voice on this computer ({detail}). {self._install_hint}"
            )
        if code == "voice.hung":
            return CoachError(
                code,
                f"The voice did not answer within {self._deadline:g} seconds"
                f"{', twice' if self._retries_hung else ''}. "
                "The computer may be too busy; try again.",
            )
        if code == "voice.unknown":
            return unknown_voice(voice, self.voices())
        which = f"The voice {voice!r}" if voice else "The voice"
        return CoachError(
            "voice.failed",
            f"{which} failed: {detail}. Try again, or set another one; "
            f"`{_DOCTOR} --voices` lists the voices there are.",
            _DOCTOR,
        )


def checked_rate(voice_settings: VoiceSettings, rates: tuple[int, int]) -> int:
    """Return the words a minute nearest to those asked for that an engine has.

    Raises `voice.failed` if rate or volume are none at all.
    """
    slowest, fastest = rates
    if not (math.isfinite(voice_settings.rate) and voice_settings.rate >= 1):
        raise CoachError(
            "voice.failed",
            f"The voice cannot speak {voice_settings.rate} words a minute. "
            f"Set a rate between {slowest} and {fastest}.",
        )
    if not 0 <= voice_settings.volume <= 1:
        raise CoachError(
            "voice.failed",
            f"The voice has no volume {voice_settings.volume}. Set one from 0 to 1.",
        )
    return min(max(round(voice_settings.rate), slowest), fastest)


def unknown_voice(voice: str, voices: Iterable[str]) -> CoachError:
    """Return the error for a voice that is none of an engine's."""
    near = " and ".join(difflib.get_close_matches(voice, voices, n=3, cutoff=0.5))
    return CoachError(
        "voice.unknown",
        f"There is no voice called {voice!r}. "
        + (f"Near it there is {near}. " if near else "")
        + f"`{_DOCTOR} --voices` lists the voices there are.",
        _DOCTOR,
    )


def trimmed(sound: Sound) -> Sound:
    """Return a sound without the silence engines put around a sentence."""
    loud = np.flatnonzero((sound.samples > SILENCE_LEVEL) | (sound.samples < -SILENCE_LEVEL))
    if not len(loud):
        return sound
    margin = round(MARGIN_SECONDS * sound.rate)
    samples = sound.samples[max(0, loud[0] - margin) : loud[-1] + 1 + margin].copy()
    samples.flags.writeable = False  # it may be remembered and shared
    return Sound(samples, sound.rate)


class _Reply(NamedTuple):
    """A line of JSON, and the samples that follow it."""

    header: dict[str, Any]
    pcm: bytes


class _Child:
    """One child process, its private folder, and the thread that talks to it.

    Both ends of a pipe can block for good when the child hangs, so only that thread touches them.
    """

    def __init__(self, module: str, arguments: tuple[str, ...]) -> None:
        memory = Path("/dev/shm")  # noqa: S108 - the folder made in it is private
        usable = memory.is_dir() and os.access(memory, os.W_OK)
        self.folder = Path(tempfile.mkdtemp(prefix="voice-coach-", dir=memory if usable else None))
        self.is_in_sync = True
        self.has_answered = False
        self._requests: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._replies: queue.SimpleQueue[_Reply | None] = queue.SimpleQueue()
        try:
            self.process = start_module(module, str(self.folder), *arguments)
        except OSError:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        threading.Thread(target=self._transfer, name="voice", daemon=True).start()

    def ask(self, request: dict[str, Any], deadline: float) -> _Reply:
        """Return the reply to a request; raises TimeoutError, or EOFError if the child has died."""
        self.is_in_sync = False
        self._requests.put(json.dumps(request).encode() + b"\n")
        try:
            reply = self._replies.get(timeout=deadline)
        except queue.Empty:
            raise TimeoutError from None
        if reply is None:
            raise EOFError
        self.is_in_sync = self.has_answered = True
        return reply

    def close(self) -> None:
        """Let the child end by itself, which takes its folder along; kill it if it does not."""
        self._requests.put(None)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=1.0)
        self.kill()

    def kill(self) -> None:
        """End the child whatever it does, and remove its folder."""
        self.process.kill()
        self.process.wait()
        self._requests.put(None)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _transfer(self) -> None:
        """Carry requests to the child and replies back, until either side ends."""
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None and stdout is not None  # noqa: S101, PT018 - both are pipes
        with contextlib.suppress(OSError), stdin, stdout:
            while (line := self._requests.get()) is not None:
                try:
                    stdin.write(line)
                    stdin.flush()
                    header = json.loads(stdout.readline())
                    size = header.get("frames", 0) * header.get("width", 0)
                    pcm = stdout.read(size)
                except (OSError, ValueError):  # a broken pipe, or a line cut short
                    break
                if len(pcm) < size:
                    break
                self._replies.put(_Reply(header, pcm))
        self._replies.put(None)
