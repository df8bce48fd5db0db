"""The whole loop, thin but real: voice, ear, journal and coach, in the virtual room."""

from collections.abc import Callable

import pytest

from voice_coach.app.event_stream import EventRecord
from voice_coach.app.runtime import Runtime
from voice_coach.audio.simulator import Acoustics
from voice_coach.audio.sound import Sound
from voice_coach.errors import CoachError
from voice_coach.journal.journal import Journal
from voice_coach.practice.schema import Practice
from voice_coach.protocol.events import Commanded, Failed, Interrupted, Recovered, Resumption
from voice_coach.stt.transcription import word_error_rate
from voice_coach.testing import practice_of, step
from voice_coach.tts.base import VoiceSettings

ASK = step(name="walk", ask="What will you do?", example="i will walk around the block after lunch")
AFTER = step(name="after", say="You said: {walk}.")
PRACTICE = Practice(name="short", title="Short", about="For tests.", minutes=1, steps=(ASK, AFTER))


def test_an_answer_is_heard_kept_and_spoken_back(hold_session) -> None:
    result = hold_session(PRACTICE)
    assert result.coach.outcome == "completed"
    assert word_error_rate(ASK.example or "", result.heard["walk"]) <= 0.1
    assert any(result.heard["walk"] in str(t["text"]) for t in result.told("coach.speaking"))


def test_two_sessions_in_the_same_room_are_the_same_to_the_millisecond(hold_session) -> None:
    first, second = hold_session(PRACTICE), hold_session(PRACTICE)
    assert [dict(t) | {"session": ""} for t in first.tellings] == [
        dict(t) | {"session": ""} for t in second.tellings
    ]


def test_every_word_of_an_answer_has_its_time_in_the_journal(hold_session) -> None:
    result = hold_session(PRACTICE)
    turn = next(turn for turn in result.turns if turn.speaker == "you")
    assert [word.word for word in turn.words] == turn.text.split()
    assert turn.ended_at is not None
    assert (turn.ended_at - turn.started_at).total_seconds() == pytest.approx(
        turn.words[-1].end - turn.words[0].start, abs=0.01
    )


def test_what_was_said_is_committed_before_anything_acknowledges_it(hold_session, journal) -> None:
    seen: list[tuple[str, list[str]]] = []

    def watch(_: Runtime) -> Callable[[EventRecord], None]:
        def observe(event_record: EventRecord) -> None:
            if event_record["event"] in {"heard", "coach.speaking"}:
                texts = [turn.text for turn in journal.turns(str(event_record["session"]))]
                seen.append((str(event_record["text"]), texts))

        return observe

    hold_session(PRACTICE, watch=watch)
    assert len(seen) == 5  # greeting, question, answer, what was said, closing
    assert all(text in texts for text, texts in seen)


def test_the_ear_is_closed_while_the_coach_speaks(hold_session) -> None:
    result = hold_session(PRACTICE, acoustics=Acoustics(echo_gain=0.8, echo_delay=0.02))
    assert word_error_rate(ASK.example or "", result.heard["walk"]) <= 0.1
    assert len(result.told("heard")) == 1


def test_an_answer_is_understood_through_noise(hold_session) -> None:
    result = hold_session(PRACTICE, acoustics=Acoustics(noise_dbfs=-60))
    assert word_error_rate(ASK.example or "", result.heard["walk"]) <= 0.1


def test_pause_and_resume_by_voice(hold_session) -> None:
    result = hold_session(PRACTICE, "pause", "i will walk around the block", commands=("resume",))
    assert [t["name"] for t in result.told("command")] == ["pause", "resume"]
    assert result.heard["walk"] == "i will walk around the block"


def test_stop_by_voice_ends_the_session_and_keeps_what_was_said(hold_session) -> None:
    two = Practice(
        name="two", title="Two", about="For tests.", minutes=1, steps=(ASK, step(**_other()))
    )
    result = hold_session(two, "i will walk", "stop")
    assert result.coach.outcome == "stopped"
    assert result.heard == {"walk": "i will walk"}


def _other() -> dict[str, str]:
    return {"name": "other", "ask": "And then?", "example": "i will rest"}


def test_someone_who_wants_to_stop_hiding_is_not_stopped(hold_session) -> None:
    result = hold_session(PRACTICE, "i want to stop hiding")
    assert result.coach.outcome == "completed"
    assert result.heard["walk"] == "i want to stop hiding"


def test_a_breath_can_be_stopped_by_voice(hold_session) -> None:
    steps = (step(name="breath", breathe="box", cycles=8), ASK)
    result = hold_session(
        Practice(name="b", title="B", about="For tests.", minutes=2, steps=steps),
        commands=("stop",),
    )
    assert result.coach.outcome == "stopped"
    assert len(result.told("breath")) < 4


def test_breathing_cues_come_exactly_when_the_pattern_says(hold_session) -> None:
    steps = (step(name="breath", breathe="coherent", cycles=3),)
    result = hold_session(Practice(name="b", title="B", about="For tests.", minutes=1, steps=steps))
    phases = [(t["phase"], t["cycle"], t["seconds"]) for t in result.told("breath")]
    assert phases == [(p, c, 5.0) for c in (1, 2, 3) for p in ("in", "out")]


