"""Practices under headings, for people who read lists: where the idea comes from, and what about.

The theme of a practice is the first of its tags.
"""

from collections.abc import Iterable

from voice_coach import texts
from voice_coach.session.practice import Practice


def by_source_and_theme(practices: Iterable[Practice]) -> dict[str, list[Practice]]:
    """The practices under headings such as "Kindness, from SOURCE"; all sorted.

    Those without a source, such as a person's own, come last, under their theme alone.
    """
    groups: dict[tuple[bool, str, str], list[Practice]] = {}
    for practice in sorted(practices, key=lambda practice: practice.name):
        source = practice.source.removesuffix(".txt")
        theme = practice.tags[0] if practice.tags else texts.OTHER_THEMES
        groups.setdefault((not source, source, theme), []).append(practice)
    return {_heading(source, theme): found for (_, source, theme), found in sorted(groups.items())}


def _heading(source: str, theme: str) -> str:
    if not source:
        return theme.capitalize()
    return texts.THEME_FROM.format(theme=theme.capitalize(), source=source)
