"""A program that is killed can forget nothing any more; the next one does it in its place."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest

pytestmark = pytest.mark.program

SILENT = ("--keyboard", "--speaker", "none")
PLACE, SECRET = "a hut by the water", "i am furious with my brother"


@contextmanager
def in_the_inner_room(*typed, ended_by=signal.SIGKILL):
    """The program in the middle of the inner room, after these answers, until it is ended."""
    program = subprocess.Popen(
        [sys.executable, "-m", "voice_coach", "practice", "inner-room", *SILENT, "--events", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ,
    )
    assert program.stdin is not None
    assert program.stdout is not None
    try:
        program.stdin.write("".join(f"{line}\n" for line in typed))
        program.stdin.flush()
        heard = (line for line in program.stdout if json.loads(line)["event"] == "heard")
        for _ in typed:
            assert next(heard)
        yield
    finally:
        program.send_signal(ended_by)
        program.communicate(timeout=30)


def bytes_of(home):
    return b"".join(file.read_bytes() for file in home.iterdir() if file.is_file())


def lead_something(run):
    done = run("practice", "choose-again", *SILENT, typed="nothing\nnothing\n")
    assert done.returncode == 0, done.stderr


def test_what_was_said_in_the_inner_room_is_gone_after_a_kill(run, home) -> None:
    with in_the_inner_room(PLACE, SECRET):
        assert SECRET.encode() in bytes_of(home)
    lead_something(run)

    assert SECRET.encode() not in bytes_of(home)
    assert PLACE.encode() not in bytes_of(home)
    rows = json.loads(run("history", "--json").stdout)
    assert [row["practice"] for row in rows] == ["choose-again", "inner-room"]


def test_a_session_that_is_still_led_by_another_program_loses_nothing(run, home) -> None:
    with in_the_inner_room(PLACE, SECRET):
        lead_something(run)

        assert SECRET.encode() in bytes_of(home)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_who_ends_the_program_before_being_asked_has_not_said_yes(home, how) -> None:
    with in_the_inner_room(PLACE, SECRET, ended_by=how):
        assert SECRET.encode() in bytes_of(home)

    assert SECRET.encode() not in bytes_of(home)
    assert PLACE.encode() not in bytes_of(home)


def test_what_may_stay_is_not_lost_with_the_program(run, home) -> None:
    with in_the_inner_room(PLACE, SECRET, "nothing", "yes"):
        pass
    lead_something(run)

    assert SECRET.encode() in bytes_of(home)
