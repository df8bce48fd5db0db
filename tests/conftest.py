"""No test touches the person's own things, or the net; sessions in the virtual room; a web site."""

import fcntl
import os
import pty
import runpy
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from tests.quickness import (
    pytest_collection_modifyitems,
    pytest_runtest_setup,
    pytest_runtest_teardown,
)
from tests.remembering import HeardMemory, RememberingRecognizer
from voice_coach.app.coach import Coach
from voice_coach.app.event_stream import EventRecord
from voice_coach.app.pump import SimulatorPump
from voice_coach.app.runtime import Runtime, RuntimeConfig
from voice_coach.app.simulated_user import Reply, SimulatedUser
from voice_coach.audio.simulator import Acoustics, Simulator
from voice_coach.journal.journal import Journal
from voice_coach.journal.models import TurnRow
from voice_coach.practice.recall import needs_of
from voice_coach.practice.schema import Practice
from voice_coach.protocol.contacts import Helpers
from voice_coach.protocol.events import Memory, Resumption, SessionConfig
from voice_coach.stt.listener import InlineListener
from voice_coach.stt.models import shipped_model
from voice_coach.stt.vad import gated
from voice_coach.stt.vosk_engine import VoskRecognizer
from voice_coach.tts.base import Synthesizer, VoiceSettings
from voice_coach.tts.cache import CachedSynthesizer
from voice_coach.tts.pyttsx3_engine import Pyttsx3Synthesizer

__all__ = ["pytest_collection_modifyitems", "pytest_runtest_setup", "pytest_runtest_teardown"]

BEGINS = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
GUARD = Path(__file__).parent / "guard"
RATE = 16000
SMALL = "vosk-model-small-en-us-0.15"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of the test's own; the person's settings are out of sight."""
    folder = tmp_path / "home"
    monkeypatch.setenv("VOICE_COACH_HOME", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("VOICE_COACH_VOICE_ENGINE", "pyttsx3")  # it speaks a thousand prompts
    for name in ("MODEL", "MICROPHONE", "SPEAKER"):
        monkeypatch.delenv(f"VOICE_COACH_{name}", raising=False)
    return folder


def pytest_configure() -> None:
    """Have a guard against sockets in this process, and in every one that a test starts.

    And let them be interrupted: what is started with `nohup ... &` ignores Ctrl-C, and so would
    they.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.path.insert(0, str(GUARD))  # the voice's child finds modules where this process does
    paths = [str(GUARD), *filter(None, [os.environ.get("PYTHONPATH")])]
    os.environ["PYTHONPATH"] = os.pathsep.join(paths)
    runpy.run_path(str(GUARD / "sitecustomize.py"))


