"""Sessions corrected from the command line: words, title, day and tags; undone; let go."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner, Result

from voice_coach.cli import main
from voice_coach.journal.journal import Journal
from voice_coach.protocol.events import Word

NOW = datetime.now(UTC).replace(microsecond=0)
HEARD = "i will work in the park"


def run(*arguments, typed="") -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=typed)


def shown(*arguments):
    return json.loads(run("show", *arguments, "--json").stdout)


def texts():
    return [turn["text"] for turn in shown()["turns"]]


@pytest.fixture(autouse=True)
def entry(home):
    """An entry in two turns, and a promise that was kept from the first."""
    with Journal.open(home / "journal.db", clock=lambda: NOW) as journal:
        session = journal.begin("journal", "An entry", "test")
        for text in (HEARD, "it was quiet"):
            words = tuple(Word(word, n, n + 0.5, 0.6) for n, word in enumerate(text.split()))
            turn = journal.save_turn(
                session, speaker="you", step="entry", text=text, started_at=NOW, ended_at=NOW,
                confidence=0.6, words=words,
            )  # fmt: skip
            if text == HEARD:
                journal.keep("promise", text, {"turn": turn}, session)
        journal.end(session, "completed")


def test_a_word_is_replaced_wherever_it_was_said_and_everything_follows():
    done = run("edit", "last", "--replace", "work", "walk")

    assert done.exit_code == 0, done.output
    assert texts() == ["i will walk in the park", "it was quiet"]
    assert "work" not in run("show").stdout
    assert "work" in run("show", "--heard").stdout
    assert json.loads(run("search", "work", "--json").stdout) == []
    assert len(json.loads(run("search", "walk", "--json").stdout)) == 1
    assert json.loads(run("memories", "--json").stdout)[0]["text"] == "i will walk in the park"
    assert "walk in the park" in run("export", "--out", "-", "last").stdout
    words = shown()["turns"][0]["words"]
    assert [word["word"] for word in words] == ["i", "will", "walk", "in", "the", "park"]
    assert (words[2]["start"], words[3]["start"]) == (2, 3)


def test_the_words_are_asked_for_turn_by_turn_and_enter_keeps_them():
    done = run("edit", typed="\nIt was loud.\n")

    assert done.exit_code == 0, done.output
    assert texts() == [HEARD, "It was loud."]


def test_nothing_typed_is_nothing_changed():
    assert "Nothing is changed" in run("edit", typed="\n\n").stdout
    assert "nothing to undo" in run("edit", "--undo").stdout


def test_title_day_and_tags_are_found_again():
    yesterday = (NOW - timedelta(days=1)).astimezone().date()
    run("edit", "--title", "The dentist", "--tag", "#teeth", "--tag", "walk", "--date", "yesterday")
    run("edit", "--untag", "WALK", "--tag", "Teeth")

    (row,) = json.loads(run("history", "--json", "--tag", "TEETH").stdout)
    assert (row["title"], row["tags"]) == ("The dentist", ["teeth"])
    assert row["started_at"].startswith(str(yesterday)) or NOW.hour < 12
    steps = [hit["step"] for word in ("dentist", "teeth") for hit in
             json.loads(run("search", word, "--json").stdout)]  # fmt: skip
    assert steps == ["title", "tags"]
    assert json.loads(run("search", "quiet", "--tag", "walk", "--json").stdout) == []
    assert "#teeth" in run("show").stdout


def test_changes_are_undone_one_by_one_and_what_was_heard_can_be_let_go():
    run("edit", "--text", "a b c", "--turn", "2")
    run("edit", "--title", "B")
    assert run("edit", "--undo").exit_code == 0
    assert shown()["session"]["title"] == "An entry"
    assert texts() == [HEARD, "a b c"]

    assert "Nothing was" in run("edit", "--let-go", typed="n\n").output
    assert shown()["turns"][1]["heard"]["text"] == "it was quiet"
    run("edit", "--let-go", typed="y\n")
    assert shown()["turns"][1]["heard"] is None
    run("edit", "--undo")
    assert texts() == [HEARD, "a b c"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--text", "x"), 1, "2 turns of yours"),
        (("--text", "x", "--turn", "3"), 1, "2 turns of yours"),
        (("--replace", "zebra", "x"), 1, "'zebra'"),
        (("--text", " ", "--turn", "1"), 2, "needs words"),
        (("--title", " "), 2, "needs words"),
        (("--date", "2098-01-01"), 2, "has not come"),
        (("--undo", "--title", "x"), 2, "go alone"),
        (("--undo", "--let-go"), 2, "go alone"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(arguments, code, words):
    done = run("edit", *arguments)

    assert done.exit_code == code
    assert words in done.stderr
    assert len(done.stderr.splitlines()) <= 4
    assert texts() == [HEARD, "it was quiet"]


def test_a_session_that_runs_elsewhere_is_not_edited(home):
    with Journal.open(home / "journal.db", clock=lambda: NOW) as journal:
        journal.begin("journal", "An entry", "test")
        done = run("edit", "--title", "x")

    assert "may be running" in done.stderr


def test_a_correction_goes_out_and_comes_back_with_what_was_heard(tmp_path):
    run("edit", "--replace", "work", "walk", "--tag", "walk", "--date", "2026-01-05")
    run("export", "--format", "json", "--out", tmp_path / "a.json")
    elsewhere = ("--home", tmp_path / "elsewhere")
    run("import", tmp_path / "a.json", *elsewhere)
    run("export", "--format", "json", "--out", tmp_path / "b.json", *elsewhere)
    exports = [json.loads((tmp_path / name).read_text()) for name in ("a.json", "b.json")]

    assert [export.pop("exported_at") for export in exports]
    assert exports[0] == exports[1]
    assert exports[0]["sessions"][0]["turns"][0]["heard"]["text"] == HEARD
    assert exports[0]["sessions"][0]["tags"] == ["walk"]
    assert "work" in run("show", "--heard", *elsewhere).stdout
