"""The home folder: chosen, named, or the platform's; and what lies in it."""

from pathlib import Path

from voice_coach.settings import Home


def test_a_folder_that_is_named_wins_over_the_environment(monkeypatch):
    monkeypatch.setenv("VOICE_COACH_HOME", "/else")

    assert Home.find("~/mine") == Home(Path("~/mine").expanduser(), chosen=True, named=True)
    assert Home.find(None) == Home(Path("/else"), chosen=True, named=False)


def test_without_a_choice_it_is_the_platforms_folder(monkeypatch):
    monkeypatch.delenv("VOICE_COACH_HOME")

    home = Home.find()
    assert home.path.name == "voice-coach"
    assert (home.chosen, home.named) == (False, False)


def test_everything_lies_in_the_folder():
    home = Home(Path("mine"))

    assert {str(place) for place in (home.journal, home.settings, home.helplines)} == {
        "mine/journal.db",
        "mine/settings.toml",
        "mine/helplines.toml",
    }
    assert (home.practices, home.models) == (Path("mine/practices"), Path("mine/models"))


def test_a_demo_has_a_home_of_its_own_that_commands_name():
    demo = Home(Path("mine"), chosen=False).demo

    assert (demo.path, demo.named) == (Path("mine/demo"), True)
