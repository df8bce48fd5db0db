"""The list of practices, for people who read and for people who search."""

import pytest
from click.testing import CliRunner

from voice_coach.cli import main

OWN = 'title = "{name}"\nabout = "A cup of {name}."\nminutes = 2.5\ntags = ["{theme}"]\n\n'
STEP = '[[step]]\nsay = "There is {name}."\n'


@pytest.fixture
def listed(home):
    (home / "practices").mkdir(parents=True)
    for name, theme in (("tea", "drinks"), ("milk", "drinks"), ("bread", "food")):
        text = (OWN + STEP).format(name=name, theme=theme)
        (home / "practices" / f"{name}.toml").write_text(text, encoding="utf-8")
    return CliRunner().invoke(main, ["practices"]).stdout


def groups(listed):
    return {
        lines[0]: [line.split()[0] for line in lines[1:]]
        for lines in (group.splitlines() for group in listed.strip().split("\n\n"))
    }


def test_practices_stand_under_their_source_and_theme(listed):
    found = groups(listed)

    assert found["Drinks"] == ["milk", "tea"]
    assert found["Food"] == ["bread"]
    assert found["Consistency, from 003_d33fc46ed0c868a2"] == [
        "achievable-goal", "small-promises", "weekly-review",
    ]  # fmt: skip


def test_a_heading_is_worth_its_line(listed):
    ours = [names for heading, names in groups(listed).items() if ", from " in heading]

    assert len(ours) <= sum(map(len, ours)) / 2


def test_the_line_of_a_practice_begins_with_its_name_and_tells_its_minutes(listed):
    (line,) = [line for line in listed.splitlines() if line.startswith("tea ")]

    assert line.split()[:3] == ["tea", "2.5", "min"]
    assert line.endswith("A cup of tea.")


def test_every_practice_is_listed_once(listed):
    names = [name for group in groups(listed).values() for name in group]

    assert len(names) == len(set(names))
    assert {"tea", "milk", "bread", "small-promises"} <= set(names)