@pytest.fixture(autouse=True)
def no_sockets(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """Where sockets are written down. A test fails whose sessions open one: none may."""
    seen = tmp_path / "sockets-seen"
    monkeypatch.setenv("SOCKETS_SEEN", str(seen))
    if {"site", "other_programs", "other_machines"} & set(request.fixturenames):
        monkeypatch.setenv("SOCKETS", "here")
    yield seen
    assert not seen.exists(), seen.read_text()


@pytest.fixture
def other_programs() -> None:
    """For tests of what is no session: pip and a bare Vosk bind a port, to see what is possible."""


@pytest.fixture(scope="session")
def spoken() -> Iterator[CachedSynthesizer]:
    """The real voice, kept for the whole run: what one test has rendered, the next has at once."""
    voice = CachedSynthesizer(Pyttsx3Synthesizer())
    yield voice
    voice.close()


def reply_with(
    lines: tuple[str, ...], commands: tuple[str, ...], answers: Mapping[str, str]
) -> Reply:
    """Each question gets the next line, and then what `answers` has for its step."""
    left, commands_left = list(lines), list(commands)

    def reply(event_record: EventRecord) -> str | None:
        if event_record["expects"] == "command":
            return commands_left.pop(0) if commands_left else None
        return left.pop(0) if left else answers.get(str(event_record["step"]))

    return reply


@dataclass
class SessionResult:
    """What came of a session."""

    coach: Coach
    runtime: Runtime
    session: str
    tellings: list[EventRecord] = field(default_factory=list)
    turns: list[TurnRow] = field(default_factory=list)
    memories: list[Memory] = field(default_factory=list)
    said: list[tuple[str, str]] = field(default_factory=list)

    def told(self, event: str) -> list[EventRecord]:
        return [event_record for event_record in self.tellings if event_record["event"] == event]

    @property
    def heard(self) -> dict[str, str]:
        """The last answer to each step."""
        return {turn.step: turn.text for turn in self.turns if turn.speaker == "you"}


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal.open(tmp_path / "journal.db", clock=lambda: BEGINS) as journal:
        yield journal


@pytest.fixture(scope="session")
def heard_before() -> dict[type[VoskRecognizer], HeardMemory]:
    """What ears of each kind heard in the whole run: the next test has it at once."""
    return defaultdict(dict)


@pytest.fixture
def hold_session(
    spoken: Synthesizer, heard_before: dict[type[VoskRecognizer], HeardMemory], journal: Journal
) -> Callable[..., SessionResult]:
    """Holds a session of a practice and returns what came of it."""

    def hold_session(
        practice: Practice,
        *lines: str,
        commands: tuple[str, ...] = (),
        acoustics: Acoustics = Acoustics(),  # noqa: B008 - frozen
        resume: Resumption | None = None,
        voice: Synthesizer | None = None,
        answers: Mapping[str, str] | None = None,
        number: int = 0,
        helpers: Helpers = Helpers(),  # noqa: B008 - frozen
        open_ear: bool = False,
        hears_itself: bool = False,
        watch: Callable[[Runtime], Callable[[EventRecord], None]] | None = None,
        begins: datetime = BEGINS,
    ) -> SessionResult:
        inbox: SimpleQueue[object] = SimpleQueue()
        simulator = Simulator(rate=RATE, post=inbox.put, start_time=begins, acoustics=acoustics)
        recognizer = RememberingRecognizer(
            gated(VoskRecognizer(shipped_model(), RATE), RATE), heard_before[VoskRecognizer]
        )
        listener = InlineListener(recognizer, inbox.put)
        for name in ("report_to", "allow"):  # which a stand-in for a voice need not have
            if voice is not None and not hasattr(voice, name):
                setattr(voice, name, lambda _: None)
        runtime = Runtime(
            SimulatorPump(inbox, simulator, listener),
            RuntimeConfig(
                voice=voice or spoken,  # type: ignore[arg-type]  # closed by the test session
                voice_settings=VoiceSettings(),
                listener=listener,
                open_ear=open_ear,
                hears_itself=hears_itself,
            ),
        )
        simulated_user = SimulatedUser(
            practice,
            spoken,
            simulator.user_player,
            reply_with(lines, commands, answers or {}),
            number=number,
        )
        session = journal.begin(practice.name, practice.title, "test")
        tellings: list[EventRecord] = []
        runtime.stream.observers += [tellings.append, simulated_user.observe]
        if watch is not None:
            runtime.stream.observers.append(watch(runtime))
        memories = [
            memory
            for kind, status in needs_of(practice)
            for memory in journal.memories(kind, status)
        ]
        config = SessionConfig(begins, tuple(memories), resume, helpers=helpers)
        _, coach = runtime.run(practice, journal, session, config)
        return SessionResult(
            coach,
            runtime,
            session,
            tellings,
            journal.turns(session, include_undone=True),
            journal.memories(),
            simulated_user.said,
        )

    return hold_session


@dataclass
class Site:
    """A real web site on this machine, which keeps files and misbehaves as a test wants it to.

    `cut_after` is how many bytes of an answer are sent before the connection ends; `hold_after` how
    many before it waits until `go_on` is set, having set `holds`.
    """

    address: str
    files: dict[str, bytes] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=lambda: {"ETag": '"one"'})
    ranges: bool = True
    length: bool = True
    cut_after: int | None = None
    hold_after: int | None = None
    moved: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    holds: Event = field(default_factory=Event)
    go_on: Event = field(default_factory=Event)


class _Web(ThreadingHTTPServer):
    site: Site


