"""Commands in whole sessions, typed: what they leave in the journal and in the settings."""

import json

import pytest

from voice_coach.settings import Home, load_settings, remember_speech

pytestmark = pytest.mark.engine

SILENT = ("--keyboard", "--speaker", "none")
PRACTICE = """
title = "Parts"
about = "For tests."
minutes = 1

[[step]]
name = "promise"
ask = "What will you do?"
example = "i will rest"
keep = "promise"

[[step]]
name = "when"
ask = "When will you do it?"
example = "tonight"

[[step]]
say = "You said: {promise}. That is {when}."
"""


@pytest.fixture
def lead(run, home):
    """Leads the practice with these lines typed; what was said, and the memories there are."""

    def lead(*lines):
        folder = home / "practices"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "parts.toml").write_text(PRACTICE, encoding="utf-8")
        done = run("practice", "parts", *SILENT, "--events", "-", typed="\n".join(lines) + "\n")
        assert done.returncode == 0, done.stderr
        events = [json.loads(line) for line in done.stdout.splitlines()]
        said = [event["text"] for event in events if event["event"] == "coach.speaking"]
        kept = json.loads(run("memories", "--json").stdout)
        return said, [memory["text"] for memory in kept]

    return lead


def answers(run):
    turns = json.loads(run("show", "--json").stdout)["turns"]
    return [turn["text"] for turn in turns if turn["speaker"] == "you"]


def test_going_back_leaves_the_new_answer_and_its_memory_alone(lead, run):
    said, kept = lead("i will run", "back", "i will walk", "tomorrow")

    assert said[-2] == "You said: i will walk. That is tomorrow."
    assert kept == ["i will walk"]
    assert answers(run) == ["i will walk", "tomorrow"]


def test_what_is_deleted_is_in_no_file_when_the_session_has_ended(lead, run, home):
    said, kept = lead("zanzibar", "delete that", "tomorrow")

    assert "You said" not in " ".join(said)
    assert kept == []
    assert answers(run) == ["tomorrow"]
    for file in home.glob("journal.db*"):
        assert b"zanzibar" not in file.read_bytes()


def test_undo_brings_it_back_with_its_memory(lead, run):
    said, kept = lead("i will walk", "delete that", "undo", "tomorrow")

    assert said[-2] == "You said: i will walk. That is tomorrow."
    assert kept == ["i will walk"]
    assert answers(run) == ["i will walk", "tomorrow"]


def test_an_open_promise_is_told_in_a_later_session_and_then_it_goes_on(lead):
    lead("i will walk", "tomorrow")
    said, _ = lead("what did i promise", "i will rest", "tonight")

    assert "You promised, earlier today: i will walk." in said
    assert said[-2] == "You said: i will rest. That is tonight."


def test_the_home_menu_remembers_too(lead, run):
    lead("i will walk", "tomorrow")
    done = run(*SILENT, "--events", "-", typed="what did i promise\nnothing\n")
    said = [json.loads(line).get("text", "") for line in done.stdout.splitlines()]

    assert "You promised, earlier today: i will walk." in said


def test_how_the_coach_speaks_is_remembered_and_the_settings_keep_their_comments(lead, home):
    home.mkdir(exist_ok=True)
    file = home / "settings.toml"
    file.write_text('# mine\npatience = 2.0  # slow\nrate = 145 # words\nvoice = ""\n')
    lead("slower", "quieter", "i will walk", "tomorrow")

    assert file.read_text() == (
        '# mine\npatience = 2.0  # slow\nrate = 126 # words\nvoice = ""\nvolume = 0.71\n'
    )
    settings = load_settings(Home(home))
    assert (settings.rate, settings.volume, settings.patience) == (126, 0.71, 2.0)


def test_the_next_session_goes_on_from_what_is_remembered(lead, home):
    lead("slower", "i will walk", "tomorrow")
    lead("slower", "i will walk", "tomorrow")

    assert load_settings(Home(home)).rate == 110


def test_settings_that_are_written_are_readable_by_their_owner_alone(tmp_path):
    remember_speech(Home(tmp_path), 120, 0.5)

    assert (tmp_path / "settings.toml").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["settings.toml"]


def test_a_link_to_the_settings_stays_one(tmp_path):
    real = tmp_path / "real.toml"
    real.write_text("rate = 100\n")
    (tmp_path / "settings.toml").symlink_to(real)
    remember_speech(Home(tmp_path), 120, 1.0)

    assert (tmp_path / "settings.toml").is_symlink()
    assert "rate = 120" in real.read_text()


def test_settings_that_cannot_be_written_hold_for_this_session_and_that_is_told(run, home):
    home.mkdir()
    (home / "settings.toml").symlink_to(home / "nowhere" / "settings.toml")
    typed = "slower\ni stayed quiet\ni will rest\n"
    done = run("practice", "choose-again", *SILENT, "--events", "-", typed=typed)
    events = [json.loads(line) for line in done.stdout.splitlines()]

    (trouble,) = [event for event in events if event["event"] == "trouble"]
    assert (trouble["part"], trouble["code"]) == ("settings", "settings.unwritable")
    assert events[-1]["outcome"] == "completed"
