"""Practices under headings."""

from voice_coach.practice.library import article_of, by_article_and_theme
from voice_coach.practice.schema import Practice
from voice_coach.testing import step


def practice(name, *tags, source=""):
    the_step = step(name="one", say="Hello.")
    return Practice(
        name=name, title=name, about="A.", minutes=1, tags=tags, source=source, steps=(the_step,)
    )


def names(*practices):
    found = by_article_and_theme(practices)
    return {heading: [each.name for each in group] for heading, group in found.items()}


def test_practices_stand_under_their_source_and_their_first_tag_and_everything_is_sorted():
    found = names(
        practice("walk", "outside", source="b.txt"),
        practice("tea", "calm", source="b.txt"),
        practice("sit", "calm", "outside", source="b.txt"),
        practice("air", "outside", source="a.txt"),
    )

    assert list(found.items()) == [
        ("Outside, from a", ["air"]),
        ("Calm, from b", ["sit", "tea"]),
        ("Outside, from b", ["walk"]),
    ]


def test_what_has_no_source_comes_last_under_its_theme_alone():
    found = names(practice("own", "calm"), practice("tea", "calm", source="z.txt"))

    assert list(found.items()) == [("Calm, from z", ["tea"]), ("Calm", ["own"])]


def test_what_has_no_tag_stands_under_more():
    assert names(practice("bare"), practice("odd", source="a.txt")) == {
        "More, from a": ["odd"],
        "More": ["bare"],
    }


def test_without_practices_there_are_no_headings():
    assert names() == {}


def test_an_article_is_called_by_its_title_and_any_other_source_as_it_is_written():
    ours = practice("ours", source="001_7889ccc45f2a4977.txt")

    assert article_of(ours) == "What self-trust really is"
    assert article_of(practice("own", source="My notebook")) == "My notebook"
    assert article_of(practice("bare")) == ""
