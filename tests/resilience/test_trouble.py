"""Whole sessions while something around them breaks, goes away, or changes."""

import json
import os
import pty
import resource
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from tests.journal.test_backup import spoil
from voice_coach import texts
from voice_coach.app.pump import SteadyClock
from voice_coach.cli.spoken_recovery import _agrees
from voice_coach.journal.journal import Journal
from voice_coach.journal.storage.backup import intact_copies
from voice_coach.nlu.dates import ago
from voice_coach.protocol.events import Interrupted
from voice_coach.settings import wall_clock
from voice_coach.stt.vosk_engine import VoskRecognizer
from voice_coach.testing import practice_of, step
from voice_coach.texts import recovery as recovery_texts
from voice_coach.tts.cache import CachedSynthesizer
from voice_coach.tts.pyttsx3_engine import Pyttsx3Synthesizer

SILENT = ("--keyboard", "--speaker", "none")
ANSWERS = "i stayed quiet\ni will take a slow walk\n"
WALK = step(name="walk", ask="What will you do?", example="i will walk around the block")
AFTER = step(name="after", say="You said: {walk}. That is a good thing to do, and it is enough.")


def program(*arguments, **options):
    return subprocess.Popen(
        [sys.executable, "-m", "voice_coach", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def until(session, event, **fields):
    """Reads the events of a session until this one."""
    for line in session.stdout:
        event_record = json.loads(line)
        if event_record["event"] == event and fields.items() <= event_record.items():
            return event_record
    raise AssertionError(f"{event} was not told: {session.stderr.read()}")


@contextmanager
def under_way(*arguments):
    """A session that has come to its second question."""
    session = program("practice", "choose-again", *SILENT, "--events", "-", *arguments)
    try:
        session.stdin.write("i stayed quiet\n")
        session.stdin.flush()
        until(session, "listening", step="choose")
        yield session
    finally:
        session.kill()
        session.wait(30)
        for pipe in (session.stdin, session.stdout, session.stderr):
            pipe.close()


# Two sessions at once.


@pytest.mark.program
def test_the_second_of_two_sessions_is_told_of_the_first_and_both_are_kept(run):
    with under_way() as first:
        second = run("practice", "choose-again", *SILENT, "--events", "-", typed=ANSWERS)
        assert second.returncode == 0
        assert recovery_texts.IN_COMPANY in second.stderr
        said = [json.loads(line).get("text", "") for line in second.stdout.splitlines()]
        assert any(recovery_texts.IN_COMPANY in text for text in said), "aloud as well"
        assert texts.UNFINISHED.partition("{")[0] not in second.stderr, "it is not unfinished"
        first.stdin.write("i will walk\n")
        first.stdin.close()
        assert first.wait(60) == 0
    third = run("practice", "choose-again", *SILENT, typed=f"yes\n{ANSWERS}")  # it asks after that
    assert recovery_texts.IN_COMPANY not in third.stderr
    rows = json.loads(run("history", "--json").stdout)
    assert [row["outcome"] for row in rows] == ["completed"] * 3


@pytest.mark.program
def test_a_session_that_goes_on_in_another_program_is_not_taken_up_by_a_second(run):
    with under_way() as first:
        done = run("practice", "--resume", *SILENT)
        assert done.returncode == 1
        assert "no unfinished session" in done.stderr
        first.kill()
        first.wait()
        done = run("practice", "--resume", *SILENT, typed="i will walk\n")
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(run("history", "--json").stdout)
    assert row["outcome"] == "completed"


# A damaged journal.


@pytest.fixture
def damaged(run, home):
    """A journal with a session in it and a copy, damaged since."""
    run("practice", "choose-again", *SILENT, typed=ANSWERS)
    spoil(home / "journal.db")
    return home / "journal.db"


@pytest.mark.engine
def test_where_nobody_can_be_asked_a_damaged_journal_is_one_line_with_the_command(run, damaged):
    before = damaged.read_bytes()
    done = run("practice", "choose-again", *SILENT, typed=ANSWERS)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "is damaged" in line
    assert "voice-coach recover" in line
    assert damaged.read_bytes() == before


@pytest.mark.engine
def test_the_command_names_the_home_that_was_named(run, damaged, monkeypatch):
    monkeypatch.delenv("VOICE_COACH_HOME")
    for order in (("--home", str(damaged.parent), "show"), ("show", "--home", str(damaged.parent))):
        assert f"voice-coach recover --home {damaged.parent}" in run(*order).stderr
    examined = run("doctor", "--home", str(damaged.parent), *SILENT, "--no-listen")
    assert f"voice-coach recover --home {damaged.parent}" in examined.stdout


@pytest.mark.engine
def test_recover_keeps_it_aside_and_goes_on_with_the_last_copy(run, damaged, home):
    asked = run("recover")
    assert asked.returncode == 1
    assert "--yes" in asked.stderr
    done = run("recover", "--yes", "--json")
    told = json.loads(done.stdout)
    assert told["damaged"] is True
    assert told["copy"] == str(intact_copies(damaged)[0].path)
    assert (home / told["kept_aside"]).exists()
    (row,) = json.loads(run("history", "--json").stdout)
    assert row["outcome"] == "completed"
    assert "is whole: 1 session" in run("recover").stdout


@pytest.mark.program
def test_a_person_at_a_terminal_is_asked_aloud_and_a_no_changes_nothing(damaged, home):
    before = damaged.read_bytes()
    outside, inside = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "voice_coach", "practice", "choose-again", *SILENT, "--events", "-"],
        stdin=inside,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        asked = until(done, "coach.speaking")
        assert "There's a good copy of it, from earlier today." in asked["text"]
        os.write(outside, b"no\n")
        _, stderr = done.communicate(timeout=120)
    finally:
        done.kill()
        os.close(outside)
        os.close(inside)
    assert done.returncode == 1
    assert "is damaged" in stderr
    assert damaged.read_bytes() == before
    assert not list(home.glob("journal-damaged-*"))


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_the_question_is_answered_by_voice(hold_session, damaged, answer, monkeypatch):
    """The same question, in the virtual room, with a person who answers aloud."""
    copy = intact_copies(damaged)[0]
    led = []

    class Runtime:
        clock = staticmethod(wall_clock)

        def run(self, practice, journal, session_id, config):
            result = hold_session(practice, answer)
            led.append(result)
            return result.coach._session, result.coach

    assert _agrees(Runtime(), copy, lost=False) is (answer == "yes")
    assert led[0].told("listening")[0]["expects"] == "yes-no"
    assert len(led) == (1 if answer == "yes" else 2)


# A home that takes nothing.


def test_a_home_that_cannot_be_written_to_is_one_line_before_a_word_is_said(run):
    done = run("practice", "choose-again", *SILENT, "--home", "/proc/voice-coach", typed=ANSWERS)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "cannot be written" in line
    assert "--home" in line


@pytest.mark.program
def test_a_disk_that_takes_no_more_ends_the_session_in_one_line_and_spoils_nothing(run, home):
    """The system lets no file of this program grow any further: as a full disk, or a quota."""
    run("practice", "choose-again", *SILENT, typed=ANSWERS)
    before = json.loads(run("show", "--json").stdout)
    session = program("practice", "choose-again", *SILENT, "--events", "-")
    until(session, "listening")
    least = 4096, 4096  # no file of the program may grow; those of its voice may
    resource.prlimit(session.pid, resource.RLIMIT_FSIZE, least)
    _, stderr = session.communicate(ANSWERS, timeout=60)

    assert session.returncode == 1
    (line,) = stderr.splitlines()
    assert str(home / "journal.db") in line
    assert "quiet" not in line
    assert "is whole" in run("recover").stdout
    assert json.loads(run("show", before["session"]["id"], "--json").stdout) == before


@pytest.mark.program
@pytest.mark.parametrize(
    "command",
    [
        ("history",), ("show",), ("search", "walk"), ("insight",), ("memories",),
        ("export", "--out", "-", "last"), ("replay", "about my walk", "--list"),
    ],
    ids=lambda command: command[0],
)  # fmt: skip
def test_what_was_said_can_be_read_and_handed_over_while_the_disk_is_full(run, home, command):
    run("practice", "choose-again", *SILENT, typed=ANSWERS)
    least = 0, resource.RLIM_INFINITY
    done = subprocess.run(
        [sys.executable, "-m", "voice_coach", *command],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, least),
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "Choose again" in done.stdout or "walk" in done.stdout
    assert all(recovery_texts.ONLY_READ in line for line in done.stderr.splitlines())


# Time.


def test_a_clock_that_is_set_back_goes_on_from_where_it_was():
    times = [datetime(2026, 3, 1, 20, minute, tzinfo=UTC) for minute in (0, 5, 1, 2, 3, 30)]
    steady = SteadyClock(iter([times[0], *times]).__next__)

    told = [steady() for _ in times]

    assert [time.minute for time in told] == [0, 5, 5, 6, 7, 34]


def test_a_clock_that_jumps_ahead_is_followed():
    times = iter([datetime(2026, 3, 1, 20, tzinfo=UTC) + timedelta(hours=n) for n in (0, 0, 3)])
    steady = SteadyClock(lambda: next(times))
    assert (steady(), steady())[1].hour == 23


def test_a_session_of_a_time_that_is_still_to_come_was_earlier_today():
    now = datetime(2026, 3, 1, 20, tzinfo=UTC)
    assert ago(now + timedelta(days=2), now) == "earlier today"


@pytest.mark.program
def test_a_session_can_be_gone_on_with_after_a_journey_through_time_zones(run, home):
    with under_way():
        pass
    resumed = subprocess.run(
        [sys.executable, "-m", "voice_coach", "practice", "--resume", *SILENT],
        input="i will walk\n",
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"TZ": "UTC+11"},
    )
    assert resumed.returncode == 0, resumed.stderr
    with Journal.open(home / "journal.db", clock=wall_clock) as journal:
        turns = journal.turns(journal.sessions()[0].id)
    hour = timedelta(hours=1)
    assert all(abs(turn.started_at - wall_clock()) < hour for turn in turns)


