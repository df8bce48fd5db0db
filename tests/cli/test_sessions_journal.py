"""What the journal holds, from the command line."""

import json

import pytest

pytestmark = pytest.mark.engine


@pytest.fixture
def kept(run):
    """A journal with one session in it."""
    typed = "i said yes to everything\ni will rest on the old sofa\n"
    run("practice", "choose-again", "--keyboard", "--speaker", "none", typed=typed)
    return run


def test_history_lists_sessions_with_their_outcome(kept) -> None:
    assert "completed" in kept("history").stdout
    (row,) = json.loads(kept("history", "--json").stdout)
    assert row["practice"] == "choose-again"
    assert row["started_at"].endswith("Z")
    assert row["turns"] > row["answers"] == 2


def test_show_prints_a_session_by_id_prefix_name_or_last(kept) -> None:
    (row,) = json.loads(kept("history", "--json").stdout)
    for selector in (row["id"], row["id"][:11], "last", "choose-again", "Choose again"):
        assert "I will rest on the old sofa" in kept("show", selector).stdout


def test_show_gives_every_turn_as_json(kept) -> None:
    shown = json.loads(kept("show", "--json").stdout)
    assert [turn["seq"] for turn in shown["turns"]] == list(range(1, len(shown["turns"]) + 1))
    assert shown["session"]["outcome"] == "completed"


def test_search_finds_what_was_said(kept) -> None:
    assert "«sofa»" in kept("search", "sofa").stdout
    assert next(hit["speaker"] for hit in json.loads(kept("search", "sofa", "--json").stdout))
    assert kept("search", "elephant").stdout == "Nothing was found.\n"


@pytest.mark.parametrize("words", ['"', "AND", "NEAR(", "*", "'; drop table turns; --", "-x", "😀"])
def test_search_takes_any_text_a_person_types(kept, words) -> None:
    done = kept("search", "--", words)
    assert done.returncode == 0, done.stderr


def test_a_session_that_is_not_there_is_one_clear_line(kept) -> None:
    done = kept("show", "no-such-thing")
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1


def test_without_a_journal_a_program_gets_an_empty_list(run) -> None:
    assert run("history", "--json").stdout == run("search", "x", "--json").stdout == "[]\n"


@pytest.mark.parametrize("command", [("history",), ("show",), ("search", "x"), ("replay",)])
def test_without_a_journal_it_says_when_one_begins(run, home, command) -> None:
    done = run(*command)
    assert done.returncode == 1
    assert str(home) in done.stderr
    assert not home.exists()
