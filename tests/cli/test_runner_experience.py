"""What the journal knows of earlier sessions, in those that follow: wordings, frame, plans."""

import json

import pytest

pytestmark = pytest.mark.engine

SILENT = ("--keyboard", "--speaker", "none")
TEA = """
title = "Tea"
about = "For tests."
minutes = 0.5

[[step]]
say = ["One cup.", "Another cup."]

[[step]]
when = { visits = "first" }
say = "It is new."

[[step]]
when = { tones = "new" }
say = "Follow the tones."

[[step]]
breathe = "2-2"
cycles = 1
"""
PLAN = """
title = "Two cups"
about = "Two days."

[[day]]
practice = "tea"

[[day]]
practice = "tea"
"""


@pytest.fixture
def said(run, home):
    """Leads a session, with these lines typed; all that was said in it."""
    for folder, name, text in (("practices", "tea", TEA), ("plans", "two-cups", PLAN)):
        (home / folder).mkdir(parents=True)
        (home / folder / f"{name}.toml").write_text(text, encoding="utf-8")

    def said(*arguments, typed=""):
        done = run(*arguments, *SILENT, "--events", "-", typed=typed)
        assert done.returncode == 0, done.stderr
        events = [json.loads(line) for line in done.stdout.splitlines()]
        return " ".join(event["text"] for event in events if event["event"] == "coach.speaking")

    return said


def test_sessions_change_with_what_the_journal_knows_of_earlier_ones(said):
    first, second, third, fourth = (said("practice", "tea") for _ in range(4))

    assert "One cup. It is new. Follow the tones." in first
    assert "Another cup. Follow the tones." in second
    assert "One cup. Follow the tones." in third
    assert "Another cup." in fourth
    assert "Follow the tones" not in fourth
    assert all("pause, repeat, skip or stop" in each for each in (first, second, third))
    assert "Tea, about half a minute." in fourth


def test_a_plan_is_begun_gone_on_with_and_paused_by_what_is_said_at_the_menu(said, run):
    begun = said("practice", typed="two cups please\n")
    (course,) = json.loads(run("memories", "--json").stdout)

    assert "Day one of your two cups." in begun
    assert "That was day one of your two cups." in begun
    assert (course["kind"], course["status"], course["data"]["day"]) == ("course", "open", 1)
    assert "goes on with day two" in said("practice", typed="pause my plan\n")
    assert "Day two of your two cups." in said("practice", typed="two cups\n")
    (course,) = json.loads(run("memories", "--json").stdout)
    assert course["status"] == "finished"
