"""What is said in place of what is written: abbreviations, numbers to call, the person's names."""

import pytest

from voice_coach.errors import CoachError
from voice_coach.nlu.pronunciations import Pronunciations


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "Something small, e.g. a glass of water.",
            "Something small, for example a glass of water.",
        ),
        ("Call 116 123.", "Call one one six, one two three."),
        ("It is 0800 111222", "It is zero eight zero zero, one one one two two two"),
        (
            "my sister, +353-1-234 5678",
            "my sister, plus three five three, one, two three four, five six seven eight",
        ),
        ("5551234", "five five five one two three four"),
    ],
)
def test_abbreviations_are_said_in_full_and_telephone_numbers_digit_by_digit(written, said):
    assert Pronunciations({}).apply(written) == said


@pytest.mark.parametrize(
    "text", ["It was 7:30 on 3 May 2026.", "100000 steps", "6.5 of 10", "4-7-8", "1,000,000 times"]
)
def test_other_numbers_are_the_engines_matter(text):
    assert Pronunciations({}).apply(text) == text


def test_a_name_is_said_as_the_person_says_it_and_only_as_a_whole_word():
    names = Pronunciations({"Siobhan": "Shivawn", "Ann": "Anna", "Ann Lee": "Annalee"})

    assert names.apply("I told siobhan's friend Ann Lee, and Annika.") == (
        "I told Shivawn's friend Annalee, and Annika."
    )


def test_they_are_read_from_a_file_that_need_not_exist(tmp_path):
    path = tmp_path / "pronunciations.toml"
    assert Pronunciations.load(path).apply("Siobhan") == "Siobhan"

    path.write_text('Siobhan = "Shivawn"\n"Nguyễn" = "Win"\n', encoding="utf-8")

    assert Pronunciations.load(path).apply("Siobhan Nguyễn") == "Shivawn Win"


@pytest.mark.parametrize("content", [b"Siobhan", b"Siobhan = 3", b"\xff", b"[names]\nA = 'B'"])
def test_a_file_with_a_fault_is_one_clear_error(tmp_path, content):
    path = tmp_path / "pronunciations.toml"
    path.write_bytes(content)

    with pytest.raises(CoachError, match='Siobhan = "Shivawn"') as caught:
        Pronunciations.load(path)

    assert caught.value.code == "pronunciations.bad"
    assert str(path) in caught.value.message
