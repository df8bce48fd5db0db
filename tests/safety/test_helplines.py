"""Whom to call: the package's numbers, a person's own file, and what becomes of a broken one."""

import re
from datetime import date
from pathlib import Path

import pytest

from voice_coach.errors import CoachError
from voice_coach.protocol.events import Memory
from voice_coach.safety.helplines import aloud, helpers_for, look_up, numbers_aloud, shipped
from voice_coach.settings import Home, Settings, country_of, load_settings
from voice_coach.testing import EVENING
from voice_coach.texts import care as care_texts

NOWHERE = Path("/nonexistent")
OWN = """\
[IE]
name = "Ireland"
emergency = { number = "112" }

[[IE.helplines]]
name = "my practice nurse"
number = "01 234"
"""
BROKEN = {
    "no TOML": ("[IE]\nname = Ireland\n", "line 2"),
    "letters in a number": ('[IE]\nname = "Ireland"\nemergency = { number = "call me" }', "number"),
    "an unknown key": ('[IE]\nname = "Ireland"\nphone = "1"', "phone"),
    "no name": ('[IE]\nemergency = { number = "112" }', "name"),
    "a country that is none": ('[Ireland]\nname = "Ireland"', "regex"),
}


@pytest.fixture
def home(tmp_path):
    return tmp_path


# The package's.


@pytest.mark.parametrize("code", sorted(shipped()))
def test_every_number_has_a_source_and_the_day_it_was_compared_with_it(code):
    country = shipped()[code]
    numbers = [country.emergency, *country.helplines]

    for number in numbers:
        assert re.match(r"https?://\S+$", number.source)
        assert date(2026, 1, 1) < number.checked
        assert aloud(number.number)


def test_the_countries_whose_language_the_program_speaks_have_a_helpline():
    assert {code for code in ("US", "CA", "GB", "IE", "AU", "NZ", "IN", "ZA", "SG")
            if not shipped()[code].helplines} == set()  # fmt: skip


@pytest.mark.parametrize(
    ("code", "emergency", "line"),
    [
        ("US", "911", "988"),
        ("CA", "911", "988"),
        ("GB", "999", "116 123"),
        ("IE", "112", "116 123"),
        ("AU", "000", "13 11 14"),
        ("NZ", "111", "1737"),
        ("IN", "112", "14416"),
        ("DE", "112", "0800 111 0 111"),
        ("FR", "112", "31 14"),
    ],
)
def test_some_numbers_everybody_knows(code, emergency, line):
    helpers, error = helpers_for(code, NOWHERE)

    assert error is None
    assert [number.number for number in helpers.numbers] == [emergency, line]


@pytest.mark.parametrize("written", ["gb", "GB", "uk", "UK"])
def test_a_country_may_be_written_as_people_write_it(written):
    assert helpers_for(written, NOWHERE)[0].country == "the United Kingdom"


@pytest.mark.parametrize("code", [None, "ZZ"])
def test_where_nothing_is_known_there_are_no_numbers_and_no_guess(code):
    helpers, error = helpers_for(code, NOWHERE)

    assert error is None
    assert helpers.numbers == ()
    assert numbers_aloud(helpers) == f"{care_texts.EMERGENCY_ANYWHERE} {care_texts.LINES_ANYWHERE}"


def test_no_more_than_two_helplines_are_spoken():
    assert all(len(helpers_for(code, NOWHERE)[0].lines) <= 2 for code in shipped())


# A person's own.


def test_a_file_in_the_home_folder_wins_for_the_countries_in_it(home):
    (home / "helplines.toml").write_text(OWN, encoding="utf-8")

    assert [each.name for each in helpers_for("IE", home / "helplines.toml")[0].lines] == [
        "my practice nurse"
    ]
    assert helpers_for("US", home / "helplines.toml")[0].lines[0].number == "988"


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_is_told_about_and_takes_nobodys_help_away(home, what):
    text, place = BROKEN[what]
    (home / "helplines.toml").write_text(text, encoding="utf-8")
    helpers, error = helpers_for("IE", home / "helplines.toml")

    assert isinstance(error, CoachError)
    assert error.code == "helplines.bad"
    for part in (str(home / "helplines.toml"), place, care_texts.HELPLINES_MEND):
        assert part in error.message
    assert helpers.lines[0].number == "116 123"
    assert care_texts.SHIPPED_NUMBERS in numbers_aloud(helpers)


def test_a_file_that_cannot_be_read_is_one_too(home):
    (home / "helplines.toml").mkdir()
    country, error = look_up("IE", home / "helplines.toml")

    assert error is not None
    assert country is not None


def test_a_file_in_another_encoding_is_one_too(home):
    (home / "helplines.toml").write_bytes(OWN.replace("Ireland", "Éire").encode("latin-1"))

    assert look_up("IE", home / "helplines.toml")[1] is not None


def test_contacts_and_the_plan_come_from_what_is_kept():
    kept = [
        Memory(1, "support", "my sister", EVENING),
        Memory(2, "promise", "walk", EVENING),
        Memory(3, "plan", "go outside", EVENING),
    ]
    helpers, _ = helpers_for("IE", NOWHERE, kept)

    assert (helpers.contacts, helpers.plan) == (("my sister",), ("go outside",))


# Which country.


@pytest.mark.parametrize(
    ("locale", "country"),
    [
        ({"LANG": "en_IE.UTF-8"}, "IE"),
        ({"LANG": "en_IE.UTF-8", "LC_ALL": "de_AT@euro"}, "AT"),
        ({"LANG": "en_IE", "LC_MESSAGES": "fr_FR.UTF-8", "LC_ALL": ""}, "FR"),
        ({"LANG": "C.UTF-8"}, None),
        ({"LANG": "POSIX"}, None),
        ({"LANG": "en"}, None),
        ({"LANG": "en_IE", "LC_ALL": "C"}, None),
        ({}, None),
    ],
)
def test_the_country_is_that_of_the_locale(monkeypatch, locale, country):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in locale.items():
        monkeypatch.setenv(name, value)

    assert country_of(Settings()) == country


def test_the_setting_outweighs_the_locale(monkeypatch, home):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    (home / "settings.toml").write_text('country = "ie"\n', encoding="utf-8")

    assert country_of(load_settings(Home(home))) == "IE"


def test_a_country_that_is_none_is_refused(home):
    (home / "settings.toml").write_text('country = "Ireland"\n', encoding="utf-8")
    with pytest.raises(CoachError) as caught:
        load_settings(Home(home))

    assert "country" in caught.value.message
