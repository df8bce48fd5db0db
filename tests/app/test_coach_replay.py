"""A replay in the virtual room: commands by voice in its silences, two voices, one's own voice."""

from collections.abc import Callable
from queue import SimpleQueue

import numpy as np
import pytest

from voice_coach.app.builtin import chooser
from voice_coach.app.event_stream import EventRecord
from voice_coach.app.pump import SimulatorPump
from voice_coach.app.runtime import Runtime, RuntimeConfig
from voice_coach.app.simulated_user import SimulatedUser
from voice_coach.audio.simulator import Simulator
from voice_coach.audio.sound import Sound
from voice_coach.errors import CoachError
from voice_coach.journal.journal import Journal
from voice_coach.practice.schema import Practice
from voice_coach.protocol.events import SessionConfig
from voice_coach.protocol.transcript import Clip, SessionTranscript, TranscriptLine
from voice_coach.stt.listener import InlineListener
from voice_coach.stt.models import shipped_model
from voice_coach.stt.vosk_engine import VoskRecognizer
from voice_coach.testing import EVENING
from voice_coach.tts.base import VoiceSettings

RATE = 16000
WALK = "i will take a slow walk before dinner"
LINES = (
    TranscriptLine("turn-1", "coach", ("How was the day?",)),
    TranscriptLine("turn-2", "you", ("today was quiet",)),
    TranscriptLine("turn-3", "coach", ("What will you do now?",)),
    TranscriptLine("turn-4", "you", (WALK,)),
    TranscriptLine("turn-5", "coach", ("Take it with you.",)),
    TranscriptLine("turn-6", "you", ("i am glad",)),
)


class Played:
    """What came of a replay."""

    def __init__(self) -> None:
        self.tellings: list[EventRecord] = []
        self.blocks: list[np.ndarray] = []
        self.outcome: str | None = None

    @property
    def steps(self) -> list[str]:
        told = [each for each in self.tellings if each["event"] == "coach.speaking"]
        return [str(each["step"]).removeprefix("turn-") for each in told]

    @property
    def commands(self) -> list[str]:
        return [str(each["name"]) for each in self.tellings if each["event"] == "command"]


@pytest.fixture
def play(spoken) -> Callable[..., Played]:
    def play(
        lines: tuple[TranscriptLine, ...] = LINES,
        commands: dict[str, str] | None = None,
        clips: Callable[[Clip], Sound] | None = None,
    ) -> Played:
        inbox: SimpleQueue[object] = SimpleQueue()
        simulator = Simulator(rate=RATE, post=inbox.put, start_time=EVENING)
        listener = InlineListener(VoskRecognizer(shipped_model(), RATE), inbox.put)
        runtime = Runtime(
            SimulatorPump(inbox, simulator, listener),
            RuntimeConfig(voice=spoken, voice_settings=VoiceSettings(), listener=listener),
        )
        runtime.prompt_speaker.clips = clips
        left = dict(commands or {})

        def reply(event_record: EventRecord) -> str | None:
            """Something in the silence after a line, once."""
            return left.pop(str(event_record["step"]), None)

        person = SimulatedUser(chooser("?"), spoken, simulator.user_player, reply)
        played = Played()
        runtime.stream.observers += [played.tellings.append, person.observe]
        simulator.monitors.append(lambda block: played.blocks.append(block.copy()))
        practice = Practice(name="replay", title="Evening", about="", minutes=1, steps=())
        config = SessionConfig(
            EVENING, greeting="", closing="", kept=False, transcript=SessionTranscript(lines)
        )
        with Journal.in_memory(lambda: EVENING) as journal:
            session = journal.begin("replay", "Evening", "test")
            _, coach = runtime.run(practice, journal, session, config)
        played.outcome = coach.outcome
        assert left == {}, played.commands
        return played

    return play


def test_it_goes_by_itself_from_the_first_line_to_the_last(play) -> None:
    played = play()

    assert played.steps == ["1", "2", "3", "4", "5", "6"]
    assert played.outcome == "completed"


def test_only_my_words_is_said_in_a_silence(play) -> None:
    played = play(commands={"turn-2": "only my words"})

    assert played.commands == ["only my words"]
    assert played.steps == ["1", "2", "adjusted", "4", "6"]


def test_skip_and_back_are_said_in_a_silence(play) -> None:
    assert play(commands={"turn-1": "skip"}).steps == ["1", "3", "4", "5", "6"]
    assert play(commands={"turn-3": "back"}).steps == ["1", "2", "3", "2", "3", "4", "5", "6"]


def test_it_is_paused_and_gone_on_with(play) -> None:
    played = play(commands={"turn-2": "pause", "paused": "resume"})

    assert played.commands == ["pause", "resume"]
    assert played.steps == ["1", "2", "paused", "3", "4", "5", "6"]


def test_it_is_stopped(play) -> None:
    played = play(commands={"turn-2": "stop"})

    assert played.outcome == "stopped"


def test_the_persons_words_have_another_voice(play, spoken) -> None:
    the_same = ("i am glad that it is over",)
    coach, mine = (
        np.concatenate(play((TranscriptLine("turn-1", who, the_same),)).blocks)
        for who in ("coach", "you")
    )

    assert _pitch(mine) > 1.25 * _pitch(coach)


def _pitch(samples: np.ndarray) -> float:
    """The pitch of speech in Hz: the middle of what its loud stretches repeat themselves at."""
    found = []
    for block in np.split(samples[: len(samples) // 800 * 800].astype(float), len(samples) // 800):
        if np.sqrt(np.mean(block**2)) > 1000:
            alike = np.correlate(block, block, "full")[800:]
            found.append(RATE / (40 + int(np.argmax(alike[40:250]))))
    return float(np.median(found))


def test_a_recording_is_played_as_it_is_and_told_stretch_by_stretch(play, spoken) -> None:
    voice = spoken.render(WALK, VoiceSettings("gmw/en-us+m3", 130)).at(RATE)
    half = len(voice.samples) // 2
    asked: list[Clip] = []

    def clips(clip: Clip) -> Sound:
        asked.append(clip)
        return Sound(voice.samples[round(clip.start * RATE) : round(clip.end * RATE)], RATE)

    line = TranscriptLine(
        "turn-1", "you", ("i will take a slow", "walk before dinner"),
        (Clip("1.flac", 0, half / RATE), Clip("1.flac", half / RATE, 99)),
    )  # fmt: skip
    played = play((line,), clips=clips)
    told = [each for each in played.tellings if each["event"] == "coach.sentence"]
    sound = np.concatenate(played.blocks)
    begin = int(np.flatnonzero(sound)[0]) - int(np.flatnonzero(voice.samples)[0])

    assert [clip.file for clip in asked] == ["1.flac", "1.flac"]
    assert [each["text"] for each in told] == list(line.sentences)
    assert np.array_equal(sound[begin : begin + len(voice.samples)], voice.samples)


def test_where_a_recording_cannot_be_played_its_words_are_spoken(play) -> None:
    def gone(_: Clip) -> Sound:
        raise CoachError("recordings.unreadable", "gone")

    line = TranscriptLine("turn-1", "you", (WALK,), (Clip("1.flac", 0, 3),))
    played = play((line,), clips=gone)

    assert played.outcome == "completed"
    assert len(np.flatnonzero(np.concatenate(played.blocks))) > RATE
