"""Practices under a few headings, for people who read lists.

The theme of a practice is the first of its tags. A theme of a single practice would be a heading
for one line, so those stand together at the end.
"""

from collections import Counter
from collections.abc import Iterable

from voice_coach import texts
from voice_coach.session.practice import Practice


def by_theme(practices: Iterable[Practice]) -> dict[str, list[Practice]]:
    """The practices under their themes; both sorted, and what is alone in its theme comes last."""
    found = sorted(practices, key=lambda practice: practice.name)
    shared = Counter(practice.tags[0] for practice in found if practice.tags)
    alone: list[Practice] = []
    themes: dict[str, list[Practice]] = {
        name: [] for name in sorted(shared) if shared[name] > 1 and name != texts.OTHER_THEMES
    }
    for practice in found:
        theme = practice.tags[0] if practice.tags else ""
        themes.get(theme, alone).append(practice)
    return themes | ({texts.OTHER_THEMES: alone} if alone else {})