def test_an_interruption_saves_the_unfinished_answer(hold_session) -> None:
    def watch(runtime: Runtime) -> Callable[[EventRecord], None]:
        def observe(event_record: EventRecord) -> None:
            if event_record["event"] == "heard.partial" and "block" in str(event_record["text"]):
                runtime.inbox.put(Interrupted())

        return observe

    result = hold_session(PRACTICE, watch=watch)
    assert result.coach.outcome == "interrupted"
    assert result.heard["walk"].startswith("i will walk around the block")


def test_an_interrupted_session_goes_on_at_the_same_step(hold_session) -> None:
    steps = (ASK, AFTER, step(name="other", ask="And then?", example="i will rest"), AFTER)
    practice = Practice(name="p", title="P", about="For tests.", minutes=1, steps=steps)
    result = hold_session(practice, resume=Resumption("other", {"walk": "i will walk"}))
    assert [t["step"] for t in result.told("heard")] == ["other"]
    assert result.told("coach.speaking")[-2]["text"] == "You said: i will walk."


def test_a_command_key_works_while_the_coach_speaks(hold_session) -> None:
    def watch(runtime: Runtime) -> Callable[[EventRecord], None]:
        def observe(event_record: EventRecord) -> None:
            if event_record["event"] == "coach.speaking" and event_record["step"] == "walk":
                runtime.inbox.put(Commanded("stop"))

        return observe

    result = hold_session(PRACTICE, watch=watch)
    cut = [t for t in result.told("coach.spoke") if not t["completed"]]
    assert len(cut) == 1
    assert result.coach.outcome == "stopped"


def test_a_microphone_that_goes_away_pauses_and_one_that_comes_back_goes_on(hold_session) -> None:
    def watch(runtime: Runtime) -> Callable[[EventRecord], None]:
        def observe(event_record: EventRecord) -> None:
            if event_record["event"] == "listening" and event_record["step"] == "walk" and not gone:
                gone.append(True)
                runtime.simulator.user_player.hush()
                runtime.inbox.put(Failed("microphone", "audio.failed", "It was unplugged."))
            if event_record["event"] == "listening" and event_record["step"] == "paused":
                runtime.inbox.put(Recovered("microphone"))

        return observe

    gone: list[bool] = []
    result = hold_session(PRACTICE, watch=watch)
    assert [t["recovered"] for t in result.told("trouble")] == [False, True]
    assert result.coach.outcome == "completed"
    assert word_error_rate(ASK.example or "", result.heard["walk"]) <= 0.1


def no_room_left(journal: Journal) -> Callable[[Runtime], Callable[[EventRecord], None]]:
    """The journal takes nothing more as soon as the ear is open."""

    def watch(_: Runtime) -> Callable[[EventRecord], None]:
        def observe(event_record: EventRecord) -> None:
            if event_record["event"] == "listening":
                journal.connection.db.execute("PRAGMA max_page_count = 1")

        return observe

    return watch


LONG = "i will walk around the block after lunch and then " * 40


def test_what_nobody_asked_to_keep_is_rescued_into_no_file(hold_session, journal) -> None:
    practice = practice_of(ASK, step(name="gone", forget=(ASK.name,)))
    result = hold_session(practice, LONG, watch=no_room_left(journal))

    assert result.coach.outcome == "interrupted"
    assert list(journal.path.parent.glob("last-words-*.txt")) == []


def test_a_journal_that_is_full_ends_the_session_and_rescues_the_last_words(
    hold_session, journal
) -> None:
    result = hold_session(PRACTICE, LONG, watch=no_room_left(journal))
    assert result.coach.outcome == "interrupted"
    assert result.coach.failure is not None
    assert result.coach.failure.code == "journal.full"
    (rescued,) = journal.path.parent.glob("last-words-*.txt")
    assert str(rescued) in result.coach.failure.message
    assert "walk around the block" in rescued.read_text()
    assert rescued.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (CoachError("voice.missing", "There is no voice."), "voice.missing"),
        (KeyError("no sample for marzipan"), "voice.failed"),
    ],
)
def test_without_a_voice_the_prompts_are_shown_and_the_session_goes_on(
    hold_session, error, code
) -> None:
    result = hold_session(PRACTICE, voice=Mute(error))
    (trouble,) = result.told("trouble")
    assert trouble["code"] == code
    assert "marzipan" not in str(trouble["message"])
    assert result.coach.outcome == "completed"
    assert word_error_rate(ASK.example or "", result.heard["walk"]) <= 0.1


class Mute:
    """An engine that is not installed, or has a mistake in it."""

    name = "mute"

    def __init__(self, error: Exception) -> None:
        self.error = error

    def render(self, text: str, voice_settings: VoiceSettings) -> Sound:
        raise self.error

    def voices(self) -> tuple[str, ...]:
        return ()

    def close(self) -> None:
        pass