@pytest.mark.program
def test_a_program_that_stood_still_for_a_while_goes_on_where_it_was(home):
    """as a machine that was suspended: the program stops within a breath, and time goes on."""
    session = program(
        "breathe", "box", "--minutes", "0.3", "--keyboard", "--speaker", "none", "--events", "-"
    )
    first = until(session, "breath")
    session.send_signal(signal.SIGSTOP)
    try:
        os.waitid(os.P_PID, session.pid, os.WSTOPPED | os.WNOWAIT)
    finally:
        session.send_signal(signal.SIGCONT)
    events = [json.loads(line) for line in session.communicate("", timeout=120)[0].splitlines()]
    phases = [first["phase"], *(event["phase"] for event in events if event["event"] == "breath")]
    assert phases == ["in", "hold", "out", "rest"]
    assert events[-1]["outcome"] == "completed"


# The voice's child, and the ear.


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_a_session_goes_on_when_the_voices_child_dies_or_hangs(hold_session, number):
    """After its first sentence; a child that stands still is replaced at the deadline."""
    engine = Pyttsx3Synthesizer(deadline=5.0)
    voice = CachedSynthesizer(engine)
    struck = []

    def watch(runtime):
        def observe(event_record):
            if event_record["event"] == "listening" and not struck:
                struck.append(engine.process.pid)
                os.kill(engine.process.pid, number)

        return observe

    try:
        result = hold_session(practice_of(WALK, AFTER), voice=voice, watch=watch)
    finally:
        voice.close()

    assert struck
    assert result.coach.outcome == "completed"
    assert result.told("trouble") == []
    assert result.heard["walk"] == WALK.example


class ChokingEar(VoskRecognizer):
    """An ear with a mistake in it, that shows when something was heard."""

    def feed(self, block):
        events = super().feed(block)
        if any(getattr(event, "text", "") for event in events):
            raise RuntimeError(f"cannot cope with {events}")
        return events


def test_an_ear_that_fails_pauses_the_session_says_so_and_everything_is_saved(
    hold_session, monkeypatch
):
    monkeypatch.setattr("tests.conftest.VoskRecognizer", ChokingEar)

    def watch(runtime):
        def observe(event_record):
            if event_record["event"] == "coach.spoke" and pausing:
                runtime.inbox.put(Interrupted())
            if event_record["event"] == "coach.speaking" and "trouble" in str(event_record["text"]):
                pausing.append(event_record["text"])

        return observe

    pausing = []
    result = hold_session(practice_of(WALK, AFTER), watch=watch)

    (trouble,) = result.told("trouble")
    assert (trouble["part"], trouble["code"]) == ("ear", "ear.failed")
    assert "walk" not in str(trouble["message"])
    assert pausing == [texts.TROUBLE.format(part="my hearing")]
    assert result.coach.outcome == "interrupted"