class _Handler(BaseHTTPRequestHandler):
    server: _Web

    def do_GET(self) -> None:
        site = self.server.site
        site.asked.append(dict(self.headers.items()))
        name = self.path.lstrip("/")
        if name in site.moved:
            self.send_response(302)
            self.send_header("Location", site.moved[name])
            self.end_headers()
        elif name not in site.files:
            self.send_error(404)
        else:
            self._send(site, site.files[name])

    def _send(self, site: Site, data: bytes) -> None:
        begins = self._begins(site)
        if begins >= len(data):
            self.send_error(416)
            return
        self.send_response(206 if begins else 200)
        if begins:
            self.send_header("Content-Range", f"bytes {begins}-{len(data) - 1}/{len(data)}")
        if site.length:
            self.send_header("Content-Length", str(len(data) - begins))
        for header, value in site.headers.items():
            self.send_header(header, value)
        self.end_headers()
        self._send_body(site, data[begins:])

    def _begins(self, site: Site) -> int:
        asked = self.headers.get("Range")
        same = self.headers.get("If-Range", "") in ("", *site.headers.values())
        if not site.ranges or asked is None or not same:
            return 0
        return int(asked.removeprefix("bytes=").removesuffix("-"))

    def _send_body(self, site: Site, body: bytes) -> None:
        body = body[: site.cut_after]
        hold_session = len(body) if site.hold_after is None else site.hold_after
        site.sent.append(len(body))
        with suppress(ConnectionError):  # it may be the client who ends it
            self.wfile.write(body[:hold_session])
            if hold_session < len(body):
                site.holds.set()
                site.go_on.wait(60)
                self.wfile.write(body[hold_session:])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A web site of the test's own, which no proxy stands in front of."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.delenv("VOICE_COACH_MODEL_SITE", raising=False)
    server = _Web(("127.0.0.1", 0), _Handler)
    server.site = site = Site(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield site
    site.go_on.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def archive() -> bytes:
    """A zip archive as the model site has them, with the files of the model that ships."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as zipped:
        for path in sorted(shipped_model().path.rglob("*")):
            zipped.write(path, f"{SMALL}/{path.relative_to(shipped_model().path)}")
    return packed.getvalue()


class Terminal:
    """The program at a terminal of its own, as over ssh, and somebody who reads and types there.

    Attributes:
        shown: Everything that was printed so far, as it came.
        found: How the terminal was set; the program is to leave it so.
        program: The process.
    """

    def __init__(
        self, command: list[str], environment: dict[str, str], stdout: int | None = None
    ) -> None:
        self._ours, self._theirs = pty.openpty()
        self.widen(60)
        self.found = self.modes
        self.shown = ""
        self._at = 0
        self._bytes = b""
        self.program = subprocess.Popen(
            command,
            stdin=self._theirs,
            stdout=self._theirs if stdout is None else stdout,
            stderr=self._theirs,
            env=environment,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - no threads yet
        )

    @property
    def modes(self) -> list[object]:
        return termios.tcgetattr(self._theirs)

    def widen(self, columns: int) -> None:
        size = struct.pack("HHHH", 24, columns, 0, 0)
        fcntl.ioctl(self._theirs, termios.TIOCSWINSZ, size)

    def until(self, text: str, seconds: float = 60) -> str:
        """Read on until this is shown; what was shown since the last time, up to there."""
        deadline = time.monotonic() + seconds
        while text not in self.shown[self._at :]:
            if time.monotonic() > deadline or not self._read():
                pytest.fail(
                    f"{text!r} is not shown. After {self.shown[: self._at]!r} there is:\n"
                    f"{self.shown[self._at :]!r}"
                )
        before, self._at = self._at, self.shown.index(text, self._at) + len(text)
        return self.shown[before : self._at]

    def press(self, keys: str | bytes) -> None:
        os.write(self._ours, keys.encode() if isinstance(keys, str) else keys)

    def end(self, seconds: float = 60) -> int:
        """Read on until the program has ended; its exit status."""
        deadline = time.monotonic() + seconds
        while self._read():
            assert time.monotonic() < deadline, self.shown
        return self.program.wait()

    def hang_up(self) -> None:
        os.close(self._theirs)
        os.close(self._ours)
        self._ours = self._theirs = -1

    def close(self) -> None:
        if self.program.poll() is None:
            self.program.kill()
        self.program.wait()
        if self._ours >= 0:
            self.hang_up()

    def _read(self) -> bool:
        """Read what comes within a moment; False once the program has ended and all is read."""
        ended = self.program.poll() is not None
        if select.select([self._ours], [], [], 0.1)[0]:
            self._bytes += os.read(self._ours, 65536)
            self.shown = self._bytes.decode("utf-8", "replace")
            return True
        return not ended


@pytest.fixture
def at_terminal(home: Path) -> Iterator[Callable[..., Terminal]]:
    """Starts `voice-coach` with arguments at a terminal; `TERM` and the like by name."""
    terminals: list[Terminal] = []

    def start(
        *arguments: str,
        stdout: int | None = None,
        shell: tuple[str, ...] = (),
        **environment: str,
    ) -> Terminal:
        command = [*shell, sys.executable, "-m", "voice_coach", *arguments]
        around = {**os.environ, "TERM": "xterm", **environment}
        around.pop("COLUMNS", None)
        terminals.append(Terminal(command, around, stdout))
        return terminals[-1]

    yield start
    for terminal in terminals:
        terminal.close()
