"""The list of practices, for people who read and for people who search."""

import json

import pytest
from click.testing import CliRunner

from voice_coach.cli import main
from voice_coach.cli.practices import script
from voice_coach.practice.library import Library
from voice_coach.practice.schema import every_step
from voice_coach.practice.steps import KINDS

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
    assert found["Consistency, from Why we all need self-trust and how to build it"] == [
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


def test_no_hash_of_a_file_is_shown_and_a_practice_tells_its_article(listed):
    shown = CliRunner().invoke(main, ["practices", "show", "choose-again"]).stdout

    assert "7889ccc45f2a4977" not in listed + shown
    assert 'From "What self-trust really is".' in shown.splitlines()


def test_for_programs_the_source_keeps_its_id_and_the_article_has_its_title(home):
    rows = json.loads(CliRunner().invoke(main, ["practices", "--json"]).stdout)
    row = next(row for row in rows if row["name"] == "choose-again")

    assert row["source"] == "001_7889ccc45f2a4977.txt"
    assert row["article"] == "What self-trust really is"


def test_every_kind_of_step_can_be_shown(tmp_path):
    practices, errors = Library(tmp_path).all()
    kinds = {type(step) for practice in practices for step in every_step(practice.steps)}

    assert errors == []
    assert kinds == set(KINDS.values()), "the library has a step of every kind"
    assert all(len(list(script(practice))) > len(practice.steps) for practice in practices)


# A new one.


def test_a_new_practice_can_be_led_as_it_is_and_is_for_its_owner_alone(home):
    made = CliRunner().invoke(main, ["practices", "new", "One", "kind", "thing"])
    path = home / "practices" / "one-kind-thing.toml"

    assert made.stdout.splitlines()[0] == str(path)
    assert path.stat().st_mode & 0o777 == 0o600
    checked = CliRunner().invoke(main, ["practices", "check", str(path)])
    assert checked.stdout == f"{path}: fine\n"
    assert Library(home / "practices").load("one kind thing").title == "One kind thing"


def test_no_file_is_overwritten_by_a_new_practice(home):
    path = home / "practices" / "tea.toml"
    CliRunner().invoke(main, ["practices", "new", 'Tea "now"'])
    (home / "practices" / "tea-now.toml").rename(path)
    before = path.read_bytes()
    again = CliRunner().invoke(main, ["practices", "new", "Tea"])

    assert again.exit_code == 1
    assert str(path) in again.stderr
    assert path.read_bytes() == before
    assert b'title = "Tea \\"now\\""' in before


def test_a_title_without_a_letter_names_no_file(home):
    done = CliRunner().invoke(main, ["practices", "new", "?!"])

    assert done.exit_code == 1
    assert not (home / "practices").exists()
