"""Durations in spoken English: "three minutes", "half an hour", "a minute and a half"."""

import re

from voice_coach.nlu.lexicon import NUMBERS, TENS
from voice_coach.nlu.numbers import numbers
from voice_coach.nlu.text import plain

MAX_MINUTES = 120.0
"""A longer time is no time for a practice: "an eight hour shift"."""

SHORT_MINUTES = 3.0
"""Minutes of "something short"."""

LONG_MINUTES = 10.0
"""Minutes of "the long one"."""

_NUMBER = "|".join((*sorted((*NUMBERS[1:], *TENS), key=len, reverse=True), "hundred", r"\d+"))

_COUNT = (
    rf"(?:(?:{_NUMBER})(?: (?:{_NUMBER}))?(?: (?:or|to) (?:{_NUMBER}))?(?: and a half)?|"
    r"half an?|half|a quarter of an|quarter of an|three quarters of an|"
    r"a couple of|couple of|a couple|a few|few|an?|another)"
)

_UNIT = r"(?:seconds?|secs?|minutes?|mins?|minute's|hours?)"

_WORDS_BETWEEN = r"(?: (?:short|quick|little|whole|more|spare|quiet|free))?"

_DURATION = re.compile(
    rf"\b(?P<count>{_COUNT}){_WORDS_BETWEEN} (?P<unit>{_UNIT})\b(?P<half> and a half)?"
    r"(?! (?:ago|late|early|shift)\b)"
)

_FEW = {"a couple of": 2.0, "couple of": 2.0, "a couple": 2.0, "a few": 3.0, "few": 3.0}

_PARTS = {"half": 0.5, "half a": 0.5, "half an": 0.5, "a": 1.0, "an": 1.0, "another": 1.0}

_QUARTERS = {"a quarter of an": 0.25, "quarter of an": 0.25, "three quarters of an": 0.75}

_SECONDS = {"s": 1 / 60, "m": 1.0, "h": 60.0}
"""Minutes of one unit, by its first letter."""

_BARE = re.compile(rf"\bfor (?:about |just |only )?(?P<count>{_NUMBER}|a couple|a few)$")

_SHORT = re.compile(
    r"\b(?:short(?:er|est|ish)?(?! (?:temper|tempered|of|staffed|breath|notice|answer|time ago))|"
    r"quick(?:er)?|brief|not (?:too |so )?long|not much time|no time|hardly any time|"
    r"in a (?:hurry|rush)|just a (?:moment|sec|second))\b"
)

_LONG = re.compile(
    r"\b(?:(?:something|the) (?:really )?(?:long|longer|longest)(?! time)|plenty of time|"
    r"lots of time|all the time in the world|all evening|no hurry|no rush)\b"
)


def duration(utterance: str) -> tuple[float, str] | None:
    """Return the minutes that are named, and the utterance without them; None if there are none.

    "Box breathing for three" is three minutes: a number after a "for" at the end is one, too. "Five
    minutes ago" is no duration.
    """
    said = plain(utterance)
    found = _DURATION.search(said)
    if found is not None:
        minutes = _count(found["count"]) * _SECONDS[found["unit"][0]]
        minutes *= 1.5 if found["half"] and found["count"] in _PARTS else 1.0
    else:
        found = _BARE.search(said)
        if found is None:
            return None
        minutes = _count(found["count"])
    if not 0 < minutes <= MAX_MINUTES:
        return None
    return minutes, " ".join(f"{said[: found.start()]} {said[found.end() :]}".split())


def wanted_minutes(utterance: str) -> float | None:
    """Return the minutes somebody has: named, or of "something short" or "the long one"."""
    named = duration(utterance)
    if named is not None:
        return named[0]
    said = plain(utterance)
    if _SHORT.search(said):
        return SHORT_MINUTES
    return LONG_MINUTES if _LONG.search(said) else None


def _count(words: str) -> float:
    """Return how many units are meant; the smaller one of "five or ten", which surely fits."""
    for table in (_FEW, _PARTS, _QUARTERS):
        if words in table:
            return table[words]
    found = numbers(words)
    return found[0] if " or " in words or " to " in words else found[-1]
