"""Care from the command line: typed answers, the journal entry, the home menu, and `about`."""

import json
import os

import pytest

from voice_coach import texts
from voice_coach.texts import care as care_texts

pytestmark = pytest.mark.engine

DANGER = "i want to kill myself"
ENTRY = ("journal", "--keyboard", "--speaker", "none", "--captions")


@pytest.fixture(autouse=True)
def ireland(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_IE.UTF-8")


def events(home):
    path = home.parent / "events.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def with_events(home):
    home.parent.mkdir(exist_ok=True)
    return ("--events", str(home.parent / "events.jsonl"))


def everything_in(home):
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())


def test_in_a_journal_entry_the_numbers_are_given_and_the_words_kept(run, home) -> None:
    done = run(*ENTRY, *with_events(home), typed=f"{DANGER}\nyes\nnumbers\nstop\nkeep\n")

    assert done.returncode == 0, done.stderr
    printed = " ".join(done.stdout.split())
    assert "In Ireland, the emergency number is one one two." in printed
    assert "112 Emergency number" in printed
    assert "116 123 Samaritans" in printed
    shown = json.loads(run("show", "--json").stdout)
    assert [turn["text"] for turn in shown["turns"] if turn["speaker"] == "you"] == [DANGER]
    assert not any(turn["step"] == "care" for turn in shown["turns"])


def test_no_event_and_no_line_on_stderr_has_the_words(run, home) -> None:
    done = run(*ENTRY, *with_events(home), typed=f"{DANGER}\nyes\nstop\nkeep\n")
    told = events(home)

    assert "kill" not in done.stderr
    assert "kill" not in json.dumps(told)
    config, ended = (event_record for event_record in told if event_record["event"] == "care")
    assert (config["state"], ended["state"]) == ("began", "ended")
    assert config["numbers"][0] == {"name": "Emergency number", "number": "112"}


def test_what_is_to_be_deleted_is_in_no_file_afterwards(run, home) -> None:
    run(*ENTRY, typed=f"{DANGER}\nyes\nstop\ndelete\n")

    assert b"kill" not in everything_in(home)
    assert b"Samaritans" not in everything_in(home)


def test_where_the_input_ends_the_words_are_kept_and_the_session_is_over(run, home) -> None:
    done = run(*ENTRY, typed=f"{DANGER}\n")

    assert done.returncode == 0, done.stderr
    assert b"kill myself" in everything_in(home)


def test_in_the_home_menu_too_and_nothing_is_asked_about_keeping(run) -> None:
    typed = f"{DANGER}\nyes\nstop\n"
    done = run("--keyboard", "--speaker", "none", "--captions", typed=typed)

    assert done.returncode == 0, done.stderr
    assert "116 123" in done.stdout
    assert care_texts.KEEP[:12] not in done.stdout


def test_what_was_said_once_stops_no_replay_of_it(run) -> None:
    run(*ENTRY, typed=f"{DANGER}\nno\nkeep\nresume\nand so on\n")
    done = run("replay", "--speaker", "none", "--captions")

    assert done.returncode == 0, done.stderr
    assert "kill myself" in " ".join(done.stdout.split())
    assert "116 123" not in done.stdout


def test_help_me_reads_the_own_list_that_a_practice_kept(run) -> None:
    answers = "for some weeks\nno\nyes\nmy sister and my friend peter\nyes\n"
    run("practice", "reaching-out", "--keyboard", "--speaker", "none", typed=answers)
    done = run(*ENTRY, typed="help me\nstop\n")

    assert "my sister and my friend peter" in " ".join(done.stdout.split())


def test_a_broken_list_of_ones_own_is_told_about_and_prevents_nothing(run, home) -> None:
    home.mkdir()
    (home / "helplines.toml").write_text("[IE", encoding="utf-8")
    done = run(*ENTRY, typed=f"{DANGER}\nyes\nstop\nkeep\n")

    assert done.returncode == 0
    assert done.stderr.count(str(home / "helplines.toml")) == 1
    assert "116 123" in done.stdout
    assert care_texts.SHIPPED_NUMBERS in " ".join(done.stdout.split())


def test_the_first_words_of_all_say_what_this_is_not_and_how_to_ask_for_help(run) -> None:
    first = " ".join(run(*ENTRY, typed="a quiet day\n").stdout.split())

    assert texts.FIRST_TIME in first
    assert "not therapy, and no emergency service" in texts.FIRST_TIME


def test_an_import_tells_nobody_anything_so_the_first_words_still_come_after_it(
    run, tmp_path
) -> None:
    run(*ENTRY, typed="a quiet day\n")
    run("export", "--format", "json", "--out", str(tmp_path / "all.json"))
    fresh = ("--home", str(tmp_path / "new"))
    assert run("import", str(tmp_path / "all.json"), *fresh).returncode == 0

    first, second = (run(*ENTRY, *fresh, typed="a quiet day\n").stdout for _ in range(2))
    assert texts.FIRST_TIME in " ".join(first.split())
    assert texts.FIRST_TIME not in " ".join(second.split())


# About.


def test_about_says_what_it_is_and_is_not_whom_to_call_and_where_things_are(run, home) -> None:
    done = run("about")

    assert done.returncode == 0
    for part in (
        care_texts.ABOUT_IS,
        care_texts.ABOUT_IS_NOT,
        "112",
        "116 123",
        str(home / "journal.db"),
    ):
        assert part in done.stdout
    assert not home.exists(), "it looks, and makes nothing"


def test_about_as_json(run, home) -> None:
    told = json.loads(run("about", "--json").stdout)

    assert told["country"] == "IE"
    assert told["emergency"]["number"] == "112"
    assert told["helplines"][0]["name"] == "Samaritans"
    assert told["helplines"][0]["checked"] == "2026-11-24"
    assert told["places"]["journal"] == os.fspath(home / "journal.db")


def test_about_knows_no_number_where_nobody_said_which_country(run, monkeypatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")

    assert "findahelpline.com" in run("about").stdout
    assert json.loads(run("about", "--json").stdout)["emergency"] is None
