"""Choosing a voice by hearing it: at the home menu and in setup, with the real voices."""

import tomllib
from importlib.resources import files

import pytest

from tests.cli.test_voices import table

pytest.importorskip("hibari")
pytestmark = pytest.mark.engine

__all__ = ["table"]

SILENT = ("--keyboard", "--speaker", "none", "--captions", "plain")


@pytest.fixture
def heart():
    return (files("hibari") / "assets" / "hibari.onnx").read_bytes()


def settings(home):
    return tomllib.loads((home / "settings.toml").read_text())


def test_at_the_menu_three_are_heard_one_is_chosen_and_kept(run, home):
    done = run(*SILENT, typed="another voice\nthe second\nslower\ndeeper\nkeep it\nnothing\n")

    assert done.returncode == 0, done.stderr
    heard = [line.partition(".")[0] for line in done.stdout.splitlines()]
    assert heard.index("The first") < heard.index("The second") < heard.index("The third")
    assert "From now on I speak like this." in done.stdout
    assert done.stdout.rstrip().endswith("I'm here whenever you like.")
    kept = settings(home)
    assert (kept["voice"], kept["rate"] < 123) == ("heart+low", True)


def test_a_voice_is_downloaded_by_voice_and_speaks(run, home, site):
    typed = "a different voice\nother voices\nthe british woman\nkeep it\nnothing\n"
    done = run(*SILENT, typed=typed)

    assert "I'm downloading it now." in done.stdout
    assert settings(home)["voice"] == "emma"
    assert (home / "voices" / "hibari" / "emma.onnx").is_file()
    assert len(site.asked) == 1


def test_stop_ends_it_and_nothing_is_changed(run, home):
    assert run(*SILENT, typed="another voice\nthe third\nstop\n").returncode == 0
    assert not (home / "settings.toml").exists()
