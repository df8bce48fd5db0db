"""`voice-coach insight`: as text, as JSON, and in a terminal."""

import json
import os
import pty
import sys
from subprocess import Popen

import pytest

from voice_coach.journal.journal import Journal
from voice_coach.settings import wall_clock
from voice_coach.texts import insight as insight_texts


@pytest.fixture
def filled(home):
    """The home folder with two sessions in it; their ids."""
    with Journal.open(home / "journal.db", clock=wall_clock) as journal:
        ids = []
        for number, body in enumerate(("three", "a nine"), start=1):
            session = journal.begin("three-supports", "Three supports", "test")
            for step, text in {"body": body, "drink": "i will sit in the garden"}.items():
                journal.save_turn(
                    session, speaker="you", step=step, text=text,
                    started_at=wall_clock(), ended_at=wall_clock(), confidence=None, words=(),
                )  # fmt: skip
            journal.keep("promise", f"promise {number}", {}, session)
            journal.end(session, "completed")
            ids.append(session)
    return ids


def test_without_a_journal_it_says_so_kindly_and_makes_none(run, home):
    done = run("insight")

    assert (done.returncode, done.stdout.strip()) == (0, insight_texts.NOTHING)
    assert json.loads(run("insight", "--json").stdout)["sessions"] == []
    assert not (home / "journal.db").exists()


def test_every_figure_leads_to_its_sessions(run, filled):
    done = run("insight")

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("All of it: 2 sessions, less than a minute.\n")
    for line in ("Three supports: 2 sessions", "open: 2", "first 3, last 9", "garden: in 2"):
        after = done.stdout.partition(line)[2]
        assert all(session in after for session in filled), line
    assert run("show", filled[0]).returncode == 0


def test_in_json_every_figure_has_its_ids(run, filled):
    found = json.loads(run("insight", "--json").stdout)

    assert set(found) == {
        "since", "until", "minutes", "sessions", "practices", "weeks", "promises", "ratings",
        "words", "words_from",
    }  # fmt: skip
    turns = {
        turn["id"]: turn["text"]
        for session in filled
        for turn in json.loads(run("show", session, "--json").stdout)["turns"]
    }
    (rating,) = found["ratings"]
    assert [(turns[each["turn_id"]], each["number"]) for each in rating["numbers"]] == [
        ("three", 3), ("a nine", 9)
    ]  # fmt: skip
    assert [turns[each["turn_id"]] for each in found["words"][0]["said"]] == [
        "i will sit in the garden"
    ] * 2
    assert found["promises"][0]["promises"][0]["session_id"] == filled[0]


def test_a_period_in_which_nothing_was_led_is_said_plainly(run, filled):
    assert run("insight", "--until", "2020").stdout.strip() == insight_texts.NOTHING_IN_PERIOD


def test_a_practice_that_was_never_led_is_an_error_with_the_nearest(run, filled):
    done = run("insight", "--practice", "three-suports")

    assert done.returncode == 1
    assert "Did you mean three-supports?" in done.stderr


@pytest.mark.program
@pytest.mark.parametrize(("term", "chart"), [("xterm", "▃▇"), ("dumb", "")])
def test_a_terminal_gets_a_small_chart_beside_the_numbers(filled, term, chart):
    mine, theirs = pty.openpty()
    environment = os.environ | {"TERM": term, "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "voice_coach", "insight"]
    with Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as program:
        os.close(theirs)
        shown = b""
        while True:
            try:
                more = os.read(mine, 4096)
            except OSError:  # its end of the terminal is closed
                break
            if not more:
                break
            shown += more
    os.close(mine)

    assert program.returncode == 0
    line = next(each for each in shown.decode().splitlines() if "3 9" in each)
    assert line.strip() == f"3 9  {chart}".strip()
    assert ("▃" in shown.decode()) is bool(chart)


# As a page.


def test_a_page_has_the_pictures_and_the_sessions_and_is_for_its_owner_alone(run, home, filled):
    page = home / "looking-back.html"
    done = run("insight", "--html", str(page))

    assert done.returncode == 0, done.stderr
    assert str(page) in done.stderr
    text = page.read_text(encoding="utf-8")
    assert text.count("<svg") == 4
    assert all(f'id="session-{session}"' in text for session in filled)
    assert page.stat().st_mode & 0o777 == 0o600


def test_a_page_that_is_there_is_replaced_only_when_asked_for(run, home, filled):
    page = home / "looking-back.html"
    page.write_text("mine", encoding="utf-8")

    assert run("insight", "--html", str(page)).returncode == 1
    assert page.read_text(encoding="utf-8") == "mine"
    assert run("insight", "--html", str(page), "--force").returncode == 0
    assert "<svg" in page.read_text(encoding="utf-8")


def test_an_export_begins_with_the_same_pictures_where_all_sessions_are_in_it(run, home, filled):
    whole, one = home / "whole.html", home / "one.html"
    run("export", "--format", "html", "--out", str(whole))
    run("export", filled[0], "--format", "html", "--out", str(one))

    assert whole.read_text(encoding="utf-8").count("<svg") == 4
    assert "<svg" not in one.read_text(encoding="utf-8")
