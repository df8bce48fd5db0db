"""Whether what a step's `when` says holds."""

import operator
from collections.abc import Mapping

from voice_coach.session.practice import Compare
from voice_coach.session.understand import Value, in_words


def is_answer(value: Value | None, wanted: str | list[str]) -> bool:
    """Whether an answer is one of those wanted: `said`, `skipped`, or its words.

    Of the list of a loop's answers it is enough if one is.
    """
    accepted = [wanted] if isinstance(wanted, str) else wanted
    if value is None:
        return "skipped" in accepted
    given = value if isinstance(value, tuple) else (in_words(value),)
    return "said" in accepted or any(answer in accepted for answer in given)


def compares(value: Value | None, wanted: Compare, answers: Mapping[str, Value]) -> bool:
    """Whether a number is below, above or the same as what it is compared with."""
    if not isinstance(value, float):
        return False
    for limit, fits in (
        (wanted.below, operator.lt),
        (wanted.above, operator.gt),
        (wanted.same, operator.eq),
    ):
        if limit is None:
            continue
        other = answers.get(limit) if isinstance(limit, str) else limit
        if not isinstance(other, int | float) or not fits(value, other):
            return False
    return True
