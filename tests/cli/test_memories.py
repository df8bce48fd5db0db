"""What is kept, listed and changed from the command line, in a real journal."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner, Result

from voice_coach.cli import main
from voice_coach.journal.journal import Journal

pytestmark = pytest.mark.usefixtures("kept")

YESTERDAY = datetime.now(UTC) - timedelta(days=1)


def run(*arguments, typed="") -> Result:
    """The program, in this process: these commands open no device."""
    return CliRunner().invoke(main, arguments, input=typed)


@pytest.fixture
def kept(home):
    """A journal with a session, in which a promise and two values were kept yesterday."""
    with Journal.open(home / "journal.db", clock=lambda: YESTERDAY) as journal:
        session = journal.begin("small-promises", "Small promises", "test")
        turn = journal.save_turn(
            session,
            speaker="you",
            step="promise",
            text="i will feed the elephant",
            started_at=YESTERDAY,
            ended_at=YESTERDAY,
            confidence=None,
            words=(),
        )
        data = {"when": "at noon", "turn": turn}
        journal.keep("promise", "i will feed the elephant", data, session)
        journal.keep("value", "honesty", {}, session)
        journal.keep("value", "kindness", {}, session, "replaced")
        journal.end(session, "completed")


def rows(*arguments):
    return json.loads(run("memories", *arguments, "--json").stdout)


def test_what_is_kept_is_listed_in_words_the_newest_first():
    lines = run("memories").stdout.splitlines()

    assert [line.split()[:4] for line in lines] == [
        ["3", "value", "replaced", "yesterday"],
        ["2", "value", "open", "yesterday"],
        ["1", "promise", "open", "yesterday"],
    ]
    assert lines[-1].endswith("i will feed the elephant")


def test_a_letter_of_many_lines_is_one_line_of_the_list(home):
    with Journal.open(home / "journal.db", clock=lambda: YESTERDAY) as journal:
        journal.keep("letter", "dear me\nall is well", {}, None)

    assert run("memories", "--kind", "letter").stdout.endswith("dear me all is well\n")


def test_for_a_program_it_is_json_with_the_session_and_the_turn_it_came_from():
    promise = rows()[-1]
    shown = json.loads(run("show", "--json").stdout)

    assert promise["session_id"] == shown["session"]["id"]
    assert promise["turn"] == shown["turns"][0]["id"]
    assert promise["data"] == {"when": "at noon"}
    assert promise["created_at"] == promise["updated_at"]
    assert promise["created_at"].endswith("Z")


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        ((), [3, 2, 1]),
        (("--kind", "value"), [3, 2]),
        (("--kind", "Value"), [3, 2]),
        (("--status", "open"), [2, 1]),
        (("--kind", "value", "--status", "open"), [2]),
        (("--kind", "growing-edge"), []),
        (("--status", "lost"), []),
    ],
)
def test_the_list_can_be_narrowed_down(arguments, ids):
    assert [row["id"] for row in rows(*arguments)] == ids


def test_that_nothing_fits_is_said():
    assert run("memories", "--kind", "letter").stdout == "Nothing of that is kept.\n"


def test_a_kind_that_there_is_not_is_one_clear_line():
    done = run("memories", "--kind", "promises")

    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 1
    assert "Did you mean promise?" in done.stderr


def test_a_promise_is_closed_and_opened_again():
    assert run("memories", "close", "1", "--status", "Partly  kept").stdout == (
        "1 is closed: partly kept.\n"
    )
    assert rows()[-1]["status"] == "partly kept"
    assert rows()[-1]["data"] == {"when": "at noon"}
    run("memories", "close", "1", "--status", "open")
    assert rows()[-1]["status"] == "open"


def test_closed_without_another_word_it_is_just_closed():
    run("memories", "close", "2")

    assert [row["id"] for row in rows("--status", "closed")] == [2]


def test_other_words_are_given_and_the_old_ones_are_gone_from_what_is_kept(home):
    before = rows()[1]
    run("memories", "edit", "2", "honesty", "and", "patience")
    after = rows()[1]

    assert after["text"] == "honesty and patience"
    assert after["created_at"] == before["created_at"]
    assert after["updated_at"] > before["updated_at"]


def test_words_can_be_typed_where_no_history_of_commands_sees_them():
    done = run("memories", "edit", "2", typed="honesty first\n")

    assert done.exit_code == 0, done.stderr
    assert rows()[1]["text"] == "honesty first"


def test_a_memory_is_deleted_only_after_a_yes():
    refused = run("memories", "forget", "2", "3", typed="n\n")
    assert "honesty" in refused.stdout
    assert "Nothing was deleted." in refused.stdout
    assert len(rows()) == 3

    run("memories", "forget", "2", "3", typed="y\n")
    assert [row["id"] for row in rows()] == [1]


def test_without_anyone_to_ask_nothing_is_deleted():
    assert run("memories", "forget", "2").exit_code == 1
    assert len(rows()) == 3


def test_with_yes_it_does_not_ask_and_leaves_the_session_alone():
    done = run("memories", "forget", "1", "1", "--yes")

    assert done.stdout == "Deleted: 1.\n"
    assert [row["id"] for row in rows()] == [3, 2]
    assert "elephant" in run("show").stdout


@pytest.mark.parametrize(
    "arguments", [("close", "7"), ("edit", "7", "new words"), ("forget", "1", "7", "--yes")]
)
def test_a_number_that_is_not_there_is_one_clear_line_and_changes_nothing(arguments):
    before = rows()
    done = run("memories", *arguments)

    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 1
    assert "memory 7" in done.stderr
    assert rows() == before


@pytest.mark.parametrize(
    "arguments",
    [("close", "first"), ("close", "1", "--status", " "), ("edit", "1", " "), ("forget",)],
)
def test_what_makes_no_sense_is_wrong_usage(arguments):
    assert run("memories", *arguments).exit_code == 2


def test_another_home_is_looked_after_wherever_it_is_named(home, monkeypatch):
    monkeypatch.setenv("VOICE_COACH_HOME", str(home.parent / "nowhere"))
    at = ("--home", str(home))

    assert run("memories", *at, "close", "1", "--status", "kept").exit_code == 0
    assert run("memories", "close", "2", *at).exit_code == 0
    assert run(*at, "memories", "close", "3").exit_code == 0
    assert [row["status"] for row in rows(*at)] == ["closed", "closed", "kept"]


def test_without_a_journal_a_program_gets_an_empty_list_and_a_person_a_line(tmp_path):
    nowhere = tmp_path / "nowhere"
    assert run("memories", "--json", "--home", str(nowhere)).stdout == "[]\n"
    done = run("memories", "--home", str(nowhere))

    assert done.exit_code == 1
    assert str(nowhere) in done.stderr
    assert not nowhere.exists()


def test_an_empty_journal_keeps_nothing_yet(tmp_path):
    Journal.open(tmp_path / "new" / "journal.db", clock=lambda: YESTERDAY).close()

    assert run("memories", "--home", str(tmp_path / "new")).stdout == "Nothing is kept yet.\n"
