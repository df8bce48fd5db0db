"""Practices under headings."""

from voice_coach.session.practice import Practice, Step
from voice_coach.session.themes import by_theme


def practice(name, *tags):
    step = Step(name="one", say="Hello.")
    return Practice(name=name, title=name, about="A.", minutes=1, tags=tags, steps=(step,))


def names(*practices):
    return {theme: [each.name for each in found] for theme, found in by_theme(practices).items()}


def test_the_first_tag_is_the_theme_and_everything_is_sorted():
    assert names(
        practice("walk", "outside"), practice("tea", "calm"), practice("sit", "calm", "outside"),
        practice("air", "outside"),
    ) == {"calm": ["sit", "tea"], "outside": ["air", "walk"]}  # fmt: skip


def test_what_is_alone_in_its_theme_stands_together_at_the_end():
    found = names(practice("a", "x"), practice("b", "calm"), practice("c", "calm"), practice("d"))

    assert found == {"calm": ["b", "c"], "more": ["a", "d"]}
    assert list(found) == ["calm", "more"]


def test_a_theme_that_is_called_more_loses_nobody():
    found = names(practice("a", "more"), practice("b", "more"), practice("c", "x"))

    assert found == {"more": ["a", "b", "c"]}


def test_without_practices_there_are_no_themes():
    assert names() == {}
