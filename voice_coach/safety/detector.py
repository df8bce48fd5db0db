"""Recognises words of suicide, self-harm, abuse, harm to others or an emergency.

Phrases over words, in two tables; no score is kept, and nothing is concluded about a person. The
answer is yes or no, and a yes leads to a question. So where it is in doubt, it is a yes.

An utterance is first written in one way, then what only sounds like danger is taken out
(`harmless`), and then a phrase is looked for (`dangers`, `harms`). One that is denied ("i would
never"), told as long past, or part of a story does not count. tests/safety/care_corpus.toml holds
what the tables were written against, and what they were not.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

from voice_coach.nlu.lexicon import NUMBERS
from voice_coach.nlu.text import plain
from voice_coach.protocol.events import Heard
from voice_coach.safety import phrases
from voice_coach.safety.phrases import ALIKE, HARMLESS

HOLDS = 1.0
"""Seconds of sound for which a hypothesis has to go on holding a phrase before it counts. The words
that make an idiom of it come after it: "i'm dying … to see her"."""

MEMORY = 12
"""So many words of what was settled before, in the same turn, are looked at with what is new."""

_Rows = tuple[re.Pattern[str], ...]

_ASKED_EVEN_IF_DENIED: _Rows = (*phrases.SUICIDE, *phrases.SELF_HARM)
""""I don't want to die" is said by those who fear it, and by those who think of it: both are asked.
"I would never" is not."""

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

_REACH = 4
"""A denial stands at most so many words before what it denies."""

_SUBJECTS = frozenset(
    ("i", "i'm", "he", "she", "they", "we", "it", "but", "and", "because", "that", "if")
)
"""No denial reaches over these: "i never sleep and i want to die"."""

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
"""What is said in words of the present is neither long past nor a story, whatever else is said."""

_STORY = re.compile(
    r"\b(?:movie|film|book|novel|story|stories|play|song|series|documentary|news|paper|newspaper|"
    r"game|podcast|poem|hero|character|opera|romeo|talk on|talk about|lecture|course|wrote about|"
    r"read about|prevention|nurse|officer)\b"
)

_ALIKE = [(re.compile(rf"(?<= )(?:{words})(?= )"), instead) for words, instead in ALIKE]


def is_care_needed(text: str) -> bool:
    """Whether there are words in `text` for which a practice has to stop and ask."""
    whole = _alike(text)
    said = whole
    for pattern in HARMLESS:
        said = pattern.sub(" ~ ", said)
    return (
        any(_counts(found) for found in _found(whole, phrases.NEVER_HARMLESS))
        or any(_counts(found) for found in _found(said, _OTHERS))
        or any(_counts(found, _NEVER) for found in _found(said, _ASKED_EVEN_IF_DENIED))
    )


def _alike(text: str) -> str:
    """What was said in one way of writing: small letters, the same contractions, no fillers.

    It begins and ends with a space, so that whole words can be looked for.
    """
    said = f" {plain(text)} "
    for words, instead in _ALIKE:
        said = words.sub(instead, said)
    return f" {' '.join(said.split())} "


def _found(said: str, rows: _Rows) -> Iterator[re.Match[str]]:
    return (found for row in rows for found in row.finditer(said))


def _counts(found: re.Match[str], denials: Iterable[str] = _NEVER | _DOES_NOT) -> bool:
    """Whether a phrase that was found is neither denied, nor long past, nor told in a story."""
    said, before = found.string, found.string[: found.start()]
    near = list(takewhile(lambda word: word not in _SUBJECTS, reversed(before.split()[-_REACH:])))
    if not set(denials).isdisjoint(near) or ("think" in near and not _DOES_NOT.isdisjoint(near)):
        return False
    if _PRESENT.search(" ".join((*near, found.group()))) and "used" not in near:
        return True
    if _STORY.search(before):
        return False
    return not _PAST.search(said) or _RECENT.search(said) is not None


class Watch:
    """Listens to one turn for such words.

    What is settled counts at once, a hypothesis when it has held them for `HOLDS` seconds of sound.
    """

    def __init__(self) -> None:
        self._before = ""
        self._since: float | None = None

    def hear(self, heard: Heard) -> bool:
        """Take in a hypothesis or a settled piece; whether care is needed now."""
        said = f"{self._before} {heard.text}"
        found = bool(heard.text) and is_care_needed(said)
        if heard.final:
            self._since = None
            self._before = " ".join(said.split()[-MEMORY:])
            return found
        if not found:
            self._since = None
        elif self._since is None:
            self._since = heard.ended
        return self.passed(heard.ended)

    def passed(self, seconds: float) -> bool:
        """So much sound of the turn has been listened to; whether care is needed now."""
        return self._since is not None and seconds - self._since >= HOLDS
