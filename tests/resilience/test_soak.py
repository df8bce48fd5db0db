"""A piece of scripts/soak: sessions killed at random moments, and minutes that leave no trace.

The whole of it (a hundred kills, eight hours) is `scripts/soak`; see docs/soak.md.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.program

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def scripts(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sessions_that_are_killed_lose_nothing_and_go_on_where_they_were(seed, tmp_path):
    from endurance.kills import kill_sessions

    kills = list(kill_sessions(2, seed, tmp_path, ["choose-again"]))

    assert [kill.problems for kill in kills] == [(), ()]
    assert [kill.spoken for kill in kills] == [True, False]


def test_a_journal_that_lost_a_phrase_is_found_out(tmp_path):
    from endurance.kills import _not_saved
    from endurance.sessions import Output

    saved = {"event": "saved", "turn": 1, "speaker": "you", "step": "choose", "text": "i walk"}
    heard = {"event": "final", "turn": 1, "text": "i walk"}

    assert _not_saved(Output([heard]), []) == []
    assert _not_saved(Output([heard, saved]), []) == [
        "1 turns were saved, and 0 are there",
        "a piece of turn 1 was settled, and is not there",
    ]


def test_minutes_of_sessions_leave_no_thread_no_file_and_no_process(tmp_path):
    from endurance.hours import run_hours

    lived = run_hours(1 / 6, 6, tmp_path, every=120, max_seconds=240)

    first, *_, last = lived.samples
    assert last.seconds >= 600
    assert last.sessions > first.sessions
    for name in ("threads", "descriptors", "children"):
        assert getattr(last, name) <= getattr(first, name), name
    assert last.objects < first.objects * 1.2


def test_growth_is_found_out():
    from endurance.hours import Sample, _judged

    samples = [Sample(600.0 * n, 80 + n / 3, 2 + n // 4, 11, 1, 1000, n) for n in range(1, 13)]
    lived = _judged(tuple(samples))

    assert lived.megabytes_an_hour == pytest.approx(2.0)
    assert [problem.split()[0] for problem in lived.problems] == ["memory", "threads"]


def test_the_script_says_what_came_of_it_and_fails_where_something_was_lost(tmp_path):
    done = subprocess.run(
        [ROOT / "scripts" / "soak", "--kills", "1", "--hours", "0", "--json", "-"],
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(done.stdout)
    assert (done.returncode, report["ok"]) == (0, True)
    assert len(report["kills"]) == 1
    assert report["hours"] is None
    assert "kill 1 of 1" in done.stderr


def test_ctrl_c_ends_the_hours_and_not_only_a_session_in_them(tmp_path):
    soak = [sys.executable, ROOT / "scripts" / "soak", "--kills", "0"]
    folder = tmp_path / "temporary"
    folder.mkdir()
    environment = {**os.environ, "TMPDIR": str(folder)}
    with subprocess.Popen(soak, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert "hour 0" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        left = process.stderr.read()
    assert (process.returncode, left.splitlines()[-1]) == (130, "broken off")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("options", [("--kills", "many"), ("--hours", "-1")])
def test_what_is_no_number_is_refused(options):
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "soak", *options],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert options[1] in done.stderr
