"""No test touches the person's own things; and whole sessions in the virtual room for any test."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue

import pytest

from voice_coach.audio.room import Air, Room
from voice_coach.coach import Coach
from voice_coach.ear.listener import InlineListener
from voice_coach.ear.models import demo_model
from voice_coach.ear.vosk_ear import VoskEar
from voice_coach.journal.rows import TurnRow
from voice_coach.journal.store import Journal
from voice_coach.partner import Partner
from voice_coach.session.events import Began, Memory, Resumption
from voice_coach.session.practice import Practice
from voice_coach.session.recalling import needs_of
from voice_coach.stage import RoomStage
from voice_coach.stream import Telling
from voice_coach.voice.cache import CachedVoice
from voice_coach.voice.engines import make_voice
from voice_coach.voice.port import Manner, Voice

BEGINS = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
RATE = 16000


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of the test's own; the person's settings are out of sight."""
    folder = tmp_path / "home"
    monkeypatch.setenv("VOICE_COACH_HOME", str(folder))
    for name in ("MODEL", "MICROPHONE", "SPEAKER"):
        monkeypatch.delenv(f"VOICE_COACH_{name}", raising=False)
    return folder


@pytest.fixture(scope="session")
def spoken() -> Iterator[CachedVoice]:
    """The real voice, kept for the whole run: what one test has rendered, the next has at once."""
    voice = CachedVoice(make_voice())
    yield voice
    voice.close()


class Answers(Partner):
    """A partner who answers each listening with the next line, and then with examples."""

    def __init__(self, *args: object, lines: list[str], commands: list[str], number: int) -> None:
        super().__init__(*args, number=number)  # type: ignore[arg-type]  # as Partner takes them
        self.lines = lines
        self.commands = commands

    def observe(self, telling: Telling) -> None:
        if telling["event"] == "listening" and telling["expects"] == "command":
            if self.commands:
                self._say(self.commands.pop(0))
        else:
            super().observe(telling)

    def answer(self, telling: Telling) -> str:
        return self.lines.pop(0) if self.lines else super().answer(telling)


@dataclass
class Held:
    """What came of a session."""

    coach: Coach
    stage: RoomStage
    session: str
    tellings: list[Telling] = field(default_factory=list)
    turns: list[TurnRow] = field(default_factory=list)
    memories: list[Memory] = field(default_factory=list)
    said: list[tuple[str, str]] = field(default_factory=list)

    def told(self, event: str) -> list[Telling]:
        return [telling for telling in self.tellings if telling["event"] == event]

    @property
    def heard(self) -> dict[str, str]:
        """The last answer to each step."""
        return {turn.step: turn.text for turn in self.turns if turn.speaker == "you"}


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal.open(tmp_path / "journal.db", clock=lambda: BEGINS) as journal:
        yield journal


@pytest.fixture
def hold(spoken: Voice, journal: Journal) -> Callable[..., Held]:
    """Holds a session of a practice and returns what came of it."""

    def hold(
        practice: Practice,
        *lines: str,
        commands: tuple[str, ...] = (),
        air: Air = Air(),  # noqa: B008 - frozen
        resume: Resumption | None = None,
        voice: Voice | None = None,
        answers: Mapping[str, str] | None = None,
        number: int = 0,
        watch: Callable[[RoomStage], Callable[[Telling], None]] | None = None,
    ) -> Held:
        inbox: SimpleQueue[object] = SimpleQueue()
        room = Room(rate=RATE, post=inbox.put, begins=BEGINS, air=air)
        hearing = InlineListener(VoskEar(demo_model(), RATE), inbox.put)
        stage = RoomStage(
            inbox=inbox,
            voice=voice or spoken,  # type: ignore[arg-type]  # closed by the test session
            room=room,
            hearing=hearing,
            manner=Manner(),
        )
        partner = Answers(
            practice,
            spoken,
            room.mouth,
            dict(answers or {}),
            lines=list(lines),
            commands=list(commands),
            number=number,
        )
        session = journal.begin(practice.name, practice.title, "test")
        tellings: list[Telling] = []
        stage.stream.observers += [tellings.append, partner.observe]
        if watch is not None:
            stage.stream.observers.append(watch(stage))
        memories = [
            memory
            for kind, status in needs_of(practice)
            for memory in journal.memories(kind, status)
        ]
        began = Began(BEGINS, tuple(memories), resume)
        _, coach = stage.lead(practice, journal, session, began)
        return Held(
            coach,
            stage,
            session,
            tellings,
            journal.turns(session, include_undone=True),
            journal.memories(),
            partner.said,
        )

    return hold
