"""Rules for words of suicide, self-harm, abuse, harm to others or an emergency.

They match phrases (`safety.phrases`). A match only leads to a question, so a case of doubt is one.

An utterance is normalised, harmless idioms are removed, and then phrases of danger are looked for.
One that is denied ("i would never"), long past or part of a story does not count.
tests/safety/care_corpus.toml has the sentences the phrases were written with, and held-out ones.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

from voice_coach.nlu.lexicon import NUMBERS
from voice_coach.nlu.text import plain
from voice_coach.safety import phrases
from voice_coach.safety.phrases import HARMLESS, SPELLINGS

_Rows = tuple[re.Pattern[str], ...]

_ASKED_EVEN_IF_DENIED: _Rows = (*phrases.SUICIDE, *phrases.SELF_HARM)
""""I don't want to die" is said in fear of death and in thoughts of it: both lead to the question.
"I would never" does not."""

_OTHERS: _Rows = (
    *phrases.ABUSE,
    *phrases.HARM_TO_OTHERS,
    *phrases.EMERGENCY,
    *phrases.OF_SOMEBODY_ELSE,
)

_NEVER = frozenset(("never", "nobody", "not", "no", "without", "nor"))

_DOES_NOT = frozenset(
    ("don't", "doesn't", "didn't", "won't", "wouldn't", "isn't", "wasn't", "needn't")
)

NEGATION_REACH = 4
"""Words between a negation and what it negates, at most."""

_SUBJECTS = frozenset(
    ("i", "i'm", "he", "she", "they", "we", "it", "but", "and", "because", "that", "if")
)
"""No negation reaches over these: "i never sleep and i want to die"."""

_PAST = re.compile(
    r"\b(?:years ago|long ago|used to|back then|in the past|in my childhood|at that time|"
    r"when i was (?:a|an|young|younger|small|little|in|at|still|\w+teen|\d+|"
    rf"{'|'.join(NUMBERS[3:13])})|"
    r"as a (?:child|kid|teenager|teen|boy|girl|student))\b"
)

_RECENT = re.compile(
    r"\b(?:again|still|lately|these days|and now|but now|tonight|last night|yesterday|this morning|"
    r"last week|every day|every night)\b"
)

_PRESENT = re.compile(r"\b(?:want|i'm|going to|don't|can't|wish|will)\b")
"""A phrase in the present tense is neither long past nor part of a story."""

_STORY = re.compile(
    r"\b(?:movie|film|book|novel|story|stories|play|song|series|documentary|news|paper|newspaper|"
    r"game|podcast|poem|hero|character|opera|romeo|talk on|talk about|lecture|course|wrote about|"
    r"read about|prevention|nurse|officer)\b"
)

_QUOTED = re.compile(
    r"\b(?:lyrics?|song|chorus|verse|line|title|script|character|movie|film|poem|tune)\b"
    r"(?: \S+){0,2} (?:says?|said|go|goes|called)(?: \S+){0,2} $"
)
"""What stands just before a phrase that is sung or played: nobody's own, in no tense."""

_SPELLINGS = [(re.compile(rf"(?<= )(?:{words})(?= )"), instead) for words, instead in SPELLINGS]


def has_danger(text: str) -> bool:
    """Return whether a phrase of danger counts in `text`."""
    whole = normalised(text)
    if any(_counts(found) for found in _found(whole, phrases.NEVER_HARMLESS)):
        return True
    if not any(row.search(whole) for row in (*_OTHERS, *_ASKED_EVEN_IF_DENIED)):
        return False  # as nearly always; without an idiom there would be no more to find
    said = whole
    for pattern in HARMLESS:
        said = pattern.sub(" ~ ", said)
    return any(_counts(found) for found in _found(said, _OTHERS)) or any(
        _counts(found, _NEVER) for found in _found(said, _ASKED_EVEN_IF_DENIED)
    )


def normalised(text: str) -> str:
    """Return a text in lower case, with one form of each contraction and without fillers.

    It begins and ends with a space, so that whole words can be matched.
    """
    said = f" {plain(text)} "
    for words, instead in _SPELLINGS:
        said = words.sub(instead, said)
    return f" {' '.join(said.split())} "


def _found(said: str, rows: _Rows) -> Iterator[re.Match[str]]:
    return (found for row in rows for found in row.finditer(said))


def _counts(found: re.Match[str], negations: Iterable[str] = _NEVER | _DOES_NOT) -> bool:
    """Return whether a phrase is neither negated, nor long past, nor part of a story."""
    said, before = found.string, found.string[: found.start()]
    latest = reversed(before.split()[-NEGATION_REACH:])
    near = list(takewhile(lambda word: word not in _SUBJECTS, latest))
    if not set(negations).isdisjoint(near) or ("think" in near and not _DOES_NOT.isdisjoint(near)):
        return False
    if _QUOTED.search(before):
        return False
    if _PRESENT.search(" ".join((*near, found.group()))) and "used" not in near:
        return True
    if _STORY.search(before):
        return False
    return not _PAST.search(said) or _RECENT.search(said) is not None
